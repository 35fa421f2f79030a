"""Why something is shown as it is, and what changed between two moments: rows, and the facts that did it."""

from collections.abc import Sequence
from datetime import date
from typing import Annotated, Any

import msgspec
from litestar.di import NamedDependency
from litestar.params import PathParameter, QueryParameter

from fokus_api.auth.policy import Policy, read
from fokus_api.http.caller import Caller
from fokus_api.http.input_errors import FieldError
from fokus_api.http.problems import ApiProblem
from fokus_api.http.rate_limits import EXPORTS
from fokus_api.http.request_context import Moment
from fokus_api.node import Node
from fokus_api.responses.moment import OnDate, position_of
from fokus_api.responses.positions import reached
from fokus_api.responses.rows import RowView, may_end, row_of, seen, tables_of
from fokus_api.responses.views import FactView, fact_view
from fokus_core.bodies.names import Bodies
from fokus_core.domain.dates import OUT_OF_RANGE, in_range
from fokus_core.domain.facts import AUDIT, Fact, Recorded
from fokus_core.domain.refusals import NotFound
from fokus_core.domain.texts import _
from fokus_projections import Reader, TwoClockTable, bodies_known

AUDITORS = Policy(AUDIT)
MOST = 200  # changes in one answer
HELD = 'SELECT {columns}, {valid_to} AS valid_to FROM "{table}" WHERE {in_force}'
CHANGED = """
SELECT "{thing}" FROM (SELECT * FROM ({a}) EXCEPT SELECT * FROM ({b}))
UNION SELECT "{thing}" FROM (SELECT * FROM ({b}) EXCEPT SELECT * FROM ({a})) ORDER BY 1
"""
RETRACTIONS = "SELECT retracted_by FROM core_log WHERE position = ? AND retracted_by <= ?"

KNOWN = r"^([1-9][0-9]{0,14}|[0-9]{4}-[0-9]{2}-[0-9]{2}[Tt ].{8,35})$"
OfTable = Annotated[str | None, QueryParameter(max_length=100, description=_("Nur Änderungen dieser Tabelle."))]
OnA = Annotated[date | None, QueryParameter(description=_("Früherer Tag; derselbe wie `on`, wenn nichts gesagt ist."))]
KnownA = Annotated[
    str, QueryParameter(pattern=KNOWN, max_length=48, description=_("Früherer Zeitpunkt oder frühere Eintragsnummer."))
]
KnownB = Annotated[
    str | None,
    QueryParameter(
        pattern=KNOWN, max_length=48, description=_("Späterer Zeitpunkt oder Eintragsnummer; sonst der letzte Eintrag.")
    ),
]


class Explanation(msgspec.Struct, frozen=True, kw_only=True):
    """A row as it holds on a day and is known at a position, and every fact that it follows from."""

    table: str
    description: str
    thing: str
    on: date
    known: int
    row: RowView
    facts: Sequence[FactView]


class Change(msgspec.Struct, frozen=True, kw_only=True):
    """A row before and after, null where there is none, and the facts that made the difference."""

    table: str
    thing: str
    before: RowView | None
    after: RowView | None
    facts: Sequence[FactView]


class Diff(msgspec.Struct, frozen=True, kw_only=True):
    """What is another between two moments; `more` where there are changes besides those that are listed."""

    on_a: date
    on_b: date
    known_a: int
    known_b: int
    changes: Sequence[Change]
    more: bool


@read("/explain/{table:str}/{thing:str}", policy=AUDITORS, live=True, operation_id="core_explain")
async def explain(
    table: Annotated[str, PathParameter(max_length=100, description=_("Name der Tabelle."))],
    thing: Annotated[str, PathParameter(max_length=200, description=_("Wovon die Zeile handelt, ohne Art."))],
    reader: NamedDependency[Reader],
    moment: NamedDependency[Moment],
    bodies: NamedDependency[Bodies],
    caller: NamedDependency[Caller],
    node: NamedDependency[Node],
) -> Explanation:
    """Explain a row of a table by the facts it follows from, with source and certainty.

    A row is not there for whoever may not see all of them.
    """
    found = tables_of(node.service.models.projections).get(table)
    if found is None:
        raise NotFound
    with reader.snapshot():
        row = row_of(reader, found, thing, moment.on, moment.known)
        told = found.told(reader, thing, known=moment.known)
        visible = seen(node.audiences, caller, reader, told)
    if row is None or not visible.issuperset(one.position for one in told):
        raise NotFound
    behind = [one for one in told if one.fact.effective <= moment.on or may_end(one, row.valid_to)]
    return Explanation(
        table=table,
        description=found.table.description,
        thing=thing,
        on=moment.on,
        known=moment.known,
        row=row,
        facts=[fact_view(one, node.sentences, bodies) for one in behind],
    )


