"""The inbox: proposals that wait for a second person, what the programmes say is to be done, and one's own drafts."""

import asyncio
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, date, datetime
from itertools import islice
from typing import Any
from urllib.parse import urlencode

import msgspec
from litestar import Request, Response
from litestar.di import NamedDependency

from fokus_api.auth.policy import API, SIGNED_IN, read
from fokus_api.face.desks.barriers import Barrier, Barriers
from fokus_api.face.forms.choosing import DAY
from fokus_api.face.forms.drafts import Draft, Drafts
from fokus_api.face.frame.inside import Inside
from fokus_api.http.caller import Caller
from fokus_api.http.negotiation import language, spoken
from fokus_api.node import Node
from fokus_api.plugins.tasks import Task
from fokus_api.responses.paging import Listing, Page
from fokus_api.routes.command_forms import title_of, words_of
from fokus_core.bodies.names import Bodies
from fokus_core.domain.commands import CommandType
from fokus_core.domain.refusals import NotFound
from fokus_core.domain.texts import _
from fokus_core.journal.preview import Preview, preview
from fokus_core.journal.request import Receipt
from fokus_core.plugins.texts import Words, placeholders
from fokus_projections import Reader, open_proposals

__all__ = ["TaskView", "inbox"]

OPERATE = "core.operate"
MOST = 100  # of each kind that are shown
LAST = "9999-12-31"


class TaskAction(msgspec.Struct, frozen=True):
    """What can be done, and the page on which it is."""

    title: str
    href: str


class TaskView(msgspec.Struct, frozen=True, kw_only=True):
    """Something that waits for the caller: `kind` is `proposal`, `barrier`, `draft`, or a programme's task by name.

    `due` is the day by which, null where there is none. The first of the `actions` is the usual one.
    """

    kind: str
    title: str
    why: str
    due: date | None
    overdue: bool
    actions: Sequence[TaskAction]


@read("/inbox", title=_("Aufgaben"), policy=SIGNED_IN, live=True, operation_id="core_inbox")
async def inbox(
    request: Request[Any, Any, Any],
    node: NamedDependency[Node],
    caller: NamedDependency[Caller],
    reader: NamedDependency[Reader],
    listing: NamedDependency[Listing],
) -> Response[Page[TaskView]]:
    """List what waits for the caller, what is due first: proposals, deadlines of the programmes, drafts of forms."""
    words = Words(node.service.texts, language(request.scope))
    bodies = await asyncio.to_thread(node.service.journal.bodies)
    ids = open_proposals(reader, after=0)
    found = await asyncio.to_thread(lambda: list(islice(_proposals(node, caller, ids), MOST)))
    tasks = [view for one in found if (view := _proposal(one, node, caller, bodies, request)) is not None]
    for task in node.tasks:
        tasks += await _waiting(request, task, node, caller)
    if node.access.reach(caller, OPERATE).everything:
        tasks += [_barrier(one, words, caller) for one in Barriers(node.service.state_store, node.service.vault).open()]
    tasks += [_draft(one, kind, request, node) for one, kind in _drafts(node, caller)]
    answer = listing.of(tasks, _mark, TaskView)
    answer.headers.update({"Cache-Control": "no-store", **spoken(words)})
    return answer


def _mark(one: TaskView) -> tuple[str, bool, str, str]:
    return (one.due.isoformat() if one.due else LAST, one.kind == "draft", one.title, one.actions[0].href)


def _proposals(node: Node, caller: Caller, ids: Iterator[str] | Sequence[str]) -> Iterator[Preview]:
    for one in ids:
        try:
            yield preview(node.service.journal, one, caller.as_actor)
        except NotFound:
            continue


