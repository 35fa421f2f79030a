"""Which commands there are and what each of them asks, in words: what forms are made of, ours and those of others."""

from collections.abc import Mapping, Sequence
from typing import Annotated, Any

import msgspec
from litestar import Request, Response
from litestar.di import NamedDependency
from litestar.params import PathParameter, QueryParameter

from fokus_api.auth.policy import PUBLIC, read
from fokus_api.http.caller import Caller
from fokus_api.http.negotiation import language, spoken
from fokus_api.node import Node
from fokus_api.responses.command_fields import CommandField, FieldKind, command_fields, readable
from fokus_api.responses.paging import Listing, Page
from fokus_core.domain.commands import CommandType
from fokus_core.domain.facts import key_fields
from fokus_core.domain.refusals import NotFound
from fokus_core.domain.texts import _
from fokus_core.plugins.texts import Words

__all__ = ["command_form", "commands", "title_of", "words_of"]

OfProgramme = Annotated[str | None, QueryParameter(max_length=60, description=_("Nur Befehle dieses Programms."))]
About = Annotated[
    str | None,
    QueryParameter(max_length=60, description=_("Nur Befehle, die etwas von dieser Art nennen, etwa `body`.")),
]
Mine = Annotated[bool, QueryParameter(description=_("Nur Befehle, die Sie geben dürfen."))]
Name = Annotated[str, PathParameter(max_length=120, description=_("Name des Befehls, etwa `core.retract`."))]


class ValueView(msgspec.Struct, frozen=True):
    """A value that a field takes, and what people call it."""

    value: str
    label: str


class FieldView(msgspec.Struct, frozen=True, kw_only=True):
    """A field of a command: what people call it, what it takes, and where it stands in the body of a request.

    `pointer` is a JSON pointer, with `*` for each of several; where there may be `many` the field is a list. `of` is
    the kind of thing that a key names, see `/choices`. `keeps` says that what is left out stays as it is recorded. What
    is `sealed` is stored so that only whoever is permitted can open it. `fields` are those of a person or a group.
    """

    pointer: str
    label: str
    hint: str
    kind: FieldKind
    required: bool
    many: bool
    keeps: bool
    sealed: bool
    of: str
    longest: int | None
    least: int | None
    most: int | None
    values: Sequence[ValueView]
    fields: Sequence["FieldView"]


class CommandView(msgspec.Struct, frozen=True, kw_only=True):
    """A command: its name, what people call it, whose it is, and what it asks of whoever gives it.

    `given` says whether the caller may give it about something; about what is judged when it is given.
    """

    name: str
    title: str
    programme: str
    permission: str
    scope: str
    four_eyes: bool
    given: bool


class CommandDetail(CommandView, frozen=True, kw_only=True):
    """A command with its fields, in the order in which they are asked for."""

    description: str
    fields: Sequence[FieldView]


@read("/commands", title=_("Vorgänge"), policy=PUBLIC, operation_id="core_commands")
async def commands(
    request: Request[Any, Any, Any],
    node: NamedDependency[Node],
    caller: NamedDependency[Caller],
    listing: NamedDependency[Listing],
    programme: OfProgramme = None,
    about: About = None,
    mine: Mine = False,
) -> Response[Page[CommandView]]:
    """List the commands there are, and which of them the caller may give."""
    found = []
    for kind in node.service.catalogue.commands.values():
        kinds = {key.kind for key in key_fields(kind.cls).values()}
        if programme in (None, kind.programme) and (about is None or about in kinds):
            view = CommandView(**_said(kind, node, caller, words_of(request.scope, node, kind)))
            found += [view] if view.given or not mine else []
    answer = listing.of(found, lambda one: (one.name,), CommandView)
    answer.headers.update(spoken(Words(node.service.texts, language(request.scope))))
    return answer


@read("/commands/{command:str}", policy=PUBLIC, operation_id="core_command")
async def command_form(
    request: Request[Any, Any, Any], command: Name, node: NamedDependency[Node], caller: NamedDependency[Caller]
) -> Response[CommandDetail]:
    """Show what a command asks: every field with its label, in the language that is asked for."""
    kind = node.service.catalogue.commands.get(command)
    if kind is None:
        raise NotFound
    words = words_of(request.scope, node, kind)
    view = CommandDetail(
        **_said(kind, node, caller, words),
        description=(kind.cls.__doc__ or "").strip(),
        fields=[_field(one, "", words) for one in command_fields(kind, node.service.labels)],
    )
    return Response(view, headers=spoken(words))


def words_of(scope: Mapping[str, Any], node: Node, kind: CommandType) -> Words:
    """Return the words in which a command's own programme says what people read."""
    return Words(node.service.texts, language(scope), kind.programme)


def title_of(kind: CommandType, words: Words) -> str:
    """Return what people call a command."""
    return words(kind.title) if kind.title else readable(kind.name)


def _said(kind: CommandType, node: Node, caller: Caller, words: Words) -> dict[str, Any]:
    policy = kind.policy
    return {
        "name": kind.name,
        "title": title_of(kind, words),
        "programme": kind.programme,
        "permission": policy.permission,
        "scope": policy.scope,
        "four_eyes": policy.four_eyes,
        "given": node.access.may_give(caller, kind),
    }


def _field(one: CommandField, at: str, words: Words) -> FieldView:
    pointer = f"{at}/{one.name}"
    least, most = one.items if one.many else one.bounds
    return FieldView(
        pointer=pointer,
        label=words(one.label),
        hint=words(one.hint),
        kind=one.kind,
        required=one.required,
        many=one.many,
        keeps=one.keeps,
        sealed=one.sealed,
        of=one.of,
        longest=one.longest,
        least=least,
        most=most,
        values=[ValueView(value, words(label)) for value, label in one.values.items()],
        fields=[_field(inner, f"{pointer}/*" if one.many else pointer, words) for inner in one.fields],
    )
