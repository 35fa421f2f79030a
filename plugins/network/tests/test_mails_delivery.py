"""Info mails on their way out: what is opened for it, who gets none, and that no address is left behind."""

import logging
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import date
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path
from typing import Any

import pytest

from fokus_api import Service, StartRefused
from fokus_api.testing import temporary_service
from fokus_core import (
    CONSOLE,
    Actor,
    Command,
    Correct,
    Fact,
    Invalid,
    JobContext,
    MailUnavailable,
    Person,
    Recorded,
    Retract,
    clock,
    deliveries,
)
from fokus_core.checking.journal import check_journal
from fokus_core.jobs.scheduler import Scheduler
from fokus_core.storage.state_store import open_state_store
from fokus_core.testing.folders import files_in
from fokus_core.testing.smtp import MailServer, free_port
from fokus_network.mails.commands import ApproveInfoMail, DraftInfoMail, SendInfoMail
from fokus_network.mails.contents import JOBS
from fokus_network.mails.delivery import DeliverMails
from fokus_network.mails.facts import InfoMailSent
from fokus_network.membership.commands.admission import JoinNetwork
from fokus_network.membership.commands.declaration import OpenRound, PublishDeclaration, SignDeclaration
from fokus_network.people.commands import EndContact, NameContact
from fokus_network.people.facts import ContactNamed
from fokus_network.plugin import plugin

FOUNDED = date(2015, 1, 1)
HAGEN, BONN = "05914000", "05314000"
ALL = tuple(range(1, 100))
SECOND = Actor("second", trusted=True)
NETZ = "Netzwerk <netz@example.org>"


class Scene:
    """Hagen is a member with a contact person and a deputy."""

    def __init__(self, service: Service) -> None:
        self.service = service
        self.today = clock.day_of(service.journal.now())
        for command in (
            PublishDeclaration(declaration="2012", title="Erklärung", effective=FOUNDED),
            OpenRound(round="r", title="Runde", declaration="2012", effective=FOUNDED),
            SignDeclaration(party=HAGEN, round="r", effective=FOUNDED),
            JoinNetwork(body=HAGEN, effective=FOUNDED),
        ):
            self.give(command)
        self.erika = self.named("erika")
        self.paul = self.named("paul", function="deputy")

    def give(self, command: Command, by: Actor = CONSOLE) -> list[Recorded[Fact]]:
        return self.service.journal.handle(command, by=by).facts

    def named(self, name: str, **fields: Any) -> Recorded[Any]:
        person = Person(name=name.title(), email=f"{name}@example.org")
        given = {"body": HAGEN, "function": "contact", "person": person, "effective": FOUNDED}
        return next(one for one in self.give(NameContact(**given | fields)) if isinstance(one.fact, ContactNamed))

    def send(self, **fields: Any) -> Recorded[Any]:
        draft = {"subject": "Einladung", "text": "Guten Tag, schöne Grüße", "effective": self.today}
        (drafted,) = self.give(DraftInfoMail(**draft | fields))
        mail = drafted.fact.mail  # type: ignore[attr-defined]  # a draft
        self.give(ApproveInfoMail(mail=mail, effective=self.today), by=SECOND)
        (sent,) = self.give(SendInfoMail(mail=mail, effective=self.today))
        return sent

    def deliver(self, **delays: float) -> None:
        DeliverMails(**delays).run(JobContext(self.service.state_store, self.service, lambda: True))

    def states(self, sent: Recorded[Any]) -> dict[str, str]:
        return {person: one.state for person, one in deliveries(self.service.state_store, sent.meta.id).items()}

    def outbox(self) -> dict[str, EmailMessage]:
        folder = Path(self.service.settings.data) / "outbox"
        found = [message_from_bytes(path.read_bytes(), policy=default) for path in folder.glob("*.eml")]
        return {str(message["To"]): message for message in found if isinstance(message, EmailMessage)}


