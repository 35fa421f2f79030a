"""What the learning arrangement answers: to teams, to the carrier, to the state in numbers, and to everybody."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import icalendar
import pytest
from closed_group_kit import MARKER, PROBE, TODAY, House, unsaid
from ews_kit import BONN, HAGEN, LUENEN, handled
from learning_kit import team
from msgspec import to_builtins

from fokus_api.testing import issue_key, refused, settle, temporary_client
from fokus_ews.commands.cohort import AddSite, GiveSeat
from fokus_ews.learning.commands.advice import ArrangeAdvice, RecordAdvice, RequestAdvice
from fokus_ews.learning.commands.outcomes import RecordAdoption, WriteDraft
from fokus_ews.learning.commands.sharing import AddSource, PublishSource, WriteNote
from fokus_ews.learning.commands.topics import ChooseTopic, OpenTopicRound, ProposeTopic, VoteForTopic
from fokus_ews.learning.commands.workshops import CancelWorkshop, ChangeWorkshop, PlanWorkshop, RecordAttendance
from fokus_ews.plugin import plugin

HERE: dict[str, Any] = {"cohort": PROBE, "effective": TODAY}
OF_HAGEN = {**HERE, "body": HAGEN}
OF_BONN = {**HERE, "body": BONN}
GROUP = f"/api/v1/ews/runs/{PROBE}"


@pytest.fixture
def house() -> Iterator[House]:
    with temporary_client(plugin, plugins=["network"]) as client:
        yield House(client)


@pytest.fixture(scope="module")
def full() -> Iterator[House]:
    with temporary_client(plugin, plugins=["network"]) as client:
        house = House(client)
        house.fill()
        yield house


def items(house: House, who: str, name: str, **params: str) -> list[dict[str, Any]]:
    answer = house.get(who, f"{GROUP}/{name}", **params)
    assert answer.status_code == 200, answer.text
    found: list[dict[str, Any]] = answer.json()["items"]
    return found


def done(house: House, who: str, command: Any) -> dict[str, Any]:
    answer = house.give(who, command)
    assert answer.status_code == 201, answer.text
    found: dict[str, Any] = answer.json()["facts"][0]["data"]
    settle(house.service)
    return found


def workshop(**changes: Any) -> PlanWorkshop:
    terms = {"kind": "workshop", "title": "Titel", "starts": TODAY.isoformat(), "ends": TODAY.isoformat()}
    return PlanWorkshop(**HERE, **{**terms, **changes})


class TestReading:
    def test_workshops_show_experts_and_who_took_part(self, full: House) -> None:
        held, cancelled = sorted(items(full, "bonn", "workshops"), key=lambda one: one["cancelled"])
        assert (held["kind"], held["title"], held["place"]) == ("workshop", f"{MARKER} Titel", f"{MARKER} Ort")
        assert [one["id"] for one in held["attended"]] == [HAGEN]
        person, party = held["experts"]
        assert person["name"] == f"{MARKER} Fachperson"
        assert party["party"] == {"id": "059", "name": "Regierungsbezirk Arnsberg"}
        assert cancelled["cancelled"]

    def test_topics_show_who_proposed_and_who_voted(self, full: House) -> None:
        (round_,) = items(full, "hagen", "topics")
        mine, theirs = round_["topics"]
        assert (mine["proposed_by"]["id"], [one["id"] for one in mine["votes"]]) == (HAGEN, [BONN])
        assert (theirs["proposed_by"]["id"], [one["id"] for one in theirs["votes"]]) == (BONN, [HAGEN])
        assert (round_["chosen"], round_["closed"]) == (theirs["topic"], TODAY.isoformat())

    def test_sources_notes_and_drafts_say_whose_they_are(self, full: House) -> None:
        link, file = sorted(items(full, "bonn", "sources"), key=lambda one: one["file"] or "")
        assert (link["site"]["name"], link["tags"]) == ("Hagen", [f"{MARKER} Wort"])
        assert link["link"] == f"https://example.org/{MARKER}"
        assert (file["site"], file["file"], file["public"]) == (None, full.file, False)
        assert {one["site"]["id"] if one["site"] else None for one in items(full, "bonn", "notes")} == {HAGEN, None}
        for name in ("projects", "strategies"):
            (draft,) = items(full, "bonn", name)
            assert (draft["site"]["id"], draft["text"]) == (HAGEN, f"{MARKER} Entwurf")

    def test_advice_is_seen_by_the_team_that_is_advised_and_the_carrier(self, full: House) -> None:
        (own,) = items(full, "hagen", "advice")
        assert own == items(full, "carrier", "advice")[0]
        assert (own["concern"], own["note"]) == (f"{MARKER} Anliegen", f"{MARKER} Rat")
        assert (own["starts"], own["requested"], own["given"]) == (
            "2095-05-06T10:00+02:00",
            TODAY.isoformat(),
            TODAY.isoformat(),
        )
        assert items(full, "bonn", "advice") == []

    def test_a_grant_of_the_role_without_a_seat_reads_no_advice_and_has_no_vote(self, house: House) -> None:
        house.keys["guest"] = issue_key(house.service, "guest-1", ("ews-team", f"cohort:{PROBE}"))
        done(house, "hagen", RequestAdvice(**OF_HAGEN, channel="phone", concern="Anliegen"))
        assert items(house, "guest", "advice") == []
        assert house.give("guest", WriteNote(**OF_HAGEN, text="Notiz")).json()["type"].endswith(":no-seat")

    def test_a_past_day_and_an_earlier_state_are_answered(self, full: House) -> None:
        yesterday = (TODAY - timedelta(days=1)).isoformat()
        assert items(full, "hagen", "notes", on=yesterday) == []
        assert items(full, "hagen", "notes", known=str(full.before)) == []
        assert full.get("carrier", "/api/v1/ews/runs/unknown/notes").status_code == 404

    def test_lists_are_paged_and_are_tables_too(self, full: House) -> None:
        first = full.get("hagen", f"{GROUP}/notes", limit="1").json()
        assert first["next_cursor"]
        second = full.get("hagen", f"{GROUP}/notes", limit="1", cursor=first["next_cursor"]).json()
        found = {one["note"] for one in (*first["items"], *second["items"])}
        assert found == {one["note"] for one in items(full, "hagen", "notes")}
        assert full.get("hagen", f"{GROUP}/notes", format="csv").text.startswith("note,written,site,workshop,text")

    def test_who_opened_what_of_the_group_is_written_down(self, full: House) -> None:
        items(full, "bonn", "notes")
        answer = full.get("dpo", "/api/v1/access/openings", subject=f"cohort:{PROBE}", limit="1000")
        opened = [(one["actor"], one["purpose"]) for one in answer.json()["items"]]
        assert (team(BONN), "note") in opened
        assert MARKER not in answer.text


class TestCalendar:
    def test_workshops_are_a_calendar_whose_entries_count_their_changes(self, house: House) -> None:
        planned = done(house, "carrier", workshop(starts="2095-05-06T10:00", ends="2095-05-06T16:00", place="Siegburg"))
        wanted = {"workshop": planned["workshop"], "starts": "2095-05-07", "ends": "2095-05-08"}
        (event,) = self.events(house)
        assert (event["SUMMARY"], event["LOCATION"], event["SEQUENCE"]) == ("Titel", "Siegburg", 0)
        assert event["STATUS"] == "CONFIRMED"
        assert event.decoded("DTSTART").isoformat() == "2095-05-06T10:00:00+02:00"
        done(house, "carrier", ChangeWorkshop(**HERE, **wanted))
        (event,) = self.events(house)
        assert (event["SEQUENCE"], event.decoded("DTEND").isoformat()) == (1, "2095-05-09")
        done(house, "carrier", CancelWorkshop(**HERE, workshop=planned["workshop"]))
        (event,) = self.events(house)
        assert (event["SEQUENCE"], event["STATUS"]) == (2, "CANCELLED")

    def events(self, house: House) -> Any:
        answer = house.get("hagen", f"{GROUP}/workshops.ics")
        assert answer.headers["content-type"].startswith("text/calendar")
        return icalendar.Calendar.from_ical(answer.content).events


class TestPublic:
    def test_a_conference_may_be_public(self, house: House) -> None:
        day = TODAY.isoformat()
        plan = workshop(kind="conference", title="Auftakttagung", public=True)
        conference = done(house, "carrier", plan)["workshop"]
        done(house, "carrier", workshop(kind="conference", title="Interne Tagung"))
        (found,) = house.get("anonymous", "/api/v1/ews/conferences").json()["items"]
        assert (found["title"], found["starts"], found["cancelled"]) == ("Auftakttagung", day, False)
        assert {one["title"]: one["public"] for one in items(house, "hagen", "workshops")} == {
            "Auftakttagung": True,
            "Interne Tagung": False,
        }
        done(house, "carrier", CancelWorkshop(**HERE, workshop=conference))
        (found,) = house.get("anonymous", "/api/v1/ews/conferences").json()["items"]
        assert found["cancelled"]

    def test_a_published_source_is_there_for_everybody_with_its_file_and_without_its_site(self, house: House) -> None:
        file = house.upload("hagen", "Leitfaden für alle").json()["file"]
        add = AddSource(**OF_HAGEN, kind="guide", title="Leitfaden", tags=("Strategie",), file=file)
        source = done(house, "hagen", add)["source"]
        assert house.get("anonymous", f"/api/v1/files/{file}").status_code == 404
        done(house, "carrier", PublishSource(**HERE, source=source))
        answer = house.get("anonymous", "/api/v1/ews/sources")
        (found,) = answer.json()["items"]
        assert (found["title"], found["tags"], found["file"]) == ("Leitfaden", ["Strategie"], file)
        assert HAGEN not in answer.text
        assert house.get("anonymous", f"/api/v1/files/{file}").text == "Leitfaden für alle"
        assert items(house, "bonn", "sources")[0]["public"]

    def test_the_adoption_of_a_strategy_is_public_and_its_draft_is_not(self, house: House) -> None:
        done(house, "hagen", WriteDraft(**OF_HAGEN, kind="strategy", title="Entwurf A", text="Interner Wortlaut"))
        adopt = {"run": PROBE, "adopter": "council", "title": "Engagementstrategie", "effective": TODAY}
        done(house, "officer-here", RecordAdoption(**adopt, body=HAGEN))
        answer = house.get("anonymous", "/api/v1/ews/strategies")
        (found,) = answer.json()["items"]
        assert (found["name"], found["adopter"], found["adopted"]) == ("Hagen", "council", TODAY.isoformat())
        assert "Interner" not in answer.text
        assert house.give("officer-elsewhere", RecordAdoption(**adopt, body=HAGEN)).status_code == 403
        log = house.get("anonymous", "/api/v1/log", programme="ews", limit="1000").json()["items"]
        (adopted,) = (one for one in log if one["type"] == "ews.strategy-adopted@1")
        assert (
            adopted["sentence"]["de"]
            == "Der Rat der Stadt Hagen hat die Engagementstrategie „Engagementstrategie“ beschlossen."
        )


class TestFigures:
    def figures(self, house: House) -> dict[str, Any]:
        answer = house.get("state", f"{GROUP}/figures")
        assert answer.status_code == 200, answer.text
        found: dict[str, Any] = answer.json()["learning"]
        return found

    def test_the_state_sees_numbers_and_none_below_three(self, house: House) -> None:
        nothing = {"workshops": None, "attendance": None, "sources": None, "advice": None}
        assert self.figures(house) == nothing
        self.learn(house, times=2)
        assert self.figures(house) == nothing
        self.learn(house, times=1)
        assert self.figures(house) == {"workshops": 3, "attendance": None, "sources": 3, "advice": 3}

    def test_attendance_is_told_in_percent_where_there_are_three_sites(self, house: House) -> None:
        handled(house.service.journal, AddSite(run=PROBE, body=LUENEN, effective=TODAY, documented=True))
        self.learn(house, times=3)
        done(house, "carrier", workshop(starts="2095-05-06", ends="2095-05-06"))
        assert self.figures(house) == {"workshops": 3, "attendance": 33, "sources": 3, "advice": 3}

    def learn(self, house: House, *, times: int) -> None:
        for number in range(times):
            held = done(house, "carrier", workshop())["workshop"]
            done(house, "carrier", RecordAttendance(**HERE, workshop=held, sites=(HAGEN,)))
            done(house, "hagen", AddSource(**OF_HAGEN, kind="tool", title="-", link=f"https://example.org/{number}"))
            done(house, "carrier", RecordAdvice(**OF_HAGEN, channel="phone", note="-"))


FILE = "ab" * 32
ID = "d" * 32
BAD: list[tuple[str, Any, dict[str, Any], str]] = [
    ("carrier", workshop(), {"ends": "2020-01-01"}, "409 ends-before-it-begins /ends"),
    ("carrier", workshop(), {"starts": "10 Uhr"}, "422 invalid-input /starts"),
    ("carrier", workshop(), {"starts": "2095-03-27T02:30"}, "422 no-such-time /starts"),
    ("carrier", workshop(), {"public": True}, "409 not-public /public"),
    ("carrier", ChangeWorkshop(**HERE, workshop=ID, title="-"), {}, "409 workshop-unknown /workshop"),
    ("carrier", workshop(), {"title": ""}, "422 invalid-input /title"),
    ("carrier", workshop(), {"cohort": "nirgends"}, "409 run-unknown /cohort"),
    ("carrier", RecordAttendance(**HERE, workshop=ID, sites=(LUENEN,)), {}, "409 no-site /sites/0"),
    ("carrier", RecordAttendance(**HERE, workshop=ID, sites=(HAGEN,)), {}, "409 workshop-unknown /workshop"),
    ("carrier", OpenTopicRound(**HERE, workshop=ID), {}, "409 workshop-unknown /workshop"),
    ("carrier", ChooseTopic(**HERE, round=ID, topic=ID), {}, "409 round-unknown /round"),
    ("hagen", ProposeTopic(**OF_HAGEN, round=ID, title="-"), {}, "409 round-unknown /round"),
    ("hagen", VoteForTopic(**OF_HAGEN, round=ID, topic=ID), {}, "409 round-unknown /round"),
    ("hagen", VoteForTopic(**OF_BONN, round=ID, topic=ID), {}, "409 no-seat /body"),
    ("carrier", VoteForTopic(**OF_BONN, round=ID, topic=ID), {}, "409 no-seat /body"),
    (
        "hagen",
        VoteForTopic(**OF_HAGEN, round=ID, topic=ID),
        {"effective": "2020-01-01"},
        "409 not-today /effective",
    ),
    ("hagen", WriteNote(**OF_HAGEN, text="-"), {"text": ""}, "422 invalid-input /text"),
    ("hagen", WriteNote(**OF_HAGEN, text="-"), {"body": "Atlantis"}, "422 unknown-body /body"),
    ("hagen", WriteNote(**HERE, text="-"), {}, "404 not-found /cohort"),
    ("hagen", AddSource(**OF_HAGEN, kind="tool", title="-"), {}, "409 link-or-file /link"),
    ("hagen", AddSource(**OF_HAGEN, kind="tool", title="-", file=FILE), {}, "422 unknown-file /file"),
    *(
        ("hagen", AddSource(**OF_HAGEN, kind="tool", title="-"), {"link": link}, "422 invalid-input /link")
        for link in (
            "javascript:alert(1)",
            "ftp://example.org/",
            "https://",
            "http://a b.de",
            "//example.org",
            "https://u:p@h/",
        )
    ),
    ("carrier", PublishSource(**HERE, source=ID), {}, "409 source-unknown /source"),
    (
        "hagen",
        RequestAdvice(**OF_HAGEN, channel="phone", concern="-"),
        {"channel": "fax"},
        "422 invalid-input /channel",
    ),
    (
        "carrier",
        ArrangeAdvice(**OF_HAGEN, channel="phone", starts="2095-03-27T02:30"),
        {},
        "422 no-such-time /starts",
    ),
    ("carrier", RecordAdvice(**OF_HAGEN, channel="phone", note="-", advice=ID), {}, "409 advice-unknown /advice"),
    (
        "hagen",
        WriteDraft(**OF_HAGEN, kind="project", title="-", text="-", draft=ID),
        {},
        "409 draft-unknown /draft",
    ),
]


@pytest.mark.parametrize(("who", "command", "changes", "problem"), BAD)
def test_bad_input_is_refused_with_a_pointer_and_nothing_is_recorded(
    full: House, who: str, command: Any, changes: dict[str, Any], problem: str
) -> None:
    body = unsaid(to_builtins(command)) | changes
    assert refused(full.client, type(command).__command__.name, body, full.headers(who)) == problem


def test_a_second_vote_of_a_team_and_one_after_the_end_are_refused(house: House) -> None:
    handled(house.service.journal, GiveSeat(run=PROBE, body=HAGEN, actor=team(HAGEN, 3), effective=TODAY))
    house.keys["mate"] = issue_key(house.service, team(HAGEN, 3))
    round_ = done(house, "carrier", OpenTopicRound(**HERE))["round"]
    topic = done(house, "hagen", ProposeTopic(**OF_HAGEN, round=round_, title="Thema"))["topic"]
    vote = VoteForTopic(**OF_HAGEN, round=round_, topic=topic)
    done(house, "mate", vote)
    for who in ("hagen", "mate"):
        again = house.give(who, vote)
        assert (again.status_code, again.json()["type"].rpartition(":")[2]) == (409, "already-voted")
    done(house, "carrier", ChooseTopic(**HERE, round=round_, topic=topic))
    late = house.give("bonn", VoteForTopic(**OF_BONN, round=round_, topic=topic))
    assert (late.status_code, late.json()["type"].rpartition(":")[2]) == (409, "round-closed")
