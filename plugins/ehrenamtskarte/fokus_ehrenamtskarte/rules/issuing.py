"""Who issues cards for which body on a day."""

from typing import Annotated, Any

import msgspec
from litestar.params import QueryParameter
from msgspec import Meta

from fokus_api import Ask, RowEntry, resolved_body
from fokus_core import PUBLIC, _
from fokus_ehrenamtskarte.facts import PARTICIPATION, PREPARATION, Kind
from fokus_ehrenamtskarte.issuers.assignments import ISSUERS, Assigned
from fokus_ehrenamtskarte.issuers.facts import ASSIGNMENTS, Agency, Issuer, IssuerKind, Undated
from fokus_ehrenamtskarte.programme import ehrenamtskarte
from fokus_ehrenamtskarte.read_models import PARTICIPATIONS
from fokus_ehrenamtskarte.rules.facts import RulesSet
from fokus_ehrenamtskarte.rules.read_models import RULES
from fokus_projections import standing

ForBody = Annotated[
    str | None,
    QueryParameter(name="body", max_length=120, description=_("Nur wer für diese Kommune Karten ausstellt.")),
]
TAKES_PART = "status = 'takes-part'"
KINDS: tuple[Kind, ...] = ("standard", "anniversary")


class IssuerView(msgspec.Struct, frozen=True, kw_only=True):
    """Who issues cards of a kind for a body on a day."""

    body: str
    name: str
    card: Kind
    kind: IssuerKind
    issuer: Issuer | None
    issuer_name: str
    agency: Agency | None
    since: Annotated[str, Meta(description="First day, ISO 8601")]
    undated: Undated
    entry: RowEntry | None = None


@ehrenamtskarte.lists(
    "issuers",
    title=_("Ausgebende Stellen"),
    policy=PUBLIC,
    order=("name", "body", "card"),
    shows=(*ASSIGNMENTS, *PREPARATION, *PARTICIPATION, RulesSet),
)
async def issuers(ask: Ask, for_body: ForBody = None) -> list[IssuerView]:
    """List who issues cards for which body: who is named, else the body itself where it takes part or has rules."""
    day = ask.moment.on
    wanted = None if for_body is None else resolved_body(ask.bodies, for_body, day, parameter="body")
    found: dict[tuple[str, Kind], tuple[Assigned, int]] = {}
    for body, since, entry in _rows(
        ask, PARTICIPATIONS.table.name, "body, valid_from, entry", f"{PARTICIPATIONS.in_force()} AND {TAKES_PART}"
    ):
        found[body, "standard"] = Assigned("own", since, body), entry
    dated_rules = "body, effective, dated, position"
    for body, since, dated, entry in _rows(ask, RULES.table.name, dated_rules, f"{standing()} AND binds = '[]'"):
        found.setdefault((body, "standard"), (Assigned("own", since, body, undated=dated != "named"), entry))
    for body, entry, *told in _rows(ask, ISSUERS.table.name, "body, entry, standard, anniversary", ISSUERS.in_force()):
        for card, one in zip(KINDS, told, strict=True):
            if one is not None:
                found[body, card] = msgspec.json.decode(one, type=Assigned), entry
    return [
        IssuerView(
            body=body,
            name=ask.bodies.name(body, day),
            card=card,
            kind=one.kind,
            issuer=one.issuer,
            issuer_name=one.agency or ask.bodies.name(one.issuer or body, day),
            agency=one.agency,
            since=one.since,
            undated=one.undated,
            entry=RowEntry(entry),
        )
        for (body, card), (one, entry) in found.items()
        if wanted in (None, body)
    ]


def _rows(ask: Ask, table: str, columns: str, where: str) -> list[tuple[Any, ...]]:
    return ask.reader.rows(f'SELECT {columns} FROM "{table}" WHERE {where} ORDER BY 1, 2', ask.moment.params)