@read("/diff", policy=AUDITORS, live=True, operation_id="core_diff", limit=EXPORTS)
async def diff(
    reader: NamedDependency[Reader],
    caller: NamedDependency[Caller],
    node: NamedDependency[Node],
    known_a: KnownA,
    known_b: KnownB = None,
    on: OnDate = None,
    on_a: OnA = None,
    table: OfTable = None,
) -> Diff:
    """Show what changed between two moments, and which facts did it: between what was known then and later, of a day.

    With `on_a` also between two days. What follows from facts that the caller may not see is left out.
    """
    on_b = caller.today if on is None else on
    a = Moment(on_b if on_a is None else on_a, await _position(node, reader, known_a, "known_a"))
    known = reader.position if known_b is None else await _position(node, reader, known_b, "known_b")
    b = Moment(on_b, known)
    for name, day in (("on_a", a.on), ("on", b.on)):
        if not in_range(day):
            raise ApiProblem("date-out-of-range", errors=[FieldError(parameter=name, detail=OUT_OF_RANGE)])
    tables = tables_of(node.service.models.projections)
    if table is not None and table not in tables:
        raise _wrong("table", _("Diese Tabelle gibt es nicht."))
    wanted = tables.values() if table is None else [tables[table]]
    changes: list[Change] = []
    with reader.snapshot():
        bodies = bodies_known(reader, known)
        for one in wanted:
            for thing in _changed(reader, one, a, b):
                change = _change(reader, one, thing, (a, b), bodies, caller, node)
                if change is not None:
                    changes.append(change)
                if len(changes) > MOST:
                    break
    return Diff(
        on_a=a.on, on_b=b.on, known_a=a.known, known_b=b.known, changes=changes[:MOST], more=len(changes) > MOST
    )


def _changed(reader: Reader, table: TwoClockTable[Any], a: Moment, b: Moment) -> list[str]:
    """Return the things whose rows are not the same at two moments."""
    columns = [name for name in table.table.columns if name not in {"valid_to", "known_from", "known_to", "entry"}]
    held = HELD.format(
        columns=", ".join(f'"{name}"' for name in columns),
        valid_to=table.valid_to(),
        table=table.table.name,
        in_force=table.in_force(),
    )
    sides = {name: held.replace(":known", f":known_{name}").replace(":on", f":on_{name}") for name in "ab"}
    params = {"on_a": a.on.isoformat(), "on_b": b.on.isoformat(), "known_a": a.known, "known_b": b.known}
    return [thing for (thing,) in reader.rows(CHANGED.format(thing=table.subject, **sides), params)]


def _change(
    reader: Reader,
    table: TwoClockTable[Any],
    thing: str,
    moments: tuple[Moment, Moment],
    bodies: Bodies,
    caller: Caller,
    node: Node,
) -> Change | None:
    """Return a change, None where the caller may not see all facts of the thing at either moment."""
    a, b = moments
    then, now = ({one.position: one for one in table.told(reader, thing, known=moment.known)} for moment in moments)
    every = {**then, **now}
    late = max(a.known, b.known)
    gone = [row for place in then.keys() - now.keys() for row in reader.rows(RETRACTIONS, (place, late))]
    taken_back = [found for (place,) in gone if (found := reader.recorded(place)) is not None]
    first, last = sorted((a.on, b.on))
    between = {place for place in then.keys() & now.keys() if first < every[place].fact.effective <= last}
    did: list[Recorded[Fact]] = [every[place] for place in {*(now.keys() - then.keys()), *between}]
    did += taken_back or [every[place] for place in then.keys() - now.keys()]
    shown = [*every.values(), *taken_back]
    if not seen(node.audiences, caller, reader, shown).issuperset(one.position for one in shown):
        return None
    return Change(
        table=table.table.name,
        thing=thing,
        before=row_of(reader, table, thing, a.on, a.known),
        after=row_of(reader, table, thing, b.on, b.known),
        facts=[fact_view(one, node.sentences, bodies) for one in sorted(did, key=lambda one: one.position)],
    )


async def _position(node: Node, reader: Reader, known: str, parameter: str) -> int:
    position = position_of(node.service, known, parameter)
    await reached(node.service, reader, position, parameter)
    return position


def _wrong(parameter: str, detail: str) -> ApiProblem:
    return ApiProblem("invalid-input", errors=[FieldError(parameter=parameter, detail=detail)])
