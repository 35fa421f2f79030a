"""Cookbook: a message, declared: who is told of which fact, once, in German and English, and who can do without."""

import re
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Annotated, Any

import pytest
from msgspec import Meta

from fokus_api.runtime.service import StartRefused
from fokus_api.testing import temporary_service
from fokus_core import Links, Retract, clock
from fokus_core.messages.choosing import SetMessage
from fokus_core.testing import TellPeople
from fokus_core.testing.smtp import MailServer
from fokus_kommune import (
    Addressee,
    BodyId,
    BodyRef,
    Command,
    Fact,
    Occasion,
    Past,
    Person,
    Personal,
    PersonId,
    Programme,
    Purpose,
    Sealed,
    _,
)
from fokus_kommune.testing import ClerkOf, RunJob

HAGEN, KIM = "05914000", "kim@example.org"
LINK = re.compile(r"^https://dienst\.example\.nrw(/l/\S+)\s*$", re.MULTILINE)

garden = Programme("garden", title=_("Gemeinschaftsgärten"))
KEEP = garden.permission("keep", scope="body", roles=["municipal-officer"], title=_("Beete vergeben"))
garden.purpose(Purpose("bed", _("Beete vergeben"), basis=_("Einwilligung"), kept=_("Ein Jahr")))


@garden.fact("bed-given@1", sentence=_("{body} hat ein Beet vergeben."))
class BedGiven(Fact, frozen=True):
    """Somebody has a bed in the garden of a body until a day."""

    body: BodyId
    person: PersonId
    name: Annotated[Sealed[str], Personal("person", purpose="bed")]
    mail: Annotated[Sealed[str], Personal("person", purpose="bed")]
    until: Annotated[date, Meta(description="Last day")]


@garden.command("give-bed", KEEP, title=_("Beet vergeben"))
class GiveBed(Command, frozen=True):
    """Give somebody a bed."""

    body: BodyRef
    person: Annotated[Person, Meta(extra={"needs": ("name", "email")})]
    until: date
    effective: date

    def decide(self, past: Past) -> Iterator[BedGiven]:
        """Yield the bed."""
        yield BedGiven(
            effective=self.effective,
            body=self.body,
            person=self.person.id,
            name=Sealed.of(self.person.name or ""),
            mail=Sealed.of(self.person.email or ""),
            until=self.until,
        )


def gardener(occasion: Occasion) -> list[Addressee]:
    """Return who has the bed; the fact itself holds their name and address, sealed."""
    return [Addressee(occasion.fact.person, occasion.record, "mail", "name")]


ABOUT_BEDS: dict[str, Any] = {
    "by": BedGiven,
    "to": gardener,
    "why": _("Sie erhalten diese Nachricht, weil Sie ein Beet im Gemeinschaftsgarten haben."),
    "permission": KEEP,
    "purpose": "bed",
    "office": "body",
}
garden.message(
    "welcome",
    subject=_("Ihr Beet im Gemeinschaftsgarten"),
    parts=(_("Sie haben ein Beet bis zum {until}."), _("Bitte gießen Sie morgens.")),
    declinable=False,
    **ABOUT_BEDS,
)
garden.message(
    "ends-soon",
    subject=_("Ihr Beet läuft bald aus"),
    day=lambda occasion: occasion.fact.until - timedelta(days=28),
    parts=(_("Am {until} endet Ihre Zeit im Garten. Sie können sich bei {office} melden."),),
    **ABOUT_BEDS,
)


@pytest.fixture(scope="session")
def programme() -> Programme:
    return garden


@pytest.fixture
def service_settings() -> dict[str, Any]:
    return {"public_url": "https://dienst.example.nrw"}


def today() -> date:
    return clock.day_of(clock.now())


def given(clerk: Any) -> dict[str, Any]:
    kim = Person(name="Kim Beispiel", email=KIM)
    until = today() + timedelta(days=100)
    told: dict[str, Any] = clerk.give(GiveBed(body=HAGEN, person=kim, until=until, effective=today()))
    return told


def letters(server: MailServer) -> list[tuple[str, str]]:
    return [(one["Subject"], one.get_content().replace("\r\n", "\n")) for _to, one in server.taken]


def test_a_message_is_sent_once_in_german_and_english(mail_server: MailServer, clerk: ClerkOf, run_job: RunJob) -> None:
    given(clerk("municipal-officer", f"body:{HAGEN}"))
    run_job(TellPeople())
    run_job(TellPeople())
    ((subject, text),) = letters(mail_server)
    german, english = text.split("--- English ---")
    assert subject == "Ihr Beet im Gemeinschaftsgarten"
    assert "Guten Tag Kim Beispiel," in german
    assert "Dear Kim Beispiel," in english
    assert "Mit freundlichen Grüßen\ndie Stadt Hagen" in german.replace("Die", "die")
    assert LINK.findall(text) == [], "what must be told cannot be stopped"


