"""What people type into a form, read as they write it."""

from datetime import date
from typing import Annotated, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import UNSET, Meta, Struct, UnsetType

from fokus_api.face.forms.filling import body_of, rows, written_day
from fokus_api.responses.command_fields import fields_of
from fokus_core import BodyRef, Key
from fokus_core.domain.times import Local
from fokus_core.privacy.persons import Person


class Part(Struct, frozen=True):
    title: str
    marks: tuple[str, ...] = ()


class Asked(Struct, frozen=True):
    body: BodyRef
    effective: date
    starts: Local
    number: Annotated[int, Meta(ge=1)] = 3
    sure: bool = False
    whether: bool | UnsetType = UNSET
    topics: tuple[str, ...] = ()
    kept: tuple[str, ...] | UnsetType = UNSET
    person: Person | None = None
    parts: tuple[Part, ...] = ()
    round: Annotated[str, Key("round")] | None = None
    hours: Annotated[float, Meta(gt=0)] = 1.0
    month: Annotated[str, Meta(pattern=r"^[12]\d{3}-(0[1-9]|1[0-2])$")] = ""


FIELDS = fields_of(Asked)


def body(**typed: Any) -> dict[str, Any]:
    found, wrong = body_of(FIELDS, {name: [text] for name, text in typed.items()})
    assert wrong == []
    return {name: value for name, value in found.items() if name != "sure" or value}


def wrong(**typed: str) -> dict[str, str]:
    return {one.field: str(one) for one in body_of(FIELDS, {name: [text] for name, text in typed.items()})[1]}


@pytest.mark.parametrize("text", ["2.11.2026", "02.11.2026", "2026-11-02", " 2. 11. 2026 ", "2 11 2026", "02/11/2026"])
def test_a_day_is_read_as_people_write_it(text: str) -> None:
    assert body(effective=text) == {"effective": "2026-11-02"}


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("31.2.2026", "Den 31.2.2026 gibt es nicht. Prüfen Sie das Datum."),
        ("gestern", "Geben Sie Tag, Monat und Jahr an, zum Beispiel 30.6.2017."),
        ("1.1.26", "Geben Sie Tag, Monat und Jahr an, zum Beispiel 30.6.2017."),
    ],
)
def test_a_day_that_is_none_is_said_so(text: str, sentence: str) -> None:
    assert wrong(effective=text) == {"effective": sentence}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("6.5.2026, 10:00", "2026-05-06T10:00"),
        ("06.05.2026 9.30 Uhr", "2026-05-06T09:30"),
        ("6.5.2026", "2026-05-06"),
        ("2026-05-06T10:00", "2026-05-06T10:00"),
        ("2026-05-06 10:00", "2026-05-06T10:00"),
    ],
)
def test_a_time_of_day_is_read(text: str, expected: str) -> None:
    assert body(starts=text) == {"starts": expected}


def test_a_time_that_is_none_and_a_number_that_is_none() -> None:
    assert wrong(starts="6.5.2026, 25:00").keys() == {"starts"}
    assert wrong(number="viele").keys() == {"number"}
    assert body(number="1.200") == {"number": 1200}


def test_what_is_left_empty_is_left_out() -> None:
    assert body(body="", effective=" ", number="", round="", **{"person/name": "", "person/email": ""}) == {}


def test_a_box_that_is_not_ticked_means_no_and_an_open_question_nothing() -> None:
    assert body_of(FIELDS, {})[0]["sure"] is False
    assert body_of(FIELDS, {"sure": ["true"]})[0]["sure"] is True
    assert "whether" not in body_of(FIELDS, {"whether": [""]})[0]
    assert body(whether="false") == {"whether": False}


class Guest(Struct, frozen=True):
    name: str
    is_new: bool = False


class Inviting(Struct, frozen=True):
    guest: Guest | None = None


def test_a_group_in_which_nothing_was_typed_is_none_though_a_box_in_it_means_no() -> None:
    assert body_of(fields_of(Inviting), {"guest/name": [" "]}) == ({}, [])
    assert body_of(fields_of(Inviting), {"guest/name": ["A"]})[0] == {"guest": {"name": "A", "is_new": False}}


def test_lists_are_lines_and_an_emptied_one_is_empty() -> None:
    assert body(topics="Eins\r\n\r\n Zwei ") == {"topics": ["Eins", "Zwei"]}
    assert body(topics="") == {"topics": []}
    assert body(kept="") == {}


def test_a_person_and_repeated_parts_are_objects() -> None:
    typed = {"person/name": "Erika Beispiel", "parts/0/title": "A", "parts/2/title": "B", "parts/2/marks": "x\ny"}
    assert body(**typed) == {
        "person": {"name": "Erika Beispiel"},
        "parts": [{"title": "A"}, {"title": "B", "marks": ["x", "y"]}],
    }
    assert rows({name: [""] for name in typed}, "parts") == [0, 2]


def test_a_day_is_shown_as_it_is_typed() -> None:
    assert (written_day("2026-11-02"), written_day("x")) == ("2.11.2026", "x")


@given(st.dictionaries(st.sampled_from([one.name for one in FIELDS] + ["parts/0/title", "parts/x/title"]), st.text()))
def test_whatever_is_typed_is_read_or_said_to_be_wrong(typed: dict[str, str]) -> None:
    found, wrong = body_of(FIELDS, {name: [text] for name, text in typed.items()})
    assert found.keys() <= {one.name for one in FIELDS}
    assert all(str(one) for one in wrong)


@pytest.mark.parametrize(
    ("text", "number"), [("2,5", 2.5), ("2.5", 2.5), ("5", 5), ("1.200", 1200), ("1.200,5", 1200.5), ("0,25", 0.25)]
)
def test_a_number_that_need_not_be_whole_is_read_with_its_comma(text: str, number: float) -> None:
    assert body(hours=text) == {"hours": number}


@pytest.mark.parametrize("text", ["viel", "1,2,3", "1.23.4", "-1", "nan", "1e5"])
def test_what_is_no_such_number_is_said(text: str) -> None:
    assert wrong(hours=text) == {"hours": "Geben Sie eine Zahl an, zum Beispiel 2,5."}


@pytest.mark.parametrize("text", ["5/2019", "05.2019", "5 2019", "2019-05"])
def test_a_month_is_read_as_people_write_it(text: str) -> None:
    assert body(month=text) == {"month": "2019-05"}


@pytest.mark.parametrize("text", ["13/2019", "1.5.2019", "im Mai"])
def test_what_is_no_month_is_left_to_whoever_judges_it(text: str) -> None:
    assert body(month=text) == {"month": text}


def test_a_birth_date_is_read_as_people_write_it() -> None:
    assert body(**{"person/name": "Erika Beispiel", "person/birth": "1.5.1980"})["person"]["birth"] == "1980-05-01"
