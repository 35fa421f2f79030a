"""The job that judges applications by the rules as they are known, each time something new was said of one."""

from typing import Any, NamedTuple, Protocol

import msgspec

from fokus_core import Actor, JobContext, Journal, Refused, clock, open_sealed, personal_fields, standing
from fokus_ehrenamtskarte.applications.desk.decisions import RecordEvaluation
from fokus_ehrenamtskarte.applications.desk.judging import as_judged
from fokus_ehrenamtskarte.applications.record.facts import ApplicationHandedIn, OutcomeOf
from fokus_ehrenamtskarte.applications.record.policies import READ
from fokus_ehrenamtskarte.programme import ehrenamtskarte
from fokus_ehrenamtskarte.rules.book import RuleBook
from fokus_ehrenamtskarte.rules.evaluation import evaluate
from fokus_ehrenamtskarte.rules.read_models import book_of
from fokus_kommune import Recorded
from fokus_projections import ReadModels, in_force

JUDGE = Actor("ehrenamtskarte-evaluation", trusted=True)
UNJUDGED = f"""
SELECT application, body, handed, said FROM ehrenamtskarte_application
WHERE {in_force()} AND decided IS NULL AND evaluated < said AND (said, application) > (:said, :application)
ORDER BY said, application LIMIT 200
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

    def __init__(self) -> None:
        """Prepare the job."""
        self._hopeless: dict[str, int] = {}  # up to which fact an application could not be judged

    def run(self, context: JobContext[House]) -> None:
        """Judge what is due; what cannot be judged, such as erased data, keeps nothing else back."""
        reader, journal = context.services.models.reader(), context.services.journal
        known, today = reader.position, clock.day_of(journal.now())
        book, last, application = None, 0, ""
        while found := reader.rows(
            UNJUDGED, {"on": today.isoformat(), "known": known, "said": last, "application": application}
        ):
            for application, body, handed, last in found:
                if self._hopeless.get(application, 0) >= last:
                    continue
                if not context.holds():
                    return
                book = book or book_of(reader, known)
                if not self._judge(context, Due(application, body, handed), book, known):
                    self._hopeless[application] = last

    def _judge(self, context: JobContext[House], due: "Due", book: RuleBook, known: int) -> bool:
        """Record the evaluation of an application; False where it cannot be judged until more is said of it."""
        journal = context.services.journal
        records = [one for one in standing(journal.under(f"application:{due.application}")) if one.position <= known]
        asked = as_judged(records, opening(journal))
        receipt = next((one.fact for one in records if one.position == due.handed), None)
        if asked is None or not isinstance(receipt, ApplicationHandedIn):  # it may have been taken back meanwhile
            return False
        verdict = evaluate(asked, book)
        context.state_store.record_access(
            at=journal.now(),
            actor=self.name,
            permission=READ.permission,
            opened=[(receipt.person, due.handed, "application")],
        )
        command = RecordEvaluation(
            effective=max(clock.day_of(journal.now()), asked.reference_date),
            body=due.body,
            application=due.application,
            known=known,
            overall=verdict.overall,
            outcomes=tuple(OutcomeOf(one.condition, one.outcome) for one in verdict.conditions),
            numbers={one.condition: one.numbers for one in verdict.conditions if one.numbers},
        )
        try:
            journal.handle(command, by=JUDGE, command_id=f"evaluate:{due.application}:{known}")
        except Refused:  # it was decided or withdrawn meanwhile
            return False
        return True


class Due(NamedTuple):
    """An application that is to be judged."""

    application: str
    body: str
    handed: int


def opening(journal: Journal) -> Any:
    """Return what opens a sealed field of a fact."""

    def opened(record: Recorded[Any], field: str) -> Any:
        held = getattr(record.fact, field)
        cls: type[msgspec.Struct] = type(record.fact)
        kinds = {one.name: one.type for one in personal_fields(cls)}
        return held and open_sealed(held, kinds[field], record.meta.id, field, journal.vault)

    return opened


ehrenamtskarte.job(EvaluateApplications())
