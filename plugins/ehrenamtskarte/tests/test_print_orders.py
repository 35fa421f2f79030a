"""Cards go to print, come back and reach their holders step by step, each once for each of its codes."""

import re
from collections.abc import Iterator
from csv import reader as csv_reader
from html import unescape
from io import BytesIO, StringIO
from typing import Any
from zipfile import ZipFile

import pytest
from cards_kit import HAGEN
from printing_kit import Office
from pypdf import PdfReader

from fokus_api.testing import leaks_in_files, settle, temporary_client
from fokus_core.checking.journal import check_journal
from fokus_ehrenamtskarte.cards.commands import RevokeCard, SignCard
from fokus_ehrenamtskarte.programme import ehrenamtskarte as plugin

BASE = f"/api/v1/ehrenamtskarte/bodies/{HAGEN}"


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    with temporary_client(plugin) as client:
        yield Office(client, tmp_path_factory.mktemp("root"))


def given(office: Office, command: str, **fields: Any) -> Any:
    body = {"body": HAGEN, "effective": office.today.isoformat(), **fields}
    answer = office.post(command, body)
    settle(office.service)
    return answer


def refused(answer: Any) -> tuple[str, str]:
    told = answer.json()
    return told["type"].rpartition(":")[2], told["errors"][0]["pointer"]


def ordered(office: Office, *cards: str, printer: str = "own") -> str:
    answer = given(office, "order-print", cards=cards, printer=printer)
    assert answer.status_code == 201, answer.text
    return str(answer.json()["facts"][0]["data"]["order"])


def on_paper(office: Office, **query: Any) -> dict[str, tuple[str, str | None]]:
    answer = office.get(f"{BASE}/cards-on-paper", "hagen", **query)
    assert answer.status_code == 200, answer.text
    return {one["card"]: (one["paper"], one["holder"]) for one in answer.json()["items"]}


def file(office: Office, order: str, name: str) -> Any:
    return office.get(f"{BASE}/print-orders/{order}/{name}", "hagen")


def test_cards_are_ordered_delivered_and_given_out(office: Office) -> None:
    first, second, third = (
        office.issue_approved(number, name=f"Kim Beispiel {number}")[0].card for number in (1, 2, 3)
    )
    assert on_paper(office, paper="to-print") == {
        first: ("to-print", "Kim Beispiel 1"),
        second: ("to-print", "Kim Beispiel 2"),
        third: ("to-print", "Kim Beispiel 3"),
    }
    order = ordered(office, first, second, third)
    assert {state for state, _name in on_paper(office, order=order).values()} == {"ordered"}
    assert refused(given(office, "order-print", cards=[first], printer="own")) == ("already-ordered", "/cards")
    assert refused(given(office, "give-out-cards", cards=[first], way="posted")) == ("not-to-give-out", "/cards")
    assert given(office, "receive-print", order=order, cards=[first]).status_code == 201
    (row,) = office.get(f"{BASE}/print-orders", "hagen", open="true").json()["items"]
    assert (row["print_order"], row["cards"], row["delivered"], row["open"]) == (order, 3, 1, True)
    assert refused(given(office, "receive-print", order=order, cards=[first])) == ("not-in-print", "/cards")
    assert given(office, "receive-print", order=order).status_code == 201
    assert refused(given(office, "receive-print", order=order)) == ("all-delivered", "/order")
    assert office.get(f"{BASE}/print-orders", "hagen", open="true").json()["items"] == []
    assert given(office, "give-out-cards", cards=[first], way="handed-over").status_code == 201
    assert given(office, "give-out-cards", cards=[second, third], way="posted").status_code == 201
    assert {card: state for card, (state, _name) in on_paper(office, order=order).items()} == {
        first: "handed-over",
        second: "posted",
        third: "posted",
    }
    assert refused(given(office, "give-out-cards", cards=[second], way="posted")) == ("not-to-give-out", "/cards")
    assert leaks_in_files(office.service, ["Kim Beispiel"]) == []


def test_sheets_hold_each_card_and_come_out_the_same_again(office: Office) -> None:
    cards = [office.issue_approved(10 + number, name=f"Robin Muster {number}")[0].card for number in range(11)]
    order = ordered(office, *cards)
    answer = file(office, order, "sheets.pdf")
    assert (answer.status_code, answer.headers["content-type"]) == (200, "application/pdf")
    pages = PdfReader(BytesIO(answer.content)).pages
    assert [page.extract_text().count("Robin Muster") for page in pages] == [10, 1]
    office.give(SignCard(body=HAGEN, card=cards[0], why="lost", effective=office.today))
    assert file(office, order, "sheets.pdf").content == answer.content, "an order is about the codes of its time"
    assert on_paper(office, paper="to-print").keys() == {cards[0]}, "and the new one is to be printed"
    office.give(RevokeCard(body=HAGEN, card=cards[1], reason="mistaken", effective=office.today))
    pages = PdfReader(BytesIO(file(office, order, "sheets.pdf").content)).pages
    assert [page.extract_text().count("Robin Muster") for page in pages] == [10], "a revoked card is left out"
    again = ordered(office, cards[0])
    assert refused(given(office, "receive-print", order=order, cards=[cards[0]])) == ("not-in-print", "/cards")
    assert given(office, "receive-print", order=again).status_code == 201


