"""Declarations, signing rounds and signatures."""

from collections.abc import Iterator
from datetime import date
from typing import Annotated, ClassVar

from msgspec import Meta

from fokus_core import Command, FileId, PartyRef, Past, Person, Reads, Refused, Sealed, Title, _, command, recorded
from fokus_network.membership.facts import (
    DeclarationId,
    DeclarationPublished,
    DeclarationSigned,
    DeclarationText,
    RoundClosed,
    RoundId,
    RoundOpened,
)
from fokus_network.policies import ADMIT, KEEP


@command("network.publish-declaration", KEEP, title=_("Fassung der Erklärung veröffentlichen"))
class PublishDeclaration(Command, frozen=True):
    """Publish a version of the joint declaration."""

    reads: ClassVar[Reads] = Reads("declaration", DeclarationPublished)
    declaration: DeclarationId
    title: Title
    effective: date
    text: DeclarationText = ""
    file: Annotated[FileId | None, Meta(title=_("Datei"))] = None

    def decide(self, past: Past) -> Iterator[DeclarationPublished]:
        """Yield the version unless it is known."""
        if past.of(DeclarationPublished):
            raise Refused(
                "declaration-exists",
                _("Diese Fassung der Erklärung gibt es schon. Wählen Sie eine andere Kurzbezeichnung."),
                field="declaration",
            )
        yield recorded(self, DeclarationPublished)


@command("network.open-round", KEEP, records=RoundOpened, title=_("Unterzeichnungsrunde eröffnen"))
class OpenRound(Command, frozen=True):
    """Open a round in which a version of the declaration may be signed."""

    reads: ClassVar[Reads] = Reads("declaration", DeclarationPublished)
    round: RoundId
    title: Title
    declaration: DeclarationId
    effective: date

    def check(self, past: Past) -> None:
        """Refuse a round whose declaration is not published by then."""
        if not past.on(self.effective).of(DeclarationPublished):
            raise Refused(
                "declaration-unknown",
                _("Diese Fassung der Erklärung gibt es am {effective} noch nicht. Wählen Sie einen anderen Tag."),
                field="declaration",
            )


@command("network.close-round", KEEP, records=RoundClosed, title=_("Unterzeichnungsrunde schließen"))
class CloseRound(Command, frozen=True):
    """Close a signing round; the date is the first day on which nobody can sign any more."""

    round: RoundId
    effective: date


@command("network.sign-declaration", ADMIT, title=_("Unterzeichnung eintragen"))
class SignDeclaration(Command, frozen=True):
    """Record that a body or another party signed the declaration in an open round."""

    reads: ClassVar[Reads] = Reads("round", RoundOpened)
    party: PartyRef
    round: RoundId
    effective: date
    capacity: Annotated[str, Meta(max_length=200)] = ""
    signatory: Person | None = None

    def decide(self, past: Past) -> Iterator[DeclarationSigned]:
        """Yield the signature under the round's declaration; the statutes know whether the round is open."""
        opened = past.on(self.effective).latest(RoundOpened)
        if opened is None:
            raise Refused(
                "round-not-open", _("Die Unterzeichnungsrunde „{round}“ ist am {effective} nicht offen."), field="round"
            )
        yield DeclarationSigned(
            effective=self.effective,
            party=self.party,
            round=self.round,
            declaration=opened.declaration,
            capacity=self.capacity,
            signatory=self.signatory.id if self.signatory else None,
            name=Sealed.of(self.signatory.name) if self.signatory else None,
        )
