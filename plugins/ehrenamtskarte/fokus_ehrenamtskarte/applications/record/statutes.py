"""What must hold of every application at every date."""

from collections.abc import Iterator

from fokus_ehrenamtskarte.applications.record.desk_facts import RenewalBegun
from fokus_ehrenamtskarte.applications.record.facts import (
    CLOSING,
    STEPS,
    ApplicationApproved,
    ApplicationHandedIn,
    ApplicationWithdrawn,
    EngagementAnswered,
)
from fokus_ehrenamtskarte.programme import ehrenamtskarte
from fokus_kommune import Breach, Fact, Recorded, _

EARLIER = _("Zu dem Antrag gibt es schon frühere Einträge. Wählen Sie für den Eingang einen früheren Tag.")


@ehrenamtskarte.statute("application", *STEPS)
def an_application_is_decided_once(history: list[Recorded[Fact]]) -> Iterator[Breach]:
    """An application is handed in once, nothing comes before that, and after an approval only few things.

    These are a withdrawal and a renewal. What happened stands in the order in which it was entered; what is corrected
    keeps its place there.
    """
    handed: ApplicationHandedIn | None = None
    closed: Fact | None = None
    for record in sorted(history, key=_entered):
        fact = record.fact
        if isinstance(fact, ApplicationHandedIn):
            if handed is not None:
                yield Breach("application-exists", _("Diesen Antrag gibt es schon."), record.position, "application")
            handed = fact
        elif handed is None:
            yield Breach("unknown-application", _("Diesen Antrag gibt es nicht."), record.position, "application")
        elif fact.effective < handed.effective:
            yield Breach("before-receipt", EARLIER, record.position, "effective")
        elif closed is not None and not (
            isinstance(closed, ApplicationApproved) and isinstance(fact, ApplicationWithdrawn | RenewalBegun)
        ):
            yield Breach("application-closed", _("Der Antrag ist schon abgeschlossen."), record.position, "application")
        if isinstance(fact, CLOSING):
            closed = fact


@ehrenamtskarte.statute("engagement", EngagementAnswered)
def an_engagement_is_answered_once(history: list[Recorded[Fact]]) -> Iterator[Breach]:
    """Of the answers about an engagement only the last is none that passes the question on."""
    done = False
    for record in sorted(history, key=_entered):
        fact = record.fact
        if done:
            yield Breach("already-answered", _("Diese Frage ist schon beantwortet."), record.position, "answer")
        done = done or (isinstance(fact, EngagementAnswered) and fact.answer != "passed-on")


def _entered(record: Recorded[Fact]) -> tuple[int, int]:
    return record.place, record.position
