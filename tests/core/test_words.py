"""Texts, mail addresses, phone numbers, birth dates and sorting: what people write, and what is recorded."""

import sys
from unicodedata import category, normalize

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fokus_core.bodies.spelling import alphabetic
from fokus_core.domain.input import parsed, taken
from fokus_core.domain.refusals import Malformed
from fokus_core.domain.words import Unreadable, settled
from fokus_core.mail.address import address_of, mail_address
from fokus_core.privacy.contact import birth_date, phone_number
from fokus_core.privacy.persons import Person

UNSEEN = [
    chr(code) for code in range(sys.maxunicode + 1) if category(chr(code)) in ("Cf", "Zs", "Zl", "Zp", "Co", "Cn")
]


@pytest.mark.parametrize(
    ("text", "recorded"),
    [
        ("  Anna Muster ", "Anna Muster"),
        ("Anna\u00a0Muster", "Anna Muster"),
        ("Mia\u200b Lang", "Mia Lang"),
        ("\ufeffGarten", "Garten"),
        ("A\u0308nne", "Änne"),
        ("Stra\u00adße", "Straße"),
        ("A\tB", "A B"),
        ("❤\ufe0f", "❤\ufe0f"),
        ("می\u200cخواهم", "می\u200cخواهم"),
        ("👨\u200d👩", "👨\u200d👩"),
        ("\u202eabc\u202c", "abc"),
    ],
)
def test_a_text_is_recorded_in_one_form(text: str, recorded: str) -> None:
    assert settled(text) == recorded


def test_no_sign_that_nobody_sees_is_a_text() -> None:
    for sign in (*UNSEEN, "\u2800", "\u3164", "\u115f", "\u1160", "\uffa0", "\u034f", "\ufe0f", "\u0301"):
        assert settled(f"{sign} {sign}", lines=True) == "", f"U+{ord(sign):04X}"


@pytest.mark.parametrize("text", ["A\nB", "A\r\nB", "A\u2028B", "A\x00B", "A\x1bB", "A\x9bB", "A\ud800B"])
def test_a_name_is_one_line_without_signs_that_are_no_text(text: str) -> None:
    with pytest.raises(Unreadable):
        settled(text)
    lines = {"A\nB", "A\r\nB", "A\u2028B"}
    if text in lines:
        assert settled(text, lines=True) == "A\nB"


@given(st.text(alphabet=st.characters(exclude_categories=["Cs", "Cc"])))
def test_what_is_recorded_is_recorded_as_it_is(text: str) -> None:
    words = settled(text, lines=True)
    assert settled(words, lines=True) == words == words.strip() == normalize("NFC", words)


@pytest.mark.parametrize(
    ("text", "domain"),
    [
        ("ehrenamt@weißbach.example", "xn--weibach-2va.example"),
        ("a@groß-gerau.example", "xn--gro-gerau-i1a.example"),
        ("a@köln.example", "xn--kln-sna.example"),
        ("a@xn--kln-sna.example", "xn--kln-sna.example"),
        ("a@Hagen.Example", "hagen.example"),
        ("a@βόλος.example", "xn--nxasmm1c.example"),
    ],
)
def test_a_domain_is_spelled_as_it_was_registered(text: str, domain: str) -> None:
    assert address_of(mail_address(text)).domain == domain


@pytest.mark.parametrize(
    "text",
    [
        "a@.dorsten.example", "x" * 65 + "@a.example", "a..b@a.example", ".team@a.example", "max@[192.168.0.1]",
        f"a@{'b' * 64}.example", "müller@ahlen.example", "a@b", "a@localhost", "Anna <a@b.example>",
        "a@b.example, c@d.example",
        "a b@c.example", "@a.example", "a@", "a@b..example", "a@-b.example", '"a b"@c.example',
    ],
)  # fmt: skip
def test_an_address_nothing_reaches_is_refused_when_it_is_given(text: str) -> None:
    with pytest.raises(Unreadable):
        mail_address(text)
    with pytest.raises(Malformed) as refused:
        taken({"name": "Anna", "email": text}, Person)
    assert [one.field for one in refused.value.wrong] == ["email"]


@pytest.mark.parametrize(
    "text",
    [
        "(02331) 2070", "02331–207", "+49\u00a02331 207", "+49 (0)2331 207-0", "0049 2331 207", "02331/2070",
        "02331 207 - 12", "+49.2331.2070", "0 23 31 / 2 07", "0171 1234567",
    ],
)  # fmt: skip
def test_a_phone_number_is_taken_as_germans_write_it(text: str) -> None:
    number = phone_number(settled(text))
    assert number.isascii()
    assert [one for one in number if one.isdigit()] == [one for one in text if one.isdigit()]


@pytest.mark.parametrize("text", ["112", "abc 12345", "(02331 2070", "02331 2070 x", "+", "1" * 18, "++49 2331 207"])
def test_what_no_telephone_dials_is_no_number(text: str) -> None:
    with pytest.raises(Unreadable):
        phone_number(text)


@pytest.mark.parametrize(
    ("text", "recorded"),
    [
        ("1950-03-09", "1950-03-09"), ("1950-03", "1950-03"), ("1950", "1950"), ("1980-05-00", "1980-05"),
        ("1960-00-00", "1960"), ("1900-01-01", "1900-01-01"), ("2000-02-29", "2000-02-29"),
    ],
)  # fmt: skip
def test_a_birth_date_says_as_much_as_papers_do(text: str, recorded: str) -> None:
    assert birth_date(text) == recorded


@pytest.mark.parametrize(
    "text",
    [
        "2999-01-01",
        "0001-01-01",
        "9999-12-31",
        "1899-12-31",
        "1899",
        "1999-02-29",
        "1980-13",
        "1980-00-05",
        "80",
        "١٩٥٠",
    ],
)
def test_a_birth_date_that_cannot_be_is_refused(text: str) -> None:
    with pytest.raises(Unreadable):
        birth_date(text)


def test_names_are_sorted_as_german_lists_are() -> None:
    names = [
        "Zülpich",
        "Übach-Palenberg",
        "Moers",
        "Möhnesee",
        "Monschau",
        "Ärmel",
        "Arm",
        "Straße",
        "Strasse 2",
        "essen",
    ]
    assert sorted(names, key=alphabetic) == [
        "Arm", "Ärmel", "essen", "Moers", "Möhnesee", "Monschau", "Straße", "Strasse 2", "Übach-Palenberg", "Zülpich",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "fields"),
    [
        ('{"a": 1, "a": 2}', ["a"]),
        ('{"a": {"b": 1, "b": 2}, "c": 3}', ["a/b"]),
        ('[{"x/y": 1, "x/y": 1}]', ["0/x~1y"]),
        ('{"a": 1, "a": 2, "a": 3, "b": 1, "b": 1}', ["a", "b"]),
        ('{"\\u0061": 1, "a": 2}', ["a"]),
    ],
)
def test_a_name_that_stands_twice_is_refused_where_it_stands(text: str, fields: list[str]) -> None:
    with pytest.raises(Malformed) as refused:
        parsed(text)
    assert [one.field for one in refused.value.wrong] == fields


def test_a_byte_order_mark_is_no_part_of_a_text() -> None:
    assert parsed(b'\xef\xbb\xbf{"a": 1}') == parsed('\ufeff{"a": 1}') == {"a": 1}
