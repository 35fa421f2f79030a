"""Drafting, approving and sending info mails."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import Annotated, ClassVar

from msgspec import Meta

from fokus_core import Command, Lookup, Past, Plan, Reads, Refused, _, command, recorded
from fokus_network.exchange.topics import LISTED, demand_listed
from fokus_network.mails.audience import (
    EVERYWHERE,
    OF_BODY,
    Groups,
    OnTopics,
    RegionRef,
    bodies_asked,
    reached,
)
from fokus_network.mails.facts import (
    Attachments,
    InfoMailApproved,
    InfoMailDocumented,
    InfoMailDrafted,
    InfoMailSent,
    MailId,
    Reference,
    Subject,
    Text,
)
from fokus_network.membership.facts import MunicipalityJoined, RoundOpened
from fokus_network.policies import KEEP_MAILS


@command("network.draft-info-mail", KEEP_MAILS, title=_("Infomail entwerfen"))
class DraftInfoMail(Command, frozen=True):
    """Draft an info mail and say whom it is for; no personal data belong into it."""

    reads: ClassVar[Reads] = LISTED
    subject: Subject
    text: Text
    effective: date
    attachments: Attachments = ()
    groups: Groups = ("members",)
    region: RegionRef = ()
    topics: OnTopics = ()

    def decide(self, past: Past) -> Iterator[InfoMailDrafted]:
        """Yield the draft."""
        demand_listed(self.topics, past, self.effective)
        if not self.text.strip():
            raise Refused("empty-text", _("Geben Sie den Text ein."), field="text")
        if len(set(self.attachments)) < len(self.attachments):
            raise Refused(
                "attachment-twice",
                _("Eine Anlage kommt zweimal vor. Entfernen Sie einen Eintrag."),
                field="attachments",
            )
        once = {"groups": tuple(dict.fromkeys(self.groups)), "region": tuple(dict.fromkeys(self.region))}
        yield recorded(self, InfoMailDrafted, mail=past.new_id("mail"), **once)


@command("network.document-info-mail", KEEP_MAILS, title=_("Frühere Infomail nachtragen"))
class DocumentInfoMail(Command, frozen=True):
    """Enter an info mail of earlier years, with the day on which it went out, and where that is known from."""

    subject: Subject
    effective: date
    reference: Reference
    text: Annotated[str, Meta(max_length=20_000)] = ""
    attachments: Attachments = ()

    def decide(self, past: Past) -> Iterator[InfoMailDocumented]:
        """Yield the mail under an id of its own."""
        if not self.text.strip() and not self.attachments:
            raise Refused("nothing-given", _("Geben Sie den Text ein oder wählen Sie eine Datei aus."), field="text")
        yield recorded(self, InfoMailDocumented, mail=past.new_id("mail"))


@command("network.approve-info-mail", KEEP_MAILS, records=InfoMailApproved, title=_("Infomail freigeben"))
class ApproveInfoMail(Command, frozen=True):
    """Approve an info mail that somebody else drafted."""

    mail: MailId
    effective: date


@command("network.send-info-mail", KEEP_MAILS, title=_("Infomail versenden"))
class SendInfoMail(Command, frozen=True):
    """Send an approved info mail, today, to those whom its draft is for, as they are in office today."""

    reads: ClassVar[Reads] = EVERYWHERE | Reads("mail", InfoMailDrafted)
    mail: MailId
    effective: date

    def plan(self, lookup: Lookup) -> Plan:
        """Refuse another day than today: mail goes out now."""

        def begin(_past: Past) -> None:
            if self.effective != lookup.today:
                raise Refused("not-today", _("Infomails lassen sich nur heute versenden."), field="effective")

        return replace(super().plan(lookup), begin=begin)

    def more(self, past: Past) -> Reads:
        """Read who joined in which round, then what is said of the bodies that the draft may be for."""
        reads = Reads()
        for record in past.recorded(RoundOpened):
            reads |= Reads(f"round:{record.fact.round}", MunicipalityJoined)
        draft = past.latest(InfoMailDrafted)
        for body in bodies_asked(past, draft.groups if draft else ()):
            reads |= Reads(f"body:{body}", *OF_BODY)
        return reads

    def decide(self, past: Past) -> Iterator[InfoMailSent]:
        """Yield who gets it, where anybody has an address; the statute knows whether it was approved."""
        draft = past.latest(InfoMailDrafted)
        groups, region, topics = (draft.groups, draft.region, draft.topics) if draft else (("members",), (), ())
        named = reached(past.on(self.effective), self.effective, groups, region, topics)
        if not any(record.fact.mail for record in named):
            raise Refused(
                "no-recipient",
                _(
                    "Die Infomail hätte keine Empfängerinnen und Empfänger. Tragen Sie Ansprechpersonen "
                    "mit E-Mail-Adresse ein."
                ),
                field="effective",
            )
        recipients = {record.fact.person for record in named if record.fact.person}
        yield InfoMailSent(effective=self.effective, mail=self.mail, recipients=tuple(sorted(recipients)))
