"""Applications of an office for its clerks: the queue, and one of them with its evaluation condition by condition."""

import asyncio
from datetime import timedelta
from typing import Annotated, Any

import msgspec
from litestar import Response
from litestar.di import NamedDependency
from litestar.params import FromPath, QueryParameter

from fokus_api import Listing, Moment, Node, Page, RowEntry, Unsealer, read, resolved_body
from fokus_core import Bodies, NotFound, Recorded, _
from fokus_ehrenamtskarte.applications.desk.decisions import ApproveApplication
from fokus_ehrenamtskarte.applications.desk.desk_views import desk_of
from fokus_ehrenamtskarte.applications.desk.judging import answer_of, as_judged, is_seconded
from fokus_ehrenamtskarte.applications.desk.views import (
    ApplicationDetail,
    ApplicationView,
    DocumentView,
    QuestionView,
    StatedView,
)
from fokus_ehrenamtskarte.applications.record.desk_facts import ApplicationHandedOver
from fokus_ehrenamtskarte.applications.record.facts import (
    AddressConfirmed,
    ApplicantAnswered,
    ApplicantAsked,
    ApplicationEvaluated,
    ApplicationHandedIn,
    DocumentEnclosed,
    EngagementAnswered,
    EngagementStated,
)
from fokus_ehrenamtskarte.applications.record.policies import READ
from fokus_ehrenamtskarte.applications.record.read_models import APPLICATIONS, Status
from fokus_ehrenamtskarte.applications.record.terms import RestsOn
from fokus_ehrenamtskarte.cards.facts import CardKind
from fokus_ehrenamtskarte.programme import ehrenamtskarte
from fokus_ehrenamtskarte.rules.answers import EvaluationView, view_of
from fokus_ehrenamtskarte.rules.evaluation import evaluate
from fokus_ehrenamtskarte.rules.read_models import book_of
from fokus_ehrenamtskarte.rules.rendering import Renderer
from fokus_projections import in_force

OfStatus = Annotated[Status | None, QueryParameter(description=_("Nur Anträge in diesem Stand."))]
OfKind = Annotated[CardKind | None, QueryParameter(name="kind", description=_("Nur Anträge auf diese Karte."))]
OfGround = Annotated[
    RestsOn | None, QueryParameter(name="ground", description=_("Nur Anträge, die sich darauf stützen."))
]
Waiting = Annotated[
    int | None,
    QueryParameter(ge=0, le=3660, description=_("Nur offene Anträge, die so viele Tage oder länger warten.")),
]
COLUMNS = (
    "application",
    "kind",
    "ground",
    "status",
    "received",
    "named",
    "answered",
    "due",
    "overall",
    "decided",
    "entry",
    "handed",
)
ORDER = ("received", "application")
OF_BODY = f"""
SELECT * FROM ehrenamtskarte_application WHERE {in_force()} AND body IN (SELECT value FROM json_each(:bodies))
AND (:status IS NULL OR status = :status) AND (:kind IS NULL OR kind = :kind)
AND (:ground IS NULL OR ground = :ground) AND (:since IS NULL OR (received <= :since AND decided IS NULL))
"""


ehrenamtskarte.task(
    "decide",
    "bodies/{body}/applications",
    ApproveApplication,
    title=_("Antrag auf die Ehrenamtskarte entscheiden"),
    fields={"application": "application"},
    query={"status": "to-decide"},
    why=_("Eingegangen am {received}."),
)


@ehrenamtskarte.route
@read("/ehrenamtskarte/bodies/{body_id:str}/applications", policy=READ, title=_("Anträge"))
async def applications(
    body_id: FromPath[str],
    node: NamedDependency[Node],
    bodies: NamedDependency[Bodies],
    moment: NamedDependency[Moment],
    listing: NamedDependency[Listing],
    unsealer: NamedDependency[Unsealer],
    status: OfStatus = None,
    of_kind: OfKind = None,
    ground: OfGround = None,
    waiting: Waiting = None,
) -> Response[Page[ApplicationView]]:
    """List the applications of an office, the oldest first, with who applied."""
    offices = bodies.looked_after(resolved_body(bodies, body_id, moment.on), moment.on)
    held = msgspec.json.encode(sorted(offices)).decode()
    since = None if waiting is None else (moment.on - timedelta(days=waiting)).isoformat()
    params = {**moment.params, "bodies": held, "status": status, "kind": of_kind, "ground": ground, "since": since}
    rows, records = await asyncio.to_thread(_read, node, listing, params)
    opened = await unsealer(READ, records, body_id=body_id)
    names = {one.position: fields["name"] for one, fields in zip(records, opened, strict=True)}
    found = [
        dict(zip(COLUMNS, row, strict=True)) | {"applicant": names.get(row[-1]), "entry": RowEntry(row[-2])}
        for row in rows
    ]
    views = msgspec.convert(found, list[ApplicationView])
    return listing.page(views, [(view.received.isoformat(), view.application) for view in views], ApplicationView)


