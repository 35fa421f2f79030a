"""The canary on PostgreSQL: after the erasure no mark in a table, and after the documented steps none in a file."""

from pathlib import Path
from typing import Any

import psycopg
import pytest
from canary_scene import erase, fill, opened
from psycopg.sql import SQL, Identifier

from fokus_api.operations.audit_models import check_models
from fokus_core.persons.erasure import erasure_of
from fokus_core.privacy import load_master_key, rotate_master_key
from fokus_core.testing.postgres import PostgresServer

STORES = ("journal", "vault", "state_store", "files")
TABLES = "SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY tablename"


@pytest.mark.postgres
def test_nothing_of_an_erased_person_is_left_in_postgresql(postgres_server: PostgresServer, tmp_path: Path) -> None:
    url = postgres_server.new_database()
    master = tmp_path / "data" / "master.key"
    master.parent.mkdir()
    load_master_key(f"file://{master}", create=True)
    stores: dict[str, Any] = {**dict.fromkeys(STORES, url), "master_key": f"file://{master}"}
    with opened(tmp_path, **stores) as service:
        person, marks = fill(service, 40)
        with psycopg.connect(url) as connection:
            rows = connection.execute("SELECT id FROM vault_keys WHERE subject = %s", (person,)).fetchall()
        keys = [key for (id_,) in rows if (key := service.vault.key(id_)) is not None]
        assert len(keys) >= 4
        assert any(b"Kanarienmarke93".hex() in row for row in every_row(url)), (
            "a draft lies in the state store in clear"
        )
        erase(service, person)
        receipt = erasure_of(service.state_store, person)
        assert receipt is not None
        assert receipt.complete is not None
        assert service.models.rebuild()
        assert check_models(service) == []
    text = "\n".join(every_row(url))
    assert [mark for mark in marks if mark in text or mark.encode().hex() in text] == []
    assert [key for key in keys if key.hex() in text] == []

    assert rotate_master_key(url, load_master_key(f"file://{master}", create=False), bytes(range(32))) > 0
    with psycopg.connect(url, autocommit=True) as connection:  # what docs/privacy.md asks for
        connection.execute("VACUUM FULL")
        connection.execute("CHECKPOINT")
    files = [one for one in (postgres_server.folder / "data" / "base").rglob("*") if one.is_file()]
    found = {sought for one in files for sought in (*(m.encode() for m in marks), *keys) if sought in one.read_bytes()}
    assert found == set()


def every_row(url: str) -> list[str]:
    """Return every row of every table as text, bytes as hexadecimal digits."""
    with psycopg.connect(url) as connection:
        names = [name for (name,) in connection.execute(TABLES)]
        return [
            str(row)
            for name in names
            for (row,) in connection.execute(SQL("SELECT t::text FROM {} t").format(Identifier(name)))
        ]
