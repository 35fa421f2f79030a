"""Who holds a card, and the code on it, reach nobody but those who may know, by no way out of the house."""

import logging
from collections import Counter
from collections.abc import Iterator
from itertools import product
from pathlib import Path

import pytest
from cards_kit import BONN, HAGEN, NAME, NEXT, Client, Scene, cards_of, code, person, today

from fokus_api.testing import openapi_document, settle, temporary_client
from fokus_core import Correct, Retract
from fokus_ehrenamtskarte.cards.code import card_of
from fokus_ehrenamtskarte.cards.commands import RevokeCard
from fokus_ehrenamtskarte.cards.facts import CardIssued
from fokus_ehrenamtskarte.plugin import plugin

TODAY = today()
WHERE_NAMES_ARE = "/api/v1/ehrenamtskarte/bodies/{body_id}/cards"
ALL = tuple(range(1, 100))
MAIL = "zweiundvierzig"
CALLERS = ("", "bonn", "officer", "office", "data-protection-officer", "integrator", "operator")
LISTS = ("/api/v1/log", "/api/v1/feed", "/api/v1/bodies/{body_id}/timeline")


def spellings(number: int) -> list[str]:
    """Return a code as it may be written."""
    plain = code(number).replace("-", "")
    return [code(number), code(number).lower(), plain, plain.lower()]


PRIVATE = ("Zweiundvierzigerle", MAIL, *spellings(1), *spellings(2), *spellings(3))


class Marked(Scene):
    """Hagen issued cards whose holder carries the markers: one was corrected, one revoked, one taken back."""

    def __init__(self, client: Client) -> None:
        super().__init__(client)
        marked = person(1)
        for number in (1, 2, 3):
            begins = TODAY + 200 * number * NEXT
            self.issue(number, begins, begins + 100 * NEXT, person=marked)
        facts = [one for one in self.service.journal.follow() if isinstance(one.fact, CardIssued)]
        changes = {"name": f"{NAME} junior"}
        self.give(
            Correct(position=facts[0].position, changes=changes, reason="-", acknowledge=ALL),
            RevokeCard(body=HAGEN, card=card_of(code(2)), reason="lost", effective=TODAY + 450 * NEXT),
            Retract(position=facts[2].position, reason="-", acknowledge=ALL),
        )
        fact = facts[0].fact
        assert isinstance(fact, CardIssued)
        self.closed = [fact.person, *(card_of(code(number)) for number in (1, 2, 3))]
        self.head = settle(self.service)

    def paths(self) -> Iterator[tuple[str, str]]:
        """Yield every path of a GET operation, with what stands in its place."""
        for path, operations in openapi_document(self.client.app)["paths"].items():
            if "get" not in operations:
                continue
            named = [one["name"] for one in operations["get"].get("parameters", ()) if one["in"] == "path"]
            choices = {"body_id": (HAGEN, BONN), "position": range(1, self.head + 1)}
            for values in product(*(choices.get(name, ("r",)) for name in named)):
                yield path, path.format(**dict(zip(named, values, strict=True)))


@pytest.fixture(scope="module")
def scene() -> Iterator[Marked]:
    with temporary_client(plugin, log_level="debug", limits=("exports=100000/60",)) as client:
        yield Marked(client)


def found(text: str, words: tuple[str, ...] | list[str]) -> list[str]:
    return [word for word in words if word in text]


def queries(scene: Marked) -> list[dict[str, str]]:
    person_id, card, *_ = scene.closed
    keys = [{"key": f"{kind}:{id_}"} for kind, id_ in (("person", person_id), ("card", card))]
    asked = [{}, {"format": "csv"}, {"known": str(scene.head)}, {"type": "ehrenamtskarte.card-issued@1"}]
    return [*asked, *keys, {"status": "valid"}, {"on": str(TODAY + 220 * NEXT)}]


