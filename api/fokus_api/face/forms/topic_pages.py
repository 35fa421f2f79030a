"""A form of several topics: the list of what is done and what is to do, and a page for each of them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal

import msgspec
from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath

from fokus_api.auth.signin.csrf import FIELD, demand_no_foreign_page
from fokus_api.face.forms.controls import Look, names_in, shown
from fokus_api.face.forms.form import Form, form_of
from fokus_api.face.forms.form_access import (
    FILLED,
    OPTIONS,
    AnyRequest,
    DraftId,
    bodies_named,
    draft_of,
    drafts_of,
    sent_to,
    way,
)
from fokus_api.face.forms.form_sent import ADD, REMOVE, handed_in, rearranged, sent_by
from fokus_api.face.forms.judged import Judged
from fokus_api.face.forms.remarks import above, at_fields, remarks_beside
from fokus_api.face.forms.unfilled import unfilled
from fokus_api.http.caller import Caller
from fokus_api.node import Node
from fokus_api.pages.frame import Step, frame_of
from fokus_api.pages.pages import page
from fokus_api.routes.command_files import files_path
from fokus_api.routes.command_forms import title_of
from fokus_core.domain.refusals import NotFound
from fokus_core.domain.texts import _
from fokus_core.domain.topics import Topic

__all__ = ["LONGEST", "fill_in_topic", "show_topic", "topic_list"]

LONGEST = 32_000_000  # bytes of a page with its files
State = Literal["open", "wrong", "done"]


@dataclass(frozen=True)
class Listed:
    """A topic in the list: how it stands, and what is wrong in it, each with where it is to be mended."""

    topic: Topic
    title: str
    href: str
    state: State
    wrong: Sequence[tuple[str, str, str]] = ()


async def topic_list(request: AnyRequest, form: Form) -> Response[str]:
    """Return the list of a form's topics; once all are filled in, it is said what the rules say to it."""
    draft, words, topics = form.draft, form.words, form.kind.cls.form_topics
    whole = {one.id for one in topics} <= {*draft.filled}
    judged = await form.judged() if whole or draft.tried else None
    good = judged is not None and judged.good
    judged = judged and judged.and_unsent(draft.unsent)
    errors = judged.errors if judged else await unfilled(form)
    listed = [_listed(form, one, errors) for one in topics]
    others = list(judged.others) if judged else []
    frame, title = frame_of(request), title_of(form.kind, words)
    wrong = [one for topic in listed for one in topic.wrong] if whole or draft.tried else []
    return page(
        200,
        "topics.html",
        frame,
        title=title,
        page_title=frame.words(_("Fehler: {title}"), title=title) if wrong or others else title,
        way=way(form, title),
        draft=draft,
        topics=listed,
        remarks=above(await remarks_beside(form)),
        done=sum(one.state == "done" for one in listed),
        ready=whole and good,
        wrong=wrong,
        others=others,
        hidden=[(FIELD, frame.csrf)] if frame.csrf else [],
        own=bool(frame.account),
        sent=request.query_params.get("link", ""),
    )


@get("/entwurf/{draft_id:str}/thema/{topic:str}", opt=OPTIONS.opt, include_in_schema=False)
async def show_topic(
    request: AnyRequest,
    draft_id: DraftId,
    topic: FromPath[str],
    node: NamedDependency[Node],
    caller: NamedDependency[Caller],
) -> Response[Any]:
    """Show the fields of a topic with what was typed and, once it was sent, with what is wrong."""
    draft = draft_of(request, node, caller, draft_id)
    if draft.receipt is not None:
        return sent_to(f"/beleg/{draft.id}")
    whole = await form_of(request, node, draft)
    at, form = _part(whole, topic)
    topics, words = form.kind.cls.form_topics, form.words
    told = (await _told(whole)).and_unsent(draft.unsent) if topic in draft.filled else None
    fields, waits = await form.shown(told)
    remarks = await remarks_beside(whole)
    fields = at_fields(fields, remarks)
    named = {one.name: one for one in names_in(fields)}
    wrong = [(named[name], text) for name, text in told.errors.items() if name in named] if told else []
    frame, title = frame_of(request), words(topics[at].title)
    called = title_of(form.kind, words)
    steps = [*way(form, called)[:-1], Step(called, f"/entwurf/{draft.id}"), Step(title, "")]
    return page(
        200,
        "topic.html",
        frame,
        title=title,
        page_title=frame.words(_("Fehler: {title}"), title=title) if wrong else f"{title} – {called}",
        way=steps,
        draft=draft,
        topic=topics[at],
        text=words(topics[at].text),
        remarks=above(remarks) if _says_beside(whole, topics[at]) else [],
        number=at + 1,
        all=len(topics),
        fields=fields,
        hidden=[(FIELD, frame.csrf)] if frame.csrf else [],
        wrong=wrong,
        files=any(one.control == "file" for one in named.values()) or _has_files(form),
        waits=waits,
        bodies=bodies_named(request, node) if any(one.control == "body" for one in named.values()) else [],
    )


