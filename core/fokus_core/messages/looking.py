"""What a message is about: the standing facts around its occasion, and the values in them, opened or in clear."""

from collections.abc import Iterator
from typing import Any

from fokus_core.access.actor import Actor
from fokus_core.domain import clock
from fokus_core.domain.commands import Command
from fokus_core.domain.facts import Fact, Recorded, key_fields, keys_of
from fokus_core.domain.messages import Message, Occasion
from fokus_core.domain.refusals import Refused
from fokus_core.domain.retraction import FactRetracted
from fokus_core.domain.said import Named
from fokus_core.domain.statutes import standing
from fokus_core.privacy.personal import personal_fields
from fokus_core.privacy.sealed import ERASED
from fokus_core.privacy.sealing import open_sealed

__all__ = ["delivery_of", "occasion_of", "persons_in", "plain", "stands", "under", "value_at"]


def delivery_of(message: Message, record: Recorded[Any]) -> str:
    """Return the name under which the outbox knows a message about a fact; it holds data of whom the fact names."""
    return "-".join((record.meta.id, message.id, *persons_in(record.fact)))


def persons_in(fact: Fact) -> Iterator[str]:
    """Yield the persons that a fact names."""
    for name, key in key_fields(type(fact)).items():
        value = getattr(fact, name)
        if key.kind == "person" and isinstance(value, str):
            yield value


def plain(fact: Fact) -> dict[str, Any]:
    """Return the fields that are not sealed; a body as it is called."""
    sealed = {one.name for one in personal_fields(type(fact))}
    kinds = {name: key.kind for name, key in key_fields(type(fact)).items()}
    found = {name: getattr(fact, name) for name in fact.__struct_fields__ if name not in sealed}
    return {
        name: Named(value, "nominative") if kinds.get(name) == "body" and value else value
        for name, value in found.items()
    }


def value_at(occasion: Occasion, record: Recorded[Any], path: str) -> Any:
    """Return what lies in a sealed field, or behind its dot; None where there is nothing, `ERASED` where it was."""
    field, _dot, inner = path.partition(".")
    if not field or getattr(record.fact, field) is None:
        return None
    value = occasion.open(record, field)
    return getattr(value, inner) if inner and value is not ERASED else value


def occasion_of(record: Recorded[Any], journal: Any) -> Occasion:
    """Return a fact as an occasion, today."""

    def opened(one: Recorded[Any], field: str) -> Any:
        held = getattr(one.fact, field)
        cls: type[Fact] = type(one.fact)
        kinds = {marked.name: marked.type for marked in personal_fields(cls)}
        return held and open_sealed(held, kinds[field], one.meta.id, field, journal.vault)

    def may(actor: Actor, command: Command) -> bool:
        try:
            journal.handle(command, by=actor, dry_run=True)
        except Refused:
            return False
        return True

    return Occasion(record, clock.day_of(journal.now()), lambda key, *types: under(journal, key, *types), opened, may)


def under(journal: Any, key: str, *types: type[Any]) -> list[Recorded[Any]]:
    """Return the standing facts under a key, of some classes or all."""
    return list(standing(journal.under(key, *types, *((FactRetracted,) if types else ()))))


def stands(record: Recorded[Any], journal: Any) -> bool:
    """Tell whether a fact was not taken back."""
    key = keys_of(record.fact)[0]
    return any(one.position == record.position for one in under(journal, key, type(record.fact)))
