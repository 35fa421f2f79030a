"""Going on later: a link to a draft by mail, and the page from which another browser takes the draft over."""

import asyncio
from typing import Annotated, Any

import msgspec
from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import PathParameter

from fokus_api.auth.signin.csrf import demand_no_foreign_page
from fokus_api.face.forms.form_access import FILLED, OPTIONS, AnyRequest, DraftId, draft_of, drafts_of, sent_to
from fokus_api.face.frame.owners import new_owner
from fokus_api.http.caller import Caller
from fokus_api.http.problems import ApiProblem
from fokus_api.http.rate_limits import DRAFT_LINKS
from fokus_api.node import Node
from fokus_api.pages.frame import frame_of
from fokus_api.pages.pages import page
from fokus_api.routes.command_forms import title_of, words_of
from fokus_core.domain.texts import _
from fokus_core.domain.words import Unreadable
from fokus_core.mail.address import address_of
from fokus_core.mail.message import MailDelayed, MailRefused, MailUnavailable, compose, message_id
from fokus_core.plugins.texts import Words

__all__ = ["come_back", "mail_link", "take_over"]

Secret = Annotated[str, PathParameter(pattern=r"^[A-Za-z0-9_-]{32}$")]
MAILED = msgspec.structs.replace(FILLED, limit=DRAFT_LINKS)
BEHIND = msgspec.structs.replace(OPTIONS, secret=True)
TAKEN = msgspec.structs.replace(FILLED, secret=True)
SUBJECT = _("Ihr Entwurf: {title}")
HELLO = _("Guten Tag,")
HERE = _("hier machen Sie mit Ihrem Entwurf weiter:")
LASTS = _("Der Link gilt 30 Tage. Geben Sie ihn nicht weiter: Wer ihn hat, kann Ihre Angaben lesen.")
NOT_YOU = _("Haben Sie das nicht angefordert? Dann brauchen Sie nichts zu tun.")
ENGLISH = "--- English ---"


@post("/entwurf/{draft_id:str}/link", opt=MAILED.opt, include_in_schema=False, status_code=303)
async def mail_link(
    request: AnyRequest, draft_id: DraftId, node: NamedDependency[Node], caller: NamedDependency[Caller]
) -> Response[Any]:
    """Mail a link to a draft, at once and without keeping the address; whoever asked is told whether it went out."""
    if not caller.session:
        demand_no_foreign_page(request.scope)
    draft = draft_of(request, node, caller, draft_id)
    address = str((await request.form()).get("mail") or "").strip()
    try:
        address_of(address)
    except Unreadable:
        return sent_to(f"/entwurf/{draft.id}?link=adresse#link")
    try:
        await node.limits.admit_to(DRAFT_LINKS, address.casefold())
        kind = node.service.catalogue.commands[draft.command]
        secret = await asyncio.to_thread(drafts_of(node).way_back, draft)
        await asyncio.to_thread(_send, node, address, title_of(kind, words_of(request.scope, node, kind)), secret)
    except (MailUnavailable, MailDelayed, MailRefused):
        return sent_to(f"/entwurf/{draft.id}?link=spaeter#link")
    return sent_to(f"/entwurf/{draft.id}?link=gesendet#link")


@get("/weiter/{secret:str}", opt=BEHIND.opt, include_in_schema=False)
async def come_back(request: AnyRequest, secret: Secret, node: NamedDependency[Node]) -> Response[Any]:
    """Show that a draft waits behind a link, and nothing of what was typed; nothing changes."""
    frame = frame_of(request)
    draft = await asyncio.to_thread(drafts_of(node).behind, secret)
    kind = None if draft is None else node.service.catalogue.commands.get(draft.command)
    if draft is None or kind is None:
        raise ApiProblem("link-gone")
    title = title_of(kind, words_of(request.scope, node, kind))
    return page(200, "come_back.html", frame, title=title, secret=secret)


@post("/weiter/{secret:str}", opt=TAKEN.opt, include_in_schema=False, status_code=303)
async def take_over(
    request: AnyRequest, secret: Secret, node: NamedDependency[Node], caller: NamedDependency[Caller]
) -> Response[Any]:
    """Make a draft that of the browser that asks, and go on with it."""
    if not caller.session:
        demand_no_foreign_page(request.scope)
    draft = await asyncio.to_thread(drafts_of(node).behind, secret)
    if draft is None:
        raise ApiProblem("link-gone")
    owner, cookie = new_owner(request.scope, node, caller)
    await asyncio.to_thread(drafts_of(node).hand_over, draft, owner)
    return sent_to(f"/entwurf/{draft.id}", *([cookie] if cookie else []))


def _send(node: Node, address: str, title: str, secret: str) -> None:
    """Hand the message over; raises `MailUnavailable`, `MailDelayed`, `MailRefused`."""
    service = node.service
    link = f"{service.settings.public_url}/weiter/{secret}"
    german, english = Words(service.texts, "de"), Words(service.texts, "en")
    halves = ["\n\n".join([say(HELLO), say(HERE), link, say(LASTS), say(NOT_YOU)]) for say in (german, english)]
    sender = service.mailer.sender
    message = compose(
        id=message_id(sender, "draft-link", secret),
        at=service.journal.now(),
        sender=sender,
        to=address,
        subject=german(SUBJECT, title=title),
        text=f"{halves[0]}\n\n{ENGLISH}\n\n{halves[1]}\n",
    )
    with service.mailer.session() as session:
        session.send(message)
