"""Cookbook: a job that sends mail, to addresses that lie sealed until a message is written."""

from collections.abc import Iterator
from datetime import date
from email.message import EmailMessage
from typing import Annotated, Any, Protocol

import pytest
from msgspec import Meta

from fokus_core import ERASED, Absent, JobContext, Journal, Mailer, Outbox, compose, message_id, open_sealed, standing
from fokus_core.testing.smtp import MailServer
from fokus_kommune import Command, Fact, Past, Person, Personal, PersonId, Programme, Purpose, Recorded, Sealed, _
from fokus_kommune.testing import ClerkOf, RunJob

invite = Programme("invite", title=_("Einladungen"))
KEEP = invite.permission("keep", roles=["state-office"], title=_("Einladen"))
invite.purpose(Purpose("invitation", _("Einladungen versenden"), basis=_("Einwilligung"), kept=_("Ein Jahr")))


@invite.fact("invited@1", whole_programme=True, sentence=_("Eine Person wurde eingeladen."))
class Invited(Fact, frozen=True):
    """Somebody was invited, by mail."""

    person: PersonId
    mail: Annotated[Sealed[str], Personal("person", purpose="invitation")]


@invite.command("invite", KEEP, title=_("Einladen"))
class Invite(Command, frozen=True):
    """Invite a person by mail."""

    person: Annotated[Person, Meta(extra={"needs": ("email",)})]
    effective: date

    def decide(self, past: Past) -> Iterator[Invited]:
        """Yield the invitation."""
        yield Invited(effective=self.effective, person=self.person.id, mail=Sealed.of(self.person.email or ""))


class House(Protocol):
    """What the job asks of the services."""

    @property
    def journal(self) -> Journal:
        """The journal, with its vault."""
        ...

    @property
    def mailer(self) -> Mailer:
        """Where mail goes."""
        ...


class SendInvitations:
    """Sends each invitation once; the outbox knows what was sent, also after a crash."""

    name = "invite.send"
    every = 60.0

    def run(self, context: JobContext[House]) -> None:
        """Send what is due."""
        services, outbox = context.services, Outbox(context.state_store, context.holds)
        with services.mailer.session() as session:
            for record in standing(services.journal.under("programme:invite")):
                outbox.deliver(record.meta.id, [record.fact.person], lambda _, r=record: _message(r, services), session)


def _message(record: Recorded[Any], services: House) -> EmailMessage | Absent:
    address = open_sealed(record.fact.mail, str, record.meta.id, "mail", services.journal.vault)
    if address is ERASED:
        return "erased"
    sender = services.mailer.sender
    return compose(
        id=message_id(sender, record.meta.id),
        at=record.meta.at,
        sender=sender,
        to=str(address),
        subject="Einladung",
        text="Guten Tag,\n\nwir laden Sie herzlich ein.\n",
    )


SEND = invite.job(SendInvitations())


@pytest.fixture(scope="session")
def programme() -> Programme:
    return invite


def test_an_invitation_is_sent_once(mail_server: MailServer, clerk: ClerkOf, run_job: RunJob) -> None:
    clerk("state-office").give(Invite(person=Person(name="Kim", email="kim@example.org"), effective=date(2026, 1, 10)))
    run_job(SEND)
    run_job(SEND, on=date(2026, 3, 1))
    ((recipient, message),) = mail_server.taken
    assert (recipient, message["Subject"]) == ("kim@example.org", "Einladung")
