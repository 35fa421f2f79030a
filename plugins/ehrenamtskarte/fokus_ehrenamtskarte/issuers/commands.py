"""Saying who issues cards for a body, and what a source says of its taking part."""

from collections.abc import Iterator
from datetime import date
from typing import ClassVar

from fokus_core import BODY_CHANGES, Register
from fokus_ehrenamtskarte.commands import KEEP
from fokus_ehrenamtskarte.issuers.facts import (
    ASSIGNMENTS,
    Agency,
    Cards,
    IssuerAssigned,
    IssuerKind,
    IssuerWithdrawn,
    ParticipationStated,
    Undated,
)
from fokus_ehrenamtskarte.programme import ehrenamtskarte
from fokus_kommune import BodyRef, Command, Invalid, Past, Reads, Refused, _, recorded

ASSIGN = ehrenamtskarte.permission(
    "assign-issuers",
    scope="body",
    roles=("state-office", "municipal-officer"),
    title=_("Festlegen, wer Ehrenamtskarten ausstellt"),
)


@ehrenamtskarte.command("assign-issuer", ASSIGN, title=_("Ausgebende Stelle festlegen"))
class AssignIssuer(Command, frozen=True, kw_only=True):
    """Say who issues cards for a body from a day on; it stands in for who did before."""

    reads: ClassVar[Reads] = Reads("body", *ASSIGNMENTS) | Reads("programme:core", *BODY_CHANGES)
    body: BodyRef
    effective: date
    cards: Cards = "every"
    kind: IssuerKind
    agency: Agency | None = None
    undated: Undated = False

    def decide(self, past: Past) -> Iterator[IssuerAssigned]:
        """Yield the assignment; the district is the one that the body lies in on that day."""
        if (self.kind == "agency") != (self.agency is not None):
            message = _("Geben Sie den Namen an, wenn eine Organisation die Karten ausstellt, sonst nicht.")
            raise Invalid("agency-named", message, field="agency")
        issuer = self.body if self.kind == "own" else None
        if self.kind == "district":
            register = Register.load().amended(past.of(*BODY_CHANGES))
            issuer = register.parent(self.body, self.effective)
            if issuer is None or register.kind(issuer, self.effective) not in {"district", "city-region"}:
                message = _("{body} gehört am {effective} zu keinem Kreis. Wählen Sie eine andere Stelle.")
                raise Refused("no-district", message, field="kind")
        yield recorded(self, IssuerAssigned, issuer=issuer)


@ehrenamtskarte.command(
    "withdraw-issuer", ASSIGN, records=IssuerWithdrawn, title=_("Festlegung der ausgebenden Stelle beenden")
)
class WithdrawIssuer(Command, frozen=True, kw_only=True):
    """Say that from a day on nobody is named any more who issues cards for a body."""

    body: BodyRef
    effective: date
    cards: Cards = "every"


@ehrenamtskarte.command(
    "state-participation", KEEP, records=ParticipationStated, title=_("Angabe zur Teilnahme eintragen")
)
class StateParticipation(Command, frozen=True, kw_only=True):
    """Record what a source says of a day: that a body takes part, or that it does not."""

    body: BodyRef
    effective: date
    takes_part: bool
