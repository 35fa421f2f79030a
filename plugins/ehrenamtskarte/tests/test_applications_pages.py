"""A citizen without an account applies through the pages: form, preview, receipt, mail, and the link in it."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from applications_kit import HAGEN, today
from test_applications_path import ADA, HOME, HTML, KIM, Desk

from fokus_api.testing import temporary_client
from fokus_core import Sealed
from fokus_core.testing.smtp import MailServer
from fokus_ehrenamtskarte.applications.record.facts import ApplicationHandedIn, EngagementStated
from fokus_ehrenamtskarte.programme import ehrenamtskarte as plugin

HERE = "https://testserver.local"
FORM = f"{HERE}/vorgang/ehrenamtskarte/apply"
SENT = {"Accept": "text/html", "Origin": HERE, "Sec-Fetch-Site": "same-origin"}
TYPED = {
    "body": "Hagen",
    "kind": "standard",
    "person/name": "Ada Beispiel",
    "person/email": ADA,
    "person/birth": "1.5.1980",
    "residence": "Hagen",
    "street": "Weg 1, 58095 Hagen",
    "engagements/0/organisation": "Turnverein",
    "engagements/0/body": "Hagen",
    "engagements/0/activity": "Ich trainiere die Jugend",
    "engagements/0/since": "5/2019",
    "engagements/0/per": "week",
    "engagements/0/hours": "5,5",
    "engagements/0/contact": "Kim Muster",
    "engagements/0/contact_mail": KIM,
    "truthful": "true",
}


@pytest.fixture(autouse=True)
def _by_hand(monkeypatch: pytest.MonkeyPatch) -> None:
    for job in plugin.jobs():
        monkeypatch.setattr(job, "run", lambda context: None)


@pytest.fixture
def desk() -> Iterator[Desk]:
    with (
        MailServer() as mail,
        temporary_client(plugin, mail_url=mail.url, mail_from="Karte <karte@example.nrw>", public_url=HOME) as client,
    ):
        yield Desk(client, mail)


def begun(desk: Desk) -> str:
    answer = desk.client.get(FORM, headers=HTML)
    assert answer.status_code == 200, answer.text
    return str(answer.url)


def send(desk: Desk, address: str, typed: dict[str, str]) -> Any:
    return desk.client.post(address, data=typed, headers=SENT, follow_redirects=True)


def test_an_anonymous_citizen_applies_through_the_pages_and_confirms_the_address(desk: Desk) -> None:
    address = begun(desk)
    preview = send(desk, address, TYPED)
    assert str(preview.url) == f"{address}/vorschau", preview.text
    assert "5/2019" in preview.text
    assert "application-handed-in" not in desk.facts()
    receipt = send(desk, f"{address}/vorschau", {})
    assert "/beleg/" in str(receipt.url)
    handed, stated = (
        next(one.fact for one in desk.service.journal.follow() if isinstance(one.fact, cls))
        for cls in (ApplicationHandedIn, EngagementStated)
    )
    assert isinstance(handed, ApplicationHandedIn)
    assert isinstance(stated, EngagementStated)
    assert (handed.body, handed.effective) == (HAGEN, today())
    assert isinstance(stated.claim, Sealed)
    again = send(desk, f"{address}/vorschau", {})
    assert str(again.url) == str(receipt.url)
    assert desk.facts().count("application-handed-in") == 1
    desk.work()
    confirm, _follow = desk.links(ADA)
    assert desk.letters(KIM) == []
    assert desk.use(confirm, correct=True).status_code == 201
    desk.work()
    (letter,) = desk.letters(KIM)
    assert "seit Mai 2019" in " ".join(letter.split())
    assert "5,5 Stunden" in " ".join(letter.split())


def test_the_receipt_of_a_stranger_offers_what_strangers_can_do_and_repeats_nothing_they_typed(desk: Desk) -> None:
    address = begun(desk)
    send(desk, address, TYPED)
    receipt = send(desk, f"{address}/vorschau", {}).text
    main = receipt[receipt.index("<main") :]
    assert "Sie bestätigen Ihre E-Mail-Adresse" in main
    assert not re.search("/aufgaben|/eintrag/|core/correct|core/retract", main)
    assert not re.search("Beispiel|Muster|1980|example.org|Turnverein|Weg 1", main)
    desk.client.cookies.clear()
    assert desk.client.get(f"{address.replace('entwurf', 'beleg')}", headers=HTML).status_code == 401


def test_what_an_application_cannot_do_without_is_not_called_optional(desk: Desk) -> None:
    address = begun(desk)
    form = desk.client.get(f"{address}/thema/person", headers=HTML).text
    for name in ("f-person-email", "f-person-birth"):
        label = re.search(f'<label for="{name}">(.*?)</label>', form)
        assert label is not None
        assert "freiwillig" not in label[1]
    assert 'name="effective"' not in form
    left = send(desk, address, TYPED | {"person/email": ""})
    assert '/thema/person#f-person-email"' in left.text
    assert "/vorschau" not in str(left.url)


def test_looking_and_mending_does_not_use_up_the_applications_of_an_hour(desk: Desk) -> None:
    address = begun(desk)
    for _try in range(7):
        send(desk, address, TYPED | {"person/birth": "irgendwann"})
        assert "/vorschau" in str(send(desk, address, TYPED).url)
    assert "/beleg/" in str(send(desk, f"{address}/vorschau", {}).url)


def test_dry_runs_of_applications_have_an_end_as_well(desk: Desk) -> None:
    path = "/api/v1/ehrenamtskarte/commands/apply"
    answers = [desk.client.post(path, json={}, params={"dry_run": "true"}).status_code for _one in range(101)]
    assert (answers[99], answers[100]) == (422, 429)
    assert desk.client.post(path, json={}).status_code == 422
