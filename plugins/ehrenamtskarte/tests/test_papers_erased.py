"""Papers and files for printing name who has a card to those alone who print it, and nobody once they are erased."""

from collections.abc import Iterator
from io import BytesIO
from zipfile import ZipFile

import pytest
from cards_kit import HAGEN
from printing_kit import Office
from pypdf import PdfReader

from fokus_api.testing import leaks_in_files, settle, temporary_client
from fokus_core.persons.erasing import ErasePerson
from fokus_core.persons.erasure import ErasePersons
from fokus_ehrenamtskarte.printing.commands import OrderPrint
from fokus_ehrenamtskarte.programme import ehrenamtskarte as plugin

BASE = f"/api/v1/ehrenamtskarte/bodies/{HAGEN}"
MARKS = ["Kanarienmarke 01", "Kanarienweg 7"]
NEIGHBOUR = "Nachbarin Ohnesorg"
STRANGERS = ("bonn", "officer", "")


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    with temporary_client(plugin) as client:
        yield Office(client, tmp_path_factory.mktemp("root"))


def said(content: bytes, kind: str) -> str:
    """Return what stands in a paper or in an archive, as whoever opens it reads it."""
    if kind == "application/pdf":
        found = PdfReader(BytesIO(content))
        return " ".join([*(page.extract_text() for page in found.pages), str(found.metadata)])
    if kind == "application/zip":
        with ZipFile(BytesIO(content)) as archive:
            return " ".join([*archive.namelist(), *(archive.read(one).decode() for one in archive.namelist())])
    return content.decode(errors="replace")


def test_no_paper_and_no_file_for_the_printer_names_who_was_erased(office: Office) -> None:
    issued, _ = office.issue_approved(1, name=MARKS[0], street=f"{MARKS[1]}, 58095 Hagen")
    other, _ = office.issue_approved(2, name=NEIGHBOUR)
    order_print = OrderPrint(body=HAGEN, cards=(issued.card, other.card), printer="own", effective=office.today)
    order = office.give(order_print)[0].facts[0].fact.order  # type: ignore[attr-defined]  # an order
    settle(office.service)
    own = [f"{BASE}/cards/{issued.card}/{name}" for name in ("card.pdf", "letter.pdf", "code.png", "code")]
    of_order = [f"{BASE}/print-orders/{order}/{name}" for name in ("sheets.pdf", "letters.pdf", "cards.zip")]

    def told(path: str, who: str, status: int | None = None) -> str:
        answer = office.get(path, who) if who else office.client.get(path)
        assert answer.status_code == (status or answer.status_code) < 500, (path, answer.text)
        return said(answer.content, answer.headers.get("content-type", "").partition(";")[0])

    for path in (own[0], own[1], *of_order):
        assert MARKS[0] in told(path, "hagen"), path
        for who in STRANGERS:
            assert [one for one in (*MARKS, NEIGHBOUR) if one in told(path, who)] == [], (path, who)
    assert MARKS[1] in told(of_order[1], "hagen")

    office.give(ErasePerson(person=issued.person, ground="consent-withdrawn", effective=office.today))
    status = office.service.jobs.run_now(ErasePersons.name, 30)
    assert status is not None
    assert not status.failures, status.error
    settle(office.service)
    for path in own:
        assert [one for one in MARKS if one in told(path, "hagen", 404)] == [], path
    for path in of_order:
        left = told(path, "hagen", 200)
        assert [one for one in MARKS if one in left] == [], path
        assert NEIGHBOUR in left, "whoever else is in the order is printed as before"
    assert leaks_in_files(office.service, MARKS) == []
