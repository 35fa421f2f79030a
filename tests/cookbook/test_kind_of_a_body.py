"""Cookbook: a rule that depends on what kind of body it is about, as it was on the day."""

from datetime import date
from typing import ClassVar

import pytest

from fokus_core import Register
from fokus_core.testing import Given
from fokus_kommune import BODY_CHANGES, BodyId, BodyRef, Command, Fact, Past, Programme, Reads, Refused, _

fund = Programme("fund", title=_("Förderung"))
KEEP = fund.permission("keep", scope="body", roles=["municipal-officer"], title=_("Förderung beantragen"))
MOST = {"town": 5_000, "district": 10_000, "city-region": 10_000}


@fund.fact("granted@1", public=True, sentence=_("{body} bekommt {euros} Euro."))
class Granted(Fact, frozen=True):
    """A body got money."""

    body: BodyId
    euros: int


@fund.command("grant", KEEP, records=Granted, title=_("Förderung eintragen"))
class Grant(Command, frozen=True):
    """Record money that a body gets; how much it may be depends on its kind."""

    reads: ClassVar[Reads] = Reads("programme:core", *BODY_CHANGES)
    body: BodyRef
    euros: int
    effective: date

    def check(self, past: Past) -> None:
        """Refuse more than the kind of the body allows."""
        kind = Register.load().amended(past.of(*BODY_CHANGES)).kind(self.body, self.effective)
        if self.euros > MOST.get(kind, 0):
            raise Refused("too-much", _("Höchstens {most} Euro."), field="euros", most=MOST.get(kind, 0))


@pytest.fixture(scope="session")
def programme() -> Programme:
    return fund


def test_a_district_may_get_more_than_a_town(given: Given) -> None:
    day = date(2026, 1, 10)
    given().when(Grant(body="Kreis Olpe", euros=8_000, effective=day)).then(
        Granted(effective=day, body="05966", euros=8_000)
    )
    given().when(Grant(body="Stadt Hagen", euros=8_000, effective=day)).then_refused("too-much", field="euros")
