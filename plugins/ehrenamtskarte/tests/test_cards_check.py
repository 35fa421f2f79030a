"""The check of cards by whoever is shown one: what it tells, what it keeps to itself, and how often it may be asked."""

import json
import logging
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from typing import Any

import pytest
from cards_kit import CHECK, HAGEN, NAME, NEXT, Client, Scene, code, today

from fokus_api.testing import come_from, issue_key, raced, service_of, shared_by_nodes, temporary_client
from fokus_core import Unavailable, clock
from fokus_ehrenamtskarte.cards.commands import RevokeCard
from fokus_ehrenamtskarte.cards.routes import CHECKS
from fokus_ehrenamtskarte.programme import ehrenamtskarte as plugin

HERE = Path(__file__).parent
TODAY = today()
YEAR = timedelta(days=365)
NOT_VALID = b'{"valid":false,"kind":null,"valid_until":null}'
UNKNOWN = "ZZZZ-ZZZZ-ZZZZ-ZZZZ"
FEW = ("ehrenamtskarte-card-checks=5/60",)
MANY = ("ehrenamtskarte-card-checks=100000/60",)
NODE = """
import json, sys
from fokus_ehrenamtskarte.programme import ehrenamtskarte as plugin
from fokus_api.testing import come_from, temporary_client

with temporary_client(plugin, **json.loads(sys.argv[1])) as client, come_from(client, "203.0.113.7"):
    print("ready", flush=True)
    sys.stdin.readline()
    shown = {"code": "ZZZZ-ZZZZ-ZZZZ-ZZZZ"}
    print(*(client.post("/api/v1/ehrenamtskarte/checks", json=shown).status_code for _ in range(20)))
"""


@pytest.fixture(scope="module")
def scene() -> Iterator[Scene]:
    """Yield a scene whose cards were issued: 1 valid, 2 for life, 3 expired, 4 not yet valid, 5 and 6 revoked."""
    with temporary_client(plugin, limits=MANY) as client:
        made = Scene(client)
        made.issue(1, TODAY - YEAR, TODAY + YEAR)
        made.issue(2, TODAY - YEAR, None)
        made.issue(3, TODAY - YEAR, TODAY - NEXT)
        made.issue(4, TODAY + NEXT, TODAY + YEAR)
        lost, later = made.issue(5, TODAY - YEAR, TODAY + YEAR), made.issue(6, TODAY - YEAR, TODAY + YEAR)
        made.give(
            RevokeCard(body=HAGEN, card=lost, reason="lost", effective=TODAY),
            RevokeCard(body=HAGEN, card=later, reason="returned", effective=TODAY + NEXT),
        )
        yield made


@pytest.fixture
def client() -> Iterator[Client]:
    with temporary_client(plugin) as client:
        yield client


@pytest.fixture
def shared(tmp_path: Path, database_url: str) -> dict[str, str]:
    """Return the settings that the nodes of an installation share; the state store on each engine in turn."""
    return shared_by_nodes(tmp_path, database_url)


def tried(client: Client, count: int, shown: str = UNKNOWN, **more: Any) -> list[int]:
    return [client.post(CHECK, json={"code": shown}, **more).status_code for _ in range(count)]


def test_a_valid_card_tells_its_kind_and_its_last_day(scene: Scene) -> None:
    answer = scene.check(code(1))
    assert answer.status_code == 200
    assert answer.json() == {"valid": True, "kind": "standard", "valid_until": str(TODAY + YEAR)}
    assert scene.check(code(2)).json() == {"valid": True, "kind": "anniversary", "valid_until": None}
    assert scene.check(code(6)).json()["valid"], "revoked from tomorrow on"
    assert NAME.split()[1] not in answer.text


def test_a_code_may_be_typed_in_many_ways(scene: Scene) -> None:
    for typed in (code(1).lower(), code(1).replace("-", ""), code(1).replace("0", "o").replace("1", "l")):
        assert scene.check(typed).json()["valid"], typed


def test_what_is_not_valid_is_answered_as_if_there_were_no_such_card(scene: Scene) -> None:
    shown = [scene.check(one) for one in (UNKNOWN, code(3), code(4), code(5))]
    assert {answer.content for answer in shown} == {NOT_VALID}
    changing = {"x-request-id", "ratelimit", "date"}
    told = [sorted((n, v) for n, v in answer.headers.items() if n not in changing) for answer in shown]
    assert all(one == told[0] for one in told)
    assert {answer.status_code for answer in shown} == {200}


