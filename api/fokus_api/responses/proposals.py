"""Open proposals as they look from outside: what was asked for, in clear, and what it would record now."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

import msgspec

from fokus_api.responses.sentences import Rendered, Sentences
from fokus_api.responses.views import data_of
from fokus_core.bodies.names import Bodies
from fokus_core.domain.commands import command_type
from fokus_core.journal.preview import Preview
from fokus_core.plugins.catalogue import Catalogue
from fokus_core.plugins.texts import Words


class Refusal(msgspec.Struct, frozen=True):
    """Why a command would be refused now: a stable slug, and a German sentence."""

    slug: str
    detail: str


class ProposedFact(msgspec.Struct, frozen=True, kw_only=True):
    """A fact as it would be recorded now; a personal field reads `{"sealed": true}`, and ids are yet to be given."""

    type: str
    effective: date
    keys: Sequence[str]
    data: dict[str, Any]
    sentence: Rendered


class ProposalView(msgspec.Struct, frozen=True, kw_only=True):
    """A command that waits for a second actor: its name, what it does, who proposed it when, and its fields in clear.

    `facts` is what it would record now, or `refusal` says why nothing. `fields` is null where they were erased.
    `confirmable` unless it is the caller's own.
    """

    proposal: str
    position: int
    at: datetime
    by: str
    command: str
    title: str
    fields: dict[str, Any] | None
    facts: Sequence[ProposedFact]
    refusal: Refusal | None
    confirmable: bool


def proposal_view(
    found: Preview,
    opened: Mapping[str, Any],
    catalogue: Catalogue,
    sentences: Sentences,
    bodies: Bodies,
    words: Words,
) -> ProposalView:
    """Return an open proposal as it looks from outside, with its sealed fields as they were `opened`."""
    fact, meta = found.record.fact, found.record.meta
    cls = catalogue.command(fact.command)
    return ProposalView(
        proposal=fact.proposal,
        position=found.record.position,
        at=meta.at,
        by=fact.by,
        command=fact.command,
        title=(cls.__doc__ or "").partition("\n")[0] if cls else "",
        fields=None if opened["body"] is None else msgspec.json.decode(opened["body"], type=dict[str, Any]),
        facts=[
            ProposedFact(
                type=record.type,
                effective=record.fact.effective,
                keys=record.keys,
                data=data_of(record.fact),
                sentence=sentences.of(record, bodies),
            )
            for record in found.facts
        ],
        refusal=Refusal(refused.slug, words(refused.message, **refused.values)) if (refused := found.refused) else None,
        confirmable=not found.own,
    )


def permission_of(found: Preview, catalogue: Catalogue) -> str:
    """Return the permission that the proposed command asks, by which its fields are opened."""
    cls = catalogue.command(found.record.fact.command)
    return command_type(cls).policy.permission if cls else ""
