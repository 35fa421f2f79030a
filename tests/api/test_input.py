"""Input over HTTP, by the command line and from files: every wrong field at once, by its name, in both languages."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from api_kit import Client, Headers, bearer, slug
from click.testing import CliRunner, Result
from sample_programme import plugin

from fokus_api.cli import main
from fokus_api.runtime.service import Service
from fokus_api.runtime.settings import load_settings
from fokus_api.testing.contract import issue_key, service_of, temporary_client
from fokus_core.privacy.master_key import load_master_key

OPEN = "/api/v1/garden/commands/open"
WRONG = {"body": " ", "name": "A\u0000B", "effective": "gestern", "colour": "red"}


@pytest.fixture(scope="module")
def client() -> Iterator[Client]:
    with temporary_client(plugin) as client:
        yield client


@pytest.fixture(scope="module")
def service(client: Client) -> Service:
    return service_of(client)


@pytest.fixture(scope="module")
def office(service: Service) -> Headers:
    return bearer(issue_key(service, "office", ("state-office", "state")))


def test_every_wrong_field_is_told_in_the_language_of_the_reader(client: Client, office: Headers) -> None:
    german = client.post(OPEN, json=WRONG, headers=office)
    assert (german.status_code, slug(german)) == (422, "invalid-input")
    said = {one["pointer"]: one["detail"] for one in german.json()["errors"]}
    assert said == {
        "/body": "Diese Angabe darf nicht leer sein.",
        "/name": "Die Angabe enthält Zeichen, die kein Text sind.",
        "/effective": "Erwartet wird ein Datum in der Form JJJJ-MM-TT.",
        "/colour": "Ein Feld mit diesem Namen gibt es hier nicht.",
    }
    english = client.post(OPEN, json=WRONG, headers={**office, "Accept-Language": "en"}).json()["errors"]
    assert {one["pointer"] for one in english} == said.keys()
    assert "This value must not be empty." in {one["detail"] for one in english}


def test_a_doubled_name_and_a_wrong_value_are_told_together(client: Client, office: Headers) -> None:
    body = '{"body": "Köln", "body": "Bonn", "name": 7, "effective": "2020-01-01"}'
    answer = client.post(OPEN, content=body, headers={**office, "Content-Type": "application/json"})
    assert [one["pointer"] for one in answer.json()["errors"]] == ["/body", "/name"]


@pytest.mark.parametrize(
    ("path", "slug_", "parameters"),
    [
        ("/api/v1/access/openings", "invalid-input", ["subject"]),
        ("/api/v1/access/who-could", "invalid-input", ["permission"]),
        ("/api/v1/bodies?limit=0&kind=planet", "invalid-input", ["limit", "kind"]),
        ("/api/v1/bodies?colour=red", "unknown-parameter", ["colour"]),
        ("/api/v1/bodies?limit=1&limit=2", "repeated-parameter", ["limit"]),
        ("/api/v1/bodies?on=2020-01-01&on=2020-01-01", "repeated-parameter", ["on"]),
        ("/api/v1/bodies?colour=red&limit=0&q=a&q=b", "invalid-input", ["colour", "q", "limit"]),
        ("/api/v1/log/99999999999999999999999999", "invalid-input", ["position"]),
        ("/api/v1/log?to_position=null", "invalid-input", ["to_position"]),
        ("/api/v1/log?from_date=N%75LL&limit=1", "invalid-input", ["from_date"]),
        ("/api/v1/bodies?kind=Null&limit=0", "invalid-input", ["kind", "limit"]),
    ],
)
def test_every_wrong_parameter_is_named(
    client: Client, service: Service, path: str, slug_: str, parameters: list[str]
) -> None:
    auditor = bearer(issue_key(service, f"auditor-{abs(hash(path))}", ("auditor", "state")))
    answer = client.get(path, headers=auditor)
    assert (answer.status_code, slug(answer)) == (422, slug_)
    assert sorted(one.get("parameter") for one in answer.json()["errors"]) == sorted(parameters)


def test_a_text_may_read_null(client: Client) -> None:
    assert client.get("/api/v1/bodies?q=null").json()["items"] == []


def test_a_command_is_not_recorded_by_a_doubled_dry_run(client: Client, service: Service, office: Headers) -> None:
    head = service.journal.store.head()
    body = {"body": "Stadt Köln", "name": "Rosen", "effective": "2020-01-01"}
    answer = client.post(f"{OPEN}?dry_run=true&dry_run=false", json=body, headers=office)
    assert (slug(answer), service.journal.store.head()) == ("repeated-parameter", head)


def test_a_header_is_named_as_people_write_it(client: Client, office: Headers) -> None:
    answer = client.post(OPEN, json={}, headers={**office, "Idempotency-Key": "a b"})
    assert [one["parameter"] for one in answer.json()["errors"]] == ["Idempotency-Key"]


@pytest.mark.parametrize("path", ["/signin?fbclid=1", "/l/nobody?utm_source=x"])
def test_what_trackers_add_to_an_address_for_people_is_ignored(client: Client, path: str) -> None:
    assert slug(client.get(path, follow_redirects=False)) in {"signin-not-offered", "link-gone"}


def test_a_byte_order_mark_before_a_body_is_no_error(client: Client, office: Headers) -> None:
    body = b"\xef\xbb\xbf" + json.dumps({"body": "05315000", "name": "Rosen", "effective": "2020-01-01"}).encode()
    for content_type in (
        "application/json",
        "Application/JSON; charset=utf8",
        'application/json; charset="UTF-8"; v=1',
    ):
        answer = client.post(f"{OPEN}?dry_run=true", content=body, headers={**office, "Content-Type": content_type})
        assert answer.status_code == 200, answer.text


def test_what_a_name_may_mean_is_data(client: Client, service: Service, office: Headers) -> None:
    body = {"body": "Köln", "name": "Rosen", "effective": "2020-01-01"}
    answer = client.post(OPEN, json=body, headers=office)
    assert (slug(answer), [one["id"] for one in answer.json()["choices"]]) == ("ambiguous-body", ["053", "05315000"])
    assert client.get("/api/v1/bodies/Köln").json()["choices"] == answer.json()["choices"]
    own = bearer(issue_key(service, "town", ("municipal-officer", "body:05315000")))
    there = client.post(f"{OPEN}?dry_run=true", json=body, headers=own)
    assert (there.status_code, there.json()["facts"][0]["data"]["body"]) == (200, "05315000")
    elsewhere = bearer(issue_key(service, "other", ("municipal-officer", "body:05111000")))
    assert slug(client.post(OPEN, json=body, headers=elsewhere)) == "ambiguous-body"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "fokus.toml").write_bytes(b'\xef\xbb\xbfplugins = ["core"]\n')
    return tmp_path


def fokus(*arguments: str) -> Result:
    return CliRunner().invoke(main, arguments)


@pytest.mark.parametrize("json_", [False, True])
def test_the_command_line_names_every_wrong_field_and_ends_with_2(folder: Path, json_: bool) -> None:
    found = fokus("do", "core.rename-body", "--body", " ", "--effective", "gestern", *(["--json"] if json_ else []))
    assert found.exit_code == 2
    assert "`" not in found.output
    if json_:
        errors = json.loads(found.stdout)["error"]["errors"]
        assert {one["pointer"] for one in errors} == {"/body", "/effective", "/name"}
    else:
        assert {line.partition(":")[0] for line in found.output.splitlines()} == {"--body", "--effective", "--name"}


def test_files_from_windows_are_read(folder: Path) -> None:
    fields = {"party": "verein", "name": "Verein", "kind": "association", "effective": "2020-01-01"}
    (folder / "a.json").write_bytes(b"\xef\xbb\xbf" + json.dumps(fields).encode())
    assert fokus("do", "core.register-party", "--json-file", "a.json").exit_code == 0
    assert load_settings(folder=folder).plugins == ("core",) or load_settings(folder=folder).plugins == ()
    key = folder / "key"
    key.write_bytes(b"\xef\xbb\xbf" + (folder / "data" / "master.key").read_bytes())
    assert load_master_key(f"file://{key}", create=False) == load_master_key(
        f"file://{folder}/data/master.key", create=False
    )


def test_the_command_line_shows_what_a_name_may_mean(folder: Path) -> None:
    found = fokus("do", "core.rename-body", "--body", "Olpe", "--name", "Neu", "--effective", "2030-01-01")
    assert found.exit_code == 1
    assert [line.strip() for line in found.output.splitlines()[1:]] == ["05966  Kreis Olpe", "05966024  Stadt Olpe"]
