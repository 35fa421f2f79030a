"""What somebody may do about a thing: the commands that name one of its kind, each with the address of its form."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from litestar import Request

from fokus_api.auth.policy import API
from fokus_api.face.frame.inside import Inside
from fokus_api.face.records.possible import why_not
from fokus_api.http.request_context import context_of
from fokus_api.routes.command_forms import words_of
from fokus_core.domain.facts import key_fields

__all__ = ["Offer", "offers_about", "offers_at", "offers_of"]

MOST = 1000
JUDGED = 50  # commands of a page that are tried
CORRECTING = ("core.correct", "core.retract")


@dataclass(frozen=True)
class Offer:
    """A command that may be given: what it is called, where its form begins, and why it is not possible today."""

    title: str
    href: str
    why: str = ""


async def offers_about(request: Request[Any, Any, Any], inside: Inside, kind: str, thing: str) -> list[Offer]:
    """Return the commands that the caller may give about a thing, with the thing filled in, the possible ones first."""
    node, caller = request.app.state.node, context_of(request.scope).caller
    found: list[Offer] = []
    for one in await _given(inside, about=kind):
        known = node.service.catalogue.commands.get(one["name"])
        fields = [name for name, key in key_fields(known.cls).items() if key.kind == kind] if known else []
        if known is None or not fields:
            continue
        why = ""
        if caller is not None and caller.actor is not None and len(found) < JUDGED:
            why = await why_not(request, known, fields[0], thing, caller, words_of(request.scope, node, known))
        found.append(Offer(one["title"], _form(one["name"], {fields[0]: thing}), why))
    return sorted(found, key=lambda one: bool(one.why))


async def offers_of(inside: Inside, programme: str) -> list[Offer]:
    """Return the commands of a programme that the caller may give."""
    return [Offer(one["title"], _form(one["name"], {})) for one in await _given(inside, programme=programme)]


async def offers_at(request: Request[Any, Any, Any], inside: Inside, position: int) -> list[Offer]:
    """Return the commands that the caller may give about an entry: those that correct it or take it back."""
    catalogue = request.app.state.node.service.catalogue
    given = {one["name"]: one["title"] for one in await _given(inside, programme="core")}
    return [
        Offer(given[name], _form(name, {"position": str(position)}))
        for name in CORRECTING
        if name in given and "position" in catalogue.commands[name].cls.__struct_fields__
    ]


async def _given(inside: Inside, **asked: str) -> list[dict[str, Any]]:
    said = await inside.get(f"{API}/commands", {**asked, "mine": "true", "limit": MOST})
    return sorted(said.body["items"], key=lambda one: one["title"]) if said.ok else []


def _form(command: str, given: dict[str, str]) -> str:
    programme, _dot, name = command.partition(".")
    return f"/vorgang/{programme}/{name}{'?' * bool(given)}{urlencode(given)}"
