"""Meetings that took place: said by a person, with who came and what came of it; else a task of the coordination."""

from collections.abc import Iterator
from datetime import date, timedelta
from itertools import count
from typing import Any

import pytest
from litestar import Litestar
from litestar.testing import TestClient
from msgspec.structs import replace

from fokus_api.testing import issue_key, service_of, settle, temporary_client
from fokus_core import CONSOLE, Command, clock
from fokus_core.testing import TODAY, Given
from fokus_network.meetings.commands import AddMaterial, CancelMeeting, RecordMeeting, RegisterBody, ScheduleMeeting
from fokus_network.meetings.facts import (
    AttendanceRecorded,
    BodyRegistered,
    MaterialShared,
    MeetingCancelled,
    MeetingHeld,
    MeetingScheduled,
)
from fokus_network.membership.commands.admission import JoinNetwork
from fokus_network.membership.commands.declaration import OpenRound, PublishDeclaration, SignDeclaration
from fokus_network.plugin import plugin

Client = TestClient[Litestar]
given = Given(plugin)
M = "0123456789abcdef" * 2
DAY = TODAY - timedelta(days=3)
NOW = clock.day_of(clock.now())
HAGEN, BONN = "05914000", "05314000"
NUMBERS = count()
BROWSER = {"Accept": "text/html", "Accept-Language": "de"}
ANNOUNCED = MeetingScheduled(
    effective=DAY - timedelta(days=9),
    meeting=M,
    kind="workshop",
    title="Quartier",
    starts=str(DAY),
    ends=str(DAY + timedelta(days=1)),
)
RECORD = RecordMeeting(meeting=M, effective=DAY, outcome="Die Gruppe trifft sich wieder.")
HELD = MeetingHeld(effective=DAY, meeting=M, outcome="Die Gruppe trifft sich wieder.")


def registered(body: str, *, waiting: bool = False) -> BodyRegistered:
    return BodyRegistered(
        effective=DAY - timedelta(days=2), meeting=M, body=body, registration=f"{M}-{body}", persons=2, waiting=waiting
    )


class TestRules:
    def test_a_meeting_is_said_to_have_taken_place_on_one_of_its_days_once(self) -> None:
        given(ANNOUNCED).when(RECORD).then(HELD)
        given(ANNOUNCED).when(replace(RECORD, effective=DAY + timedelta(days=1))).then(
            replace(HELD, effective=DAY + timedelta(days=1))
        )
        for day in (DAY - timedelta(days=1), DAY + timedelta(days=2)):
            given(ANNOUNCED).when(replace(RECORD, effective=day)).then_refused("not-that-day", field="effective")
        given(ANNOUNCED, HELD).when(RECORD).then_refused("meeting-held", field="meeting")
        given().when(RECORD).then_refused("unknown-meeting", field="meeting")

    def test_what_is_cancelled_did_not_take_place_nor_is_what_did_cancelled(self) -> None:
        cancelled = MeetingCancelled(effective=DAY, meeting=M, reason="Krank")
        given(ANNOUNCED, cancelled).when(RECORD).then_refused("meeting-cancelled")
        cancel = CancelMeeting(meeting=M, reason="Krank", effective=TODAY)
        given(ANNOUNCED, HELD).when(cancel).then_refused("meeting-held")

    def test_those_who_had_a_place_came_as_registered_where_that_is_said(self) -> None:
        there = AttendanceRecorded(effective=DAY, meeting=M, body=BONN, persons=1)
        facts = (ANNOUNCED, registered(HAGEN), registered(BONN), there)
        given(*facts).when(replace(RECORD, as_registered=True)).then(
            HELD, AttendanceRecorded(effective=DAY, meeting=M, body=HAGEN, persons=2)
        )

    def test_minutes_are_a_text_or_a_file_and_count_their_versions(self) -> None:
        add = AddMaterial(
            meeting=M, kind="minutes", title="Protokoll", text="Erstens.", seen_by="members", effective=TODAY
        )
        first = MaterialShared(effective=TODAY, meeting=M, kind="minutes", title="Protokoll", text="Erstens.")
        given(ANNOUNCED).when(add).then(first)
        given(ANNOUNCED, first).when(add).then(replace(first, version=2))
        early = replace(add, effective=DAY)
        given(ANNOUNCED, first).when(early).then(replace(first, effective=DAY, version=2))
        given(ANNOUNCED, first, replace(first, effective=DAY, version=2)).when(add).then(replace(first, version=3))
        (other,) = given(ANNOUNCED, first).when(replace(add, seen_by="public")).facts
        assert other.version == 1  # type: ignore[attr-defined]  # it is material
        given(ANNOUNCED).when(replace(add, text=" ")).then_refused("nothing-given", field="text")


