"""What happens in the closed group reaches nobody outside, in no form: not its words, not that there are any."""

import re
from collections.abc import Iterator
from itertools import cycle
from typing import Any

import pytest
from closed_group_kit import INSIDERS, MARKER, OUTSIDERS, PROBE, SEAT, TODAY, House, steady
from ews_kit import HAGEN
from learning_kit import learn

from fokus_api.testing import leaks_in_files, logged, temporary_client
from fokus_core import Command, Correct, Retract, fact_type
from fokus_ews.commands.cohort import EndSite
from fokus_ews.learning.facts import FACTS
from fokus_ews.plugin import plugin
from fokus_ews.words import COHORT

GENEROUS = ["exports=100000/60", "uploads=100000/60"]
CLOSED = {fact_type(cls).name.partition("@")[0] for cls in FACTS if fact_type(cls).audience == COHORT}
NAMES_ALL_FACTS = ("/api/v1/plugins", "/api/v1/privacy/registry", "/codes")
GROUP = f"/api/v1/ews/runs/{PROBE}"
TEXTS = ("workshops", "workshops.ics", "topics", "sources", "notes", "advice", "site-advice", "projects", "strategies")
# The state is told how much was learned, and the data-protection officer who opened what of whom.
TOLD = {"state": ("/runs/{run_id}/figures",), "dpo": ("/access/openings",), "operator": ("/api/v1/jobs", "/metrics")}
GROWN = (
    "/api/v1/projections",  # how far each read model has come, as the journal grows
    "/api/v1/audit/public.",  # named by the position up to which it shows the journal, and made anew each minute
)


class Filled:
    """The answers to every outsider before and after the group has filled, and the lines logged meanwhile."""

    def __init__(self, house: House, lines: list[str], *, in_turn: bool) -> None:
        self.house = house
        self.before = {who: house.answers(who, in_turn=in_turn) for who in OUTSIDERS}
        house.fill()
        self.inside = {who: house.answers(who) for who in INSIDERS}
        self.after = {who: house.answers(who, in_turn=in_turn) for who in OUTSIDERS}
        self.lines = lines

    def secrets(self) -> tuple[str, ...]:
        return (MARKER, SEAT, *self.house.ids)


@pytest.fixture(scope="module", params=["in turn", pytest.param("whole", marks=pytest.mark.long)])
def filled(request: pytest.FixtureRequest) -> Iterator[Filled]:
    with (
        logged() as lines,
        temporary_client(plugin, plugins=["network"], log_level="debug", limits=GENEROUS) as client,
    ):
        yield Filled(House(client), lines, in_turn=request.param == "in turn")


def seen(answer: object) -> str:
    """Return an answer without how far the journal was known: that it grew is public."""
    return re.sub(r"'(known|known_b)': \d+", "", str(answer))


def told(who: str, question: str) -> bool:
    return question.startswith(GROWN) or any(part in question for part in TOLD.get(who, ()))


@pytest.mark.parametrize("who", OUTSIDERS)
def test_an_outsider_is_answered_as_if_the_group_were_empty(filled: Filled, who: str) -> None:
    before, after = filled.before[who], filled.after[who]
    file = filled.house.file
    after = {question.replace(file, "f" * 64): answer for question, answer in after.items()}
    assert len(before) > 300
    assert before.keys() == after.keys()
    differing = [one for one in before if seen(before[one]) != seen(after[one]) and not told(who, one)]
    assert differing == []


@pytest.mark.parametrize("who", OUTSIDERS)
def test_no_answer_holds_a_word_an_id_or_a_kind_of_entry_of_the_group(filled: Filled, who: str) -> None:
    for question, (_, content) in filled.after[who].items():
        text = str(content)
        assert [one for one in filled.secrets() if one in text and one not in question] == [], question
        if not any(one in question for one in NAMES_ALL_FACTS):
            assert [one for one in CLOSED if one in text] == [], question


@pytest.mark.parametrize("who", OUTSIDERS)
def test_the_entries_of_the_group_are_not_there_one_by_one(filled: Filled, who: str) -> None:
    house = filled.house
    for position in range(house.before + 1, house.after + 1):
        assert house.get(who, f"/api/v1/log/{position}").status_code == 404
    assert house.get(who, f"/api/v1/files/{house.file}").status_code == 404
    for name in TEXTS:
        assert house.get(who, f"{GROUP}/{name}").status_code == 404


@pytest.mark.parametrize("who", OUTSIDERS)
def test_the_stream_of_events_tells_an_outsider_nothing(filled: Filled, who: str) -> None:
    text = filled.house.streamed(who)
    assert "de.nrw.fokus.ews.site-joined.v1" in text, "the stream has sent what is public"
    assert [one for one in (*filled.secrets(), *CLOSED) if one in text] == []