@post(
    "/entwurf/{draft_id:str}/thema/{topic:str}",
    opt=FILLED.opt,
    include_in_schema=False,
    status_code=303,
    request_max_body_size=LONGEST,
)
async def fill_in_topic(
    request: AnyRequest,
    draft_id: DraftId,
    topic: FromPath[str],
    node: NamedDependency[Node],
    caller: NamedDependency[Caller],
) -> Response[Any]:
    """Keep what was typed in a topic before anything else, and go on to the next, or stay where something is wrong."""
    if not caller.session:
        demand_no_foreign_page(request.scope)
    draft, drafts = draft_of(request, node, caller, draft_id), drafts_of(node)
    if draft.receipt is not None:
        return sent_to(f"/beleg/{draft.id}")
    whole = await form_of(request, node, draft)
    at, form = _part(whole, topic)
    topics = form.kind.cls.form_topics
    sent = await request.form()
    own, files = sent_by((name, value) for name, value in sent.multi_items() if _within(topics[at], name))
    typed = {name: texts for name, texts in draft.typed.items() if not _within(topics[at], name)} | own
    refused = {name: text for name, text in draft.refused.items() if not _within(topics[at], name)}
    kept, why = await handed_in(request, files, files_path(form.kind)) if files else ({}, {})
    draft = msgspec.structs.replace(draft, typed=typed | kept, refused=refused | why, unsent={})
    here = f"/entwurf/{draft.id}/thema/{topic}"
    if REMOVE in sent or ADD in sent:
        found, target = rearranged(form, draft.typed, str(sent.get(ADD) or ""), str(sent.get(REMOVE) or ""))
        drafts.keep(msgspec.structs.replace(draft, typed=found))
        return sent_to(f"{here}#{target}")
    filled = tuple(one.id for one in topics if one.id in draft.filled or one.id == topic)
    draft = drafts.keep(msgspec.structs.replace(draft, filled=filled))
    told = await _told(await form_of(request, node, draft))
    if any(_within(topics[at], name) for name in told.errors):
        return sent_to(f"{here}#fehler")
    following = next((one.id for one in topics[at + 1 :] if one.id not in filled), "")
    return sent_to(f"/entwurf/{draft.id}{f'/thema/{following}' if following else ''}")


async def _told(form: Form) -> Judged:
    """Return what is wrong in a form, by the rules once all of it was filled in, until then by its fields alone."""
    whole = {one.id for one in form.kind.cls.form_topics} <= {*form.draft.filled}
    return await form.judged() if whole else Judged(None, await unfilled(form))


def _part(form: Form, topic: str) -> tuple[int, Form]:
    """Return the number of a topic and the form of its fields alone; raises `NotFound`."""
    topics = form.kind.cls.form_topics
    at = next((number for number, one in enumerate(topics) if one.id == topic), None)
    if at is None:
        raise NotFound
    named = {one.name: one for one in form.fields}
    return at, replace(form, fields=[named[name] for name in topics[at].fields if name in named])


def _listed(form: Form, topic: Topic, errors: Mapping[str, str]) -> Listed:
    href = f"/entwurf/{form.draft.id}/thema/{topic.id}"
    named = {one.name: one for one in names_in(shown(form.fields, Look(form.draft.typed, form.words)))}
    wrong = [
        (named[name].label if name in named else "", text, f"{href}#f-{name.replace('/', '-')}")
        for name, text in errors.items()
        if _within(topic, name)
    ]
    state: State = "open" if topic.id not in form.draft.filled else "wrong" if wrong else "done"
    return Listed(topic, form.words(topic.title), href, state, wrong)


def _within(topic: Topic, name: str) -> bool:
    return name.partition("/")[0] in topic.fields


def _says_beside(form: Form, topic: Topic) -> bool:
    """Tell whether what is said beside the form is about a field of a topic."""
    beside = form.kind.cls.beside
    return beside is not None and any(_within(topic, name) for name in beside.fields)


def _has_files(form: Form) -> bool:
    """Tell whether a part that can be added holds a file."""
    return any(inner.kind == "file" for one in form.fields for inner in one.fields)
