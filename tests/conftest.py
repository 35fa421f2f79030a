"""Fixtures for all tests."""

from fokus_core.testing.fixtures import postgres_server, store, store_url  # noqa: F401  fixtures are found by name
