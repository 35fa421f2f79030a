"""Applications as clerks are answered: a line of the queue, and one of them with all that was said."""

from datetime import date
from typing import Annotated

import msgspec

from fokus_api import RowEntry
from fokus_core import FileId
from fokus_ehrenamtskarte.applications.desk.desk_views import DeskView
from fokus_ehrenamtskarte.applications.record.read_models import Status
from fokus_ehrenamtskarte.applications.record.terms import Answer, Changed, Claim, Details, RestsOn, Shows
from fokus_ehrenamtskarte.cards.facts import CardKind
from fokus_ehrenamtskarte.rules.answers import EvaluationView
from fokus_ehrenamtskarte.rules.evaluation import Overall


class ApplicationView(msgspec.Struct, frozen=True, kw_only=True):
    """An application in the queue; `applicant` is null once the person's data were erased."""

    application: str
    applicant: str | None
    kind: CardKind
    ground: Annotated[RestsOn | None, msgspec.Meta(description="What it rests on; null where that was not asked")]
    status: Status
    received: date
    named: Annotated[int, msgspec.Meta(description="Engagements that it names")]
    answered: Annotated[int, msgspec.Meta(description="Engagements about which somebody answered")]
    due: Annotated[date | None, msgspec.Meta(description="Last day for the answer to an open question")]
    overall: Overall | None
    decided: date | None
    entry: RowEntry | None = None


class StatedView(msgspec.Struct, frozen=True, kw_only=True):
    """An engagement as it was stated, and what the organisation said; null where it was erased or is open."""

    engagement: str
    claim: Claim | None
    contact_name: str | None
    contact_mail: str | None
    answer: Answer | None
    hours: int | None
    seconded: Annotated[bool, msgspec.Meta(description="Whether a second person signed, where the rules want two")]


class DocumentView(msgspec.Struct, frozen=True, kw_only=True):
    """A document that came with an application; the file is read under its id."""

    file: FileId
    shows: Shows
    day: date


class QuestionView(msgspec.Struct, frozen=True, kw_only=True):
    """A question to the applicant, or an answer of theirs."""

    day: date
    question: str | None = None
    due: date | None = None
    text: str | None = None


class ApplicationDetail(msgspec.Struct, frozen=True, kw_only=True):
    """One application with all that was said, and the evaluation that was stored, in sentences.

    The sentences are those of the rules as they were known when it was judged.
    """

    application: str
    body: str
    name: str
    kind: CardKind
    renewal: bool
    renews: Annotated[str | None, msgspec.Meta(description="Application whose card it renews")]
    changed: Annotated[tuple[Changed, ...], msgspec.Meta(description="What is not as in that application")]
    received: date
    reachable: Annotated[bool, msgspec.Meta(description="Whether the mail address is confirmed")]
    applicant: str | None
    details: Details | None
    engagements: tuple[StatedView, ...]
    documents: tuple[DocumentView, ...]
    questions: tuple[QuestionView, ...]
    evaluated: Annotated[int | None, msgspec.Meta(description="Position of the stored evaluation; null without one")]
    evaluation: EvaluationView | None
    desk: Annotated[DeskView, msgspec.Meta(description="What the office itself has said")]
    entry: RowEntry
