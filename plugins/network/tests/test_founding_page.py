"""The founding page, statement by statement: a question to the running service, and the answer it has to give."""

import tomllib
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import msgspec
import pytest
from litestar import Litestar
from litestar.testing import TestClient

from fokus_api.testing import service_of, settle, temporary_client
from fokus_core import load_history
from fokus_ehrenamtskarte.programme import ehrenamtskarte
from fokus_ews.plugin import plugin as ews
from fokus_network.plugin import plugin as network

Client = TestClient[Litestar]


class Question(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A question: a route, which rows of its answer are meant, which of their fields, and what these must be."""

    route: str
    show: str | list[str]
    expect: Any
    params: dict[str, str | int] = {}
    rows: str = "items"
    where: dict[str, Any] = {}
    status: int = 200


class Statement(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A statement of the page, word by word, and the questions that it answers; `doubt` where it is vague or wrong."""

    text: str
    ask: list[Question]
    doubt: str = ""


class Page(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The page: its statements in order."""

    statement: list[Statement]


FILE = Path(__file__).with_name("founding_page.toml")
STATEMENTS = msgspec.convert(tomllib.loads(FILE.read_text(encoding="utf-8")), Page).statement


@pytest.fixture(scope="module")
def client() -> Iterator[Client]:
    with temporary_client(ehrenamtskarte, ews, network) as client:
        service = service_of(client)
        for plugin in (ehrenamtskarte, network, ews):
            entered = list(load_history(service.journal, plugin.history()))
            assert [one for one in entered if one.state not in {"entered", "present"}] == []  # a source of two is one
        settle(service)
        yield client


@pytest.mark.parametrize(
    ("question", "doubt"), [pytest.param(ask, one.doubt, id=one.text[:60]) for one in STATEMENTS for ask in one.ask]
)
def test_the_service_answers_what_the_page_says(client: Client, question: Question, doubt: str) -> None:
    assert answer(client, question) == question.expect, doubt


def test_every_statement_is_asked_for_once_and_every_doubt_is_told() -> None:
    texts = [one.text for one in STATEMENTS]
    assert len(set(texts)) == len(texts)
    assert [one.text for one in STATEMENTS if not one.ask] == []


def answer(client: Client, question: Question) -> list[Any]:
    """Return what the service says: the fields that are shown of all rows that are meant, from all pages."""
    found: list[Any] = []
    params = dict(question.params)
    while True:
        got = client.get(f"/api/v1{question.route}", params=params)
        assert got.status_code == question.status, got.text
        body = got.json()
        rows = _of(body, question.rows) if question.rows else [body]
        found += [
            _shown(row, question.show) for row in rows if all(_of(row, at) == it for at, it in question.where.items())
        ]
        if not body.get("next_cursor"):
            return found
        params["cursor"] = body["next_cursor"]


def _shown(row: Any, show: str | Sequence[str]) -> Any:
    return _of(row, show) if isinstance(show, str) else [_of(row, one) for one in show]


def _of(row: Any, path: str) -> Any:
    """Return what stands at a place, `rules.capacity`; of a list what stands there in each."""
    for name in path.split("."):
        row = [one[name] for one in row] if isinstance(row, list) else row[name] if row is not None else None
    return row
