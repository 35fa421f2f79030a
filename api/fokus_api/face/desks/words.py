"""What the desks of audit and operation share: permissions, roles and scopes in words, and rows behind two clocks."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import quote

import msgspec
from litestar import Request

from fokus_api.auth.policy import API
from fokus_api.face.frame.clocks import Clocks
from fokus_api.face.frame.inside import Inside
from fokus_api.face.shown.cells import BODY_KINDS, Cell, Column, address_of_thing, readable
from fokus_api.face.shown.columns import Shape, shape_of
from fokus_api.face.shown.lists import lists_of
from fokus_api.http.request_context import context_of
from fokus_api.pages.shown import as_day
from fokus_api.responses.rows import tables_of
from fokus_core.bodies.spelling import fold
from fokus_core.domain.dates import last_day
from fokus_core.domain.texts import _
from fokus_core.plugins.texts import Words

__all__ = [
    "Held",
    "body_called",
    "held_in",
    "may",
    "permissions",
    "resolved",
    "role_of",
    "scope_of",
    "table_called",
    "tables",
    "thing_of",
]

DAY = re.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}")
MANY = 500  # bodies whose names hold a text
EVERYWHERE = _("Alle Programme, ganz Nordrhein-Westfalen")


@dataclass(frozen=True)
class Held:
    """A row of a table with two clocks: its fields in words, and the first and last day on which it holds."""

    lines: Mapping[str, Cell]
    first: str
    last: date | None


def may(request: Request[Any, Any, Any], permission: str) -> bool:
    """Tell whether the caller holds a permission everywhere: what a page leads to is judged there again."""
    caller = context_of(request.scope).caller
    return caller is not None and bool(request.app.state.node.access.reach(caller, permission).everything)


def permissions(request: Request[Any, Any, Any], words: Words) -> list[tuple[str, list[tuple[str, str]]]]:
    """Return all permissions by what people call them, under their programmes."""
    catalogue = request.app.state.node.service.catalogue
    found: dict[str, list[tuple[str, str]]] = {}
    for one in catalogue.permissions.values():
        info = catalogue.programmes[one.id.partition(".")[0]]
        own = Words(words.texts, words.language, info.id)
        found.setdefault(own(info.short or info.title), []).append((one.id, own(one.title)))
    return [(title, sorted(some, key=lambda one: one[1])) for title, some in sorted(found.items())]


def role_of(request: Request[Any, Any, Any], role: str, words: Words) -> str:
    """Return what people call a role."""
    known = request.app.state.node.service.catalogue.roles.get(role)
    return Words(words.texts, words.language, known.programme)(known.title) if known else readable(role)


async def scope_of(request: Request[Any, Any, Any], inside: Inside, scope: str, words: Words, to: Any) -> Cell:
    """Return where a role is held, in words: everywhere, in a programme, or within one thing."""
    kind, _colon, thing = scope.partition(":")
    info = request.app.state.node.service.catalogue.programmes.get(thing) if kind == "programme" else None
    if info is not None:
        return Cell(Words(words.texts, words.language, info.id)(info.short or info.title))
    if not thing:
        return Cell(words(EVERYWHERE))
    name = f"{readable(kind)} {thing}"
    if kind in BODY_KINDS:
        said = await inside.get(f"{API}/bodies/{quote(thing, safe='')}")
        name = said.body["name"] if said.ok else name
    return Cell(name, to(address_of_thing("run" if kind == "cohort" else kind, thing)))


async def body_called(inside: Inside, text: str, query: Mapping[str, str]) -> Mapping[str, Any] | None:
    """Return the body that somebody typed: by its id or key, or by its name, where a Regierungsbezirk comes last."""
    if "/" not in text and (said := await inside.get(f"{API}/bodies/{text}", query)).ok:
        found: Mapping[str, Any] = said.body
        return found
    said = await inside.get(f"{API}/bodies", {"q": text, "limit": MANY, **query})
    alike = [one for one in said.body["items"] if fold(one["name"]) == fold(text)] if said.ok else []
    return min(alike, key=lambda one: one["kind"] == "administrative-district", default=None)


async def resolved(inside: Inside, kind: str, text: str, query: Mapping[str, str]) -> str:
    """Return the id of a thing that somebody typed: a municipality may be named by its name."""
    body = await body_called(inside, text, query) if text and kind in BODY_KINDS else None
    return str(body["id"]) if body else text


def tables(request: Request[Any, Any, Any], words: Words) -> list[tuple[str, list[tuple[str, str]]]]:
    """Return the tables with two clocks by their names, under their programmes."""
    service = request.app.state.node.service
    found: dict[str, list[tuple[str, str]]] = {}
    for name, one in tables_of(service.models.projections).items():
        programme = one.name.partition(".")[0]
        info = service.catalogue.programmes.get(programme)
        title = words.texts.say(info.short or info.title, words.language, programme) if info else programme
        found.setdefault(title, []).append((name, table_called(request, name, words)))
    return [(title, sorted(some, key=lambda one: one[1])) for title, some in sorted(found.items())]


def table_called(request: Request[Any, Any, Any], table: str, words: Words) -> str:
    """Return what people call the rows of a table with two clocks."""
    service = request.app.state.node.service
    name = tables_of(service.models.projections)[table].name
    programme, _dot, plain = name.partition(".")
    word = service.labels.table(name)
    return words.texts.say(word, words.language, programme) if word else readable(plain)


def held_in(
    request: Request[Any, Any, Any], table: str, row: Mapping[str, Any] | None, words: Words, to: Any
) -> Held | None:
    """Return a row in words, None where there is none."""
    if row is None:
        return None
    node = request.app.state.node
    service = node.service
    known = tables_of(service.models.projections)[table]
    programme = known.name.partition(".")[0]
    shape: Shape = shape_of(known.state, programme, lists_of(request.app).kinds, service.labels, node.title)
    own = Words(words.texts, words.language, programme)
    columns = {one.name: one for one in shape.columns}
    shown = [columns.get(name) or Column(name, readable(name)) for name in row["values"] if name != known.subject]
    values = {one.name: _typed(row["values"][one.name], one) for one in shown}
    lines = {own(one.heading): _dated(shape.cell(one, values, own, to), words.language) for one in shown}
    ends = row["valid_to"]
    return Held(lines, row["valid_from"], last_day(date.fromisoformat(ends)) if ends else None)


def _dated(cell: Cell, language: str) -> Cell:
    """Return a cell with its day as people write it: tables hold days as texts."""
    return Cell(as_day(cell.text, language, "short"), cell.href) if DAY.fullmatch(cell.text) else cell


def _typed(value: Any, column: Column) -> Any:
    """Return a value as its field has it: SQLite has no yes and no, and holds what has parts as JSON."""
    if isinstance(value, int) and column.holds is bool:
        return bool(value)
    if not isinstance(value, str) or column.holds is str or value[:1] not in ("[", "{"):
        return value
    try:
        return msgspec.json.decode(value)
    except msgspec.DecodeError:
        return value


async def thing_of(request: Request[Any, Any, Any], inside: Inside, table: str, thing: str, clocks: Clocks) -> Cell:
    """Return what a row of a table is about: its name where it is a municipality, and its page."""
    kind = tables_of(request.app.state.node.service.models.projections)[table].subject
    name = f"{readable(kind)} {thing}"
    if kind in BODY_KINDS:
        said = await inside.get(f"{API}/bodies/{quote(thing, safe='')}", clocks.query)
        name = said.body["name"] if said.ok else name
    return Cell(name, clocks.to(address_of_thing(kind, thing)))
