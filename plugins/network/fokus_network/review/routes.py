"""The review list: what the criteria in force find for every member, and whose review is due."""

import asyncio
from collections.abc import Sequence
from datetime import date
from typing import Annotated

import msgspec
from litestar import Response
from litestar.di import NamedDependency
from litestar.params import FromPath, QueryParameter

from fokus_api import Listing, Moment, Node, Page, RowEntry, read, resolved_body
from fokus_core import Bodies, Catalogue, Fact, Past, _, alphabetic
from fokus_network.membership import criteria
from fokus_network.membership.facts import ATTESTATIONS, CriteriaAdopted, State
from fokus_network.membership.routes.members import Member, members_on
from fokus_network.membership.words import ExceptionState, Occasion
from fokus_network.policies import READ_REVIEWS
from fokus_network.review.due import due_on
from fokus_network.review.read_models import REVIEWS
from fokus_projections import Reader, select_as_of, standing

INTERVAL = (
    f"SELECT months FROM network_review_interval WHERE {standing()} ORDER BY effective DESC, position DESC LIMIT 1"
)

OnlyDue = Annotated[bool, QueryParameter(description=_("Nur Mitglieder, deren Überprüfung an diesem Tag fällig ist."))]


class LastReview(msgspec.Struct, frozen=True, kw_only=True):
    """The last review of a member: on which day, against which criteria, by whom, and what it noted."""

    day: date
    criteria: str
    by: str
    remarks: str
    position: int


class Finding(msgspec.Struct, frozen=True, kw_only=True):
    """What is found about one criterion, and the position of the fact that shows it."""

    criterion: str
    criterion_title: str
    state: State
    evidence: str
    by: int | None


class ReviewView(msgspec.Struct, frozen=True, kw_only=True):
    """What the criteria in force find for a member on a day; `by` in a finding is the position of what shows it.

    `entry` is that of the last review, or of the admission where there was none; `due` is the day on which it is to be
    reviewed again, null where no interval was laid down. An exception is reviewed two months before its last day.
    """

    body: str
    name: str
    joined: date
    criteria: str | None
    findings: Sequence[Finding]
    last: LastReview | None
    due: date | None
    is_due: bool
    exception: ExceptionState | None
    excepted_until: date | None
    entry: RowEntry | None = None


class CriteriaOfBody(msgspec.Struct, frozen=True, kw_only=True):
    """What the criteria in force find for a body on a day: those asked for on joining, and those for staying."""

    body: str
    name: str
    criteria: str | None
    entry: Sequence[Finding]
    staying: Sequence[Finding]


@read("/network/members/{body_id:str}/criteria", policy=READ_REVIEWS, title=_("Kriterien einer Kommune"))
async def criteria_of_body(
    body_id: FromPath[str],
    bodies: NamedDependency[Bodies],
    moment: NamedDependency[Moment],
    node: NamedDependency[Node],
) -> CriteriaOfBody:
    """Show what the criteria in force find for a body, whether it is a member or not: on joining, and for staying."""
    body = resolved_body(bodies, body_id, moment.on)
    reader = node.reader
    with reader.snapshot():
        adopted = _adopted(reader, moment)
        past = _past(reader, node.service.catalogue, body, moment)
    return CriteriaOfBody(
        body=body,
        name=bodies.name(body, moment.on),
        criteria=adopted.version if adopted else None,
        entry=_findings(past, adopted, "entry"),
        staying=_findings(past, adopted, "staying"),
    )


@read("/network/reviews", policy=READ_REVIEWS, title=_("Überprüfungen der Mitgliedschaft"))
async def reviews(
    bodies: NamedDependency[Bodies],
    moment: NamedDependency[Moment],
    listing: NamedDependency[Listing],
    node: NamedDependency[Node],
    due: OnlyDue = False,
) -> Response[Page[ReviewView]]:
    """List for every member what the criteria in force on a day find, when it was last reviewed, and when it is due.

    What is not shown ends no membership.
    """
    found = await asyncio.to_thread(_reviews, node, bodies, moment)
    if due:
        found = [one for one in found if one.is_due]
    return listing.of(found, lambda one: (alphabetic(one.name), one.body), ReviewView)


def _reviews(node: Node, bodies: Bodies, moment: Moment) -> list[ReviewView]:
    reader = node.reader
    with reader.snapshot():
        catalogue = node.service.catalogue
        adopted = _adopted(reader, moment)
        last = _last(reader, moment)
        interval = reader.first(INTERVAL, moment.params)
        months = int(interval[0]) if interval else None
        return [
            _review(member, moment.on, adopted, _past(reader, catalogue, member.body, moment), last, months)
            for member in members_on(reader, bodies, moment)
        ]


def _adopted(reader: Reader, moment: Moment) -> CriteriaAdopted | None:
    whole = [r for r in reader.facts("programme:network", known=moment.known) if type(r.fact) is CriteriaAdopted]
    return Past(whole).on(moment.on).latest(CriteriaAdopted)


def _findings(past: Past, adopted: CriteriaAdopted | None, occasion: Occasion) -> list[Finding]:
    """Return what is found about each criterion that is asked for on an occasion, with its title."""
    found = criteria.findings(past, adopted, occasion)
    return [
        Finding(**msgspec.structs.asdict(one), criterion_title=criterion.title)
        for one, criterion in zip(found, criteria.asked_for(adopted, occasion), strict=True)
    ]


def _past(reader: Reader, catalogue: Catalogue, body: str, moment: Moment) -> Past:
    """Return what an admission would read about a body, true on the day and known at the position."""
    types: tuple[type[Fact], ...] = (*ATTESTATIONS, *catalogue.evidence_types("body"))
    records = [one for one in reader.facts(f"body:{body}", known=moment.known) if isinstance(one.fact, types)]
    return Past(records, evidence=catalogue.evidence.values()).on(moment.on)


def _last(reader: Reader, moment: Moment) -> dict[str, LastReview]:
    columns = ("body", "reviewed", "criteria", "by", "remarks", "reviewed_at")
    return {
        body: LastReview(day=date.fromisoformat(day), criteria=version, by=actor, remarks=remarks, position=position)
        for body, day, version, actor, remarks, position in select_as_of(
            reader, REVIEWS, moment.on, moment.known, columns=columns
        )
    }


def _review(
    member: Member,
    on: date,
    adopted: CriteriaAdopted | None,
    past: Past,
    reviews: dict[str, LastReview],
    months: int | None,
) -> ReviewView:
    last = reviews.get(member.body)
    due = due_on(last.day if last else member.joined, months, member.excepted_until)
    return ReviewView(
        body=member.body,
        name=member.name,
        joined=member.joined,
        criteria=adopted.version if adopted else None,
        findings=_findings(past, adopted, "staying"),
        last=last,
        due=due,
        is_due=due is not None and due <= on,
        exception=member.exception,
        excepted_until=member.excepted_until,
        entry=RowEntry(last.position if last else member.joined_at),
    )


ROUTES = (reviews, criteria_of_body)
