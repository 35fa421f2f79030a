"""The published vectors of the card's format, opened as the check wants them."""

import json
import os
import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from fokus_ehrenamtskarte.credential import key_set, status_list
from fokus_ehrenamtskarte.credential.cose import Point

REPOSITORY = Path(__file__).parents[3]
FILE = REPOSITORY / "docs" / "card-vectors.json"
CHECKER = REPOSITORY / "plugins/ehrenamtskarte/fokus_ehrenamtskarte/static/card.js"
VECTORS: dict[str, Any] = json.loads(FILE.read_text(encoding="utf-8"))
ROOT = Point(bytes.fromhex(VECTORS["root"]["x"]), bytes.fromhex(VECTORS["root"]["y"]))
SETS = {name: key_set.opened(bytes.fromhex(told), ROOT) for name, told in VECTORS["key_sets"].items()}
FRESH = SETS["fresh"]
assert FRESH is not None
LISTS = {name: status_list.opened_list(bytes.fromhex(told), FRESH) for name, told in VECTORS["lists"].items()}
NOW = VECTORS["cases"][0]["now"]
USES_NODE = bool(shutil.which("node")) or "TESTS_REQUIRE_NODE" in os.environ
node = pytest.mark.skipif(not USES_NODE, reason="Node is missing")
PROGRAM = """
import { readFileSync } from "node:fs";
import { check, openKeys, openList } from "./card.mjs";

const bytes = (hex) => Uint8Array.from(hex.match(/../g) ?? [], (two) => parseInt(two, 16));
const all = [];
for (const { vectors, cases } of JSON.parse(readFileSync("asked.json", "utf-8"))) {
  const root = { x: bytes(vectors.root.x), y: bytes(vectors.root.y) }, sets = {}, lists = {}, answers = [];
  for (const [name, told] of Object.entries(vectors.key_sets)) sets[name] = await openKeys(bytes(told), root);
  for (const [name, told] of Object.entries(vectors.lists)) lists[name] = await openList(bytes(told), sets.fresh);
  for (const { text, keys, list, now } of cases) {
    answers.push(await check(text, keys && sets[keys], list && lists[list], now));
  }
  all.push(answers);
}
console.log(JSON.stringify(all));
"""


def in_javascript(folder: Path, cases: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return what the checker of the page answers to these cases, in Node."""
    (answers,) = worlds_in_javascript(folder, [{"vectors": VECTORS, "cases": cases}])
    return answers


def worlds_in_javascript(folder: Path, worlds: Sequence[dict[str, Any]]) -> list[list[dict[str, Any]]]:
    """Return the same for worlds that each have keys and lists of their own."""
    shutil.copy(CHECKER, folder / "card.mjs")
    (folder / "run.mjs").write_text(PROGRAM, encoding="utf-8")
    (folder / "asked.json").write_text(json.dumps(worlds), encoding="utf-8")
    done = subprocess.run(["node", "run.mjs"], cwd=folder, capture_output=True, text=True, timeout=300, check=True)
    answers: list[list[dict[str, Any]]] = json.loads(done.stdout)
    return answers
