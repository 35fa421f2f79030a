"""What is answered about meetings, and to whom."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from itertools import count
from typing import Any

import pytest
from litestar import Litestar
from litestar.testing import TestClient

from fokus_api.testing import issue_key, problem_of, refused, service_of, settle, temporary_client
from fokus_core import CONSOLE, Command, Correct, Journal, Retract, clock, load_history
from fokus_network.meetings.commands import (
    CancelMeeting,
    ChangeMeeting,
    CountAttendance,
    RecordAttendance,
    RegisterBody,
    ScheduleMeeting,
    WithdrawRegistration,
)
from fokus_network.meetings.facts import BodyMovedUp
from fokus_network.membership.commands.admission import JoinNetwork
from fokus_network.membership.commands.declaration import OpenRound, PublishDeclaration, SignDeclaration
from fokus_network.membership.commands.membership import LeaveNetwork, StartGuestParticipation
from fokus_network.plugin import plugin as network
from fokus_projections.testing import ReadModelContract

Client = TestClient[Litestar]
Headers = dict[str, str]

API = "/api/v1/network"
TODAY = clock.day_of(clock.now())
ANNOUNCED = TODAY - timedelta(days=20)
SOON = TODAY + timedelta(days=30)
BONN, HAGEN, LEMGO, SENDEN, KOELN = "05314000", "05914000", "05766044", "05558044", "05315000"
WORKSHOP, ADVICE, PAST = "a" * 32, "b" * 32, "c" * 32
SINCE = date(2017, 1, 1)
NUMBERS = count()


def schedule(meeting: str, on: date = SOON, **changes: Any) -> ScheduleMeeting:
    given: dict[str, Any] = {
        "effective": ANNOUNCED,
        "kind": "workshop",
        "title": "Engagement im Quartier",
        "starts": f"{on}T10:00",
        "ends": f"{on}T16:00",
        "topics": ("Quartier", "Ehrenamt, gestern; heute"),
        **changes,
    }
    return ScheduleMeeting(meeting=meeting, **given)


def give(journal: Journal, *commands: Command) -> list[int]:
    return [journal.handle(command, by=CONSOLE).position for command in commands]


def members(*bodies: str) -> list[Command]:
    steps: list[Command] = [
        PublishDeclaration(declaration="2012", title="Erklärung", effective=SINCE),
        OpenRound(round="2017", title="Runde", declaration="2012", effective=SINCE),
    ]
    for body in bodies:
        steps.append(SignDeclaration(party=body, round="2017", effective=SINCE))
        steps.append(JoinNetwork(body=body, effective=SINCE))
    return steps


def registering() -> list[Command]:
    """A workshop with three places: Bonn and Hagen take them, Lemgo waits, the guest takes part in the advice."""
    return [
        schedule(WORKSHOP, capacity=3, place="Köln"),
        schedule(ADVICE, kind="advice", title="Sprechstunde", open_to="members-and-guests", online=True),
        schedule(PAST, on=TODAY - timedelta(days=3), kind="network-meeting", title="Netzwerktreffen"),
        RegisterBody(meeting=WORKSHOP, body=HAGEN, persons=2, effective=ANNOUNCED),
        RegisterBody(meeting=WORKSHOP, body=BONN, persons=1, effective=ANNOUNCED),
        RegisterBody(meeting=WORKSHOP, body=LEMGO, persons=2, or_wait=True, effective=ANNOUNCED),
        RegisterBody(meeting=ADVICE, body=SENDEN, persons=1, effective=ANNOUNCED),
        RegisterBody(meeting=ADVICE, body=BONN, persons=1, effective=ANNOUNCED),
        RecordAttendance(meeting=PAST, body=BONN, persons=2, effective=TODAY - timedelta(days=3)),
        CountAttendance(meeting=PAST, participants=40, at_least=True, effective=TODAY - timedelta(days=3)),
    ]


@contextmanager
def running() -> Iterator[Client]:
    with temporary_client(network) as client:
        journal = service_of(client).journal
        give(journal, *members(BONN, HAGEN, LEMGO), StartGuestParticipation(body=SENDEN, effective=SINCE))
        give(journal, *registering())
        settle(service_of(client))
        yield client


@pytest.fixture(scope="module")
def client() -> Iterator[Client]:
    """A client of which nothing but keys is asked to be recorded."""
    with running() as client:
        yield client


@pytest.fixture
def own() -> Iterator[Client]:
    """A client of the test's own, which may record."""
    with running() as client:
        yield client


