"""The job that judges applications by the rules as they are known, each time something new was said of one."""

from typing import Any, Protocol

import msgspec

from fokus_core import Actor, JobContext, Journal, Refused, clock, open_sealed, personal_fields, standing
from fokus_ehrenamtskarte.applications.decisions import RecordEvaluation
from fokus_ehrenamtskarte.applications.facts import ApplicationHandedIn, OutcomeOf
from fokus_ehrenamtskarte.applications.judging import as_judged
from fokus_ehrenamtskarte.applications.policies import READ
from fokus_ehrenamtskarte.programme import ehrenamtskarte
from fokus_ehrenamtskarte.rules.evaluation import evaluate
from fokus_ehrenamtskarte.rules.read_models import book_of
from fokus_kommune import Recorded
from fokus_projections import ReadModels, in_force

JUDGE = Actor("ehrenamtskarte-evaluation", trusted=True)
UNJUDGED = f"""
SELECT application, body, handed FROM ehrenamtskarte_application
WHERE {in_force()} AND decided IS NULL AND evaluated < said ORDER BY said LIMIT 200
"""


class House(Protocol):
    """What judging asks of the services."""

    @property
    def journal(self) -> Journal:
        """The journal, with its vault."""
        ...

    @property
    def models(self) -> ReadModels:
        """The read models of this node."""
        ...


class EvaluateApplications:
    """Records what the rules say of each application about which something new was said."""

    name = "ehrenamtskarte.evaluate-applications"
    every = 10.0

    def run(self, context: JobContext[House]) -> None:
        """Judge what is due; rules that are not there yet, or erased data, leave an application as it is."""
        reader, journal = context.services.models.reader(), context.services.journal
        known, today = reader.position, clock.day_of(journal.now())
        found = reader.rows(UNJUDGED, {"on": today.isoformat(), "known": known})
        book = book_of(reader, known) if found else None
        for application, body, handed in found:
            if book is None or not context.holds():
                return
            records = [one for one in standing(journal.under(f"application:{application}")) if one.position <= known]
            asked = as_judged(records, opening(journal))
            receipt = next((one.fact for one in records if one.position == handed), None)
            if asked is None or not isinstance(receipt, ApplicationHandedIn):  # it may have been taken back meanwhile
                continue
            verdict = evaluate(asked, book)
            context.state_store.record_access(
                at=journal.now(),
                actor=self.name,
                permission=READ.permission,
                opened=[(receipt.person, handed, "application")],
            )
            command = RecordEvaluation(
                effective=max(today, asked.reference_date),
                body=body,
                application=application,
                known=known,
                overall=verdict.overall,
                outcomes=tuple(OutcomeOf(one.condition, one.outcome) for one in verdict.conditions),
                numbers={one.condition: one.numbers for one in verdict.conditions if one.numbers},
            )
            try:
                journal.handle(command, by=JUDGE, command_id=f"evaluate:{application}:{known}")
            except Refused:  # it was decided or withdrawn meanwhile
                continue


def opening(journal: Journal) -> Any:
    """Return what opens a sealed field of a fact."""

    def opened(record: Recorded[Any], field: str) -> Any:
        held = getattr(record.fact, field)
        cls: type[msgspec.Struct] = type(record.fact)
        kinds = {one.name: one.type for one in personal_fields(cls)}
        return held and open_sealed(held, kinds[field], record.meta.id, field, journal.vault)

    return opened


ehrenamtskarte.job(EvaluateApplications())
