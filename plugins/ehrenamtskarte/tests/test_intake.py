"""Portals hand over applications as documents, over HTTP or in a folder: each is taken in once, or rejected."""

import json
from collections.abc import Iterator
from datetime import timedelta
from hashlib import sha256
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from cards_kit import HAGEN, Scene, today
from click.testing import CliRunner, Result
from test_applications_documents import BARE, PHOTO, PLACE

from fokus_api.cli import main
from fokus_api.plugins.load import open_service
from fokus_api.runtime.settings import load_settings
from fokus_api.testing import issue_key, leaks_in_files, temporary_client
from fokus_core.files.attachments import open_attachment
from fokus_core.privacy.sealed import Erased
from fokus_ehrenamtskarte.applications.record.facts import AddressConfirmed, ApplicationHandedIn, DocumentEnclosed
from fokus_ehrenamtskarte.programme import ehrenamtskarte as plugin

INTAKE = "/api/v1/ehrenamtskarte/intake/applications"
NAME = "ehrenamtskarte.applications"
SCHEMA = Path(__file__).parents[3] / "docs" / "card-application.schema.json"
PDF = b"%PDF-1.7\n1 0 obj\n<< /Type /Catalog >>\nendobj\n%%EOF\n"
ENGAGED = {
    "organisation": "Sportfreunde",
    "body": "Hagen",
    "activity": "Trainerin",
    "since": "2019-05",
    "hours": 5.5,
    "contact": "Kim Beispiel",
    "contact_mail": "kim@example.org",
}


def document(reference: str, engaged: dict[str, Any] | None = None, **changes: Any) -> dict[str, Any]:
    data = {
        "body": "Hagen",
        "kind": "standard",
        "person": {"name": "Ottilie Zweiundvierzigerle", "birth": "1970-04-03", "email": "ottilie@example.org"},
        "residence": "Hagen",
        "street": "Weg 1, 58095 Hagen",
        "engagements": [ENGAGED | (engaged or {})],
        "effective": str(today() - timedelta(days=3)),
    }
    return {"reference": reference, "data": data | changes}


@pytest.fixture(scope="module")
def scene() -> Iterator[Scene]:
    with temporary_client(plugin) as client:
        scene = Scene(client)
        for portal in ("portal", "second"):
            scene.keys[portal] = issue_key(scene.service, portal, ("application-portal", "programme:ehrenamtskarte"))
        scene.keys["local"] = issue_key(scene.service, "local", ("application-portal", f"body:{HAGEN}"))
        yield scene


def hand(scene: Scene, body: Any, caller: str = "portal", **query: Any) -> Any:
    return scene.client.post(INTAKE, json=body, headers=scene.headers(caller), params=query)


def told(answer: Any) -> tuple[int, str, str]:
    body = answer.json()
    pointer = body["errors"][0].get("pointer", "") if body.get("errors") else ""
    return answer.status_code, body["type"].rpartition(":")[2], pointer


def handed(scene: Scene) -> list[ApplicationHandedIn]:
    return [one.fact for one in scene.service.journal.follow() if isinstance(one.fact, ApplicationHandedIn)]


def test_an_application_is_taken_in_once_by_the_reference_of_its_portal(scene: Scene) -> None:
    before = len(handed(scene))
    tried = hand(scene, document("A-1"), dry_run=True)
    assert (tried.status_code, tried.json()) == (200, {"reference": "A-1", "state": "new", "position": None})
    assert len(handed(scene)) == before
    first, again = hand(scene, document("A-1")), hand(scene, document("A-1"))
    assert (first.status_code, first.json()["state"]) == (201, "entered")
    assert (again.status_code, again.json()["state"]) == (200, "present")
    assert first.json()["position"] == again.json()["position"] == int(first.headers["Fokus-Position"])
    other = hand(scene, document("A-1", residence="Bonn"))
    assert told(other) == (409, "handed-over-before", "/reference")
    assert hand(scene, document("A-1"), caller="second").status_code == 201, "each portal numbers on its own"
    entered = handed(scene)[before:]
    assert [(one.body, one.effective) for one in entered] == [(HAGEN, today() - timedelta(days=3))] * 2
    assert not [one for one in scene.service.journal.follow() if isinstance(one.fact, AddressConfirmed)]


