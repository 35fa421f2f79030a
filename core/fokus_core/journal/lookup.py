"""What commands about other commands or facts may look up in the journal."""

from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import datetime
from typing import Any, cast

import msgspec

from fokus_core.bodies.facts import BODY_CHANGES, PartyRegistered
from fokus_core.bodies.names import Bodies
from fokus_core.domain.commands import Command, asked_by, command_type
from fokus_core.domain.dates import refuse_out_of_range
from fokus_core.domain.facts import NOBODY, F, Fact, Recorded, fact_type, key_fields
from fokus_core.domain.input import read_json
from fokus_core.domain.messages import Message
from fokus_core.domain.policy import Asked, Policy
from fokus_core.domain.processing import Purpose
from fokus_core.domain.reads import Reads
from fokus_core.domain.refusals import Invalid, pointing
from fokus_core.domain.roles import Role
from fokus_core.domain.texts import _
from fokus_core.journal.codec import Codec
from fokus_core.journal.engines.store import Item, Store
from fokus_core.journal.relying import Relying
from fokus_core.journal.request import Request
from fokus_core.journal.ways import only_ends
from fokus_core.plugins.catalogue import Catalogue
from fokus_core.privacy import Vault
from fokus_core.privacy.persons import refuse_given_ids, settle_persons
from fokus_core.privacy.sealed import Sealed
from fokus_core.privacy.sealing import open_sealed


class JournalLookup:
    """Look-ups by position, key and command; raises what the store raises."""

    def __init__(
        self,
        store: Store,
        catalogue: Catalogue,
        codec: Codec,
        vault: Vault,
        *,
        request: Request,
        now: datetime,
        bodies: Bodies,
        relying: Relying,
        may: Callable[[Asked], bool],
    ) -> None:
        self._may = may
        self.store = store
        self.catalogue = catalogue
        self.codec = codec
        self.vault = vault
        self.actor = request.by.id
        self.narrowed = bool(request.by.roles or request.by.scopes)
        self.trusted = request.by.trusted
        self.roles: Mapping[str, Role] = catalogue.roles
        self.programmes: Collection[str] = catalogue.programmes.keys()
        self.facts: Collection[str] = catalogue.current.keys()
        self.categories: Mapping[str, Purpose] = catalogue.categories
        self.messages: Mapping[str, Message] = catalogue.messages
        self.today = request.today
        self.now = now
        self.bodies = bodies
        self._command_id = request.id
        self._relying = relying
        self._asking = request.asking

    def reads_of(self, command: Command) -> Reads:
        """Return what a command says it reads, or else what follows from the fact it is recorded as."""
        return self.catalogue.reads_of(type(command))

    def recorded(self, position: int) -> Recorded[Fact] | None:
        """Return the fact at a position, retracted or not."""
        found = self.store.follow(after=position - 1, limit=1)
        return self.codec.decode(found[0]) if found and found[0].position == position else None

    def under(self, key: str, *types: type[F]) -> list[Recorded[F]]:
        """Return the facts of these classes that carry a key, retracted or not."""
        rows, _head = self.store.select([Item(key, self.catalogue.names(*types))])
        return [cast("Recorded[F]", self.codec.decode(row)) for row in rows]

    def read(self, item: Item) -> list[Recorded[Fact]]:
        """Return the facts that match a line, as they are read now."""
        return [self.codec.decode(row) for row in self.store.select([item])[0]]

    def of_command(self, command_id: str) -> list[Recorded[Fact]]:
        """Return the facts a command recorded, which its id names or the position of one of them."""
        if command_id.isascii() and command_id.isdigit():
            found = self.recorded(int(command_id))
            command_id = "" if found is None else found.meta.command
        rows, _head = self.store.select([Item(f"command:{command_id}")])
        return [self.codec.decode(row) for row in rows]

    def relying_on(self, targets: Sequence[Recorded[Fact]]) -> list[int]:
        """Return the positions of later facts whose command read one of the targets, unless they were taken back."""
        return [one.position for one in self._relying.on(targets).records]

    def asked_everywhere(self, name: str) -> Asked:
        """Return what a command asks of somebody who may give it about anything; nobody may give one that is gone."""
        cls = self.catalogue.command(name)
        policy = command_type(cls).policy if cls else Policy(NOBODY.permission)
        return Asked(policy.permission or NOBODY.permission, "" if policy.scope == "state" else name.partition(".")[0])

    def inner(self, name: str, body: bytes, *, settled: bool = False) -> Command:
        """Return a command from its name and JSON, its names resolved to ids; raises `Invalid` for `name` or `body`.

        Only where it was `settled` before, its persons have ids.
        """
        cls = self.catalogue.command(name)
        if cls is None:
            raise Invalid("unknown-command", _("Diesen Befehl gibt es nicht."), field="name")
        with pointing(lambda field: f"body/{field}" if field else "body"):
            given = read_json(body, cls)
            if not settled:
                refuse_given_ids(given)
            refuse_out_of_range(given)
            return self.settle_bodies(settle_persons(given, self.vault, self._command_id, asking=self._asking)[0])

    def settle_bodies(self, command: Command) -> Command:
        """Return a command whose names of bodies are ids, as of the day it takes effect, or before it where it ends.

        Where a name means several bodies, and the actor may give the command about one of them alone, it is that one.
        """

        def within_reach(field: str, ids: Sequence[str]) -> Sequence[str]:
            if field != command_type(type(command)).policy.scope or self.trusted:
                return ids
            return [one for one in ids if self._may(asked_by(msgspec.structs.replace(command, **{field: one})))]

        day, ending = getattr(command, "effective", self.today), only_ends(type(command))
        settled: Command = self.bodies.settle(command, day, ending=ending, among=within_reach)
        return settled

    def body(self, value: str, *, field: str) -> str:
        """Return the id of a body or party that exists today; raises `Invalid`."""
        return self.bodies.resolve(value, self.today, field=field, party=True)

    def check_bodies(self, fact: Fact) -> None:
        """Raise `Invalid` unless the bodies a fact names exist on its day, or the day before where it ends something.

        The register's own facts make bodies exist; its statute looks after them.
        """
        if isinstance(fact, (*BODY_CHANGES, PartyRegistered)):
            return
        resolve = self.bodies.resolve_ending if fact_type(type(fact)).ends else self.bodies.resolve
        for name, key in key_fields(type(fact)).items():
            value = getattr(fact, name)
            if key.kind == "body" and isinstance(value, str):
                resolve(value, fact.effective, field=name, party=True)

    def open(self, record: Recorded[Fact], field: str) -> Any:
        """Return the value of a sealed field, or `ERASED`; a field that is empty is None."""
        value = getattr(record.fact, field)
        if not isinstance(value, Sealed):
            return value
        return open_sealed(value, Any, record.meta.id, field, self.vault)
