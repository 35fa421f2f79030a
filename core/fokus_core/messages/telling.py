"""The job that tells people what happened: each message once to each of them, when it is due."""

from collections.abc import Callable
from datetime import timedelta
from email.message import EmailMessage
from hashlib import blake2b
from typing import Any, Protocol

from fokus_core.access.links import Links
from fokus_core.domain import clock
from fokus_core.domain.messages import Addressee, LinkTo, Message, Occasion
from fokus_core.domain.texts import _
from fokus_core.jobs.job import JobContext
from fokus_core.mail.message import MailDelayed, Mailer, MailUnavailable, compose, message_id
from fokus_core.mail.outbox import Absent, Outbox
from fokus_core.messages.choosing import CHOSEN, MessageChosen, MessageSet, chosen_by, set_by
from fokus_core.messages.looking import delivery_of, occasion_of, persons_in, plain, stands, value_at
from fokus_core.messages.writing import Letter, Texts, written_out
from fokus_core.privacy.sealed import ERASED
from fokus_core.storage.state_store import StateStore

__all__ = ["DUE", "SPACE", "TellPeople", "delivery_of"]

SPACE = "message"  # up to which fact everything is on its way, and how often an address was written to within a day
DUE = "message-due"  # what waits: the day, the position of the fact, and the message
LATE = timedelta(days=30)  # nobody is told of what was recorded longer ago when it is first looked at
MOST, DAY = 20, 86400.0  # messages to one address within a day
BATCH = 100_000
CORE, HOUSE = "core", _("Fokus Kommune")  # what no programme writes


class House(Protocol):
    """What telling asks of the services."""

    @property
    def journal(self) -> Any:
        """The journal, with its vault."""
        ...

    @property
    def mailer(self) -> Mailer:
        """Where mail goes."""
        ...

    @property
    def texts(self) -> Texts:
        """The texts in every language."""
        ...

    @property
    def settings(self) -> Any:
        """The settings, among them the public address."""
        ...


