"""The job that sends holders the link by which they set their card up on a telephone."""

from collections.abc import Callable
from datetime import timedelta
from email.message import EmailMessage
from typing import Any

from fokus_core import ERASED, Absent, JobContext, Links, Outbox, Trace, clock, compose, message_id, standing
from fokus_ehrenamtskarte.applications.delivery import House
from fokus_ehrenamtskarte.applications.evaluating import opening
from fokus_ehrenamtskarte.applications.letters import Letter, text_of
from fokus_ehrenamtskarte.cards.facts import CardIssued
from fokus_ehrenamtskarte.cards.policies import SEE
from fokus_ehrenamtskarte.phone.facts import PhoneOffered
from fokus_ehrenamtskarte.programme import ehrenamtskarte
from fokus_ehrenamtskarte.rules.said import Said
from fokus_kommune import Recorded, _

STATE = ehrenamtskarte.trace(
    Trace("ehrenamtskarte-phone-mails", _("Wie weit die Links für Telefone verschickt sind"), stays=True)
).name
PAGE = "/meine-karte#"
LASTS = timedelta(days=14)
SUBJECT = _("Ihre Ehrenamtskarte auf dem Telefon")
OPEN = _("Öffnen Sie diesen Link auf dem Telefon, auf dem Sie Ihre Ehrenamtskarte zeigen möchten:")
ONCE = _(
    "Der Link geht einmal und 14 Tage lang. Hatten Sie die Karte auf einem anderen Telefon, gilt sie dort danach nicht "
    "mehr. Haben Sie Ihr Telefon verloren, können Sie die Karte darauf mit dem Link auch nur beenden."
)
WHY = _("Sie erhalten diese Nachricht, weil Sie die Karte auf dem Telefon haben möchten.")


class WritePhoneLinks:
    """Sends each link once; one that cannot be sent now is tried again."""

    name = "ehrenamtskarte.write-phone-links"
    every = 10.0

    def __init__(self, **delays: float) -> None:
        """Prepare the job; `delays` are those of `Outbox`."""
        self._delays = delays

    def run(self, context: JobContext[House]) -> None:
        """Send what is due."""
        journal = context.services.journal
        done = begun = int(context.state_store.get(STATE, "told") or b"0")
        held = False
        for record in journal.follow(after=begun):
            held = held or (isinstance(record.fact, PhoneOffered) and not self._sent(record, context))
            if not held:
                done = record.position
        if done > begun:
            context.state_store.put(STATE, "told", str(done).encode())

    def _sent(self, record: Recorded[Any], context: JobContext[House]) -> bool:
        services, fact = context.services, record.fact
        records = standing(services.journal.under(f"card:{fact.card}"))
        if record.position not in {one.position for one in records}:
            return True  # it was taken back
        outbox = Outbox(context.state_store, context.holds, **self._delays)
        key = f"{record.meta.id}-phone-{fact.person}"
        with services.mailer.session() as session:
            return outbox.deliver(key, [fact.person], self._writing(record, records, key, context), session)

    def _writing(
        self, record: Recorded[Any], records: list[Recorded[Any]], key: str, context: JobContext[House]
    ) -> Callable[[str], EmailMessage | Absent]:
        """Return what writes the message."""
        services, opens = context.services, opening(context.services.journal)

        def write(person: str) -> EmailMessage | Absent:
            fact, now = record.fact, services.journal.now()
            issued = next((one for one in records if isinstance(one.fact, CardIssued)), None)
            address = opens(record, "mail")
            name = issued and opens(issued, "name")
            if issued is None or ERASED in (address, name):
                return "erased"
            context.state_store.record_access(
                at=now, actor=self.name, permission=SEE.permission, opened=[(person, record.position, "card")]
            )
            about = {"body": fact.body, "card": fact.card}
            link = Links(services.state_store).issue("ehrenamtskarte.activate-phone", about, expires=now + LASTS)
            url = f"{services.settings.public_url}{PAGE}{link.rpartition('/')[2]}"
            letter = Letter(SUBJECT, str(name), (Said(OPEN), url, Said(ONCE)), WHY)
            bodies, today = services.journal.bodies(), clock.day_of(now)
            office = bodies.called(fact.body, today)
            subject, text = text_of(
                letter, office, services.texts, lambda one: bodies.called(one.body, today, one.form)
            )
            sender = services.mailer.sender
            return compose(
                id=message_id(sender, key, person), at=now, sender=sender, to=address, subject=subject, text=text
            )

        return write


ehrenamtskarte.job(WritePhoneLinks())