@pytest.fixture(scope="module")
def client() -> Iterator[Client]:
    """A member, a meeting that is over, one to come, and minutes of the first in two versions."""
    since = date(2017, 1, 1)
    past, soon = NOW - timedelta(days=3), NOW + timedelta(days=3)
    minutes: dict[str, Any] = {"meeting": M, "kind": "minutes", "title": "Protokoll", "seen_by": "members"}

    def schedule(meeting: str, day: date) -> ScheduleMeeting:
        announced = NOW - timedelta(days=9)
        return ScheduleMeeting(
            meeting=meeting, kind="workshop", title="Quartier", starts=str(day), ends=str(day), effective=announced
        )

    steps: list[Command] = [
        PublishDeclaration(declaration="2012", title="Erklärung", effective=since),
        OpenRound(round="2017", title="Runde", declaration="2012", effective=since),
        SignDeclaration(party=HAGEN, round="2017", effective=since),
        JoinNetwork(body=HAGEN, effective=since),
        schedule(M, past),
        schedule("f" * 32, soon),
        RegisterBody(meeting=M, body=HAGEN, persons=3, effective=NOW - timedelta(days=5)),
        AddMaterial(**minutes, text="Wir planen. Geheimsatz-1.", effective=NOW),
        AddMaterial(**minutes, text="Wir planen. Geheimsatz-2.", effective=NOW),
    ]
    with temporary_client(plugin) as client:
        for step in steps:
            service_of(client).journal.handle(step, by=CONSOLE)
        settle(service_of(client))
        yield client


def key(client: Client, role: str, scope: str) -> dict[str, str]:
    return {"Authorization": "Bearer " + issue_key(service_of(client), f"actor-{next(NUMBERS)}", (role, scope))}


def test_minutes_of_two_versions_are_compared_for_those_who_may_see_them(client: Client) -> None:
    hagen = key(client, "municipal-officer", f"body:{HAGEN}")
    shown = client.get(f"/api/v1/network/meetings/{M}", headers=hagen).json()["material"]
    assert [(one["version"], one["file"], one["text"]) for one in shown] == [
        (1, None, "Wir planen. Geheimsatz-1."),
        (2, None, "Wir planen. Geheimsatz-2."),
    ]
    path = f"/api/v1/network/meetings/{M}/material/{shown[1]['position']}/changes"
    answer = client.get(path, headers=hagen, params={"since": 1})
    assert [(one["kind"], one["text"]) for one in answer.json()["text"]] == [
        ("same", "Wir planen."),
        ("removed", "Geheimsatz-1."),
        ("added", "Geheimsatz-2."),
    ]
    assert answer.headers["cache-control"] == "no-store"
    for headers in ({}, key(client, "municipal-officer", f"body:{BONN}")):
        assert client.get(path, headers=headers, params={"since": 1}).status_code == 404
        assert "Geheimsatz" not in client.get(f"/api/v1/network/meetings/{M}", headers=headers).text
    assert client.get(path, headers=hagen, params={"since": 3}).status_code == 404
    page = client.get(
        path.replace("/api/v1/", "/unterschiede/").removesuffix("/changes") + "?since=1", headers=BROWSER | hagen
    )
    assert (page.status_code, "Geheimsatz-2" in page.text) == (200, True)
    assert shown[0]["compared"] is None
    assert f"/unterschiede/{shown[1]['compared']['path']}?since=1" in page.url.raw_path.decode()
    meeting = client.get(f"/ding/meeting/{M}", headers=BROWSER | hagen).text
    assert f'<a href="{page.url.raw_path.decode()}">' in meeting
    assert "/unterschiede/" not in client.get(f"/ding/meeting/{M}", headers=BROWSER).text


def test_what_is_over_waits_for_the_coordination_until_somebody_says_how_it_was(client: Client) -> None:
    office = key(client, "network-coordination", "programme:network")

    def waits(headers: dict[str, str]) -> list[Any]:
        items = client.get("/api/v1/inbox", headers=headers).json()["items"]
        return [
            one
            for one in items
            if one.get("name", one.get("task", "")) == "network.meeting-over" or "stattgefunden" in str(one)
        ]

    def status(meeting: str = M, **query: Any) -> str:
        found: str = client.get(f"/api/v1/network/meetings/{meeting}", params=query).json()["status"]
        return found

    over = client.get("/api/v1/network/meetings", params={"status": "over"}).json()["items"]
    assert [one["meeting"] for one in over] == [M]
    assert (status(), status("f" * 32), status(on=str(NOW - timedelta(days=4)))) == ("over", "scheduled", "scheduled")
    assert len(waits(office)) == 1
    assert waits(key(client, "municipal-officer", f"body:{HAGEN}")) == []
    body = {
        "meeting": M,
        "effective": str(NOW - timedelta(days=3)),
        "outcome": "Es geht weiter.",
        "as_registered": True,
    }
    given_ = client.post("/api/v1/network/commands/record-meeting", json=body, headers=office)
    assert given_.status_code == 201, given_.text
    settle(service_of(client))
    assert waits(office) == []
    found = client.get(f"/api/v1/network/meetings/{M}").json()
    assert (found["status"], found["outcome"], found["attended"]) == ("held", "Es geht weiter.", 1)
    assert client.get("/api/v1/network/meetings", params={"status": "held"}).json()["items"][0]["meeting"] == M
    wrong = client.get("/api/v1/network/meetings", params={"status": "vielleicht"})
    assert (wrong.status_code, wrong.json()["errors"][0]["parameter"]) == (422, "status")
