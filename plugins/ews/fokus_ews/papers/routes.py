"""Papers over HTTP: the list and the PDF for the carrier and the municipality, the check for everybody."""

import asyncio
from collections.abc import Sequence
from datetime import date
from typing import Annotated, Any, Literal

import msgspec
from litestar import Response
from litestar.di import NamedDependency
from litestar.params import FromPath, QueryParameter, RawBody
from msgspec import Meta

from fokus_api import PDF_TYPE, Caller, Listing, Moment, Node, Page, RowEntry, Unsealer, paper_answer, query, read
from fokus_core import PUBLIC, SIGNED_IN, Bodies, Limit, NotFound, Policy, Recorded, _, read_json, standing
from fokus_ews.facts import RunAnnounced
from fokus_ews.papers.facts import PaperIssued, PaperRevoked
from fokus_ews.papers.printed import printed, site
from fokus_ews.papers.words import PaperKind, typed_number
from fokus_ews.policies import READ_APPLICATION
from fokus_projections import in_force

OWN = Policy(READ_APPLICATION, "body", hidden=True)
CHECKS = Limit("ews-paper-checks", 30, per=600, closed=True)  # of a number one may guess no day
AT = "bescheinigung"  # where the page of the check stands
COLUMNS = ("paper", "run", "title", "body", "kind", "personal", "issued", "revoked", "issued_at", "revoked_at", "entry")
ROWS = f"""
SELECT {", ".join(COLUMNS)} FROM ews_paper WHERE {in_force()} AND (:run IS NULL OR run = :run)
    AND (:everything OR body IN (SELECT value FROM json_each(:bodies)))
"""
OfRun = Annotated[str | None, QueryParameter(max_length=41, description=_("Nur Bescheinigungen dieses Durchgangs."))]
Answer = Literal["genuine", "revoked", "other-day", "unknown"]


class PaperView(msgspec.Struct, frozen=True, kw_only=True):
    """A paper on a day; `holder` is the person it names or the site, null once the name is erased, as is `reason`."""

    paper: str
    run: str
    title: str
    body: str
    name: str
    kind: PaperKind
    holder: str | None
    issued: date
    revoked: date | None
    reason: Annotated[str | None, Meta(description="Why it was revoked")] = None
    entry: RowEntry | None = None