def key(client: Client, role: str, scope: str) -> Headers:
    return {"Authorization": f"Bearer {issue_key(service_of(client), f'actor-{next(NUMBERS)}', (role, scope))}"}


def officer(client: Client, body: str) -> Headers:
    return key(client, "municipal-officer", f"body:{body}")


def coordination(client: Client) -> Headers:
    return key(client, "network-coordination", "programme:network")


def do(client: Client, *commands: Command) -> None:
    give(service_of(client).journal, *commands)
    settle(service_of(client))


def ask(client: Client, path: str, headers: Headers | None = None, **params: Any) -> Any:
    answer = client.get(f"{API}/{path}", params=params, headers=headers)
    assert answer.status_code == 200, answer.text
    return answer.json()


def listed(client: Client, **params: Any) -> list[str]:
    return [one["meeting"] for one in ask(client, "meetings", **params)["items"]]


def who(detail: dict[str, Any]) -> list[str]:
    return [one["body"] for one in detail["registrations"]]


# --- lists ------------------------------------------------------------------------------------------------------------


def test_meetings_are_listed_in_the_order_in_which_they_begin_with_their_numbers(client: Client) -> None:
    assert listed(client) == [PAST, WORKSHOP, ADVICE]
    past, workshop, _ = ask(client, "meetings")["items"]
    counts = ("registered", "places_taken", "waiting", "attended", "participants", "at_least")
    assert [workshop[name] for name in counts] == [2, 3, 1, 0, None, False]
    assert [past[name] for name in counts] == [0, 0, 0, 1, 40, True]
    assert (workshop["topics"], workshop["capacity"], workshop["status"]) == (
        ["Quartier", "Ehrenamt, gestern; heute"],
        3,
        "scheduled",
    )
    assert workshop["starts"][:16] == f"{SOON}T10:00"


def test_meetings_are_filtered_by_kind_and_days(client: Client) -> None:
    assert listed(client, kind="advice") == [ADVICE]
    assert listed(client, **{"from": TODAY.isoformat()}) == [WORKSHOP, ADVICE]
    assert listed(client, to=TODAY.isoformat()) == [PAST]
    assert listed(client, **{"from": SOON.isoformat(), "to": SOON.isoformat(), "kind": "workshop"}) == [WORKSHOP]
    assert listed(client, **{"from": (SOON + timedelta(days=1)).isoformat()}) == []
    first = ask(client, "meetings", limit=2)
    rest = ask(client, "meetings", limit=2, cursor=first["next_cursor"])
    assert [one["meeting"] for one in (*first["items"], *rest["items"])] == [PAST, WORKSHOP, ADVICE]


@pytest.mark.parametrize(
    ("params", "parameter"),
    [
        ({"kind": "party"}, "kind"),
        ({"from": "gestern"}, "from"),
        ({"from": "2020-01-02", "to": "2020-01-01"}, "to"),
        ({"since": "2020-01-02"}, "since"),
    ],
)
def test_a_filter_that_means_nothing_is_refused_by_its_name(
    client: Client, params: dict[str, str], parameter: str
) -> None:
    answer = client.get(f"{API}/meetings", params=params)
    assert (answer.status_code, answer.json()["errors"][0]["parameter"]) == (422, parameter)


def test_meetings_are_those_announced_by_a_day_as_known_then(own: Client) -> None:
    assert listed(own, on=(ANNOUNCED - timedelta(days=1)).isoformat()) == []
    before = service_of(own).journal.store.head()
    do(own, CancelMeeting(meeting=WORKSHOP, reason="Glatteis", effective=TODAY))
    assert ask(own, f"meetings/{WORKSHOP}")["status"] == "cancelled"
    assert ask(own, f"meetings/{WORKSHOP}", known=before)["status"] == "scheduled"
    assert ask(own, f"meetings/{WORKSHOP}", on=(TODAY - timedelta(days=1)).isoformat())["status"] == "scheduled"