def _proposal(
    found: Preview, node: Node, caller: Caller, bodies: Bodies, request: Request[Any, Any, Any]
) -> TaskView | None:
    """Return a proposal as it waits; what it would record is told as far as a receipt would tell it."""
    kind = node.service.catalogue.commands.get(found.record.fact.command)
    if kind is None:
        return None
    words = words_of(request.scope, node, kind)
    told = node.audiences.told(caller, Receipt(found.record.position, found.facts)).facts
    sentences = [node.sentences.of(one, bodies) for one in told]
    why = " ".join(one[words.language] for one in sentences)
    query = urlencode({"proposal": found.record.fact.proposal})
    drop = TaskAction(words(_("Vorschlag verwerfen")), f"/vorgang/core/drop-proposal?{query}")
    confirm = TaskAction(words(_("Prüfen und freigeben")), f"/vorgang/core/confirm?{query}")
    title = _("Ihr Vorschlag wartet auf Freigabe: {title}") if found.own else _("Zur Freigabe: {title}")
    return TaskView(
        kind="proposal",
        title=words(title, title=title_of(kind, words)),
        why=why,
        due=None,
        overdue=False,
        actions=[drop] if found.own else [confirm, drop],
    )


async def _waiting(request: Request[Any, Any, Any], task: Task, node: Node, caller: Caller) -> list[TaskView]:
    """Return what waits by a programme's task; nothing for whoever may not read it or do it."""
    kind = node.service.catalogue.commands[task.command]
    if not node.access.may_give(caller, kind):
        return []
    found: list[TaskView] = []
    for path, fixed in _places(task, kind, node, caller):
        said = await Inside(request).get(f"{API}/{path}", {**task.query, "limit": str(MOST)})
        found += [_task(row, task, fixed, request, node, caller) for row in said.body["items"]] if said.ok else []
    return found


def _places(task: Task, kind: CommandType, node: Node, caller: Caller) -> Iterator[tuple[str, dict[str, str]]]:
    """Yield where a task's list is asked: once, or for each thing of the caller's own that its path names."""
    inside = next(iter(placeholders(task.path)), None)
    if inside is None:
        yield task.path, {}
        return
    things = node.access.reach(caller, kind.policy.permission).things.get(inside, frozenset())
    for one in sorted(things)[:MOST]:
        yield task.path.replace(f"{{{inside}}}", one), {inside: one}


def _task(
    row: Mapping[str, Any],
    task: Task,
    fixed: Mapping[str, str],
    request: Request[Any, Any, Any],
    node: Node,
    caller: Caller,
) -> TaskView:
    kind = node.service.catalogue.commands[task.command]
    words = words_of(request.scope, node, kind)
    due = date.fromisoformat(row[task.due]) if task.due and row[task.due] else None

    def said(text: str) -> str:
        return words(text, **{name: _value(row[name]) for name in placeholders(text)}) if text else ""

    query = urlencode({**fixed, **{name: row[column] for name, column in task.fields.items()}})
    href = f"/vorgang/{task.command.replace('.', '/')}?{query}"
    return TaskView(
        kind=task.name,
        title=said(task.title),
        why=said(task.why),
        due=due,
        overdue=due is not None and due < caller.today,
        actions=[TaskAction(title_of(kind, words), href)],
    )


def _drafts(node: Node, caller: Caller) -> Iterator[tuple[Draft, CommandType]]:
    for one in Drafts(node.service.state_store, node.service.vault).of(f"actor:{caller.actor}"):
        kind = node.service.catalogue.commands.get(one.command)
        if kind is not None:
            yield one, kind


def _draft(draft: Draft, kind: CommandType, request: Request[Any, Any, Any], node: Node) -> TaskView:
    words = words_of(request.scope, node, kind)
    action = TaskAction(words(_("Weiterschreiben")), f"/entwurf/{draft.id}")
    why = words(_("Zuletzt geändert: {time}"), time=datetime.fromtimestamp(draft.changed, UTC))
    return TaskView(kind="draft", title=title_of(kind, words), why=why, due=None, overdue=False, actions=[action])


def _barrier(case: Barrier, words: Words, caller: Caller) -> TaskView:
    """Return the report of a barrier as it waits; what somebody wrote stands on its own page alone."""
    return TaskView(
        kind="barrier",
        title=words(_("Gemeldete Barriere beantworten")),
        why=words(_("Gemeldet am {day}"), day=case.reported),
        due=case.due,
        overdue=case.due < caller.today,
        actions=[TaskAction(words(_("Ansehen")), f"/barrieren/{case.id}")],
    )


def _value(value: Any) -> Any:
    return date.fromisoformat(value) if isinstance(value, str) and DAY.fullmatch(value) else value
