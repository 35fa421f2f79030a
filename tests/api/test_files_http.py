"""Files over HTTP: handed in, named by a fact, read by whoever may see that fact, and by nobody else."""

import os
import secrets
import subprocess
import sys
import threading
import tracemalloc
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from api_kit import Client, Headers, bearer, slug
from archive_programme import Keep, Note, Publish, plugin
from test_file_kinds import DOCX, GOOD, PDF, openxml

from fokus_api.operations.backup import back_up
from fokus_api.plugins.load import open_service
from fokus_api.runtime.service import Service
from fokus_api.runtime.settings import load_settings
from fokus_api.server.openapi import openapi_document
from fokus_api.testing.contract import issue_key, service_of, settle, temporary_client
from fokus_core.access.actor import CONSOLE
from fokus_core.checking.journal import check_journal
from fokus_core.corrections.corrections import Retract
from fokus_core.corrections.proposals import DropProposal
from fokus_core.domain.refusals import Invalid, Unavailable
from fokus_core.files.attachments import DAY as A_DAY
from fokus_core.files.attachments import SweepFiles, begin_attachment
from fokus_core.files.files import Files
from fokus_core.storage.open_database import open_database
from fokus_core.testing.folders import files_in

FILES = "/api/v1/files"
MARKER = b"Zeugnis Kanarienvogel "
TEXT = MARKER * 10
SOON = -60.0  # as if the files had been handed in long ago


@dataclass
class House:
    """A client with keys of those who hand in and read."""

    client: Client
    url: str
    office: Headers
    team: Headers
    others: Headers
    auditor: Headers

    @property
    def service(self) -> Service:
        return service_of(self.client)

    def hand_in(
        self, content: Any = TEXT, media_type: str = "text/plain", by: Headers | None = None, **params: str
    ) -> Any:
        headers = {**(self.office if by is None else by), "Content-Type": media_type}
        return self.client.post(FILES, content=content, headers=headers, params=params)

    def handed_in(self, content: bytes = TEXT, media_type: str = "text/plain", **params: str) -> str:
        answer = self.hand_in(content, media_type, **params)
        assert answer.status_code == 201, answer.text
        return str(answer.json()["file"])

    def give(self, command: Any) -> int:
        position = self.service.journal.handle(command, by=CONSOLE).position
        settle(self.service)
        return position

    def read(self, file: str, by: Headers | None = None, method: str = "GET") -> Any:
        return self.client.request(method, f"{FILES}/{file}", headers=by or {})

    def stored(self) -> list[Path]:
        folder = Path(self.service.settings.data) / "files"
        return [path for path in folder.rglob("*") if path.is_file() and path.name != "journal"]  # whose it is


@contextmanager
def house(url: str = "", **given: Any) -> Iterator[House]:
    with temporary_client(plugin, **({"files": url} if url else {}), **given) as client:
        service = service_of(client)
        yield House(
            client,
            url,
            bearer(issue_key(service, "office", ("state-office", "state"))),
            bearer(issue_key(service, "team", ("municipal-officer", "cohort:4"))),
            bearer(issue_key(service, "others", ("municipal-officer", "cohort:5"))),
            bearer(issue_key(service, "auditor", ("auditor", "state"))),
        )


@pytest.fixture
def here() -> Iterator[House]:
    with house() as one:
        yield one


@pytest.fixture(scope="module")
def shared() -> Iterator[House]:
    with house() as one:
        yield one


@pytest.fixture(params=["folder", pytest.param("postgresql", marks=pytest.mark.postgres)])
def anywhere(request: pytest.FixtureRequest) -> Iterator[House]:
    with house("" if request.param == "folder" else request.getfixturevalue("emptied_url")) as one:
        yield one


# Handing in


@pytest.mark.parametrize("media_type", GOOD)
def test_a_file_of_each_kind_comes_back_as_it_was(shared: House, media_type: str) -> None:
    answer = shared.hand_in(GOOD[media_type], media_type)
    assert answer.status_code == 201
    file = answer.json()["file"]
    assert answer.json() == {"file": file, "size": len(GOOD[media_type]), "media_type": media_type}
    assert answer.headers["location"] == f"{FILES}/{file}"
    shared.give(Publish(files=(file,)))
    back = shared.read(file)
    assert back.content == GOOD[media_type]
    assert back.headers["content-type"].partition(";")[0] == media_type


