"""The file of public data holds what anybody may see over HTTP and nothing else, and Datasette reads it."""

import asyncio
import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import date
from hashlib import sha256
from pathlib import Path
from typing import Annotated, Any

import pytest
from access_scene import MARKER, Scene, opened
from click.testing import CliRunner

from fokus_api.cli import main
from fokus_api.responses import public_copies
from fokus_api.responses.public_data import export_public, metadata_beside
from fokus_api.testing import settle
from fokus_core import Audience, Fact, Key, Personal, Sealed, fact
from fokus_core.domain.refusals import Invalid
from fokus_core.privacy.sealed import PREFIX
from fokus_network.membership.commands.declaration import PublishDeclaration
from fokus_network.membership.commands.membership import LeaveNetwork
from fokus_projections import FactTable, load_projections
from fokus_projections.publishing import is_public


@pytest.fixture(scope="module")
def scene() -> Iterator[Scene]:
    with opened() as scene:
        yield scene


@pytest.fixture(scope="module")
def exported(scene: Scene, tmp_path_factory: pytest.TempPathFactory) -> Path:
    target = tmp_path_factory.mktemp("export") / "public.db"
    export_public(scene.service, target)
    return target


def rows(file: Path, sql: str) -> list[tuple[Any, ...]]:
    with closing(sqlite3.connect(f"file:{file}?mode=ro", uri=True)) as connection:
        return connection.execute(sql).fetchall()


def names(file: Path) -> set[str]:
    return {name for (name,) in rows(file, "SELECT name FROM sqlite_master WHERE type IN ('table', 'view')")}


def test_nothing_in_it_is_personal_sealed_or_tells_who_acts(scene: Scene, exported: Path) -> None:
    content = exported.read_bytes() + metadata_beside(exported).read_bytes()
    hidden = [MARKER, PREFIX, "example.org", *filter(None, scene.callers.values()), "documented-history", "console"]
    hidden += [f"the-{word}" for word in ("ews-team", "other-team")]
    hidden += [id_ for kind in ("application", "person", "card", "file") for id_ in scene.things[kind].values()]
    assert [one for one in hidden if one.encode() in content] == []
    stored = b"".join(row.data for row in scene.service.journal.store.follow(after=0, limit=10_000))
    assert [one for one in hidden if one not in (MARKER, "example.org") and one.encode() in stored] != []


def test_it_holds_no_table_that_is_told_anything_but_public_facts(scene: Scene, exported: Path) -> None:
    for private in ("core_grant", "core_key", "core_proposal", "core_log_key", "ews_application", "ews_team"):
        assert private not in names(exported)
    for private in ("network_registration", "network_term", "network_mail", "ehrenamtskarte_card"):
        assert private not in names(exported)
    for public in ("core_bodies", "network_membership", "network_membership_today", "ews_run", "core_log"):
        assert public in names(exported)
    with closing(sqlite3.connect(exported)) as connection:
        for table in names(exported):
            columns = {column for _, column, *_ in connection.execute(f"PRAGMA table_info('{table}')")}
            assert not {"by", "actor", "person", "command"} & columns, table


def test_its_log_is_what_anybody_is_shown_but_for_the_ids_of_persons(scene: Scene, exported: Path) -> None:
    page = scene.client.get("/api/v1/log?limit=1000").json()
    assert page["next_cursor"] is None
    shown = {one["position"]: (one["type"], one["effective"], one["data"]) for one in page["items"]}
    found = rows(exported, "SELECT position, type, effective, data FROM core_log")
    for _, _, data in shown.values():
        data |= {name: {"sealed": True} for name in ("author", "person", "signatory") if name in data}
    assert {position: (kind, day, json.loads(data)) for position, kind, day, data in found} == shown


def test_what_holds_today_is_the_list_of_today(scene: Scene, exported: Path, tmp_path: Path) -> None:
    def members(file: Path) -> list[tuple[str, str]]:
        return rows(file, "SELECT body, body_name FROM network_membership_today WHERE status = 'member' ORDER BY body")

    def listed() -> list[tuple[str, str]]:
        items = scene.client.get("/api/v1/network/members?limit=1000").json()["items"]
        return sorted((one["body"], one["name"]) for one in items)

    assert members(exported) == listed()
    assert len(listed()) == 2
    gone = listed()[0][0]
    scene.do(LeaveNetwork(body=gone, kind="withdrawal", reason="Probe", effective=date(2024, 2, 1)))
    later = tmp_path / "later.db"
    export_public(scene.service, later)
    assert gone not in dict(members(later))
    assert members(later) == listed()
    assert gone in dict(members(exported)), "a copy shows what was known when it was made"


