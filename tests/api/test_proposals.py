"""Four eyes see: open proposals over HTTP and on the command line, for those who may confirm them and their makers."""

import json
import logging
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from api_kit import SECRET, Client, Headers, bearer, slug
from click.testing import CliRunner
from club_programme import plugin

from fokus_api.cli import main
from fokus_api.plugins.load import open_service
from fokus_api.runtime.service import Service
from fokus_api.runtime.settings import load_settings
from fokus_api.server.openapi import openapi_document
from fokus_api.testing.contract import issue_key, service_of, settle, temporary_client
from fokus_core.access.actor import CONSOLE, Actor
from fokus_core.access.api_keys import IssueKey, KeyIssued, new_secret
from fokus_core.access.grants import GrantAccess, WithdrawAccess
from fokus_core.bodies.commands import EndBody
from fokus_core.corrections.proposals import Confirm, DropProposal, Proposed
from fokus_core.domain.refusals import NotFound

PROPOSALS = "/api/v1/access/proposals"
NAME = "/api/v1/club/commands/name-head"
CONFIRM, DROP = "/api/v1/core/commands/confirm", "/api/v1/core/commands/drop-proposal"
KOELN, BONN = "05315000", "05314000"
MAIL = "verena@example.org"
BODY = {"body": "Stadt Köln", "person": {"name": SECRET, "email": MAIL}, "effective": "2024-05-01"}
CALLERS = {
    "anna": ("municipal-officer", f"body:{KOELN}"),
    "berta": ("municipal-officer", f"body:{KOELN}"),
    "bonn": ("municipal-officer", f"body:{BONN}"),
    "office": ("state-office", "state"),
    "operator": ("operator", "state"),
    "auditor": ("auditor", "state"),
    "protection": ("data-protection-officer", "state"),
}
STRANGERS = ("bonn", "operator", "auditor", "protection")


class House:
    """A running application with a caller for each role."""

    def __init__(self, client: Client) -> None:
        self.client = client
        self.service: Service = service_of(client)
        self.keys: dict[str, Headers] = {
            name: bearer(issue_key(self.service, name, grant)) for name, grant in CALLERS.items()
        }

    def propose(self, who: str = "anna", **changes: Any) -> str:
        answer = self.client.post(NAME, json=BODY | changes, headers=self.keys[who])
        assert answer.status_code == 202, answer.text
        settle(self.service)
        return str(answer.json()["proposal"])

    def get(self, who: str, path: str = PROPOSALS, **params: Any) -> Any:
        return self.client.get(path, headers=self.keys[who], params=params)

    def listed(self, who: str) -> list[str]:
        answer = self.get(who)
        assert (answer.status_code, answer.headers["cache-control"]) == (200, "no-store")
        return [one["proposal"] for one in answer.json()["items"]]

    def shown(self, who: str, proposal: str) -> Any:
        answer = self.get(who, f"{PROPOSALS}/{proposal}")
        assert (answer.status_code, answer.headers["cache-control"]) == (200, "no-store")
        return answer.json()

    def narrow(self, actor: str, **to: Any) -> Headers:
        secret, digest = new_secret()
        issue = IssueKey(actor=actor, digest=digest, effective=date(2024, 1, 1), **to)
        (record,) = self.service.journal.handle(issue, by=CONSOLE).facts
        settle(self.service)
        assert isinstance(record.fact, KeyIssued)
        return bearer(f"fk_{record.fact.key}_{secret}")


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def house(request: pytest.FixtureRequest) -> Iterator[House]:
    engine = {}
    if request.param == "postgresql":
        engine = {"journal": request.getfixturevalue("emptied_url")}
    with temporary_client(plugin, **engine) as client:
        yield House(client)


@pytest.fixture
def here() -> Iterator[House]:
    with temporary_client(plugin) as client:
        yield House(client)


