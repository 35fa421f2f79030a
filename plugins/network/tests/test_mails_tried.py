"""Test mails: an info mail before it goes out, to the own mailbox and to nobody else."""

from collections.abc import Iterator
from datetime import date, timedelta
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path
from typing import Any

import pytest

from fokus_api import Service
from fokus_api.testing import issue_key, service_of, settle, temporary_client, temporary_service
from fokus_core import CONSOLE, Command, Fact, JobContext, Recorded, Retract, clock, deliveries
from fokus_core.testing import TODAY, Given
from fokus_core.testing.folders import files_in
from fokus_network.mails.commands import DraftInfoMail
from fokus_network.mails.contents import JOBS
from fokus_network.mails.facts import InfoMailApproved, InfoMailDrafted, InfoMailSent
from fokus_network.mails.trying import DeliverTestMails, InfoMailTried, TryInfoMail
from fokus_network.plugin import plugin

given = Given(plugin)
MAIL, DAY = "a" * 32, date(2020, 3, 1)
DRAFTED = InfoMailDrafted(effective=DAY, mail=MAIL, subject="Einladung", text="Guten Tag")
TRY = TryInfoMail(mail=MAIL, effective=TODAY)


def test_a_draft_is_tried_as_often_as_one_likes_until_it_is_sent() -> None:
    tried = InfoMailTried(effective=TODAY, mail=MAIL)
    assert given(DRAFTED, tried).when(TRY).facts == [tried]
    sent = (InfoMailApproved(effective=DAY, mail=MAIL), InfoMailSent(effective=TODAY, mail=MAIL, recipients=()))
    given(DRAFTED, *sent).when(TRY).then_refused("already-sent")
    given().when(TRY).then_refused("unknown-mail")
    given(DRAFTED).when(TryInfoMail(mail=MAIL, effective=TODAY - timedelta(days=1))).then_refused("not-today")


@pytest.fixture(autouse=True)
def _by_hand(monkeypatch: pytest.MonkeyPatch) -> None:
    for job in JOBS:
        monkeypatch.setattr(job, "run", lambda context: None)  # these tests say themselves when to deliver


@pytest.fixture
def service() -> Iterator[Service]:
    with temporary_service(plugin, mail_from="Netzwerk <netz@example.org>") as service:
        yield service


def give(service: Service, command: Command) -> Recorded[Any]:
    (record,) = service.journal.handle(command, by=CONSOLE).facts
    return record


def drafted(service: Service) -> Recorded[Any]:
    today = clock.day_of(service.journal.now())
    return give(service, DraftInfoMail(subject="Einladung", text="Guten Tag, schöne Grüße", effective=today))


def tried(service: Service, mail: str) -> Recorded[Fact]:
    return give(service, TryInfoMail(mail=mail, effective=clock.day_of(service.journal.now())))


def deliver(service: Service) -> list[EmailMessage]:
    DeliverTestMails().run(JobContext(service.state_store, service, lambda: True))
    folder = Path(service.settings.data) / "outbox"
    read = [message_from_bytes(path.read_bytes(), policy=default) for path in files_in(folder) if path.suffix == ".eml"]
    return [one for one in read if isinstance(one, EmailMessage)]


def test_it_goes_to_the_mailbox_that_info_mails_come_from_once_and_as_it_will_look(service: Service) -> None:
    mail = drafted(service).fact.mail
    tried(service, mail)
    deliver(service)
    (message,) = deliver(service)
    assert (str(message["To"]), message["Subject"]) == ("netz@example.org", "[Test] Einladung")
    text = message.get_content().replace("\r\n", "\n")
    assert text.startswith("Guten Tag, schöne Grüße\n\n-- \nKommunen-Netzwerk: engagiert in NRW\n")
    tried(service, mail)
    assert len(deliver(service)) == 2


def test_an_own_mailbox_that_is_none_refuses_the_test_and_is_seen_to() -> None:
    with temporary_service(plugin, mail_from="Fokus Kommune <fokus@localhost>") as service:
        test = tried(service, drafted(service).fact.mail)
        assert deliver(service) == []
        assert deliveries(service.state_store, test.meta.id)["own-mailbox"].state == "refused"


def test_what_was_taken_back_meanwhile_is_not_sent(service: Service) -> None:
    draft = drafted(service)
    test = tried(service, draft.fact.mail)
    give_back = Retract(position=draft.position, reason="Vertippt", acknowledge=(test.position,))
    service.journal.handle(give_back, by=CONSOLE)
    assert deliver(service) == []


def test_who_keeps_mails_sees_on_the_page_of_the_mail_how_far_its_tests_have_come() -> None:
    with temporary_client(plugin, mail_from="Netzwerk <netz@example.org>") as client:
        service = service_of(client)
        mail = drafted(service).fact.mail
        tried(service, mail)
        settle(service)
        path = f"/api/v1/network/mails/{mail}/tests"
        headers = {
            "Authorization": f"Bearer {issue_key(service, 'netz', ('network-coordination', 'programme:network'))}"
        }
        officer = {"Authorization": f"Bearer {issue_key(service, 'amt', ('municipal-officer', 'body:05914000'))}"}
        assert [one["state"] for one in client.get(path, headers=headers).json()["items"]] == ["waiting"]
        deliver(service)
        assert [one["state"] for one in client.get(path, headers=headers).json()["items"]] == ["accepted"]
        assert [client.get(path, headers=who).status_code for who in (officer, {})] == [403, 401]
        page = client.get(f"/ding/mail/{mail}", headers={"Accept": "text/html", **headers}).text
        assert "<h2>Testmails</h2>" in page
        assert "angenommen" in page
