"""The command line over a programme of its own: history, log, do, retract, check."""

import json
import resource
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Annotated, Any, ClassVar

import msgspec
import pytest
from click.testing import CliRunner, Result

from fokus_api.cli import main
from fokus_api.plugins.load import open_service
from fokus_api.runtime.settings import load_settings
from fokus_core.bodies.facts import BodyId
from fokus_core.bodies.names import BodyRef
from fokus_core.domain.commands import Command, command
from fokus_core.domain.facts import Fact, Recorded, fact
from fokus_core.domain.hooks import hookimpl
from fokus_core.domain.past import Past
from fokus_core.domain.policy import Policy
from fokus_core.domain.programme import HistoryFile, ProgrammeInfo, Sentence
from fokus_core.domain.reads import Reads
from fokus_core.domain.refusals import Refused
from fokus_core.domain.roles import Permission
from fokus_core.domain.statutes import Breach, statute
from fokus_core.privacy.personal import Personal
from fokus_core.privacy.persons import Person, PersonId
from fokus_core.privacy.sealed import Sealed
from fokus_core.storage.sqlite import connect
from fokus_core.testing.purposes import purposes

KEEP = Policy("club.keep", "body")


@fact("club.joined@1", public=True)
class Joined(Fact, frozen=True):
    """A body joined the club."""

    body: BodyId
    tags: tuple[str, ...] = ()


@fact("club.left@1", public=True)
class Left(Fact, frozen=True):
    """A body left the club."""

    body: BodyId


@fact("club.contact-named@1")
class ContactNamed(Fact, frozen=True):
    """A body named a contact."""

    body: BodyId
    person: PersonId
    name: Annotated[Sealed[str], Personal("person", purpose="contact")]


@command("club.join", KEEP)
class Join(Command, frozen=True):
    """Take a body into the club."""

    reads: ClassVar[Reads] = Reads("body", Joined, Left)
    body: BodyRef
    effective: date
    tags: tuple[str, ...] = ()
    votes: int = 0

    def decide(self, past: Past) -> Iterator[Fact]:
        if isinstance(past.on(self.effective).latest(Joined, Left), Joined):
            raise Refused("already-member", "Die Kommune ist bereits Mitglied.", field="body")
        yield Joined(effective=self.effective, body=self.body, tags=self.tags)


@command("club.leave", KEEP)
class Leave(Command, frozen=True):
    """Let a body leave the club."""

    reads: ClassVar[Reads] = Reads("body", Joined, Left)
    body: BodyRef
    effective: date

    def decide(self, past: Past) -> Iterator[Fact]:
        yield Left(effective=self.effective, body=self.body)


@command("club.name-contact", KEEP)
class NameContact(Command, frozen=True):
    """Name the contact of a member."""

    body: BodyRef
    contact: Person
    effective: date

    def decide(self, past: Past) -> Iterator[Fact]:
        name = Sealed.of(self.contact.name)
        yield ContactNamed(effective=self.effective, body=self.body, person=self.contact.id, name=name)


@statute("body", Joined, Left)
def joined_and_left_alternate(history: list[Recorded[Fact]]) -> Iterator[Breach]:
    inside = False
    for record in history:
        if isinstance(record.fact, Joined) is inside:
            yield Breach("not-alternating", "Beitritt und Austritt wechseln sich ab.", record.position)
        inside = isinstance(record.fact, Joined)


class Club:
    def __init__(self, history: Path) -> None:
        self._history = history

    @hookimpl
    def programme(self) -> ProgrammeInfo:
        return ProgrammeInfo(
            id="club",
            title="Verein",
            facts=[Joined, Left, ContactNamed],
            purposes=purposes("contact"),
            commands=[Join, Leave, NameContact],
            statutes=[joined_and_left_alternate],
            permissions=[
                Permission("club.keep", ("state-office",), "Pflegen"),
                Permission("club.retract", ("state-office",), "Zurücknehmen"),
            ],
        )

    @hookimpl
    def describe(self) -> dict[type[Fact], Sentence]:
        return {
            Joined: Sentence("{body} ist beigetreten."),
            Left: Sentence("{body} ist ausgetreten."),
            ContactNamed: Sentence("{body} hat {name} benannt."),
        }

    @hookimpl
    def history(self) -> list[HistoryFile]:
        return [HistoryFile("club", self._history)]


