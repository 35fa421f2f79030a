"""Cookbook: relying on another programme that may not be installed."""

from datetime import date
from typing import ClassVar

import pytest

from fokus_core.testing import Given
from fokus_kommune import BodyId, BodyRef, Command, Fact, Past, Programme, Reads, Refused, _

bonus = Programme("bonus", title=_("Zuschlag"))
KEEP = bonus.permission("keep", scope="body", roles=["municipal-officer"], title=_("Zuschlag beantragen"))
CARD = "ehrenamtskarte.takes-part"


@bonus.fact("claimed@1", public=True, sentence=_("{body} bekommt den Zuschlag."))
class Claimed(Fact, frozen=True):
    """A body got the bonus."""

    body: BodyId
    attested: bool = False


@bonus.command("claim", KEEP, records=Claimed, title=_("Zuschlag eintragen"))
class Claim(Command, frozen=True):
    """Claim the bonus, for bodies with the Ehrenamtskarte; where nobody can tell, it is attested."""

    reads: ClassVar[Reads] = Reads("body", evidence=(CARD,), optional=True)
    body: BodyRef
    effective: date
    attested: bool = False

    def check(self, past: Past) -> None:
        """Refuse a body without the card; `unknown` is not `not-proven`."""
        found = past.on(self.effective).evidence(CARD).state
        if found == "not-proven" or (found == "unknown" and not self.attested):
            raise Refused("no-card", _("Belegen Sie, dass {body} an der Ehrenamtskarte teilnimmt."), field="attested")


@pytest.fixture(scope="session")
def programme() -> Programme:
    return bonus


def test_what_nobody_can_tell_is_attested(given: Given) -> None:
    day = date(2026, 1, 10)
    given().when(Claim(body="Hagen", effective=day)).then_refused("no-card")
    given().when(Claim(body="Hagen", effective=day, attested=True)).then(
        Claimed(effective=day, body="05914000", attested=True)
    )


def test_where_the_other_programme_is_there_its_facts_count() -> None:
    both = Given(bonus, installed=["ehrenamtskarte"])
    claim = Claim(body="Hagen", effective=date(2026, 1, 10), attested=True)
    both().when(claim).then_refused("no-card")