def test_what_ends_at_midnight_is_not_listed_for_the_next_day_and_what_took_place_says_so(own: Client) -> None:
    eve, after = SOON + timedelta(days=1), SOON + timedelta(days=2)
    do(own, schedule("d" * 32, starts=f"{eve}T20:00", ends=f"{after}T00:00"))
    assert ask(own, f"meetings/{'d' * 32}")["last_day"] == eve.isoformat()
    assert listed(own, **{"from": eve.isoformat()}) == ["d" * 32]
    assert listed(own, **{"from": after.isoformat()}) == []
    assert ask(own, f"meetings/{PAST}")["status"] == "held"
    assert ask(own, f"meetings/{PAST}", on=(TODAY - timedelta(days=3)).isoformat())["status"] == "scheduled"


def test_who_waits_is_shown_in_the_order_in_which_they_move_up(own: Client) -> None:
    days = [TODAY - timedelta(days=number) for number in range(9)]
    meeting = "d" * 32
    do(own, *members(SENDEN, KOELN)[2:])
    do(own, schedule(meeting, capacity=1), RegisterBody(meeting=meeting, body=BONN, persons=1, effective=days[8]))
    for body, day in ((HAGEN, days[4]), (LEMGO, days[6]), (SENDEN, days[6]), (KOELN, days[2])):
        do(own, RegisterBody(meeting=meeting, body=body, persons=1, or_wait=True, effective=day))
    correct = {"effective": days[7].isoformat()}
    do(own, Correct(position=service_of(own).journal.store.head(), changes=correct, reason="Irrtum"))
    shown = [body for body in who(ask(own, f"meetings/{meeting}", coordination(own))) if body != BONN]
    assert shown == [KOELN, LEMGO, SENDEN, HAGEN]
    moved = []
    for body in (BONN, *shown[:-1]):
        do(own, WithdrawRegistration(meeting=meeting, body=body, effective=TODAY))
        (record,) = service_of(own).journal.follow(after=service_of(own).journal.store.head() - 1)
        assert isinstance(record.fact, BodyMovedUp)
        moved.append(record.fact.body)
    assert moved == shown


def test_meetings_are_a_table_too(client: Client) -> None:
    lines = client.get(f"{API}/meetings", params={"format": "csv"}).text.splitlines()
    assert len(lines) == 4
    assert lines[0].startswith("meeting,kind,title,status,reason,starts,ends")


# --- one meeting, and who sees what -----------------------------------------------------------------------------------


def test_a_meeting_shows_how_it_came_to_be(own: Client) -> None:
    change = schedule(WORKSHOP, effective=TODAY, capacity=3, place="Bonn")
    terms = {name: getattr(change, name) for name in change.__struct_fields__ if name != "meeting"}
    do(own, ChangeMeeting(meeting=WORKSHOP, reason="Raum belegt", **terms))
    detail = ask(own, f"meetings/{WORKSHOP}")
    assert (detail["place"], detail["reason"]) == ("Bonn", "Raum belegt")
    assert [one["type"] for one in detail["facts"]] == ["network.meeting-scheduled@1", "network.meeting-changed@1"]
    assert detail["facts"][1]["data"]["changed"] == ["place"]


@pytest.mark.parametrize("meeting", ["d" * 32, "x", f"{'d' * 32}.ics", f"{WORKSHOP}.ics.ics"])
def test_a_meeting_that_is_not_known_is_not_found(client: Client, meeting: str) -> None:
    assert problem_of(client.get(f"{API}/meetings/{meeting}")) == "404 not-found meeting"


def test_everybody_sees_numbers_and_members_who_takes_part(client: Client) -> None:
    public = ask(client, f"meetings/{WORKSHOP}")
    assert (public["registered"], public["waiting"], who(public)) == (2, 1, [])
    assert ask(client, f"meetings/{PAST}")["attendance"] == []
    everybody = [HAGEN, BONN, LEMGO]
    auditor = key(client, "auditor", "state")
    for headers in (coordination(client), officer(client, BONN), auditor):
        detail = ask(client, f"meetings/{WORKSHOP}", headers)
        assert who(detail) == everybody
        assert [one["waiting"] for one in detail["registrations"]] == [False, False, True]
        assert [one["body"] for one in ask(client, f"meetings/{PAST}", headers)["attendance"]] == [BONN]
    for stranger in (officer(client, KOELN), officer(client, SENDEN)):
        assert who(ask(client, f"meetings/{WORKSHOP}", stranger)) == []
        assert ask(client, f"meetings/{PAST}", stranger)["attendance"] == []


