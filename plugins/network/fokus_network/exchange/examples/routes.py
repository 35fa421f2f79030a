"""Published practice examples: found by words, topic and place, one with all its versions, and as a feed."""

from collections.abc import Sequence
from datetime import date
from typing import Annotated, Any

import msgspec
from litestar import Request, Response
from litestar.di import NamedDependency
from litestar.params import FromPath, QueryParameter

from fokus_api import (
    ATOM_TYPE,
    FEED_LENGTH,
    ApiProblem,
    Ask,
    Changes,
    Comparison,
    FieldError,
    RowEntry,
    atom,
    atom_entry,
    compared,
    field_changes,
    read,
    resolved_body,
    text_changes,
    with_source,
)
from fokus_core import NotFound
from fokus_kommune import PUBLIC, _
from fokus_network.exchange.examples.commands import UNKNOWN
from fokus_network.exchange.examples.facts import ExamplePublished
from fokus_network.exchange.examples.read_models import PUBLISHED
from fokus_network.exchange.places import distance, inhabitants
from fokus_network.exchange.programme import exchange
from fokus_network.exchange.words_found import found_in
from fokus_projections import select_as_of, standing

NOWHERE = _("Geben Sie auch an, von welcher Kommune aus gemessen wird.")
COLUMNS = ("example", "entry", *PUBLISHED.state.__struct_fields__)
OfTopic = Annotated[str | None, QueryParameter(max_length=61, description=_("Nur Praxisbeispiele zu diesem Thema."))]
OfBody = Annotated[
    str | None,
    QueryParameter(name="body", max_length=120, description=_("Nur diese Kommune (Kennung, Schlüssel oder Name).")),
]
OfDistrict = Annotated[
    str | None,
    QueryParameter(max_length=120, description=_("Nur Kommunen in diesem Gebiet (Kennung, Schlüssel oder Name).")),
]
Near = Annotated[
    str | None,
    QueryParameter(
        max_length=120,
        description=_("Die nächsten zuerst, gemessen von dieser Kommune aus (Kennung, Schlüssel oder Name)."),
    ),
]
Within = Annotated[
    int | None,
    QueryParameter(
        ge=1, le=500, description=_("Nur Kommunen, die höchstens so viele Kilometer entfernt sind (Luftlinie).")
    ),
]
AtLeast = Annotated[
    int | None, QueryParameter(ge=0, description=_("Nur Kommunen mit mindestens so vielen Menschen (Stand 2022)."))
]
AtMost = Annotated[
    int | None, QueryParameter(ge=0, description=_("Nur Kommunen mit höchstens so vielen Menschen (Stand 2022)."))
]
Since = Annotated[int, QueryParameter(ge=1, description=_("Die frühere Fassung, mit der verglichen wird."))]
Upto = Annotated[int, QueryParameter(ge=1, description=_("Die spätere Fassung."))]
Words = Annotated[
    str | None,
    QueryParameter(max_length=200, description=_("Nur Praxisbeispiele, in denen alle diese Wörter vorkommen.")),
]


class ExampleView(msgspec.Struct, frozen=True, kw_only=True):
    """A published practice example; `published` is the day of this version, the one in force.

    `inhabitants` is how many people live in the municipality: official numbers of the Federal Statistical Office
    (Destatis, GV-ISys), taken to be of 31 December 2022. `distance_km` is given where `near` asks for it.
    """

    example: str
    body: str
    name: str
    title: str
    summary: str
    topics: Sequence[str]
    place: str
    version: int
    published: date
    inhabitants: int | None
    distance_km: float | None = None
    entry: RowEntry | None = None


class ExampleVersion(msgspec.Struct, frozen=True, kw_only=True):
    """A version of a practice example, and where it is compared with the one before."""

    version: int
    title: str
    published: date
    text: str
    compared: Comparison | None = None


class ExampleDetail(ExampleView, frozen=True, kw_only=True):
    """A practice example with all that is told of it, and its versions, the latest first."""

    text: str
    effort: str
    lessons: str
    file: str | None
    versions: Sequence[ExampleVersion]


def _rows(ask: Ask, where: str = "1", **params: Any) -> list[dict[str, Any]]:
    """Return the examples that are put forward on a day, as known at a position."""
    rows = select_as_of(
        ask.reader, PUBLISHED, ask.moment.on, ask.moment.known, columns=COLUMNS, where=where, params=params
    )
    named = [dict(zip(COLUMNS, row, strict=True)) for row in rows]
    return [
        row
        | {
            "topics": msgspec.json.decode(row["topics"]),
            "published": date.fromisoformat(row["published"]),
            "name": ask.bodies.name(row["body"], ask.moment.on),
            "inhabitants": inhabitants().inhabitants.get(row["body"]),
            "distance_km": None,
            "entry": RowEntry(row["entry"]),
        }
        for row in named
    ]


def _of_size(people: int | None, least: int | None, most: int | None) -> bool:
    return people is not None and people >= (least or 0) and (most is None or people <= most)


