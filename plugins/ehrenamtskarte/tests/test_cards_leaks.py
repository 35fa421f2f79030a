"""Who holds a card reaches nobody but those who may know, by no way out of the house."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, ClassVar

import pytest
from cards_kit import BONN, DAY, HAGEN, NAME, NEXT, person, today

from fokus_api.testing.leaks import ANONYMOUS, STATE_WIDE, LeakContract, Scene
from fokus_core import Correct, Retract
from fokus_ehrenamtskarte.cards.commands import RevokeCard, TakeOverCard
from fokus_ehrenamtskarte.cards.facts import CardIssued
from fokus_ehrenamtskarte.commands import IntroduceCard
from fokus_ehrenamtskarte.programme import ehrenamtskarte as plugin

TODAY = today()
CARDS = "/api/v1/ehrenamtskarte/bodies/{body_id}/cards"
ALL = tuple(range(1, 100))
MAIL = "zweiundvierzig"
OTHERS = (ANONYMOUS, "bonn", "officer", "office", *(STATE_WIDE.keys() - {"auditor"}))
LISTS = ("/api/v1/log", "/api/v1/feed", f"/api/v1/bodies/{HAGEN}/timeline")
ISSUE: dict[str, Any] = {
    "body": HAGEN,
    "person": {"name": NAME, "email": f"{MAIL}@example.org"},
    "kind": "standard",
    "effective": str(TODAY),
    "valid_until": str(TODAY),
}
ATTEMPTS = (
    ({}, 200),
    ({"kind": "anniversary", "valid_until": None}, 200),
    ({"person": {"name": NAME}}, 409),
    ({"kind": NAME}, 422),
    ({"person": {"name": NAME, "email": MAIL}}, 422),
    ({"person": NAME}, 422),
)


class TestCards(LeakContract):
    """Hagen issued cards whose holder carries the markers: one was corrected, one revoked, one taken back."""

    plugin = plugin
    whole = False
    markers = ("Zweiundvierzigerle", MAIL)
    callers = STATE_WIDE | {
        "hagen": ("issuing-clerk", f"body:{HAGEN}"),
        "bonn": ("issuing-clerk", f"body:{BONN}"),
        "officer": ("municipal-officer", f"body:{HAGEN}"),
        "office": ("state-office", "state"),
    }
    told: ClassVar = {
        "hagen": {f"/api/v1/ehrenamtskarte/bodies/{{body_id}}/cards{form}" for form in ("", ".csv", ".xlsx")}
    }
    attempts: ClassVar = [("ehrenamtskarte.take-over-card", ISSUE | changes) for changes, _ in ATTEMPTS]

    def fill(self, scene: Scene) -> None:
        scene.give(IntroduceCard(body=HAGEN, effective=DAY), IntroduceCard(body=BONN, effective=DAY))
        for number in (1, 2, 3):
            begins = TODAY + 200 * number * NEXT
            ends = begins + 100 * NEXT
            scene.give(
                TakeOverCard(
                    body=HAGEN,
                    person=person(1),
                    kind="standard",
                    effective=begins,
                    valid_until=ends,
                )
            )
        facts = [one for one in scene.service.journal.follow() if isinstance(one.fact, CardIssued)]
        cards = [one.fact.card for one in facts if isinstance(one.fact, CardIssued)]
        changes = {"name": f"{NAME} junior"}
        scene.give(
            Correct(position=facts[0].position, changes=changes, reason="-", acknowledge=ALL),
            RevokeCard(body=HAGEN, card=cards[1], reason="lost", effective=TODAY + 450 * NEXT),
            Retract(position=facts[2].position, reason="-", acknowledge=ALL),
        )
        fact = facts[0].fact
        assert isinstance(fact, CardIssued)
        scene.things |= {"body_id": (HAGEN, BONN)}
        scene.hidden = (fact.person, *cards)

    def hidden_from(self, scene: Scene, caller: str) -> Sequence[str]:
        return () if caller == "auditor" else super().hidden_from(scene, caller)

    def queries(self, scene: Scene) -> Iterable[Mapping[str, str]]:
        person_id, card, *_ = scene.hidden
        keys = [{"key": f"{kind}:{id_}"} for kind, id_ in (("person", person_id), ("card", card))]
        of_cards = ({"type": "ehrenamtskarte.card-issued@2"}, {"status": "valid"}, {"on": str(TODAY + 220 * NEXT)})
        return (*super().queries(scene), *keys, *of_cards)

    def test_how_many_cards_there_are_is_told_to_nobody_else(self, scene: Scene) -> None:
        for caller in OTHERS:
            for there in LISTS:
                told = scene.get(there, caller, limit=1000).text
                assert "card-introduced" in told, there
                kinds = ("card-issued", "card-revoked", "fact-retracted")
                assert [kind for kind in kinds if kind in told] == [], (there, caller)
            answer = scene.get("/api/v1/log", caller, key=f"body:{HAGEN}", limit=1000)
            (introduced, *others) = [one["type"] for one in answer.json()["items"]]
            assert introduced == "ehrenamtskarte.card-introduced@1"
            assert others == [], "retractions of cards are no more public than the cards"

    def test_an_entry_about_a_card_is_not_there_for_others(self, scene: Scene) -> None:
        card = f"card:{scene.hidden[1]}"
        positions = [one.position for one in scene.service.journal.follow() if card in one.keys]
        assert len(positions) == 4, "issued, taken back, why, and as corrected"
        for caller in OTHERS:
            assert {scene.get(f"/api/v1/log/{position}", caller).status_code for position in positions} == {404}
        for caller in ("hagen", "auditor"):
            assert {scene.get(f"/api/v1/log/{position}", caller).status_code for position in positions} == {200}

    def test_whoever_does_not_see_a_card_cannot_take_it_back_nor_learn_its_ids(self, scene: Scene) -> None:
        card = f"card:{scene.hidden[1]}"
        journal = scene.service.journal
        positions = [one.position for one in journal.follow() if card in one.keys and isinstance(one.fact, CardIssued)]
        head = journal.store.head()
        for position in (positions[-1], 10**6):
            answer = scene.post("core.retract", {"position": position, "reason": "-"}, "office")
            assert (answer.status_code, answer.json()["type"]) == (404, "urn:fokus:problem:not-found")
            assert card.partition(":")[2] not in answer.text
        assert journal.store.head() == head

    def test_an_auditor_sees_every_entry_about_a_card_without_its_holder(self, scene: Scene) -> None:
        told = scene.get("/api/v1/log", "auditor", programme="ehrenamtskarte", limit=1000).json()["items"]
        kinds = Counter(one["type"].partition("@")[0].partition(".")[2] for one in told)
        assert kinds == {"card-introduced": 2, "card-issued": 4, "card-revoked": 1}
        names = [one["data"]["name"] for one in told if one["type"].startswith("ehrenamtskarte.card-issued")]
        assert names == [{"sealed": True}] * 4
        taken_back = scene.get("/api/v1/log", "auditor", type="core.fact-retracted@1").json()["items"]
        assert len(taken_back) == 2, "one by hand, one by a correction"

    @pytest.mark.parametrize(("changes", "status"), ATTEMPTS)
    def test_the_attempts_of_a_clerk_are_answered(self, scene: Scene, changes: dict[str, Any], status: int) -> None:
        answer = scene.post("ehrenamtskarte.take-over-card", ISSUE | changes, "hagen", dry_run="true")
        assert answer.status_code == status, answer.text


@pytest.mark.long
class TestWhole(TestCards):
    """The same, where everybody asks everything everywhere."""

    whole = True
