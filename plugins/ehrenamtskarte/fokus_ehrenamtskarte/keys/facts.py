"""What happens to keys; the private ones are in no fact."""

from datetime import date
from typing import Annotated, Literal

from msgspec import Meta

from fokus_ehrenamtskarte.programme import ehrenamtskarte
from fokus_kommune import Fact, Key, Sentence, _, labelled

GENERATOR = (  # a point that is on the curve: that of FIPS 186-4
    "6b17d1f2e12c4247f8bce6e563a440f277037d812deb33a0f4a13945d898c296"
    "4fe342e2fe1a7f9b8ee7eb4a7c0f9e162bce33576b315ececbb6406837bf51f5"
)
LastDay = Annotated[date, Meta(description="Last day on which it signs")]
KeyUse = Annotated[Literal["card", "list"], labelled({"card": _("Karten"), "list": _("Sperrlisten")})]
Kid = Annotated[
    str,
    Key("card-key"),
    Meta(
        pattern=r"^[0-9a-f]{8}$(?!\n)",
        description="Id of a key, the beginning of its COSE Key Thumbprint",
        examples=["69aeb45b"],
    ),
]
PublicKey = Annotated[
    str,
    Meta(
        pattern=r"^[0-9a-f]{128}$(?!\n)",
        description="Public P-256 key: x and y as hexadecimal digits",
        examples=[GENERATOR],
    ),
]
KeySetText = Annotated[
    str,
    Meta(
        pattern=r"^[A-Za-z0-9_-]{1,40000}$(?!\n)",
        description="Key set that the root signed, in base64url",
        examples=["0oRDoQEmoA"],
    ),
]
WhyWithdrawn = Annotated[
    Literal["compromised", "not-used"],
    labelled({"compromised": _("Er kann in fremde Hände gelangt sein"), "not-used": _("Er wird nicht gebraucht")}),
]


@ehrenamtskarte.fact(
    "root-set@1",
    public=True,
    whole_programme=True,
    irrevocable=True,
    sentence=_("Der Hauptschlüssel der Ehrenamtskarte ist festgelegt."),
)
class RootSet(Fact, frozen=True):
    """From now on key sets count that this root signs; checkers hold its public key beforehand."""

    root: PublicKey


@ehrenamtskarte.fact(
    "key-made@1",
    public=True,
    whole_programme=True,
    irrevocable=True,
    sentence=Sentence(
        _("Ein Schlüssel für Karten ist erzeugt. Er gilt bis {until}."),
        when={
            lambda fact: fact.use == "list": Sentence(
                _("Ein Schlüssel für Sperrlisten ist erzeugt. Er gilt bis {until}.")
            )
        },
    ),
)
class KeyMade(Fact, frozen=True):
    """A key was made, for cards that begin, or lists that are made, from `since` until `until`, that day included."""

    kid: Kid
    use: KeyUse
    point: PublicKey
    since: date
    until: LastDay


@ehrenamtskarte.fact(
    "key-set-published@1",
    public=True,
    whole_programme=True,
    irrevocable=True,
    sentence=_("Die Schlüssel der Ehrenamtskarte sind mit dem Hauptschlüssel unterschrieben und veröffentlicht."),
)
class KeySetPublished(Fact, frozen=True):
    """The root signed a set of keys; `signed` is the time in it, in seconds since 1970."""

    content: KeySetText
    signed: Annotated[int, Meta(ge=0)]


@ehrenamtskarte.fact(
    "key-withdrawn@1",
    public=True,
    whole_programme=True,
    irrevocable=True,
    sentence=Sentence(
        _("Ein Schlüssel der Ehrenamtskarte ist zurückgezogen, weil er in fremde Hände gelangt sein kann."),
        when={
            lambda fact: fact.reason == "not-used": Sentence(
                _("Ein Schlüssel der Ehrenamtskarte ist zurückgezogen, weil er nicht gebraucht wird.")
            )
        },
    ),
)
class KeyWithdrawn(Fact, frozen=True):
    """A key signs nothing any more, and is in no further set: what it signed ends with the sets that hold it."""

    kid: Kid
    reason: WhyWithdrawn


@ehrenamtskarte.fact(
    "status-list-opened@1",
    public=True,
    whole_programme=True,
    irrevocable=True,
    sentence=_("Eine Sperrliste der Ehrenamtskarte ist angelegt."),
)
class StatusListOpened(Fact, frozen=True):
    """There is a list of blocked cards, on which new cards are entered until there is a further one."""

    number: Annotated[int, Meta(ge=1, le=9999)]
    uri: Annotated[str, Meta(pattern=r"^https?://[^\s?#]{1,200}$(?!\n)", description="Address of the list, for ever")]


KEYS = (RootSet, KeyMade, KeySetPublished, KeyWithdrawn, StatusListOpened)
PROGRAMME = "programme:ehrenamtskarte"  # the key that all of them carry
