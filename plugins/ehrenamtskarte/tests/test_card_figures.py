"""Figures of cards: exact for the body that issued them, without small numbers for everybody, unmoved by erasure."""

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from cards_kit import BONN, HAGEN, Scene, person
from test_application_figures import erased

from fokus_api.testing import settle, temporary_client
from fokus_core import Invalid
from fokus_ehrenamtskarte.cards.commands import RevokeCard, TakeOverCard
from fokus_ehrenamtskarte.cards.facts import CardIssued
from fokus_ehrenamtskarte.figures import RecordFigure
from fokus_ehrenamtskarte.issuing.counting import Counted, Issued, for_everybody, issued, stocks
from fokus_ehrenamtskarte.programme import ehrenamtskarte as plugin

PUBLIC = "/api/v1/ehrenamtskarte/card-figures"
MARCH, LAST = date(2023, 3, 10), date(2025, 2, 28)


@pytest.fixture(scope="module")
def scene() -> Iterator[Scene]:
    with temporary_client(plugin) as client:
        made = Scene(client)
        for number in range(8):
            made.give(_card(HAGEN if number < 6 else BONN, number))
        cards = [one.fact for one in made.service.journal.follow() if isinstance(one.fact, CardIssued)]
        made.give(RevokeCard(body=HAGEN, card=cards[0].card, effective=date(2024, 5, 3), reason="lost"))
        made.give(RevokeCard(body=HAGEN, card=cards[1].card, effective=date(2025, 5, 3), reason="returned"))
        yield made


def _card(body: str, number: int) -> TakeOverCard:
    return TakeOverCard(body=body, person=person(number), kind="standard", effective=MARCH, valid_until=LAST)


def figures(scene: Scene, path: str = PUBLIC, key: str = "", **query: str) -> list[Any]:
    headers = {"Authorization": f"Bearer {scene.keys[key]}"} if key else {}
    answer = scene.client.get(path, params={"limit": "1000", **query}, headers=headers)
    assert answer.status_code == 200, answer.text
    return list(answer.json()["items"])


def own(scene: Scene, **query: str) -> dict[tuple[str, str, str | None], int]:
    found = figures(scene, f"/api/v1/ehrenamtskarte/bodies/{HAGEN}/card-figures", "hagen", **query)
    return {(one["month"], one["measure"], one["reason"]): one["cards"] for one in found}


def test_a_body_sees_what_it_issued_what_ended_by_reason_and_both_meanings_of_how_many(scene: Scene) -> None:
    found = own(scene)
    flows = {key: number for key, number in found.items() if key[1] in {"issued", "ended"}}
    assert flows == {
        ("2023-03", "issued", None): 6,
        ("2024-05", "ended", "lost"): 1,
        ("2025-03", "ended", "expired"): 5,  # what was returned afterwards had expired
    }
    ever, valid = (
        [found[month, one, None] for month in ("2023-03", "2024-05", "2025-03")] for one in ("ever", "valid")
    )
    assert (ever, valid) == ([6, 6, 6], [6, 5, 0])
    assert own(scene, on="2024-05-31").keys() == {("2023-03", "issued", None)} | {
        (f"{year}-{month:02}", one, None)
        for year, first, end in ((2023, 3, 13), (2024, 1, 5))
        for month in range(first, end)
        for one in ("ever", "valid")
    }, "a month is told once it is over"


def test_everybody_sees_no_small_number_and_nothing_from_which_one_follows(scene: Scene) -> None:
    assert [(one["month"], one["body"], one["measure"], one["cards"]) for one in figures(scene)] == [
        ("2023-03", HAGEN, "issued", 6)
    ]


def test_a_published_number_of_cards_stands_beside_those_that_everybody_may_know_of(scene: Scene) -> None:
    for number, day in ((1, date(2023, 2, 28)), (2, date(2023, 3, 30)), (3, date(2023, 3, 31))):
        scene.give(RecordFigure(effective=day, subject="cards", count=10 * number, publisher="Zeitung", meaning="ever"))
    settle(scene.service)
    shown = figures(scene, "/api/v1/ehrenamtskarte/published-figures")
    assert [(one["count"], one["recorded"], one["gap"]) for one in shown] == [(10, 0, 10), (20, 0, 20), (30, 6, 24)]
    assert {(one["least"], one["meaning"]) for one in shown} == {(True, "ever")}, "two of Bonn stand in no total"
    wrong = RecordFigure(effective=LAST, subject="discounts", count=1, publisher="Zeitung", meaning="valid")
    with pytest.raises(Invalid) as refused:
        scene.give(wrong)
    assert (refused.value.slug, refused.value.field) == ("cards-alone", "meaning")


def test_a_published_number_of_valid_cards_is_held_against_no_number_of_cards_ever_issued(scene: Scene) -> None:
    scene.give(
        RecordFigure(effective=date(2023, 5, 1), subject="cards", count=40, publisher="Zeitung", meaning="valid")
    )
    settle(scene.service)
    shown = figures(scene, "/api/v1/ehrenamtskarte/published-figures")[-1]
    assert shown["meaning"] == "valid"
    assert [shown[name] for name in ("recorded", "gap", "least", "recorded_link")] == [None, None, False, None]
    page = scene.client.get("/ehrenamtskarte", headers={"Accept": "text/html", "Accept-Language": "de"}).text
    row = page.partition('<th scope="row">Karten</th>')[2].partition("</tr>")[0]
    assert [cell.partition(">")[2].partition("<")[0] for cell in row.split("<td")[1:]] == ["40", "01.05.2023", "–"]


def test_an_erasure_moves_no_figure(scene: Scene) -> None:
    before = own(scene), figures(scene)
    someone = next(one.fact for one in scene.service.journal.follow() if isinstance(one.fact, CardIssued))
    erased(scene, someone.person)
    settle(scene.service)
    assert (own(scene), figures(scene)) == before


def test_what_ended_is_told_of_all_bodies_together_where_they_are_three() -> None:
    def ended(*numbers: int) -> list[Counted]:
        bodies = (f"0591400{number}" for number in range(9))
        return [
            Counted("2025-03", body, "standard", "ended", "expired", number)
            for body, number in zip(bodies, numbers, strict=False)
        ]

    assert [(one.body, one.cards) for one in for_everybody(ended(40, 2, 1))] == [(None, 43)]
    for too_few in (ended(40, 50), ended(1, 1, 1), []):
        assert list(for_everybody(too_few)) == []


def test_the_end_of_a_card_is_the_first_of_its_ends() -> None:
    told = ("05914000", "standard", "2023-03-10")
    assert issued(*told, "2025-02-28", None, None)[3:] == (date(2025, 3, 1), "expired")  # type: ignore[arg-type]
    assert issued(*told, "2025-02-28", "2025-03-01", "lost")[3:] == (date(2025, 3, 1), "expired")  # type: ignore[arg-type]
    assert issued(*told, "2025-02-28", "2025-02-28", "lost")[3:] == (date(2025, 2, 28), "lost")  # type: ignore[arg-type]
    assert issued(*told, None, None, None)[3:] == (None, None)  # type: ignore[arg-type]
    assert list(stocks([Issued(*told[:2], MARCH, None, None)], "2023-03")) == []  # type: ignore[arg-type]
