"""One person with many marks in every place there is, and neighbours; as a script, an erasure that is killed."""

import io
import os
import signal
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from zipfile import ZipFile

from canary_programme import DRAFTS, Accuse, Report, plugin

from fokus_api.plugins.load import open_service
from fokus_api.runtime.service import Service
from fokus_api.runtime.settings import load_settings
from fokus_core import CONSOLE, Actor, Person, clock
from fokus_core.access.grants import GrantAccess
from fokus_core.access.links import Links
from fokus_core.corrections.corrections import Retract
from fokus_core.files.attachments import begin_attachment
from fokus_core.jobs.job import JobContext
from fokus_core.persons.erasing import ErasePerson
from fokus_core.persons.erasure import ErasePersons
from fokus_core.storage import durable
from fokus_core.storage.sqlite_database import SqliteDatabase
from fokus_ehrenamtskarte.cards.commands import TakeOverCard
from fokus_ehrenamtskarte.commands import IntroduceCard
from fokus_network.mails.commands import ApproveInfoMail, DraftInfoMail, SendInfoMail
from fokus_network.mails.delivery import DeliverMails
from fokus_network.membership.commands.admission import JoinNetwork
from fokus_network.membership.commands.declaration import OpenRound, PublishDeclaration, SignDeclaration
from fokus_network.people.commands import NameContact

DAY, HAGEN = date(2015, 1, 1), "05914000"
MAIL = "kanarienvogel-0@example.org"
OFFICE = Actor("amt")
SECOND = Actor("zweite", trusted=True)


def mark(number: int) -> str:
    return f"Kanarienmarke{number:02d}"


@contextmanager
def opened(folder: Path, *, follow: bool = False, **stores: Any) -> Iterator[Service]:
    given = {"plugins": ["network", "ehrenamtskarte"], "allowed_hosts": ["*"], **stores}
    settings = load_settings({}, folder, given=given)
    with open_service(settings, extra=[plugin], follow=follow) as service:
        yield service


def canary(number: int, **more: Any) -> Person:
    return Person(name=mark(number), email=MAIL, **more)


def attach(service: Service, text: str) -> str:
    """Hand a file in and return its name."""
    subject = f"file:{os.urandom(16).hex()}"
    upload, _ = begin_attachment(
        service.files, service.vault, media_type="text/plain", subject=subject, limit=1_000_000
    )
    with closing(upload):
        upload.write(text.encode())
        return upload.keep().name


def fill(service: Service, neighbours: int) -> tuple[str, list[str]]:
    """Give what names the canary in every place, and the neighbours, and return the ids and all marks."""
    journal, today = service.journal, clock.day_of(service.journal.now())
    for command in (
        PublishDeclaration(declaration="2012", title="Erklärung", effective=DAY),
        OpenRound(round="r", title="Runde", declaration="2012", effective=DAY),
        SignDeclaration(party=HAGEN, round="r", effective=DAY),
        JoinNetwork(body=HAGEN, effective=DAY),
        IntroduceCard(body=HAGEN, effective=DAY),
        GrantAccess(actor="amt", role="state-office", scope="state", effective=DAY),
    ):
        journal.handle(command, by=CONSOLE)
    (named,) = journal.handle(
        NameContact(body=HAGEN, function="contact", person=canary(0), phone="0800 424242", effective=DAY), by=CONSOLE
    ).facts
    person: str = named.fact.person  # type: ignore[attr-defined]  # a contact
    same = {"same_as": person}
    journal.handle(
        TakeOverCard(
            body=HAGEN,
            person=canary(1, birth="1951-02-03", **same),
            kind="standard",
            effective=date(2022, 1, 1),
            valid_until=date(2023, 12, 31),
        ),
        by=CONSOLE,
    )
    for number in range(2, 40, 2):
        file = attach(service, f"Anlage {mark(40 + number)}")
        (reported,) = journal.handle(
            Report(person=canary(number, **same), note=f"über {mark(number + 1)}", file=file, effective=DAY), by=CONSOLE
        ).facts
    journal.handle(Retract(position=reported.position, reason=f"wegen {mark(94)}"), by=CONSOLE)
    for first, second in (
        (canary(90, **same), Person(name="Nachbar 0")),
        (Person(name="Nachbar 1"), canary(91, **same)),
    ):
        journal.handle(Accuse(person=first, against=second, note=mark(92), effective=DAY), by=OFFICE)
    for number in range(neighbours):
        told = Person(name=f"Nachbarin {number}", email=f"nachbarin-{number}@example.org")
        journal.handle(Report(person=told, note=f"Notiz {number}", effective=DAY), by=CONSOLE)
    until = datetime.now(UTC) + timedelta(days=3)
    Links(service.state_store).issue("canary.link", {"person": person}, expires=until)
    service.state_store.put(DRAFTS, "one", f'{{"person": "{person}", "text": "{mark(93)}"}}'.encode())
    (drafted,) = journal.handle(DraftInfoMail(subject="Einladung", text="Guten Tag", effective=today), by=CONSOLE).facts
    journal.handle(ApproveInfoMail(mail=drafted.fact.mail, effective=today), by=SECOND)  # type: ignore[attr-defined]
    journal.handle(SendInfoMail(mail=drafted.fact.mail, effective=today), by=CONSOLE)  # type: ignore[attr-defined]
    DeliverMails().run(JobContext(service.state_store, service, lambda: True))
    marks = [mark(number) for number in (*range(40), *range(42, 80, 2), *range(90, 95))]
    return person, [*marks, MAIL, "0800 424242"]


def erase(service: Service, person: str) -> None:
    """Give the command, under one id however often, and carry it out."""
    command = ErasePerson(person=person, ground="consent-withdrawn", effective=date(2026, 1, 2))
    service.journal.handle(command, by=CONSOLE, command_id="erase-the-canary")
    status = service.jobs.run_now(ErasePersons.name, 60)
    assert status is not None
    assert not status.failures, status.error


def text_of(answer: Any) -> str:
    """Return what stands in an answer, as whoever opens it reads it."""
    if "spreadsheetml" not in answer.headers.get("content-type", ""):
        return str(answer.content.decode(errors="replace"))
    with ZipFile(io.BytesIO(answer.content)) as workbook:
        return "\n".join(workbook.read(name).decode() for name in workbook.namelist())


def killed_at(number: int, count: io.TextIOBase | None = None) -> None:
    """Let this process be killed at the step of this number, and write how many there were where none is reached."""
    steps = 0

    def step() -> None:
        nonlocal steps
        steps += 1
        if count is not None:
            count.seek(0)
            count.write(str(steps))
            count.flush()
        if steps == number:
            os.kill(os.getpid(), signal.SIGKILL)

    def before_and_after(owner: Any, name: str) -> None:
        inner = getattr(owner, name)

        def wrapped(*args: Any, **kwargs: Any) -> Any:
            step()
            result = inner(*args, **kwargs)
            step()
            return result

        setattr(owner, name, wrapped)

    before_and_after(SqliteDatabase, "execute")
    before_and_after(SqliteDatabase, "scrub")
    before_and_after(durable, "sync")
    before_and_after(Path, "unlink")


def open_lease(service: Service) -> None:
    """End the lease of a process that was killed, which would run out by itself in half a minute."""
    service.state_store._database.execute("DELETE FROM state_leases")  # the test alone knows that its holder is dead


if __name__ == "__main__":
    folder, person, number, counted = Path(sys.argv[1]), sys.argv[2], int(sys.argv[3]), Path(sys.argv[4])
    with counted.open("w") as count, opened(folder) as service:
        open_lease(service)
        killed_at(number, count)
        erase(service, person)
