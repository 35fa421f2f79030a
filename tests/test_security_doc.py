"""`docs/security.md` answers every requirement, and every test and file that it names is there."""

import re
from collections import Counter
from pathlib import Path

ROOT = Path(__file__).parents[1]
TEXT = (ROOT / "docs" / "security.md").read_text(encoding="utf-8")
ROW = re.compile(r"^\| (\d+\.\d+\.\d+) \| ([^|]+) \| ([^|]+) \| ([^|]+) \|$", re.MULTILINE)
TESTS = re.compile(r"`(test_\w+)`")
FILES = re.compile(r"`((?:api|core|docs|plugins|projections|tests)/[^`\s]+|pyproject\.toml|uv\.lock)`")
STATES = {"met", "not met", "n/a", "operator"}
LEVELS_1_AND_2 = (  # of OWASP ASVS 5.0.0: how many requirements each section has; those of level 3 stand at its end
    "1.1:2 1.2:9 1.3:11 1.4:3 1.5:2 2.1:3 2.2:3 2.3:4 2.4:1 3.2:2 3.3:4 3.4:6 3.5:5 3.7:2 4.1:3 4.2:1 4.3:2 4.4:4 "
    "5.1:1 5.2:3 5.3:2 5.4:3 6.1:3 6.2:12 6.3:4 6.4:4 6.5:5 6.6:3 6.8:4 7.1:3 7.2:4 7.3:2 7.4:5 7.5:2 7.6:2 "
    "8.1:2 8.2:3 8.3:1 8.4:1 9.1:3 9.2:4 10.1:2 10.2:2 10.3:4 10.4:11 10.5:5 10.6:2 10.7:3 11.1:2 11.2:3 11.3:3 "
    "11.4:4 11.5:1 11.6:1 12.1:3 12.2:2 12.3:4 13.1:1 13.2:5 13.3:2 13.4:5 14.1:2 14.2:4 14.3:3 15.1:3 15.2:3 15.3:7 "
    "16.1:1 16.2:5 16.3:4 16.4:3 16.5:3 17.1:1 17.2:4 17.3:2"
)


def rows() -> list[tuple[str, str, str, str]]:
    """Return number, wording, state and reason of each row."""
    return ROW.findall(TEXT)


def known() -> Counter[str]:
    """Return the names of all tests there are, with how often each occurs."""
    contracts = [file for layer in ("core", "api", "projections") for file in (ROOT / layer).rglob("testing/*.py")]
    files = [*contracts, *(ROOT / "tests").rglob("*.py"), *(ROOT / "plugins").rglob("tests/**/*.py")]
    return Counter(name for file in files for name in re.findall(r"def (test_\w+)\(", file.read_text(encoding="utf-8")))


def test_every_requirement_of_levels_1_and_2_is_answered_once() -> None:
    sections = (section.split(":") for section in LEVELS_1_AND_2.split())
    wanted = [f"{section}.{number}" for section, count in sections for number in range(1, int(count) + 1)]
    assert len(wanted) == 253
    assert [number for number, *_ in rows()] == wanted


def test_every_state_is_one_of_four_and_what_is_met_names_what_shows_it() -> None:
    assert {state for _, _, state, _ in rows()} == STATES
    assert [
        number for number, _, state, by in rows() if state == "met" and not (TESTS.search(by) or FILES.search(by))
    ] == []


def test_every_test_that_is_named_is_there() -> None:
    named = set(TESTS.findall(TEXT))
    assert len(named) > 100
    assert sorted(named - set(known())) == []


def test_every_file_that_is_named_is_there() -> None:
    named = set(FILES.findall(TEXT))
    assert len(named) > 20
    assert [name for name in sorted(named) if not (ROOT / name).is_file()] == []
