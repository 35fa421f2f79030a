"""What happens to a card: it is issued to a person, and may be revoked."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Annotated, Literal

from msgspec import Meta

from fokus_core import Start
from fokus_ehrenamtskarte.cards.policies import SEEN_BY
from fokus_ehrenamtskarte.facts import Kind
from fokus_ehrenamtskarte.programme import ehrenamtskarte
from fokus_kommune import BodyId, Fact, Key, Personal, PersonId, Purpose, Sealed, Sentence, _, labelled

CardId = Annotated[str, Key("card"), Meta(pattern=r"^[0-9a-f]{32}$", description="Id of a card, a hash of its code")]
ValidUntil = Annotated[date, Meta(description="Last day on which it is valid; none means for life")]
CardKind = Annotated[
    Kind,
    Meta(description="Ehrenamtskarte (standard) or Jubiläums-Ehrenamtskarte (anniversary)"),
]
Why = Literal["lost", "returned", "not-entitled", "mistaken"]
WhyRevoked = Annotated[
    Why,
    Meta(description="Lost or stolen, handed back, requirements no longer met, or issued by mistake"),
    labelled(
        {
            "lost": _("verloren oder gestohlen"),
            "returned": _("zurückgegeben"),
            "not-entitled": _("Voraussetzungen nicht mehr erfüllt"),
            "mistaken": _("irrtümlich ausgestellt"),
        }
    ),
]


@ehrenamtskarte.fact(
    "card-issued@1",
    audience=SEEN_BY,
    sentence=Sentence(
        _("{body} hat eine Ehrenamtskarte ausgestellt."),
        when={
            lambda fact: fact.kind == "anniversary": Sentence(
                _("{body} hat eine Jubiläums-Ehrenamtskarte ausgestellt.")
            )
        },
    ),
)
class CardIssued(Fact, frozen=True, kw_only=True):
    """A body issued a card to a person, valid from this day on."""

    card: CardId
    body: BodyId
    person: PersonId
    name: Annotated[
        Sealed[Annotated[str, Meta(min_length=1, max_length=200)]],
        Personal("person", purpose="card"),
        Meta(description="Name of the holder, sealed"),
    ]
    kind: CardKind
    valid_until: ValidUntil | None = None


@ehrenamtskarte.fact(
    "card-revoked@1",
    audience=SEEN_BY,
    irrevocable=True,
    ends=True,
    sentence=Sentence(
        _("{body} hat eine Karte widerrufen, die verloren oder gestohlen wurde."),
        when={
            lambda fact: fact.reason == "returned": Sentence(_("{body} hat eine zurückgegebene Karte widerrufen.")),
            lambda fact: fact.reason == "not-entitled": Sentence(
                _("{body} hat eine Karte widerrufen, weil die Voraussetzungen nicht mehr erfüllt sind.")
            ),
            lambda fact: fact.reason == "mistaken": Sentence(
                _("{body} hat eine irrtümlich ausgestellte Karte zurückgenommen.")
            ),
        },
    ),
)
class CardRevoked(Fact, frozen=True):
    """The body that issued a card, or its successor, revoked it; from this day on it is no longer valid."""

    card: CardId
    body: BodyId
    person: PersonId
    reason: WhyRevoked


CARDS = (CardIssued, CardRevoked)


def no_longer_valid(card: Fact, revoked: Sequence[Fact]) -> date | None:
    """Return the first day on which a card is valid no more; one for life is until it is revoked."""
    until = card.valid_until if isinstance(card, CardIssued) else None
    days = [one.effective for one in revoked] + ([until + timedelta(days=1)] if until else [])
    return min(days, default=None)


ehrenamtskarte.purpose(
    Purpose(
        "card",
        _("Karten ausstellen und prüfen"),
        basis=_("Artikel 6 Absatz 1 Buchstabe e DSGVO mit § 3 DSG NRW: Aufgabe im öffentlichen Interesse"),
        kept=_("Bis zwei Jahre nach dem Ende der Gültigkeit (Beispiel)"),
        recipients=(_("Ausgebende Stelle"),),
        starts=(Start("expired", _("Ende der Gültigkeit"), ("card",), (CardRevoked,), day=no_longer_valid),),
    )
)
