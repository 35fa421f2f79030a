"""Cookbook: a closed group, of which outsiders do not even learn that it is there."""

from collections.abc import Iterator
from datetime import date
from typing import Annotated

import pytest

from fokus_core import AccessGranted
from fokus_kommune import (
    Audience,
    Command,
    Fact,
    Key,
    Past,
    Personal,
    Policy,
    Programme,
    Purpose,
    Role,
    Sealed,
    _,
    recorded,
)
from fokus_kommune.testing import ClerkOf

jury = Programme("jury", title=_("Jurys"))
JuryId = Annotated[str, Key("jury")]
MEMBER = jury.role(Role("jury-member", _("Mitglied einer Jury"), closed=True))
SEAT = jury.permission("seat", roles=["state-office"], title=_("Plätze in einer Jury vergeben"))
SIT: Policy = jury.permission("sit", scope="jury", roles=[MEMBER.id], title=_("In der Jury sitzen"), hidden=True)
INSIDE = Audience(SIT.permission, "jury")
jury.purpose(Purpose("opinion", _("Beraten"), basis=_("Auftrag des Landes"), kept=_("Bis zur Entscheidung")))


@jury.fact("seat-given@1", audience=INSIDE, irrevocable=True, sentence=_("{actor} sitzt in der Jury."))
class SeatGiven(AccessGranted, frozen=True, kw_only=True):
    """An account was given a seat; it is a grant, and counts at once."""

    jury: JuryId


@jury.fact("opinion-given@1", audience=INSIDE, sentence=_("In der Jury wurde eine Meinung geäußert."))
class OpinionGiven(Fact, frozen=True):
    """A member gave an opinion, which is sealed with the key of the jury."""

    jury: JuryId
    text: Annotated[Sealed[str], Personal("jury", purpose="opinion")]


@jury.command("give-seat", SEAT, title=_("Platz vergeben"))
class GiveSeat(Command, frozen=True):
    """Give an account a seat in a jury."""

    jury: JuryId
    actor: str
    effective: date

    def decide(self, past: Past) -> Iterator[SeatGiven]:
        """Yield the seat, within the jury alone."""
        yield SeatGiven(
            effective=self.effective, jury=self.jury, actor=self.actor, role=MEMBER.id, scope=f"jury:{self.jury}"
        )


@jury.command("give-opinion", SIT, title=_("Meinung äußern"))
class GiveOpinion(Command, frozen=True):
    """Give an opinion in a jury."""

    jury: JuryId
    text: str
    effective: date

    def decide(self, past: Past) -> Iterator[OpinionGiven]:
        """Yield the opinion; the journal seals it."""
        yield recorded(self, OpinionGiven, text=Sealed.of(self.text))


OPINIONS = jury.facts_of(OpinionGiven)
jury.listing(
    "juries/{jury_id:str}/opinions", OPINIONS, policy=SIT, order=("position",), columns=("position", "effective")
)


@pytest.fixture(scope="session")
def programme() -> Programme:
    return jury


def test_members_see_the_group_and_nobody_else_learns_of_it(clerk: ClerkOf) -> None:
    office, member, day = clerk("state-office"), clerk(), date(2026, 1, 10)
    office.give(GiveSeat(jury="hagen", actor=member.actor, effective=day))
    member.give(GiveOpinion(jury="hagen", text="Vertraulich", effective=day))
    assert len(member.get("jury/juries/hagen/opinions")["items"]) == 1
    for outsider in (office, clerk(), clerk("auditor")):
        assert outsider.refused(GiveOpinion(jury="hagen", text="-", effective=day)).startswith("404 ")
        answer = outsider.client.get("/api/v1/jury/juries/hagen/opinions", headers=outsider.headers)
        assert answer.status_code == 404
