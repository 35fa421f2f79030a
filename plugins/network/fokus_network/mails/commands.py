"""Drafting, approving and sending info mails."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import Any, ClassVar

from fokus_core import Command, Lookup, Past, Plan, Reads, Recorded, Refused, _, command
from fokus_network.mails.facts import (
    Attachments,
    InfoMailApproved,
    InfoMailDrafted,
    InfoMailSent,
    MailId,
    Subject,
    Text,
)
from fokus_network.membership.facts import MEMBERSHIP, MembershipResumed, MunicipalityJoined, RoundOpened
from fokus_network.people.facts import CONTACTS
from fokus_network.people.terms import running
from fokus_network.policies import KEEP_MAILS


@command("network.draft-info-mail", KEEP_MAILS, title=_("Infomail entwerfen"))
class DraftInfoMail(Command, frozen=True):
    """Draft an info mail to the contact persons and deputies of the members; no personal data belong into it."""

    subject: Subject
    text: Text
    effective: date
    attachments: Attachments = ()

    def decide(self, past: Past) -> Iterator[InfoMailDrafted]:
        """Yield the draft."""
        if not self.text.strip():
            raise Refused("empty-text", _("Geben Sie den Text ein."), field="text")
        if len(set(self.attachments)) < len(self.attachments):
            raise Refused(
                "attachment-twice",
                _("Eine Anlage kommt zweimal vor. Entfernen Sie einen Eintrag."),
                field="attachments",
            )
        yield InfoMailDrafted(
            effective=self.effective,
            mail=past.new_id("mail"),
            subject=self.subject,
            text=self.text,
            attachments=self.attachments,
        )


@command("network.approve-info-mail", KEEP_MAILS, records=InfoMailApproved, title=_("Infomail freigeben"))
class ApproveInfoMail(Command, frozen=True):
    """Approve an info mail that somebody else drafted."""

    mail: MailId
    effective: date


@command("network.send-info-mail", KEEP_MAILS, title=_("Infomail versenden"))
class SendInfoMail(Command, frozen=True):
    """Send an approved info mail, today, to the contact persons and deputies that members have today."""

    reads: ClassVar[Reads] = Reads("programme", RoundOpened)
    mail: MailId
    effective: date

    def plan(self, lookup: Lookup) -> Plan:
        """Refuse another day than today: mail goes out now."""

        def begin(_past: Past) -> None:
            if self.effective != lookup.today:
                raise Refused("not-today", _("Infomails lassen sich nur heute versenden."), field="effective")

        return replace(super().plan(lookup), begin=begin)

    def more(self, past: Past) -> Reads:
        """Read who joined in which round, then the memberships and contact persons of these bodies."""
        reads = Reads()
        for record in past.records:
            if isinstance(record.fact, RoundOpened):
                reads |= Reads(f"round:{record.fact.round}", MunicipalityJoined)
        for body in sorted({one.fact.body for one in past.records if isinstance(one.fact, MunicipalityJoined)}):
            reads |= Reads(f"body:{body}", *MEMBERSHIP, *CONTACTS)
        return reads

    def decide(self, past: Past) -> Iterator[InfoMailSent]:
        """Yield who gets it, where anybody has an address; the statute knows whether it was approved."""
        contacts = contacts_of_members(past.on(self.effective))
        if not any(record.fact.mail for record in contacts):
            raise Refused(
                "no-recipient",
                _(
                    "Die Infomail hätte keine Empfängerinnen und Empfänger. Tragen Sie Ansprechpersonen "
                    "mit E-Mail-Adresse ein."
                ),
                field="effective",
            )
        recipients = {record.fact.person for record in contacts if record.fact.person}
        yield InfoMailSent(effective=self.effective, mail=self.mail, recipients=tuple(sorted(recipients)))


def contacts_of_members(now: Past) -> list[Recorded[Any]]:
    """Return how the contact persons and deputies in office were named, of bodies whose membership does not rest."""
    members: dict[str, bool] = {}
    for record in now.records:
        if isinstance(fact := record.fact, MEMBERSHIP):
            members[fact.body] = isinstance(fact, MunicipalityJoined | MembershipResumed)
    terms = running(record for record in now.records if isinstance(record.fact, CONTACTS))
    return [one for one in terms.values() if members.get(one.fact.body)]