class LooseClub(Club):
    """The same club before it had its rule."""

    @hookimpl
    def programme(self) -> ProgrammeInfo:
        info = super().programme()
        return replace(info, title="", statutes=())


HISTORY = """
[[entry]]
id = "bochum"
command = "join"
fields = { body = "Bochum", effective = "2012-12-05" }
source = "Pressemitteilung"

[[entry]]
id = "essen"
command = "join"
fields = { body = "Essen", effective = "2015-06-01" }
source = "Pressemitteilung"
certainty = "inferred"
"""

REFUSED = """
[[entry]]
id = "bochum-again"
command = "join"
fields = { body = "Bochum", effective = "2016-01-01" }
source = "Pressemitteilung"
"""


class Desk:
    """A temporary folder with `fokus` in it."""

    def __init__(self, folder: Path) -> None:
        self.history = folder / "history.toml"
        self.history.write_text(HISTORY)
        self.plugin: object = Club(self.history)

    def run(self, *arguments: str, code: int = 0, stdin: str | None = None) -> Result:
        result = CliRunner().invoke(main, arguments, obj=[self.plugin] if self.plugin else [], input=stdin)
        if result.exception and not isinstance(result.exception, SystemExit):
            raise result.exception
        assert result.exit_code == code, result.output
        return result

    def json(self, *arguments: str, code: int = 0, stdin: str | None = None) -> Any:
        return json.loads(self.run(*arguments, "--json", code=code, stdin=stdin).stdout)

    def head(self) -> int:
        head: int = self.json("log")["head"]
        return head


