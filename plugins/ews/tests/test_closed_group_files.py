"""Files for the pool of a closed group: of what is too large or of a forbidden kind, nothing is kept."""

from collections.abc import Iterator
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import msgspec
import pytest
from closed_group_kit import PROBE, TODAY, House, scope_of
from ews_kit import HAGEN

from fokus_api.testing import temporary_client
from fokus_ews.learning.commands.sharing import AddSource
from fokus_ews.plugin import plugin

FILES, GROUP = "/api/v1/files", f"cohort:{PROBE}"
MEGABYTE = (b"eine Zeile Text\n" * 62_500)[:1_000_000]


@pytest.fixture(scope="module")
def house() -> Iterator[House]:
    with temporary_client(plugin, plugins=["network"]) as client:
        yield House(client)


def kept(house: House) -> tuple[Any, ...]:
    """Return all that is kept of files: the journal's head, the store of files, the counts and openings."""
    service = house.service
    files = {path: path.stat().st_size for path in Path(service.settings.data, "files").rglob("*")}
    return (
        service.journal.store.head(),
        files,
        service.state_store.scan("upload"),
        service.state_store.accesses(subject=GROUP),
    )


def streamed(house: House, megabytes: int, **headers: str) -> tuple[int, str, int]:
    """Hand in a text that is made while it is sent; return the status, the problem and the megabytes taken."""
    taken, status, body = 0, 0, b""

    async def receive() -> Any:
        nonlocal taken
        taken += 1
        return {"type": "http.request", "body": MEGABYTE, "more_body": taken < megabytes}

    async def send(message: Any) -> None:
        nonlocal status, body
        status, body = message.get("status", status), body + message.get("body", b"")

    given = house.headers("hagen", **{"Content-Type": "text/plain", **headers})
    with house.client.portal() as portal:
        portal.call(house.client.app, scope_of("POST", FILES, given, f"group={GROUP}"), receive, send)
    return status, msgspec.json.decode(body).get("type", ""), taken


def zipped(name: str) -> bytes:
    found = BytesIO()
    with ZipFile(found, "w") as parts:
        parts.writestr(name, "Inhalt")
    return found.getvalue()


def test_a_file_of_200_mb_is_refused_while_it_streams_and_nothing_is_recorded(house: House) -> None:
    before = kept(house)
    limit = house.service.settings.file_limit // len(MEGABYTE)
    status, problem, taken = streamed(house, 200)
    assert (status, problem) == (413, "urn:fokus:problem:file-too-large")
    assert limit < taken <= limit + 2, "it is read until it is too large, and no further"
    assert kept(house) == before


def test_a_file_that_says_it_has_200_mb_is_refused_before_it_is_read(house: House) -> None:
    before = kept(house)
    announced = {"Content-Length": str(200 * len(MEGABYTE))}
    assert streamed(house, 200, **announced) == (413, "urn:fokus:problem:file-too-large", 0)
    assert kept(house) == before


def test_a_file_within_the_limit_is_taken_in(house: House) -> None:
    status, _, taken = streamed(house, 2)
    assert (status, taken) == (201, 2)
    assert len(house.service.state_store.scan("upload")) == 1


@pytest.mark.parametrize(
    ("media_type", "content", "problem"),
    [
        ("application/x-msdownload", b"MZ", "file-kind"),
        ("application/zip", zipped("programm.exe"), "file-kind"),
        ("application/vnd.ms-word.document.macroEnabled.12", zipped("word/vbaProject.bin"), "file-kind"),
        ("image/svg+xml", b"<svg/>", "file-kind"),
        ("text/html", b"<p>Text</p>", "file-kind"),
        ("application/pdf", b"MZ", "file-differs"),
        ("text/plain", b"<script>alert(1)</script>", "active-content"),
    ],
)
def test_a_file_of_a_forbidden_kind_is_refused_and_never_becomes_a_source(
    house: House, media_type: str, content: bytes, problem: str
) -> None:
    before = kept(house)
    headers = house.headers("hagen", **{"Content-Type": media_type})
    answer = house.client.post(FILES, content=content, params={"group": GROUP}, headers=headers)
    assert (answer.status_code, answer.json()["type"].rpartition(":")[2]) == (415, problem)
    assert kept(house) == before
    here: dict[str, Any] = {"cohort": PROBE, "body": HAGEN, "effective": TODAY}
    source = AddSource(**here, kind="guide", title="Leitfaden", file=sha256(content).hexdigest())
    refused = house.give("hagen", source)
    assert refused.status_code == 422
    assert refused.json()["type"].rpartition(":")[2] == "unknown-file"
    assert kept(house) == before
