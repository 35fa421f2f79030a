"""What the page on a telephone makes in JavaScript: its QR code, digits and proof are those of others."""

import json
import random
import shutil
import subprocess
from pathlib import Path
from typing import Any

import segno
from card_vectors_kit import CHECKER, node
from cryptography.hazmat.primitives.asymmetric import ec

from fokus_ehrenamtskarte.credential.checking import is_proof
from fokus_ehrenamtskarte.credential.cose import Point
from fokus_ehrenamtskarte.credential.digits import digits_of

PROGRAM = """
import { readFileSync } from "node:fs";
import { qrOf } from "./qr.mjs";
import { digitsOf, hex, made, proof, unhex } from "./device.mjs";

const { codes, bytes, now } = JSON.parse(readFileSync("asked.json", "utf-8"));
const own = await made();
console.log(JSON.stringify({
  codes: codes.map(([address, digits]) => qrOf(address, digits)),
  digits: bytes.map((one) => digitsOf(unhex(one))),
  device: own.device,
  readable: own.key.extractable,
  proof: hex(await proof(own.key, now)),
}));
"""
ADDRESS = "https://karte.example.nrw/k#"
NOW = 1_900_000_000


def in_javascript(folder: Path, asked: dict[str, Any]) -> Any:
    """Return what the scripts of the page make of it."""
    for name in ("qr", "device"):
        shutil.copy(CHECKER.parent / f"{name}.js", folder / f"{name}.mjs")
    (folder / "run.mjs").write_text(PROGRAM, encoding="utf-8")
    (folder / "asked.json").write_text(json.dumps(asked), encoding="utf-8")
    done = subprocess.run(["node", "run.mjs"], cwd=folder, capture_output=True, text=True, timeout=60, check=True)
    return json.loads(done.stdout)


@node
def test_codes_digits_and_proofs_are_those_of_others(tmp_path: Path) -> None:
    chance = random.Random(7)
    # segno puts a byte of zeros where the bits end on a whole byte, ISO/IEC 18004 none: these lengths do not
    codes = [
        (ADDRESS, "".join(chance.choice("0123456789") for _ in range(count)))
        for count in (430, 517, 640, 760, 872, 901, 902, 1000, 1100, 1210, 1300)
    ]
    sizes = [chance.randbytes(count) for count in (1, 2, 3, 4, 5, 6, 7, 8, 371)]
    asked = {"codes": [*codes, (ADDRESS, "0" * 2000)], "bytes": [one.hex() for one in sizes], "now": NOW}
    told = in_javascript(tmp_path, asked)
    assert told["codes"].pop() is None, "longer than a card with its proof can be"
    versions = set()
    for (address, digits), rows in zip(codes, told["codes"], strict=True):
        parts: Any = [(address, 4), (digits, 1)]
        made = segno.make(parts, error="m", boost_error=False, micro=False, mask=0)
        versions.add(made.version)
        assert rows == [[bool(dark) for dark in row] for row in made.matrix], made.version
    assert {10, 18} < versions
    assert told["digits"] == [digits_of(one) for one in sizes]
    assert told["readable"] is False
    device = bytes.fromhex(told["device"])
    point, proof = Point(device[:32], device[32:]), bytes.fromhex(told["proof"])
    assert point.key.curve.name == ec.SECP256R1().name
    assert [is_proof(proof, point, NOW + off) for off in (-61, -60, 0, 60, 61)] == [False, True, True, True, False]
    changed = [bytes([*proof[:at], proof[at] ^ 1, *proof[at + 1 :]]) for at in range(len(proof))]
    assert not any(is_proof(one, point, NOW) for one in changed)
