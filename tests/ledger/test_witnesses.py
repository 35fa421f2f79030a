"""What witnesses have cosigned is kept beside the checkpoint and served; what they have not is refused."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from fokus_verify import Defect, Policy
from ledger_kit import KEY, Witness, note_of, some_records

from fokus_core.domain.refusals import Unusable
from fokus_core.ledger.note import Checkpoint, SigningKey, SigningKeys, noted
from fokus_core.ledger.witnesses import Cosigned, WitnessKey, cosigned, take_in
from fokus_core.storage.state_store import StateStore, open_state_store

ROWS = some_records(40)
LAST = Checkpoint(KEY.name, 40, bytes(32))
FIRST, SECOND, STRANGER = Witness("w.example/1"), Witness("w.example/2"), Witness("w.example/3")


@pytest.fixture
def state_store(tmp_path: Path) -> Iterator[StateStore]:
    store = open_state_store(f"sqlite:///{tmp_path}/state.db")
    yield store
    store.close()


def taken(note: str, state_store: StateStore, keys: SigningKeys | None = None) -> Cosigned:
    witnesses = [WitnessKey(one.verifier) for one in (FIRST, SECOND)]
    return take_in(note, keys or SigningKeys([KEY]), LAST, witnesses, state_store)


def demanding(least: int) -> Policy:
    lines = [f"witness W{number} {one.verifier}" for number, one in enumerate((FIRST, SECOND), 1)]
    return Policy("\n".join([f"log {KEY.verifier}", *lines, f"group G {least} W1 W2", "quorum G", ""]))


def test_cosignatures_come_together_and_the_last_checkpoint_with_enough_of_them_is_served(
    state_store: StateStore,
) -> None:
    notes = {size: note_of(ROWS[:size]) for size in (10, 20, 30, 40)}
    assert cosigned(state_store, notes[40], 1) is None
    taken(FIRST.cosigned(notes[10]), state_store)
    both = taken(SECOND.cosigned(notes[10]), state_store)
    assert [*both.lines] == [FIRST.name, SECOND.name]
    taken(FIRST.cosigned(STRANGER.cosigned(notes[20])), state_store)
    found = {least: cosigned(state_store, notes[40], least) for least in (0, 1, 2, 3)}
    assert found[0] == notes[40]
    assert found[3] is None
    assert [demanding(least).accept(str(found[least])).size for least in (1, 2)] == [20, 10]
    assert STRANGER.name not in str(found[1])
    with pytest.raises(Defect, match="lacks witnesses"):
        demanding(2).accept(str(found[1]))
    taken(SECOND.cosigned(notes[40]), state_store)
    assert demanding(1).accept(str(cosigned(state_store, notes[40], 0))).size == 40


def test_the_last_one_is_found_among_many(state_store: StateStore) -> None:
    rows = some_records(250)
    last = Checkpoint(KEY.name, 250, bytes(32))
    witnesses = [WitnessKey(FIRST.verifier), WitnessKey(SECOND.verifier)]
    for size in range(1, 251):
        note = FIRST.cosigned(note_of(rows[:size]))
        take_in(SECOND.cosigned(note) if size == 7 else note, SigningKeys([KEY]), last, witnesses, state_store)
    assert [noted(str(cosigned(state_store, note_of(rows), least))).size for least in (1, 2)] == [250, 7]


def test_what_was_not_signed_or_not_cosigned_is_refused(state_store: StateStore) -> None:
    note = note_of(ROWS[:10])
    other = FIRST.cosigned(note_of(ROWS[:11])).splitlines(keepends=True)[-1]
    wrong = {
        "No witness": (note, STRANGER.cosigned(note), note + other, FIRST.cosigned(note).replace("— w.", "—  w.")),
        "no checkpoint": (
            "",
            "nothing",
            FIRST.cosigned(note_of(ROWS[:10], SigningKey.make(KEY.name))),
            FIRST.cosigned(note).replace("\n10\n", "\n12\n"),
        ),
        "never signed here": (FIRST.cosigned(KEY.sign(Checkpoint(KEY.name, 41, bytes(32)))),),
    }
    for why, notes in wrong.items():
        for one in notes:
            with pytest.raises(Unusable, match=why):
                taken(one, state_store)
    assert state_store.scan("ledger", "cosigned-") == []


def test_no_cosignature_is_taken_with_any_byte_changed(state_store: StateStore) -> None:
    note = note_of(ROWS[:10])
    line = FIRST.cosigned(note).removeprefix(note)
    for place in range(len(line) - 1):
        changed = line[:place] + chr(ord(line[place]) ^ 1) + line[place + 1 :]
        with pytest.raises(Unusable):
            taken(note + changed, state_store)


@pytest.mark.parametrize(
    "line",
    ["", "a+b", KEY.verifier, FIRST.verifier[:-4], "x" + FIRST.verifier],
    ids=["empty", "no key", "a log's", "cut off", "another name"],
)
def test_a_key_that_is_none_of_a_witness_is_refused(line: str) -> None:
    with pytest.raises(Unusable, match="ledger_witnesses"):
        WitnessKey(line)
