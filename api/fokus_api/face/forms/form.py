"""A form: the fields of a command with what was typed into a draft of it, and what the API says to that."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import quote

import msgspec
from litestar import Request

from fokus_api.auth.policy import API
from fokus_api.face.forms.choosing import choices_for
from fokus_api.face.forms.controls import Look, Option, Shown, names_in, shown, typed_of
from fokus_api.face.forms.drafts import Draft
from fokus_api.face.forms.filling import body_of
from fokus_api.face.forms.judged import Judged, pointed
from fokus_api.face.frame.inside import Inside, Said
from fokus_api.http.caller import Caller
from fokus_api.http.problems import URN, ApiProblem
from fokus_api.http.request_context import context_of
from fokus_api.node import Node
from fokus_api.responses.command_fields import CommandField, command_fields, fields_of, worded
from fokus_api.routes.command_forms import words_of
from fokus_api.routes.commands import command_path
from fokus_core.corrections.corrections import AboutFact, Correct
from fokus_core.domain.commands import CommandType
from fokus_core.domain.drawing import drawn_fields
from fokus_core.domain.refusals import NotFound, Wrong
from fokus_core.domain.texts import _
from fokus_core.plugins.texts import Words
from fokus_projections import bodies_known

__all__ = ["Form", "form_of", "sentence_of"]

UNREAD = 422  # the status of what cannot be read
CHANGES, POSITION, ACKNOWLEDGE = "changes", "position", "acknowledge"
DISPOSITIONS = "dispositions"  # as they are typed: `4711 corrected-too`
WHICH = _("Wählen Sie aus, welche Kommune Sie meinen.")
NOTHING = _("Hier gibt es noch nichts auszuwählen.")
FIRST = _("Füllen Sie zuerst „{label}“ aus und drücken Sie dann „Auswahl anzeigen“.")


@dataclass(frozen=True)
class Form:
    """The form of a command in a draft; `recorded` is the fact that it is about, as the API shows it.

    Where the draft is for many things, it is judged `about` one of them, else about the first.
    """

    request: Request[Any, Any, Any]
    node: Node
    kind: CommandType
    draft: Draft
    fields: Sequence[CommandField]
    recorded: Mapping[str, Any] | None = None
    about: str = ""

    @property
    def words(self) -> Words:
        """The words in which the command's programme speaks."""
        return words_of(self.request.scope, self.node, self.kind)

    @property
    def changes(self) -> CommandField | None:
        """The fields of the fact that is corrected, None where none is."""
        return next((one for one in self.fields if one.name == CHANGES and self.recorded is not None), None)

    @property
    def names(self) -> set[str]:
        """The names of all controls."""
        return {one.name for one in names_in(shown(self.fields, Look(self.draft.typed, self.words)))}

    @property
    def hidden(self) -> list[tuple[str, str]]:
        """What the form carries without asking for it."""
        typed = self.draft.typed
        return [(POSITION, typed[POSITION][0])] if self.recorded is not None and typed.get(POSITION) else []

    async def shown(self, judged: Judged | None = None) -> tuple[list[Shown], bool]:
        """Return the fields as they are shown, and whether some offer a choice only once others are filled in."""
        options, first, nothing = await self._options()
        hints = first | nothing
        look = Look(self.draft.typed, self.words, options=options, names=self._named)
        if judged is not None:
            look = replace(look, errors=judged.errors, meant=judged.meant)
        asked = {name for name, _value in self.hidden}
        found = shown((one for one in self.fields if one.name not in asked), look)
        hinted = [replace(one, hints=[*one.hints, hints[one.name]]) if one.name in hints else one for one in found]
        return hinted, bool(first)

    async def body(self) -> tuple[dict[str, Any], list[Wrong]]:
        """Return the body of the command, and what cannot be read; a correction names what differs alone."""
        body, wrong = body_of(self.fields, self.draft.typed)
        if "effective" in unasked(self.kind):
            body["effective"] = (context_of(self.request.scope).caller or Caller()).today.isoformat()
        if self.draft.things:
            body[self.draft.field] = self.about or self.draft.things[0]
        if ACKNOWLEDGE in self.draft.typed and ACKNOWLEDGE in self.kind.cls.__struct_fields__:
            body[ACKNOWLEDGE] = [int(one) for one in self.draft.typed[ACKNOWLEDGE] if one.isdecimal()]
            parts = (one.partition(" ") for one in self.draft.typed.get(DISPOSITIONS, ()))
            ticked = [(int(at), said) for at, _space, said in parts if at.isdecimal() and int(at) in body[ACKNOWLEDGE]]
            body[DISPOSITIONS] = [{"position": at, "disposition": said} for at, said in ticked]
        if self.recorded is not None and self.changes is not None:
            given = {**self.recorded["data"], "effective": self.recorded["effective"]}
            emptied = {
                one.name: one.default
                for one in self.changes.fields
                if f"{CHANGES}/{one.name}" in self.draft.typed and not one.sealed and given.get(one.name)
            }
            read = emptied | body.get(CHANGES, {})
            changes = {name: value for name, value in read.items() if value != given.get(name)}
            body[CHANGES] = await self._with_ids(changes)
        return body, wrong

    async def judged(self, *, acknowledged: Iterable[int] = ()) -> Judged:
        """Return what the API says to a dry run."""
        body, wrong = await self.body()
        if acknowledged := [*acknowledged]:
            body[ACKNOWLEDGE] = acknowledged
        said = await self.send(body, dry_run=True)
        names = self.names
        unread = {one.field: self.words(one.message, **one.values) for one in wrong} | self.draft.refused
        if said.ok:
            return Judged(said, unread)
        problem: Mapping[str, Any] = said.body
        if self.draft.things and said.status != UNREAD:  # which is said of each thing in the preview
            return Judged(said, unread)
        if problem["type"] == f"{URN}blast-radius":
            return Judged(said, unread, positions=problem["positions"])
        errors, others = pointed(problem, names)
        if self.draft.things:
            others = []
        meant = [_option(one, self.words) for one in problem.get("choices") or ()]
        persons = any(one["kind"] == "person" for one in problem.get("choices") or ())
        at = next(iter(errors), "")
        lists = {one.name for one in self.fields if one.many}
        if not meant or not at or at in lists:
            return Judged(said, errors | unread, others)
        said_so = {} if persons else {at: self.words(WHICH)}
        return Judged(said, errors | said_so | unread, others, meant={at: meant})

    async def send(self, body: Mapping[str, Any], *, dry_run: bool, part: str = "") -> Said:
        """Give the command; the draft's id makes sure that it, or each part of many, is recorded once."""
        headers = {} if dry_run else {"Idempotency-Key": f"{self.draft.id}{part}"}
        query = {"dry_run": "true"} if dry_run else {}
        return await Inside(self.request).post(command_path(self.kind), body, query=query, headers=headers)

    def _named(self, text: str) -> str:
        """Return the name of the body whose id a text is, the text itself where it is none."""
        reader = self.node.reader
        bodies, today = bodies_known(reader, reader.position), (context_of(self.request.scope).caller or Caller()).today
        return bodies.name(text, today)

    async def _with_ids(self, changes: dict[str, Any]) -> dict[str, Any]:
        """Return changes in which the bodies that were typed by name stand by their ids."""
        for one in self.changes.fields if self.changes else ():
            text = changes.get(one.name)
            if one.of == "body" and not one.many and isinstance(text, str):
                found = await Inside(self.request).get(f"{API}/bodies/{quote(text, safe='')}")
                changes[one.name] = found.body["id"] if found.ok else text
        return changes

    async def _options(self) -> tuple[dict[str, list[Option]], dict[str, str], dict[str, str]]:
        """Return by name what there is to choose, what has to be filled in before, and where there is nothing yet."""
        options: dict[str, list[Option]] = {}
        first, hints = dict[str, str](), dict[str, str]()
        beside = {one.of: one for one in self.fields if one.of and not one.many}
        for name, one in _keys(self.fields):
            declared = [(kind, within) for kind, within in self.node.choices if kind == one.of]
            if any(self.kind.name in self.node.choices[found].new for found in declared):
                continue
            inside = next((within for _kind, within in declared if within and within in beside), None)
            typed = self.draft.typed.get(beside[inside].name, [""])[-1] if inside else ""
            if inside and not typed:
                first[name] = self.words(FIRST, label=self.words(beside[inside].label))
                continue
            try:
                within = f"{inside}:{quote(typed, safe='')}" if inside else None
                found = await choices_for(self.request, self.node, one.of, within=within)
            except (NotFound, ApiProblem):
                continue
            if not isinstance(found, Said):
                options[name] = [Option(each.value, each.label, each.note) for each in found]
                if not found and one.required:
                    hints[name] = self.words(NOTHING)
        return options, first, hints