class PaperQuestion(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A number as it is printed on a paper, and the day printed beside it, by which more is told."""

    number: Annotated[str, Meta(min_length=1, max_length=40, description="Number; blanks and dashes do not matter")]
    day: Annotated[date | None, Meta(description="Day of issue as it is printed")] = None


class PaperVerdict(msgspec.Struct, frozen=True, kw_only=True):
    """What is to be said of a number; all that follows stands there only where the day is that of the paper.

    `name` is null for a paper of the site itself, and once the person is erased: then only `personal` is true.
    """

    answer: Answer
    kind: PaperKind | None = None
    title: str | None = None
    site: str | None = None
    personal: bool = False
    name: str | None = None
    issued: date | None = None
    revoked: Annotated[date | None, Meta(description="First day on which it no longer holds")] = None


@read("/ews/papers", policy=SIGNED_IN, live=True, title=_("Bescheinigungen"))
async def papers(
    node: NamedDependency[Node],
    bodies: NamedDependency[Bodies],
    moment: NamedDependency[Moment],
    listing: NamedDependency[Listing],
    caller: NamedDependency[Caller],
    unsealer: NamedDependency[Unsealer],
    run: OfRun = None,
) -> Response[Page[PaperView]]:
    """List the papers of the caller's bodies, or all of them for the carrier, the latest first."""
    reach = node.access.reach(caller, READ_APPLICATION)
    own = msgspec.json.encode(sorted(reach.of("body"))).decode()
    params = {**moment.params, "run": run, "everything": reach.everything, "bodies": own}

    def found() -> tuple[list[Any], list[Recorded[Any]]]:
        order = ("issued", "paper")
        rows = listing.select(node.reader, ROWS, params, columns=COLUMNS, order=order, descending=True)
        shown = rows if listing.whole else rows[: listing.limit]
        told = [at for row in shown for at in (row[8] if row[5] else None, row[9]) if at]
        held = [node.reader.recorded(at) for at in told]
        return rows, [one for one in held if one is not None]

    rows, records = await asyncio.to_thread(found)
    opened = await unsealer.judged(READ_APPLICATION, records)  # the rows are those that the caller reaches
    values: dict[str, dict[str, Any]] = {}
    for one, fields in zip(records, opened, strict=True):
        values.setdefault(one.fact.paper, {}).update(fields)
    views = [_view(row, values.get(row[0], {}), bodies) for row in rows]
    answer = listing.page(views, [(row[6], row[0]) for row in rows], PaperView)
    answer.headers["Cache-Control"] = "no-store"
    return answer


def _view(values: Sequence[Any], opened: dict[str, Any], bodies: Bodies) -> PaperView:
    """Return a row with what was sealed in its facts: the name, and why it was revoked."""
    row: dict[str, Any] = dict(zip(COLUMNS, values, strict=True))
    name = bodies.name(row["body"], date.fromisoformat(row["issued"]))
    holder = opened.get("name") if row["personal"] else name
    told = {"name": name, "holder": holder, "reason": opened.get("words"), "entry": RowEntry(row["entry"])}
    shown = {**row, **told}
    return msgspec.convert(shown, PaperView, strict=False)


@read(
    "/ews/papers/{paper_id:str}/paper.pdf",
    policy=SIGNED_IN,
    live=True,
    media_type=PDF_TYPE,
    binary=(PDF_TYPE,),
    title=_("Bescheinigung als PDF"),
)
async def paper_pdf(
    paper_id: FromPath[str],
    node: NamedDependency[Node],
    bodies: NamedDependency[Bodies],
    caller: NamedDependency[Caller],
    unsealer: NamedDependency[Unsealer],
) -> Response[bytes]:
    """Return a paper as a tagged PDF; asked again it is the same, to the byte, unless it was revoked or erased."""
    issued, revoked = await asyncio.to_thread(paper_of, node, paper_id, caller.today)
    if issued is None:
        raise NotFound
    (opened,) = await unsealer(OWN, [issued], body_id=issued.fact.body)
    if revoked is not None:
        raise NotFound(_("Diese Bescheinigung ist widerrufen. Sie lässt sich nicht mehr drucken."))
    if issued.fact.person and opened["name"] is None:
        raise NotFound(_("Der Name auf dieser Bescheinigung ist gelöscht. Sie lässt sich nicht mehr drucken."))
    carrier = await asyncio.to_thread(carrier_of, node, issued)
    address = f"{node.service.settings.public_url}/{AT}"
    made = await printed(issued.fact, opened["name"], carrier, bodies, address)
    return paper_answer(made, f"bescheinigung-{paper_id}")


@query("/ews/paper-checks", policy=PUBLIC, limit=CHECKS, takes=PaperQuestion)
async def check_paper(
    body: RawBody,
    node: NamedDependency[Node],
    bodies: NamedDependency[Bodies],
    caller: NamedDependency[Caller],
    unsealer: NamedDependency[Unsealer],
) -> PaperVerdict:
    """Tell whether a paper is genuine by its number, and what it says where its day of issue is given too."""
    asked = read_json(body, PaperQuestion)
    issued, revoked = await asyncio.to_thread(paper_of, node, typed_number(asked.number), caller.today)
    if issued is None:
        return PaperVerdict(answer="unknown")
    answer: Answer = "genuine" if revoked is None else "revoked"
    if asked.day is None:
        return PaperVerdict(answer=answer)
    fact: PaperIssued = issued.fact
    if asked.day != fact.effective:
        return PaperVerdict(answer="other-day")
    name = None
    if revoked is None:
        (opened,) = await unsealer.judged(READ_APPLICATION, [issued])  # number and day are what lets them see it
        name = opened["name"]
    return PaperVerdict(
        answer=answer,
        kind=fact.kind,
        title=fact.title,
        site=site(fact, bodies),
        personal=fact.person is not None,
        name=name,
        issued=fact.effective,
        revoked=revoked.fact.effective if revoked else None,
    )


def carrier_of(node: Node, issued: Recorded[PaperIssued]) -> str | None:
    """Return who carried the run, as known when the paper was issued: what is corrected later changes no paper."""
    records = standing(node.reader.facts(f"run:{issued.fact.run}", known=issued.position))
    return next((one.fact.carrier for one in records if isinstance(one.fact, RunAnnounced)), None)


def paper_of(
    node: Node, number: str, today: date
) -> tuple[Recorded[PaperIssued] | None, Recorded[PaperRevoked] | None]:
    """Return the facts that issued and revoked a paper, as known now; a revocation counts from its day on."""
    issued = revoked = None
    for record in standing(node.reader.facts(f"paper:{number}", known=node.reader.position)):
        if isinstance(record.fact, PaperIssued):
            issued = record
        elif isinstance(record.fact, PaperRevoked) and record.fact.effective <= today:
            revoked = record
    return issued, revoked  # type: ignore[return-value]  # their facts are what was asked above


ROUTES = (papers, paper_pdf, check_paper)