def test_a_file_is_kept_and_read_on_either_engine(anywhere: House) -> None:
    content = TEXT * 20_000  # several frames, and several parts in a database
    file = anywhere.handed_in(content)
    assert anywhere.service.files.claimed(file) is False
    anywhere.give(Publish(files=(file,)))
    assert anywhere.service.files.claimed(file) is True
    assert anywhere.read(file).content == content
    anywhere.service.files.sweep(SOON)
    assert anywhere.read(file).content == content


def test_nobody_hands_in_without_a_key_or_without_a_role(here: House) -> None:
    bare = bearer(issue_key(here.service, "bare"))
    unread = {"Content-Type": "text/plain", "Content-Length": str(10**12)}
    assert slug(here.hand_in(by={})) == "unauthenticated"
    assert slug(here.hand_in(by=bare)) == "forbidden"
    assert slug(here.client.post(FILES, headers=unread)) == "unauthenticated"
    assert here.stored() == []


@pytest.mark.parametrize(
    "media_type",
    [
        "",
        "text/html",
        "image/svg+xml",
        "application/octet-stream",
        "application/x-msdownload",
        "multipart/form-data; boundary=x",
        "application/vnd.ms-word.document.macroEnabled.12",
        "text/plain; charset=latin-1",
    ],
)
def test_a_kind_that_is_not_taken_in_is_refused(shared: House, media_type: str) -> None:
    before = shared.stored()
    answer = shared.hand_in(PDF, media_type)
    assert (answer.status_code, slug(answer)) == (415, "file-kind")
    assert shared.stored() == before


@pytest.mark.parametrize(
    ("content", "media_type", "problem"),
    [
        (PDF, "image/png", "file-differs"),
        (b"MZ\x90\0" * 100, "application/pdf", "file-differs"),
        (b"<html><script>alert(1)</script>", "text/plain", "active-content"),
        (openxml(DOCX, ("word/vbaProject.bin", b"x")), DOCX, "active-content"),
        (b"", "text/plain", "file-differs"),
    ],
)
def test_content_of_another_kind_or_that_acts_is_refused_and_leaves_nothing(
    shared: House, content: bytes, media_type: str, problem: str
) -> None:
    before, counted = shared.stored(), shared.service.state_store.scan("upload")
    answer = shared.hand_in(content, media_type)
    assert (answer.status_code, slug(answer)) == (415, problem)
    assert shared.stored() == before
    assert shared.service.state_store.scan("upload") == counted


def test_plain_text_in_utf_8_may_say_so(here: House) -> None:
    answer = here.hand_in("Grüße".encode(), "Text/Plain; charset=UTF-8")
    assert answer.json()["media_type"] == "text/plain"


def test_content_lies_in_clear_nowhere(here: House) -> None:
    public, kept, unnamed = here.handed_in(), here.handed_in(group="cohort:4"), here.handed_in()
    here.give(Publish(files=(public,)))
    here.give(Keep(cohort="4", file=kept))
    assert here.read(public).content == TEXT
    assert here.read(kept, here.team).content == TEXT
    files = files_in(Path(here.service.settings.data))
    assert {path.name for path in files} >= {public, kept, unnamed, "journal.db", "state_store.db", "vault.db"}
    assert [path for path, held in files.items() if MARKER in held] == []


# Limits


def asgi(client: Client, chunks: Iterator[bytes], headers: Headers, *, cut: bool = False) -> tuple[int, int]:
    """Send a body chunk by chunk, cut off at its end or not; return the status and the number of chunks taken."""
    taken, status = 0, 0

    async def receive() -> Any:
        nonlocal taken
        if (chunk := next(chunks, None)) is not None:
            taken += 1
            return {"type": "http.request", "body": chunk, "more_body": True}
        return {"type": "http.disconnect"} if cut else {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: Any) -> None:
        nonlocal status
        status = message.get("status", status)

    scope = {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": "POST",
        "path": FILES,
        "raw_path": FILES.encode(),
        "root_path": "",
        "scheme": "http",
        "query_string": b"",
        "headers": [(name.lower().encode(), value.encode()) for name, value in headers.items()] + [(b"host", b"x")],
        "client": ("127.0.0.1", 1),
        "server": ("127.0.0.1", 80),
        "state": {},
    }
    with client.portal() as portal:
        portal.call(client.app, scope, receive, send)
    return status, taken