def test_who_is_like_somebody_known_is_taken_in_and_the_portal_does_not_learn_of_it(scene: Scene) -> None:
    person = {"name": "Lu Muster", "birth": "1980-01-02", "email": "lu@example.org"}
    assert hand(scene, document("B-1", person=person)).json()["state"] == "entered"
    alike = document("B-2", person=person | {"birth": "1991-03-04"})
    first, again = hand(scene, alike), hand(scene, alike)
    assert [(one.status_code, one.json()["state"]) for one in (first, again)] == [(201, "entered"), (200, "present")]
    one, two = handed(scene)[-2:]
    assert one.person != two.person


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ([], (422, "invalid-input", "")),
        ({"reference": "C-1"}, (422, "invalid-input", "/data")),
        (document(""), (422, "invalid-input", "/reference")),
        (document("C-2") | {"more": 1}, (422, "invalid-input", "/more")),
        (document("C-3", colour="red"), (422, "invalid-input", "/data/colour")),
        (document("C-4", {"hours": 200}), (422, "hours-a-week", "/data/engagements/0/hours")),
        (document("C-5", {"since": f"{today().year + 1}-12"}), (422, "begins-later", "/data/engagements/0/since")),
        (document("C-6", effective=str(today() + timedelta(days=2))), (409, "not-received", "/data/effective")),
        (document("C-7", body="Nirgendwo"), (422, "unknown-body", "/data/body")),
        (document("C-8", engagements=[]), (422, "invalid-input", "/data/engagements")),
    ],
    ids=lambda one: one[1] + one[2].replace("/", "-") if isinstance(one, tuple) else "",
)
def test_what_is_wrong_is_told_at_its_place_and_nothing_is_recorded(
    scene: Scene, body: Any, expected: tuple[int, str, str]
) -> None:
    before = scene.service.journal.store.head()
    assert told(hand(scene, body)) == expected
    assert scene.service.journal.store.head() == before


def test_what_is_no_json_is_refused(scene: Scene) -> None:
    answer = scene.client.post(INTAKE, content=b"{", headers=scene.headers("portal"))
    assert told(answer) == (400, "malformed-json", "")


def test_a_portal_may_hand_over_and_read_nothing(scene: Scene) -> None:
    bonn = document("D-1", {"body": "Bonn"}, body="Bonn", residence="Bonn")
    assert [hand(scene, document("D-2"), caller=one).status_code for one in ("", "officer", "auditor")] == [
        401,
        403,
        403,
    ]
    assert [hand(scene, bonn, caller=one).status_code for one in ("local", "hagen")] == [403, 403]
    assert hand(scene, bonn).status_code == 201
    assert hand(scene, document("D-3"), caller="hagen").status_code == 201, "a clerk may as well"
    queue = f"/api/v1/ehrenamtskarte/bodies/{HAGEN}/applications"
    assert [scene.get(queue, one).status_code for one in ("portal", "local", "hagen")] == [403, 403, 200]
    assert scene.get("/api/v1/ehrenamtskarte/bodies/05914000/cards", "portal").status_code == 403


def test_a_file_is_handed_in_before_and_named(scene: Scene) -> None:
    there = "/api/v1/commands/ehrenamtskarte.take-in-application/files"
    sent = {"Content-Type": "application/pdf"} | scene.headers("portal")
    file = scene.client.post(there, content=PDF, headers=sent).json()["file"]
    enclosed = [{"file": file, "shows": "juleica"}]
    unknown = hand(scene, document("E-0", documents=[{"file": "0" * 64, "shows": "other"}]))
    assert told(unknown)[:2] == (422, "unknown-file")
    assert hand(scene, document("E-1", documents=enclosed)).status_code == 201
    (named,) = [one.fact for one in scene.service.journal.follow() if isinstance(one.fact, DocumentEnclosed)]
    assert (named.file, named.shows) == (file, "juleica")


def test_the_schema_is_published_as_it_is_in_the_documentation(scene: Scene) -> None:
    answer = scene.client.get(f"{INTAKE}/schema")
    assert (answer.status_code, answer.headers["content-type"]) == (200, "application/schema+json")
    assert answer.json() == json.loads(SCHEMA.read_text("utf-8")), (
        f"write it anew: fokus intake {NAME} --schema > docs/{SCHEMA.name}"
    )
    data = answer.json()["$defs"]["TakeInApplication"]
    assert data["additionalProperties"] is False
    assert set(data["required"]) == {"body", "kind", "person", "residence", "street", "engagements", "effective"}
    assert data["properties"]["residence"]["title"] == "Wohnort"


def test_references_and_persons_stand_nowhere_in_clear(scene: Scene) -> None:
    hand(scene, document("ottilie.zweiundvierzigerle@example.org"))
    assert leaks_in_files(scene.service, ["zweiundvierzigerle@", "Zweiundvierzigerle"]) == []


def run(*words: str, code: int = 0) -> Result:
    result = CliRunner().invoke(main, words)
    if result.exception and not isinstance(result.exception, SystemExit):
        raise result.exception
    assert result.exit_code == code, result.output
    return result