def test_a_proposal_waits_and_says_where_it_is_read(here: House) -> None:
    answer = here.client.post(NAME, json=BODY, headers=here.keys["anna"] | {"Idempotency-Key": "1"})
    proposal = answer.json()["proposal"]
    assert (answer.status_code, answer.headers["location"]) == (202, f"{PROPOSALS}/{proposal}")
    assert answer.headers["fokus-position"] == str(here.service.journal.store.head())
    assert here.get("anna", answer.headers["location"]).status_code == 200
    again = here.client.post(NAME, json=BODY, headers=here.keys["anna"] | {"Idempotency-Key": "1"})
    assert (again.status_code, again.json()) == (202, answer.json() | {"repeated": True})
    dry = here.client.post(f"{NAME}?dry_run=true", json=BODY, headers=here.keys["anna"])
    assert (dry.status_code, "location" in dry.headers) == (200, False)


def test_who_may_confirm_reads_what_was_asked_for_and_what_it_would_record(house: House) -> None:
    proposal = house.propose()
    position = house.service.journal.store.head()
    for who, confirmable in (("anna", False), ("berta", True), ("office", True)):
        (item,) = house.get(who).json()["items"]
        assert item == house.shown(who, proposal)
        (fact,) = item.pop("facts")
        fields = item.pop("fields")
        assert item.pop("at")
        assert item == {
            "proposal": proposal,
            "position": position,
            "by": "anna",
            "command": "club.name-head",
            "title": "Name the head of a club, with four eyes.",
            "refusal": None,
            "confirmable": confirmable,
        }
        assert (fields["body"], fields["effective"]) == (KOELN, "2024-05-01")
        assert (fields["person"]["name"], fields["person"]["email"]) == (SECRET, MAIL)
        assert (fact["type"], fact["data"]["name"]) == ("club.head-named@1", {"sealed": True})
        assert fact["sentence"] == {
            "de": "… leitet einen Verein in der Stadt Köln.",
            "en": "… leitet einen Verein in Köln.",
        }
    assert house.service.journal.store.head() == position
    done = house.client.post(CONFIRM, json={"proposal": proposal}, headers=house.keys["berta"])
    assert (done.status_code, done.json()["facts"][0]["type"]) == (201, "club.head-named@1")


def test_nobody_else_learns_that_there_is_one(house: House) -> None:
    before = {who: house.get(who).content for who in STRANGERS}
    proposal = house.propose()
    for who in STRANGERS:
        assert house.get(who).content == before[who]
        assert house.get(who).json()["items"] == []
        known, unknown = (house.get(who, f"{PROPOSALS}/{one}") for one in (proposal, "0" * 32))
        assert (known.status_code, slug(known)) == (404, "not-found")
        assert known.json() | {"instance": ""} == unknown.json() | {"instance": ""}
        assert known.json()["errors"] == [
            {
                "parameter": "proposal",
                "detail": "Das haben wir nicht gefunden. Es gibt das nicht, oder Sie dürfen es nicht sehen.",
            }
        ]
    for path in (PROPOSALS, f"{PROPOSALS}/{proposal}"):
        assert slug(house.client.get(path)) == "unauthenticated"


def test_pages_count_what_the_caller_sees(here: House) -> None:
    mine = []
    for number in range(5):
        person = {"name": f"{SECRET} {number}"}
        here.propose("bonn", body="Bonn", person=person)
        mine.append(here.propose("anna", person=person))
    found, cursors = [], []
    for form in ("next_cursor", "link"):
        params: dict[str, Any] = {"limit": 2}
        found.clear()
        while True:
            answer = here.get("berta", **params)
            page = answer.json()
            found.append([one["proposal"] for one in page["items"]])
            if page["next_cursor"] is None:
                assert "link" not in answer.headers
                break
            cursors.append(page["next_cursor"])
            params["cursor"] = page["next_cursor"]
        assert found == [mine[:2], mine[2:4], mine[4:]], form
    assert len(here.listed("office")) == 10
    lines = here.get("berta", format="csv").text.splitlines()
    assert (lines[0].split(",")[:2], len(lines)) == (["proposal", "position"], 6)
    assert slug(here.get("berta", cursor=cursors[0][:-4])) == "invalid-cursor"


