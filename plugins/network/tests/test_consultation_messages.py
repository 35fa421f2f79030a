"""Contact persons are told of invitations and of what is new in a Kollegiale Beratung; no mail holds a word of it."""

from collections.abc import Iterator
from typing import Any

import pytest
from consultation_kit import BONN, HAGEN, RHEINE

from fokus_api.testing import service_of, settle, temporary_client
from fokus_core import CONSOLE, Command, JobContext, Person, clock
from fokus_core.testing import TellPeople
from fokus_core.testing.smtp import MailServer
from fokus_network.exchange.consultations import commands as c
from fokus_network.membership.commands.admission import JoinNetwork
from fokus_network.membership.commands.declaration import OpenRound, PublishDeclaration, SignDeclaration
from fokus_network.membership.commands.membership import LeaveNetwork, ResumeMembership, SuspendMembership
from fokus_network.people.commands import NameContact
from fokus_network.plugin import plugin

SECRET = "Zerstrittenerle"  # a word to look for
NEW = "Netzwerk: Neues in einer Kollegialen Beratung"


class Scene:
    """Three members with a contact person each, and a case of Hagen to which Bonn and Rheine are invited."""

    def __init__(self, client: Any, mail: MailServer) -> None:
        self.service, self.mail = service_of(client), mail
        self.service.jobs.stop()
        self.day: dict[str, Any] = {"effective": clock.day_of(clock.now())}
        self.give(
            PublishDeclaration(declaration="d", title="Erklärung", **self.day),
            OpenRound(round="r", title="Runde", declaration="d", **self.day),
        )
        for name, body in (("hagen", HAGEN), ("bonn", BONN), ("rheine", RHEINE)):
            person = Person(name="Kim", email=f"{name}@example.org")
            self.give(
                SignDeclaration(party=body, round="r", **self.day),
                JoinNetwork(body=body, **self.day),
                NameContact(body=body, function="contact", person=person, **self.day),
            )
        opened: Any = self.give(c.OpenConsultation(body=HAGEN, title=SECRET, concern=SECRET, **self.day))
        self.here = {"consultation": opened.consultation, **self.day}
        for body in (BONN, RHEINE):
            self.give(c.InviteToConsultation(body=HAGEN, invited=body, **self.here))

    def give(self, *commands: Command) -> Any:
        return [self.service.journal.handle(command, by=CONSOLE).facts[0].fact for command in commands][-1]

    def told(self) -> list[tuple[str, str]]:
        """Let the job run twice, and return to whom went out what since; no mail may hold what was written."""
        before = len(self.mail.taken)
        settle(self.service)
        for _again in (1, 2):
            TellPeople().run(JobContext[Any](self.service.state_store, self.service, lambda: True))
        sent = self.mail.taken[before:]
        assert [to for to, one in sent if SECRET in one.as_string() or SECRET in one.get_content()] == []
        return sorted((to.partition("@")[0], str(one["Subject"])) for to, one in sent)


@pytest.fixture
def scene() -> Iterator[Scene]:
    with (
        MailServer() as mail,
        temporary_client(plugin, dev=True, mail_url=mail.url, mail_from="Netz <netz@example.nrw>") as client,
    ):
        yield Scene(client, mail)


def test_the_invited_are_told_and_then_those_who_take_part(scene: Scene) -> None:
    scene.give(c.WithdrawInvitation(body=HAGEN, invited=RHEINE, **scene.here))
    assert scene.told() == [("bonn", "Netzwerk: Einladung zur Kollegialen Beratung")]
    text = " ".join(scene.mail.taken[-1][1].get_content().split())
    assert "Die Stadt Hagen bittet Ihre Kommune um Rat." in text
    assert "Hagen asks your municipality for advice." in text
    scene.give(c.WriteContribution(body=HAGEN, text=SECRET, **scene.here))
    assert scene.told() == []
    scene.give(c.JoinConsultation(body=BONN, **scene.here))
    assert scene.told() == []
    scene.give(c.WriteContribution(body=BONN, text=SECRET, **scene.here))
    assert scene.told() == [("hagen", NEW)]
    scene.give(c.RecordOutcome(body=HAGEN, text=SECRET, **scene.here))
    assert scene.told() == [("bonn", NEW)]


def test_who_left_the_network_is_told_nothing_more(scene: Scene) -> None:
    scene.told()
    scene.give(c.JoinConsultation(body=BONN, **scene.here))
    scene.give(LeaveNetwork(body=BONN, kind="withdrawal", reason="-", **scene.day))
    scene.give(c.WriteContribution(body=HAGEN, text=SECRET, **scene.here))
    assert scene.told() == []


def test_whose_membership_rests_is_told_of_nothing_that_it_may_not_read(scene: Scene) -> None:
    scene.told()
    scene.give(c.JoinConsultation(body=BONN, **scene.here))
    scene.give(SuspendMembership(body=BONN, reason="-", **scene.day))
    scene.give(c.WriteContribution(body=HAGEN, text=SECRET, **scene.here))
    assert scene.told() == []
    scene.give(ResumeMembership(body=BONN, reason="-", **scene.day))
    scene.give(c.WriteContribution(body=HAGEN, text=SECRET, **scene.here))
    assert scene.told() == [("bonn", NEW)]
