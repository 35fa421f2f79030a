"""A bit that flips in any value, count, lease or access entry of the state store is found by its integrity check."""

import random
from datetime import UTC, datetime
from pathlib import Path

from fokus_core.domain.refusals import Unavailable, Unusable
from fokus_core.storage.state_store import StateStore, open_state_store

VALUE = b"Gesiegelt-0123456789-" * 20


def filled(path: Path) -> StateStore:
    store = open_state_store(f"sqlite:///{path}")
    for number in range(30):
        store.put("draft", f"draft-{number}", VALUE + str(number).encode(), expires=4e9)
        store.count_within("limit", f"client-{number}", 3600, by=5)
    at = datetime(2026, 1, 1, tzinfo=UTC)
    store.record_access(at=at, actor="anna", permission="core.read", opened=[("person-1", 7, "inspection")])
    store.lease("jobs", "node-1", 3600)
    return store


def test_a_bit_that_flips_where_data_lie_is_found(tmp_path: Path) -> None:
    path, chance, sought = tmp_path / "state.db", random.Random(3), (VALUE, b"inspection", b"node-1", b"client-1")
    filled(path).close()
    whole = path.read_bytes()
    places = [at + chance.randrange(len(one)) for one in sought for at in _places(whole, one)]
    assert len(places) > 60
    for at in places:
        content = bytearray(whole)
        content[at] ^= 1 << chance.randrange(8)
        path.write_bytes(content)
        try:
            store = open_state_store(f"sqlite:///{path}")
        except (Unusable, Unavailable):
            continue
        assert store.flaws() != [], at
        store.close()


def test_a_store_from_before_gets_its_second_copy_and_erases_both(tmp_path: Path) -> None:
    path = tmp_path / "state.db"
    store = filled(path)
    store._database.execute("DROP INDEX state_entries_again")
    store.close()
    store = open_state_store(f"sqlite:///{path}")
    names = [name for (name,) in store._database.query("SELECT name FROM sqlite_master WHERE type = 'index'")]
    assert {"state_entries_again", "state_leases_again", "state_access_again"} <= {*names}
    assert store.flaws() == []
    assert store.forget("draft", "draft-") == 30
    store.close()
    assert VALUE[:20] not in path.read_bytes()


def _places(content: bytes, sought: bytes) -> list[int]:
    found, at = [], content.find(sought)
    while at >= 0:
        found.append(at)
        at = content.find(sought, at + 1)
    return found
