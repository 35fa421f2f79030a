"""Cookbook: what is decided today and told later; a public fact is seen at once, whatever its day."""

from collections.abc import Iterator
from datetime import date
from typing import Annotated, ClassVar

import pytest

from fokus_core.testing import Given
from fokus_kommune import Audience, BodyId, BodyRef, Command, Fact, Key, Past, Programme, Reads, Refused, _
from fokus_kommune.testing import ClerkOf

prize = Programme("prize", title=_("Preise"))
PrizeId = Annotated[str, Key("prize")]
DECIDE = prize.permission("decide", roles=["state-office"], title=_("Über Preise entscheiden"))


@prize.fact("decided@1", audience=Audience(DECIDE.permission), sentence=_("Der Preis geht an {body_accusative}."))
class Decided(Fact, frozen=True):
    """It is decided who gets a prize; shown to those who decide."""

    prize: PrizeId
    body: BodyId
    until: date


@prize.fact("announced@1", public=True, sentence=_("{body} bekommt den Preis."))
class Announced(Fact, frozen=True):
    """The decision was announced: a fact of its own, recorded when everybody may know."""

    prize: PrizeId
    body: BodyId


@prize.command("decide", DECIDE, records=Decided, title=_("Entscheiden"))
class Decide(Command, frozen=True):
    """Decide who gets a prize, under embargo until a day."""

    prize: PrizeId
    body: BodyRef
    until: date
    effective: date


@prize.command("announce", DECIDE, title=_("Bekannt geben"))
class Announce(Command, frozen=True):
    """Announce what was decided, once the embargo is over."""

    reads: ClassVar[Reads] = Reads("prize", Decided)
    prize: PrizeId
    effective: date

    def decide(self, past: Past) -> Iterator[Announced]:
        """Yield the announcement of the decision."""
        decided = past.latest(Decided)
        if decided is None or self.effective <= decided.until:
            raise Refused("embargo", _("Dieser Preis lässt sich noch nicht bekannt geben."), field="effective")
        yield Announced(effective=self.effective, prize=self.prize, body=decided.body)


@pytest.fixture(scope="session")
def programme() -> Programme:
    return prize


DAY, UNTIL, AFTER = date(2026, 1, 10), date(2026, 1, 31), date(2026, 2, 1)
DECISION = Decide(prize="2026", body="05914000", until=UNTIL, effective=DAY)


def test_nothing_is_announced_under_embargo(given: Given) -> None:
    decided = Decided(effective=DAY, prize="2026", body="05914000", until=UNTIL)
    given(decided).when(Announce(prize="2026", effective=UNTIL)).then_refused("embargo")
    given(decided).when(Announce(prize="2026", effective=AFTER)).then(
        Announced(effective=AFTER, prize="2026", body="05914000")
    )


def test_the_decision_is_not_in_the_public_timeline_before(clerk: ClerkOf) -> None:
    office, timeline = clerk("state-office"), "bodies/05914000/timeline"
    office.give(DECISION)
    assert clerk().get(timeline)["items"] == []
    office.give(Announce(prize="2026", effective=AFTER))
    assert [one["type"] for one in clerk().get(timeline)["items"]] == ["prize.announced@1"]
