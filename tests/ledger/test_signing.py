"""Checkpoints are notes as others write them, no mangled one is believed, and no shortened or forked tree is signed."""

from base64 import b64decode, b64encode
from pathlib import Path

import pytest
from fokus_verify import LOG, Defect, Key, Policy, Unverifiable, opened
from ledger_kit import KEY, POLICY, Stored, Witness, note_of, some_records, tree_of

from fokus_core.domain.refusals import Unusable
from fokus_core.jobs.job import JobContext
from fokus_core.ledger.note import Checkpoint, SigningKey
from fokus_core.ledger.signing import CHECKPOINT, SPACE, Ledger, NotExtended, SignLedger
from fokus_core.storage.durable import write_whole
from fokus_core.storage.state_store import open_state_store

# The example of C2SP's signed-note.
FOO = "example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k"
EXAMPLE = (
    "This is an example message.\n\n— example.com/foo "
    "Uw2QOkn8srV1yJGh2VYRlL1Tnagv1YEq6TfXppzi2ONncAlTgK7Ztg1ERYNZXsYjOBH3mFXmRKuwHjG1Yu72IneyaQM=\n"
)


@pytest.fixture
def ledger(tmp_path: Path) -> Ledger:
    made = Ledger(tmp_path / "ledger.key", tmp_path / "elsewhere" / "ledger.head")
    made.make_key("example.org/journal")
    return made


def test_the_example_of_the_specification_is_signed_by_its_key() -> None:
    key = Key(FOO, LOG)
    text, ((name, raw),) = opened(EXAMPLE)
    assert (text, name, raw[:4]) == ("This is an example message.\n", key.name, key.id)
    assert key.signed(text.encode(), raw[4:])
    assert not key.signed(text.replace("n", "m").encode(), raw[4:])


def test_a_key_is_read_as_it_was_written() -> None:
    again = SigningKey.parse(KEY.secret)
    assert (again.name, again.verifier, again.secret) == (KEY.name, KEY.verifier, KEY.secret)
    checkpoint = Checkpoint(KEY.name, 7, bytes(32))
    assert again.read(KEY.sign(checkpoint)) == checkpoint


@pytest.mark.parametrize("name", ["", "zwei Wörter", "a+b", "ä", "a\nb"])
def test_a_name_that_no_note_can_hold_is_refused(name: str) -> None:
    with pytest.raises(Unusable):
        SigningKey.make(name)


@pytest.mark.parametrize(
    "text",
    ["", "PRIVATE+KEY+a+b", KEY.secret[:-9], KEY.secret.replace("journal", "other")],
    ids=["nothing", "too short", "cut", "under another name"],  # a key made anew is no name for a test
)
def test_a_damaged_key_is_refused(text: str) -> None:
    with pytest.raises(Unusable, match="no signing key"):
        SigningKey.parse(text)


@pytest.mark.parametrize("bit", [1, 4, 32])
def test_no_checkpoint_is_accepted_with_any_byte_changed(bit: int) -> None:
    note, policy = note_of(some_records(5)).encode(), Policy(POLICY)
    assert policy.accept(note.decode()).size == 5
    for place in range(len(note)):
        changed = bytearray(note)
        changed[place] ^= bit
        try:
            text = changed.decode()
        except UnicodeDecodeError:
            continue
        with pytest.raises(Defect):
            policy.accept(text)
        with pytest.raises(Unusable):
            KEY.read(text)


@pytest.mark.parametrize("bit", [1, 4, 32])
def test_no_key_is_accepted_with_any_byte_changed(bit: int) -> None:
    note, line = note_of(some_records(5)), KEY.verifier
    for place in range(len(line)):
        changed = line[:place] + chr(ord(line[place]) ^ bit) + line[place + 1 :]
        with pytest.raises((Defect, Unverifiable)):
            Policy(f"log {changed}\nquorum none\n").accept(note)


