"""What must hold of deadlines that follow from reviews at every date."""

from collections.abc import Iterator

from fokus_core import Breach, Fact, Recorded, _, statute
from fokus_network.membership.facts import MunicipalityJoined, MunicipalityLeft
from fokus_network.membership.members import NOT_MEMBER
from fokus_network.review.following.facts import FACTS, FollowUpClosed, FollowUpSet

NO_FOLLOW_UP = _("Für {body_accusative} läuft am {effective} keine Frist aus einer Überprüfung.")
RUNS = _("Die Frist ist am {effective} noch nicht abgelaufen. Warten Sie ihr Ende ab.")
OWN = _("Sie haben das selbst vorgeschlagen. Umsetzen muss es eine zweite Person.")


@statute("body", MunicipalityJoined, MunicipalityLeft, *FACTS)
def follow_ups_are_decided_by_a_second_person(history: list[Recorded[Fact]]) -> Iterator[Breach]:
    """A member is set one deadline at a time; what is proposed takes effect after it, by somebody else."""
    member = False
    running: Recorded[Fact] | None = None
    for record in history:
        here = record.position
        match record.fact:
            case MunicipalityJoined() | MunicipalityLeft():
                member, running = isinstance(record.fact, MunicipalityJoined), None
            case FollowUpSet() if not member:
                yield Breach("not-member", NOT_MEMBER, here, "body")
            case FollowUpSet():
                running = record
            case _ if running is None:
                yield Breach("no-follow-up", NO_FOLLOW_UP, here, "body")
            case FollowUpClosed() as closed:
                if closed.outcome == "carried-out":
                    yield from _in_the_way(record, running)
                running = None
            case _:
                pass


def _in_the_way(closing: Recorded[Fact], proposed: Recorded[Fact]) -> Iterator[Breach]:
    """Yield why a proposal may not take effect by a fact."""
    assert isinstance(proposed.fact, FollowUpSet)  # noqa: S101  # no other fact sets a deadline
    if proposed.fact.step == "remedy":
        yield Breach("no-follow-up", NO_FOLLOW_UP, closing.position, "body")
    elif closing.fact.effective <= proposed.fact.until:
        yield Breach("deadline-runs", RUNS, closing.position, "effective")
    elif closing.meta.by == proposed.meta.by:
        yield Breach("own-proposal", OWN, closing.position, "body")


STATUTES = (follow_ups_are_decided_by_a_second_person,)
