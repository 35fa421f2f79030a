"""One command for many rows: ticked in a list, filled in once, judged and answered row by row."""

import re
from collections.abc import Mapping

import pytest
from api_kit import Client, Headers, bearer, open_gardens
from page_kit import BROWSER, Page

from fokus_api.runtime.service import Service
from fokus_api.testing.contract import issue_key, settle

KOELN, DUESSELDORF, BONN, ARNSBERG = "05315000", "05111000", "05314000", "05958004"
NAMED = {"name": "Rosengarten", "effective": "1.1.2021"}
OPEN = {"vorgang": "garden.open", "art": "body"}


@pytest.fixture
def anna(service: Service) -> Headers:
    return BROWSER | bearer(
        issue_key(service, "anna", ("municipal-officer", f"body:{KOELN}"), ("state-office", "state"))
    )


@pytest.fixture
def officer(service: Service) -> Headers:
    grants = [("municipal-officer", f"body:{one}") for one in (KOELN, DUESSELDORF, BONN)]
    return BROWSER | bearer(issue_key(service, "olaf", *grants))


def post(client: Client, address: str, typed: Mapping[str, object], headers: Headers) -> str:
    answer = client.post(address, data=dict(typed), headers=headers, follow_redirects=False)
    assert answer.status_code == 303, answer.text
    return str(answer.headers["location"])


def shown(client: Client, address: str, headers: Headers) -> Page:
    answer = client.get(address.partition("#")[0], headers=headers, follow_redirects=False)
    assert answer.status_code == 200, answer.text
    return Page(answer)


def begun(client: Client, headers: Headers, *bodies: str) -> str:
    return post(client, "/mehrere", OPEN | {"ding": list(bodies)}, headers)


def ticked(found: Page) -> list[str]:
    return [str(one["value"]) for one in found.of("input") if one.get("name") == "ding"]


def test_a_list_offers_what_may_be_done_to_its_rows_and_to_nobody_else(
    client: Client, service: Service, officer: Headers
) -> None:
    open_gardens(service, KOELN)
    found = shown(client, "/liste/garden/gardens", officer)
    assert ticked(found) == [KOELN]
    assert "garden.open" in [one["value"] for one in found.of("option")]
    assert [one["name"] for one in found.of("input") if "checked" in one and one["name"] == "ding"] == []
    whole = shown(client, "/liste/garden/gardens?alle_zeilen=1", officer)
    assert [one["value"] for one in whole.of("input") if "checked" in one and one["name"] == "ding"] == [KOELN]
    assert ticked(shown(client, "/liste/garden/gardens", BROWSER)) == []
    assert ticked(shown(client, "/liste/garden/gardens?on=1.1.2021", officer)) == []  # the past cannot be changed


def test_each_row_is_judged_in_the_preview_and_answered_in_the_receipt(
    client: Client, service: Service, officer: Headers
) -> None:
    open_gardens(service, DUESSELDORF)
    head = service.journal.store.head()
    form = begun(client, officer, KOELN, DUESSELDORF, BONN, ARNSBERG)
    page = shown(client, form, officer)
    assert "Für 4 Zeilen der Liste" in page.text
    assert "body" not in {one.get("name") for one in page.controls}
    preview = post(client, form, NAMED, officer)
    assert preview == f"{form}/vorschau"
    found = shown(client, preview, officer)
    assert ticked(found) == [KOELN, BONN]
    assert "2 Zeilen gehen nicht" in found.text
    assert "bereits geöffnet" in found.text
    assert service.journal.store.head() == head
    receipt = post(client, preview, {"ding": [KOELN, BONN, ARNSBERG, DUESSELDORF]}, officer)
    answered = shown(client, receipt, officer)
    assert "2 von 4 eingetragen" in answered.text
    assert service.journal.store.head() == head + 2
    assert len(re.findall(r"Nr\. [0-9]+", answered.text)) == 2
    assert post(client, preview, {"ding": [KOELN, BONN]}, officer) == receipt  # twice is once
    assert service.journal.store.head() == head + 2
    settle(service)
    assert {KOELN, BONN, DUESSELDORF} <= {*ticked(shown(client, "/liste/garden/gardens", officer))}


def test_only_what_is_left_ticked_is_recorded(client: Client, service: Service, officer: Headers) -> None:
    form = begun(client, officer, KOELN, BONN)
    preview = post(client, form, NAMED, officer)
    head = service.journal.store.head()
    assert post(client, preview, {}, officer) == preview
    assert post(client, preview, {"ding": [ARNSBERG]}, officer) == preview
    assert service.journal.store.head() == head
    receipt = post(client, preview, {"ding": [BONN]}, officer)
    assert "1 von 1 eingetragen" in shown(client, receipt, officer).text
    assert service.journal.store.head() == head + 1


def test_what_cannot_be_read_is_said_at_the_field_once_for_all_rows(client: Client, officer: Headers) -> None:
    form = begun(client, officer, KOELN, BONN)
    assert post(client, form, {"name": "", "effective": "31.2.2021"}, officer) == f"{form}#fehler"
    found = shown(client, form, officer)
    assert {"name", "effective"} == {str(one["name"]) for one in found.controls if "aria-invalid" in one}
    assert post(client, f"{form}/vorschau", {"ding": [KOELN]}, officer) == f"{form}#fehler"


def test_four_eyes_propose_each_row(client: Client, service: Service, officer: Headers) -> None:
    open_gardens(service, KOELN, BONN)
    form = post(client, "/mehrere", {"vorgang": "garden.close", "art": "body", "ding": [KOELN, BONN]}, officer)
    preview = post(client, form, {"effective": "1.2.2021"}, officer)
    assert "Eine zweite Person muss das freigeben" in shown(client, preview, officer).text
    answered = shown(client, post(client, preview, {"ding": [KOELN, BONN]}, officer), officer)
    assert "2 von 2 vorgeschlagen" in answered.text


@pytest.mark.parametrize(
    ("sent", "status"),
    [
        (OPEN, 422),
        (OPEN | {"ding": [f"{number:08}" for number in range(101)]}, 422),
        ({"vorgang": "garden.open", "art": "cohort", "ding": ["4"]}, 404),
        ({"vorgang": "core.retract", "art": "body", "ding": [KOELN]}, 404),
        ({"vorgang": "nothing.at-all", "art": "body", "ding": [KOELN]}, 404),
    ],
)
def test_what_cannot_be_given_so_is_refused(
    client: Client, officer: Headers, sent: dict[str, object], status: int
) -> None:
    answer = client.post("/mehrere", data=sent, headers=officer | {"Accept": "application/json"})
    assert answer.status_code == status, answer.text
    assert client.post("/mehrere", data=OPEN | {"ding": [KOELN]}).status_code == 401


def test_nobody_else_sees_the_rows(client: Client, service: Service, officer: Headers, anna: Headers) -> None:
    form = begun(client, officer, KOELN)
    assert client.get(form, headers=anna, follow_redirects=False).status_code == 404
    assert client.post(f"{form}/vorschau", data={"ding": [KOELN]}, headers=anna).status_code == 404