def test_who_was_advised_is_seen_by_those_alone(client: Client) -> None:
    assert who(ask(client, f"meetings/{ADVICE}", officer(client, SENDEN))) == [SENDEN]
    assert who(ask(client, f"meetings/{ADVICE}", officer(client, BONN))) == [BONN]
    assert who(ask(client, f"meetings/{ADVICE}", officer(client, HAGEN))) == []
    assert who(ask(client, f"meetings/{ADVICE}", coordination(client))) == [SENDEN, BONN]


def test_insight_ends_with_the_membership_for_past_days_and_pinned_answers_too(own: Client) -> None:
    headers = officer(own, BONN)
    pinned = {"known": settle(service_of(own)), "on": TODAY.isoformat()}
    assert len(who(ask(own, f"meetings/{WORKSHOP}", headers, **pinned))) == 3
    answer = own.get(f"{API}/meetings/{WORKSHOP}", headers=headers)
    assert answer.headers["cache-control"] == "no-store"
    do(own, LeaveNetwork(body=BONN, kind="withdrawal", reason="-", effective=TODAY))
    for params in (pinned, {}, {"on": ANNOUNCED.isoformat()}):
        assert set(who(ask(own, f"meetings/{WORKSHOP}", headers, **params))) <= {BONN}


def test_a_bodys_timeline_and_feed_show_registrations_to_its_own_officers_alone(client: Client) -> None:
    bonn, hagen, office = officer(client, BONN), officer(client, HAGEN), coordination(client)

    def mentions(path: str, text: str, headers: Headers | None) -> bool:
        answer = client.get(f"/api/v1/{path}", headers=headers)
        assert answer.status_code == 200
        return text in answer.text

    for path in (f"bodies/{HAGEN}/timeline", "feed?limit=1000", "log?limit=1000"):
        seen = [mentions(path, f"{WORKSHOP}-{HAGEN}", one) for one in (None, bonn, hagen, office)]
        assert seen == [False, False, True, True]
    assert mentions("feed?limit=1000", WORKSHOP, None)


def test_a_body_that_withdraws_is_not_told_who_takes_its_place(own: Client) -> None:
    few = schedule("d" * 32, kind="advice", open_to="members-and-guests", capacity=1, title="Sprechstunde")
    guest = RegisterBody(meeting="d" * 32, body=SENDEN, persons=1, effective=ANNOUNCED)
    waits = RegisterBody(meeting="d" * 32, body=BONN, persons=1, or_wait=True, effective=ANNOUNCED)
    do(own, few, guest, waits)
    withdraw = {"meeting": "d" * 32, "body": SENDEN, "effective": TODAY.isoformat()}
    officers, coordinations = (
        own.post(f"{API}/commands/withdraw-registration", params={"dry_run": True}, json=withdraw, headers=headers)
        for headers in (officer(own, SENDEN), coordination(own))
    )
    assert [one["type"] for one in officers.json()["facts"]] == ["network.registration-withdrawn@1"]
    assert BONN not in officers.text
    assert [one["data"]["body"] for one in coordinations.json()["facts"]] == [SENDEN, BONN]


def test_who_moved_up_no_longer_waits(own: Client) -> None:
    do(own, WithdrawRegistration(meeting=WORKSHOP, body=HAGEN, effective=TODAY))
    detail = ask(own, f"meetings/{WORKSHOP}", coordination(own))
    assert [(one["body"], one["waiting"]) for one in detail["registrations"]] == [(BONN, False), (LEMGO, False)]
    assert [detail[name] for name in ("registered", "places_taken", "waiting")] == [2, 3, 0]
    before = ask(own, f"meetings/{WORKSHOP}", on=(TODAY - timedelta(days=1)).isoformat())
    assert [before[name] for name in ("registered", "places_taken", "waiting")] == [2, 3, 1]


# --- material ---------------------------------------------------------------------------------------------------------


