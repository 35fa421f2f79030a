"""Commands about bodies and parties; the register as amended decides whether a change is possible."""

from collections.abc import Iterator
from datetime import date
from typing import ClassVar

from fokus_core.bodies.body import BodyKind
from fokus_core.bodies.facts import (
    BodyChange,
    BodyCreated,
    BodyEnded,
    BodyId,
    BodyRekeyed,
    BodyRenamed,
    BodyReparented,
    BodyRetyped,
    Name,
    NewPartyId,
    OfficialKey,
    PartyKind,
    PartyRegistered,
    Seat,
)
from fokus_core.bodies.names import BodyRef, FormerBodyRef
from fokus_core.domain.commands import Command, command
from fokus_core.domain.past import Past
from fokus_core.domain.policy import Policy
from fokus_core.domain.reads import Reads
from fokus_core.domain.recording import recorded
from fokus_core.domain.refusals import Refused
from fokus_core.domain.texts import _

KEEP = Policy("core.keep-register", "state")


class Change(Command, frozen=True):
    """A change to the register; the statute on the register knows whether it is possible."""

    effective: date


@command("core.rename-body", KEEP, records=BodyRenamed, title=_("Neuen Namen einer Kommune eintragen"))
class RenameBody(Change, frozen=True):
    """Give a body another name from a day on."""

    body: BodyRef
    name: Name


@command("core.rekey-body", KEEP, records=BodyRekeyed, title=_("Neuen amtlichen Schlüssel eintragen"))
class RekeyBody(Change, frozen=True):
    """Give a body another official key from a day on."""

    body: BodyRef
    key: OfficialKey


@command("core.retype-body", KEEP, records=BodyRetyped, title=_("Neuen Status einer Kommune eintragen"))
class RetypeBody(Change, frozen=True):
    """Make a body one of another kind from a day on."""

    body: BodyRef
    kind: BodyKind


@command("core.reparent-body", KEEP, title=_("Neue Zugehörigkeit einer Kommune eintragen"))
class ReparentBody(Change, frozen=True):
    """Put a body under another one from a day on."""

    body: BodyRef
    parent: BodyRef

    def decide(self, past: Past) -> Iterator[BodyChange]:
        """Yield the change, whose other bodies are no keys of it."""
        yield recorded(self, BodyReparented)


@command("core.create-body", KEEP, title=_("Neue Kommune eintragen"))
class CreateBody(Change, frozen=True):
    """Enter a body that came into being."""

    body: BodyId
    name: Name
    kind: BodyKind
    parent: BodyRef | None = None
    predecessors: tuple[FormerBodyRef, ...] = ()

    def decide(self, past: Past) -> Iterator[BodyChange]:
        """Yield the change, whose other bodies are no keys of it."""
        yield recorded(self, BodyCreated)


@command("core.end-body", KEEP, title=_("Ende einer Kommune eintragen"))
class EndBody(Change, frozen=True):
    """End a body: merged into the successor, or split into the successors."""

    body: BodyRef
    successors: tuple[BodyRef, ...] = ()

    def decide(self, past: Past) -> Iterator[BodyChange]:
        """Yield the change, whose other bodies are no keys of it."""
        yield recorded(self, BodyEnded)


@command("core.register-party", KEEP, records=PartyRegistered, title=_("Organisation eintragen"))
class RegisterParty(Command, frozen=True):
    """Enter an association, a ministry or another party that is no body."""

    reads: ClassVar[Reads] = Reads("party", PartyRegistered)
    party: NewPartyId
    name: Name
    kind: PartyKind
    effective: date
    seat: Seat = ""

    def check(self, past: Past) -> None:
        """Refuse a party that is known."""
        if past.of(PartyRegistered):
            raise Refused("party-known", _("{name} ist schon eingetragen."), field="party")
