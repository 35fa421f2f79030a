"""The verifier alone, as an auditor runs it: every tampering is found, the first wrong record named, never a trace."""

import random
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import fokus_verify
import pytest
from ledger_kit import POLICY, bundle_of, journal_of, note_of, some_records

from fokus_core.journal.engines.store import Row

ROWS = some_records(64)
FEW, MANY = 300, 10_000


@pytest.fixture
def policy(tmp_path: Path) -> Path:
    path = tmp_path / "policy"
    path.write_text(POLICY)
    return path


@pytest.fixture
def verify(policy: Path, capsys: pytest.CaptureFixture[str]) -> Callable[..., tuple[int, str]]:
    def run(file: Path, *more: str | Path) -> tuple[int, str]:
        code = fokus_verify.main([str(file), "--policy", str(policy), *map(str, more)])
        said = capsys.readouterr()
        assert said.err == ""
        assert said.out.count("\n") == 1
        return code, said.out

    return run


Verify = Callable[..., tuple[int, str]]


def written(path: Path, lines: list[bytes]) -> Path:
    path.write_bytes(b"".join(lines))
    return path


def test_an_untouched_bundle_and_journal_are_found_to_be_what_was_signed(verify: Verify, tmp_path: Path) -> None:
    bundle = written(tmp_path / "a.bundle", bundle_of(ROWS))
    assert verify(bundle) == (0, "OK: 64 records are as example.org/journal signed them, and 0 are withheld.\n")
    note = tmp_path / "checkpoint"
    note.write_text(note_of(ROWS[:40]))
    assert verify(note) == (0, "OK: The checkpoint of 40 records is signed by example.org/journal.\n")
    assert verify(bundle, "--against", note)[0] == 0
    journal = journal_of(tmp_path / "journal.db", ROWS)
    whole = "OK: The first {} records are those that example.org/journal signed; {} came later.\n"
    assert verify(journal, "--against", bundle) == (0, whole.format(64, 0))
    assert verify(journal, "--against", note) == (0, whole.format(40, 24))


def test_what_is_withheld_is_verified_all_the_same(verify: Verify, tmp_path: Path) -> None:
    lines = bundle_of(ROWS, withheld=frozenset(range(64)) - {7, 30})
    bundle = written(tmp_path / "a.bundle", lines)
    assert b"".join(lines).count(b"Grund") == 2
    assert verify(bundle) == (0, "OK: 2 records are as example.org/journal signed them, and 62 are withheld.\n")
    assert verify(journal_of(tmp_path / "journal.db", ROWS), "--against", bundle)[0] == 0


def tampered(rows: list[Row], chance: random.Random) -> tuple[list[Row], int]:
    """Return records of which something is no longer as it was, and the number of the first leaf that is wrong."""
    place = chance.randrange(len(rows))
    row = rows[place]
    match chance.choice(["data", "type", "keys", "position", "delete", "swap", "insert", "truncate"]):
        case "data":  # fact or meta: wherever the bit lies
            data, byte = bytearray(row.data), chance.randrange(len(row.data))
            data[byte] ^= 1 << chance.randrange(8)
            changed = [row._replace(data=bytes(data))]
        case "type":
            changed = [row._replace(type=row.type.replace("@1", "@2"))]
        case "keys":
            changed = [row._replace(keys=chance.choice([row.keys[:1], (*row.keys, "body:05"), (row.keys[0] + "0",)]))]
        case "position":
            after = rows[place + 1].position if place + 1 < len(rows) else row.position + 9
            if row.position + 1 == after:
                return tampered(rows, chance)
            changed = [row._replace(position=row.position + 1)]
        case "delete":
            changed = []
        case "swap":
            if place + 1 == len(rows):
                return tampered(rows, chance)
            other = rows[place + 1]
            pair = [other._replace(position=row.position), row._replace(position=other.position)]
            return [*rows[:place], *pair, *rows[place + 2 :]], place
        case "insert":
            before = rows[place - 1].position if place else 0
            if before + 1 == row.position:
                return tampered(rows, chance)
            changed = [row._replace(position=before + 1), row]
        case _:
            return rows[:place], place
    return [*rows[:place], *changed, *rows[place + 1 :]], place


def journal_tampers(number: int, verify: Verify, folder: Path) -> None:
    chance = random.Random(number)
    bundle = written(folder / "kept.bundle", bundle_of(ROWS))
    note = folder / "checkpoint"
    note.write_text(note_of(ROWS))
    for _ in range(number):
        rows, place = tampered(ROWS, chance)
        journal = journal_of(folder / "journal.db", rows)
        code, said = verify(journal, "--against", bundle)
        assert code == 1
        assert f"leaf {place}" in said
        if place < len(rows) and "ends before" not in said:
            assert f"position {rows[place].position} " in said
        assert verify(journal, "--against", note)[0] == 1


def bundle_tampers(number: int, verify: Verify, folder: Path) -> None:
    chance = random.Random(number + 1)
    lines = bundle_of(ROWS)
    for _ in range(number):
        place, changed = chance.randrange(1, len(lines)), [*lines]
        kind = chance.choice(["bit", "delete", "swap", "insert", "truncate", "cut"])
        if kind == "bit":
            line = bytearray(lines[place])
            line[chance.randrange(len(line))] ^= 1 << chance.randrange(8)
            changed[place] = bytes(line)
        elif kind == "delete":
            del changed[place]
        elif kind == "swap":
            other = place % (len(lines) - 1) + 1
            changed[place], changed[other] = lines[other], lines[place]
            place = min(place, other)
        elif kind == "insert":
            place = min(place + 1, len(lines))
            changed.insert(place, lines[place - 1])
        else:
            changed = changed[:place] + ([lines[place][:-1]] if kind == "cut" else [])
        code, said = verify(written(folder / "a.bundle", changed))
        assert code == 1
        wanted = {f"leaf {number}" for number in (place - 1, place - 2)}  # a line's end is told with the leaf before
        assert any(one in said.lower() for one in wanted), (kind, place, said)