def text(megabytes: int) -> Iterator[bytes]:
    return (b"a line of a text\n" * 62_500 for _ in range(megabytes))


def test_200_mb_are_refused_while_they_stream_and_neither_stored_nor_held_in_memory() -> None:
    with house(file_limit=5_000_000) as here:
        headers = {**here.office, "Content-Type": "text/plain"}
        tracemalloc.start()
        status, taken = asgi(here.client, text(200), headers)
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        assert status == 413
        assert taken <= 6
        assert peak < 16_000_000
        assert here.stored() == []
        assert here.service.state_store.scan("upload") == []


def test_a_large_file_is_taken_in_without_being_held_in_memory() -> None:
    with house(file_limit=60_000_000) as here:
        headers = {**here.office, "Content-Type": "text/plain"}
        tracemalloc.start()
        status, _ = asgi(here.client, text(50), headers)
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        assert status == 201
        assert peak < 16_000_000


def test_a_length_that_is_announced_as_too_large_is_refused_before_anything_is_read() -> None:
    with house(file_limit=1_500_000) as here:
        headers = {**here.office, "Content-Type": "text/plain", "Content-Length": "200000000"}
        assert asgi(here.client, text(200), headers) == (413, 0)
        answer = here.hand_in(b"x" * 1_500_001)
        assert slug(answer) == "file-too-large"
        assert "1,5 MB" in answer.json()["detail"]
        assert here.hand_in(b"x" * 1_500_000).status_code == 201


def test_an_upload_that_breaks_off_leaves_nothing(here: House) -> None:
    headers = {**here.office, "Content-Type": "text/plain"}
    status, taken = asgi(here.client, text(3), headers, cut=True)
    assert (status, taken) == (400, 3)
    assert here.stored() == []
    assert here.service.state_store.scan("upload") == []


def test_the_same_file_handed_in_many_times_at_once_has_many_names(anywhere: House) -> None:
    with ThreadPoolExecutor(8) as pool:
        files = list(pool.map(lambda _: anywhere.handed_in(), range(8)))
    assert len(set(files)) == 8
    anywhere.give(Publish(files=tuple(files)))
    assert {anywhere.read(file).content for file in files} == {TEXT}


def test_files_that_nothing_names_use_up_the_quota_of_their_actor_alone() -> None:
    with house(file_limit=100_000, file_quota=250_000) as here:
        content = b"x" * 100_000
        first, _ = here.handed_in(content), here.handed_in(content)
        refused = here.hand_in(content)
        assert (refused.status_code, slug(refused)) == (429, "upload-quota")
        assert refused.headers["retry-after"] == "3600"
        assert here.hand_in(content, by=here.team).status_code == 201
        here.give(Publish(files=(first,)))
        assert here.hand_in(content).status_code == 201, "what a fact names counts no more"
        assert here.hand_in(content).status_code == 429
        here.service.files.sweep(SOON)
        assert here.hand_in(content).status_code == 201, "what was swept counts no more"
        assert all(key.startswith(("office/", "team/")) for key, _ in here.service.state_store.scan("upload"))


def test_a_file_without_an_announced_length_counts_as_the_largest_until_it_is_there() -> None:
    with house(file_limit=100_000, file_quota=99_999) as here:
        headers = {**here.office, "Content-Type": "text/plain"}
        assert asgi(here.client, iter([b"x"]), headers)[0] == 429
        assert here.hand_in(b"x").status_code == 201


