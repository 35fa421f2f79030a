"""How one applies in a town and whether somebody can get a card: who decides, whether already, and whom to ask."""

import asyncio
from typing import Annotated

import msgspec
from litestar.di import NamedDependency
from litestar.params import QueryParameter, RawBody

from fokus_api import Caller, Moment, Node, query, read, resolved_body
from fokus_core import PUBLIC, Bodies, Limit, _, read_json
from fokus_ehrenamtskarte.offices.facts import OfficeDescribed, PrivacyTextSet
from fokus_ehrenamtskarte.offices.remarks import OfficeView, view_of
from fokus_ehrenamtskarte.programme import ehrenamtskarte
from fokus_ehrenamtskarte.rules.eligibility import EligibilityQuestion, EligibilityView, eligibility
from fokus_ehrenamtskarte.rules.facts import RULES
from fokus_ehrenamtskarte.rules.read_models import book_of
from fokus_ehrenamtskarte.rules.rendering import Renderer

ELIGIBILITY = Limit("ehrenamtskarte-eligibility", 30, per=60)
OfTown = Annotated[
    str, QueryParameter(name="body", max_length=120, description=_("Kommune, in der die Karte beantragt wird."))
]


@ehrenamtskarte.route
@read("/ehrenamtskarte/office", policy=PUBLIC, shows=(*RULES, OfficeDescribed, PrivacyTextSet))
async def office(
    node: NamedDependency[Node], bodies: NamedDependency[Bodies], moment: NamedDependency[Moment], of_town: OfTown
) -> OfficeView:
    """Show who decides about applications for a town on a day, what that office says, and that in sentences."""
    body = resolved_body(bodies, of_town, moment.on, parameter="body")

    def answer() -> OfficeView:
        reader = node.reader
        return view_of(reader, moment, body, book_of(reader, moment.known), Renderer(node, bodies, moment.on))

    return await asyncio.to_thread(answer)


@ehrenamtskarte.route
@query("/ehrenamtskarte/eligibility", policy=PUBLIC, limit=ELIGIBILITY, takes=EligibilityQuestion)
async def ask_eligibility(
    body: RawBody,
    node: NamedDependency[Node],
    bodies: NamedDependency[Bodies],
    caller: NamedDependency[Caller],
) -> EligibilityView:
    """Tell whether somebody can probably get a card; the answers are neither kept nor logged."""
    question = read_json(body, EligibilityQuestion)
    renderer = Renderer(node, bodies, question.on or caller.today)

    def answer() -> EligibilityView:
        reader = node.reader
        book, moment = book_of(reader, reader.position), Moment(caller.today, reader.position)
        found = eligibility(question, book, renderer, bodies, caller.today)
        office = view_of(reader, moment, found.body, book, renderer)
        return msgspec.structs.replace(found, closed=office.closed, remarks=office.remarks)

    return await asyncio.to_thread(answer)
