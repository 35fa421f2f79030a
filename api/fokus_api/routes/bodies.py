"""Bodies as of a day, and everything that is recorded about one."""

from collections.abc import Callable, Sequence
from datetime import date
from functools import lru_cache, partial
from typing import Annotated, Literal

import msgspec
from litestar import Response
from litestar.di import NamedDependency
from litestar.params import FromPath, QueryParameter

from fokus_api.auth.policy import PUBLIC, read
from fokus_api.http.caller import Caller
from fokus_api.http.input_errors import FieldError
from fokus_api.http.problem_types import TITLES
from fokus_api.http.problems import ApiProblem
from fokus_api.http.request_context import Moment
from fokus_api.node import Node
from fokus_api.responses.begun_by import with_source
from fokus_api.responses.paging import Listing, Page
from fokus_api.responses.row_entry import RowEntry
from fokus_api.responses.views import FactView, fact_view
from fokus_core.bodies.body import BodyKind, regional_key
from fokus_core.bodies.names import Bodies
from fokus_core.bodies.register import Register
from fokus_core.bodies.spelling import alphabetic, fold
from fokus_core.domain.dates import Until, last_day
from fokus_core.domain.facts import KEY, Key
from fokus_core.domain.labels import labelled
from fokus_core.domain.refusals import Invalid, NotFound
from fokus_core.domain.texts import _
from fokus_projections import LOG_ROW, OF_KEY, UNRETRACTED, Reader, all_known, recorded_rows

NO_KEY = _("Ein Schlüssel besteht aus einer Art und einem Wert, etwa „body:05958004“.")
NamedKind = BodyKind | Annotated[Literal["party"], labelled({"party": _("Organisation")})]

OfKind = Annotated[
    list[BodyKind] | None,
    QueryParameter(max_items=20, description=_("Nur Kommunen und Regierungsbezirke dieser Art, auch mehrerer.")),
]
Below = Annotated[
    str | None,
    QueryParameter(
        max_length=120,
        description=_("Nur Kommunen und Regierungsbezirke in diesem Gebiet (Kennung, Schlüssel oder Name)."),
    ),
]
Text = Annotated[str | None, QueryParameter(max_length=120, description=_("Teil des Namens."))]


class BodyView(msgspec.Struct, frozen=True, kw_only=True):
    """A body on a day: `id` never changes, the rest is what it then is; `ars` is its Regionalschlüssel.

    `entry` is the last one about it by that day, null where the register that comes with the service tells it all.
    """

    id: Annotated[str, Key("body")]
    key: str
    ars: str | None
    name: str
    kind: NamedKind
    parent: Annotated[str, Key("body")] | None
    parent_name: str | None
    entry: RowEntry | None = None


class BodyDetail(BodyView, frozen=True, kw_only=True):
    """A body on a day, with everything above it, its life, and who came before and after it."""

    chain: Sequence[str]
    since: date | None = None
    until: Until | None = None
    predecessors: Sequence[str] = ()
    successors: Sequence[str] = ()


@read("/bodies", policy=PUBLIC, operation_id="core_bodies", title=_("Kommunen"))
async def bodies(
    bodies: NamedDependency[Bodies],
    moment: NamedDependency[Moment],
    listing: NamedDependency[Listing],
    reader: NamedDependency[Reader],
    kind: OfKind = None,
    parent: Below = None,
    q: Text = None,
) -> Response[Page[BodyView]]:
    """List the bodies that exist on a day, by name."""
    register = bodies.register
    upper = None if parent is None else resolved_body(bodies, parent, moment.on, parameter="parent")
    wanted = None if upper is None else register.below(upper, moment.on)
    part = fold(q) if q else ""
    entry = all_known(reader, moment.known).entry
    found = [
        msgspec.structs.replace(view, entry=RowEntry(at)) if (at := entry(view.id, moment.on)) else view
        for folded, view in _existing(register, moment.on)
        if (wanted is None or view.id in wanted) and (not kind or view.kind in kind) and part in folded
    ]
    return listing.of(found, lambda view: (alphabetic(view.name), view.id), BodyView)


