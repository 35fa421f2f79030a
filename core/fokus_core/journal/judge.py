"""Whether an actor may do what is asked, by the grants that were read with the decision."""

from collections.abc import Iterable, Sequence
from functools import lru_cache

from fokus_core.access.actor import Actor
from fokus_core.access.grants import AccessGranted, AccessWithdrawn, Grant, grants_of, narrowed, permitted
from fokus_core.bodies.register import Register
from fokus_core.domain.commands import Asked, Command, command_type
from fokus_core.domain.facts import Fact, Recorded, in_effective_order
from fokus_core.domain.pointers import blamed
from fokus_core.domain.refusals import Forbidden, NotFound
from fokus_core.journal.engines.store import Item, Row
from fokus_core.journal.reading import KEPT, Reader
from fokus_core.journal.request import Request
from fokus_core.plugins.catalogue import Catalogue


class Judge:
    """Judges requests; what the grants of an actor come to is kept, because every command of theirs reads them."""

    def __init__(self, catalogue: Catalogue, reader: Reader) -> None:
        self._catalogue = catalogue
        self._reader = reader
        self._types = catalogue.names(AccessGranted, AccessWithdrawn)
        self._fold = lru_cache(KEPT)(self._folded)

    def line(self, actor: Actor) -> Item:
        """Return the query line of an actor's grants."""
        return Item(f"actor:{actor.id}", self._types)

    def __call__(self, asked: Iterable[Asked], request: Request, register: Register, rows: Sequence[Row]) -> None:
        """Raise `Forbidden`, or `NotFound` where that there is something is hidden; `rows` hold the actor's grants."""
        if request.by.trusted:
            return
        today, permissions = request.today, self._catalogue.permissions

        def within(body: str, upper: str) -> bool:
            return register.exists(body, today) and register.is_within(body, upper, today)

        key, types = self.line(request.by)
        held = self._fold(tuple([row for row in rows if key in row.keys and row.type in types]))
        grants = narrowed(held, request.by, within)
        for one in asked:
            known = not one.permission or one.permission in permissions
            if not known or not permitted(grants, one, permissions, within, on=today):
                scope = command_type(type(request.command)).policy.scope
                raise NotFound(field=blamed(request.command, "", scope)) if one.hidden else Forbidden

    def _folded(self, rows: tuple[Row, ...]) -> list[Grant]:
        return grants_of(record.fact for record in in_effective_order(list(map(self._reader.decode, rows))))


def asked_then(command: Command, recorded: Sequence[Recorded[Fact]]) -> Asked:
    """Return what a repeated command asks whose names mean nothing any more: for the things its facts are about."""
    kind = command_type(type(command))
    things = dict(key.split(":", 1) for record in recorded for key in record.keys)
    return Asked(kind.policy.permission, kind.programme, things)