def test_what_grew_is_signed_and_what_did_not_is_not_signed_again(ledger: Ledger) -> None:
    rows = some_records(40)
    first = ledger.sign(Stored(rows[:30]))
    assert ledger.keys.read(first) == Checkpoint("example.org/journal", 30, tree_of(rows[:30]).root)
    assert ledger.sign(Stored(rows[:30])) == first
    assert ledger.keys.read(ledger.sign(Stored(rows))).size == 40
    assert ledger.last() == ledger.head_file.read_text()


def test_a_journal_that_lost_its_last_record_is_never_signed_again(ledger: Ledger) -> None:
    rows = some_records(120)
    for size in range(2, 102):
        signed = ledger.sign(Stored(rows[:size]))
        with pytest.raises(NotExtended) as refused:
            ledger.sign(Stored(rows[: size - 1]))
        assert refused.value.slug == "ledger-shortened"
        assert ledger.last() == signed
    assert ledger.keys.read(ledger.sign(Stored(rows))).size == 120


@pytest.mark.parametrize("again", [False, True], ids=["the running signer", "one that was started anew"])
def test_a_restored_journal_that_went_on_in_another_way_is_never_signed_again(ledger: Ledger, again: bool) -> None:
    rows = some_records(60)
    signed = ledger.sign(Stored(rows[:50]))
    forked = Stored([*rows[:40], *some_records(60, seed=2)[40:]])
    signer = Ledger(ledger.key_file, ledger.head_file) if again else ledger
    with pytest.raises(NotExtended) as refused:
        signer.sign(forked)
    assert refused.value.slug == "ledger-forked"
    assert signer.last() == signed


def test_without_the_last_head_or_with_somebody_elses_nothing_is_signed(ledger: Ledger) -> None:
    rows = Stored(some_records(3))
    ledger.head_file.write_text(note_of(rows.rows))
    with pytest.raises(Unusable, match="no checkpoint"):
        ledger.sign(rows)
    ledger.head_file.unlink()
    with pytest.raises(Unusable, match="cannot be read"):
        ledger.sign(rows)
    with pytest.raises(Unusable, match="is there already"):
        ledger.make_key("example.org/journal")


class House:
    def __init__(self, ledger: Ledger, records: Stored) -> None:
        self.ledger = ledger
        self.records = records


def test_the_job_signs_where_the_lease_is_held_and_shows_every_node_the_checkpoint(
    ledger: Ledger, tmp_path: Path
) -> None:
    state_store = open_state_store(f"sqlite:///{tmp_path}/state.db")
    house = House(ledger, Stored(some_records(9)))
    SignLedger().run(JobContext(state_store, house, lambda: False))
    assert state_store.get(SPACE, CHECKPOINT) is None
    assert ledger.keys.read(ledger.last()).size == 0
    SignLedger().run(JobContext(state_store, house, lambda: True))
    assert state_store.get(SPACE, CHECKPOINT) == ledger.last().encode()
    assert ledger.keys.read(ledger.last()).size == 9
    ledger.key_file.unlink()
    with pytest.raises(Unusable, match="key of the ledger is missing"):
        SignLedger().run(JobContext(state_store, house, lambda: True))
    state_store.close()


def test_without_a_key_nothing_is_signed(tmp_path: Path) -> None:
    state_store = open_state_store(f"sqlite:///{tmp_path}/state.db")
    house = House(Ledger(tmp_path / "none", tmp_path / "nothing"), Stored(some_records(2)))
    SignLedger().run(JobContext(state_store, house, lambda: True))
    assert not house.ledger.head_file.exists()
    state_store.close()


