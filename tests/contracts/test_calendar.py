"""The calendar: a month of what may be seen, meetings for everybody and what is due for whoever has to do it."""

from collections.abc import Iterator
from datetime import date

import pytest
from form_kit import DAY, Browser
from litestar import Litestar
from litestar.testing import TestClient

from fokus_api.testing.contract import issue_key, service_of, settle, temporary_client
from fokus_core.access.actor import CONSOLE
from fokus_network.meetings.commands.announcing import CancelMeeting, ScheduleMeeting
from fokus_network.membership.commands.admission import JoinNetwork
from fokus_network.membership.commands.declaration import OpenRound, PublishDeclaration, SignDeclaration
from fokus_network.plugin import plugin as network
from fokus_network.review.commands import SetReviewInterval

SUMMIT = ScheduleMeeting(
    kind="summit",
    title="Spitzentreffen in Hagen",
    starts="2027-03-30T10:00",
    ends="2027-04-01T12:00",
    place="Hagen",
    closes=date(2027, 3, 15),
    effective=date(2026, 11, 1),
)


@pytest.fixture(scope="module")
def client() -> Iterator[TestClient[Litestar]]:
    with temporary_client(network) as client:
        journal = service_of(client).journal
        announced = journal.handle(SUMMIT, by=CONSOLE)
        for command in (
            PublishDeclaration(declaration="2012", title="Gemeinsame Erklärung", effective=DAY),
            OpenRound(round="2012", declaration="2012", title="Erste", effective=DAY),
            SignDeclaration(party="05914000", round="2012", effective=DAY),
            JoinNetwork(body="05914000", effective=DAY),
            SetReviewInterval(months=24, effective=DAY),
        ):
            journal.handle(command, by=CONSOLE)
        settle(service_of(client))
        assert announced.facts
        yield client


def test_a_meeting_stands_on_each_of_its_days_and_leads_to_its_page(client: TestClient[Litestar]) -> None:
    page = Browser(client).page("/kalender?monat=2027-03")
    assert page.has("tag-30")
    assert page.has("tag-31")
    assert not page.has("tag-29")
    assert page.said("Dienstag, 30. März 2027")
    assert page.said("10:00 Uhr")
    assert page.source.count(">Spitzentreffen in Hagen</a>") == 2
    assert any(str(one["href"]).startswith("/ding/meeting/") for one in page.of("a") if one.get("href"))
    assert Browser(client).page("/kalender?monat=2027-04").has("tag-1")


def test_the_day_by_which_one_registers_is_a_deadline(client: TestClient[Litestar]) -> None:
    page = Browser(client).page("/kalender?monat=2027-03")
    assert page.has("tag-15")
    assert page.said("Anmeldung bis einschließlich: Spitzentreffen in Hagen")


def test_what_is_due_stands_there_for_whoever_does_it_and_nobody_else(client: TestClient[Litestar]) -> None:
    role = ("network-coordination", "programme:network")
    office = Browser(client, issue_key(service_of(client), "anna", role))
    page = office.page("/kalender?monat=2014-12")
    assert page.source.count("Mitgliedschaft überprüfen: Hagen</a>") == 1
    assert not page.said("Fällig am")  # which the list of reviews says, too
    assert not Browser(client).page("/kalender?monat=2014-12").said("Mitgliedschaft überprüfen")


@pytest.mark.parametrize("text", ["", "2026-13", "bald", "0001-01", "9999-12"])
def test_any_month_is_a_page(client: TestClient[Litestar], text: str) -> None:
    page = Browser(client).page(f"/kalender?monat={text}")
    assert page.title.startswith("Kalender")


def test_what_was_called_off_says_so(client: TestClient[Litestar]) -> None:
    journal = service_of(client).journal
    meeting = client.get("/api/v1/network/meetings").json()["items"][0]["meeting"]
    journal.handle(CancelMeeting(meeting=meeting, reason="Sturm", effective=date(2026, 11, 2)), by=CONSOLE)
    settle(service_of(client))
    assert Browser(client).page("/kalender?monat=2027-03").said("Abgesagt: Spitzentreffen in Hagen")
