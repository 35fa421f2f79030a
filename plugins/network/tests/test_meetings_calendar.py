"""Meetings as calendars, read back by another parser."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from typing import Any

import icalendar
import msgspec
import pytest
import vobject
from litestar import Litestar
from litestar.testing import TestClient

from fokus_api import CalendarEntry, Service, ics
from fokus_api.testing import issue_key, service_of, settle, temporary_client
from fokus_core import CONSOLE, Command, Correct, Invalid, Retract
from fokus_network.meetings.commands import CancelMeeting, ChangeMeeting, RegisterBody, ScheduleMeeting
from fokus_network.membership.commands.admission import JoinNetwork
from fokus_network.membership.commands.declaration import OpenRound, PublishDeclaration, SignDeclaration
from fokus_network.membership.commands.membership import LeaveNetwork, StartGuestParticipation
from fokus_network.plugin import plugin as network

Client = TestClient[Litestar]

M = "a" * 32
BONN, SENDEN, HAGEN = "05314000", "05558044", "05914000"
SINCE = date(2024, 1, 1)
ON = {"on": "2026-03-01"}


def terms(**changes: Any) -> dict[str, Any]:
    return {
        "effective": date(2026, 1, 5),
        "kind": "workshop",
        "title": "Engagement, Ehrenamt; Quartier",
        "starts": "2026-05-06T10:00",
        "ends": "2026-05-06T16:00",
        "place": "Köln",
        **changes,
    }


@pytest.fixture
def client() -> Iterator[Client]:
    with temporary_client(network) as client:
        give(
            client,
            PublishDeclaration(declaration="2012", title="Erklärung", effective=SINCE),
            OpenRound(round="2024", title="Runde", declaration="2012", effective=SINCE),
            SignDeclaration(party=BONN, round="2024", effective=SINCE),
            JoinNetwork(body=BONN, effective=SINCE),
            StartGuestParticipation(body=SENDEN, effective=SINCE),
        )
        yield client


@pytest.fixture
def service(client: Client) -> Service:
    return service_of(client)


def give(client: Client, *commands: Command) -> list[int]:
    service = service_of(client)
    positions = [service.journal.handle(command, by=CONSOLE).position for command in commands]
    settle(service)
    return positions


def fetch(client: Client, path: str, **params: Any) -> bytes:
    headers = params.pop("headers", None)
    answer = client.get(f"/api/v1/network/{path}", params=params, headers=headers)
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"].partition(";")[0] == "text/calendar"
    return bytes(answer.content)


def events(content: bytes) -> dict[str, Any]:
    """Return the events of a calendar by the meeting they are about, as the other parser reads them."""
    calendar = vobject.readOne(content.decode())
    return {event.uid.value.partition("@")[0]: event for event in calendar.contents.get("vevent", [])}


def in_utc(event: Any) -> tuple[datetime, datetime]:
    return event.dtstart.value.astimezone(UTC), event.dtend.value.astimezone(UTC)


def utc(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=UTC)  # type: ignore[misc,arg-type]  # year, month, day, hour, minute


@pytest.mark.parametrize(
    ("starts", "ends", "begins", "over"),
    [
        ("2026-01-10T10:00", "2026-01-10T12:00", utc(2026, 1, 10, 9), utc(2026, 1, 10, 11)),
        ("2026-07-10T10:00", "2026-07-10T12:00", utc(2026, 7, 10, 8), utc(2026, 7, 10, 10)),
        ("2026-03-28T20:00", "2026-03-29T04:00", utc(2026, 3, 28, 19), utc(2026, 3, 29, 2)),
        ("2026-03-29T01:59", "2026-03-29T03:00", utc(2026, 3, 29, 0, 59), utc(2026, 3, 29, 1)),
        ("2026-10-24T22:00", "2026-10-25T10:00", utc(2026, 10, 24, 20), utc(2026, 10, 25, 9)),
        ("2026-10-25T02:30+02:00", "2026-10-25T02:30+01:00", utc(2026, 10, 25, 0, 30), utc(2026, 10, 25, 1, 30)),
        ("2026-10-25T02:30+01:00", "2026-10-25T03:30", utc(2026, 10, 25, 1, 30), utc(2026, 10, 25, 2, 30)),
        ("2013-10-27T03:00", "2013-10-27T04:00", utc(2013, 10, 27, 2), utc(2013, 10, 27, 3)),
        ("1990-01-10T10:00", "1990-01-10T12:00", utc(1990, 1, 10, 9), utc(1990, 1, 10, 11)),
    ],
)
def test_another_parser_reads_the_same_moments_across_both_clock_changes(
    client: Client, starts: str, ends: str, begins: datetime, over: datetime
) -> None:
    give(client, ScheduleMeeting(meeting=M, **terms(effective=date(1990, 1, 1), starts=starts, ends=ends)))
    content = fetch(client, f"meetings/{M}.ics", on="2026-12-01")
    assert in_utc(events(content)[M]) == (begins, over)
    (event,) = icalendar.Calendar.from_ical(content).events
    assert isinstance(event.start, datetime)
    assert isinstance(event.end, datetime)
    assert (event.start.astimezone(UTC), event.end.astimezone(UTC)) == (begins, over)


def test_a_meeting_without_a_time_of_day_takes_whole_days(client: Client) -> None:
    give(client, ScheduleMeeting(meeting=M, **terms(starts="2026-05-06", ends="2026-05-07")))
    event = events(fetch(client, f"meetings/{M}.ics", **ON))[M]
    assert (event.dtstart.value, event.dtend.value) == (date(2026, 5, 6), date(2026, 5, 8))


def test_texts_come_back_as_they_were_given(client: Client) -> None:
    give(client, ScheduleMeeting(meeting=M, **terms(topics=("Nachbarschaft; Quartier, Dorf",), online=True)))
    event = events(fetch(client, f"meetings/{M}.ics", **ON))[M]
    assert event.summary.value == "Engagement, Ehrenamt; Quartier"
    assert event.location.value == "Köln, online"
    assert event.description.value == "– Nachbarschaft; Quartier, Dorf"
    assert event.categories.value == ["Workshop"]


def test_a_title_adds_no_line_of_its_own(client: Client) -> None:
    sly = "Treffen\r\nATTENDEE:mailto:x@example.org\nBEGIN:VEVENT\r\x00\x0b\u2028\x1b[0m"
    with pytest.raises(Invalid):
        give(client, ScheduleMeeting(meeting=M, **terms(title=sly, place=sly, topics=(sly,))))
    plain = "Treffen; ATTENDEE:mailto:x@example.org, BEGIN:VEVENT\\nEND:VEVENT " + "ü" * 60
    give(client, ScheduleMeeting(meeting=M, **terms(title=plain, place=plain, topics=(plain,))))
    content = fetch(client, f"meetings/{M}.ics", **ON)
    (event,) = events(content).values()
    assert event.summary.value == plain
    assert "attendee" not in event.contents
    assert all(len(line) <= 75 for line in content.split(b"\r\n"))


def test_the_sequence_counts_changes_and_the_id_stays(client: Client, service: Service) -> None:
    (scheduled,) = give(client, ScheduleMeeting(meeting=M, **terms()))
    seen = []

    def look(**params: str) -> Any:
        event = events(fetch(client, f"meetings/{M}.ics", **{**ON, **params}))[M]
        seen.append((int(event.sequence.value), event.status.value))
        return event

    first = look()
    give(client, ChangeMeeting(meeting=M, reason="Raum belegt", **terms(effective=date(2026, 2, 1), place="Bonn")))
    changed = look()
    (cancelled,) = give(client, CancelMeeting(meeting=M, reason="Glatteis", effective=date(2026, 2, 2)))
    give(client, RegisterBody(meeting=M, body=BONN, persons=1, effective=date(2026, 1, 20)))
    last = look()
    give(client, Retract(position=cancelled, reason="-", acknowledge=(cancelled + 1,)))
    look()
    assert seen == [(0, "CONFIRMED"), (1, "CONFIRMED"), (2, "CANCELLED"), (3, "CONFIRMED")]
    assert {one.uid.value for one in (first, changed, last)} == {f"{M}@{service.journal.id}.invalid"}
    assert (changed.location.value, last.description.value) == ("Bonn", "Glatteis")
    look(on="2026-01-20")
    look(known=str(scheduled))
    assert seen[-2:] == [(0, "CONFIRMED"), (0, "CONFIRMED")]


def test_a_correction_counts_too(client: Client) -> None:
    (scheduled,) = give(client, ScheduleMeeting(meeting=M, **terms()))
    give(client, Correct(position=scheduled, changes={"place": "Essen"}, reason="-"))
    event = events(fetch(client, f"meetings/{M}.ics", **ON))[M]
    assert (event.location.value, int(event.sequence.value)) == ("Essen", 2)


def test_the_stamp_is_when_it_was_recorded(client: Client, service: Service) -> None:
    (position,) = give(client, ScheduleMeeting(meeting=M, **terms()))
    record = service.journal.recorded(position)
    assert record is not None
    event = events(fetch(client, "meetings.ics", **ON))[M]
    assert event.dtstamp.value == record.meta.at.replace(microsecond=0)


def test_the_same_facts_give_the_same_bytes(client: Client, service: Service) -> None:
    for number in range(5):
        day = f"2026-05-0{9 - number}"
        give(client, ScheduleMeeting(meeting=f"{number}" * 32, **terms(starts=f"{day}T10:00", ends=f"{day}T12:00")))
    params = {**ON, "known": str(settle(service))}
    before = fetch(client, "meetings.ics", **params)
    give(client, ScheduleMeeting(meeting=M, **terms()))
    service.models.rebuild()
    assert fetch(client, "meetings.ics", **params) == before
    assert list(events(before)) == [f"{number}" * 32 for number in (4, 3, 2, 1, 0)]
    assert M in events(fetch(client, "meetings.ics", **ON))
    assert M not in events(before)


def test_a_calendar_is_confirmed_while_nothing_changed(client: Client) -> None:
    give(client, ScheduleMeeting(meeting=M, **terms()))
    tag = client.get("/api/v1/network/meetings.ics", params=ON).headers["etag"]
    give(client, StartGuestParticipation(body=HAGEN, effective=SINCE))
    again = client.get("/api/v1/network/meetings.ics", params=ON, headers={"If-None-Match": tag})
    assert again.status_code == 304
    give(client, CancelMeeting(meeting=M, reason="-", effective=date(2026, 2, 2)))
    assert client.get("/api/v1/network/meetings.ics", params=ON, headers={"If-None-Match": tag}).status_code == 200


def test_a_calendar_without_meetings_is_a_calendar(client: Client) -> None:
    content = fetch(client, "meetings.ics")
    assert events(content) == {}
    assert b"METHOD" not in content


# --- the calendar of a body -------------------------------------------------------------------------------------------

OPEN, GUESTS, LONG_AGO, ADVICE = "1" * 32, "2" * 32, "3" * 32, "4" * 32


@pytest.fixture
def several(client: Client) -> Client:
    give(
        client,
        ScheduleMeeting(meeting=OPEN, **terms()),
        ScheduleMeeting(meeting=GUESTS, **terms(open_to="members-and-guests")),
        ScheduleMeeting(
            meeting=LONG_AGO, **terms(effective=date(2020, 1, 1), starts="2020-05-06T10:00", ends="2020-05-06T12:00")
        ),
        RegisterBody(meeting=OPEN, body=BONN, persons=3, effective=date(2026, 1, 20)),
    )
    return client


def of_body(client: Client, body: str, **params: Any) -> dict[str, Any]:
    return events(fetch(client, f"members/{body}/meetings.ics", **{**ON, **params}))


def test_a_bodys_calendar_holds_what_is_open_to_it_by_its_membership(several: Client) -> None:
    assert set(of_body(several, BONN)) == {OPEN, GUESTS}
    assert set(of_body(several, "Bonn")) == {OPEN, GUESTS}
    assert set(of_body(several, SENDEN)) == {GUESTS}
    assert of_body(several, HAGEN) == {}
    assert several.get("/api/v1/network/members/Atlantis/meetings.ics").status_code == 404


def test_a_body_that_left_keeps_the_meetings_of_its_time(several: Client) -> None:
    give(several, LeaveNetwork(body=BONN, kind="withdrawal", reason="-", effective=date(2026, 6, 1)))
    assert set(of_body(several, BONN, on="2026-07-01")) == {OPEN, GUESTS}
    give(several, ScheduleMeeting(meeting=M, **terms(starts="2026-08-01T10:00", ends="2026-08-01T12:00")))
    assert set(of_body(several, BONN, on="2026-07-01")) == {OPEN, GUESTS}
    assert set(of_body(several, BONN, on="2026-05-01")) == {OPEN, GUESTS, M}


def test_only_those_who_may_see_it_are_told_that_a_body_registered(several: Client) -> None:
    service = service_of(several)
    keys = {
        actor: {"Authorization": f"Bearer {issue_key(service, actor, grant)}"}
        for actor, grant in {
            "bonn": ("municipal-officer", f"body:{BONN}"),
            "senden": ("municipal-officer", f"body:{SENDEN}"),
            "coordination": ("network-coordination", "programme:network"),
        }.items()
    }

    def told(headers: dict[str, str] | None) -> bool:
        return "description" in of_body(several, BONN, headers=headers)[OPEN].contents

    assert [told(one) for one in (None, keys["senden"], keys["bonn"], keys["coordination"])] == [
        False,
        False,
        True,
        True,
    ]
    shown = of_body(several, BONN, headers=keys["bonn"])[OPEN]
    assert shown.description.value == "Angemeldet (Personen: 3)"
    left = LeaveNetwork(body=BONN, kind="withdrawal", reason="-", effective=date(2026, 1, 21))
    give(several, left)
    assert set(of_body(several, BONN)) == set()
    assert set(of_body(several, BONN, headers=keys["bonn"])) == {OPEN}


def test_a_feed_tells_what_was_announced_changed_and_cancelled(several: Client) -> None:
    give(several, CancelMeeting(meeting=OPEN, reason="Glatteis", effective=date(2026, 2, 2)))
    answer = several.get("/api/v1/network/meetings.atom", params=ON)
    assert answer.headers["content-type"].startswith("application/atom+xml")
    assert answer.text.count("<entry>") == 4
    assert answer.text.index("Glatteis") < answer.text.index("angekündigt")
    assert BONN not in answer.text
    assert several.get(f"/ding/meeting/{OPEN}", headers={"Accept": "text/html"}).status_code == 200
    assert f"/ding/meeting/{OPEN}" in answer.text


@pytest.mark.parametrize("title", ["Treffen", "Abgesagt", "Treffen; Quartier, Ehrenamt", "Straße", "=1+1"])
def test_a_cancelled_meeting_says_so_in_its_title(title: str) -> None:
    entry = CalendarEntry(
        id="a",
        title=title,
        category="c",
        starts="2026-05-06",
        ends="2026-05-06",
        sequence=1,
        recorded=datetime.now(UTC),
    )
    for one, shown in ((entry, title), (msgspec.structs.replace(entry, cancelled=True), f"Abgesagt: {title}")):
        content = ics("Alle", [one], product="Probe", journal="j").content
        (event,) = icalendar.Calendar.from_ical(content).walk("VEVENT")
        assert str(event["summary"]) == shown
        assert b"METHOD" not in content