@pytest.mark.parametrize(("path", "who"), [(CONFIRM, "berta"), (DROP, "anna"), (DROP, "office")])
def test_what_was_confirmed_or_dropped_is_gone_at_once(house: House, path: str, who: str) -> None:
    proposal, other = house.propose(), house.propose("bonn", body="Bonn")
    assert house.listed("berta") == house.listed("anna") == [proposal]
    assert house.client.post(path, json={"proposal": proposal}, headers=house.keys[who]).status_code == 201
    for one in ("anna", "berta"):  # before the read model knows
        assert house.listed(one) == []
        assert house.get(one, f"{PROPOSALS}/{proposal}").status_code == 404
    assert house.listed("office") == [other]
    settle(house.service)
    (left,) = house.service.models.reader().rows("SELECT proposal FROM core_proposal")
    assert left == (other,)


def test_a_key_opens_no_more_than_it_is_narrowed_to(here: House) -> None:
    here.keys["wide"] = bearer(issue_key(here.service, "wide", ("state-office", "state"), ("auditor", "state")))
    proposal, own = here.propose(), here.propose("wide", body="Bonn")
    narrower: tuple[tuple[str, dict[str, Any], list[str]], ...] = (
        ("wide", {"roles": ("auditor",)}, []),
        ("wide", {"scopes": (f"body:{BONN}",)}, [own]),
        ("wide", {"scopes": (f"body:{KOELN}",)}, [proposal]),
        ("wide", {"scopes": ("programme:club",), "roles": ("state-office",)}, [proposal, own]),
        ("berta", {"roles": ("municipal-officer",)}, [proposal]),
        ("berta", {"roles": ("auditor",)}, []),
    )
    for actor, to, seen in narrower:
        here.keys["narrow"] = here.narrow(actor, **to)
        assert here.listed("narrow") == seen, (actor, to)
        for one in (proposal, own):
            assert here.get("narrow", f"{PROPOSALS}/{one}").status_code == (200 if one in seen else 404)
    assert here.listed("wide") == [proposal, own]


def test_it_is_judged_by_the_grants_of_now(here: House) -> None:
    proposal = here.propose()
    for who in ("anna", "berta"):
        gone = WithdrawAccess(
            actor=who, role="municipal-officer", scope=f"body:{KOELN}", effective=date(2024, 1, 1), reason="Wechsel"
        )
        here.service.journal.handle(gone, by=CONSOLE)
        settle(here.service)
    assert (here.listed("anna"), here.listed("berta"), here.listed("office")) == ([proposal], [], [proposal])
    assert here.get("berta", f"{PROPOSALS}/{proposal}").status_code == 404
    shown = here.shown("anna", proposal)  # their own words, and nothing about what has become of the club
    assert (shown["fields"]["person"]["name"], shown["facts"]) == (SECRET, [])
    assert shown["refusal"]["slug"] == "forbidden"


def test_what_would_be_refused_now_says_so(house: House) -> None:
    first, second = house.propose(), house.propose("office", person={"name": "Erika"})
    house.service.journal.handle(Confirm(proposal=second), by=Actor("berta"))
    for who in ("anna", "berta"):
        shown = house.shown(who, first)
        assert shown["refusal"] == {"slug": "has-head", "detail": "Der Verein hat schon eine Leitung."}
        assert (shown["facts"], shown["fields"]["person"]["name"]) == ([], SECRET)


def test_an_erased_one_says_so_and_can_still_be_dropped(house: House) -> None:
    proposal = house.propose()
    (record,) = house.service.journal.under(f"proposal:{proposal}")
    assert isinstance(record.fact, Proposed)
    house.service.vault.destroy(record.fact.subject)
    for who in ("anna", "office"):
        shown = house.shown(who, proposal)
        assert (shown["fields"], shown["facts"], shown["by"]) == (None, [], "anna")
        assert shown["refusal"] == {
            "slug": "erased",
            "detail": "Der Inhalt dieses Vorschlags ist gelöscht. Er lässt sich nicht mehr freigeben.",
        }
    for who in ("berta", *STRANGERS):  # nobody can tell any more which body it was about
        assert house.listed(who) == []
        assert house.client.post(CONFIRM, json={"proposal": proposal}, headers=house.keys[who]).status_code == 404
    refused = house.client.post(CONFIRM, json={"proposal": proposal}, headers=house.keys["office"])
    assert (refused.status_code, slug(refused)) == (409, "erased")
    assert house.client.post(DROP, json={"proposal": proposal}, headers=house.keys["anna"]).status_code == 201
    assert house.listed("anna") == house.listed("office") == []


