"""Delivering info mails: addresses are opened when a message is written, and kept nowhere."""

from collections.abc import Callable, Iterable, Sequence
from email.message import EmailMessage
from itertools import takewhile
from typing import Any, Protocol

from fokus_core import (
    ERASED,
    Absent,
    Enclosure,
    Erased,
    Fact,
    Files,
    JobContext,
    Journal,
    Mailer,
    MailUnavailable,
    Outbox,
    Recorded,
    compose,
    deliveries,
    message_id,
    open_attachment,
    open_sealed,
    standing,
)
from fokus_network.mails.facts import InfoMailDrafted, InfoMailSent
from fokus_network.people.facts import ContactEnded, HeldByPerson, SpeakerEnded
from fokus_network.policies import KEEP_MAILS

ENDED = (ContactEnded, SpeakerEnded)
DONE = "mail-done"
COUNTING = "network.count-mailboxes"  # who is entered as having opened addresses, to compare them
FOOTER = """
-- 
Kommunen-Netzwerk: engagiert in NRW
Sie erhalten diese Nachricht als Ansprechperson oder Stellvertretung Ihrer
Kommune oder als Mitglied des Sprecherteams. Wenn Sie diese Aufgabe nicht mehr wahrnehmen, antworten Sie bitte auf
diese Nachricht.
"""  # noqa: W291  # the mark that mail programs know a signature by
Address = tuple[str | Erased | None, int]  # what a person was last named with, and in which entry


class House(Protocol):
    """What delivering asks of the services."""

    @property
    def journal(self) -> Journal:
        """The journal, with its vault."""
        ...

    @property
    def files(self) -> Files:
        """The sealed files."""
        ...

    @property
    def mailer(self) -> Mailer:
        """Where mail goes."""
        ...


class DeliverMails:
    """Delivers each info mail that was sent to each of its recipients."""

    name = "network.deliver-mails"
    every = 10.0

    def __init__(self, **delays: float) -> None:
        """Prepare the job; `delays` are those of `Outbox`."""
        self._delays = delays

    def run(self, context: JobContext[House]) -> None:
        """Deliver what is due; a mail that cannot be written does not keep the others back."""
        journal, failure = context.services.journal, None
        for record in journal.under("programme:network"):
            sent = record.fact
            if not isinstance(sent, InfoMailSent) or context.state_store.get(DONE, record.meta.id) is not None:
                continue
            try:
                if self._deliver(record, sent, context):
                    context.state_store.put(DONE, record.meta.id, b"")
            except MailUnavailable:
                raise
            except Exception as error:
                failure = error
        if failure is not None:
            raise failure

    def _deliver(self, record: Recorded[Fact], sent: InfoMailSent, context: JobContext[House]) -> bool:
        outbox = Outbox(context.state_store, context.holds, **self._delays)
        with context.services.mailer.session() as session:
            return outbox.deliver(record.meta.id, sent.recipients, self._writing(record, sent, context), session)

    def _writing(
        self, record: Recorded[Fact], sent: InfoMailSent, context: JobContext[House]
    ) -> Callable[[str], EmailMessage | Absent]:
        """Return what writes the message to a person."""
        services = context.services
        drafts = (one.fact for one in standing(services.journal.under(f"mail:{sent.mail}")))
        (draft,) = (fact for fact in drafts if isinstance(fact, InfoMailDrafted))
        enclosures: list[Enclosure] | None = None

        tried = {person for person, one in deliveries(context.state_store, record.meta.id).items() if one.attempts}
        opened: dict[str, Address] = {}  # while the job runs, to tell who shares a mailbox

        def gets_it_elsewhere(person: str, address: str) -> bool:
            """Tell whether the message goes to somebody before them in the list, with the same mailbox."""
            if person in tried:  # they were compared when it was written first
                return False
            before = [*takewhile(lambda one: one != person, sent.recipients)]
            compared = {one: self._address(one, sent, services) for one in before if one not in opened}
            opened.update(compared)
            self._enter(COUNTING, compared.items(), context)
            return any(isinstance(at := opened[one][0], str) and mailbox(at) == mailbox(address) for one in before)

        def write(person: str) -> EmailMessage | Absent:
            nonlocal enclosures
            address, _position = opened[person] = self._address(person, sent, services)
            if address is ERASED:
                return "erased"
            if address is None:
                return "no-address"
            elsewhere = gets_it_elsewhere(person, address)
            self._enter(COUNTING if elsewhere else self.name, [(person, opened[person])], context)
            if elsewhere:
                return "same-mailbox"
            if enclosures is None:
                enclosures = enclosures_of(draft.attachments, services)
            sender = services.mailer.sender
            return compose(
                id=message_id(sender, record.meta.id, person),
                at=record.meta.at,
                sender=sender,
                to=address,
                subject=draft.subject,
                text=draft.text.rstrip() + "\n" + FOOTER,
                enclosures=enclosures,
            )

        return write

    def _address(self, person: str, sent: InfoMailSent, services: House) -> Address:
        """Return the address a person was last named with by the day of sending, and where it stands."""
        journal = services.journal
        named = named_as(person, sent, lambda key: standing(journal.under(key)))
        if named is None or named.fact.mail is None:
            return (ERASED if journal.vault.erased(person) else None), 0
        return open_sealed(named.fact.mail, str, named.meta.id, "mail", journal.vault), named.position

    def _enter(self, actor: str, opened: Iterable[tuple[str, Address]], context: JobContext[House]) -> None:
        """Write down whose addresses were opened, by what."""
        entries = [(one, position, "contact") for one, (address, position) in opened if isinstance(address, str)]
        if entries:
            context.state_store.record_access(
                at=context.services.journal.now(), actor=actor, permission=KEEP_MAILS.permission, opened=entries
            )


def mailbox(address: str) -> str:
    """Return what is the same for the same mailbox, however it is written."""
    return address.strip().casefold()


def named_as(
    person: str, sent: InfoMailSent, standing_under: Callable[[str], Sequence[Recorded[Any]]]
) -> Recorded[HeldByPerson] | None:
    """Return how a person in office on the day of sending was named, with an address where there is one."""

    def in_office(named: HeldByPerson) -> bool:
        ends = [one.fact.effective for one in standing_under(f"term:{named.term}") if isinstance(one.fact, ENDED)]
        return named.effective <= sent.effective and all(sent.effective < end for end in ends)

    named = [
        one for one in standing_under(f"person:{person}") if isinstance(one.fact, HeldByPerson) and in_office(one.fact)
    ]
    return max(named, key=lambda one: (one.fact.mail is not None, *one.order), default=None)


def enclosures_of(attachments: Sequence[str], services: House) -> list[Enclosure]:
    """Return the files that go with a mail, without those that are erased."""
    from fokus_api import FILE_KINDS  # here: whoever sends nothing need not wait for the API

    found = []
    for number, name in enumerate(attachments, 1):
        opened = open_attachment(services.files, services.journal.vault, name)
        if isinstance(opened, Erased):
            continue
        ending = FILE_KINDS[opened.media_type].ending
        found.append(Enclosure(f"Anlage-{number}.{ending}", opened.media_type, b"".join(opened.content)))
    return found
