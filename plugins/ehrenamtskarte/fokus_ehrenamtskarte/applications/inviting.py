"""The job that sends an organisation its link, and each volunteer whom it names the one to their application."""

from collections.abc import Callable
from datetime import timedelta
from email.message import EmailMessage
from typing import Any

from fokus_core import ERASED, Absent, JobContext, MailUnavailable, Outbox, clock, compose, message_id, standing
from fokus_ehrenamtskarte.applications.delivery import STATE, House, demand_few
from fokus_ehrenamtskarte.applications.evaluating import opening
from fokus_ehrenamtskarte.applications.letters import Letter, text_of
from fokus_ehrenamtskarte.applications.policies import READ
from fokus_ehrenamtskarte.applications.start_facts import (
    OrganisationLinkEnded,
    OrganisationLinkGiven,
    VolunteerAgreed,
    VolunteerNamed,
)
from fokus_ehrenamtskarte.applications.writing import TWICE, LinkTo
from fokus_ehrenamtskarte.organisations.facts import OrganisationContactNamed
from fokus_ehrenamtskarte.programme import ehrenamtskarte
from fokus_ehrenamtskarte.rules.said import Said
from fokus_kommune import Recorded, _

MARK = "invited"
YEAR, WEEKS, MANY = timedelta(days=365), timedelta(weeks=8), 1000
YOUR_LINK = _("Ehrenamtskarte: Ihr Link für Anträge")
MAY_NAME = _("Mit diesem Link bereitet Ihre Organisation Anträge auf die Ehrenamtskarte vor:")
PROGRAMS = _("Programme senden dieselben Angaben als JSON an diese Adresse. Geben Sie den Link nicht weiter.")
TO_CONTACT = _("Sie erhalten diese Nachricht, weil Sie bei uns als Ansprechperson der Organisation eingetragen sind.")
FOR_YOU = _("Ehrenamtskarte: Ein Antrag ist für Sie vorbereitet")
BEGAN = _("Die Organisation „{organisation}“ schlägt Sie für eine Ehrenamtskarte vor. Noch ist nichts beantragt.")
COMPLETE = _("Möchten Sie die Karte, prüfen und ergänzen Sie die Angaben. Öffnen allein ändert nichts:")
OR_NOT = _("Möchten Sie keine Karte, brauchen Sie nichts zu tun.")
TO_VOLUNTEER = _("Sie erhalten diese Nachricht, weil eine Organisation Sie mit dieser Adresse genannt hat.")


class SendInvitations:
    """Writes to organisations and to the volunteers whom they name, each once."""

    name = "ehrenamtskarte.send-invitations"
    every = 10.0

    def __init__(self, **delays: float) -> None:
        """Prepare the job; `delays` are those of `Outbox`."""
        self._delays = delays

    def run(self, context: JobContext[House]) -> None:
        """Write what is due; a letter that cannot be written does not keep the others back."""
        journal, failure, held = context.services.journal, None, False
        begun = done = int(context.state_store.get(STATE, MARK) or b"0")
        for record in journal.follow(after=begun):
            try:
                told = isinstance(record.fact, OrganisationLinkGiven | VolunteerNamed)
                finished = not told or self._deliver(record, context)
            except MailUnavailable:
                raise
            except Exception as error:
                finished, failure = False, error
            held = held or not finished
            if not held:
                done = record.position
        if done > begun:
            context.state_store.put(STATE, MARK, str(done).encode())
        if failure is not None:
            raise failure

    def _deliver(self, record: Recorded[Any], context: JobContext[House]) -> bool:
        services, fact = context.services, record.fact
        given = isinstance(fact, OrganisationLinkGiven)
        key = f"organisation-link:{fact.link}" if given else f"start:{fact.start}"
        records = list(standing(services.journal.under(key)))
        over = any(isinstance(one.fact, OrganisationLinkEnded | VolunteerAgreed) for one in records)
        if over or record.position not in {one.position for one in records}:
            return True  # it serves no more, or was taken back
        person = fact.contact if given else fact.person
        outbox = Outbox(context.state_store, context.holds, **self._delays)
        with services.mailer.session() as session:
            return outbox.deliver(
                f"{record.meta.id}-{MARK}-{person}", [person], self._writing(record, context), session
            )

    def _writing(self, record: Recorded[Any], context: JobContext[House]) -> Callable[[str], EmailMessage | Absent]:
        services = context.services
        journal, sender = services.journal, services.mailer.sender

        def write(person: str) -> EmailMessage | Absent:
            address, letter = self._letter(record, context)
            if letter is None:
                return "erased"
            demand_few(address, journal, context.state_store)
            context.state_store.record_access(
                at=journal.now(),
                actor=self.name,
                permission=READ.permission,
                opened=[(person, record.position, "started")],
            )
            bodies, today = journal.bodies(), clock.day_of(journal.now())
            office = bodies.called(record.fact.body, today)
            subject, text = text_of(
                letter, office, services.texts, lambda one: bodies.called(one.body, today, one.form)
            )
            number = message_id(sender, f"{record.meta.id}-{MARK}", person)
            return compose(id=number, at=journal.now(), sender=sender, to=address, subject=subject, text=text)

        return write

    def _letter(self, record: Recorded[Any], context: JobContext[House]) -> tuple[Any, Letter | None]:
        """Return the address and what is written there; no letter where it was erased."""
        services, fact = context.services, record.fact
        opened = opening(services.journal)

        def path(link: LinkTo) -> str:
            return str(services.settings.public_url) + link.issued(services.state_store, services.journal.now())

        if isinstance(fact, VolunteerNamed):
            name, said = opened(record, "name"), opened(record, "said")
            if ERASED in (name, said):
                return ERASED, None
            about = {"body": fact.body, "start": fact.start}
            link = path(LinkTo("ehrenamtskarte.agree-to-application", about, WEEKS, TWICE))
            began = Said(BEGAN, {"organisation": said.claim.organisation})
            return said.mail, Letter(FOR_YOU, name, (began, Said(COMPLETE), link, Said(OR_NOT)), TO_VOLUNTEER)
        known = standing(services.journal.under(f"organisation:{fact.organisation}"))
        named = [
            one for one in known if isinstance(one.fact, OrganisationContactNamed) and one.fact.contact == fact.contact
        ]
        known_as: Any = opened(named[-1], "contact_name") if named else ERASED
        mail: Any = opened(named[-1], "contact_mail") if named else ERASED
        if ERASED in (known_as, mail):
            return ERASED, None
        about = {"body": fact.body, "organisation": fact.organisation, "link": fact.link}
        link = path(LinkTo("ehrenamtskarte.name-volunteers", about, YEAR, MANY))
        return mail, Letter(YOUR_LINK, known_as, (Said(MAY_NAME), link, Said(PROGRAMS)), TO_CONTACT)


ehrenamtskarte.job(SendInvitations())
