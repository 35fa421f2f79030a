"""Actors: who acts, and the ids under which the house itself does."""

from dataclasses import dataclass
from typing import Annotated

from msgspec import Meta

from fokus_core.domain.facts import Key
from fokus_core.domain.refusals import Refused
from fokus_core.domain.texts import _

ActorId = Annotated[
    str, Key("actor"), Meta(pattern=r"^[a-z0-9][a-z0-9-]{1,62}$", description="Id of an actor; no personal data")
]


@dataclass(frozen=True)
class Actor:
    """Who acts. `trusted` actors sit at the machine itself; their commands are judged by the rules alone.

    Where `roles` or `scopes` name some, the actor acts by those of its roles, and within those scopes, alone.
    """

    id: str
    trusted: bool = False
    roles: tuple[str, ...] = ()
    scopes: tuple[str, ...] = ()


CONSOLE = Actor("console", trusted=True)  # the trusted person at the machine itself
PUBLIC_ACTOR = Actor("public")
RESERVED = frozenset({"console", "core", "documented-history", "link", "public"})


def refuse_reserved(actor: str) -> None:
    """Raise `Refused` for the ids under which the house itself acts."""
    if actor in RESERVED:
        raise Refused("reserved-actor", _("Diese Kennung ist vergeben. Wählen Sie ein anderes Konto."), field="actor")