def test_members_and_the_carrier_find_all_of_it(filled: Filled) -> None:
    house = filled.house
    for who in INSIDERS:
        wanted = TEXTS if who != "bonn" else [one for one in TEXTS if one != "advice"]
        for name in wanted:
            answer = house.get(who, f"{GROUP}/{name}")
            assert answer.status_code == 200, (who, name)
            assert MARKER in answer.text.replace("\r\n ", ""), (who, name)
            assert answer.headers["cache-control"] == "no-store"
        assert house.get(who, f"/api/v1/files/{house.file}").text == f"{MARKER} Datei"
        assert "de.nrw.fokus.ews.note-written.v1" in house.streamed(who)
    assert house.get("bonn", f"{GROUP}/advice").json()["items"] == []


def test_texts_are_opened_at_the_addresses_of_the_group_alone(filled: Filled) -> None:
    group = {f"/api/v1/ews/runs/{{cohort_id}}/{name}" for name in TEXTS} | {"/api/v1/files/{file}"}
    for who in INSIDERS:
        found = {
            question.partition(" ")[0] for question, (_, text) in filled.inside[who].items() if MARKER in str(text)
        }
        assert found == (group if who != "bonn" else group - {"/api/v1/ews/runs/{cohort_id}/advice"}), who


def commands(house: House, run: str) -> list[Command]:
    """Return every command of the learning arrangement as it could be given, with the ids of the group."""
    given: list[Command] = []
    ids = cycle(one for one in house.ids if one != house.file)

    def note(_: str, command: Command) -> dict[str, Any]:
        given.append(command)
        return {name: next(ids) for name in ("workshop", "round", "topic", "source", "advice", "note", "draft")}

    learn(note, run, marker="Versuch", day=TODAY, file=house.file)
    return given


@pytest.mark.parametrize("who", OUTSIDERS)
@pytest.mark.parametrize("dry_run", ["true", "false"])
def test_every_command_is_refused_to_outsiders_as_for_a_group_that_is_not_there(
    filled: Filled, who: str, dry_run: str
) -> None:
    house = filled.house
    here, nowhere = commands(house, PROBE), commands(house, "nirgends")
    assert len(here) > 20
    for real, unreal in zip(here, nowhere, strict=True):
        answers = [house.give(who, one, dry_run=dry_run) for one in (real, unreal)]
        assert {one.status_code for one in answers} == {401 if who == "anonymous" else 404}, real
        assert steady(answers[0]) == steady(answers[1])
    assert house.service.journal.store.head() == house.after


@pytest.mark.parametrize("who", OUTSIDERS)
def test_nobody_outside_takes_back_corrects_or_redoes_what_the_group_wrote(filled: Filled, who: str) -> None:
    house = filled.house
    command = next(one.meta.command for one in house.service.journal.follow() if one.position > house.before)
    answers = []
    for earlier in (command, "unbekannt"):
        redo = {"command": earlier, "name": "ews.write-note", "body": {}, "reason": "-"}
        answers.append(house.client.post("/api/v1/core/commands/redo", json=redo, headers=house.headers(who)))
    assert {one.status_code for one in answers} == {401 if who == "anonymous" else 404}
    assert steady(answers[0]) == steady(answers[1])
    refusals = []
    for position in (house.before + 1, house.after):
        for attempt in (Retract(position=position, reason="-"), Correct(position=position, reason="-", changes={})):
            answer = house.give(who, attempt)
            assert answer.status_code == (401 if who == "anonymous" else 404)
            refusals.append(str(steady(answer)))
    assert len(set(refusals)) == 1
    assert house.service.journal.store.head() == house.after


@pytest.mark.parametrize("who", [one for one in OUTSIDERS if one != "anonymous"])
def test_handing_in_a_file_does_not_tell_which_groups_there_are(filled: Filled, who: str) -> None:
    answers = [filled.house.upload(who, "Datei", group) for group in (f"cohort:{PROBE}", "cohort:nirgends")]
    assert answers[0].status_code == answers[1].status_code
    if answers[0].status_code != 201:  # whose grants hold everywhere may hand in what the group alone could read
        assert steady(answers[0]) == steady(answers[1])


def test_no_file_of_the_house_and_no_line_of_its_log_holds_what_was_said(filled: Filled) -> None:
    assert leaks_in_files(filled.house.service, [MARKER]) == []
    assert filled.lines, "requests are logged"
    assert [line for line in filled.lines if MARKER in line] == []


def test_leaving_ends_access_at_once() -> None:
    with temporary_client(plugin, limits=GENEROUS, plugins=["network"]) as client:
        house = House(client)
        house.fill()
        addresses = [*(f"{GROUP}/{name}" for name in TEXTS), f"/api/v1/files/{house.file}"]
        position = house.after
        addresses.append(f"/api/v1/log/{position}")
        assert {house.get("hagen", one).status_code for one in addresses} == {200}
        gone = house.give("carrier", EndSite(run=PROBE, body=HAGEN, effective=TODAY))
        assert gone.status_code == 201, gone.text
        assert {house.get("hagen", one).status_code for one in addresses} == {404}
        assert {house.get("hagen", one, known=str(position)).status_code for one in addresses} == {404}
        for question, (_, content) in house.answers("hagen").items():
            assert MARKER not in str(content), question
        assert {house.get("bonn", one).status_code for one in addresses} == {200}
        for command in commands(house, PROBE):
            assert house.give("hagen", command).status_code == 404