def _nearest(ask: Ask, rows: list[dict[str, Any]], near: str, within: int | None) -> list[dict[str, Any]]:
    """Return the examples of bodies that lie somewhere, each with its distance, those within so many kilometres."""
    away = {body: distance(ask.bodies.register, near, body) for body in {row["body"] for row in rows}}
    return [
        row | {"distance_km": round(far, 1)}
        for row in rows
        if (far := away[row["body"]]) is not None and (within is None or far <= within)
    ]


@exchange.lists(
    "examples",
    title=_("Praxisbeispiele"),
    policy=PUBLIC,
    order=("distance_km", "title", "example"),  # by distance where one is asked for; else there is none
    shows=(ExamplePublished,),
)
async def examples(
    ask: Ask,
    q: Words = None,
    topic: OfTopic = None,
    of_body: OfBody = None,
    district: OfDistrict = None,
    near: Near = None,
    within_km: Within = None,
    inhabitants_from: AtLeast = None,
    inhabitants_to: AtMost = None,
) -> list[ExampleView]:
    """List the practice examples on a day: by words, topic, municipality or district, by distance and size."""
    rows = _rows(ask)
    if of_body is not None:
        wanted = resolved_body(ask.bodies, of_body, ask.moment.on, parameter="body")
        rows = [row for row in rows if row["body"] == wanted]
    if district is not None:
        upper = resolved_body(ask.bodies, district, ask.moment.on, parameter="district")
        within = ask.bodies.register.below(upper, ask.moment.on)
        rows = [row for row in rows if row["body"] in within]
    if topic is not None:
        rows = [row for row in rows if topic in row["topics"]]
    if q is not None:
        texts = ("title", "summary", "text", "place", "lessons", "effort", "name")
        rows = [row for row in rows if found_in(q, *(row[name] for name in texts))]
    if inhabitants_from is not None or inhabitants_to is not None:
        rows = [row for row in rows if _of_size(row["inhabitants"], inhabitants_from, inhabitants_to)]
    if near is not None:
        rows = _nearest(ask, rows, resolved_body(ask.bodies, near, ask.moment.on, parameter="near"), within_km)
    elif within_km is not None:
        raise ApiProblem("invalid-input", errors=[FieldError(parameter="within_km", detail=NOWHERE)])
    return [ExampleView(**{name: row[name] for name in ExampleView.__struct_fields__}) for row in rows]


@exchange.route
@read("/network/examples/{example:str}", policy=PUBLIC, shows=(ExamplePublished,))
async def example_detail(example: FromPath[str], ask: NamedDependency[Ask]) -> ExampleDetail:
    """Show a practice example that is put forward on a day, with its versions up to that day."""
    rows = _rows(ask, "example = :example", example=example)
    if not rows:
        raise NotFound(UNKNOWN)
    sql = (
        "SELECT version, title, effective, text FROM network_example_published "
        f"WHERE example = :example AND {standing()} ORDER BY version DESC"
    )
    found = list(ask.reader.rows(sql, {**ask.moment.params, "example": example}))
    before = compared(f"network/examples/{example}", (version for version, *_rest in found))
    versions = [
        ExampleVersion(
            version=version, title=title, published=date.fromisoformat(day), text=text, compared=before.get(version)
        )
        for version, title, day, text in found
    ]
    shown = (name for name in ExampleDetail.__struct_fields__ if name != "versions")
    detail = ExampleDetail(**{name: rows[0][name] for name in shown}, versions=versions)
    return with_source(detail, ask.reader, ask.node.audiences, ask.caller)


@exchange.route
@read("/network/examples/{example:str}/changes", policy=PUBLIC, shows=(ExamplePublished,))
async def example_changes(example: FromPath[str], ask: NamedDependency[Ask], since: Since, until: Upto) -> Changes:
    """Show what changed in a practice example from one version to another."""
    fields = ("title", "summary", "place", "effort", "lessons")
    sql = (
        f"SELECT {', '.join(fields)}, text FROM network_example_published "
        f"WHERE example = :example AND version = :version AND {standing()}"
    )
    params = {**ask.moment.params, "example": example}
    old, new = (ask.reader.first(sql, {**params, "version": version}) for version in (since, until))
    if old is None or new is None:
        raise NotFound(UNKNOWN)
    changed = field_changes(dict(zip(fields, old[:-1], strict=True)), dict(zip(fields, new[:-1], strict=True)))
    return Changes(since=str(since), until=str(until), fields=changed, text=text_changes(old[-1], new[-1]))


@exchange.route
@read("/network/examples.atom", policy=PUBLIC, media_type=ATOM_TYPE, shows=(ExamplePublished,))
async def examples_atom(request: Request[Any, Any, Any], ask: NamedDependency[Ask]) -> Response[bytes]:
    """Tell the practice examples that are put forward, the newest version first, as an Atom feed."""
    rows = sorted(_rows(ask), key=lambda row: (row["published"], row["at"]), reverse=True)[:FEED_LENGTH]
    entries = []
    for row in rows:
        record = ask.reader.recorded(row["at"])
        if record is not None:
            link = f"/ding/example/{row['example']}"
            entry = atom_entry(record, ask.reader, ask.node.sentences, ask.bodies, link=link, title=row["title"])
            entries.append(msgspec.structs.replace(entry, summary=row["summary"]))
    return atom(request, ask.reader, "network/examples", "Praxisbeispiele im Kommunen-Netzwerk", entries)
