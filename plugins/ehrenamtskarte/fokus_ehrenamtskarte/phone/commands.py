"""Sending the holder a link, setting the card up on a telephone, and ending it there."""

from collections.abc import Iterator
from typing import Annotated, ClassVar

from msgspec import Meta

from fokus_core import ERASED, Asked, MailAddress, asked_by
from fokus_ehrenamtskarte.cards.commands import AboutCard
from fokus_ehrenamtskarte.cards.facts import CardIssued, CardSigned
from fokus_ehrenamtskarte.cards.policies import ISSUE
from fokus_ehrenamtskarte.cards.signing import KEYS_AND_LISTS, places, signed
from fokus_ehrenamtskarte.keys.commands import MAKE
from fokus_ehrenamtskarte.keys.facts import PublicKey
from fokus_ehrenamtskarte.keys.ring import point_from
from fokus_ehrenamtskarte.phone.facts import PhoneEnded, PhoneOffered
from fokus_ehrenamtskarte.programme import ehrenamtskarte
from fokus_kommune import Past, Reads, Recorded, Refused, Sealed, _

Certain = Annotated[bool, Meta(description="Whether it is meant")]


class AboutPhone(AboutCard, frozen=True, kw_only=True):
    """Something about the card on a telephone."""

    reads: ClassVar[Reads] = AboutCard.reads | Reads("card", PhoneEnded)

    def current(self, past: Past) -> CardSigned | None:
        """Return the code that a telephone holds now."""
        ended = {one.place for one in past.of(PhoneEnded)}
        codes = [one for one in past.of(CardSigned) if one.card == self.card and one.device]
        return codes[-1] if codes and codes[-1].place not in ended else None

    def lasting(self, past: Past) -> Recorded[CardIssued]:
        """Return how the card was issued; raises `Refused` where it is revoked or past its last day."""
        found = self.alive(past)
        if found.fact.valid_until is not None and found.fact.valid_until < self.effective:
            raise Refused("card-expired", _("Diese Karte ist abgelaufen."), field="card")
        return found


@ehrenamtskarte.command("offer-phone", ISSUE, title=_("Karte für das Telefon anbieten"))
class OfferPhone(AboutPhone, frozen=True, kw_only=True):
    """Send the holder a link by which they set the card up on their telephone, once and within 14 days."""

    mail: MailAddress

    def decide(self, past: Past) -> Iterator[PhoneOffered]:
        """Yield the offer for a card that is neither revoked nor expired."""
        person = self.lasting(past).fact.person
        yield PhoneOffered(
            effective=self.effective, card=self.card, body=self.body, person=person, mail=Sealed.of(self.mail)
        )


@ehrenamtskarte.command("activate-phone", ISSUE, title=_("Karte auf dem Telefon einrichten"))
class ActivatePhone(AboutPhone, frozen=True, kw_only=True):
    """Bind the card to a key that a telephone has made; the telephone that had it before has it no more."""

    reads: ClassVar[Reads] = AboutPhone.reads | KEYS_AND_LISTS
    device: PublicKey

    def asks(self) -> tuple[Asked, ...]:
        """Ask for what nobody may: only who holds a link gives it, for the key must be the holder's."""
        return (asked_by(self), Asked(MAKE.permission, "ehrenamtskarte"))

    def more(self, past: Past) -> Reads:
        """Read whether places are taken."""
        return places(past)

    def decide(self, past: Past) -> Iterator[CardSigned]:
        """Yield the code of the telephone."""
        record = self.lasting(past)
        try:
            _key = point_from(self.device).key
        except ValueError as error:
            message = _("Das ist kein Schlüssel eines Telefons. Richten Sie die Karte noch einmal ein.")
            raise Refused("no-public-key", message, field="device") from error
        name = past.open(record, "name")
        if name is ERASED:
            message = _("Die Angaben zu dieser Person sind gelöscht. Es gibt keine neue Karte für sie.")
            raise Refused("person-erased", message, field="card")
        yield signed(past, record.fact, str(name), self.effective, "phone", device=self.device)


@ehrenamtskarte.command("end-phone", ISSUE, title=_("Karte auf dem Telefon beenden"))
class EndPhone(AboutPhone, frozen=True, kw_only=True):
    """End the card on a telephone, for one that was lost: the printed one stays valid."""

    certain: Certain

    def decide(self, past: Past) -> Iterator[PhoneEnded]:
        """Yield the end of what a telephone holds."""
        person = self.issued(past).fact.person
        if not self.certain:
            raise Refused("not-certain", _("Setzen Sie das Häkchen, wenn Sie sicher sind."), field="certain")
        current = self.current(past)
        if current is None:
            raise Refused("no-phone", _("Diese Karte ist auf keinem Telefon eingerichtet."), field="card")
        yield PhoneEnded(effective=self.effective, card=self.card, body=self.body, person=person, place=current.place)