def sentence_of(fact: Mapping[str, Any], words: Words) -> dict[str, Any]:
    """Return what pages say of a fact that the API shows: its sentence, its day, its number."""
    return {"text": fact["sentence"][words.language], "day": fact["effective"], "position": fact["position"]}


def unasked(kind: CommandType) -> frozenset[str]:
    """Return what a form does not ask: what the preview does, the day where anybody may give it, and what is drawn."""
    given = {"effective"} & {*kind.cls.__struct_fields__} if kind.policy.scope == "public" else set()
    return frozenset({ACKNOWLEDGE, DISPOSITIONS, *given, *drawn_fields(kind.cls)})


async def form_of(request: Request[Any, Any, Any], node: Node, draft: Draft) -> Form:
    """Return the form of a draft.

    Raises `NotFound` where its programme is gone, or where what it corrects is not to be seen.
    """
    kind = node.service.catalogue.commands.get(draft.command)
    if kind is None:
        raise NotFound
    fields = [one for one in command_fields(kind, node.service.labels) if one.name not in {*unasked(kind), draft.field}]
    if not issubclass(kind.cls, AboutFact):
        return Form(request, node, kind, draft, fields)
    position = draft.typed.get(POSITION, [""])[0]
    said = await Inside(request).get(f"{API}/log/{quote(position, safe='')}") if position.isdecimal() else None
    if said is None or not said.ok or (fact := node.service.catalogue.facts.get(said.body["type"])) is None:
        raise NotFound
    if not issubclass(kind.cls, Correct):
        return Form(request, node, kind, draft, fields, said.body)
    held = worded(fields_of(fact.cls), fact.cls, fact.programme, node.service.labels)
    able = [replace(one, required=not one.sealed and one.required) for one in held if _can_be_corrected(one, node)]
    group = [replace(one, kind="group", fields=tuple(able)) for one in fields if one.name == CHANGES]
    fields = [*group, *(one for one in fields if one.name != CHANGES)]
    form = Form(request, node, kind, draft, fields, said.body)
    if not any(name.startswith(f"{CHANGES}/") for name in draft.typed):
        open_ = {one.name for one in able if not one.sealed}
        given = {**said.body["data"], "effective": said.body["effective"]}
        known = typed_of(able, {name: value for name, value in given.items() if name in open_}, f"{CHANGES}/")
        form = replace(form, draft=_with(draft, known))
    return form


def _with(draft: Draft, typed: Mapping[str, list[str]]) -> Draft:
    return msgspec.structs.replace(draft, typed={**draft.typed, **typed})


def _can_be_corrected(one: CommandField, node: Node) -> bool:
    """Tell whether a form can ask for a field of a fact: a person or a file is known to it by an id alone."""
    known = {kind for kind, _within in node.choices}
    return one.kind not in ("json", "file") and (one.kind != "key" or one.of == "body" or one.of in known)


def _keys(fields: Iterable[CommandField], at: str = "") -> Iterable[tuple[str, CommandField]]:
    for one in fields:
        if one.kind == "key" and one.of != "body":
            yield f"{at}{one.name}", one
        yield from _keys(one.fields, f"{at}{one.name}/")


def _option(choice: Mapping[str, Any], words: Words) -> Option:
    """Return what may have been meant: a body with its key, a person without the id that nobody knows."""
    is_person = choice["kind"] == "person"
    return Option(choice["id"], words(choice["name"]), "" if is_person else choice["id"])
