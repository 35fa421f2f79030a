"""The job that writes to applicants and organisations: who is told of which fact, and a reminder after four weeks."""

from collections.abc import Callable, Sequence
from datetime import timedelta
from email.message import EmailMessage
from hashlib import blake2b
from typing import Any, Protocol

from fokus_core import (
    ERASED,
    Absent,
    Bodies,
    JobContext,
    Journal,
    MailDelayed,
    Mailer,
    MailUnavailable,
    Outbox,
    StateStore,
    Trace,
    clock,
    compose,
    message_id,
    standing,
)
from fokus_ehrenamtskarte.applications.desk_facts import ContactReleased, HandOverOffered
from fokus_ehrenamtskarte.applications.desk_letters import wording_of
from fokus_ehrenamtskarte.applications.evaluating import opening
from fokus_ehrenamtskarte.applications.facts import (
    AddressConfirmed,
    ApplicantAsked,
    ApplicationApproved,
    ApplicationHandedIn,
    ApplicationRejected,
)
from fokus_ehrenamtskarte.applications.letters import text_of
from fokus_ehrenamtskarte.applications.policies import READ
from fokus_ehrenamtskarte.applications.writing import Case, letter_to, recipients_of
from fokus_ehrenamtskarte.programme import ehrenamtskarte
from fokus_kommune import Recorded, _

STATE = ehrenamtskarte.trace(
    Trace("ehrenamtskarte-mails", _("Wie weit die Nachrichten zu Anträgen sind, und wie viele je Tag"), stays=True)
).name
TOLD = (
    ApplicationHandedIn,
    AddressConfirmed,
    ApplicantAsked,
    ApplicationApproved,
    ApplicationRejected,
    ContactReleased,
    HandOverOffered,
)
ASKING = (AddressConfirmed, ContactReleased)
PATIENCE = timedelta(days=28)
MOST, DAY = 20, 86400.0  # messages to one address within a day


class House(Protocol):
    """What writing asks of the services."""

    @property
    def journal(self) -> Journal:
        """The journal, with its vault."""
        ...

    @property
    def mailer(self) -> Mailer:
        """Where mail goes."""
        ...

    @property
    def state_store(self) -> StateStore:
        """Where links are kept."""
        ...

    @property
    def texts(self) -> Any:
        """The texts in every language."""
        ...

    @property
    def settings(self) -> Any:
        """The settings, among them the public address."""
        ...


class WriteLetters:
    """Tells applicants and organisations what happened, each once."""

    name = "ehrenamtskarte.write-letters"
    every = 10.0

    def __init__(self, **delays: float) -> None:
        """Prepare the job; `delays` are those of `Outbox`."""
        self._delays = delays

    def run(self, context: JobContext[House]) -> None:
        """Write what is due; a letter that cannot be written does not keep the others back."""
        self._go_through(context, "told", TOLD, timedelta(0))
        self._go_through(context, "reminded", ASKING, PATIENCE)

    def _go_through(self, context: JobContext[House], mark: str, kinds: tuple[type[Any], ...], age: timedelta) -> None:
        """Write about the facts that are so old, from where everything before is done."""
        journal, failure = context.services.journal, None
        begun = int(context.state_store.get(STATE, mark) or b"0")
        done, held = begun, False
        for record in journal.follow(after=begun):
            if record.meta.at > journal.now() - age:
                break
            try:
                finished = not isinstance(record.fact, kinds) or self._deliver(record, context, mark)
            except MailUnavailable:
                raise
            except Exception as error:
                finished, failure = False, error
            held = held or not finished
            if not held:
                done = record.position
        if done > begun:
            context.state_store.put(STATE, mark, str(done).encode())
        if failure is not None:
            raise failure

    def _deliver(self, record: Recorded[Any], context: JobContext[House], mark: str) -> bool:
        services = context.services
        records = standing(services.journal.under(f"application:{record.fact.application}"))
        if record.position not in {one.position for one in records}:
            return True  # it was taken back
        if not any(isinstance(one.fact, ApplicationHandedIn) for one in records):
            return True  # and with the receipt what rests on it
        reminding = mark == "reminded"
        case = Case(record, records, opening(services.journal), reminding, wording_of(services.journal, record))
        recipients = recipients_of(case)
        if not recipients:
            return True
        outbox = Outbox(context.state_store, context.holds, **self._delays)
        key = f"{record.meta.id}-{mark}-{record.fact.person}"  # every letter holds data of the applicant
        with services.mailer.session() as session:
            return outbox.deliver(key, recipients, self._writing(case, key, context), session)

    def _writing(self, case: Case, key: str, context: JobContext[House]) -> Callable[[str], EmailMessage | Absent]:
        """Return what writes the message to a person."""
        services = context.services
        journal = services.journal
        bodies: Bodies = journal.bodies()
        base = services.settings.public_url

        def write(person: str) -> EmailMessage | Absent:
            address, letter = letter_to(
                person, case, lambda link: base + link.issued(services.state_store, journal.now())
            )
            if address is ERASED or letter is None:
                return "erased"
            if not address:  # they wrote on paper
                return "no-address"
            demand_few(address, journal, context.state_store)
            self._enter(case.opened_of(person), context)
            today = clock.day_of(journal.now())
            office = bodies.called(case.record.fact.body, today)
            subject, text = text_of(
                letter, office, services.texts, lambda one: bodies.called(one.body, today, one.form)
            )
            sender = services.mailer.sender
            return compose(
                id=message_id(sender, key, person),
                at=journal.now(),
                sender=sender,
                to=address,
                subject=subject,
                text=text,
            )

        return write

    def _enter(self, opened: Sequence[tuple[str, int, str]], context: JobContext[House]) -> None:
        at = context.services.journal.now()
        context.state_store.record_access(at=at, actor=self.name, permission=READ.permission, opened=list(opened))


def demand_few(address: str, journal: Journal, state_store: StateStore) -> None:
    """Raise `MailDelayed` where an address was written to often enough today: this is no machine for spam."""
    mark = blake2b(address.casefold().encode(), key=journal.id.encode()[:64], digest_size=16).hexdigest()
    count, _pause = state_store.count_within(STATE, f"day:{mark}", DAY)
    if count > MOST:
        raise MailDelayed


ehrenamtskarte.job(WriteLetters())
