"""Cards on paper and as pictures: what two readers find in them is the card, also small, blurred and turned."""

from collections.abc import Iterator
from io import BytesIO
from typing import Any

import cv2
import numpy as np
import pytest
import zxingcpp
from cards_kit import HAGEN
from printing_kit import Office
from pypdf import PdfReader
from pypdf._text_extraction import mult

from fokus_api import qr_code
from fokus_api.testing import leaks_in_files, temporary_client
from fokus_ehrenamtskarte.credential.card import LARGEST
from fokus_ehrenamtskarte.credential.digits import digits_of
from fokus_ehrenamtskarte.programme import ehrenamtskarte as plugin

NAME = "Ottilie Zweiundvierzigerle-von und zu Müßiggang-Ğırşık"
LONGEST = f"https://karte.nrw.example/k#{digits_of(bytes(range(250)) + bytes(LARGEST - 250))}"


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    with temporary_client(plugin) as client:
        yield Office(client, tmp_path_factory.mktemp("root"))


@pytest.fixture(scope="module")
def card(office: Office) -> str:
    return office.issue_approved(1, name=NAME, street="Am Ring 5, 58095 Hagen")[0].card


def url(card: str, form: str) -> str:
    return f"/api/v1/ehrenamtskarte/bodies/{HAGEN}/cards/{card}/{form}"


def picture(content: bytes) -> Any:
    return cv2.imdecode(np.frombuffer(content, np.uint8), cv2.IMREAD_GRAYSCALE)


def read_by_both(image: Any) -> set[str]:
    """Return what the readers find, each a text of its own."""
    (by_zxing,) = zxingcpp.read_barcodes(image)
    by_opencv, *_places = cv2.QRCodeDetectorAruco().detectAndDecode(image)
    return {by_zxing.text, by_opencv}


def turned(image: Any, degrees: float) -> Any:
    height, width = image.shape
    matrix = cv2.getRotationMatrix2D((width / 2, height / 2), degrees, 0.8)
    return cv2.warpAffine(image, matrix, (width, height), borderValue=(255,))


def test_the_code_is_read_by_others_small_blurred_and_turned(office: Office, card: str) -> None:
    answer = office.get(url(card, "code.png"), "hagen")
    assert (answer.status_code, answer.headers["content-type"]) == (200, "image/png")
    whole, text = picture(answer.content), office.text(card)
    side = qr_code(text).side
    small = cv2.resize(whole, (side * 2, side * 2), interpolation=cv2.INTER_AREA)
    enlarged = cv2.resize(small, None, fx=4, fy=4, interpolation=cv2.INTER_CUBIC)  # two dots a module, as from far away
    for image in (whole, enlarged, cv2.GaussianBlur(whole, (9, 9), 0), turned(whole, 7)):
        assert read_by_both(image) == {text}
    (alone,) = zxingcpp.read_barcodes(small)
    assert alone.text == text
    assert office.told(text) == "valid"


def test_the_picture_for_the_web_is_the_same_code(office: Office, card: str) -> None:
    svg = office.get(url(card, "code.svg"), "hagen").text
    (found,) = zxingcpp.read_barcodes(drawn(svg, qr_code(office.text(card)).side))
    assert found.text == office.text(card)


def drawn(svg: str, side: int) -> Any:
    """Return what a browser draws of the path of a code, four dots a module."""
    image = np.full((side * 4, side * 4), 255, np.uint8)
    for run in svg.split('<path d="')[1].partition('"')[0].split("z")[:-1]:
        x, y = (int(one) for one in run.partition("h")[0][1:].split())
        width = int(run.partition("h")[2].partition("v")[0])
        image[y * 4 : y * 4 + 4, x * 4 : (x + width) * 4] = 0
    return image


def test_the_longest_card_needs_version_13_at_most() -> None:
    code = qr_code(LONGEST)
    assert code.version <= 13, "digits are written as digits"
    assert read_by_both(picture(code.png)) == {LONGEST}


def test_a_card_as_pdf_is_tagged_says_all_and_comes_out_the_same_again(office: Office, card: str) -> None:
    answer = office.get(url(card, "card.pdf"), "hagen")
    assert (answer.status_code, answer.headers["content-type"]) == (200, "application/pdf")
    assert answer.headers["cache-control"] == "no-store"
    pdf = PdfReader(BytesIO(answer.content))
    root: Any = pdf.trailer["/Root"]
    assert (root["/Lang"], root["/MarkInfo"]["/Marked"], len(pdf.pages)) == ("de", True, 1)
    box = pdf.pages[0].mediabox
    assert (round(float(box.width) / 72 * 25.4, 1), round(float(box.height) / 72 * 25.4, 1)) == (85.6, 54.0)
    said = pdf.pages[0].extract_text()
    assert "".join(NAME.split()) in "".join(said.split()), "a name is never cut"
    assert "Stadt Hagen" in said
    assert "gültig bis" in said
    assert office.get(url(card, "card.pdf"), "hagen").content == answer.content


def test_a_letter_has_the_address_in_its_window(office: Office, card: str) -> None:
    answer = office.get(url(card, "letter.pdf"), "hagen", on="2026-11-30")
    assert answer.status_code == 200, answer.text
    (page,) = PdfReader(BytesIO(answer.content)).pages
    places: list[tuple[str, float, float]] = []

    def note(text: str, cm: Any, tm: Any, _font: Any, _size: Any) -> None:
        x, y = mult(tm, cm)[4:]
        places.append((text, x / 72 * 25.4, 297 - y / 72 * 25.4))

    page.extract_text(visitor_text=note)
    for line in ("Ottilie", "Am Ring 5", "58095 Hagen"):
        x, y = next((x, y) for text, x, y in places if line in text)
        assert 20 <= x <= 30, line
        assert 45 + 17.7 <= y <= 90, f"{line} stands at {y} mm, in the field for the address of DIN 5008"
    assert "30. November 2026" in page.extract_text()


def test_a_letter_without_an_address_has_the_name_alone(office: Office) -> None:
    card = office.issue(71, office.today, office.until)
    office.take_over(card)
    said = PdfReader(BytesIO(office.get(url(card, "letter.pdf"), "hagen").content)).pages[0].extract_text()
    assert "Ottilie Zweiundvierzigerle" in said


def test_a_name_that_no_font_has_is_said_to_be_so(office: Office) -> None:
    card = office.issue_approved(2, name="漢字 Beispiel")[0].card
    answer = office.get(url(card, "card.pdf"), "hagen")
    assert (answer.status_code, answer.json()["type"]) == (422, "urn:fokus:problem:not-printable")
    assert "漢" not in answer.text
    assert office.get(url(card, "code.png"), "hagen").status_code == 200


def test_others_get_no_paper(office: Office, card: str) -> None:
    for form in ("code.png", "card.pdf", "letter.pdf"):
        statuses = {who: office.get(url(card, form), who).status_code for who in ("", "bonn", "office", "officer")}
        assert statuses == {"": 401, "bonn": 403, "office": 403, "officer": 403}
        foreign = f"/api/v1/ehrenamtskarte/bodies/05314000/cards/{card}/{form}"
        assert office.get(foreign, "bonn").status_code == 404
    assert leaks_in_files(office.service, [NAME]) == []