def test_material_and_its_files_are_for_those_who_may_see_them(own: Client) -> None:
    office = coordination(own)
    files: dict[str, str] = {}
    for seen_by in ("public", "members", "coordination"):
        content = f"Unterlage für {seen_by}".encode()
        sent = own.post("/api/v1/files", content=content, headers={**office, "Content-Type": "text/plain"})
        assert sent.status_code == 201, sent.text
        files[seen_by] = sent.json()["file"]
        asked = {"meeting": PAST, "kind": "minutes", "title": "Protokoll", "file": files[seen_by], "seen_by": seen_by}
        assert post(own, "add-material", office, **asked, effective=TODAY.isoformat()).status_code == 201
    settle(service_of(own))
    callers: dict[str, Headers | None] = {
        "nobody": None,
        "stranger": officer(own, KOELN),
        "guest": officer(own, SENDEN),
        "member": officer(own, BONN),
        "coordination": office,
        "auditor": key(own, "auditor", "state"),
    }
    shown: dict[str, list[str]] = {}
    for name, headers in callers.items():
        shown[name] = [one["seen_by"] for one in ask(own, f"meetings/{PAST}", headers)["material"]]
        for seen_by, file in files.items():
            answer = own.get(f"{API}/meetings/{PAST}/files/{file}", headers=headers)
            assert answer.status_code == (200 if seen_by in shown[name] else 404), (name, seen_by)
            assert (f"Unterlage für {seen_by}" in answer.text) == (seen_by in shown[name])
            assert own.get(f"{API}/meetings/{WORKSHOP}/files/{file}", headers=headers).status_code == 404
    outside, inside = ["public"], ["public", "members", "coordination"]
    assert shown == {
        "nobody": outside,
        "stranger": outside,
        "guest": outside,
        "member": ["public", "members"],
        "coordination": inside,
        "auditor": inside,
    }
    do(own, LeaveNetwork(body=BONN, kind="withdrawal", reason="-", effective=TODAY))
    gone = own.get(f"{API}/meetings/{PAST}/files/{files['members']}", headers=callers["member"])
    assert gone.status_code == 404


# --- commands over HTTP -----------------------------------------------------------------------------------------------


def post(client: Client, name: str, headers: Headers, **body: Any) -> Any:
    return client.post(f"{API}/commands/{name}", json=body, headers=headers)


def test_an_officer_registers_the_own_body_today(own: Client) -> None:
    headers = officer(own, LEMGO)
    today, earlier = TODAY.isoformat(), (TODAY - timedelta(days=1)).isoformat()
    asked = {"meeting": ADVICE, "body": "Lemgo", "persons": 1}
    assert post(own, "register-body", headers, **asked, effective=earlier).status_code == 403
    assert post(own, "register-body", headers, **{**asked, "body": "Hagen"}, effective=today).status_code == 403
    assert post(own, "register-body", headers, **asked, effective=today).status_code == 201
    settle(service_of(own))
    assert ask(own, f"meetings/{ADVICE}")["registered"] == 3
    withdraw = {"meeting": ADVICE, "body": "Lemgo", "effective": today}
    assert post(own, "withdraw-registration", headers, **withdraw).status_code == 201
    assert post(own, "withdraw-registration", {}, **withdraw).status_code == 401