def test_a_policy_may_demand_witnesses() -> None:
    first, second, third = Witness("w.example/1"), Witness("w.example/2"), Witness("w.example/3")
    lines = [f"witness W{number} {one.verifier}" for number, one in enumerate((first, second, third), 1)]
    policy = Policy(
        "\n".join([f"log {KEY.verifier}", *lines, "group G 2 W1 W2 W3", "group A all G W3", "quorum A", ""])
    )
    note = note_of(some_records(4))
    assert policy.accept(second.cosigned(third.cosigned(note))).size == 4
    for too_few in (note, third.cosigned(note), first.cosigned(second.cosigned(note))):
        with pytest.raises(Defect, match="lacks witnesses"):
            policy.accept(too_few)
    other = first.cosigned(note_of(some_records(5))).splitlines()[-1]
    with pytest.raises(Defect, match="false"):
        policy.accept(third.cosigned(note) + other + "\n")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "quorum none\n",
        f"log {KEY.verifier}\n",
        f"log {KEY.verifier}\nquorum nobody\n",
        f"log {KEY.verifier}\nlog {KEY.verifier}\nquorum none\n",
        f"log {KEY.verifier}\nquorum none\nquorum none\n",
        f"log {KEY.verifier}\nwitness W {FOO}\nquorum W\n",
        f"log {KEY.verifier}\ngroup G 1\nquorum G\n",
        f"log {KEY.verifier}\nwitness none {Witness('w').verifier}\nquorum none\n",
        f"log {KEY.verifier}\nwitness W {Witness('w').verifier}\ngroup G 2 W\nquorum G\n",
        f"log {b64encode(b64decode('AAAA')).decode()}\nquorum none\n",
    ],
    ids=range(11),
)
def test_a_policy_that_cannot_be_used_is_refused(text: str) -> None:
    with pytest.raises(Unverifiable):
        Policy(text)


def test_a_key_is_replaced_while_both_sign_and_the_old_policy_holds_until_it_is_retired(ledger: Ledger) -> None:
    rows = some_records(30)
    old = Policy(f"log {ledger.keys.keys[0].verifier}\nquorum none\n")
    ledger.sign(Stored(rows[:10]))
    first, second = ledger.add_key().keys
    new = Policy(f"log {second.verifier}\nquorum none\n")
    assert first.id != second.id
    assert new.accept(ledger.last()) == old.accept(ledger.last())
    both = ledger.sign(Stored(rows[:20]))
    assert [policy.accept(both).size for policy in (old, new)] == [20, 20]
    ledger.retire_key(first.id)
    assert new.accept(ledger.last()).size == 20
    alone = ledger.sign(Stored(rows))
    assert new.accept(alone).size == 30
    with pytest.raises(Defect, match="no log"):
        old.accept(alone)
    assert first.secret not in ledger.key_file.read_text()


def test_the_only_key_is_not_retired_a_third_is_not_added_and_a_strange_one_is_told(ledger: Ledger) -> None:
    with pytest.raises(Unusable, match="only key"):
        ledger.retire_key(ledger.keys.keys[0].id)
    with pytest.raises(Unusable, match="No key"):
        ledger.retire_key("00000000")
    ledger.add_key()
    with pytest.raises(Unusable, match="Two keys"):
        ledger.add_key()


@pytest.mark.parametrize("done", [0, 1, 2])
def test_a_replacement_that_breaks_off_leaves_a_head_that_the_kept_keys_have_signed(
    ledger: Ledger, done: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows, writes = some_records(9), 0
    ledger.sign(Stored(rows[:5]))

    def failing(path: Path, data: bytes, **more: bool) -> None:
        nonlocal writes
        if (writes := writes + 1) > done:
            raise OSError(28, "No space left on device")
        write_whole(path, data, **more)

    for change in (ledger.add_key, lambda: ledger.retire_key(ledger.keys.keys[0].id)):
        with monkeypatch.context() as broken:
            broken.setattr("fokus_core.ledger.signing.write_whole", failing)
            with pytest.raises(OSError, match="No space"):
                change()
        assert ledger.keys.read(ledger.sign(Stored(rows))).size == 9
        if len(ledger.keys.keys) == 1:
            ledger.add_key()
        writes = 0
