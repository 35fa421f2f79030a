"""The lists there are: every route that answers with pages of rows, by its address, with what it can be asked for."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Annotated, Any, Literal, get_args, get_origin

import msgspec
from litestar import Litestar
from litestar.handlers import HTTPRouteHandler
from litestar.routes import HTTPRoute

from fokus_api.auth.policy import API
from fokus_api.face.shown.cells import readable
from fokus_api.face.shown.columns import Shape, shape_of
from fokus_api.http.route_options import RouteOptions, options_of
from fokus_api.node import Node
from fokus_api.responses.exports import FORMS, page_of
from fokus_api.responses.paging import Page
from fokus_core.domain.facts import key_fields
from fokus_core.domain.texts import _
from fokus_core.plugins.texts import Texts, Words

__all__ = ["Filter", "List", "Lists", "lists_of"]

PAGING = frozenset({"cursor", "format", "known", "limit", "min_position", "on", "sort", "total"})
PAGES = {"bodies": "/kommunen", "sources": "/quellen", "log": "/verlauf"}  # of those that have one by name
BESIDE = {"geojson": _("Karte (GeoJSON)"), "ics": _("Kalender"), "atom": _("Atom-Feed")}
FILTERS = {  # that are called alike wherever they stand
    "q": _("Name enthält"),
    "parent": _("Kreis oder Regierungsbezirk"),
    "from": _("Ab"),
    "to": _("Bis"),
    "key": _("Schlüssel"),
    "order": _("Reihenfolge"),
    "from_date": _("Gilt ab frühestens"),
    "to_date": _("Gilt ab spätestens"),
    "from_position": _("Ab Eintrag Nr."),
    "to_position": _("Bis Eintrag Nr."),
    "step": _("Abstand"),
    "year": _("Jahr"),
    "month": _("Monat"),
    "recorded": _("wie eingetragen, ältestes zuerst"),
    "-recorded": _("wie eingetragen, neuestes zuerst"),
    "effective": _("wie es gilt, ältestes zuerst"),
    "-effective": _("wie es gilt, neuestes zuerst"),
}
SWITCH = {"true": _("ja"), "false": _("nein")}


@dataclass(frozen=True)
class Filter:
    """A parameter by which a list can be narrowed; `choices` are its values and what people call them.

    `of` is the kind of thing whose id it takes, if it does.
    """

    name: str
    label: str
    hint: str
    kind: Literal["text", "date", "choice"]
    choices: Sequence[tuple[str, str]] = ()
    of: str = ""


@dataclass(frozen=True)
class List:
    """A list: its address below the API, its programme, what its rows show, and its route."""

    path: str
    handler: HTTPRouteHandler
    row: type[msgspec.Struct]
    shape: Shape
    beside: Mapping[str, str]

    @property
    def options(self) -> RouteOptions:
        """What is known of the route."""
        found = options_of(self.handler)
        assert found is not None  # noqa: S101  # only routes with options are lists
        return found

    @property
    def title(self) -> str:
        """What people call it."""
        return self.options.title or readable(self.path.rpartition("/")[2])

    @property
    def page(self) -> str:
        """The address of its page."""
        return PAGES.get(self.path, f"/liste/{self.path}")

    @property
    def places(self) -> tuple[str, ...]:
        """The names of the parameters in the path."""
        return tuple(re.findall(r"\{([^}:]+)", self.path))

    @cached_property
    def two_clocks(self) -> bool:
        """Whether it shows the past, too."""
        return {"on", "known"} <= self.options.query

    @cached_property
    def sorts(self) -> frozenset[str]:
        """The fields that its rows can be sorted by."""
        for name, one in self.handler.parsed_fn_signature.parameters.items():
            if name in {"sort", "is_sort"}:
                said = [value for part in get_args(one.annotation) for value in get_args(part)] or [
                    *get_args(one.annotation)
                ]
                return frozenset(value for value in said if isinstance(value, str) and not value.startswith("-"))
        return frozenset()

    def words(self, texts: Texts, language: str) -> Words:
        """Return the words of its programme."""
        return Words(texts, language, self.options.programme)

    def filters(self, words: Words) -> list[Filter]:
        """Return what it can be narrowed by, in words."""
        headings = {one.name: one.heading for one in self.shape.columns}
        labels = {one.name: one.labels for one in self.shape.columns}
        things = {one.name: one.of for one in self.shape.columns}
        taken = self.options.query - PAGING
        found: list[Filter] = []
        for name, one in self.handler.parsed_fn_signature.parameters.items():
            kwarg = one.kwarg_definition
            alias = (
                getattr(kwarg, "query", None) or getattr(kwarg, "name", None) or name.removeprefix("is_").rstrip("_")
            )
            if alias not in taken:
                continue
            hint = getattr(kwarg, "description", None) or ""
            word = getattr(kwarg, "title", None) or FILTERS.get(alias) or headings.get(alias) or ""
            if not hint and (not word or words(word) in {each.label for each in found}):
                continue  # another name of a filter, which programs know
            label = word or readable(alias)
            kind, choices = _kind(one.annotation, labels.get(alias, {}))
            hint = "" if kind == "choice" or hint == label else words(hint)
            named = [(value, words(said)) for value, said in choices]
            found.append(Filter(alias, words(label), hint, kind, named, things.get(alias, "")))
        return found


class Lists(Mapping[str, List]):
    """The lists by their address below the API, parameters in braces."""

    def __init__(self, app: Litestar) -> None:
        kinds = self.kinds = _kinds(app)
        self._app = app
        self._shapes: dict[tuple[Any, str], Shape] = {}
        labels = app.state.node.service.labels
        routes = {route.path_format: route for route in app.routes if isinstance(route, HTTPRoute)}
        self._lists: dict[str, List] = {}
        for address, route in routes.items():
            handler, _model = route.route_handler_map.get("GET", (None, None))
            options = options_of(handler)
            page = page_of(handler.fn) if handler is not None else None
            if (
                handler is None
                or options is None
                or options.export
                or get_origin(page) is not Page
                or not address.startswith(f"{API}/")
            ):
                continue
            path = address.removeprefix(f"{API}/")
            row = get_args(page)[0]
            beside = {ext: title for ext, title in BESIDE.items() if f"{address}.{ext}" in routes}
            self._lists[path] = List(
                path, handler, row, shape_of(row, options.programme, kinds, labels, self._title), beside
            )
        patterns = sorted(self._lists, key=lambda path: path.count("{"))
        self._patterns = [(re.compile(re.sub(r"\\\{[^}]*\\\}", "[^/]+", re.escape(one))), one) for one in patterns]

    def shape(self, row: Any, programme: str) -> Shape:
        """Return the columns of any class of a programme, which are read off it once."""
        if (row, programme) not in self._shapes:
            self._shapes[row, programme] = shape_of(
                row, programme, self.kinds, self._app.state.node.service.labels, self._title
            )
        return self._shapes[row, programme]

    def _title(self, kind: str, thing: str) -> str | None:
        """Return what people call a thing, as the node tells it that the application runs on by then."""
        node: Node = self._app.state.node
        return node.title(kind, thing)

    def at(self, path: str) -> List | None:
        """Return the list at an address, its parameters filled in."""
        return next((self._lists[one] for pattern, one in self._patterns if pattern.fullmatch(path)), None)

    def __getitem__(self, path: str) -> List:
        return self._lists[path]

    def __iter__(self) -> Iterator[str]:
        return iter(self._lists)

    def __len__(self) -> int:
        return len(self._lists)

    def of(self, programme: str, places: Sequence[str] = ()) -> list[List]:
        """Return the lists of a programme that are asked for with certain parameters in the path."""
        return [one for one in self.values() if one.options.programme == programme and one.places == tuple(places)]


def lists_of(app: Litestar) -> Lists:
    """Return the lists of an application, which are looked up once."""
    if "lists" not in app.state:
        app.state.lists = Lists(app)
    found: Lists = app.state.lists
    return found


def _kinds(app: Litestar) -> frozenset[str]:
    """Return the kinds of things that facts name."""
    facts = app.state.node.service.catalogue.facts.values()
    return frozenset(key.kind for one in facts for key in key_fields(getattr(one, "cls", one)).values())


def _kind(annotation: Any, labels: Mapping[Any, str]) -> tuple[Any, list[tuple[str, str]]]:
    """Return what a filter is filled in with, and what there is to choose from."""
    annotation = _plain(annotation)
    members = [_plain(one) for one in (get_args(annotation) or (annotation,)) if one is not type(None)]
    if get_origin(annotation) is Literal:
        members = [annotation]
    if len(members) == 1 and get_origin(members[0]) is list:  # several may be named; the page names one
        return _kind(get_args(members[0])[0], labels)
    if len(members) == 1 and get_origin(members[0]) is Literal:
        values = [str(one) for one in get_args(members[0])]
        return "choice", [(one, labels.get(one) or FILTERS.get(one) or readable(one)) for one in values]
    if members == [bool]:
        return "choice", list(SWITCH.items())
    if members == [str] and labels:
        return "choice", [(str(value), said) for value, said in labels.items()]
    return ("date" if members == [date] else "text"), []


def _plain(hint: Any) -> Any:
    return _plain(get_args(hint)[0]) if get_origin(hint) is Annotated else hint


FILES = tuple(FORMS)
