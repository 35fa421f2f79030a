"""Announcing prepared decisions together, so that nobody hears before the others."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Annotated, ClassVar

from msgspec import Meta

from fokus_core import ERASED, Command, Past, Reads, Recorded, Refused, Sealed, _, command
from fokus_ews.commands.selection import OPEN
from fokus_ews.facts import (
    ApplicationAccepted,
    ApplicationDeclined,
    ApplicationSubmitted,
    ApplicationWaitlisted,
    ApplicationWithdrawn,
    DecisionPrepared,
)
from fokus_ews.policies import DECIDE
from fokus_ews.words import ApplicationId, RunId

Decision = ApplicationAccepted | ApplicationWaitlisted | ApplicationDeclined


@dataclass
class Case:
    """An application that was submitted: its rank while it waits, and what is prepared and not announced."""

    submitted: ApplicationSubmitted
    rank: int = 0
    decided: bool = False
    prepared: Recorded[DecisionPrepared] | None = None


@command("ews.announce-decisions", DECIDE, title=_("Entscheidungen bekannt geben"))
class AnnounceDecisions(Command, frozen=True):
    """Announce the prepared decisions of a run together: all of them, or those about some applications."""

    reads: ClassVar[Reads] = Reads("run", DecisionPrepared, *OPEN)
    run: RunId
    effective: date
    applications: Annotated[tuple[ApplicationId, ...], Meta(max_length=500)] = ()

    def decide(self, past: Past) -> Iterator[Decision]:
        """Yield one decision for each application; the statutes know how many places there are."""
        found = cases(past.on(self.effective))
        chosen = [self._ready(found, one) for one in dict.fromkeys(self.applications or _due(found))]
        _demand_distinct_ranks(found.values(), chosen)
        for case in sorted(chosen, key=lambda one: one.rank):
            yield _announced(case, self.effective, past)

    def _ready(self, found: dict[str, Case], application: str) -> Case:
        case = found.get(application)
        if case is None or case.decided:
            message = _("Über diese Bewerbung lässt sich am {effective} nicht entscheiden. Prüfen Sie ihren Status.")
            raise Refused("not-decidable", message, field="applications")
        if case.prepared is None:
            message = _("Zu einer Bewerbung fehlt noch die Entscheidung. Bereiten Sie zuerst alle vor.")
            raise Refused("not-prepared", message, field="applications")
        return case


def cases(now: Past) -> dict[str, Case]:
    """Return the applications of a run that were submitted, with how far each has come."""
    found: dict[str, Case] = {}
    for record in now.recorded(DecisionPrepared, *OPEN):
        match record.fact:
            case ApplicationSubmitted() as submitted:
                found[submitted.application] = Case(submitted)
            case DecisionPrepared(application=application) as prepared if application in found:
                found[application].prepared = Recorded(record.position, record.type, record.keys, prepared, record.meta)
            case ApplicationWaitlisted(application=application, rank=rank) if application in found:
                found[application].rank, found[application].prepared = rank, None
            case (
                ApplicationAccepted(application=application)
                | ApplicationDeclined(application=application)
                | ApplicationWithdrawn(application=application)
            ) if application in found:
                found[application].rank, found[application].decided = 0, True
            case _:
                pass
    return found


def _due(found: dict[str, Case]) -> list[str]:
    """Return what an announcement of everything is about: whom nobody told yet, and who is decided anew."""
    return [one for one, case in found.items() if not case.decided and (not case.rank or case.prepared)]


def _demand_distinct_ranks(found: Iterable[Case], chosen: list[Case]) -> None:
    kept = [case.rank for case in found if case not in chosen]
    given = [case.prepared.fact.rank for case in chosen if case.prepared]
    ranks = [rank for rank in (*kept, *given) if rank]
    if len(set(ranks)) < len(ranks):
        message = _("Jeder Rang auf der Warteliste darf nur einmal vorkommen.")
        raise Refused("rank-taken", message, field="applications")


def _announced(case: Case, effective: date, past: Past) -> Decision:
    assert case.prepared is not None  # noqa: S101  # only what is prepared is announced
    application, run, body = case.submitted.application, case.submitted.run, case.submitted.body
    match case.prepared.fact:
        case DecisionPrepared(decision="accepted"):
            return ApplicationAccepted(effective=effective, application=application, run=run, body=body)
        case DecisionPrepared(decision="waiting", rank=rank) if rank is not None:
            return ApplicationWaitlisted(effective=effective, application=application, run=run, body=body, rank=rank)
        case _:
            reason = past.open(case.prepared, "reason")
            if reason is ERASED:
                raise Refused(
                    "erased",
                    _("Die Begründung wurde gelöscht. Bereiten Sie die Entscheidung neu vor."),
                    field="applications",
                )
            return ApplicationDeclined(
                effective=effective,
                application=application,
                run=run,
                body=body,
                reason=Sealed.of(reason) if reason else None,
            )


COMMANDS = (AnnounceDecisions,)
