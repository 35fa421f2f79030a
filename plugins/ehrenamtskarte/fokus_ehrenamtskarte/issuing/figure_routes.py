"""Figures of cards: for everybody without small numbers, for the clerks of an office as they are."""

from collections.abc import Iterable
from typing import Annotated, Any, TypeVar

import msgspec
from msgspec import Meta

from fokus_api import Ask, resolved_body
from fokus_core import PUBLIC, _, clock
from fokus_ehrenamtskarte.cards.facts import CardKind
from fokus_ehrenamtskarte.cards.policies import SEE
from fokus_ehrenamtskarte.cards.read_models import CARD_STATES
from fokus_ehrenamtskarte.issuing.counting import Counted, Ended, Issued, Measure, events, for_everybody, issued, stocks
from fokus_ehrenamtskarte.programme import ehrenamtskarte
from fokus_kommune import labelled
from fokus_projections import in_force

V = TypeVar("V", bound="CardFigureView")
CARDS = f"""
SELECT body, kind, valid_since, valid_until, revoked_on, reason FROM {CARD_STATES.table.name} WHERE {in_force()}
"""  # names come from code
ORDER = ("month", "name", "body", "kind", "measure", "reason")
MeasureOf = Annotated[
    Measure,
    Meta(description="Issued or ended in the month; ever issued until its end; valid on its last day"),
    labelled(
        {
            "issued": _("im Monat ausgestellt"),
            "ended": _("im Monat geendet"),
            "ever": _("bis Monatsende insgesamt ausgestellt"),
            "valid": _("am Monatsende gültig"),
        }
    ),
]
EndedBy = Annotated[
    Ended | None,
    Meta(description="Why they ended; else null"),
    labelled(
        {
            "lost": _("verloren oder gestohlen"),
            "returned": _("zurückgegeben"),
            "not-entitled": _("Voraussetzungen nicht mehr erfüllt"),
            "mistaken": _("irrtümlich ausgestellt"),
            "expired": _("abgelaufen"),
        }
    ),
]


class CardFigureView(msgspec.Struct, frozen=True, kw_only=True):
    """A number of cards of an office, by month and kind."""

    month: Annotated[str, Meta(description="Month, 2026-05")]
    body: Annotated[str | None, Meta(description="Issuing body; null for several with small numbers together")]
    name: str
    kind: CardKind
    measure: MeasureOf
    reason: EndedBy
    cards: int


class OwnCardFigureView(CardFigureView, frozen=True, kw_only=True):
    """The same, with small numbers."""


@ehrenamtskarte.lists("card-figures", title=_("Zahlen zu Karten"), policy=PUBLIC, order=ORDER)
async def card_figures(ask: Ask) -> list[CardFigureView]:
    """List how many cards were issued and ended, by month, issuing body, kind and reason, months that are over alone.

    Numbers below five are left out; small ones of several bodies stand together as one. What ended is told of all
    bodies together, and what is valid to a body itself alone: else small numbers could be computed.
    """
    return [_view(one, ask, CardFigureView) for one in told_to_everybody(ask)]


def told_to_everybody(ask: Ask) -> list[Counted]:
    """Return what is published of cards on the day that is asked about, as known then."""
    return [*for_everybody(events(_cards(ask), _before(ask)))]


@ehrenamtskarte.lists(
    "bodies/{body_id:str}/card-figures", title=_("Zahlen zu Karten der eigenen Stelle"), policy=SEE, order=ORDER
)
async def own_card_figures(ask: Ask, body_id: str) -> list[OwnCardFigureView]:
    """List how many cards a body issued and how many ended, how many there ever were and how many are valid.

    A suspended card counts as valid until it ends.
    """
    bodies = ask.bodies.looked_after(resolved_body(ask.bodies, body_id, ask.moment.on), ask.moment.on)
    cards = [one for one in _cards(ask) if one.body in bodies]
    counted = [*events(cards, _before(ask)), *stocks(cards, _before(ask))]
    return [_view(one, ask, OwnCardFigureView) for one in counted]


def _before(ask: Ask) -> str:
    """Return the first month that is not over, on the day that is asked about and as far as is known."""
    last = ask.reader.recorded(ask.moment.known)
    day = ask.moment.on
    return (min(day, clock.day_of(last.meta.at)) if last is not None else day).isoformat()[:7]


def _cards(ask: Ask) -> list[Issued]:
    rows: Iterable[Any] = ask.reader.rows(CARDS, ask.moment.params)
    return [issued(*row) for row in rows]


def _view(one: Counted, ask: Ask, view: type[V]) -> V:
    named: Any = _("Alle Stellen zusammen") if one.measure == "ended" else _("Weitere Stellen zusammen")
    name = named if one.body is None else ask.bodies.name(one.body, ask.moment.on)
    return view(
        month=one.month,
        body=one.body,
        name=name,
        kind=one.kind,
        measure=one.measure,
        reason=one.reason,
        cards=one.cards,
    )
