"""What a draft of a rule would have changed for the applications of an office, asked by those who set its rules."""

import asyncio
from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Any

import msgspec
from litestar.di import NamedDependency
from litestar.params import FromPath, RawBody

from fokus_api import Moment, Node, Unsealer, query, resolved_body
from fokus_core import Bodies, Limit, Policy, Recorded, read_json
from fokus_ehrenamtskarte.applications.desk.judging import as_judged
from fokus_ehrenamtskarte.applications.figures.past_ones import PastWhatIfView, tallied
from fokus_ehrenamtskarte.applications.record.read_models import APPLICATIONS
from fokus_ehrenamtskarte.programme import ehrenamtskarte
from fokus_ehrenamtskarte.rules.application import Application, BodyText
from fokus_ehrenamtskarte.rules.asking import meant
from fokus_ehrenamtskarte.rules.commands import ADOPT_RULES
from fokus_ehrenamtskarte.rules.facts import RulesSet
from fokus_ehrenamtskarte.rules.read_models import book_of
from fokus_ehrenamtskarte.rules.terms import Terms

THINK = Policy(ADOPT_RULES.permission, ADOPT_RULES.scope)  # thinking takes no second person
PAST_WHAT_IFS = Limit("ehrenamtskarte-past-what-ifs", 6, per=60)
AT_ONCE = 200
OF_OFFICE = f"""
SELECT application FROM {APPLICATIONS.table.name} WHERE {APPLICATIONS.in_force()}
AND body IN (SELECT value FROM json_each(:bodies)) ORDER BY received, application
"""  # names come from code


class DraftRule(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A rule that a body thinks about, as it would be set."""

    terms: Terms
    joins: BodyText | None = None


@ehrenamtskarte.route
@query("/ehrenamtskarte/bodies/{body_id:str}/what-if", policy=THINK, limit=PAST_WHAT_IFS, takes=DraftRule)
async def what_if_applications(
    body_id: FromPath[str],
    body: RawBody,
    node: NamedDependency[Node],
    bodies: NamedDependency[Bodies],
    moment: NamedDependency[Moment],
    unsealer: NamedDependency[Unsealer],
) -> PastWhatIfView:
    """Judge all applications of an office by the rules as they are and by a draft: how many would gain or lose a card.

    The answer names nobody and nothing of it is kept. Applications of people whose data were erased are counted apart.
    """
    asked = read_json(body, DraftRule)
    office = resolved_body(bodies, body_id, moment.on)
    joins = asked.joins and meant(bodies, asked.joins, moment.on, "joins")
    draft = RulesSet(effective=moment.on, body=office, terms=asked.terms, joins=joins)
    held = msgspec.json.encode(sorted(bodies.looked_after(office, moment.on))).decode()
    rows = await asyncio.to_thread(node.reader.rows, OF_OFFICE, {**moment.params, "bodies": held})
    found: list[Application | None] = []
    ids = iter(str(one) for (one,) in rows)
    while some := list(islice(ids, AT_ONCE)):
        records = await asyncio.to_thread(_facts, node, some, moment.known)
        opened = await unsealer(THINK, [one for each in records for one in each], body_id=body_id)
        found += _judged(records, iter(opened))
    book = await asyncio.to_thread(book_of, node.reader, moment.known)
    return await asyncio.to_thread(tallied, found, draft, book)


def _facts(node: Node, applications: Sequence[str], known: int) -> list[list[Recorded[Any]]]:
    reader = node.reader
    return [reader.facts(f"application:{one}", known=known) for one in applications]


def _judged(
    records: Sequence[Sequence[Recorded[Any]]], opened: Iterator[dict[str, Any]]
) -> Iterator[Application | None]:
    """Yield each application as the rules see it, without whose it is; None where it was erased."""
    for some in records:
        values = {one.position: next(opened) for one in some}
        yield as_judged(some, lambda record, name, held=values: held[record.position][name])  # type: ignore[misc]  # bound here
