"""What there is to choose from where a command names a thing, by value and title, as the caller may see."""

import re
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Annotated, Any

import msgspec
from litestar import Request, Response
from litestar.di import NamedDependency
from litestar.params import PathParameter, QueryParameter

from fokus_api.auth.policy import API, PUBLIC, read
from fokus_api.face.frame.inside import Inside, Said
from fokus_api.face.shown.lists import lists_of
from fokus_api.http.input_errors import FieldError
from fokus_api.http.negotiation import language, spoken
from fokus_api.http.problems import MEDIA_TYPE, ApiProblem
from fokus_api.node import Node
from fokus_api.plugins.choices import Choices
from fokus_api.responses.paging import Listing, Page
from fokus_core.bodies.spelling import alphabetic
from fokus_core.domain.refusals import NotFound
from fokus_core.domain.texts import _
from fokus_core.plugins.texts import Words, placeholders

__all__ = ["ChoiceView", "choices", "choices_for"]

MOST = 1000  # things that are offered at once
DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
Kind = Annotated[str, PathParameter(max_length=60, description=_("Art dessen, was ausgewählt wird, etwa `round`."))]
On = Annotated[date | None, QueryParameter(description=_("Tag, an dem es gilt; heute, wenn nichts gesagt ist."))]
Within = Annotated[
    str | None,
    QueryParameter(max_length=120, description=_("Worin ausgewählt wird, etwa `cohort:4`, wo das nötig ist.")),
]


class ChoiceView(msgspec.Struct, frozen=True, kw_only=True):
    """A thing that can be chosen: the value a command takes, what people call it, and what tells it from others."""

    value: str
    label: str
    note: str = ""


@read("/choices/{kind:str}", title=_("Auswahl"), policy=PUBLIC, live=True, operation_id="core_choices")
async def choices(
    request: Request[Any, Any, Any],
    kind: Kind,
    node: NamedDependency[Node],
    listing: NamedDependency[Listing],
    on: On = None,
    within: Within = None,
) -> Response[Page[ChoiceView]]:
    """List the things of a kind that a command may name, by title.

    Which kinds there are programmes declare. What the caller may not see is not offered.
    """
    found = await choices_for(request, node, kind, on=on, within=within)
    if isinstance(found, Said):
        return Response(found.body, status_code=found.status, media_type=MEDIA_TYPE)
    answer = listing.of(found, lambda one: (alphabetic(one.label), one.value), ChoiceView)
    answer.headers.update(spoken(Words(node.service.texts, language(request.scope))))
    return answer


async def choices_for(
    request: Request[Any, Any, Any], node: Node, kind: str, *, on: date | None = None, within: str | None = None
) -> list[ChoiceView] | Said:
    """Return the things of a kind, or the problem that their list is answered with.

    Raises `NotFound` for a kind without choices, and `ApiProblem` where it does not say within what.
    """
    own = _own(node, kind, language(request.scope))
    if own is not None:
        return own
    inside, _colon, thing = (within or "").partition(":")
    declared = node.choices.get((kind, inside))
    if declared is None:
        if any(one == kind for one, _within in node.choices):
            detail = _("Sagen Sie, worin ausgewählt wird.")
            raise ApiProblem("invalid-input", errors=[FieldError(parameter="within", detail=detail)])
        raise NotFound
    words = Words(node.service.texts, language(request.scope), declared.path.partition("/")[0])
    path = f"{API}/{declared.path.replace(f'{{{inside}}}', thing) if inside else declared.path}"
    listed = lists_of(request.app).at(path.removeprefix(f"{API}/"))
    labels = {one.name: one.labels for one in listed.shape.columns} if listed else {}
    found: list[ChoiceView] = []
    query = {"on": on.isoformat()} if on else {}
    while len(found) < MOST:
        answer = await Inside(request).get(path, query)
        if not answer.ok:
            return answer
        for row in answer.body["items"]:
            found += [_view(one, declared, words, labels) for one in _rows(row, declared)]
        if not (cursor := answer.body.get("next_cursor")):
            break
        query = {"cursor": cursor}
    return found


def _own(node: Node, kind: str, spoken: str) -> list[ChoiceView] | None:
    """Return what the catalogue itself holds of a kind, None where it is another."""
    texts, catalogue = node.service.texts, node.service.catalogue
    if kind == "role":
        roles = catalogue.roles.values()
        return [ChoiceView(value=one.id, label=texts.say(one.title, spoken, one.programme)) for one in roles]
    if kind == "programme":
        infos = catalogue.programmes.values()
        return [ChoiceView(value=one.id, label=texts.say(one.short or one.title, spoken, one.id)) for one in infos]
    if kind == "evidence":
        known = catalogue.evidence.values()
        return [ChoiceView(value=one.id, label=texts.say(one.title, spoken, one.id.partition(".")[0])) for one in known]
    return None


def _rows(row: Mapping[str, Any], declared: Choices) -> Iterator[Mapping[str, Any]]:
    if declared.only and not row[declared.only]:
        return
    yield from ({**row, **one} for one in row[declared.each]) if declared.each else (row,)


def _view(
    row: Mapping[str, Any], declared: Choices, words: Words, labels: Mapping[str, Mapping[Any, str]]
) -> ChoiceView:
    """Return a row as it is chosen: what columns offer among some is said in words, not by its value."""

    def value(name: str) -> Any:
        known = labels.get(name, {})
        return words(known[row[name]]) if isinstance(row[name], str) and row[name] in known else _value(row[name])

    def said(text: str) -> str:
        if not placeholders(text):
            return words("{value}", value=value(text)) if text else ""
        return words(text, **{name: value(name) for name in placeholders(text)})

    label = said(declared.label) if declared.label not in row or value(declared.label) else said(declared.otherwise)
    return ChoiceView(value=str(row[declared.value]), label=label, note=said(declared.note))


def _value(value: Any) -> Any:
    """Return a value of a row of JSON as texts take it: a day is a date, and what has a name is called by it."""
    if value is None:
        return ""
    if isinstance(value, dict):
        return value.get("name") or ""
    return date.fromisoformat(value) if isinstance(value, str) and DAY.fullmatch(value) else value