def test_anybody_fetches_the_file_once_and_is_told_how_far_it_goes(
    scene: Scene, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(public_copies, "KEPT", 0.0)
    for attempt in range(9):  # what a job records between the two makes them differ
        same, fetched = tmp_path / f"same-{attempt}.db", tmp_path / f"fetched-{attempt}.db"
        export_public(scene.service, same)
        answer = scene.client.get("/api/v1/audit/public.db")
        fetched.write_bytes(answer.content)
        if rows(same, "SELECT position FROM core_export") == rows(fetched, "SELECT position FROM core_export"):
            break
    monkeypatch.setattr(public_copies, "KEPT", 600.0)
    assert (answer.status_code, answer.headers["content-type"]) == (200, "application/vnd.sqlite3")
    assert answer.headers.get_list("fokus-sha256") == [sha256(answer.content).hexdigest()]
    assert int(answer.headers["content-length"]) == len(answer.content)
    position = int(answer.headers["fokus-position"])
    assert rows(fetched, "SELECT position FROM core_export") == [(position,)]
    for table in names(same):
        assert rows(fetched, f"SELECT * FROM {table}") == rows(same, f"SELECT * FROM {table}"), table
    about = scene.client.get("/api/v1/audit/public.metadata.json")
    assert about.json() == json.loads(metadata_beside(same).read_bytes()) | {
        "databases": {"public": about.json()["databases"]["public"]}
    }
    for one in (answer, about):
        again = scene.client.get(one.request.url.path, headers={"If-None-Match": one.headers["etag"]})
        assert (again.status_code, again.content) == (304, b"")
        assert again.headers["etag"] == one.headers["etag"]

    scene.do(PublishDeclaration(declaration="2030", title="Spätere Erklärung", effective=date(2024, 3, 1)))
    settle(scene.service)
    assert scene.client.get("/api/v1/audit/public.db").headers["etag"] == answer.headers["etag"], "it is kept a minute"
    monkeypatch.setattr(public_copies, "KEPT", 0.0)
    later = scene.client.get("/api/v1/audit/public.db", headers={"If-None-Match": answer.headers["etag"]})
    assert later.status_code == 200
    assert int(later.headers["fokus-position"]) > position
    assert len(list(Path(scene.service.settings.read_models, "public").iterdir())) == 1


def test_every_table_view_and_column_is_described_and_the_licence_named(exported: Path) -> None:
    said = json.loads(metadata_beside(exported).read_text(encoding="utf-8"))
    assert (said["license_url"], said["license"][:4]) == ("https://www.govdata.de/dl-de/by-2-0", "Date")
    assert "GeoBasis-DE / BKG" in said["source"]
    tables = said["databases"]["public"]["tables"]
    assert set(tables) == names(exported)
    with closing(sqlite3.connect(exported)) as connection:
        for table, described in tables.items():
            columns = [column for _, column, *_ in connection.execute(f"PRAGMA table_info('{table}')")]
            assert list(described["columns"]) == columns, table
            assert described["description"]
            assert all(described["columns"].values()), table
    assert tables["network_review_interval"]["units"] == {"months": "month"}


def test_datasette_shows_it_with_its_description(exported: Path) -> None:
    from datasette.app import Datasette

    async def ask() -> Any:
        metadata = json.loads(metadata_beside(exported).read_text(encoding="utf-8"))
        service = Datasette([str(exported)], metadata=metadata)
        await service.invoke_startup()
        page = await service.client.get("/public/network_membership_today")
        data = await service.client.get("/public/network_membership_today.json?_shape=array")
        return page, data

    page, data = asyncio.run(ask())
    assert (page.status_code, data.status_code) == (200, 200)
    assert "Datenlizenz Deutschland" in page.text
    assert len(data.json()) == 2


def test_a_file_that_is_there_stays_and_nothing_is_written(scene: Scene, tmp_path: Path) -> None:
    for taken in ("public.db", "public.metadata.json"):
        folder = tmp_path / taken
        folder.mkdir()
        (folder / taken).write_text("mine")
        with pytest.raises(Invalid, match="nichts geschrieben"):
            export_public(scene.service, folder / "public.db")
        assert [path.name for path in folder.iterdir()] == [taken]
        assert (folder / taken).read_text() == "mine"


@fact("core.probe-shown@1", public=True)
class Shown(Fact, frozen=True):
    """Anybody may see it."""

    body: Annotated[str, Key("body")]


@fact("core.probe-kept@1")
class Kept(Fact, frozen=True):
    """Auditors may see it."""

    body: Annotated[str, Key("body")]


@fact("core.probe-inside@1", audience=Audience("core.read-log"))
class Inside(Fact, frozen=True):
    """Some may see it."""

    body: Annotated[str, Key("body")]


@fact("core.probe-personal@1", public=True)
class Named(Fact, frozen=True):
    """Anybody may see that it is there."""

    person: Annotated[str, Key("person")]
    name: Annotated[Sealed[str], Personal("person", purpose="probe")]


@fact("core.probe-about@1", public=True)
class About(Fact, frozen=True):
    """Anybody may see it, but it names somebody."""

    actor: Annotated[str, Key("actor")]


@pytest.mark.parametrize(
    ("told", "public"), [(Shown, True), (Kept, False), (Inside, False), (Named, False), (About, False)]
)
def test_a_table_is_public_where_its_fact_is_and_names_nobody(told: type[Fact], public: bool) -> None:
    assert is_public(FactTable(told)) is public


def test_a_projection_that_does_not_say_what_it_is_told_is_not_public(scene: Scene) -> None:
    found = {one.name: is_public(one) for one in load_projections(scene.service.plugins)}
    assert (found["core.log"], found["core.access"], found["core.bodies"]) == (False, False, True)


def test_the_command_line_writes_both_files_and_says_how_to_open_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("FOKUS_PLUGINS", "network")
    assert CliRunner().invoke(main, ["export", "public.db"]).exit_code == 2
    assert list(tmp_path.iterdir()) == []
    assert CliRunner().invoke(main, ["token", "anna"]).exit_code == 0
    done = CliRunner().invoke(main, ["export", "public.db"])
    assert (done.exit_code, done.stdout.splitlines()[-1]) == (0, "datasette public.db --metadata public.metadata.json")
    assert rows(Path("public.db"), "SELECT count(*) FROM core_bodies")[0][0] > 400
    assert b"anna" not in Path("public.db").read_bytes()
    again = CliRunner().invoke(main, ["export", "public.db", "--json"])
    assert (again.exit_code, json.loads(again.stdout)["error"]["slug"]) == (1, "file-exists")
