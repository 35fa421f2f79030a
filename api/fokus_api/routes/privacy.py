"""Data protection: the record of processing, what is kept of a person, and the receipts of erasures."""

import asyncio
from collections.abc import Sequence
from typing import Annotated, Any

from litestar import Request, Response
from litestar.di import NamedDependency
from litestar.params import PathParameter
from litestar.response import Stream
from msgspec import Struct

from fokus_api.auth.policy import read
from fokus_api.files.file_kinds import FILE_KINDS
from fokus_api.http.caller import Caller
from fokus_api.http.negotiation import spoken
from fokus_api.http.problems import words_for
from fokus_api.http.rate_limits import EXPORTS
from fokus_api.http.request_context import context_of
from fokus_api.node import Node
from fokus_api.responses.paging import Listing, Page
from fokus_api.responses.privacy import Export, as_text, export_of, in_words
from fokus_api.routes.files import file_answer
from fokus_core.domain.refusals import NotFound
from fokus_core.domain.texts import _
from fokus_core.persons.erasing import EXPORT, READ
from fokus_core.persons.erasure import Erasure, erasure_of, erasures
from fokus_core.persons.matching import MATCH, candidates
from fokus_core.persons.registry import Registry, registry_of
from fokus_core.plugins.texts import Words
from fokus_core.privacy.likeness import Agreement

AnyRequest = Request[Any, Any, Any]
OfPerson = Annotated[str, PathParameter(pattern=r"^[0-9a-f]{32}$", description=_("Kennung der Person."))]


@read("/privacy/registry", policy=READ, live=True, operation_id="core_privacy_registry")
async def registry(request: AnyRequest, node: NamedDependency[Node]) -> Response[Registry]:
    """Show the record of processing: which personal data is kept for what, by which right, and where (Article 30)."""
    words = words_for(request.scope, node.service.texts)
    found = in_words(registry_of(node.service.plugins.programmes), words)
    return Response(found, headers=spoken(words))


@read("/privacy/erasures", title=_("Löschungen"), policy=READ, live=True, operation_id="core_erasures")
async def all_erasures(node: NamedDependency[Node], listing: NamedDependency[Listing]) -> Response[Page[Erasure]]:
    """List the receipts of erasures, those under way included."""
    after = str(listing.after[0]) if listing.after else ""
    found = await asyncio.to_thread(erasures, node.service.state_store, after=after, limit=listing.limit + 1)
    return listing.page(found[: listing.limit], [(one.person,) for one in found], Erasure)


@read("/privacy/erasures/{person_id:str}", policy=READ, live=True, operation_id="core_erasure")
async def erasure(person_id: OfPerson, node: NamedDependency[Node]) -> Erasure:
    """Show the receipt of the erasure of a person: which places were cleared of how many things, and when."""
    found = await asyncio.to_thread(erasure_of, node.service.state_store, person_id)
    if found is None:
        raise NotFound
    return found


@read(
    "/privacy/persons/{person_id:str}/export",
    policy=EXPORT,
    live=True,
    limit=EXPORTS,
    operation_id="core_export_person",
)
async def export(
    request: AnyRequest, person_id: OfPerson, caller: NamedDependency[Caller], node: NamedDependency[Node]
) -> Response[Export]:
    """Export everything that is kept of a person, in clear, with what it is for and who was shown it (Article 15).

    That it was opened is written down.
    """
    found, words = await _exported(request, person_id, caller, node)
    return Response(found, headers=spoken(words))


@read(
    "/privacy/persons/{person_id:str}/export.txt",
    policy=EXPORT,
    live=True,
    limit=EXPORTS,
    operation_id="core_export_person_as_text",
    media_type="text/plain",
)
async def export_text(
    request: AnyRequest, person_id: OfPerson, caller: NamedDependency[Caller], node: NamedDependency[Node]
) -> Response[str]:
    """Export everything that is kept of a person as a text to read; see the export as JSON."""
    found, words = await _exported(request, person_id, caller, node)
    return Response(as_text(found, words), media_type="text/plain; charset=utf-8", headers=spoken(words))


@read(
    "/privacy/persons/{person_id:str}/files/{file:str}",
    policy=EXPORT,
    live=True,
    limit=EXPORTS,
    operation_id="core_export_file",
    binary=tuple(FILE_KINDS),
)
async def export_file(
    request: AnyRequest,
    person_id: OfPerson,
    file: Annotated[str, PathParameter(description=_("Kennung der Datei."))],
    caller: NamedDependency[Caller],
    node: NamedDependency[Node],
) -> Stream:
    """Read a file that a fact about a person names."""
    records = await asyncio.to_thread(node.service.journal.under, f"person:{person_id}")
    naming = next((one for one in records if f"file:{file}" in one.keys), None)
    if naming is None:
        raise NotFound
    return await file_answer(request, caller, node, file, position=naming.position, audience=EXPORT.permission)


async def _exported(request: AnyRequest, person: str, caller: Caller, node: Node) -> tuple[Export, Words]:
    words = words_for(request.scope, node.service.texts)
    context_of(request.scope).opened = True
    found = await asyncio.to_thread(export_of, node.service, node.sentences, person, caller.as_actor.id, words)
    if found is None:
        raise NotFound
    return found, words


class CandidatesView(Struct, frozen=True):
    """Two persons who may be one, and in what they agree: `mail`, `name-and-birth`. Nothing else is told of them."""

    person: str
    other: str
    agree: Sequence[Agreement]


@read(
    "/privacy/candidates",
    title=_("Vielleicht dieselbe Person"),
    policy=MATCH,
    live=True,
    operation_id="core_candidates",
)
async def all_candidates(
    node: NamedDependency[Node], listing: NamedDependency[Listing]
) -> Response[Page[CandidatesView]]:
    """List who may be the same person, until somebody has decided it by `core.match-persons` or its opposite."""
    service = node.service
    found = await asyncio.to_thread(lambda: list(candidates(service.vault, service.journal.under)))
    views = [CandidatesView(one.person, one.other, one.agree) for one in found]
    return listing.of(views, lambda one: (one.person, one.other), CandidatesView)


ROUTES = (all_candidates, registry, all_erasures, erasure, export, export_text, export_file)
