"""What pages tell other programs in the words of schema.org: who runs this, programmes, appointments and lists."""

import json
import re
from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from litestar import Litestar
from litestar.testing import TestClient

from fokus_api.pages.frame import address_of_programme
from fokus_api.testing.contract import issue_key, service_of, settle, temporary_client
from fokus_core.access.actor import CONSOLE
from fokus_network.meetings.commands import CancelMeeting, ScheduleMeeting
from fokus_network.plugin import plugin as network

HOME = "https://fokus.example.org"
FOUND = re.compile(r'<script type="application/ld\+json">(.*?)</script>', re.DOTALL)
TITLE = "Treffen </script><b> & mehr"
Client = TestClient[Litestar]


def meeting(**given: Any) -> ScheduleMeeting:
    said = {"kind": "summit", "title": TITLE, "starts": "2027-03-30T10:00", "ends": "2027-04-01T12:00"}
    return ScheduleMeeting(**{**said, "place": "Hagen", "effective": date(2026, 11, 1), **given})


@pytest.fixture(scope="module")
def meetings() -> list[str]:
    return []


@pytest.fixture(scope="module")
def client(meetings: list[str]) -> Iterator[Client]:
    given = {"public_url": HOME, "publisher": "Land Nordrhein-Westfalen"}
    with temporary_client(network, **given) as client:
        journal = service_of(client).journal
        for one in (meeting(), meeting(title="Abgesagtes", place="Bonn")):
            (record,) = journal.handle(one, by=CONSOLE).facts
            meetings.append(record.fact.meeting)  # type: ignore[attr-defined]  # it is one
        journal.handle(CancelMeeting(meeting=meetings[1], reason="Sturm", effective=date(2026, 11, 2)), by=CONSOLE)
        settle(service_of(client))
        yield client


def told(client: Client, path: str, **headers: str) -> list[dict[str, Any]]:
    answer = client.get(path, headers={"Accept": "text/html", **headers})
    assert answer.status_code == 200, path
    assert "script-src" not in answer.headers["content-security-policy"]  # data: no browser runs it
    assert "default-src 'none'" in answer.headers["content-security-policy"]
    return [json.loads(one) for one in FOUND.findall(answer.text)]


def test_the_start_page_says_who_runs_the_service(client: Client) -> None:
    (found,) = told(client, "/")
    assert (found["@context"], found["@type"]) == ("https://schema.org", "GovernmentOrganization")
    assert (found["@id"], found["name"]) == (f"{HOME}/#publisher", "Land Nordrhein-Westfalen")


def test_a_programme_is_a_service_of_the_state(client: Client) -> None:
    info = service_of(client).catalogue.programmes["network"]
    (found,) = told(client, address_of_programme(info))
    assert (found["@type"], found["identifier"]) == ("GovernmentService", "network")
    assert found["provider"]["@id"] == f"{HOME}/#publisher"
    assert found["areaServed"]["name"] == "Nordrhein-Westfalen"


def test_a_list_is_data_under_the_name_that_the_catalogue_has_for_it(client: Client) -> None:
    (found,) = told(client, "/liste/network/members")
    assert found["@type"] == "Dataset"
    catalogue = {one["@id"] for one in client.get("/api/v1/catalog.jsonld").json()["@graph"]}
    assert found["@id"] in catalogue
    for one in found["distribution"]:
        answer = client.get(one["contentUrl"].removeprefix(HOME))
        assert answer.headers["content-type"].partition(";")[0] == one["encodingFormat"]


def test_what_is_not_for_everybody_is_told_no_program(client: Client) -> None:
    key = issue_key(service_of(client), "office", ("state-office", "state"))
    assert told(client, "/liste/network/reviews", Authorization=f"Bearer {key}") == []


def test_a_meeting_is_an_event_and_its_title_ends_no_script(client: Client, meetings: list[str]) -> None:
    (found,) = told(client, f"/ding/meeting/{meetings[0]}")
    assert (found["@type"], found["name"]) == ("Event", TITLE)
    assert found["startDate"].startswith("2027-03-30T10:00")
    assert found["endDate"].startswith("2027-04-01T12:00")
    assert found["location"]["name"] == "Hagen"
    assert found["eventStatus"] == "https://schema.org/EventScheduled"
    (cancelled,) = told(client, f"/ding/meeting/{meetings[1]}")
    assert cancelled["eventStatus"] == "https://schema.org/EventCancelled"
