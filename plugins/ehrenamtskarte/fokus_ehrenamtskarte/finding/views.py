"""What is told of partners and discounts to everybody."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Annotated, Any, Literal, TypeVar

import msgspec
from msgspec import Meta

from fokus_api import RowEntry
from fokus_ehrenamtskarte.discounts.terms import Category, DiscountTranslation, Land, Sort
from fokus_ehrenamtskarte.facts import Kind
from fokus_ehrenamtskarte.partners.terms import Presence, StepFree, WonBy
from fokus_kommune import _, labelled

V = TypeVar("V", bound=msgspec.Struct)
Standing = Annotated[
    Literal["valid", "not-yet", "ended"],
    Meta(description="Whether it holds on the day that is asked about"),
    labelled({"valid": _("gilt"), "not-yet": _("gilt noch nicht"), "ended": _("gilt nicht mehr")}),
]
DATES = ("until", "first", "ended", "unconfirmed", "partner_since", "checked")
LISTS = ("cards", "honours", "translations")


class DiscountView(msgspec.Struct, frozen=True, kw_only=True):
    """A discount, and the partner that grants it."""

    discount: str
    title: str
    text: str
    category: Category
    sort: Sort
    cards: Annotated[Sequence[Kind], Meta(description="Kinds of card with which it is granted")]
    honours: Annotated[Sequence[Land], Meta(description="Other states whose cards are honoured")]
    limits: str
    first: Annotated[date, Meta(description="First day on which it was granted")]
    until: Annotated[date | None, Meta(description="Last day on which it is granted")]
    valid: Annotated[bool, Meta(description="Whether it holds on the day that is asked about")]
    partner: str
    name: Annotated[str, Meta(description="Name of the partner")]
    body: str
    town: Annotated[str, Meta(description="Name of the municipality that keeps it")]
    presence: Presence
    street: str
    postcode: str
    step_free: StepFree
    entry: RowEntry | None = None


class DiscountDetail(DiscountView, frozen=True, kw_only=True):
    """A discount with all that is told of it, also one that has ended: `standing` says so for the day asked about."""

    standing: Standing
    last_day: Annotated[date | None, Meta(description="Last day on which it holds, as far as that is known")]
    translations: Sequence[DiscountTranslation]
    website: str
    hours: str


class PartnerView(msgspec.Struct, frozen=True, kw_only=True):
    """A partner of the card."""

    partner: str
    name: str
    body: str
    town: Annotated[str, Meta(description="Name of the municipality that keeps it")]
    presence: Presence
    street: str
    postcode: str
    latitude: float | None
    longitude: float | None
    website: str
    hours: str
    step_free: StepFree
    about: str
    won_by: WonBy
    partner_since: date
    checked: date
    is_unconfirmed: Annotated[bool, Meta(description="It was asked twice without an answer")]
    discounts: Annotated[int, Meta(description="How many discounts it grants on that day")]
    entry: RowEntry | None = None


class PartnerDetail(PartnerView, frozen=True, kw_only=True):
    """A partner with what it grants, also one that has ended: `standing` says so for the day asked about."""

    standing: Standing
    last_day: Annotated[date | None, Meta(description="Last day on which it is a partner, as far as that is known")]
    grants: Annotated[Sequence[DiscountView], Meta(description="What it grants or granted, what holds first")]


def told(row: Mapping[str, Any], town: str) -> dict[str, Any]:
    """Return the values of a row of the read model as views hold them."""
    days = {name: date.fromisoformat(row[name]) for name in DATES if row.get(name)}
    lists = {name: msgspec.json.decode(row[name]) for name in LISTS if name in row}
    flags = {"valid": bool(row["valid"])} if "valid" in row else {}
    return {**row, **days, **lists, **flags, "town": town, "entry": RowEntry(row["entry"])}


def view(cls: type[V], values: Mapping[str, Any]) -> V:
    """Return a view of those values that it has."""
    return msgspec.convert({name: values[name] for name in cls.__struct_fields__ if name in values}, cls)


def last_day(*ends: date | None, until: date | None = None) -> date | None:
    """Return the last day before the first of some ends, or the day until which something holds."""
    days = [one - timedelta(days=1) for one in ends if one] + ([until] if until else [])
    return min(days, default=None)
