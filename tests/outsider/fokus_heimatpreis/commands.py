"""What a clerk can do: open a call, award a prize, record that one was returned."""

from collections.abc import Iterator
from datetime import date
from typing import ClassVar

from fokus_core import (
    AnyEvidence,
    BodyRef,
    Command,
    Past,
    Permission,
    Person,
    Policy,
    Reads,
    Refused,
    Sealed,
    _,
    command,
)

from fokus_heimatpreis.facts import (
    CallId,
    CallOpened,
    Euros,
    Honoured,
    PrizeAwarded,
    PrizeId,
    PrizeReturned,
    Reason,
    Year,
)

KEEP = Policy("heimatpreis.keep", "body")
SETTLE = Policy("heimatpreis.settle")
PERMISSIONS = (
    Permission(KEEP.permission, ("municipal-officer", "state-office"), _("Heimat-Preise vergeben")),
    Permission(SETTLE.permission, ("state-office",), _("Rückgaben erfassen")),
    Permission("heimatpreis.retract", ("state-office",), _("Einträge zurücknehmen")),
)


@command("heimatpreis.open-call", KEEP, title=_("Heimat-Preis ausloben"))
class OpenCall(Command, frozen=True):
    """Call for a body's Heimat-Preis."""

    reads: ClassVar[Reads] = AnyEvidence("body")
    body: BodyRef
    call: CallId
    year: Year
    budget: Euros
    effective: date

    def decide(self, past: Past) -> Iterator[CallOpened]:
        """Yield the call, with what can be shown of the Ehrenamtskarte on its day."""
        card = past.on(self.effective).evidence("ehrenamtskarte.takes-part")
        yield CallOpened(
            effective=self.effective,
            body=self.body,
            call=self.call,
            year=self.year,
            budget=self.budget,
            card=card.state,
        )


@command("heimatpreis.award-prize", KEEP, title=_("Heimat-Preis verleihen"))
class AwardPrize(Command, frozen=True):
    """Award a prize in a call of the same body."""

    reads: ClassVar[Reads] = Reads("call", CallOpened)
    body: BodyRef
    call: CallId
    honoured: Honoured
    euros: Euros
    effective: date
    laureate: Person | None = None

    def decide(self, past: Past) -> Iterator[PrizeAwarded]:
        """Yield the prize; the statute knows whether the budget suffices."""
        opened = past.on(self.effective).latest(CallOpened)
        if opened is None or opened.body != self.body:
            raise Refused(
                "call-not-open",
                _("{body} hat am {effective} keine solche Auslobung. Wählen Sie einen anderen Tag."),
                field="call",
            )
        yield PrizeAwarded(
            effective=self.effective,
            body=self.body,
            call=self.call,
            prize=past.new_id("prize"),
            honoured=self.honoured,
            euros=self.euros,
            laureate=self.laureate.id if self.laureate else None,
            name=Sealed.of(self.laureate.name) if self.laureate else None,
        )


@command("heimatpreis.return-prize", SETTLE, title=_("Rückgabe eintragen"))
class ReturnPrize(Command, frozen=True):
    """Record that a prize was given back; within the year of its call the money may be awarded again."""

    reads: ClassVar[Reads] = Reads("prize", PrizeAwarded)
    prize: PrizeId
    reason: Reason
    effective: date

    def more(self, past: Past) -> Reads | None:
        """Read the call of the prize, once the prize is known."""
        awarded = past.latest(PrizeAwarded)
        return Reads(f"call:{awarded.call}", CallOpened) if awarded else None

    def decide(self, past: Past) -> Iterator[PrizeReturned]:
        """Yield the return of a prize that was awarded by then."""
        now = past.on(self.effective)
        awarded = now.latest(PrizeAwarded)
        opened = now.latest(CallOpened) if awarded else None
        if awarded is None or opened is None:
            raise Refused(
                "not-awarded",
                _("Diesen Preis gibt es am {effective} noch nicht. Wählen Sie einen anderen Tag."),
                field="prize",
            )
        yield PrizeReturned(
            effective=self.effective,
            body=awarded.body,
            call=awarded.call,
            prize=self.prize,
            frees=self.effective.year == opened.year,
            reason=self.reason,
        )


COMMANDS = (OpenCall, AwardPrize, ReturnPrize)
