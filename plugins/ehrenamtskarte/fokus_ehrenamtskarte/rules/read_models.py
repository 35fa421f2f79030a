"""The tables of the rules and the lists of them, and the book that is read from all of them."""

from collections.abc import Iterator
from datetime import date
from typing import Any

import msgspec

from fokus_ehrenamtskarte.issuers.assignments import ISSUERS, STATED, Assigned, Issuers
from fokus_ehrenamtskarte.programme import ehrenamtskarte
from fokus_ehrenamtskarte.read_models import PARTICIPATIONS
from fokus_ehrenamtskarte.rules.book import RuleBook, Span
from fokus_ehrenamtskarte.rules.facts import ConventionsSet, FrameAdopted, FrameSet, RulesSet
from fokus_kommune import PUBLIC, _
from fokus_projections import FactTable, Reader, TwoClockTable

FRAMES = ehrenamtskarte.facts_of(FrameSet)
ADOPTIONS = ehrenamtskarte.facts_of(FrameAdopted, indexes=[("body",)])
RULES = ehrenamtskarte.facts_of(RulesSet, indexes=[("body",)])
CONVENTIONS = ehrenamtskarte.facts_of(ConventionsSet)

KNOWN = "known_from <= :known AND known_to > :known"
JSON = frozenset({"terms", "volume", "allowance", "sources", "cites", "inferred", "binds"})
TAKES_PART = {"takes-part": True, "paused": False, "ended": False}
decode = msgspec.json.decode

DATING = {"since": "effective", "dated": "dated", "latest": "latest"}
CITED = {"sources": "sources", "cites": "cites", "inferred": "inferred", "note": "note"}
ehrenamtskarte.listing(
    "rules",
    RULES,
    title=_("Regeln der Kommunen"),
    policy=PUBLIC,
    order=("body", "since"),
    columns={
        "position": "position",
        "body": "body",
        "name": "name",
        **DATING,
        "terms": "terms",
        "joins": "joins",
        "binds": "binds",
        **CITED,
    },
    filters=("body", "dated"),
    view="RulesView",
    doc="List the versions of the local rules that are known to have begun by a day.",
)
ehrenamtskarte.listing(
    "frames",
    FRAMES,
    title=_("Rahmen des Landes"),
    policy=PUBLIC,
    order=("since", "frame"),
    columns={
        "frame": "frame",
        "title": "title",
        "kind": "kind",
        **DATING,
        "volume": "volume",
        "allowance": "allowance",
        "service_years": "service_years",
        "overlays": "overlays",
        "first_prior_months": "first_prior_months",
        **CITED,
    },
    filters=("kind",),
    view="FrameView",
    doc="List the frames that the state set by a day.",
)
ehrenamtskarte.listing(
    "adoptions",
    ADOPTIONS,
    title=_("Übernommene Rahmen"),
    policy=PUBLIC,
    order=("frame", "body"),
    columns={
        "body": "body",
        "name": "name",
        "frame": "frame",
        "title": "title",
        "planned": "planned",
        **DATING,
        **CITED,
    },
    filters=("body", "frame"),
    view="AdoptionView",
    doc="List which bodies took over which frame by a day, or announced it.",
)


def book_of(reader: Reader, known: int) -> RuleBook:
    """Return the book of all rules as known at a position."""
    rules: dict[str, list[RulesSet]] = {}
    for rule in _facts(reader, RULES, RulesSet, known):
        rules.setdefault(rule.body, []).append(rule)
    return RuleBook(
        frames=_facts(reader, FRAMES, FrameSet, known),
        adopted=_facts(reader, ADOPTIONS, FrameAdopted, known),
        rules=rules,
        conventions=_facts(reader, CONVENTIONS, ConventionsSet, known),
        issuers=_issuers(reader, known),
        taking_part=_taking_part(reader, known),
        stated=_stated(reader, known),
    )


def _facts(reader: Reader, table: FactTable, fact: type[Any], known: int) -> list[Any]:
    """Return the facts of a class that stand, in effective order, whatever day they are true from."""
    names = fact.__struct_fields__
    columns = ", ".join(f'"{name}"' for name in names)
    sql = f'SELECT {columns} FROM "{table.table.name}" WHERE {KNOWN} ORDER BY effective, position'
    found = [
        {
            name: decode(value) if name in JSON and value is not None else value
            for name, value in zip(names, row, strict=True)
        }
        for row in reader.rows(sql, {"known": known})
    ]
    return msgspec.convert(found, list[fact], strict=False)  # type: ignore[valid-type]  # known at run time


def _spans(reader: Reader, table: TwoClockTable[Any], columns: str, known: int) -> Iterator[tuple[str, Span, Any]]:
    """Yield what a two-clock table says of each body, and from when until when."""
    sql = f'SELECT body, valid_from, valid_to, {columns} FROM "{table.table.name}" WHERE {KNOWN} ORDER BY 1, 2'
    for body, first, end, *values in reader.rows(sql, {"known": known}):
        yield body, Span(date.fromisoformat(first), date.fromisoformat(end)), values


def _taking_part(reader: Reader, known: int) -> dict[str, list[tuple[Span, bool]]]:
    found: dict[str, list[tuple[Span, bool]]] = {}
    for body, span, (status,) in _spans(reader, PARTICIPATIONS, "status", known):
        if status in TAKES_PART:
            found.setdefault(body, []).append((span, TAKES_PART[status]))
    return found


def _stated(reader: Reader, known: int) -> dict[str, list[tuple[Span, bool, date]]]:
    found: dict[str, list[tuple[Span, bool, date]]] = {}
    for body, span, (takes_part, as_of) in _spans(reader, STATED, "takes_part, as_of", known):
        found.setdefault(body, []).append((span, bool(takes_part), date.fromisoformat(as_of)))
    return found


def _issuers(reader: Reader, known: int) -> dict[str, list[tuple[Span, Issuers]]]:
    found: dict[str, list[tuple[Span, Issuers]]] = {}
    for body, span, values in _spans(reader, ISSUERS, "standard, anniversary", known):
        told = [one and msgspec.json.decode(one, type=Assigned) for one in values]
        found.setdefault(body, []).append((span, Issuers(*told)))
    return found
