"""Fixtures for the network's tests."""

from fokus_core.testing.fixtures import postgres_server, store_url  # noqa: F401  # fixtures are found by name
