"""Contact persons are told by mail: moved up, changed, cancelled; in German and English, over a real server."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest

from fokus_api.testing import service_of, settle, temporary_client
from fokus_core import CONSOLE, Command, JobContext, Person, clock
from fokus_core.testing import TellPeople
from fokus_core.testing.smtp import MailServer
from fokus_network.meetings.commands import (
    CancelMeeting,
    ChangeMeeting,
    RegisterBody,
    ScheduleMeeting,
    WithdrawRegistration,
)
from fokus_network.membership.commands.admission import JoinNetwork
from fokus_network.membership.commands.declaration import OpenRound, PublishDeclaration, SignDeclaration
from fokus_network.people.commands import NameContact
from fokus_network.plugin import plugin as network

M, BONN, HAGEN, RHEINE = "a" * 32, "05314000", "05914000", "05566076"
KIM, ADA = "kim@example.org", "ada@example.org"


class Scene:
    """Three members: Bonn and Hagen have a contact person each, Rheine has none."""

    def __init__(self, client: Any, mail: MailServer) -> None:
        self.service, self.mail = service_of(client), mail
        self.service.jobs.stop()
        self.today = clock.day_of(clock.now())
        day: dict[str, Any] = {"effective": self.today}
        self.give(
            PublishDeclaration(declaration="2012", title="Erklärung", **day),
            OpenRound(round="2024", title="Runde", declaration="2012", **day),
        )
        for body in (BONN, HAGEN, RHEINE):
            self.give(SignDeclaration(party=body, round="2024", **day), JoinNetwork(body=body, **day))
        for body, mail_to in ((BONN, KIM), (HAGEN, ADA)):
            self.give(NameContact(body=body, function="contact", person=Person(name="Kim", email=mail_to), **day))
        on = (self.today + timedelta(days=60)).isoformat()
        terms: dict[str, Any] = {"kind": "workshop", "title": "Ehrenamt im Quartier", "starts": on, "ends": on}
        self.give(ScheduleMeeting(meeting=M, place="Köln", capacity=1, **terms, **day))
        self.give(
            RegisterBody(meeting=M, body=HAGEN, persons=1, **day),
            RegisterBody(meeting=M, body=BONN, persons=1, or_wait=True, **day),
        )

    def give(self, *commands: Command) -> None:
        for command in commands:
            self.service.journal.handle(command, by=CONSOLE)

    def told(self) -> list[tuple[str, str, str]]:
        """Let the job run, and return what went out since: to whom, subject, text."""
        before = len(self.mail.taken)
        settle(self.service)
        for _again in (1, 2):
            TellPeople().run(JobContext[Any](self.service.state_store, self.service, lambda: True))
        return [(to, str(one["Subject"]), " ".join(one.get_content().split())) for to, one in self.mail.taken[before:]]


@pytest.fixture
def scene() -> Iterator[Scene]:
    with (
        MailServer() as mail,
        temporary_client(network, dev=True, mail_url=mail.url, mail_from="Netz <netz@example.nrw>") as client,
    ):
        yield Scene(client, mail)


def test_whoever_moves_up_is_told_and_nobody_else(scene: Scene) -> None:
    assert scene.told() == []
    scene.give(WithdrawRegistration(meeting=M, body=HAGEN, effective=scene.today))
    ((to, subject, text),) = scene.told()
    assert (to, subject) == (KIM, "Netzwerktreffen: Sie sind nachgerückt")
    assert "Die Stadt Bonn hat jetzt einen Platz: Ehrenamt im Quartier" in text
    assert "Bonn has a place now: Ehrenamt im Quartier" in text
    assert "Stop getting these messages:" in text


def test_whoever_is_registered_or_waits_is_told_of_a_change_and_of_the_end(scene: Scene) -> None:
    scene.give(ChangeMeeting(meeting=M, place="Essen", reason="Raum belegt", effective=scene.today))
    told = scene.told()
    assert sorted(to for to, _subject, _text in told) == [ADA, KIM]
    assert "Ort: Essen Der Grund: Raum belegt" in told[0][2]
    assert "Place: Essen The reason: Raum belegt" in told[0][2]
    scene.give(WithdrawRegistration(meeting=M, body=BONN, effective=scene.today))
    scene.give(CancelMeeting(meeting=M, reason="Sturm", effective=scene.today))
    ((to, subject, text),) = scene.told()
    assert (to, subject) == (ADA, "Netzwerktreffen: Ein Treffen fällt aus")
    assert "is cancelled" in text
    assert "Stop getting" not in text
