"""What happens to a card: it is issued to a person, given a code, suspended, reinstated, replaced, revoked."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Annotated, Any, Literal

from msgspec import Meta

from fokus_core import Start
from fokus_ehrenamtskarte.cards.policies import SEEN_BY
from fokus_ehrenamtskarte.facts import Kind
from fokus_ehrenamtskarte.keys.facts import Kid
from fokus_ehrenamtskarte.programme import ehrenamtskarte
from fokus_kommune import BodyId, Fact, Key, Personal, PersonId, Purpose, Sealed, Sentence, _, labelled

CardId = Annotated[str, Key("card"), Meta(pattern=r"^[0-9a-f]{32}$", description="Random id of a card")]
ValidUntil = Annotated[date, Meta(description="Last day on which it is valid; none means for life")]
CardKind = Annotated[
    Kind,
    Meta(description="Ehrenamtskarte (standard) or Jubiläums-Ehrenamtskarte (anniversary)"),
]
FromApplication = Annotated[
    str, Key("application"), Meta(pattern=r"^[0-9a-f]{32}$", description="Application that was approved")
]
Origin = Annotated[
    Literal["approved", "taken-over"],
    Meta(description="Issued on an approved application, or taken over from before"),
    labelled({"approved": _("auf einen bewilligten Antrag"), "taken-over": _("übernommen")}),
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


def taken_over(shape: dict[str, Any]) -> dict[str, Any]:
    """Turn `card-issued@1` into version 2: a card without an application had a code of 16 characters and stays valid.

    Its id, the hash of that code, is an id like any other: the code itself is asked for nowhere any more.
    """
    return shape | {"origin": "approved" if shape.get("application") else "taken-over"}


@ehrenamtskarte.fact(
    "card-issued@2",
    audience=SEEN_BY,
    sentence=Sentence(
        _("{body} hat eine Ehrenamtskarte ausgestellt."),
        when={
            lambda fact: fact.origin == "taken-over" and fact.kind == "anniversary": Sentence(
                _("{body} hat eine Jubiläums-Ehrenamtskarte übernommen, die es schon gab.")
            ),
            lambda fact: fact.origin == "taken-over": Sentence(
                _("{body} hat eine Ehrenamtskarte übernommen, die es schon gab.")
            ),
            lambda fact: fact.kind == "anniversary": Sentence(
                _("{body} hat eine Jubiläums-Ehrenamtskarte ausgestellt.")
            ),
        },
    ),
    upcasts={1: taken_over},
)
class CardIssued(Fact, frozen=True, kw_only=True):
    """A body issued a card to a person, or took over one that there was, valid from this day on."""

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
    origin: Origin = "taken-over"
    application: FromApplication | None = None
    decision: Annotated[int, Meta(ge=1, description="Position of the approval that it rests on")] | None = None


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


CardPlace = Annotated[
    str,
    Key("card-place"),
    Meta(
        pattern=r"^[1-9][0-9]{0,3}-[0-9]{1,7}$(?!\n)",
        description="Number of a list and place on it, for ever",
    ),
]
WhySigned = Annotated[
    Literal["first", "lost", "damaged", "changed"],
    Meta(description="First code, or the earlier one was lost, was damaged, or says what has changed"),
    labelled(
        {
            "first": _("Zum ersten Mal"),
            "lost": _("Die bisherige ist verloren oder gestohlen"),
            "damaged": _("Die bisherige ist beschädigt"),
            "changed": _("Angaben haben sich geändert"),
        }
    ),
]
WhySuspended = Annotated[
    Literal["missing", "examined"],
    Meta(description="The card is looked for, or its requirements are examined"),
    labelled({"missing": _("Die Karte wird gesucht"), "examined": _("Die Voraussetzungen werden geprüft")}),
]


@ehrenamtskarte.fact(
    "card-signed@1",
    audience=SEEN_BY,
    irrevocable=True,
    sentence=Sentence(
        _("{body} hat eine Karte mit einem Code ersetzt. Der bisherige Code gilt nicht mehr."),
        when={lambda fact: fact.why == "first": Sentence(_("{body} hat eine Karte mit einem Code versehen."))},
    ),
)
class CardSigned(Fact, frozen=True, kw_only=True):
    """A card was given the code that others check; any earlier code of it ends, and nothing brings it back."""

    card: CardId
    body: BodyId
    person: PersonId
    name: Annotated[
        Sealed[Annotated[str, Meta(min_length=1, max_length=200)]],
        Personal("person", purpose="card"),
        Meta(description="Name as printed, sealed"),
    ]
    kind: CardKind
    place: CardPlace
    kid: Kid
    since: Annotated[date, Meta(description="First day on which the code is valid")]
    valid_until: ValidUntil | None = None
    why: WhySigned


@ehrenamtskarte.fact("card-suspended@1", audience=SEEN_BY, sentence=_("{body} hat eine Karte vorläufig gesperrt."))
class CardSuspended(Fact, frozen=True):
    """The body that issued a card suspended it from a day on, until it is reinstated."""

    card: CardId
    body: BodyId
    person: PersonId
    reason: WhySuspended


@ehrenamtskarte.fact("card-reinstated@1", audience=SEEN_BY, sentence=_("{body} hat die Sperre einer Karte aufgehoben."))
class CardReinstated(Fact, frozen=True):
    """A suspended card is valid again from a day on."""

    card: CardId
    body: BodyId
    person: PersonId


CARDS = (CardIssued, CardRevoked)
LIFE = (*CARDS, CardSigned, CardSuspended, CardReinstated)


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
