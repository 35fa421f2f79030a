"""The same command for many rows of a list: what may be given so, and what each row is called and judged."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from litestar import Request

from fokus_api.auth.policy import API
from fokus_api.face.forms.choosing import choices_for
from fokus_api.face.forms.form import ACKNOWLEDGE, Form, sentence_of
from fokus_api.face.frame.inside import Inside, Said
from fokus_api.face.shown.cells import BODY_KINDS, readable
from fokus_api.http.problems import ApiProblem
from fokus_api.node import Node
from fokus_api.responses.command_fields import command_fields
from fokus_core.bodies.names import Bodies
from fokus_core.corrections.corrections import AboutFact
from fokus_core.domain.commands import CommandType
from fokus_core.domain.drawing import drawn_fields
from fokus_core.domain.facts import key_fields
from fokus_core.domain.refusals import NotFound

__all__ = ["MOST", "Row", "called", "field_about", "given_about", "judged_rows", "recorded_rows"]

MOST = 100  # rows of one form


@dataclass(frozen=True)
class Row:
    """A thing of a list: what it is called, what a command says or said about it, and why it cannot be given.

    `position` is the number of the entry, once there is one; `proposed` where a second person has to agree.
    """

    thing: str
    name: str
    sentences: Sequence[str] = ()
    refused: str = ""
    position: int | None = None
    proposed: bool = False


def field_about(kind: CommandType, of: str, node: Node) -> str:
    """Return the one field by which a command names a thing of a kind, empty where it cannot be given row by row."""
    if issubclass(kind.cls, AboutFact) or ACKNOWLEDGE in kind.cls.__struct_fields__ or drawn_fields(kind.cls):
        return ""  # what is drawn is shown once, and there is no place for it beside a row
    if any(kind.name in one.new for (chosen, _within), one in node.choices.items() if chosen == of):
        return ""
    several = {one.name for one in command_fields(kind, node.service.labels) if one.many}
    same = BODY_KINDS if of in BODY_KINDS else {of}
    named = [name for name, key in key_fields(kind.cls).items() if key.kind in same and name not in several]
    return named[0] if named else ""


async def given_about(inside: Inside, of: str, node: Node) -> list[tuple[str, str]]:
    """Return the commands that the caller may give about rows of a kind, by name, with what people call them."""
    said = await inside.get(f"{API}/commands", {"about": of, "mine": "true", "limit": 1000})
    known = node.service.catalogue.commands
    rows = [(one["name"], one["title"]) for one in said.body["items"]] if said.ok else []
    return sorted((one for one in rows if field_about(known[one[0]], of, node)), key=lambda one: one[1])


async def called(
    request: Request[Any, Any, Any], node: Node, of: str, things: Sequence[str], bodies: Bodies, today: Any
) -> Mapping[str, str]:
    """Return what people call things of a kind, by their ids."""
    if of in BODY_KINDS:
        return {one: bodies.name(one, today) for one in things}
    try:
        found = await choices_for(request, node, of)
    except (NotFound, ApiProblem):
        found = []
    known = {} if isinstance(found, Said) else {one.value: one.label for one in found}
    return {one: known.get(one) or f"{readable(of)} {one}" for one in things}


async def judged_rows(form: Form, names: Mapping[str, str]) -> list[Row]:
    """Return what the API says to the command of a form about each thing, without recording anything."""
    found = []
    for thing in form.draft.things:
        about = replace(form, about=thing)
        body, _wrong = await about.body()
        found.append(_row(thing, names, await about.send(body, dry_run=True), about))
    return found


async def recorded_rows(form: Form, names: Mapping[str, str], chosen: Sequence[str]) -> list[Row]:
    """Give the command of a form about each thing that was chosen; each is recorded once, however often this runs."""
    found = []
    for number, thing in enumerate(form.draft.things):
        if thing in chosen:
            about = replace(form, about=thing)
            body, _wrong = await about.body()
            found.append(_row(thing, names, await about.send(body, dry_run=False, part=f".{number}"), about))
    return found


def _row(thing: str, names: Mapping[str, str], said: Said, form: Form) -> Row:
    name = names.get(thing, thing)
    if not said.ok:
        problems = said.body.get("errors") or [said.body]
        return Row(thing, name, refused=" ".join(dict.fromkeys(one["detail"] for one in problems)))
    told = [one for one in said.body["facts"] if one["type"].partition("@")[0] != "core.proposed"]
    proposed = bool(said.body["proposal"]) or form.kind.policy.four_eyes
    return Row(thing, name, [sentence_of(one, form.words)["text"] for one in told], "", said.body["position"], proposed)