def test_whatever_is_shown_is_looked_up_once_by_its_key(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    reader = scene.client.app.state.node.reader
    asked: list[tuple[str, Any]] = []
    rows = type(reader).rows

    def watched(self: Any, sql: str, params: Any = ()) -> Any:
        if "ehrenamtskarte_card" in sql:
            asked.append((sql, params))
        return rows(self, sql, params)

    monkeypatch.setattr(type(reader), "rows", watched)
    for number, shown in enumerate((code(1), code(3), code(5), UNKNOWN), 1):
        scene.check(shown)
        looked_up = [sql for sql, _ in asked if "card = :card" in sql]
        assert len(looked_up) == number
    sql, params = next(one for one in asked if "card = :card" in one[0])
    plan = " ".join(row[3] for row in rows(reader, f"EXPLAIN QUERY PLAN {sql}", params))
    assert "SEARCH ehrenamtskarte_card USING PRIMARY KEY (card=?" in plan


def test_the_first_and_the_last_day_count_in_the_time_of_the_country(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, after = (datetime.combine(day, time(), clock.BERLIN) for day in (TODAY - YEAR, TODAY + YEAR + NEXT))
    second, found = timedelta(seconds=1), []
    for moment in (first - second, first, after - second, after):
        monkeypatch.setattr(scene.service.journal, "now", lambda moment=moment: moment.astimezone(UTC))
        found.append(scene.check(code(1)).json()["valid"])
    assert found == [False, True, True, False]


def test_nothing_is_told_of_other_days_or_earlier_knowledge(scene: Scene) -> None:
    for asked in ({"on": str(TODAY - NEXT)}, {"known": "5"}, {"code": code(1)}):
        answer = scene.client.post(CHECK, json={"code": code(3)}, params=asked)
        assert answer.json()["type"] == "urn:fokus:problem:unknown-parameter"
    assert scene.client.get(CHECK).status_code == 405


WRONG = ["", "K7QW", "K7QW-3M9X-0000-000U", "K7QW-3M9X-0000-00011", "K7QW--3M9X-00000001", 7, None]


@pytest.mark.parametrize("shown", WRONG)
def test_a_malformed_code_is_pointed_at_and_not_repeated(scene: Scene, shown: Any) -> None:
    answer = scene.client.post(CHECK, json={"code": shown})
    assert (answer.status_code, answer.json()["type"]) == (422, "urn:fokus:problem:invalid-input")
    assert [one["pointer"] for one in answer.json()["errors"]] == ["/code"]
    assert "K7QW" not in answer.text
    assert scene.client.post(CHECK, json={"code": code(1), "name": "-"}).json()["errors"][0]["pointer"] == "/name"


def test_no_log_line_holds_a_code(scene: Scene, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    for shown in (code(1), code(5), UNKNOWN, "K7QW-3M9X-U"):
        scene.check(shown)
    lines = [f"{one.getMessage()} {one.__dict__}" for one in caplog.records if one.name.startswith("fokus")]
    assert [line for line in lines if CHECK in line], "requests are logged"
    assert [line for line in lines for part in ("K7QW", "3M9X", "ZZZZ") if part in line] == []


def test_thirty_checks_a_minute_are_answered_and_beyond_nothing_is_learnt() -> None:
    with temporary_client(plugin) as client:
        scene = Scene(client)
        scene.issue(1, TODAY, TODAY + YEAR)
        with come_from(client, "203.0.113.7"):
            assert tried(client, 29) == [200] * 29
            answers = [scene.check(shown) for shown in (code(1), code(1), UNKNOWN, "K7QW")]
            assert tried(client, 1, headers=scene.headers("hagen")) == [200]
        assert [one.status_code for one in answers] == [200, 429, 429, 429]
        assert answers[0].headers["ratelimit-policy"] == '"ehrenamtskarte-card-checks";q=30;w=60'
        told = [{**one.json(), "instance": ""} for one in answers[1:]]
        assert told[0] == told[1] == told[2]
        assert told[0]["type"] == "urn:fokus:problem:too-many-requests"
        assert all(1 <= int(one.headers["retry-after"]) <= 60 for one in answers[1:])
        with come_from(client, "203.0.113.8"):
            assert scene.check(code(1)).json()["valid"]


def test_the_operator_may_change_how_many() -> None:
    with temporary_client(plugin, limits=FEW) as client:
        assert tried(client, 6) == [200] * 5 + [429]


def test_while_nobody_counts_nothing_is_checked(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def unreachable(*_: object) -> None:
        raise Unavailable("SQLite: locked")

    assert CHECKS.closed
    monkeypatch.setattr(service_of(client).state_store, "count_within", unreachable)
    answer = client.post(CHECK, json={"code": UNKNOWN})
    assert (answer.status_code, answer.json()["type"]) == (503, "urn:fokus:problem:unavailable")
    assert answer.headers["retry-after"] == "2"
    assert "valid" not in answer.json()


def test_two_nodes_count_as_one(shared: dict[str, str]) -> None:
    with ExitStack() as both:
        nodes: Sequence[Client] = [both.enter_context(temporary_client(plugin, **shared)) for _ in range(2)]
        for node in nodes:
            with come_from(node, "203.0.113.7"):
                assert tried(node, 15) == [200] * 15
        for node in nodes:
            with come_from(node, "203.0.113.7"):
                assert tried(node, 1) == [429]
            with come_from(node, "203.0.113.9"):
                assert tried(node, 1) == [200]


def test_two_processes_let_exactly_thirty_pass(shared: dict[str, str]) -> None:
    found = raced(NODE, json.dumps(shared), folder=HERE)
    assert sorted(status for statuses in found for status in statuses) == ["200"] * 30 + ["429"] * 10


def test_another_nodes_revocation_holds_at_the_next_check(tmp_path: Path) -> None:
    settings = shared_by_nodes(tmp_path, f"sqlite:///{tmp_path}/state_store.db")
    with temporary_client(plugin, **settings) as client, temporary_client(plugin, **settings) as other:
        scene = Scene(client)
        card = scene.issue(1, TODAY, TODAY + YEAR)
        key = issue_key(service_of(other), "other", ("issuing-clerk", f"body:{HAGEN}"))
        assert other.post(CHECK, json={"code": code(1)}).json()["valid"]
        body = {"body": HAGEN, "card": card, "reason": "lost", "effective": str(TODAY)}
        url = "/api/v1/ehrenamtskarte/commands/revoke-card"
        revoked = client.post(url, json=body, headers={"Authorization": f"Bearer {key}"})
        assert revoked.status_code == 201, revoked.text
        service_of(other).models.wait_for(revoked.json()["position"], 5.0)
        assert other.post(CHECK, json={"code": code(1)}).content == NOT_VALID