@contextmanager
def files_up_to(size: int) -> Iterator[None]:
    """Let this process write no file beyond a size, as on a disk without space."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Desk:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("FOKUS_PLUGINS", "core")
    open_service(load_settings(), follow=False).close()
    return Desk(tmp_path)


def join(desk: Desk, body: str, day: str, *more: str, **how: Any) -> Any:
    return desk.json("do", "club.join", "--body", body, "--effective", day, *more, **how)


def test_documented_history_is_entered_once(desk: Desk) -> None:
    states = {"entered": 2, "present": 0, "changed": 0, "corrected": 0, "refused": 0}
    assert desk.json("load") == {"programmes": {"club": states}, "entries": []}
    head = desk.head()
    assert desk.json("load")["programmes"]["club"] == states | {"entered": 0, "present": 2}
    assert desk.head() == head == 3


def test_a_changed_entry_is_listed_and_corrected_when_asked(desk: Desk) -> None:
    desk.run("load")
    desk.history.write_text(HISTORY.replace("2015-06-01", "2015-07-01"))
    found = desk.json("load")
    assert [(entry["entry"], entry["state"]) for entry in found["entries"]] == [("essen", "changed")]
    assert desk.head() == 3
    assert desk.json("load", "--correct")["programmes"]["club"]["corrected"] == 1
    assert desk.json("show", "3")["replaced_by"] == 5
    assert desk.json("load")["programmes"]["club"]["present"] == 2


def test_a_refused_entry_is_listed_and_ends_with_1(desk: Desk) -> None:
    desk.history.write_text(HISTORY + REFUSED)
    output = desk.run("load", code=1).output
    assert "bochum-again" in output
    assert "Die Kommune ist bereits Mitglied." in output
    assert desk.head() == 3


def test_a_malformed_history_is_named(desk: Desk) -> None:
    desk.history.write_text("[[entry]]\nid = 1\n")
    assert "history.toml: entry/0/id: Erwartet wird ein Text." in desk.json("load", code=1)["error"]["message"]


def test_a_command_is_given_by_its_fields(desk: Desk) -> None:
    found = join(desk, "Bochum", "2020-01-01", "--tags", "a", "--tags", "b", "--votes", "3")
    (recorded,) = found["facts"]
    assert (recorded["effective"], recorded["data"]) == ("2020-01-01", {"body": "05911000", "tags": ["a", "b"]})
    assert recorded["sentence"] == {"de": "Die Stadt Bochum ist beigetreten.", "en": "Bochum ist beigetreten."}
    assert recorded["by"] == "console"


def test_a_command_is_given_as_json(desk: Desk) -> None:
    assert desk.json("do", "club.join", "--fields", '{"body": "Essen", "effective": "2020-01-01"}')["position"] == 2
    desk.json("do", "club.join", "--json-file", "-", stdin='{"body": "Bochum", "effective": "2020-01-01"}')
    assert desk.head() == 3


def test_a_dry_run_records_nothing(desk: Desk) -> None:
    found = join(desk, "Bochum", "2020-01-01", "--dry-run")
    assert (found["dry_run"], found["position"]) == (True, 2)
    assert desk.head() == 1


def test_a_repeat_under_the_same_id_records_nothing(desk: Desk) -> None:
    assert join(desk, "Bochum", "2020-01-01", "--id", "once")["repeated"] is False
    assert join(desk, "Bochum", "2020-01-01", "--id", "once")["repeated"] is True
    assert desk.head() == 2


@pytest.mark.parametrize(
    ("arguments", "code", "slug", "pointers"),
    [
        (["--body", "Arnsberg", "--effective", "2020-01-01"], 1, "ambiguous-body", []),
        (["--body", "Nirgendwo", "--effective", "2020-01-01"], 1, "unknown-body", []),
        (["--body", "059", "--effective", "1700-01-01"], 2, "date-out-of-range", ["/effective"]),
        (["--body", "Bochum"], 2, "invalid-input", ["/effective"]),
        (["--body", "Bochum", "--effective", "yesterday"], 2, "invalid-input", ["/effective"]),
        (["--votes", "many", "--effective", "yesterday"], 2, "invalid-input", ["/votes", "/effective", "/body"]),
        (["--fields", "[1]"], 2, "invalid-input", ["/"]),
        (["--fields", '{"nothing": 1}'], 2, "invalid-input", ["/nothing", "/body", "/effective"]),
        (["--fields", '{"body": "a", "body": "b"}'], 2, "invalid-input", ["/body"]),
        (["--json-file", "missing.json"], 2, "usage", []),
    ],
)
def test_bad_input_is_a_sentence_and_nothing_is_recorded(
    desk: Desk, arguments: list[str], code: int, slug: str, pointers: list[str]
) -> None:
    error = desk.json("do", "club.join", *arguments, code=code)["error"]
    told = error.get("errors", [])
    assert (error["slug"], sorted(one["pointer"] for one in told)) == (slug, sorted(pointers))
    assert error["message"].endswith((".", "?"))
    assert desk.head() == 1
    said = desk.run("do", "club.join", *arguments, code=code).stderr
    assert all(sentence in said for sentence in ([one["detail"] for one in told] or [error["message"]]))


def test_an_option_that_is_no_field_is_not_understood(desk: Desk) -> None:
    error = desk.json("do", "club.join", "--bdy", "Bochum", code=2)["error"]
    assert error["slug"] == "usage"
    assert "No such option '--bdy'" in error["message"]
    assert "No such command 'club.jion'" in desk.run("do", "club.jion", code=2).stderr


def test_the_fields_of_a_command_are_its_options(desk: Desk) -> None:
    output = desk.run("do", "club.join", "--help").stdout
    for word in ("Take a body into the club.", "--effective", "YYYY-MM-DD", "--votes", "NUMBER", "required"):
        assert word in output


def test_an_actor_is_judged_by_its_grants(desk: Desk) -> None:
    assert join(desk, "Bochum", "2020-01-01", "--as", "anna", code=1)["error"]["slug"] == "forbidden"
    desk.run("grant", "anna", "state-office", "--scope", "body:05911000")
    assert join(desk, "Bochum", "2020-01-01", "--as", "anna")["facts"][0]["by"] == "anna"
    assert join(desk, "Essen", "2020-01-01", "--as", "anna", code=1)["error"]["slug"] == "forbidden"
    desk.run("grant", "anna", "state-office", "--scope", "body:05911000", "--withdraw", "--reason", "Neues Amt.")
    assert desk.json("do", "club.leave", "--body", "Bochum", "--effective", "2021-01-01", "--as", "anna", code=1)


def test_personal_data_is_shown_nowhere(desk: Desk) -> None:
    contact = '{"name": "Erika Mustermann", "email": "erika@example.org"}'
    arguments = ("do", "club.name-contact", "--body", "Bochum", "--contact", contact, "--effective", "2020-01-01")
    seen = desk.run(*arguments, "--dry-run").output + desk.run(*arguments, "--dry-run", "--json").output
    seen += desk.run(*arguments).output
    seen += desk.run("log").output + desk.run("log", "--json").output
    seen += desk.run("show", "2").output + desk.run("show", "2", "--json").output
    assert "Die Stadt Bochum hat … benannt." in seen
    assert "Erika" not in seen
    assert "sealed:" not in seen


def test_the_log_is_filtered(desk: Desk) -> None:
    desk.run("load")
    desk.run("grant", "anna", "state-office")
    join(desk, "Dortmund", "2020-01-01", "--as", "anna")

    def positions(*arguments: str) -> list[int]:
        return [one["position"] for one in desk.json("log", *arguments)["facts"]]

    assert positions() == [1, 2, 3, 4, 5]
    assert positions("--programme", "club") == [2, 3, 5]
    assert positions("--type", "club.joined") == positions("--type", "club.joined@1") == [2, 3, 5]
    assert positions("--key", "body:05911000") == [2]
    assert positions("--actor", "documented-history") == [2, 3]
    assert positions("--from", "3", "--to", "4") == [3, 4]
    assert positions("--to", "2001-01-01") == []
    assert positions("--last", "2") == [4, 5]
    assert "No fact matches." in desk.run("log", "--actor", "nobody").stdout
    assert "Die Stadt Bochum ist beigetreten." in desk.run("log").stdout
    assert desk.json("log", "--from", "soon", code=2)["error"]["slug"] == "usage"
    assert desk.json("log", "--key", "bochum", code=2)["error"]["slug"] == "usage"


def test_one_fact_is_shown_with_what_it_read(desk: Desk) -> None:
    desk.run("load")
    shown = desk.json("show", "3")
    assert shown["source"]["certainty"] == "inferred"
    assert shown["read"] == [["body:05113000", ["club.joined", "club.left"]]]
    assert (shown["retracted_by"], shown["replaced_by"]) == (None, None)
    text = desk.run("show", "3").stdout
    for word in (
        "Die Stadt Essen ist beigetreten.",
        "documented-history",
        "Pressemitteilung (inferred)",
        "club.joined, club.left",
    ):
        assert word in text


def test_a_position_without_a_fact_is_a_sentence(desk: Desk) -> None:
    assert "Einen Eintrag Nr. 9 gibt es nicht. Der letzte ist Nr. 1." in desk.run("show", "9", code=1).stderr


def test_a_retraction_shows_what_rests_on_the_fact(desk: Desk) -> None:
    join(desk, "Bochum", "2020-01-01")
    desk.run("do", "club.leave", "--body", "Bochum", "--effective", "2021-01-01")
    join(desk, "Bochum", "2022-01-01")
    refused = desk.run("retract", "3", "--reason", "Irrtum.", code=1)
    assert "Die Stadt Bochum ist beigetreten." in refused.stdout
    assert "--acknowledge 4" in refused.stderr
    assert desk.json("retract", "3", "--reason", "Irrtum.", code=1)["error"]["positions"] == [4]
    breach = desk.json("retract", "3", "--reason", "Irrtum.", "--acknowledge", "4", code=1)["error"]
    assert (breach["slug"], breach["positions"]) == ("not-alternating", [4])
    assert desk.json("retract", "4", "--reason", "Irrtum.")["position"] == 5
    assert desk.json("show", "4")["retracted_by"] == 5
    assert desk.head() == 5


def test_check_finds_nothing_wrong_in_what_was_decided(desk: Desk) -> None:
    desk.run("load")
    contact = '{"name": "Erika Mustermann"}'
    desk.run("do", "club.name-contact", "--body", "Bochum", "--contact", contact, "--effective", "2020-01-01")
    report = desk.json("check")
    assert (report["facts"], report["sealed"], report["keys"], report["findings"]) == (4, 1, 2, [])
    assert "nothing wrong" in desk.run("check").stdout


def test_check_finds_a_breach_that_came_before_its_rule(desk: Desk) -> None:
    desk.plugin = LooseClub(desk.history)
    join(desk, "Bochum", "2020-01-01")
    join(desk, "Bochum", "2019-01-01")
    desk.plugin = Club(desk.history)
    (finding,) = desk.json("check", code=1)["findings"]
    assert finding == {
        "slug": "not-alternating",
        "message": "body:05911000: Beitritt und Austritt wechseln sich ab.",
        "positions": [2],
    }
    assert "1 finding" in desk.run("check", code=1).stdout


def test_check_lists_facts_of_plugins_that_are_gone(desk: Desk) -> None:
    desk.run("load")
    desk.plugin = None
    report = desk.json("check")
    assert (report["unknown"], report["findings"]) == ({"club.joined@1": 2}, [])
    assert "Diesen Eintrag kann der Dienst nicht in Worten zeigen." in desk.run("log").stdout
    assert msgspec.json.encode(desk.json("show", "2")["data"])


def test_check_finds_a_key_that_was_tampered_with(desk: Desk) -> None:
    contact = '{"name": "Erika Mustermann"}'
    desk.run("do", "club.name-contact", "--body", "Bochum", "--contact", contact, "--effective", "2020-01-01")
    connection = connect("data/vault.db")
    connection.execute("UPDATE vault_keys SET wrapped = zeroblob(61) WHERE purpose = 'contact'")
    connection.close()
    (finding,) = desk.json("check", code=1)["findings"]
    assert finding["slug"] == "key-lost"
    assert finding["positions"] == [2]


def test_check_finds_a_key_index_that_was_tampered_with(desk: Desk) -> None:
    desk.run("load")
    connection = connect("data/journal.db")
    connection.execute("DROP TRIGGER keys_delete")
    connection.execute("DELETE FROM keys WHERE key = 'body:05911000'")
    connection.close()
    findings = desk.json("check", code=1)["findings"]
    assert [finding["slug"] for finding in findings] == ["index-differs"]


def test_check_compares_the_read_models_with_rebuilt_ones(desk: Desk) -> None:
    desk.run("load")
    desk.run("rebuild")
    assert desk.json("check", "--deep")["findings"] == []
    (path,) = Path("data/read").glob("read-*.db")
    connection = connect(str(path))
    connection.execute("UPDATE core_log SET by = 'nobody' WHERE position = 2")
    connection.close()
    (finding,) = desk.json("check", "--deep", code=1)["findings"]
    assert finding["slug"] == "model-differs"
    assert finding["message"].startswith("The table core_log has 1 rows")


def test_a_rebuild_tells_how_far_every_projection_came(desk: Desk) -> None:
    desk.run("load")
    found = desk.json("rebuild")
    assert {one["position"] for one in found["projections"]} == {3}
    assert {one["error"] for one in found["projections"]} == {None}
    assert desk.json("rebuild")["generation"] > found["generation"]


def test_plugins_are_listed_with_what_they_bring(desk: Desk) -> None:
    found = {one["name"]: one for one in desk.json("plugins")["plugins"]}
    assert sorted(found) == ["club", "core"]
    assert found["club"]["commands"] == ["club.join", "club.leave", "club.name-contact"]
    assert found["club"]["hooks"] == ["describe", "history", "programme"]
    assert "club" in desk.run("plugins").stdout


def test_a_full_disk_is_a_sentence_and_loses_nothing(desk: Desk) -> None:
    desk.run("load")
    fields = json.dumps({"body": "Dortmund", "effective": "2020-01-01", "tags": ["x" * 60_000]})
    with files_up_to(40_000):
        error = desk.json("do", "club.join", "--fields", fields, code=1)["error"]
    assert error["slug"] == "unavailable"
    assert "journal.db" in error["message"]
    assert desk.head() == 3
    assert desk.json("check")["findings"] == []
    assert desk.json("do", "club.join", "--fields", fields)["position"] == 4


def test_building_read_models_anew_on_a_full_disk_is_a_sentence_and_leaves_the_old_ones(desk: Desk) -> None:
    desk.run("load")
    assert desk.json("rebuild")["generation"]
    with files_up_to(100_000):
        error = desk.json("rebuild", code=1)["error"]
    assert error["slug"] == "unavailable"
    assert "is the disk full? The old ones stay." in error["message"]
    assert desk.json("check", "--deep")["findings"] == []
    assert desk.json("rebuild")["generation"]