def test_a_folder_is_taken_in_and_what_is_rejected_lies_beside_with_its_reasons(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("FOKUS_PLUGINS", "ehrenamtskarte")
    run("do", "ehrenamtskarte.introduce-card", "--body", "Hagen", "--effective", "2015-01-01")
    run("grant", "portal", "application-portal", "--scope", "programme:ehrenamtskarte")
    box = tmp_path / "box"
    box.mkdir()
    for number, body in enumerate((document("F-1"), document("F-2", {"hours": 200}))):
        (box / f"{number}.json").write_text(json.dumps(body), "utf-8")
    (box / "2.json").write_text("{", "utf-8")
    words = ("intake", NAME, str(box), "--as", "portal", "--json")
    tried = json.loads(run(*words, "--dry-run", code=1).stdout)
    assert tried["counts"] == {"new": 1, "entered": 0, "proposed": 0, "present": 0, "refused": 2}
    assert sorted(one.name for one in box.iterdir()) == ["0.json", "1.json", "2.json"]
    assert json.loads(run(*words, code=1).stdout)["counts"]["entered"] == 1
    reasons = json.loads((box / "1.rejected.json").read_text("utf-8"))
    assert (reasons["type"], reasons["errors"][0]["pointer"]) == (
        "urn:fokus:problem:hours-a-week",
        "/data/engagements/0/hours",
    )
    assert json.loads((box / "2.rejected.json").read_text("utf-8"))["type"].endswith("malformed-json")
    (box / "1.json").write_text(json.dumps(document("F-2")), "utf-8")
    (box / "2.json").unlink()
    done = json.loads(run(*words, "--remove").stdout)
    assert [(one["file"], one["state"]) for one in done["files"]] == [("0.json", "present"), ("1.json", "entered")]
    assert sorted(one.name for one in box.iterdir()) == ["2.rejected.json"]
    (box / "3.json").write_text(json.dumps(document("F-3")), "utf-8")
    run("intake", NAME, str(box), "--as", "nobody", code=1)
    assert json.loads((box / "3.rejected.json").read_text("utf-8"))["type"].endswith("forbidden")
    assert NAME in run("intake").output


def enclosing(reference: str, *files: tuple[str, bytes], **changes: Any) -> dict[str, Any]:
    """Return a document with files that lie beside it."""
    digests = [sha256(content).hexdigest() for _name, content in files]
    named = [{"file": one, "shows": "juleica"} for one in digests]
    enclosed = [{"file": one, "name": name} for one, (name, _content) in zip(digests, files, strict=True)]
    return {**document(reference, documents=named, **changes), "enclosed": enclosed}


def test_over_http_nothing_lies_beside_a_document(scene: Scene) -> None:
    before = scene.service.journal.store.head()
    assert told(hand(scene, enclosing("G-1", ("a.pdf", PDF)))) == (422, "files-apart", "/enclosed")
    for name in ("../a.pdf", ".a.pdf", "b/a.pdf", ""):
        answer = told(hand(scene, enclosing("G-2", (name, PDF))))
        assert answer == (422, "invalid-input", "/enclosed/0/name"), name
    assert scene.service.journal.store.head() == before


def test_files_beside_a_document_are_checked_sealed_and_named_and_what_is_none_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("FOKUS_PLUGINS", "ehrenamtskarte")
    run("do", "ehrenamtskarte.introduce-card", "--body", "Hagen", "--effective", "2015-01-01")
    run("grant", "portal", "application-portal", "--scope", "programme:ehrenamtskarte")
    box = tmp_path / "box"
    box.mkdir()
    words = ("intake", NAME, str(box), "--as", "portal", "--json")
    secret = tmp_path / "secret.pdf"
    secret.write_bytes(PDF)
    (box / "link.pdf").symlink_to(secret)
    files = {
        "foto.JPG": PHOTO,
        "schein.pdf": PDF,
        "falsch.pdf": b"MZ\x90\0",
        "bild.png": PHOTO,
        "text.txt": b"Hallo",
        "gross.pdf": PDF + b" " * 5_000_000,
        "skript.pdf": PDF.replace(b"/Catalog", b"/Catalog /OpenAction << /S /JavaScript /JS (x) >>"),
        "anders.pdf": PDF,
        "fremd.pdf": PDF,
    }
    for name, content in files.items():
        (box / name).write_bytes(content)
    some: dict[str, Any] = {
        "good": enclosing("H-1", ("foto.JPG", PHOTO), ("schein.pdf", PDF)),
        "fake": enclosing("H-2", ("falsch.pdf", files["falsch.pdf"])),
        "kind": enclosing("H-3", ("text.txt", files["text.txt"])),
        "large": enclosing("H-4", ("gross.pdf", files["gross.pdf"])),
        "script": enclosing("H-5", ("skript.pdf", files["skript.pdf"])),
        "other": enclosing("H-6", ("anders.pdf", PDF + b" ")),
        "missing": enclosing("H-7", ("fehlt.pdf", PDF)),
        "link": enclosing("H-8", ("link.pdf", PDF)),
        "picture": enclosing("H-9", ("bild.png", PHOTO)),
        "unnamed": enclosing("H-10", ("fremd.pdf", PDF)) | {"data": document("H-10")["data"]},
    }
    for name, one in some.items():
        (box / f"{name}.json").write_text(json.dumps(one), "utf-8")
    done = json.loads(run(*words, "--remove", code=1).stdout)
    assert (done["counts"]["entered"], done["counts"]["refused"]) == (1, 9)
    why = {
        name: (problem["type"].rpartition(":")[2], problem["errors"][0]["pointer"])
        for name in some
        if name != "good"
        for problem in [json.loads((box / f"{name}.rejected.json").read_text("utf-8"))]
    }
    assert why == {
        "fake": ("file-differs", "/enclosed/0/name"),
        "kind": ("file-kind", "/enclosed/0/name"),
        "large": ("file-too-large", "/enclosed/0/name"),
        "script": ("active-content", "/enclosed/0/name"),
        "other": ("other-content", "/enclosed/0/file"),
        "missing": ("file-not-there", "/enclosed/0/name"),
        "link": ("file-not-there", "/enclosed/0/name"),
        "picture": ("file-differs", "/enclosed/0/name"),
        "unnamed": ("unnamed-file", "/enclosed/0/file"),
    }
    left = {one.name for one in box.iterdir()}
    assert not left & {"good.json", "foto.JPG", "schein.pdf"}, "what is recorded is removed with its files"
    assert {"falsch.pdf", "fremd.pdf"} <= left
    for name, content in files.items():
        (box / name).write_bytes(content)
    (box / "good.json").write_text(json.dumps(some["good"]), "utf-8")
    again = json.loads(run("intake", NAME, str(box / "good.json"), "--as", "portal", "--json").stdout)
    assert again["counts"]["present"] == 1, "with its files it is the same again"
    with open_service(load_settings()) as service:
        named = [one.fact for one in service.journal.follow() if isinstance(one.fact, DocumentEnclosed)]
        kept = [open_attachment(service.files, service.vault, one.file) for one in named]
        assert [(one.media_type, b"".join(one.content)) for one in kept if not isinstance(one, Erased)] == [
            ("image/jpeg", BARE),
            ("application/pdf", PDF),
        ]
        assert leaks_in_files(service, [PLACE.decode()]) == []
    monkeypatch.setenv("FOKUS_CLAMAV", "tcp://127.0.0.1:9")  # where nobody scans
    (box / "virus.json").write_text(json.dumps(enclosing("H-11", ("fremd.pdf", PDF))), "utf-8")
    run("intake", NAME, str(box / "virus.json"), "--as", "portal", code=1)
    assert json.loads((box / "virus.rejected.json").read_text("utf-8"))["type"].endswith(":scanner-down")


def test_a_file_that_cannot_be_read_stops_no_other_and_is_tried_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("FOKUS_PLUGINS", "ehrenamtskarte")
    run("do", "ehrenamtskarte.introduce-card", "--body", "Hagen", "--effective", "2015-01-01")
    run("grant", "portal", "application-portal", "--scope", "programme:ehrenamtskarte")
    box = tmp_path / "box"
    box.mkdir()
    for number in range(3):
        (box / f"{number}.json").write_text(json.dumps(document(f"G-{number}")), "utf-8")
    read, locked, waits = Path.read_bytes, {"0.json"}, iter((None, None))

    def read_bytes(path: Path) -> bytes:
        if path.name == "1.json" and locked:
            path.unlink()  # somebody takes it away between the look and the reading
        if path.name in locked:
            raise PermissionError(13, "Permission denied", str(path))
        return read(path)

    def sleep(_seconds: float) -> None:
        locked.clear()
        if next(waits, "over"):
            raise KeyboardInterrupt

    monkeypatch.setattr(Path, "read_bytes", read_bytes)
    monkeypatch.setattr("fokus_api.cli.intake.time", SimpleNamespace(sleep=sleep))
    told = run("intake", NAME, str(box), "--as", "portal", "--json", "--watch", "1", code=1).stdout.splitlines()
    first, again, last = (json.loads(line) for line in told)
    assert [(one["file"], one["state"]) for one in first["files"]] == [
        ("0.json", "refused"),
        ("1.json", "refused"),
        ("2.json", "entered"),
    ]
    assert "Permission denied" in first["files"][0]["why"]
    assert str(tmp_path) not in first["files"][0]["why"]
    assert [(one["file"], one["state"]) for one in again["files"]] == [("0.json", "entered")]
    assert last["files"] == []
