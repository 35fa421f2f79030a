"""`fokus do` names the source of what it enters, and the position on which it rests."""

from pathlib import Path
from typing import Any

import pytest
from test_cli_programme import Desk

JOIN = ("do", "club.join", "--body", "Essen", "--effective", "2020-01-01")


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Desk:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("FOKUS_PLUGINS", "core")
    return Desk(tmp_path)


def test_a_source_is_recorded_with_what_is_entered(desk: Desk) -> None:
    said = ("--source-reference", "Bericht 2020", "--source-certainty", "inferred", "--source-note", "Seite 3")
    (fact,) = desk.json(*JOIN, *said)["facts"]
    assert fact["source"] == {"reference": "Bericht 2020", "certainty": "inferred", "note": "Seite 3"}
    leave = ("do", "club.leave", "--body", "Essen", "--effective", "2021-01-01")
    (plain,) = desk.json(*leave, "--source-reference", "Protokoll")["facts"]
    assert plain["source"] == {"reference": "Protokoll"}


@pytest.mark.parametrize(
    "said",
    [
        ("--source-note", "Seite 3"),
        ("--source-certainty", "inferred"),
        ("--source-reference", ""),
        ("--source-reference", "x" * 1001),
        ("--source-reference", "x", "--source-certainty", "perhaps"),
        ("--if-match", "0"),
        ("--if-match", "soon"),
    ],
)
def test_what_is_no_source_and_no_position_is_refused(desk: Desk, said: tuple[str, ...]) -> None:
    desk.run(*JOIN, code=0)
    head = desk.head()
    desk.run("do", "club.leave", "--body", "Essen", "--effective", "2021-01-01", *said, code=2)
    assert desk.head() == head


def test_who_may_not_enter_documents_names_no_source(desk: Desk) -> None:
    desk.run(*JOIN)
    answer: Any = desk.run(*JOIN, "--as", "anna", "--source-reference", "Protokoll", "--json", code=1)
    assert "forbidden" in answer.output


def test_what_changed_since_the_view_is_refused(desk: Desk) -> None:
    seen = desk.json(*JOIN)["position"]
    leave = ("do", "club.leave", "--body", "Essen", "--if-match")
    left = desk.json(*leave, str(seen), "--effective", "2021-01-01")["position"]
    again = ("do", "club.join", "--body", "Essen", "--effective", "2022-01-01", "--if-match")
    refused = desk.run(*again, str(seen), "--json", code=1)
    assert "precondition-failed" in refused.output
    assert desk.json(*again, str(left))["position"] == left + 1