def test_tampering_with_a_journal_is_found_and_the_first_wrong_record_named(verify: Verify, tmp_path: Path) -> None:
    journal_tampers(FEW, verify, tmp_path)


def test_tampering_with_a_bundle_is_found_and_the_first_wrong_leaf_named(verify: Verify, tmp_path: Path) -> None:
    bundle_tampers(FEW, verify, tmp_path)


@pytest.mark.long
def test_ten_thousand_tamperings_are_all_found_and_named(verify: Verify, tmp_path: Path) -> None:
    journal_tampers(MANY // 2, verify, tmp_path)
    bundle_tampers(MANY // 2, verify, tmp_path)


def test_a_reason_rewritten_together_with_its_hash_does_not_lead_to_the_signed_root(
    verify: Verify, tmp_path: Path
) -> None:
    forged = [row._replace(data=row.data.replace(b"Grund", b"Anlass")) if n == 9 else row for n, row in enumerate(ROWS)]
    lines = [bundle_of(ROWS)[0], *bundle_of(forged)[1:]]
    code, said = verify(written(tmp_path / "a.bundle", lines))
    assert (code, "do not lead to the signed root" in said) == (1, True)
    kept = written(tmp_path / "kept.bundle", bundle_of(ROWS, withheld=frozenset(range(64))))
    code, said = verify(journal_of(tmp_path / "journal.db", forged), "--against", kept)
    assert (code, f"position {ROWS[9].position} (leaf 9)" in said) == (1, True)


@pytest.mark.parametrize("place", range(0, 400, 7))
def test_a_manifest_with_any_byte_changed_is_refused(place: int, verify: Verify, tmp_path: Path) -> None:
    first, *rest = bundle_of(ROWS[:3])
    if place < len(first):
        changed = bytearray(first)
        changed[place] ^= 1
        assert verify(written(tmp_path / "a.bundle", [bytes(changed), *rest]))[0] in (1, 2)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\xff\xfe",
        b"nothing",
        b"{",
        b"[" * 100_000,
        b'{"bundle":"fokus-bundle@1","checkpoint":1}\n',
        b'{"bundle":"fokus-bundle@1","checkpoint":"x"}\n',
        b'{"bundle":"fokus-bundle@1",' + b'"a":[' * 50_000,
        b"c2sp.org/tlog-proof@v1\n",
        b"c2sp.org/tlog-proof@v1\nextra AAA\nindex -1\n\nx",
        b"SQLite format 3\0",
        b"SQLite format 3\0" + bytes(4000),
        b'{"from":1,"to":2,"proof":["x"],"checkpoint":""}',
        bytes(range(256)) * 40,
    ],
)
def test_whatever_else_is_handed_in_gets_a_verdict_and_no_trace(
    content: bytes, verify: Verify, tmp_path: Path, policy: Path
) -> None:
    strange = tmp_path / "strange"
    strange.write_bytes(content)
    note = tmp_path / "checkpoint"
    note.write_text(note_of(ROWS))
    assert verify(strange)[0] in (1, 2)
    assert verify(strange, "--against", note)[0] in (1, 2)
    assert verify(journal_of(tmp_path / "journal.db", ROWS), "--against", strange)[0] in (1, 2)
    assert verify(tmp_path / "missing")[0] == 2
    assert verify(tmp_path)[0] == 2
    policy.write_bytes(content)
    assert verify(note)[0] == 2


def test_a_file_of_another_journal_and_a_journal_held_against_nothing_are_told(verify: Verify, tmp_path: Path) -> None:
    empty = tmp_path / "other.db"
    sqlite3.connect(empty).execute("CREATE TABLE other (a)").connection.close()
    note = tmp_path / "checkpoint"
    note.write_text(note_of(ROWS))
    assert verify(empty, "--against", note)[0] == 1
    assert verify(empty) == (
        2,
        "CANNOT BE VERIFIED: A journal file is held against something that was signed: name it with --against.\n",
    )
    strangers = journal_of(tmp_path / "strangers.db", some_records(64, seed=3))
    assert verify(strangers, "--against", note)[0] == 1


def test_the_file_runs_alone_on_the_standard_library_and_cryptography(tmp_path: Path, policy: Path) -> None:
    alone = tmp_path / "alone"
    alone.mkdir()
    script = shutil.copy(fokus_verify.__file__, alone)
    bundle = written(tmp_path / "a.bundle", bundle_of(ROWS))
    ours = "import sys; sys.argv = sys.argv[1:]; import runpy\n"
    ours += "try: runpy.run_path(sys.argv[0], run_name='__main__')\n"
    ours += "finally: print(sorted(n for n in sys.modules if n.partition('.')[0].startswith(('fokus', 'litestar'))))"
    call = [sys.executable, "-I", "-c", ours, script, bundle, "--policy", policy]
    found = subprocess.run(call, capture_output=True, text=True, check=False, cwd=alone)
    assert (found.returncode, found.stderr) == (0, "")
    assert found.stdout.splitlines()[-1] == "[]"
