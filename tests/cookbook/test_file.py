"""Cookbook: a file that a fact names; whoever may see the fact may read it."""

from datetime import date
from typing import Annotated

import pytest

from fokus_core import FileId
from fokus_kommune import BodyId, BodyRef, Command, Fact, Key, Programme, _
from fokus_kommune.testing import ClerkOf

report = Programme("report", title=_("Berichte"))
KEEP = report.permission("keep", scope="body", roles=["municipal-officer"], title=_("Berichte abgeben"))
Year = Annotated[str, Key("year")]


@report.fact("filed@1", public=True, sentence=_("{body} hat einen Bericht abgegeben."))
class Filed(Fact, frozen=True):
    """A body filed a report."""

    body: BodyId
    file: FileId


@report.command("file", KEEP, records=Filed, title=_("Bericht abgeben"))
class File(Command, frozen=True):
    """File a report that was handed in before."""

    body: BodyRef
    file: FileId
    effective: date


@pytest.fixture(scope="session")
def programme() -> Programme:
    return report


def test_a_file_is_handed_in_and_then_named(clerk: ClerkOf) -> None:
    officer = clerk("municipal-officer", "body:05914000")
    headers = officer.headers | {"Content-Type": "text/plain"}
    handed = officer.client.post("/api/v1/files", content=b"Bericht 2026", headers=headers)
    assert handed.status_code == 201, handed.text
    name = handed.json()["file"]
    officer.give(File(body="Hagen", file=name, effective=date(2026, 1, 10)))
    assert officer.client.get(f"/api/v1/files/{name}").content == b"Bericht 2026"
    unknown = File(body="Hagen", file="0" * 64, effective=date(2026, 1, 10))
    assert officer.refused(unknown).endswith("/file")
