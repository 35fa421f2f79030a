"""Fixtures for all tests."""

from fokus_core.testing.fixtures import (  # noqa: F401  # fixtures are found by name
    database_url,
    emptied_url,
    postgres_server,
    shared_url,
    store,
    store_url,
)
