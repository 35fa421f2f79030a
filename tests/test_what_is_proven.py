"""`docs/what-is-proven.md`: every promise names a test, and every test that it names is there."""

import re
from pathlib import Path

from test_security_doc import known

TEXT = (Path(__file__).parents[1] / "docs" / "what-is-proven.md").read_text(encoding="utf-8")
ROW = re.compile(r"^\| (?!what is promised|---)(.+?) \| (.+) \|$", re.MULTILINE)
TESTS = re.compile(r"`(test_\w+)`")


def test_every_promise_names_a_test() -> None:
    rows = ROW.findall(TEXT)
    assert len(rows) > 35
    assert [promise for promise, by in rows if not TESTS.search(by)] == []


def test_every_test_that_is_named_is_there() -> None:
    named = TESTS.findall(TEXT)
    assert len(named) > 50
    assert sorted({*named} - {*known()}) == []
