"""What happens to the card on a telephone; that it was activated is a code of the card, with the telephone's key."""

from typing import Annotated

from msgspec import Meta

from fokus_core import MailAddress
from fokus_ehrenamtskarte.cards.facts import CardId, CardPlace
from fokus_ehrenamtskarte.cards.policies import SEEN_BY
from fokus_ehrenamtskarte.programme import ehrenamtskarte
from fokus_kommune import BodyId, Fact, Personal, PersonId, Sealed, _


@ehrenamtskarte.fact(
    "phone-offered@1",
    audience=SEEN_BY,
    sentence=_("{body} hat einen Link geschickt, mit dem sich eine Ehrenamtskarte auf dem Telefon einrichten lässt."),
)
class PhoneOffered(Fact, frozen=True, kw_only=True):
    """A clerk had a link sent to the holder, by which the card is set up on a telephone."""

    card: CardId
    body: BodyId
    person: PersonId
    mail: Annotated[
        Sealed[MailAddress],
        Personal("person", purpose="card"),
        Meta(description="Where the link is sent, sealed"),
    ]


@ehrenamtskarte.fact(
    "phone-ended@1",
    audience=SEEN_BY,
    irrevocable=True,
    sentence=_("Eine Ehrenamtskarte auf einem Telefon gilt nicht mehr."),
)
class PhoneEnded(Fact, frozen=True, kw_only=True):
    """The card on a telephone ended, by its holder or a clerk; the printed one stays as it is."""

    card: CardId
    body: BodyId
    person: PersonId
    place: CardPlace


ENDED = ehrenamtskarte.facts_of(PhoneEnded, indexes=[("place",)])
