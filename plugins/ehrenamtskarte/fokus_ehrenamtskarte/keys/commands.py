"""The key ceremony as commands: set the root, publish what it signed, withdraw a key; what the house makes itself."""

from collections.abc import Iterator
from datetime import date
from typing import ClassVar

from fokus_core import Asked, asked_by
from fokus_ehrenamtskarte.credential.cose import kid_of
from fokus_ehrenamtskarte.credential.key_set import opened
from fokus_ehrenamtskarte.keys.encoding import unbase64
from fokus_ehrenamtskarte.keys.facts import (
    KEYS,
    PROGRAMME,
    KeyMade,
    KeySetPublished,
    KeySetText,
    KeyUse,
    KeyWithdrawn,
    Kid,
    LastDay,
    PublicKey,
    RootSet,
    StatusListOpened,
    WhyWithdrawn,
)
from fokus_ehrenamtskarte.keys.ring import key_of, point_from, ring_of
from fokus_ehrenamtskarte.programme import ehrenamtskarte
from fokus_kommune import Command, Past, Reads, Refused, _

KEEP = ehrenamtskarte.permission(
    "keep-card-keys", scope="programme", roles=("state-office",), title=_("Schlüssel der Ehrenamtskarte verwalten")
)
MAKE = ehrenamtskarte.permission(  # which nobody has: private keys never leave the house, so it makes them itself
    "make-card-keys", scope="programme", roles=(), title=_("Schlüssel der Ehrenamtskarte erzeugen")
)
SET = ehrenamtskarte.permission(  # whoever sets the root could make cards that every checker believes
    "set-card-root", scope="programme", roles=("state-office",), four_eyes=True, title=_("Hauptschlüssel festlegen")
)
ALL = Reads(PROGRAMME, *KEYS)


@ehrenamtskarte.command("set-root", SET, title=_("Hauptschlüssel festlegen"))
class SetRoot(Command, frozen=True):
    """Say whose signature key sets need; what an earlier root signed ends."""

    reads: ClassVar[Reads] = ALL
    root: PublicKey
    effective: date

    def decide(self, past: Past) -> Iterator[RootSet]:
        """Yield the root unless it is the one that there is, or no key."""
        point = point_from(self.root)
        try:
            _key = point.key
        except ValueError as error:
            message = _("Das ist kein öffentlicher Schlüssel. Übernehmen Sie die 128 Zeichen unverändert.")
            raise Refused("no-public-key", message, field="root") from error
        if ring_of(past.of(*KEYS)).root == point:
            raise Refused("root-set", _("Dieser Hauptschlüssel gilt schon."), field="root")
        yield RootSet(effective=self.effective, root=self.root)


@ehrenamtskarte.command("publish-key-set", KEEP, title=_("Unterschriebene Schlüssel veröffentlichen"))
class PublishKeySet(Command, frozen=True):
    """Put the keys in force that the root signed on a machine without network."""

    reads: ClassVar[Reads] = ALL
    content: KeySetText
    effective: date

    def decide(self, past: Past) -> Iterator[KeySetPublished]:
        """Yield the key set where it holds our keys as they were made, none that is withdrawn, and every list."""
        ring = ring_of(past.of(*KEYS))
        if ring.root is None:
            message = _("Es gibt noch keinen Hauptschlüssel. Legen Sie ihn zuerst fest.")
            raise Refused("no-root", message, field="content")
        try:
            found = opened(unbase64(self.content), ring.root)
        except ValueError:
            found = None
        if found is None:
            message = _("Das hat der Hauptschlüssel nicht unterschrieben. Übernehmen Sie den Text unverändert.")
            raise Refused("not-signed-by-root", message, field="content")
        if ring.key_set is not None and found.iat <= ring.key_set.iat:
            message = _("Es gibt schon neuere Schlüssel. Unterschreiben Sie die jetzigen noch einmal.")
            raise Refused("older-key-set", message, field="content")
        for kid, (key, _public) in found.keys.items():
            ours = ring.made.get(kid.hex())
            if kid.hex() in ring.withdrawn:
                message = _("Ein Schlüssel darin ist zurückgezogen. Unterschreiben Sie die jetzigen Schlüssel.")
                raise Refused("withdrawn-key", message, field="content")
            if (ours is not None and key_of(ours) != key) or (ours is None and not key.bodies):
                message = _("Einen Schlüssel darin gibt es hier nicht. Unterschreiben Sie die jetzigen Schlüssel.")
                raise Refused("unknown-key", message, field="content")
        if not set(found.lists) >= set(ring.lists.values()):
            message = _("Darin fehlt eine Sperrliste. Unterschreiben Sie die jetzigen Schlüssel.")
            raise Refused("list-missing", message, field="content")
        yield KeySetPublished(effective=self.effective, content=self.content, signed=found.iat)


@ehrenamtskarte.command("withdraw-key", KEEP, title=_("Schlüssel zurückziehen"))
class WithdrawKey(Command, frozen=True):
    """Withdraw a key for good: nothing is signed with it any more, and the next key set leaves it out."""

    reads: ClassVar[Reads] = ALL
    kid: Kid
    reason: WhyWithdrawn
    effective: date

    def decide(self, past: Past) -> Iterator[KeyWithdrawn]:
        """Yield the withdrawal, once."""
        ring = ring_of(past.of(*KEYS))
        if self.kid not in ring.made:
            raise Refused("unknown-key", _("Diesen Schlüssel gibt es nicht."), field="kid")
        if self.kid in ring.withdrawn:
            raise Refused("already-withdrawn", _("Dieser Schlüssel ist schon zurückgezogen."), field="kid")
        yield KeyWithdrawn(effective=self.effective, kid=self.kid, reason=self.reason)


class MadeHere(Command, frozen=True):
    """What the house does itself, and nobody in its place."""

    reads: ClassVar[Reads] = ALL

    def asks(self) -> tuple[Asked, ...]:
        """Ask for what nobody may."""
        return (asked_by(self), Asked(MAKE.permission, "ehrenamtskarte"))


@ehrenamtskarte.command("record-key", KEEP, title=_("Erzeugten Schlüssel eintragen"))
class RecordKey(MadeHere, frozen=True):
    """Record a key whose private part the house keeps; it counts once the root has signed it."""

    use: KeyUse
    point: PublicKey
    since: date
    until: LastDay
    effective: date

    def decide(self, past: Past) -> Iterator[KeyMade]:
        """Yield the key, once."""
        kid = kid_of(point_from(self.point)).hex()
        if kid in ring_of(past.of(*KEYS)).made:
            raise Refused("key-exists", _("Diesen Schlüssel gibt es schon."), field="point")
        yield KeyMade(
            effective=self.effective, kid=kid, use=self.use, point=self.point, since=self.since, until=self.until
        )


@ehrenamtskarte.command("open-status-list", KEEP, title=_("Sperrliste anlegen"))
class OpenStatusList(MadeHere, frozen=True):
    """Open the next list of blocked cards."""

    uri: str
    effective: date

    def decide(self, past: Past) -> Iterator[StatusListOpened]:
        """Yield the list with the next number."""
        number = max(ring_of(past.of(*KEYS)).lists, default=0) + 1
        yield StatusListOpened(effective=self.effective, number=number, uri=self.uri)
