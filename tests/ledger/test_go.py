"""Go's own checksum database accepts our checkpoints and proofs, and refuses them where a bit is another."""

import json
import os
import random
import shutil
import subprocess
from base64 import b64encode
from pathlib import Path
from typing import Any

import pytest
from ledger_kit import KEY, leaf_of, note_of, some_records
from test_tree import grown

from fokus_core.ledger.tree import consistency, inclusion, record_bytes

GOPATH = Path("/usr/share/gocode")  # where Debian's golang-golang-x-mod-dev lies
pytestmark = [
    pytest.mark.long,
    pytest.mark.skipif(
        "TESTS_REQUIRE_GO" not in os.environ
        and (not shutil.which("go") or not (GOPATH / "src/golang.org/x/mod/sumdb/tlog").is_dir()),
        reason="Go or golang.org/x/mod is missing (Debian: golang-go, golang-golang-x-mod-dev)",
    ),
]


@pytest.fixture(scope="module")
def program(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("go") / "verify"
    source = Path(__file__).with_name("verify.go")
    environment = os.environ | {"GO111MODULE": "off", "GOPATH": str(GOPATH), "GOCACHE": str(path.parent / "cache")}
    subprocess.run(["go", "build", "-o", path, source], check=True, env=environment, timeout=300)
    return path


def text(*hashes: bytes) -> list[str]:
    return [b64encode(one).decode() for one in hashes]


def asked(number: int = 1000) -> dict[str, Any]:
    rows = some_records(600)
    roots, node = grown([leaf_of(row) for row in rows])
    chance, included, consistent = random.Random(7), [], []
    for _ in range(number):
        size = chance.randint(1, len(rows))
        index, old = chance.randrange(size), chance.randint(1, size)
        row = rows[index]
        entry = b64encode(record_bytes(row.position, row.type, row.keys, row.data)).decode()
        (root, old_root), proof = text(roots[size], roots[old]), text(*inclusion(index, size, node))
        included.append({"Size": size, "Index": index, "Root": root, "Entry": entry, "Proof": proof})
        steps = text(*consistency(old, size, node))
        consistent.append({"Size": size, "Old": old, "Root": root, "OldRoot": old_root, "Proof": steps})
    return {
        "Key": KEY.verifier,
        "Checkpoint": note_of(rows),
        "Inclusion": included,
        "Consistency": consistent,
    }


def run(program: Path, question: dict[str, Any]) -> tuple[int, str]:
    found = subprocess.run([program], input=json.dumps(question), capture_output=True, text=True, check=False)
    return found.returncode, found.stdout


def test_go_accepts_a_thousand_random_proofs_and_our_checkpoint(program: Path) -> None:
    assert run(program, asked()) == (0, "600 1000 1000\n")


@pytest.mark.parametrize("part", ["Inclusion", "Consistency", "Checkpoint", "Key"])
def test_go_refuses_what_we_would_refuse(program: Path, part: str) -> None:
    question = asked(40)
    if part in ("Checkpoint", "Key"):
        other = "6" if part == "Checkpoint" else "e"
        question[part] = question[part].replace(other, "7", 1)
    else:
        question[part][-1]["Root"] = text(bytes(32))[0]
    code, said = run(program, question)
    assert (code, said.partition(":")[0]) == (1, "refused")