@read("/bodies/{body_id:str}", policy=PUBLIC, operation_id="core_body")
async def body(
    body_id: FromPath[str],
    bodies: NamedDependency[Bodies],
    moment: NamedDependency[Moment],
    reader: NamedDependency[Reader],
    caller: NamedDependency[Caller],
    node: NamedDependency[Node],
) -> BodyDetail:
    """Show the body that an id, a key or a name means on a day."""
    register = bodies.register
    known = resolved_body(bodies, body_id, moment.on)
    at = all_known(reader, moment.known).entry(known, moment.on)
    entry = None if at is None else RowEntry(at)
    if known in bodies.parties:
        name = bodies.parties[known]
        party = BodyDetail(
            id=known,
            key=known,
            ars=None,
            name=name,
            kind="party",
            parent=None,
            parent_name=None,
            chain=(known,),
            entry=entry,
        )
        return with_source(party, reader, node.audiences, caller)
    found = register[known]
    view = msgspec.structs.replace(_view(register, found.id, moment.on), entry=entry)
    detail = BodyDetail(
        **{name: getattr(view, name) for name in view.__struct_fields__},
        chain=register.chain(found.id, moment.on),
        since=found.since,
        until=found.until and last_day(found.until),
        predecessors=found.predecessors,
        successors=found.successors,
    )
    return with_source(detail, reader, node.audiences, caller)


@read("/bodies/{body_id:str}/timeline", policy=PUBLIC, operation_id="core_body_timeline", title=_("Was geschehen ist"))
async def timeline(
    body_id: FromPath[str],
    bodies: NamedDependency[Bodies],
    moment: NamedDependency[Moment],
    listing: NamedDependency[Listing],
    reader: NamedDependency[Reader],
    caller: NamedDependency[Caller],
    node: NamedDependency[Node],
) -> Response[Page[FactView]]:
    """List everything recorded about a body across programmes, in the order in which it is true in the world."""
    seen, params = node.audiences.condition(caller)
    rows = listing.select(
        reader,
        recorded_rows(OF_KEY, "core_log.position <= :known", UNRETRACTED, seen),
        {**params, "key": f"body:{resolved_body(bodies, body_id, moment.on)}", "known": moment.known},
        columns=LOG_ROW,
        order=("effective", "place", "position"),
    )
    views = [fact_view(reader.decoded(row), node.sentences, bodies) for row in rows]
    return listing.page(views, [(row[4], row[5], row[0]) for row in rows], FactView)


def resolved_body(bodies: Bodies, text: str, on: date, *, parameter: str = "") -> str:
    """Return the id of the body or party that a text means on a day; an unknown text is not repeated.

    Raises `NotFound` for one in a path, `ApiProblem` for one in the query `parameter`, or that fits several bodies.
    """
    return _resolved(partial(bodies.resolve, party=True), text, on, parameter)


def resolved_key(bodies: Bodies, text: str, on: date, *, parameter: str = "key") -> str:
    """Return a key of facts, with the id of the body that it names; raises `ApiProblem`."""
    if not KEY.match(text) and not text.startswith(("body:", "party:")):
        raise ApiProblem("invalid-input", errors=[FieldError(parameter=parameter, detail=NO_KEY)])
    return _resolved(bodies.resolve_key, text, on, parameter)


def _resolved(resolve: Callable[..., str], text: str, on: date, parameter: str) -> str:
    try:
        return resolve(text, on, field="body")
    except Invalid as error:
        known = error.slug in {"ambiguous-body", "body-not-in-force"}  # its sentence names what the register holds
        sentence = error.message if known else TITLES[error.slug].detail
        if parameter or error.slug in {"ambiguous-body", "malformed-key"}:
            errors = [FieldError(parameter=parameter or "body_id", detail=sentence)]
            raise ApiProblem(error.slug, sentence, errors=errors, choices=error.choices, **error.values) from None
        raise NotFound(sentence, **error.values) from None


@lru_cache(64)
def _existing(register: Register, on: date) -> list[tuple[str, BodyView]]:
    """Return the bodies that exist on a day with their folded names, by name."""
    views = (_view(register, body.id, on) for body in register if body.exists(on))
    return sorted(((fold(view.name), view) for view in views), key=lambda pair: (alphabetic(pair[1].name), pair[1].id))


def _view(register: Register, body: str, on: date) -> BodyView:
    parent, key = register.parent(body, on), register.key(body, on)
    return BodyView(
        id=body,
        key=key,
        ars=regional_key(key),
        name=register.name(body, on),
        kind=register.kind(body, on),
        parent=parent,
        parent_name=None if parent is None else register.called(parent, on),
    )