def test_a_reminder_comes_on_its_day_and_not_before(mail_server: MailServer, clerk: ClerkOf, run_job: RunJob) -> None:
    given(clerk("municipal-officer", f"body:{HAGEN}"))
    for after, number in ((0, 1), (71, 1), (72, 2), (90, 2)):
        run_job(TellPeople(), on=today() + timedelta(days=after))
        assert len(mail_server.taken) == number, after
    assert letters(mail_server)[1][0] == "Ihr Beet läuft bald aus"


def test_nobody_is_told_of_what_was_taken_back_or_switched_off(
    mail_server: MailServer, clerk: ClerkOf, run_job: RunJob
) -> None:
    officer = clerk("municipal-officer", f"body:{HAGEN}")
    position = given(officer)["position"]
    officer.give(SetMessage(body=HAGEN, message="garden.ends-soon", sent=False, effective=today()))
    run_job(TellPeople())
    run_job(TellPeople(), on=today() + timedelta(days=80))
    assert [subject for subject, _text in letters(mail_server)] == ["Ihr Beet im Gemeinschaftsgarten"]
    on = SetMessage(body=HAGEN, message="garden.ends-soon", sentence="Der Garten ist offen.", effective=today())
    officer.give(on)
    assert officer.refused(on) == "409 already-set /message"
    given(officer)
    run_job(TellPeople())
    clerk("state-office").give(Retract(position=position, reason="Doppelt"))
    run_job(TellPeople(), on=today() + timedelta(days=80))
    subjects = [subject for subject, _text in letters(mail_server)]
    assert subjects.count("Ihr Beet läuft bald aus") == 1, "that of the bed which still stands"
    assert "Der Garten ist offen." in letters(mail_server)[-1][1]


def test_a_person_stops_a_message_by_the_link_in_it(
    mail_server: MailServer, clerk: ClerkOf, run_job: RunJob, client: Any
) -> None:
    officer = clerk("municipal-officer", f"body:{HAGEN}")
    given(officer)
    run_job(TellPeople())
    run_job(TellPeople(), on=today() + timedelta(days=72))
    message = mail_server.taken[-1][1]
    link = LINK.findall(message.get_content().replace("\r\n", "\n"))[0]
    assert link in message["List-Unsubscribe"]
    page = client.get(link, headers={"Accept": "text/html"})
    assert (page.status_code, "Ihr Beet läuft bald aus" in page.text) == (200, True)
    before = client.app.state.node.service.journal.store.head()
    assert client.post(link, json={}).status_code == 422
    assert client.app.state.node.service.journal.store.head() == before
    assert client.post(link, json={"wanted": "no"}).status_code == 201
    assert "Sie bekommen diese Nachrichten nicht." in client.get(link, headers={"Accept": "text/html"}).text
    again = client.post(link, json={"wanted": "no"})
    assert (again.status_code, again.json()["type"].rpartition(":")[2]) == (409, "already-chosen")


def test_whoever_stopped_a_message_gets_the_others_all_the_same(
    mail_server: MailServer, clerk: ClerkOf, run_job: RunJob, client: Any, service: Any
) -> None:
    given(clerk("municipal-officer", f"body:{HAGEN}"))
    (person,) = (one.fact.person for one in service.journal.follow() if isinstance(one.fact, BedGiven))
    about = {"person": person, "message": "garden.ends-soon"}
    link = Links(service.state_store).issue("core.choose-message", about, expires=clock.now() + timedelta(days=1))
    assert client.post(link, json={"wanted": "no"}).status_code == 201
    run_job(TellPeople())
    run_job(TellPeople(), on=today() + timedelta(days=72))
    assert [subject for subject, _text in letters(mail_server)] == ["Ihr Beet im Gemeinschaftsgarten"]


def test_bad_settings_are_refused(clerk: ClerkOf) -> None:
    officer = clerk("municipal-officer", f"body:{HAGEN}")
    about: dict[str, Any] = {"body": HAGEN, "effective": today()}
    assert officer.refused(SetMessage(**about, message="garden.nothing")) == "422 unknown-message /message"
    assert officer.refused(SetMessage(**about, message="garden.welcome", sent=False)) == "409 must-be-sent /sent"
    elsewhere = SetMessage(body="05911000", message="garden.welcome", sentence="Hallo", effective=today())
    assert officer.refused(elsewhere).startswith("403")


@pytest.mark.parametrize(
    ("subject", "part"),
    [
        ("Ein Beet für {until}", "Willkommen"),
        ("Ihr Beet", "Guten Tag {name}"),
        ("Ihr Beet", "Kommen Sie nach {nowhere}"),
    ],
    ids=["subject", "sealed", "unknown"],
)
def test_a_message_that_cannot_be_written_stops_the_start(subject: str, part: str) -> None:
    other = Programme("weeds", title=_("Unkraut"))
    other.purpose(Purpose("bed", _("Beete vergeben"), basis=_("Einwilligung"), kept=_("Ein Jahr")))
    keep = other.permission("keep", scope="body", roles=["municipal-officer"], title=_("Beete vergeben"))
    other.message("bad", subject=subject, parts=(part,), **ABOUT_BEDS | {"permission": keep})
    with pytest.raises(StartRefused, match=r"weeds\.bad"), temporary_service(garden, other):
        pass
