"""What a command decided, on its way into the journal: checked to be its own, in envelopes, and at positions."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date, datetime

import msgspec

from fokus_core.access.grants import AccessGranted, AccessWithdrawn
from fokus_core.corrections.proposals import Proposed
from fokus_core.domain.commands import Command, Outcome, Plan, command_type
from fokus_core.domain.facts import Fact, Meta, Read, Recorded, Source, fact_type, keys_of
from fokus_core.domain.ids import minted
from fokus_core.domain.refusals import Invalid, Refused
from fokus_core.domain.retraction import Replacing, TakingBack
from fokus_core.domain.texts import _
from fokus_core.domain.tracing import trace_here
from fokus_core.journal.request import Request
from fokus_core.journal.ways import recorded_by
from fokus_core.plugins.catalogue import Catalogue
from fokus_core.privacy.sealed import Sealed

NOT_YET = 1 << 60  # from here on lie the positions of what is not appended yet


def fact_of(item: Outcome) -> Fact:
    """Return the fact itself, also where it takes another's place or takes it back."""
    return item if isinstance(item, Fact) else item.fact


def with_fact(item: Outcome, fact: Fact) -> Outcome:
    """Return what was decided with another fact of the same class in it."""
    if isinstance(item, Fact):
        return fact
    return replace(item, fact=fact) if isinstance(item, Replacing) else item


def refuse_strangers(catalogue: Catalogue, command: Command, outcome: Iterable[Outcome]) -> None:
    """Raise `TypeError` when a command yields facts of another programme, of none, or of a kind it does not say.

    Likewise when it gives another's role.
    """
    name, ours = type(command).__name__, command_type(type(command)).programme
    for fact in map(fact_of, outcome):
        kind = fact_type(type(fact))
        if isinstance(fact, AccessGranted | AccessWithdrawn) and ours != "core":
            role = catalogue.roles.get(fact.role)
            if role is None or role.programme != ours:
                raise TypeError(f"{name} of {ours!r} gives the role {fact.role!r}, not its own.")
        if catalogue.facts.get(kind.name) is not kind or kind.programme != ours:
            raise TypeError(f"{name} of {ours!r} yields {kind.name!r}, which is not its own.")
        if not isinstance(fact, recorded_by(type(command))):
            raise TypeError(f"{name} yields {kind.name!r}, which its `decide` does not name.")


def proposal(request: Request, command: Command, persons: Iterable[str]) -> Proposed:
    """Return what is recorded in place of what a second actor must confirm."""
    id_ = minted(request.id, "proposal")
    return Proposed(
        effective=request.today,
        proposal=id_,
        command=command_type(type(command)).name,
        subject=f"proposal-{id_}",
        body=Sealed.of(msgspec.json.encode(command).decode()),
        by=request.by.id,
        persons=tuple(sorted({*persons})),
    )


def refuse_days_to_come(facts: Iterable[Fact], today: date, *, field: str) -> None:
    """Raise `Refused` where something is said to have happened on a day to come."""
    if any(fact_type(type(one)).happened and one.effective > today for one in facts):
        raise Refused("day-to-come", _("Dieser Tag liegt noch vor uns."), field=field)


def refuse_open_days(facts: Iterable[Fact], source: Source | None, *, field: str) -> None:
    """Raise `Invalid` where a source names as the earliest day one after that on which something is true."""
    earliest = source.not_before if source else None
    if earliest is not None and any(one.effective < earliest for one in facts):
        raise Invalid("not-before-later", _("Der früheste Tag darf nicht nach dem eingetragenen liegen."), field=field)


def drafts(
    outcome: Iterable[Outcome], request: Request, read: tuple[Read, ...], plan: Plan, digest: str, at: datetime
) -> list[Recorded[Fact]]:
    """Return an outcome in its envelope, at positions beyond every recorded one.

    What takes the place of an earlier fact keeps that one's source where no other is given.
    """
    given = request.source or plan.source
    made: list[Recorded[Fact]] = []
    for number, item in enumerate(outcome):
        fact, target = fact_of(item), item.target if isinstance(item, Replacing) else None
        meta = Meta(
            id=minted(request.id, str(number)),
            at=at,
            by=request.by.id,
            command=request.id,
            digest=digest,
            read=read or (target.meta.read if target else ()),
            replaces=target.position if target else None,
            place=target.place if target else None,
            cause=plan.cause,
            source=given or (target.meta.source if target else None),
            dispositions=item.dispositions if isinstance(item, TakingBack) else (),
            trace=trace_here(),
        )
        made.append(Recorded(NOT_YET + number, fact_type(type(fact)).name, keys_of(fact), fact, meta))
    return made


def at_positions(positions: Iterable[int], made: Sequence[Recorded[Fact]]) -> list[Recorded[Fact]]:
    """Return drafts at their positions."""
    placed = zip(positions, made, strict=True)
    return [Recorded(position, one.type, one.keys, one.fact, one.meta) for position, one in placed]
