"""Holders are reminded that their card ends: once, when it can be renewed, and not where that is settled."""

import re
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest
from applications_kit import apply
from cards_kit import HAGEN
from printing_kit import Office

from fokus_api.testing import settle, temporary_client
from fokus_core import Person
from fokus_core.testing import TellPeople
from fokus_core.testing.smtp import MailServer
from fokus_ehrenamtskarte.applications.desk.decisions import ApproveApplication, RecordEvaluation
from fokus_ehrenamtskarte.applications.record.facts import OutcomeOf
from fokus_ehrenamtskarte.applications.record.steps import ConfirmAddress
from fokus_ehrenamtskarte.applications.renewing.renewal import RenewCard
from fokus_ehrenamtskarte.cards.commands import RevokeCard
from fokus_ehrenamtskarte.issuing.commands import IssueApprovedCard
from fokus_ehrenamtskarte.offices.commands import DescribeOffice
from fokus_ehrenamtskarte.programme import ehrenamtskarte as plugin
from fokus_kommune.testing import RunJob

HOME = "https://karte.example.nrw"
LINK = re.compile(rf"^{HOME}(/l/\S+)\s*$", re.MULTILINE)
SUBJECT = "Ihre Ehrenamtskarte läuft bald ab"
UNTIL = date(Office.today.year + 2, 6, 15)
OPENS = date(Office.today.year + 2, 3, 15)


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    settings = {"mail_from": "Karte <karte@example.nrw>", "public_url": HOME}
    with MailServer() as mail, temporary_client(plugin, mail_url=mail.url, **settings) as client:
        office = Office(client, tmp_path_factory.mktemp("root"))
        office.service.jobs.stop()
        office.mail = mail  # type: ignore[attr-defined]  # of this scene alone
        yield office


def issued(office: Office, number: int, until: date | None = UNTIL) -> dict[str, Any]:
    who = Person(name=f"Ada {number}", email=f"ends-{number}@example.org", birth=f"{1950 + number}-05-01")
    handed = office.give(apply(person=who, kind="standard" if until else "anniversary"))[0].facts[0].fact
    about: dict[str, Any] = {"body": HAGEN, "application": handed.application, "effective": office.today}  # type: ignore[attr-defined]  # an application
    known = office.service.journal.store.head()
    met = (OutcomeOf("volume", "met"),)
    office.give(ConfirmAddress(**about, correct=True))
    office.give(RecordEvaluation(**about, known=known, overall="granted", outcomes=met, numbers={}))
    office.give(ApproveApplication(**about))
    card = office.give(IssueApprovedCard(**about, valid_until=until))[0].facts[0].fact
    return about | {"card": card.card}  # type: ignore[attr-defined]  # a card


def reminded(office: Office, day: date) -> list[tuple[str, str]]:
    """Return who is told on a day that their card ends, each with the text."""
    mail: MailServer = office.mail  # type: ignore[attr-defined]
    before = len(mail.taken)
    RunJob(office.service)(TellPeople(), on=day)
    return [
        (to, one.get_content().replace("\r\n", "\n")) for to, one in mail.taken[before:] if one["Subject"] == SUBJECT
    ]


def test_a_holder_is_reminded_once_when_the_card_can_be_renewed(office: Office) -> None:
    issued(office, 1)
    assert reminded(office, office.today) == []
    assert reminded(office, OPENS - timedelta(days=1)) == []
    ((to, text),) = reminded(office, OPENS)
    assert to == "ends-1@example.org"
    assert f"bis einschließlich 15. Juni {UNTIL.year}" in text
    assert "Ada 1" in text
    link = LINK.findall(text)[0]
    assert "Karte verlängern" in office.client.get(link, headers={"Accept": "text/html"}).text
    assert reminded(office, OPENS + timedelta(days=1)) == []


def test_nobody_is_reminded_of_a_card_that_ended_otherwise_or_never_does(office: Office) -> None:
    gone, begun = issued(office, 2), issued(office, 3, office.today + timedelta(days=60))
    issued(office, 4, None)
    revoke = {"body": HAGEN, "card": gone["card"], "reason": "returned", "effective": office.today}
    office.give(RevokeCard(**revoke))
    del begun["card"]
    office.give(RenewCard(**begun, truthful=True))
    assert reminded(office, office.today) == [], "one of them was renewed before it was told"
    assert reminded(office, OPENS) == []
    assert reminded(office, UNTIL + timedelta(days=1)) == []


def test_the_office_may_open_earlier_and_a_card_that_ends_at_once_is_told_at_once(office: Office) -> None:
    office.give(DescribeOffice(body=HAGEN, renewal_months=5, note="Beschluss des Rates", effective=office.today))
    issued(office, 5)
    issued(office, 6, office.today + timedelta(days=30))
    settle(office.service)
    assert [to for to, _text in reminded(office, office.today)] == ["ends-6@example.org"]
    assert [to for to, _text in reminded(office, date(UNTIL.year, 1, 15))] == ["ends-5@example.org"]