def test_a_store_that_cannot_take_more_is_answered_503_and_nothing_is_left(
    here: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("fokus_core.files.folder_engine.FolderEngine.keep", full)
    assert slug(here.hand_in()) == "unavailable"
    assert here.stored() == []


# Groups


def test_a_group_seals_a_file_and_ends_it(here: House) -> None:
    kept, own = here.handed_in(by=here.team, group="cohort:4"), here.handed_in(by=here.team)
    here.give(Keep(cohort="4", file=kept))
    here.give(Keep(cohort="4", file=own))
    assert here.service.vault.destroy("cohort:4") == 1
    gone = here.read(kept, here.team)
    assert (gone.status_code, slug(gone)) == (410, "file-erased")
    assert slug(here.read(kept, here.others)) == "not-found"
    assert here.read(own, here.team).content == TEXT
    refused = here.hand_in(by=here.team, group="cohort:4")
    assert (refused.status_code, slug(refused)) == (409, "group-erased")


@pytest.mark.parametrize(
    ("grant", "group", "taken"),
    [
        (("municipal-officer", "cohort:4"), "cohort:4", True),
        (("municipal-officer", "cohort:4"), "cohort:5", False),
        (("municipal-officer", "cohort:4"), "cohort:44", False),
        (("state-office", "state"), "cohort:4", True),
        (("municipal-officer", "programme:archive"), "cohort:4", True),
        (("municipal-officer", "programme:core"), "cohort:4", False),
        (("municipal-officer", "body:05382"), "body:Rhein-Sieg-Kreis", True),
        (("municipal-officer", "body:05382"), "body:Siegburg", False),
        (("municipal-officer", "body:053"), "body:Siegburg", False),
        (("municipal-officer", "body:05315000"), "body:Köln", False),
        (("municipal-officer", "body:05914000"), "body:05315000", False),
        (("municipal-officer", "body:05914000"), "body:05999999", False),
        (("state-office", "state"), "unheard-of:4", False),
        (("state-office", "state"), "person:4", False),
        (("state-office", "state"), "file:4", False),
        (("state-office", "state"), "cohort", False),
        (("state-office", "state"), "cohort:4\n", False),
    ],
)
def test_only_a_group_within_a_grant_may_be_named(
    shared: House, grant: tuple[str, str], group: str, taken: bool
) -> None:
    before, somebody = shared.stored(), f"somebody-{secrets.token_hex(4)}"
    answer = shared.hand_in(by=bearer(issue_key(shared.service, somebody, grant)), group=group)
    if taken:
        assert answer.status_code == 201, answer.text
    else:
        assert slug(answer) == "invalid-input"
        assert [error["parameter"] for error in answer.json()["errors"]] == ["group"]
        assert shared.stored() == before


# Naming


@pytest.mark.parametrize("dry_run", ["true", "false"])
def test_a_fact_about_a_file_that_is_not_there_is_refused_where_it_is_named(here: House, dry_run: str) -> None:
    head, there = here.service.journal.store.head(), here.handed_in()
    for command, body, pointer in (
        ("note", {"file": "0" * 64}, "/file"),
        ("publish", {"files": [there, "0" * 64]}, "/files/1"),
        ("propose", {"file": "0" * 64}, "/file"),
    ):
        path = f"/api/v1/archive/commands/{command}"
        answer = here.client.post(path, json=body, headers=here.office, params={"dry_run": dry_run})
        assert (answer.status_code, slug(answer)) == (422, "unknown-file")
        assert [error["pointer"] for error in answer.json()["errors"]] == [pointer]
    assert here.service.journal.store.head() == head
    assert here.service.files.claimed(there) is False


def test_what_is_no_id_of_a_file_is_refused_by_its_form(here: House) -> None:
    for wrong in ("", "0" * 63, "A" * 64, "../../etc/passwd"):
        answer = here.client.post("/api/v1/archive/commands/note", json={"file": wrong}, headers=here.office)
        assert (answer.status_code, slug(answer)) == (422, "invalid-input")


def test_a_dry_run_claims_nothing_and_an_empty_field_asks_for_nothing(here: House) -> None:
    file = here.handed_in()
    here.service.journal.handle(Publish(files=(file,)), by=CONSOLE, dry_run=True)
    assert here.service.files.claimed(file) is False
    here.give(Note())


def test_one_file_may_be_named_by_two_facts_and_a_repeat_is_answered(here: House) -> None:
    file = here.handed_in()
    here.give(Note(file=file))
    here.give(Publish(files=(file, file)))
    journal = here.service.journal
    first = journal.handle(Note(file=file), by=CONSOLE, command_id="once")
    assert journal.handle(Note(file=file), by=CONSOLE, command_id="once").position == first.position
    assert here.read(file).content == TEXT


def test_a_retracted_fact_keeps_its_file_and_may_be_retracted_when_it_is_gone(here: House) -> None:
    file, lost = here.handed_in(), here.handed_in()
    position, other = here.give(Publish(files=(file,))), here.give(Publish(files=(lost,)))
    here.give(Retract(position=position, reason="Irrtum"))
    here.service.files.sweep(SOON)
    assert here.read(file).content == TEXT
    here.service.files.delete(lost)
    here.give(Retract(position=other, reason="Irrtum"))


def test_a_proposed_file_waits_for_the_second_actor(here: House) -> None:
    file, dropped = here.handed_in(), here.handed_in()

    def proposed(name: str) -> str:
        path = "/api/v1/archive/commands/propose"
        answer = here.client.post(path, json={"file": name}, headers=here.office)
        assert answer.status_code == 202, answer.text
        return str(answer.json()["proposal"])

    first, second = proposed(file), proposed(dropped)
    settle(here.service)
    here.service.files.sweep(SOON)
    assert slug(here.read(file, here.office)) == "not-found"
    answer = here.client.post(
        "/api/v1/core/commands/confirm",
        json={"proposal": first},
        headers=bearer(issue_key(here.service, "second", ("state-office", "state"))),
    )
    assert answer.status_code == 201, answer.text
    settle(here.service)
    assert here.read(file).content == TEXT
    here.give(DropProposal(proposal=second))
    assert slug(here.read(dropped)) == "not-found"


# Sweeping


class Services:
    """What the sweeping works with."""

    def __init__(self, files: Files) -> None:
        self.services = self
        self.files = files


def test_what_no_fact_names_goes_after_a_day(anywhere: House) -> None:
    old, named, young = (anywhere.handed_in() for _ in range(3))
    anywhere.give(Publish(files=(named,)))
    age(anywhere, old)
    age(anywhere, named)
    SweepFiles().run(Services(anywhere.service.files))  # type: ignore[arg-type]  # it asks for the files alone
    assert [anywhere.service.files.claimed(file) for file in (old, named, young)] == [None, True, False]
    with pytest.raises(Invalid):
        anywhere.give(Publish(files=(old,)))


def age(house: House, file: str) -> None:
    """Make a file look as if it had been handed in more than a day ago."""
    if house.url:
        with closing(open_database(house.url, "files")) as database:
            database.execute("UPDATE files_names SET at = at - ? WHERE name = ?", (A_DAY + 1, file))
        return
    (path,) = (path for path in house.stored() if path.name == file)
    then = path.stat().st_mtime - A_DAY - 1
    os.utime(path, (then, then))


def test_the_sweeping_is_a_job_of_the_house(here: House) -> None:
    jobs = here.service.plugins.jobs
    assert "core.sweep-files" in [job.name for job in jobs]


def test_a_file_is_claimed_before_its_fact_is_appended(anywhere: House, monkeypatch: pytest.MonkeyPatch) -> None:
    file = anywhere.handed_in()
    store, seen = anywhere.service.journal.store, list[bool | None]()
    append = store.record

    def watched(*args: Any, **given: Any) -> list[int]:
        seen.append(anywhere.service.files.claimed(file))
        return append(*args, **given)

    monkeypatch.setattr(store, "record", watched)
    anywhere.give(Publish(files=(file,)))
    assert seen == [True]


def test_naming_and_sweeping_at_once_never_leaves_a_fact_without_its_file(anywhere: House) -> None:
    done = threading.Event()

    def sweep() -> None:
        while not done.wait(0.02):
            anywhere.service.files.sweep(SOON)

    sweeper = threading.Thread(target=sweep)
    sweeper.start()
    named = []
    try:
        for number in range(40):
            files, vault = anywhere.service.files, anywhere.service.vault
            upload, _ = begin_attachment(files, vault, media_type="text/plain", subject=f"file:{number}", limit=100)
            with closing(upload):
                upload.write(b"Zeugnis")
                try:
                    file = upload.keep().name
                    anywhere.service.journal.handle(Publish(files=(file,)), by=CONSOLE)
                except (FileNotFoundError, Invalid):  # the sweeping was faster
                    continue
                named.append(file)
    finally:
        done.set()
        sweeper.join()
    assert named
    anywhere.service.files.sweep(SOON)
    settle(anywhere.service)
    assert {anywhere.read(file).content for file in named} == {b"Zeugnis"}
    assert check_journal(anywhere.service.journal).findings == []


CRASH = """
import os, sys
from pathlib import Path
sys.path.insert(0, sys.argv[1])
from archive_programme import Publish, plugin
from fokus_api.plugins.load import open_service
from fokus_api.runtime.service import Service
from fokus_api.runtime.settings import load_settings
from fokus_core import CONSOLE
from fokus_core.files.attachments import begin_attachment
service = open_service(load_settings({}, Path(sys.argv[2]), given={"plugins": []}), follow=False, extra=[plugin])
upload, _ = begin_attachment(service.files, service.vault, media_type="text/plain", subject="file:x", limit=100)
upload.write(b"Zeugnis")
name = upload.keep().name
print(name, flush=True)
where = sys.argv[3]
if where == "after the claim":
    claim = service.files.claim
    def crash(name): claim(name); os._exit(9)
    service.files.claim = crash
elif where == "before the commit":
    record = service.journal.store.record
    def crash(*args, **given): record(*args, **given); os._exit(9)
    service.journal.store.record = crash
service.journal.handle(Publish(files=(name,)), by=CONSOLE)
os._exit(9)
"""


@pytest.mark.parametrize("where", ["after the claim", "before the commit", "after the commit"])
def test_a_crash_leaves_no_fact_without_its_file(tmp_path: Path, where: str) -> None:
    command = [sys.executable, "-c", CRASH, str(Path(__file__).parent), str(tmp_path), where]
    crashed = subprocess.run(command, capture_output=True, text=True, check=False)
    assert crashed.returncode == 9, crashed.stderr
    file = crashed.stdout.strip()
    settings = load_settings({}, tmp_path, given={"plugins": []})
    with open_service(settings, follow=False, extra=[plugin]) as service:
        there = bool(service.journal.under(f"file:{file}"))
        assert there == (where == "after the commit")
        service.files.sweep(SOON)
        service.journal.handle(Publish(files=(file,)), by=CONSOLE)
        service.files.sweep(SOON)
        assert check_journal(service.journal).findings == []
        assert service.files.claimed(file)


def test_files_that_cannot_be_reached_are_told_as_such_and_nothing_is_recorded(
    here: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    file, head = here.handed_in(), here.service.journal.store.head()

    def unreachable(*_: object) -> None:
        raise Unavailable("gone")

    monkeypatch.setattr(here.service.files, "claim", unreachable)
    with pytest.raises(Unavailable):
        here.give(Publish(files=(file,)))
    assert here.service.journal.store.head() == head


# Reading


def test_who_may_see_a_fact_may_read_its_file_and_nobody_else_learns_of_it(here: House) -> None:
    kept, noted, public, unnamed = (here.handed_in(TEXT + str(n).encode()) for n in range(4))
    here.give(Keep(cohort="4", file=kept))
    here.give(Note(file=noted))
    here.give(Publish(files=(public,)))
    callers = {"nobody": {}, "team": here.team, "others": here.others, "auditor": here.auditor, "office": here.office}
    readers = {
        file: {name for name, by in callers.items() if here.read(file, by).status_code == 200}
        for file in (kept, noted, public, unnamed, "0" * 64, "x")
    }
    assert readers == {
        kept: {"team"},
        noted: {"auditor", "office"},
        public: set(callers),
        unnamed: set(),
        "0" * 64: set(),
        "x": set(),
    }
    answers = [here.read(file, here.others) for file in (kept, unnamed, "0" * 64, "x", "%2e%2e", "a" * 64 + "b")]
    assert {slug(answer) for answer in answers} == {"not-found"}
    assert len({str({**answer.json(), "instance": ""}) for answer in answers}) == 1


def test_a_file_is_only_ever_saved_never_shown(here: House) -> None:
    file = here.handed_in(PDF, "application/pdf")
    here.give(Publish(files=(file,)))
    answer = here.read(file)
    expected = {
        "content-type": "application/pdf",
        "content-length": str(len(PDF)),
        "content-disposition": f'attachment; filename="anlage-{file[:8]}.pdf"',
        "content-security-policy": "sandbox; default-src 'none'; frame-ancestors 'none'",
        "x-content-type-options": "nosniff",
        "cache-control": "no-cache",
    }
    assert {name: answer.headers.get(name) for name in expected} == expected
    assert answer.headers.get_list("x-content-type-options") == ["nosniff"]
    head = here.read(file, method="HEAD")
    assert (head.status_code, head.content) == (200, b"")
    assert {name: head.headers.get(name) for name in expected} == expected


def test_text_says_in_which_letters_it_is_written(here: House) -> None:
    file = here.handed_in()
    here.give(Publish(files=(file,)))
    assert here.read(file).headers["content-type"] == "text/plain; charset=utf-8"


def test_what_is_not_public_is_kept_nowhere_and_written_down(here: House) -> None:
    kept, noted, public = here.handed_in(group="cohort:4"), here.handed_in(), here.handed_in()
    at, seen = here.give(Keep(cohort="4", file=kept)), here.give(Note(file=noted))
    here.give(Publish(files=(public,)))
    assert here.read(kept, here.team).headers["cache-control"] == "no-store"
    assert here.read(noted, here.auditor).headers["cache-control"] == "no-store"
    assert here.read(kept, here.team, "HEAD").headers["cache-control"] == "no-store"
    here.read(kept, here.others)
    here.read(public, here.auditor)
    state_store = here.service.state_store
    entries = [
        entry[2:]
        for subject in ("cohort:4", f"file:{kept}", f"file:{noted}", f"file:{public}")
        for entry in state_store.accesses(subject=subject)
    ]
    assert entries == [
        ("team", "archive.read", "cohort:4", at, "attachment"),
        ("auditor", "core.read-log", f"file:{noted}", seen, "attachment"),
    ]


def test_a_file_of_a_public_and_a_closed_fact_is_public(here: House) -> None:
    file = here.handed_in()
    here.give(Keep(cohort="4", file=file))
    assert slug(here.read(file)) == "not-found"
    here.give(Publish(files=(file,)))
    assert here.read(file, here.team).headers["cache-control"] == "private, no-cache"
    assert list(here.service.state_store.accesses(subject=f"file:{file}")) == []


def test_a_reader_can_wait_for_the_fact(here: House) -> None:
    file = here.handed_in()
    receipt = here.service.journal.handle(Publish(files=(file,)), by=CONSOLE)
    answer = here.client.get(f"{FILES}/{file}", params={"min_position": receipt.position})
    assert answer.content == TEXT


def test_a_damaged_file_is_a_failure_of_the_house_and_not_a_byte_is_given_out(here: House) -> None:
    file = here.handed_in(TEXT * 10_000)
    here.give(Publish(files=(file,)))
    (path,) = here.stored()
    path.write_bytes(path.read_bytes()[:-1])
    answer = here.read(file)
    assert (answer.status_code, slug(answer)) == (500, "internal")
    assert MARKER not in answer.content


# Backup and check


def test_a_restored_backup_keeps_what_facts_name_and_sweeps_the_rest(here: House, tmp_path: Path) -> None:
    named, unnamed, later = here.handed_in(), here.handed_in(), here.handed_in()
    here.give(Publish(files=(named,)))
    back_up(here.service, tmp_path / "copy")
    here.give(Publish(files=(later,)))
    key = here.service.settings.master_key
    settings = load_settings({}, tmp_path, given={"plugins": [], "data": "copy", "master_key": key})
    with open_service(settings, follow=False, extra=[plugin]) as restored:
        restored.files.sweep(SOON)
        assert [restored.files.claimed(file) for file in (named, unnamed, later)] == [True, None, None]
        report = check_journal(restored.journal)
        assert (report.files, report.findings) == (1, [])


def test_the_check_finds_facts_whose_file_is_missing_broken_or_unclaimed(here: House) -> None:
    whole, missing, broken, unclaimed, erased = (
        here.handed_in(**({"group": "cohort:4"} if number == 4 else {})) for number in range(5)
    )
    at = {file: here.give(Publish(files=(file,))) for file in (whole, missing, broken, unclaimed, erased)}
    again = here.give(Note(file=missing))
    paths = {path.name: path for path in here.stored()}
    paths[missing].unlink()
    paths[broken].write_bytes(b"x")
    paths[unclaimed].rename(paths[unclaimed].parents[2] / "unclaimed" / unclaimed)
    here.service.vault.destroy("cohort:4")
    asked: list[None] = []
    report = check_journal(here.service.journal, go_on=lambda: asked.append(None))
    assert len(asked) >= here.service.journal.store.head() + 5 + report.keys, "at each file, too"
    assert report.files == 5
    assert {finding.slug: finding.positions for finding in report.findings} == {
        "file-missing": (at[missing], again),
        "file-broken": (at[broken],),
        "file-unclaimed": (at[unclaimed],),
    }


# The document


def test_the_document_says_what_is_sent_and_answered(here: House) -> None:
    paths = openapi_document(here.client.app)["paths"]
    sent = paths[FILES]["post"]
    assert set(sent["requestBody"]["content"]) == set(GOOD)
    assert {"201", "401", "413", "415", "422", "429"} <= set(sent["responses"])
    read = paths[f"{FILES}/{{file}}"]["get"]["responses"]
    assert set(read["200"]["content"]) == set(GOOD)
    assert "410" in read
