"""Was this card shown as valid on that day? Told to auditors, from what was published, through two clocks."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from cards_kit import HAGEN, Scene, today
from keys_kit import Ceremony

from fokus_api.testing import settle, temporary_client
from fokus_ehrenamtskarte.cards.commands import RevokeCard, SignCard
from fokus_ehrenamtskarte.cards.status import PublishLists
from fokus_ehrenamtskarte.programme import ehrenamtskarte as plugin

TODAY, NEXT = today(), timedelta(days=1)
NOON = datetime(TODAY.year, TODAY.month, TODAY.day, 11, tzinfo=UTC)


class Days(Scene):
    """Hagen with keys, on days that follow one another."""

    def __init__(self, client: Any, folder: Path) -> None:
        super().__init__(client)
        self.ceremony = Ceremony(self.service, folder, lambda: settle(self.service))
        self.at(0)
        self.ceremony.hold(TODAY)

    def at(self, days: int, hours: int = 0) -> None:
        """Set the clock."""
        moment = NOON + timedelta(days=days, hours=hours)
        self.service.journal.now = self.service.journal.writer._now = lambda: moment

    def publish(self) -> int:
        """Publish what is due, and return the head."""
        self.ceremony.run(PublishLists())
        return settle(self.service)

    def said(self, card: str, days: int, **query: Any) -> list[tuple[Any, ...]]:
        """Return what auditors are told of a day."""
        answer = self.get(
            f"/api/v1/ehrenamtskarte/cards/{card}/checked", "auditor", on=str(TODAY + days * NEXT), **query
        )
        assert answer.status_code == 200, answer.text
        return [(one["answer"], one["outdated"], one["blocked"]) for one in answer.json()["codes"]]


@pytest.fixture(scope="module")
def days(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Days]:
    with temporary_client(plugin) as client:
        yield Days(client, tmp_path_factory.mktemp("root"))


def test_what_was_shown_and_what_was_right_are_two_things(days: Days) -> None:
    card = days.issue(1, TODAY, TODAY + 20 * NEXT)
    days.at(0)
    days.give(SignCard(body=HAGEN, card=card, why="first", effective=TODAY))
    assert days.said(card, 0) == [("blocking-unknown", False, False)], "nothing was published"
    days.publish()
    days.at(1)
    days.publish()
    days.at(3)
    known = days.publish()
    assert [days.said(card, day) for day in (-1, 0, 1, 3, 21)] == [
        [("not-made", False, False)],
        *[[("valid", False, False)]] * 3,
        [("expired", False, False)],
    ]
    days.at(3, hours=2)
    days.give(RevokeCard(body=HAGEN, card=card, reason="lost", effective=TODAY + NEXT))
    days.publish()
    days.at(4)
    days.publish()
    assert days.said(card, 1) == [("valid", False, True)], "shown as valid, although it was lost by then"
    assert days.said(card, 1, known=known) == [("valid", False, False)], "which nobody knew"
    assert days.said(card, 3) == [("changed", True, True)]
    assert days.said(card, 4) == [("not-valid", True, True)], "valid for who had an old list"
    assert days.said(card, 18) == [("not-valid", False, True)], "none of them is relied on any more"


def test_each_code_of_a_card_is_told(days: Days) -> None:
    days.at(4)
    card = days.issue(2, TODAY, TODAY + 20 * NEXT)
    days.give(SignCard(body=HAGEN, card=card, why="first", effective=TODAY))
    days.at(5)
    days.publish()
    days.at(6)
    days.give(SignCard(body=HAGEN, card=card, why="lost", effective=TODAY + 6 * NEXT))
    days.publish()
    days.at(7)
    days.publish()
    assert days.said(card, 5) == [("valid", False, False), ("not-made", False, False)]
    assert days.said(card, 7) == [("not-valid", True, True), ("valid", False, False)]


def test_it_is_told_to_auditors_and_without_a_name(days: Days) -> None:
    card = days.issue(3, TODAY, TODAY + NEXT)
    url = f"/api/v1/ehrenamtskarte/cards/{card}/checked"
    assert days.get(url, "auditor").status_code == 404, "it has no code"
    days.at(7)
    days.give(SignCard(body=HAGEN, card=card, why="first", effective=TODAY))
    answer = days.get(url, "auditor")
    assert answer.status_code == 200
    assert "Zweiundvierzigerle" not in answer.text
    callers = ("", "hagen", "office", "officer", "operator")
    assert [days.get(url, one).status_code for one in callers] == [401, 403, 403, 403, 403]
    assert days.get("/api/v1/ehrenamtskarte/cards/x/checked", "auditor").status_code == 404