def _read(node: Node, listing: Listing, params: dict[str, Any]) -> tuple[list[Any], list[Recorded[Any]]]:
    """Return the rows of a page and one more, and the facts that hold the applicants on the page."""
    reader = node.reader
    rows = listing.select(reader, OF_BODY, params, columns=COLUMNS, order=ORDER)
    return rows, [one for row in rows[: listing.limit] if (one := reader.recorded(row[-1])) is not None]


@ehrenamtskarte.route
@read("/ehrenamtskarte/bodies/{body_id:str}/applications/{application:str}", policy=READ, title=_("Antrag"))
async def one_application(
    body_id: FromPath[str],
    application: FromPath[str],
    node: NamedDependency[Node],
    bodies: NamedDependency[Bodies],
    moment: NamedDependency[Moment],
    unsealer: NamedDependency[Unsealer],
) -> ApplicationDetail:
    """Show an application with all that was said, opened, and what the rules say to each condition."""
    offices = bodies.looked_after(resolved_body(bodies, body_id, moment.on), moment.on)

    def found() -> list[Recorded[Any]]:
        reader = node.reader
        sql = f"SELECT body FROM {APPLICATIONS.table.name} WHERE application = :application AND {in_force()}"
        rows = reader.rows(sql, {**moment.params, "application": application})
        if not rows or rows[0][0] not in offices:
            raise NotFound
        return reader.facts(f"application:{application}", known=moment.known)

    records = await asyncio.to_thread(found)
    opened = await unsealer(READ, records, body_id=body_id)
    fields = {one.position: values for one, values in zip(records, opened, strict=True)}
    return await asyncio.to_thread(_detail, records, fields, node, bodies)


def _detail(
    records: list[Recorded[Any]], fields: dict[int, dict[str, Any]], node: Node, bodies: Bodies
) -> ApplicationDetail:
    """Return an application from its facts and their opened fields."""

    def opened(record: Recorded[Any], name: str) -> Any:
        return fields[record.position][name]

    handed = next((one for one in records if isinstance(one.fact, ApplicationHandedIn)), None)
    if handed is None:
        raise NotFound
    stored = [one for one in records if isinstance(one.fact, ApplicationEvaluated)]
    office = [one.fact.body for one in records if isinstance(one.fact, ApplicationHandedIn | ApplicationHandedOver)][-1]
    return ApplicationDetail(
        application=handed.fact.application,
        body=office,
        name=bodies.name(office, handed.fact.effective),
        kind=handed.fact.kind,
        renewal=handed.fact.renewal,
        renews=handed.fact.renews,
        changed=handed.fact.changed,
        received=handed.fact.effective,
        entry=RowEntry(handed.position, handed.meta.source),
        reachable=any(isinstance(one.fact, AddressConfirmed) for one in records),
        applicant=opened(handed, "name"),
        details=opened(handed, "details"),
        engagements=tuple(_stated(one, records, opened) for one in records if isinstance(one.fact, EngagementStated)),
        documents=tuple(
            DocumentView(file=one.fact.file, shows=one.fact.shows, day=one.fact.effective)
            for one in records
            if isinstance(one.fact, DocumentEnclosed)
        ),
        questions=tuple(
            QuestionView(
                day=one.fact.effective,
                due=getattr(one.fact, "due", None),
                **{name: value for name, value in fields[one.position].items() if name in {"question", "text"}},
            )
            for one in records
            if isinstance(one.fact, ApplicantAsked | ApplicantAnswered)
        ),
        evaluated=stored[-1].position if stored else None,
        evaluation=_evaluated(stored[-1], records, opened, node, bodies) if stored else None,
        desk=desk_of(records, opened),
    )


def _stated(one: Recorded[Any], records: list[Recorded[Any]], opened: Any) -> StatedView:
    answer = answer_of(one, records)
    named = one
    if passed := [
        other
        for other in records
        if isinstance(other.fact, EngagementAnswered)
        and other.fact.engagement == one.fact.engagement
        and other.fact.answer == "passed-on"
    ]:
        named = passed[-1]
    return StatedView(
        engagement=one.fact.engagement,
        claim=opened(one, "claim"),
        contact_name=opened(named, "contact_name"),
        contact_mail=opened(named, "contact_mail"),
        answer=answer.fact.answer if answer else None,
        hours=opened(answer, "hours") if answer else None,
        seconded=is_seconded(one.fact.engagement, records),
    )


def _evaluated(
    stored: Recorded[Any], records: list[Recorded[Any]], opened: Any, node: Node, bodies: Bodies
) -> EvaluationView | None:
    """Return the stored evaluation in sentences: the rules and answers are taken as they were known then."""
    known = stored.fact.known
    asked = as_judged([one for one in records if one.position <= known], opened)
    if asked is None:
        return None
    verdict = evaluate(asked, book_of(node.reader, known))
    return view_of(verdict, Renderer(node, bodies, asked.reference_date), bodies, asked.reference_date)
