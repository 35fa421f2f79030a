"""Cookbook: the page of a programme, from a template of its own."""

import sys
from collections.abc import Iterator
from datetime import date
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest

from fokus_kommune.testing import ClerkOf


@pytest.fixture(scope="module")
def meadow() -> Iterator[Any]:
    """The package beside this file, as if it were installed."""
    sys.path.insert(0, str(Path(__file__).parent))
    yield import_module("fokus_meadow.programme")
    sys.path.remove(str(Path(__file__).parent))


@pytest.fixture(scope="module")
def programme(meadow: Any) -> Any:
    return meadow.meadow


def test_the_page_shows_what_the_list_answers(clerk: ClerkOf, meadow: Any) -> None:
    officer = clerk("municipal-officer", "body:05914000")
    officer.give(meadow.Sow(body="Hagen", effective=date(2026, 1, 10)))
    assert len(officer.get("meadow/meadows")["items"]) == 1
    page = officer.client.get("/bluehwiesen", headers={"Accept": "text/html"})
    assert page.status_code == 200
    assert "<h2>Hier blüht es</h2>" in page.text
    assert "<li>Hagen</li>" in page.text