@pytest.fixture(autouse=True)
def _by_hand(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(JOBS[0], "run", lambda context: None)  # these tests say themselves when to deliver


@pytest.fixture
def scene() -> Iterator[Scene]:
    with temporary_service(plugin) as service:
        yield Scene(service)


def eventually(true: Callable[[], object]) -> None:
    deadline = time.monotonic() + 60
    while not true():
        assert time.monotonic() < deadline, "did not happen in time"
        time.sleep(0.02)


def test_everybody_in_office_gets_the_mail_by_themselves_into_the_folder(scene: Scene) -> None:
    sent = scene.send()
    assert {f"person:{one.fact.person}" for one in (scene.erika, scene.paul)} <= {*sent.keys}
    assert "example.org" not in str(scene.service.journal.store.follow(after=sent.position - 1, limit=1))
    scene.deliver()
    scene.deliver()
    found = scene.outbox()
    assert set(found) == {"erika@example.org", "paul@example.org"}
    message = found["erika@example.org"]
    assert message["Subject"] == "Einladung"
    text = message.get_content().replace("\r\n", "\n")
    assert text.startswith("Guten Tag, schöne Grüße\n\n-- \nKommunen-Netzwerk: engagiert in NRW\n")
    assert "paul" not in str(message)


def test_what_was_opened_for_the_mail_is_written_down(scene: Scene) -> None:
    scene.send()
    scene.deliver()
    (entry,) = scene.service.state_store.accesses(subject=scene.erika.fact.person)
    assert (entry.actor, entry.permission) == ("network.deliver-mails", "network.keep-mails")
    assert (entry.position, entry.purpose) == (scene.erika.position, "contact")


def test_only_whom_it_is_written_to_again_has_their_address_opened_again() -> None:
    with MailServer() as server, temporary_service(plugin, mail_url=server.url, mail_from=NETZ) as service:
        scene = Scene(service)
        erika, paul = scene.erika.fact.person, scene.paul.fact.person
        server.answers["paul@example.org"] = ["451 4.7.1 greylisted", "451 4.7.1 greylisted", None]
        scene.send()
        for _ in range(3):
            scene.deliver(first_delay=0.0)
        assert server.times() == {"erika@example.org": 1, "paul@example.org": 1}
        assert [len(service.state_store.accesses(subject=one)) for one in (erika, paul)] == [1, 3]


def test_who_shares_a_mailbox_is_compared_once(scene: Scene) -> None:
    person = Person(name="Bo", email="Erika@example.org", another=True)
    other = scene.named("bo", function="deputy", person=person)
    sent = scene.send()
    scene.deliver()
    scene.deliver()
    states = scene.states(sent)
    (without,) = (one for one, state in states.items() if state == "same-mailbox")
    accesses = {one: [it.actor for it in scene.service.state_store.accesses(subject=one)] for one in states}
    assert accesses.pop(without) == ["network.count-mailboxes"]
    assert {*accesses} == {one.fact.person for one in (scene.erika, scene.paul, other)} - {without}
    assert [*accesses.values()] == [["network.deliver-mails"]] * 2


def test_an_erased_person_gets_none_and_is_shown_as_erased(scene: Scene) -> None:
    sent = scene.send()
    scene.service.vault.destroy(scene.erika.fact.person)
    scene.deliver()
    assert set(scene.outbox()) == {"paul@example.org"}
    assert scene.states(sent) == {scene.erika.fact.person: "erased", scene.paul.fact.person: "accepted"}


def test_a_corrected_address_is_the_one_that_counts(scene: Scene) -> None:
    scene.send()
    change = Correct(position=scene.erika.position, changes={"mail": "neu@example.org"}, reason="-", acknowledge=ALL)
    scene.give(change)
    scene.deliver()
    assert set(scene.outbox()) == {"neu@example.org", "paul@example.org"}


@pytest.mark.parametrize(
    "bad", ["erika@example.org\r\nBcc: x@example.org", "erika\n@example.org", "a,b@example.org", 7]
)
def test_an_address_is_not_corrected_to_none(scene: Scene, bad: object) -> None:
    sent = scene.send()
    with pytest.raises(Invalid):
        scene.give(Correct(position=scene.erika.position, changes={"mail": bad}, reason="-", acknowledge=ALL))
    scene.deliver()
    assert scene.states(sent)[scene.erika.fact.person] == "accepted"


def test_who_was_named_by_mistake_gets_none(scene: Scene) -> None:
    sent = scene.send()
    scene.give(Retract(position=scene.erika.position, reason="Verwechslung", acknowledge=ALL))
    scene.deliver()
    assert scene.states(sent)[scene.erika.fact.person] == "no-address"
    assert set(scene.outbox()) == {"paul@example.org"}


def test_an_address_of_an_office_that_ended_is_not_used(scene: Scene) -> None:
    person = Person(name="Paul", email="paul@example.org")
    old = scene.named("paul", body=BONN, person=person, effective=date(2016, 1, 1))
    change = Correct(position=old.position, changes={"mail": "alt@example.org"}, reason="-", acknowledge=ALL)
    scene.give(change)
    scene.give(EndContact(body=BONN, term=old.fact.term, reason="-", effective=date(2017, 1, 1)))
    scene.send()
    scene.deliver()
    assert set(scene.outbox()) == {"erika@example.org", "paul@example.org"}


def test_a_mail_that_cannot_be_written_is_no_hindrance_to_the_next(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    broken, whole = scene.send(subject="Eins"), scene.send(subject="Zwei")
    writing = DeliverMails._writing

    def failing(self: DeliverMails, record: Any, sent: InfoMailSent, context: Any) -> Any:
        if record.position == broken.position:
            raise LookupError
        return writing(self, record, sent, context)

    with monkeypatch.context() as patch:
        patch.setattr(DeliverMails, "_writing", failing)
        with pytest.raises(LookupError):
            scene.deliver()
    assert set(scene.states(whole).values()) == {"accepted"}
    assert scene.states(broken) == {}
    scene.deliver()
    assert set(scene.states(broken).values()) == {"accepted"}


def test_by_smtp_no_address_is_left_behind(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    with (
        MailServer() as server,
        temporary_service(plugin, mail_url=server.url, mail_from=NETZ, log_level="debug") as service,
    ):
        scene = Scene(service)
        server.answers["erika@example.org"] = ["550 5.1.1 no such user", "250 OK"]
        server.answers["paul@example.org"] = ["451 4.7.1 greylisted", None]
        sent = scene.send()
        for _ in range(2):
            scene.deliver(first_delay=0.0)
        assert server.times() == {"paul@example.org": 1}
        assert scene.states(sent) == {scene.erika.fact.person: "refused", scene.paul.fact.person: "accepted"}
        files = files_in(Path(service.settings.data))
        names = (b"erika@", b"paul@")
        assert {"journal.db", "state_store.db"} <= {path.name for path in files}
        assert [path.name for path, held in files.items() if any(name in held for name in names)] == []
        ours = [f"{line.getMessage()} {line.__dict__}" for line in caplog.records if line.name.startswith("fokus")]
        assert [line for line in ours if "erika@" in line or "paul@" in line] == []
        assert check_journal(service.journal).findings == []


def test_two_runners_with_one_lease_send_each_once_also_after_the_server_was_away(tmp_path: Path) -> None:
    port = free_port("127.0.0.1")
    url = f"smtp://127.0.0.1:{port}"
    with (
        temporary_service(plugin, mail_url=url, mail_from=NETZ) as service,
        closing(
            open_state_store(f"sqlite:///{tmp_path}/state_store.db")
        ) as state_store,  # the service holds the lease on its own
    ):
        scene = Scene(service)
        scene.send()
        with pytest.raises(MailUnavailable):
            scene.deliver()
        scene.send()
        runners = [
            Scheduler(state_store, [quick()], name, service, lease_seconds=0.5, first_delay=0.05, longest_delay=0.1)
            for name in ("one", "two")
        ]
        with MailServer(port=port) as server:
            for runner in runners:
                runner.start()
            try:
                eventually(lambda: sum(server.times().values()) == 4)
                time.sleep(0.3)
            finally:
                assert [runner.stop(60) for runner in runners] == [True, True]
            assert server.times() == {"erika@example.org": 2, "paul@example.org": 2}
            assert len({message["Message-ID"] for _, message in server.taken}) == 4


def quick() -> DeliverMails:
    job = DeliverMails(first_delay=0.05)
    job.every = 0.02
    return job


def test_a_setting_that_mail_cannot_go_by_stops_the_start() -> None:
    with pytest.raises(StartRefused, match="mail_from"), temporary_service(plugin, mail_url="smtp://mail.example.org"):
        pass
    with (
        pytest.raises(StartRefused, match="mail_url") as refused,
        temporary_service(plugin, mail_url="smtp://netz:geheim@", mail_from=NETZ),
    ):
        pass
    assert "geheim" not in str(refused.value)
