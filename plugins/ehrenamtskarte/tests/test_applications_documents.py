"""Documents of an application: handed in without an account, seen by the clerk of the office, gone with the person."""

from collections.abc import Iterator
from typing import Any

import pytest
from applications_kit import HAGEN, today
from test_applications_erased import Office, erase
from test_applications_path import HOME, QUEUE, Desk, asked

from fokus_api.testing import settle, temporary_client
from fokus_api.testing.leaks import Scene
from fokus_core.testing.smtp import MailServer
from fokus_ehrenamtskarte.applications.record.terms import StatedDocument
from fokus_ehrenamtskarte.programme import ehrenamtskarte as plugin

FILES = "/api/v1/commands/ehrenamtskarte.apply/files"
LAST = "SELECT application FROM ehrenamtskarte_application ORDER BY handed DESC"
PDF = b"%PDF-1.7\n1 0 obj\n<< /Type /Catalog >>\nendobj\n%%EOF\n"
PLACE = b"51.3671 N, 7.4633 E"
COMMENT = b"\xff\xfe" + (len(PLACE) + 2).to_bytes(2, "big") + PLACE
BARE = b"\xff\xd8\xff\xdb\0\x04\1\2\xff\xda\0\x04\1\2\x12\x34\xff\xd9"
PHOTO = BARE[:2] + COMMENT + BARE[2:]


@pytest.fixture(scope="module")
def desk() -> Iterator[Desk]:
    settings = {"mail_from": "Karte <karte@example.nrw>", "public_url": HOME}
    with MailServer() as mail, temporary_client(plugin, mail_url=mail.url, **settings) as client:
        yield Desk(client, mail)


def last(desk: Desk) -> str:
    settle(desk.service)
    return str(desk.service.models.reader().rows(LAST)[0][0])


def hand_in(client: Any, content: bytes = PDF, media_type: str = "application/pdf", path: str = FILES) -> Any:
    return client.post(path, content=content, headers={"Content-Type": media_type})


def handed_in(client: Any, content: bytes = PDF, media_type: str = "application/pdf") -> str:
    answer = hand_in(client, content, media_type)
    assert answer.status_code == 201, answer.text
    return str(answer.json()["file"])


def test_a_photo_comes_to_the_clerk_without_its_place_and_to_nobody_else(desk: Desk) -> None:
    file = handed_in(desk.client, PHOTO, "image/jpeg")
    there = f"/api/v1/files/{file}"
    assert desk.get(there, "hagen").status_code == 404, "nobody reads what no application names"
    applied = desk.post("apply", asked(documents=[{"file": file, "shows": "juleica"}]), caller="")
    assert applied.status_code == 201, applied.text
    (shown,) = desk.get(f"{QUEUE}/{last(desk)}", "hagen").json()["documents"]
    assert shown == {"file": file, "shows": "juleica", "day": str(today())}
    answer = desk.get(there, "hagen")
    assert (answer.content, answer.headers["content-type"]) == (BARE, "image/jpeg")
    for caller in ("bonn", "officer", "office", ""):
        assert desk.get(there, caller).status_code == 404, caller


def test_a_clerk_files_a_scan_and_nobody_names_a_file_twice(desk: Desk) -> None:
    first, second = handed_in(desk.client), handed_in(desk.client)
    desk.post("apply", asked(documents=[{"file": first, "shows": "other"}]), caller="")
    about = {"body": HAGEN, "application": last(desk), "effective": str(today())}
    assert desk.post("enclose-document", about | {"file": second, "shows": "paper"}).status_code == 201
    assert desk.post("enclose-document", about | {"file": second, "shows": "paper"}, caller="bonn").status_code == 403
    before = desk.facts()
    taken = desk.post("enclose-document", about | {"file": first, "shows": "paper"})
    assert (taken.status_code, taken.json()["type"].rpartition(":")[2]) == (422, "file-in-use")
    stolen = desk.post("apply", asked(documents=[{"file": second, "shows": "other"}]), caller="")
    assert stolen.json()["errors"][0]["pointer"] == "/documents/0/file"
    twice = [{"file": handed_in(desk.client), "shows": "other"}] * 2
    assert desk.post("apply", asked(documents=twice), caller="").json()["errors"][0]["pointer"] == "/documents/1/file"
    gone = desk.post("apply", asked(documents=[{"file": "0" * 64, "shows": "other"}]), caller="")
    assert gone.json()["type"].endswith("unknown-file")
    assert desk.facts() == before


@pytest.mark.parametrize(
    ("content", "media_type", "status", "slug"),
    [
        (b"MZ\x90\0", "application/pdf", 415, "file-differs"),
        (b"MZ\x90\0", "image/jpeg", 415, "file-differs"),
        (
            PDF.replace(b"/Catalog", b"/Catalog /OpenAction << /JS (app.alert) >>"),
            "application/pdf",
            415,
            "active-content",
        ),
        (b"Guten Tag", "text/plain", 415, "file-kind"),
        (b"MZ\x90\0", "application/x-msdownload", 415, "file-kind"),
        (PDF + b"%" * 5_000_000, "application/pdf", 413, "file-too-large"),
        (PHOTO[:-2] + b"\1" * 5_000_000, "image/jpeg", 413, "file-too-large"),
    ],
    ids=["program as pdf", "program as jpeg", "script in pdf", "text", "program", "pdf too large", "photo too large"],
)
def test_what_is_no_document_is_refused(
    desk: Desk,
    content: bytes,
    media_type: str,
    status: int,
    slug: str,  # a fixture
) -> None:
    answer = hand_in(desk.client, content, media_type)
    assert (answer.status_code, answer.json()["type"].rpartition(":")[2]) == (status, slug)


def test_files_are_taken_for_commands_that_say_so_from_those_who_may_give_them(desk: Desk) -> None:
    for command, status in {"enclose-document": 401, "withdraw-application": 404, "nothing": 404}.items():
        path = f"/api/v1/commands/ehrenamtskarte.{command}/files"
        assert hand_in(desk.client, path=path).status_code == status, command
    assert hand_in(desk.client, path="/api/v1/files").status_code == 401


class Documented(Office):
    """An application with a document."""

    def fill(self, scene: Scene) -> None:
        self.more = {"documents": (StatedDocument(file=handed_in(scene.client), shows="other"),)}
        super().fill(scene)


@pytest.fixture
def scene() -> Iterator[Scene]:
    with Documented().opened() as scene:
        yield scene


def test_a_document_ends_with_the_person(scene: Scene) -> None:
    (item,) = scene.get(QUEUE, "hagen").json()["items"]
    (shown,) = scene.get(f"{QUEUE}/{item['application']}", "hagen").json()["documents"]
    there = f"/api/v1/files/{shown['file']}"
    assert scene.get(there, "hagen").content == PDF
    assert erase(scene, scene.hidden[1])["places"]["attachments"] == 0, "it is not the contact's"
    assert scene.get(there, "hagen").content == PDF
    assert erase(scene, scene.hidden[0])["places"]["attachments"] == 1
    gone = scene.get(there, "hagen")
    assert (gone.status_code, gone.json()["type"].rpartition(":")[2]) == (410, "file-erased")