def test_one_about_a_body_that_is_gone_says_so_and_can_still_be_dropped(here: House) -> None:
    proposal = here.propose(effective="2030-05-01")
    end = EndBody(body=KOELN, successors=(BONN,), effective=date(2026, 1, 1))
    here.service.journal.handle(end, by=CONSOLE)
    settle(here.service)
    shown = here.shown("office", proposal)
    assert (shown["facts"], shown["refusal"]["slug"]) == ([], "body-not-in-force")
    assert here.get("bonn", f"{PROPOSALS}/{proposal}").status_code == 404
    assert here.client.post(DROP, json={"proposal": proposal}, headers=here.keys["office"]).status_code == 201


def test_who_opened_it_is_written_down(here: House) -> None:
    proposal = here.propose()
    (record,) = here.service.journal.under(f"proposal:{proposal}")
    assert isinstance(record.fact, Proposed)

    def entries() -> list[tuple[str, str, int, str]]:
        found = here.get("protection", "/api/v1/access/openings", subject=record.fact.subject).json()["items"]  # type: ignore[attr-defined]
        return [(one["actor"], one["permission"], one["position"], one["purpose"]) for one in found]

    for who in STRANGERS:
        here.listed(who)
        here.get(who, f"{PROPOSALS}/{proposal}")
    assert entries() == []
    here.listed("berta")
    here.shown("anna", proposal)
    written = ("club.lead", record.position, "proposal")
    assert entries() == [("berta", *written), ("anna", *written)]
    here.service.vault.destroy(record.fact.subject)
    here.shown("office", proposal)
    assert len(entries()) == 2  # there was nothing to open