class TellPeople:
    """Tells each person what a message says, once: what is due is noted in the state store until it is done."""

    name = "core.tell-people"
    every = 10.0

    def __init__(self, **delays: float) -> None:
        """Prepare the job; `delays` are those of `Outbox`."""
        self._delays = delays

    def run(self, context: JobContext[House]) -> None:
        """Note what became due, then send it; what cannot be written does not keep the others back."""
        messages: dict[str, Message] = context.services.journal.catalogue.messages
        self._note(context, messages)
        failure = None
        today = clock.day_of(context.services.journal.now()).isoformat()
        for key, _nothing in context.state_store.scan(DUE, limit=BATCH):
            day, position, name = key.split(" ")
            if day > today:
                break
            try:
                done = name not in messages or self._told(messages[name], int(position), today, context)
            except MailUnavailable:
                raise
            except Exception as error:
                done, failure = False, error
            if done:
                context.state_store.delete(DUE, key)
        if failure is not None:
            raise failure

    def _note(self, context: JobContext[House], messages: dict[str, Message]) -> None:
        """Go through what was recorded since, and note which messages are due when."""
        journal, store = context.services.journal, context.state_store
        begun = done = int(store.get(SPACE, "done") or b"0")
        now = journal.now()
        for record in journal.follow(after=begun):
            for message in messages.values():
                new = isinstance(record.fact, message.by) and record.meta.source is None
                if new and record.meta.at > now - LATE:
                    day = message.day(occasion_of(record, journal)) if message.day else clock.day_of(now)
                    if day is not None:
                        store.put(DUE, f"{day.isoformat()} {record.position} {message.id}", b"")
            done = record.position
        if done > begun:
            store.put(SPACE, "done", str(done).encode())

    def _told(self, message: Message, position: int, today: str, context: JobContext[House]) -> bool:
        journal = context.services.journal
        record = journal.recorded(position)
        if record is None or not stands(record, journal):
            return True  # it was taken back, or is of another history
        occasion = occasion_of(record, journal)
        day = message.day(occasion) if message.day else occasion.today
        if day is not None and day.isoformat() > today:
            context.state_store.put(DUE, f"{day.isoformat()} {position} {message.id}", b"")
        return day is None or day.isoformat() > today or self._tell(message, occasion, context)

    def _tell(self, message: Message, occasion: Occasion, context: JobContext[House]) -> bool:
        services, record = context.services, occasion.record
        office = getattr(record.fact, message.office) if message.office else ""
        own = _set_by(office, message, occasion)
        if own is not None and not own.sent and message.declinable:
            return True
        addressees = {one.person: one for one in message.to(occasion)}
        if message.declinable:
            addressees = {person: one for person, one in addressees.items() if _wants(one, message, occasion)}
        if not addressees:
            return True
        key = delivery_of(message, record)
        write = self._writing(message, occasion, addressees, own.sentence if own else "", key, context)
        outbox = Outbox(context.state_store, context.holds, **self._delays)
        with services.mailer.session() as session:
            return outbox.deliver(key, addressees, write, session)

    def _writing(
        self,
        message: Message,
        occasion: Occasion,
        addressees: dict[str, Addressee],
        own: str,
        key: str,
        context: JobContext[House],
    ) -> Callable[[str], EmailMessage | Absent]:
        """Return what writes the message to a person."""
        services, journal = context.services, context.services.journal
        bodies = journal.bodies()
        office = getattr(occasion.fact, message.office) if message.office else ""
        programme = journal.catalogue.programmes[message.programme]

        def linked(value: Any) -> Any:
            if not isinstance(value, LinkTo):
                return tuple(map(linked, value)) if type(value) is tuple else value
            issued = Links(context.state_store).issue(
                value.action, value.about, expires=journal.now() + value.lasts, uses=value.uses
            )
            return services.settings.public_url + (value.page + issued.rpartition("/")[2] if value.page else issued)

        def write(person: str) -> EmailMessage | Absent:
            one = addressees[person]
            address, name = (value_at(occasion, one.record, path) for path in (one.mail, one.name))
            if ERASED in (address, name):
                return "erased"
            if not address:
                return "no-address"
            values = {
                **plain(occasion.fact),
                **{name: fill(occasion, one) for name, fill in message.fills.items()},
            }
            if any(value is ERASED for value in values.values()):
                return "erased"
            _demand_few(address, journal, context.state_store)
            opened = [(whose, occasion.record.position, message.purpose) for whose in persons_in(occasion.fact)]
            opened.append((person, one.record.position, message.purpose))
            context.state_store.record_access(
                at=journal.now(), actor=self.name, permission=message.permission, opened=list(dict.fromkeys(opened))
            )
            stop = LinkTo(CHOSEN, {"person": person, "message": message.id}, uses=20) if message.declinable else ""
            writes = HOUSE if message.programme == CORE else programme.title
            letter = Letter(
                name or "",
                {name: linked(value) for name, value in values.items()},
                bodies.called(office, occasion.today) if office else writes,
                own,
                linked(stop),
            )
            subject, text = written_out(
                message, letter, services.texts, lambda named: bodies.called(named.body, occasion.today, named.form)
            )
            sender = services.mailer.sender
            return compose(
                id=message_id(sender, key, person),
                at=journal.now(),
                sender=sender,
                to=address,
                subject=subject,
                text=text,
                unsubscribe=letter.stop,
            )

        return write


def _set_by(body: str, message: Message, occasion: Occasion) -> MessageSet | None:
    return set_by(occasion.under(f"body:{body}", MessageSet), message.id, occasion.today) if body else None


def _wants(one: Addressee, message: Message, occasion: Occasion) -> bool:
    """Tell whether neither the person nor the body for which they are told has switched a message off."""
    theirs = _set_by(one.body, message, occasion) if message.for_bodies else None
    return chosen_by(occasion.under(f"person:{one.person}", MessageChosen), message.id) and (
        theirs is None or theirs.sent
    )


def _demand_few(address: str, journal: Any, store: StateStore) -> None:
    """Raise `MailDelayed` where an address was written to often enough today: this is no machine for spam."""
    mark = blake2b(address.casefold().encode(), key=journal.id.encode()[:64], digest_size=16).hexdigest()
    count, _pause = store.count_within(SPACE, f"day:{mark}", DAY)
    if count > MOST:
        raise MailDelayed
