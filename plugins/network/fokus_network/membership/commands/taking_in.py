"""Taking a body in: it signs, criteria are attested, and it joins, in one command with one preview."""

from collections.abc import Iterator
from datetime import date
from typing import Annotated, ClassVar

import msgspec
from msgspec import Meta

from fokus_core import (
    Asked,
    BodyRef,
    Command,
    Lookup,
    Past,
    Person,
    Plan,
    Reads,
    Reason,
    Refused,
    Sealed,
    _,
    asked_by,
    command,
)
from fokus_network.membership.commands.admission import (
    ExceptionUntil,
    JoinNetwork,
    demand_no_member,
    demanding_an_end,
    is_attested,
    joined,
)
from fokus_network.membership.evidence import HAS_SIGNED
from fokus_network.membership.facts import (
    AttestationGiven,
    CriteriaAdopted,
    CriterionId,
    DeclarationSigned,
    Ground,
    MunicipalityJoined,
    RoundId,
    RoundOpened,
)
from fokus_network.policies import ADMIT, OVERRIDE


class Attested(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A criterion that is attested, and on what basis."""

    criterion: Annotated[CriterionId, Meta(title=_("Kriterium"))]
    basis: Annotated[Reason, Meta(title=_("Grundlage der Bescheinigung"))]


@command("network.admit", ADMIT, title=_("In einem Schritt aufnehmen"))
class AdmitToNetwork(Command, frozen=True):
    """Take a body into the network in one go: with its signature, the attestations and the membership."""

    reads: ClassVar[Reads] = JoinNetwork.reads | Reads("round", RoundOpened)
    body: Annotated[BodyRef, Meta(title=_("Kommune oder Regierungsbezirk"))]
    round: Annotated[RoundId, Meta(title=_("Unterzeichnungsrunde"))]
    effective: Annotated[date, Meta(title=_("Tag der Aufnahme"))]
    ground: Ground | None = None
    attestations: Annotated[tuple[Attested, ...], Meta(max_length=50, title=_("Bescheinigungen"))] = ()
    capacity: Annotated[str, Meta(max_length=200, title=_("Unterzeichnet als"))] = ""
    signatory: Annotated[Person | None, Meta(title=_("Unterzeichnende Person"))] = None
    override: Annotated[Reason | None, Meta(title=_("Begründung der Ausnahme"))] = None
    override_until: ExceptionUntil = None

    def plan(self, lookup: Lookup) -> Plan:
        """Refuse an exception that nobody says the last day of; documents need not say it."""
        return demanding_an_end(super().plan(lookup), self, lookup)

    def asks(self) -> tuple[Asked, ...]:
        """Ask for one permission more where the criteria are overridden."""
        return (asked_by(self), *([Asked(OVERRIDE, "network")] if self.override else []))

    def decide(self, past: Past) -> Iterator[DeclarationSigned | AttestationGiven | MunicipalityJoined]:
        """Yield the signature unless it is there, the attestations, and the membership that rests on them."""
        now = past.on(self.effective)
        demand_no_member(now)
        signed = next((one for one in now.of(DeclarationSigned) if one.round == self.round), None)
        if signed is None:
            yield (signed := self._signature(now))
        adopted = now.latest(CriteriaAdopted)
        known = {one.id for one in adopted.criteria} if adopted else set()
        for number, one in enumerate(self.attestations):
            field = f"attestations/{number}/criterion"
            if one.criterion not in known:
                message = _("Dieses Kriterium gilt am {effective} nicht. Wählen Sie eines aus der Liste.")
                raise Refused("criterion-unknown", message, field=field)
            if is_attested(now, one.criterion):
                raise Refused(
                    "already-attested", _("Dieses Kriterium ist am {effective} schon bescheinigt."), field=field
                )
            known.discard(one.criterion)  # a second attestation of it is one too many
            yield AttestationGiven(effective=self.effective, body=self.body, criterion=one.criterion, basis=one.basis)
        yield joined(self, now, signed, {one.criterion for one in self.attestations}, {HAS_SIGNED.id})

    def _signature(self, now: Past) -> DeclarationSigned:
        opened = now.latest(RoundOpened)
        if opened is None:
            message = _("Die Unterzeichnungsrunde ist am {effective} nicht offen.")
            raise Refused("round-not-open", message, field="round")
        return DeclarationSigned(
            effective=self.effective,
            party=self.body,
            round=self.round,
            declaration=opened.declaration,
            capacity=self.capacity,
            signatory=self.signatory.id if self.signatory else None,
            name=Sealed.of(self.signatory.name) if self.signatory else None,
        )