@pytest.mark.parametrize("caller", [*CALLERS, "auditor"])
def test_no_answer_tells_of_a_card_or_its_holder(scene: Marked, caller: str, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    closed = [] if caller == "auditor" else scene.closed  # who audits sees that there are cards, not whose they are
    asked = 0
    for path, there in scene.paths():
        for query in queries(scene):
            answer = scene.get(there, caller, **query)
            asked += 1
            assert answer.status_code < 500, (there, query, answer.text)
            assert found(answer.text + str(answer.headers), PRIVATE) == [], (path, there, query)
            told = answer.text.replace(query.get("key", "-"), "")  # links and problems may repeat a question
            assert found(told, closed) == [], (path, there, query)
    assert asked > 200
    lines = [f"{one.getMessage()} {one.__dict__}" for one in caplog.records if one.name.startswith("fokus")]
    assert lines, "requests are logged"
    assert [line for line in lines if found(line, [*PRIVATE, *scene.closed])] == []


def test_how_many_cards_there_are_is_told_to_nobody_else(scene: Marked) -> None:
    for caller in CALLERS:
        for path in LISTS:
            there = path.format(body_id=HAGEN)
            told = scene.get(there, caller, limit=1000).text
            assert "card-introduced" in told, there
            assert found(told, ["card-issued", "card-revoked", "fact-retracted"]) == [], (there, caller)
        answer = scene.get("/api/v1/log", caller, key=f"body:{HAGEN}", limit=1000)
        (introduced, *others) = [one["type"] for one in answer.json()["items"]]
        assert introduced == "ehrenamtskarte.card-introduced@1"
        assert others == [], "retractions of cards are no more public than the cards"


def test_an_entry_about_a_card_is_not_there_for_others(scene: Marked) -> None:
    positions = [one.position for one in scene.service.journal.follow() if f"card:{scene.closed[1]}" in one.keys]
    assert len(positions) == 3, "issued, taken back, and as corrected"
    for caller in CALLERS:
        assert {scene.get(f"/api/v1/log/{position}", caller).status_code for position in positions} == {404}
    for caller in ("hagen", "auditor"):
        assert {scene.get(f"/api/v1/log/{position}", caller).status_code for position in positions} == {200}


def test_an_auditor_sees_every_entry_about_a_card_without_its_holder(scene: Marked) -> None:
    told = scene.get("/api/v1/log", "auditor", programme="ehrenamtskarte", limit=1000).json()["items"]
    kinds = Counter(one["type"].partition("@")[0].partition(".")[2] for one in told)
    assert kinds == {"card-introduced": 2, "card-issued": 4, "card-revoked": 1}
    names = [one["data"]["name"] for one in told if one["type"].startswith("ehrenamtskarte.card-issued")]
    assert names == [{"sealed": True}] * 4
    taken_back = scene.get("/api/v1/log", "auditor", type="core.fact-retracted@1").json()["items"]
    assert len(taken_back) == 2, "one by hand, one by a correction"


def test_a_clerk_is_told_names_at_one_address_only_and_codes_nowhere(scene: Marked) -> None:
    told = set()
    for path, there in scene.paths():
        for query in queries(scene):
            answer = scene.get(there, "hagen", **query)
            if found(answer.text, [NAME]):
                told.add(path)
            assert found(answer.text, PRIVATE[2:]) == [], (there, query)
    assert told == {WHERE_NAMES_ARE}


def test_receipts_and_refusals_repeat_neither_name_nor_code(scene: Marked) -> None:
    body = {
        "body": HAGEN,
        "code": code(2),
        "person": {"name": NAME, "email": f"{MAIL}@example.org"},
        "kind": "standard",
        "effective": str(TODAY),
        "valid_until": str(TODAY),
    }
    for changes, status in (
        ({}, 409),
        ({"code": code(3)}, 200),
        ({"code": f"{code(2)}{NAME}"}, 422),
        ({"kind": code(2)}, 422),
        ({"person": {"name": NAME, "email": MAIL}}, 422),
        ({"person": code(2)}, 422),
    ):
        answer = scene.post("issue-card", body | changes, dry_run="true")
        assert answer.status_code == status, answer.text
        assert found(answer.text, PRIVATE) == [], changes


def test_no_file_of_the_house_holds_them(scene: Marked) -> None:
    assert NAME in scene.get(cards_of(HAGEN), "hagen", on=str(TODAY + 220 * NEXT)).text
    assert scene.check(code(1)).status_code == 200
    files = [path for path in Path(scene.service.settings.data).rglob("*") if path.is_file()]
    assert {"journal.db", "vault.db", "state_store.db"} <= {path.name for path in files}
    leaking = [(path.name, word) for path in files for word in PRIVATE if word.encode() in path.read_bytes()]
    assert leaking == []
