"""Cookbook: a role of one's own, given by those who look after the programme."""

from datetime import date

import pytest

from fokus_core import GrantAccess
from fokus_kommune import BodyId, BodyRef, Command, Fact, Programme, Role, _
from fokus_kommune.testing import ClerkOf

guide = Programme("guide", title=_("Stadtführungen"))
LEAD = guide.role(Role("guide-lead", _("Leitung der Stadtführungen")))
GUIDE = guide.role(Role("guide-local", _("Stadtführung"), given_by=(LEAD.id,), example="body:05914000"))
KEEP = guide.permission("keep", scope="body", roles=[GUIDE.id], title=_("Führungen anbieten"))


@guide.fact("offered@1", public=True, sentence=_("{body} bietet Stadtführungen an."))
class Offered(Fact, frozen=True):
    """A body offers guided tours."""

    body: BodyId


@guide.command("offer", KEEP, records=Offered, title=_("Führungen anbieten"))
class Offer(Command, frozen=True):
    """Record that a body offers guided tours."""

    body: BodyRef
    effective: date


@pytest.fixture(scope="session")
def programme() -> Programme:
    return guide


def test_who_leads_gives_the_role_and_it_counts_for_one_body(clerk: ClerkOf) -> None:
    lead, local, day = clerk(LEAD.id, "programme:guide"), clerk(), date(2026, 1, 10)
    offer = Offer(body="Hagen", effective=day)
    assert local.refused(offer).startswith("403 ")
    grant = GrantAccess(actor=local.actor, role=GUIDE.id, scope="body:05914000", effective=day)
    assert local.refused(grant).startswith("403 ")
    lead.give(grant)
    local.give(offer)
    assert local.refused(Offer(body="Bonn", effective=day)).startswith("403 ")