@pytest.mark.parametrize(
    ("command", "changes", "problem"),
    [
        ("register-body", {"persons": 0}, "422 invalid-input /persons"),
        ("register-body", {"persons": -3}, "422 invalid-input /persons"),
        ("register-body", {"persons": 11}, "409 too-many-persons /persons"),
        ("register-body", {"partners": 1}, "409 no-local-partners /partners"),
        ("register-body", {"meeting": WORKSHOP}, "409 already-registered /body"),
        ("register-body", {"meeting": WORKSHOP, "body": KOELN}, "409 not-entitled /body"),
        ("register-body", {"meeting": "d" * 32}, "409 unknown-meeting /meeting"),
        ("register-body", {"meeting": "nirgends"}, "422 invalid-input /meeting"),
        ("register-body", {"meeting": PAST}, "409 meeting-begun /effective"),
        ("register-body", {"body": "Atlantis"}, "422 unknown-body /body"),
        ("record-attendance", {"body": "05354"}, "422 body-not-in-force /body"),
        ("record-attendance", {"meeting": WORKSHOP}, "409 not-that-day /effective"),
        ("schedule-meeting", {"ends": "2095-03-05T09:00"}, "409 ends-before-it-begins /ends"),
        ("schedule-meeting", {"starts": "2095-03-27T02:30"}, "422 no-such-time /starts"),
        ("schedule-meeting", {"ends": "2095-10-30T02:30"}, "422 ambiguous-time /ends"),
        ("schedule-meeting", {"ends": "2095-10-30T02:30+03:00"}, "422 wrong-offset /ends"),
        ("schedule-meeting", {"starts": "1900-01-01T10:00"}, "422 date-out-of-range /starts"),
        ("schedule-meeting", {"starts": "10 Uhr"}, "422 invalid-input /starts"),
        ("schedule-meeting", {"capacity": 0}, "422 invalid-input /capacity"),
        ("schedule-meeting", {"meeting": WORKSHOP}, "409 meeting-exists /meeting"),
        ("cancel-meeting", {"reason": ""}, "422 invalid-input /reason"),
        ("add-material", {}, "422 unknown-file /file"),
    ],
)
def test_what_cannot_be_is_refused_with_a_pointer_and_nothing_is_recorded(
    client: Client, command: str, changes: dict[str, Any], problem: str
) -> None:
    good: dict[str, dict[str, Any]] = {
        "register-body": {"meeting": ADVICE, "body": "Hagen", "persons": 1, "effective": TODAY.isoformat()},
        "record-attendance": {"meeting": PAST, "body": "Hagen", "persons": 1, "effective": TODAY.isoformat()},
        "schedule-meeting": {
            "kind": "workshop",
            "title": "-",
            "starts": "2095-03-05T10:00",
            "ends": "2095-05-06T12:00",
            "effective": TODAY.isoformat(),
        },
        "cancel-meeting": {"meeting": WORKSHOP, "reason": "-", "effective": TODAY.isoformat()},
        "add-material": {
            "meeting": WORKSHOP,
            "kind": "minutes",
            "title": "Protokoll",
            "file": "ab" * 32,
            "seen_by": "members",
            "effective": TODAY.isoformat(),
        },
    }
    assert refused(client, f"network.{command}", good[command] | changes, coordination(client)) == problem


def test_the_good_examples_are_good(own: Client) -> None:
    headers = coordination(own)
    today = TODAY.isoformat()
    assert post(own, "register-body", headers, meeting=ADVICE, body="Hagen", persons=1, effective=today).is_success
    past = (TODAY - timedelta(days=3)).isoformat()
    attended = post(own, "record-attendance", headers, meeting=PAST, body="Hagen", persons=1, effective=past)
    assert attended.is_success
    assert post(own, "cancel-meeting", headers, meeting=WORKSHOP, reason="-", effective=today).is_success


# --- documented history and read models -------------------------------------------------------------------------------


def test_documented_meetings_stand_where_the_sources_allow() -> None:
    with temporary_client(network) as client:
        service = service_of(client)
        history = service.plugins.history
        assert {one.state for one in load_history(service.journal, history)} == {"entered"}
        settle(service)
        found = [
            (one["kind"], one["starts"], one["participants"], one["at_least"])
            for one in ask(client, "meetings")["items"]
        ]
        assert found == [
            ("summit", "2016-06-30", 25, False),
            ("summit", "2017-12-06", 40, True),
            ("congress", "2024-05-13", None, False),
        ]
        first = ask(client, "meetings")["items"][0]["meeting"]
        (announced,) = ask(client, f"meetings/{first}")["facts"]
        assert announced["source"]["certainty"] == "inferred"
        assert {one.state for one in load_history(service.journal, history)} == {"present"}


class TestMeetingModels(ReadModelContract):
    plugin = network

    def fill(self, journal: Journal) -> None:
        positions = give(journal, *registering(), WithdrawRegistration(meeting=WORKSHOP, body=HAGEN, effective=TODAY))
        later = tuple(range(positions[3] + 1, positions[-1] + 1))
        fewer = Correct(position=positions[3], changes={"persons": 1}, reason="-", acknowledge=later)
        gone = Retract(position=positions[7], reason="-", acknowledge=later)
        give(journal, fewer, gone, CancelMeeting(meeting=ADVICE, reason="-", effective=TODAY))