def test_what_was_proposed_shows_nowhere_else(here: House, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    proposal = here.propose()
    assert SECRET in here.get("berta").text
    paths = [
        path
        for path, operations in openapi_document(here.client.app)["paths"].items()
        if "get" in operations and "{" not in path and not path.startswith((PROPOSALS, "/api/v1/feed"))
    ]
    assert {"/api/v1/log", "/api/v1/access/keys", "/api/v1/access/openings", "/api/v1/access/who-could"} <= set(paths)
    about = {"key": f"proposal:{proposal}", "permission": "club.lead", "subject": "x"}
    for who in CALLERS:
        for path in paths:
            taken = {name: value for name, value in about.items() if path.endswith(("/log", "who-could", "openings"))}
            for params in ({}, taken):
                assert SECRET not in here.get(who, path, **params).text
        feed = here.get(who, "/api/v1/feed", limit=1000).text
        assert SECRET not in feed
        assert MAIL not in feed
        if who not in {"office", "auditor", "protection"}:  # who reads the whole log reads that there is a fact
            assert proposal not in feed + here.get(who, "/api/v1/log", limit=1000).text
    model = here.service.models.reader().rows("SELECT * FROM core_proposal")
    assert model == [(here.service.journal.store.head(), proposal)]
    assert SECRET not in caplog.text + str([vars(one) for one in caplog.records])


def test_the_document_says_which_commands_may_have_to_wait(here: House) -> None:
    paths = openapi_document(here.client.app)["paths"]
    waiting = {path for path, found in paths.items() if "202" in found.get("post", {}).get("responses", {})}
    commands = "/api/v1/core/commands/"
    assert {NAME, f"{commands}grant-access", f"{commands}issue-key", f"{commands}redo"} <= waiting
    assert f"{commands}rename-body" not in waiting
    answer = paths[NAME]["post"]["responses"]["202"]
    assert answer["content"] == paths[NAME]["post"]["responses"]["201"]["content"]
    assert set(answer["headers"]) == {"Fokus-Position", "Location"}


def test_a_key_that_was_proposed_means_the_same_whoever_confirms_it(here: House) -> None:
    issue = IssueKey(actor="berta", digest="0" * 64, effective=date(2024, 1, 1))
    proposal = here.service.journal.handle(issue, by=Actor("office")).proposal
    assert proposal is not None
    settle(here.service)
    here.keys["operator-2"] = bearer(issue_key(here.service, "operator-2", ("operator", "state")))
    shown = [here.shown(who, proposal)["facts"][0]["data"] for who in ("office", "operator", "operator-2")]
    assert [one | {"key": ""} for one in shown] == [shown[0] | {"key": ""}] * 3
    assert here.get("berta", f"{PROPOSALS}/{proposal}").status_code == 404  # whoever it is for does not manage access
    with pytest.raises(NotFound):
        here.service.journal.handle(DropProposal(proposal=proposal), by=Actor("berta"))


# The command line ---------------------------------------------------------------------------------------------------


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("FOKUS_PLUGINS", "core")
    with open_service(load_settings(), follow=False, extra=[plugin]) as service:
        for actor, (role, scope) in CALLERS.items():
            grant = GrantAccess(actor=actor, role=role, scope=scope, effective=date(2024, 1, 1))
            service.journal.handle(grant, by=CONSOLE)
    return tmp_path


def run(*arguments: str, code: int = 0) -> str:
    result = CliRunner().invoke(main, arguments, obj=[plugin])
    if result.exception and not isinstance(result.exception, SystemExit):
        raise result.exception
    assert result.exit_code == code, result.output
    return result.output


def test_the_command_line_says_that_it_waits_and_shows_it_to_who_may_confirm(folder: Path) -> None:
    assert run("proposals") == "Nothing waits for a second actor.\n"
    given = ("do", "club.name-head", "--as", "anna", "--fields", json.dumps(BODY))
    assert "would wait for a second person" in run(*given, "--dry-run")
    assert run("proposals", "--json") == '{"proposals":[]}\n'
    said = run(*given)
    assert "This waits for a second person, and until then nothing changes" in said
    (item,) = json.loads(run("proposals", "--json"))["proposals"]
    proposal = item["proposal"]
    assert proposal in said
    assert (item["fields"]["person"]["name"], item["by"], item["confirmable"]) == (SECRET, "anna", True)
    assert item["facts"][0]["sentence"]["en"] == "… leitet einen Verein in Köln."
    assert json.loads(run("proposals", proposal, "--as", "anna", "--json"))["confirmable"] is False
    assert SECRET in run("proposals", "--as", "berta")
    assert SECRET in run("proposals", proposal, "--as", "berta")
    assert run("proposals", "--as", "bonn") == "Nothing waits for a second actor.\n"
    assert "Das haben wir nicht gefunden. Es gibt das nicht, oder Sie dürfen es nicht sehen." in run(
        "proposals", proposal, "--as", "bonn", code=1
    )
    with open_service(load_settings(), follow=False, extra=[plugin]) as service:
        (record,) = service.journal.under(f"proposal:{proposal}")
        entered = service.state_store.accesses(subject=record.fact.subject)  # type: ignore[attr-defined]
    assert [one.actor for one in entered] == ["console", "anna", "berta", "berta"]
    run("do", "core.confirm", "--proposal", proposal, "--as", "berta")
    assert run("proposals") == "Nothing waits for a second actor.\n"


def test_a_key_for_somebody_else_waits_on_the_command_line_too(folder: Path) -> None:
    said = json.loads(run("token", "berta", "--as", "office", "--json"))
    assert set(said) == {"secret", "actor", "proposal"}
    assert "This waits for a second person" in run("token", "berta", "--as", "office")
    confirmed = json.loads(run("do", "core.confirm", "--proposal", said["proposal"], "--as", "operator", "--json"))
    assert confirmed["facts"][0]["type"] == "core.key-issued@2"
