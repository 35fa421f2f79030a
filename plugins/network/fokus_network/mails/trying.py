"""Test mails: an info mail as it would go out, sent to the mailbox that info mails come from, and to nobody else."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from email.message import EmailMessage
from typing import Annotated, ClassVar

from msgspec import Meta

from fokus_core import (
    Audience,
    Command,
    Fact,
    JobContext,
    Label,
    Lookup,
    MailUnavailable,
    Outbox,
    Past,
    Plan,
    Reads,
    Recorded,
    Refused,
    Sentence,
    Vocabulary,
    _,
    command,
    compose,
    fact,
    message_id,
    standing,
)
from fokus_network.mails.delivery import DONE, FOOTER, House, enclosures_of
from fokus_network.mails.facts import InfoMailDrafted, InfoMailSent, MailId
from fokus_network.policies import KEEP_MAILS

OWN = "own-mailbox"  # the one recipient of a test mail, by the name under which its delivery is noted
MARK = "[Test] "
UNKNOWN = _("Diese Infomail gibt es am {effective} noch nicht oder nicht mehr. Wählen Sie einen anderen Tag.")
SENT = _("Diese Infomail ist schon versandt. Testen Sie die nächste vorher.")
NOT_TODAY = _("Infomails lassen sich nur heute versenden.")


@fact("network.info-mail-tried@1", audience=Audience(KEEP_MAILS.permission), irrevocable=True, whole_programme=True)
class InfoMailTried(Fact, frozen=True):
    """An info mail was sent to the mailbox that info mails come from, to see how it looks."""

    mail: MailId


@command("network.try-info-mail", KEEP_MAILS, title=_("Infomail an das eigene Postfach testen"))
class TryInfoMail(Command, frozen=True):
    """Send an info mail, as it stands today, to the mailbox that info mails come from; to no other address."""

    reads: ClassVar[Reads] = Reads("mail", InfoMailDrafted, InfoMailSent)
    mail: Annotated[MailId, Meta(description="Info mail to try")]
    effective: date

    def plan(self, lookup: Lookup) -> Plan:
        """Refuse another day than today: mail goes out now."""

        def begin(_past: Past) -> None:
            if self.effective != lookup.today:
                raise Refused("not-today", NOT_TODAY, field="effective")

        return replace(super().plan(lookup), begin=begin)

    def decide(self, past: Past) -> Iterator[InfoMailTried]:
        """Yield the test of a draft that was not sent yet; such a draft can still be taken back."""
        now = past.on(self.effective)
        if now.latest(InfoMailDrafted) is None:
            raise Refused("unknown-mail", UNKNOWN, field="mail")
        if now.latest(InfoMailSent) is not None:
            raise Refused("already-sent", SENT, field="mail")
        yield InfoMailTried(effective=self.effective, mail=self.mail)


class DeliverTestMails:
    """Delivers each test mail to the mailbox that info mails come from."""

    name = "network.deliver-test-mails"
    every = 10.0

    def __init__(self, **delays: float) -> None:
        """Prepare the job; `delays` are those of `Outbox`."""
        self._delays = delays

    def run(self, context: JobContext[House]) -> None:
        """Deliver what is due; a mail that cannot be written does not keep the others back."""
        failure = None
        for record in context.services.journal.under("programme:network"):
            test = record.fact
            if not isinstance(test, InfoMailTried) or context.state_store.get(DONE, record.meta.id) is not None:
                continue
            try:
                if self._deliver(record, test, context):
                    context.state_store.put(DONE, record.meta.id, b"")
            except MailUnavailable:
                raise
            except Exception as error:
                failure = error
        if failure is not None:
            raise failure

    def _deliver(self, record: Recorded[Fact], test: InfoMailTried, context: JobContext[House]) -> bool:
        services = context.services
        drafts = [one.fact for one in standing(services.journal.under(f"mail:{test.mail}"))]
        draft = next((one for one in drafts if isinstance(one, InfoMailDrafted)), None)
        if draft is None:  # it was taken back meanwhile
            return True
        sender = services.mailer.sender

        def write(_recipient: str) -> EmailMessage:
            return compose(
                id=message_id(sender, record.meta.id, OWN),
                at=record.meta.at,
                sender=sender,
                to=sender.addr_spec,
                subject=MARK + draft.subject,
                text=draft.text.rstrip() + "\n" + FOOTER,
                enclosures=enclosures_of(draft.attachments, services),
            )

        outbox = Outbox(context.state_store, context.holds, **self._delays)
        with services.mailer.session() as session:
            return outbox.deliver(record.meta.id, (OWN,), write, session)


SENTENCES: dict[type[Fact], Sentence] = {
    InfoMailTried: Sentence(_("Eine Infomail wurde zum Test an das Postfach versandt, von dem Infomails kommen."))
}
LABELS: Vocabulary = {
    "TryInfoMail.effective": _("Versandt am"),
    "TryInfoMail.mail": Label(
        _("Infomail"), _("Der Test geht an das Postfach, von dem Infomails kommen, und an niemanden sonst.")
    ),
    "InfoMailTried.mail": _("Infomail"),
    "MailTest.code": _("Antwort des Mailservers"),
    "MailTest.day": _("Versandt am"),
    "MailTest.mail": _("Infomail"),
    "MailTest.state": Label(
        _("Zustellung"),
        values={
            "waiting": _("wartet"),
            "delayed": _("verzögert"),
            "accepted": _("angenommen"),
            "refused": _("abgelehnt"),
            "given-up": _("aufgegeben"),
        },
    ),
}
COMMANDS = (TryInfoMail,)
FACTS: tuple[type[Fact], ...] = (InfoMailTried,)
JOBS = (DeliverTestMails(),)