def test_a_company_gets_a_table_and_pictures(office: Office) -> None:
    names = ('=1+1;"Ada"', "Ümit Ğ")
    cards = [office.issue_approved(40 + number, name=name)[0].card for number, name in enumerate(names)]
    order = ordered(office, *cards, printer="company")
    answer = file(office, order, "cards.zip")
    assert (answer.status_code, answer.headers["content-type"]) == (200, "application/zip")
    assert file(office, order, "cards.zip").content == answer.content
    with ZipFile(BytesIO(answer.content)) as archive:
        assert archive.namelist() == ["karten.csv", "code-0001.svg", "code-0002.svg"]
        rows = list(csv_reader(StringIO(archive.read("karten.csv").decode("utf-8-sig")), delimiter=";"))
        assert archive.read("code-0001.svg").decode() == office.get(f"{BASE}/cards/{cards[0]}/code.svg", "hagen").text
    assert [row[2] for row in rows] == ["name", '\'=1+1;"Ada"', "Ümit Ğ"]
    assert [row[5] for row in rows[1:]] == [office.text(card) for card in cards]


def test_letters_of_an_order_have_the_addresses(office: Office) -> None:
    cards = [
        office.issue_approved(50 + number, name=f"Toni {number}", street=f"Weg {number}, 58095 Hagen")[0].card
        for number in (1, 2)
    ]
    answer = file(office, ordered(office, *cards), "letters.pdf")
    assert answer.status_code == 200, answer.text
    said = [page.extract_text() for page in PdfReader(BytesIO(answer.content)).pages]
    assert [("Weg 1" in page, "Weg 2" in page) for page in said] == [(True, False), (False, True)]


def test_what_cannot_be_ordered_is_said(office: Office) -> None:
    old = office.issue(90, office.today, office.until)
    card = office.issue_approved(60)[0].card
    assert refused(given(office, "order-print", cards=[card, "0" * 32], printer="own")) == ("unknown-card", "/cards/1")
    assert refused(given(office, "order-print", cards=[card, card], printer="own")) == ("named-twice", "/cards/1")
    assert refused(given(office, "order-print", cards=[old], printer="own")) == ("not-printable-card", "/cards")
    assert refused(given(office, "order-print", cards=[], printer="own"))[1] == "/cards"
    assert refused(given(office, "receive-print", order="0" * 32)) == ("unknown-order", "/order")
    order = ordered(office, card)
    assert refused(given(office, "receive-print", order=order, cards=["1" * 32])) == ("not-of-order", "/cards/0")
    for name in ("sheets.pdf", "letters.pdf", "cards.zip"):
        assert file(office, "0" * 32, name).status_code == 404
        foreign = f"/api/v1/ehrenamtskarte/bodies/05314000/print-orders/{order}/{name}"
        assert office.get(foreign, "bonn").status_code == 404
        assert office.get(f"{BASE}/print-orders/{order}/{name}", "officer").status_code == 403


def test_orders_and_cards_of_others_are_answered_like_those_of_nobody(office: Office) -> None:
    card = office.issue_approved(65)[0].card
    order = ordered(office, card)
    own = {"body": "05314000", "effective": office.today.isoformat()}
    for command, fields, nobodys in (
        ("receive-print", {"order": order}, {"order": "0" * 32}),
        ("order-print", {"cards": [card], "printer": "own"}, {"cards": ["0" * 32], "printer": "own"}),
        ("give-out-cards", {"cards": [card], "way": "posted"}, {"cards": ["0" * 32], "way": "posted"}),
    ):
        answers = [office.post(command, own | told, "bonn") for told in (fields, nobodys)]
        assert {one.status_code for one in answers} == {409}, command
        assert answers[0].json()["detail"] == answers[1].json()["detail"]


def test_who_was_erased_is_left_out(office: Office) -> None:
    kept, erased = office.issue_approved(70, name="Bleibt Da")[0], office.issue_approved(71, name="Geht Fort")[0]
    order, alone = ordered(office, kept.card, erased.card), ordered(office, office.issue_approved(72)[0].card)
    office.service.vault.destroy(erased.person)
    said = PdfReader(BytesIO(file(office, order, "sheets.pdf").content)).pages[0].extract_text()
    assert ("Bleibt Da" in said, "Geht Fort" in said) == (True, False)
    assert on_paper(office, order=order)[erased.card] == ("ordered", None)
    assert file(office, alone, "sheets.pdf").status_code == 200


def test_the_journal_is_sound(office: Office) -> None:
    assert check_journal(office.service.journal).findings == []


def test_the_page_for_printing_leads_to_filled_in_forms_and_to_the_files(office: Office) -> None:
    card = office.issue_approved(90, name="Lu Seitenprobe")[0].card
    done = office.issue_approved(91, name="Bo Seitenprobe")[0].card
    order = ordered(office, done)
    there = "/ehrenamtskarte/kartendruck/05914000"

    def page(caller: str) -> Any:
        return office.client.get(there, headers={"Accept": "text/html", **office.headers(caller)})

    text = page("hagen").text
    assert "Lu Seitenprobe" in text
    assert f"cards={card}" in text
    assert f"cards={done}" not in text, "only what is to be printed is filled in"
    for name in ("sheets.pdf", "letters.pdf", "cards.zip"):
        assert f"{BASE}/print-orders/{order}/{name}" in text
    form = re.search(r'href="(/vorgang/ehrenamtskarte/order-print\?[^"]+)"', text)
    assert form is not None
    shown = office.client.get(unescape(form[1]), headers={"Accept": "text/html", **office.headers("hagen")}).text
    assert card in shown
    assert page("bonn").status_code == 403
    assert "Seitenprobe" not in page("officer").text
