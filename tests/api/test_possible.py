"""What somebody might do about a thing: the possible first, and why the rest is not possible today."""

from datetime import date

import pytest
from api_kit import Client, Headers, bearer, open_gardens
from page_kit import BROWSER, Page

from fokus_api.runtime.service import Service
from fokus_api.testing.contract import issue_key

KOELN, DUESSELDORF = "05315000", "05111000"
NOT_OPEN, OPEN_ALREADY = (
    "Der Garten ist an diesem Tag nicht geöffnet.",
    "Der Garten ist an diesem Tag bereits geöffnet.",
)


@pytest.fixture
def officer(service: Service) -> Headers:
    return BROWSER | bearer(issue_key(service, "olaf", ("municipal-officer", f"body:{KOELN}")))


def looked(client: Client, body: str, headers: Headers, query: str = "") -> str:
    return " ".join(Page(client.get(f"/kommunen/{body}{query}", headers=headers)).text.split())


def test_what_is_not_possible_says_why_and_is_possible_once_that_changes(
    client: Client, service: Service, officer: Headers
) -> None:
    before = looked(client, KOELN, officer)
    assert NOT_OPEN in before
    assert OPEN_ALREADY not in before
    head = service.journal.store.head()
    open_gardens(service, KOELN)
    after = looked(client, KOELN, officer)
    assert OPEN_ALREADY in after
    assert NOT_OPEN not in after
    assert service.journal.store.head() == head + 1  # looking records nothing
    assert "Heute nicht möglich" in after


def test_elsewhere_one_is_not_responsible(client: Client, officer: Headers) -> None:
    said = looked(client, DUESSELDORF, officer)
    assert "Dafür sind Sie hier nicht zuständig." in said
    assert NOT_OPEN not in said  # what holds there is no reason for somebody else


def test_nobody_is_told_reasons_without_signing_in_or_about_the_past(
    client: Client, service: Service, officer: Headers
) -> None:
    open_gardens(service, KOELN, since=date(2020, 1, 1))
    assert OPEN_ALREADY not in looked(client, KOELN, BROWSER)
    assert "Was möchten Sie tun?" not in looked(client, KOELN, officer, "?on=1.2.2021")
