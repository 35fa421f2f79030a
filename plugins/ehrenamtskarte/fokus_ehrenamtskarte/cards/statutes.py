"""What must hold of the cards of a person at every date."""

from collections.abc import Iterator
from datetime import date, timedelta

from fokus_ehrenamtskarte.cards.facts import CARDS, CardIssued, CardReinstated, CardRevoked, CardSuspended
from fokus_ehrenamtskarte.cards.terms import end_of, term_of
from fokus_ehrenamtskarte.programme import ehrenamtskarte
from fokus_kommune import Breach, Fact, Recorded, Turn, _

History = list[Recorded[Fact]]


def end(issued: CardIssued, revoked: date | None = None) -> date:
    """Return the first day on which a card is no longer valid."""
    expires = date.max if issued.valid_until is None else issued.valid_until + timedelta(days=1)
    return expires if revoked is None else min(expires, revoked)


@ehrenamtskarte.statute("person", CardIssued)
def a_card_is_valid_for_as_long_as_its_kind_may_be(history: History) -> Iterator[Breach]:
    """A card is of a kind that there was on its first day, and expires no later than such cards do."""
    for record in history:
        issued = record.fact
        assert isinstance(issued, CardIssued)  # noqa: S101  # the statute names no other type
        term = term_of(issued.kind, issued.effective)
        if term is None:
            yield Breach(
                "no-such-card-yet", _("Diese Karte gab es am {effective} noch nicht."), record.position, "kind"
            )
        elif issued.valid_until is not None and issued.valid_until < issued.effective:
            yield Breach(
                "empty-period",
                _("Der letzte Tag muss nach dem ersten Tag der Gültigkeit liegen."),
                record.position,
                "valid_until",
            )
        elif term.years is not None and end(issued) > end_of(issued.effective, term.years):
            message = _("Eine Karte dieser Art gilt höchstens {years} Jahre.")
            yield Breach("valid-too-long", message, record.position, "valid_until", values={"years": term.years})


@ehrenamtskarte.statute("person", *CARDS)
def one_valid_card_of_a_kind_at_a_time(history: History) -> Iterator[Breach]:
    """On no day does a person have two valid cards of one kind."""
    revoked = {one.fact.card: one.fact.effective for one in history if isinstance(one.fact, CardRevoked)}
    taken: dict[str, date] = {}  # by kind, until which day
    for record in history:
        if not isinstance(issued := record.fact, CardIssued):
            continue
        until = end(issued, revoked.get(issued.card))
        if until <= issued.effective:
            continue
        if issued.effective < taken.get(issued.kind, date.min):
            message = _(
                "Diese Person hat in dieser Zeit schon eine solche Karte. Wählen Sie Verlängerung oder Ersatzkarte."
            )
            yield Breach("card-exists", message, record.position, "effective")
        taken[issued.kind] = max(until, taken.get(issued.kind, date.min))


@ehrenamtskarte.statute("person", *CARDS, CardSuspended)
def a_card_is_revoked_once_after_its_issue(history: History) -> Iterator[Breach]:
    """A revocation follows the issue of the card, and no other one; a suspension follows the issue, too."""
    valid: dict[str, bool] = {}
    for record in history:
        match record.fact:
            case CardIssued() as issued:
                valid[issued.card] = True
            case CardRevoked() | CardSuspended() as later if later.card not in valid:
                message = _("Die Karte ist am {effective} noch nicht ausgestellt. Wählen Sie einen späteren Tag.")
                yield Breach("not-issued", message, record.position, "effective")
            case CardRevoked() as revoked if not valid[revoked.card]:
                yield Breach("already-revoked", _("Diese Karte ist schon widerrufen."), record.position, "card")
            case CardRevoked() as revoked:
                valid[revoked.card] = False
            case _:
                pass


ehrenamtskarte.in_turn(
    "card",
    Turn(CardSuspended, "valid", "suspended", "already-suspended", _("Diese Karte ist schon gesperrt.")),
    Turn(CardReinstated, "suspended", "valid", "not-suspended", _("Diese Karte ist nicht gesperrt.")),
    name="a_card_is_suspended_and_reinstated_in_turn",
)
