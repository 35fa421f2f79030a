"""Pytest fixtures that give a test a journal engine: every test that takes `store` runs on both."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from fokus_core.journal.engines.open_store import open_store
from fokus_core.journal.engines.store import Store
from fokus_core.testing.postgres import PostgresServer, find_postgres

__all__ = ["database_url", "emptied_url", "need_postgres", "postgres_server", "shared_url", "store", "store_url"]


def need_postgres() -> None:
    """Skip a test, with a hint, where PostgreSQL is missing; fail it where TESTS_REQUIRE_POSTGRES is set."""
    if find_postgres() is None:
        leave_out = pytest.fail if os.environ.get("TESTS_REQUIRE_POSTGRES") else pytest.skip
        leave_out("PostgreSQL's initdb and postgres are missing: apt install postgresql, then run make test again")


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[PostgresServer]:
    """Run a throw-away PostgreSQL server; see `need_postgres`."""
    need_postgres()
    pytest.importorskip("psycopg", reason="psycopg is missing: install the extra fokus-kommune[postgres]")
    with PostgresServer() as server:
        yield server


@pytest.fixture(scope="module")
def shared_url(postgres_server: PostgresServer) -> str:
    """Return the URL of a PostgreSQL database that the tests of a module share."""
    return postgres_server.new_database()


@pytest.fixture
def emptied_url(shared_url: str) -> str:
    """Return the URL of an empty PostgreSQL database; emptying is ten times faster than making a new one."""
    import psycopg

    with psycopg.connect(shared_url, autocommit=True) as connection:
        connection.execute("DROP SCHEMA public CASCADE; CREATE SCHEMA public")
    return shared_url


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Return the URL of a vault or state store that does not exist yet, on each engine in turn."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path}/data/data.db"
    url: str = request.getfixturevalue("emptied_url")
    return url


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def store_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Return the URL of a journal that does not exist yet, on each engine in turn."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path}/journal/journal.db"
    server: PostgresServer = request.getfixturevalue("postgres_server")
    return server.new_database()


@pytest.fixture
def store(store_url: str) -> Iterator[Store]:
    """Return an empty journal store, on each engine in turn."""
    opened = open_store(store_url)
    try:
        opened.create()
        yield opened
    finally:
        opened.close()
