"""Keeping discounts: proposing, approving, returning and ending; the statute knows what can follow."""

from collections.abc import Iterator
from datetime import date
from typing import Any, ClassVar

from fokus_ehrenamtskarte.discounts.facts import (
    DISCOUNTS,
    DiscountApproved,
    DiscountEnded,
    DiscountProposed,
    DiscountReturned,
)
from fokus_ehrenamtskarte.discounts.terms import (
    Cards,
    Category,
    DiscountId,
    DiscountText,
    DiscountTitle,
    Honours,
    LastDay,
    Limits,
    Sort,
    Translations,
)
from fokus_ehrenamtskarte.partners.commands import demand_known
from fokus_ehrenamtskarte.partners.facts import PartnerApproved, PartnerEnded, PartnerProposed
from fokus_ehrenamtskarte.partners.policies import APPROVE, PROPOSE
from fokus_ehrenamtskarte.partners.terms import PartnerId
from fokus_ehrenamtskarte.programme import ehrenamtskarte
from fokus_kommune import BodyRef, Command, Invalid, Past, Reads, Reason, Refused, _, recorded

OF_DISCOUNT = Reads("discount", *DISCOUNTS) | Reads("partner", PartnerProposed, PartnerApproved, PartnerEnded)
UNKNOWN = _("Diese Vergünstigung gibt es bei diesem Partner nicht. Wählen Sie eine aus der Liste aus.")
NOTHING = _("Zu dieser Vergünstigung liegt am {effective} kein Vorschlag vor. Laden Sie die Liste neu.")
SAME = _("Das steht so schon bei der Vergünstigung. Ändern Sie etwas.")
NO_PARTNER = _("Der Partner ist am {effective} nicht freigegeben. Geben Sie zuerst den Partner frei.")
ENDLESS = _("Geben Sie den letzten Tag an: Aktionen und Verlosungen enden.")
TOO_EARLY = _("Der letzte Tag liegt vor dem ersten. Wählen Sie einen späteren Tag.")
TWICE = _("Diese Angabe steht zweimal da. Nehmen Sie sie einmal heraus.")


@ehrenamtskarte.command("propose-discount", PROPOSE, title=_("Vergünstigung vorschlagen oder ändern"))
class ProposeDiscount(Command, frozen=True, kw_only=True):
    """Propose what a partner grants from a day on; with `discount` a change of that one."""

    reads: ClassVar[Reads] = OF_DISCOUNT
    blames: ClassVar[str] = "discount"
    body: BodyRef
    partner: PartnerId
    discount: DiscountId | None = None
    title: DiscountTitle
    text: DiscountText = ""
    category: Category = "other"
    sort: Sort = "discount"
    cards: Cards = ("standard", "anniversary")
    honours: Honours = ()
    limits: Limits = ""
    until: LastDay | None = None
    translations: Translations = ()
    effective: date

    def decide(self, past: Past) -> Iterator[DiscountProposed]:
        """Yield what is proposed; what changes nothing is refused."""
        demand_dates(self.sort, self.effective, self.until)
        demand_once(self)
        demand_known(past, self.body)
        if self.discount is not None:
            demand_granted(past, self.partner)
        proposed = recorded(self, DiscountProposed, discount=self.discount or past.new_id("discount"))
        last = past.on(self.effective).latest(DiscountProposed, DiscountReturned) if self.discount else None
        if isinstance(last, DiscountProposed) and _told(last) == _told(proposed):
            raise Refused("nothing-changed", SAME, field="discount")
        yield proposed


def demand_dates(sort: str, first: date, last: date | None) -> None:
    """Raise `Invalid` unless what ends has a last day, and that is not before the first."""
    if last is None and sort in ("action", "raffle"):
        raise Invalid("no-last-day", ENDLESS, field="until")
    if last is not None and last < first:
        raise Invalid("ends-before-it-begins", TOO_EARLY, field="until")


def demand_once(said: ProposeDiscount) -> None:
    """Raise `Invalid` where a kind of card, a state or a language is named twice."""
    for field in ("cards", "honours", "translations"):
        named = [getattr(one, "language", one) for one in getattr(said, field)]
        for number, one in enumerate(named):
            if one in named[:number]:
                raise Invalid("named-twice", TWICE, field=f"{field}/{number}")


def demand_granted(past: Past, partner: str) -> None:
    """Raise `Refused` unless the discount that was read is one of a partner."""
    if not any(one.partner == partner for one in past.of(DiscountProposed)):
        raise Refused("unknown-discount", UNKNOWN, field="discount")


def _told(fact: DiscountProposed) -> dict[str, Any]:
    return {name: getattr(fact, name) for name in fact.__struct_fields__ if name != "effective"}


class OfKnownDiscount(Command, frozen=True, kw_only=True):
    """Something about a discount of a partner."""

    reads: ClassVar[Reads] = OF_DISCOUNT
    blames: ClassVar[str] = "discount"
    body: BodyRef
    partner: PartnerId
    discount: DiscountId
    effective: date

    def held(self, past: Past) -> dict[str, Any]:
        """Return the fields that every fact about it has; raises `Refused` where the partner does not grant it."""
        demand_known(past, self.body)
        demand_granted(past, self.partner)
        return {name: getattr(self, name) for name in ("effective", "body", "partner", "discount")}


def pending(now: Past) -> DiscountProposed:
    """Return what waits to be approved; raises `Refused` where nothing does."""
    last = now.latest(DiscountProposed, DiscountReturned, DiscountApproved)
    if not isinstance(last, DiscountProposed):
        raise Refused("nothing-proposed", NOTHING, field="discount")
    return last


@ehrenamtskarte.command("approve-discount", APPROVE, title=_("Vergünstigung freigeben"))
class ApproveDiscount(OfKnownDiscount, frozen=True, kw_only=True):
    """Approve what was proposed of a discount last, of an approved partner; it holds from that day."""

    def decide(self, past: Past) -> Iterator[DiscountApproved]:
        """Yield it as it was proposed."""
        self.held(past)
        now = past.on(self.effective)
        found = pending(now)
        if not isinstance(now.latest(PartnerApproved, PartnerEnded), PartnerApproved):
            raise Refused("partner-not-approved", NO_PARTNER, field="partner")
        demand_dates(found.sort, self.effective, found.until)
        yield recorded(found, DiscountApproved, effective=self.effective)


@ehrenamtskarte.command("return-discount", APPROVE, title=_("Vorschlag für eine Vergünstigung nicht freigeben"))
class ReturnDiscount(OfKnownDiscount, frozen=True, kw_only=True):
    """Do not approve what was proposed of a discount, and say why."""

    reason: Reason

    def decide(self, past: Past) -> Iterator[DiscountReturned]:
        """Yield the return of what waits."""
        held = self.held(past)
        pending(past.on(self.effective))
        yield DiscountReturned(**held, reason=self.reason)


@ehrenamtskarte.command("end-discount", APPROVE, title=_("Ende einer Vergünstigung eintragen"))
class EndDiscount(OfKnownDiscount, frozen=True, kw_only=True):
    """Record that a discount is no longer granted; nothing of it is deleted."""

    reason: Reason

    def decide(self, past: Past) -> Iterator[DiscountEnded]:
        """Yield the end; the statute knows whether it holds on that day."""
        yield DiscountEnded(**self.held(past), reason=self.reason)
