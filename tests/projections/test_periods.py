"""Tables of what begins, changes and ends, declared by their facts."""

from datetime import date
from typing import Annotated, Any

import pytest
from msgspec import Meta

from fokus_core import BodyId, Fact, Key, fact
from fokus_projections import FactTable, TwoClockTable, period_table
from fokus_projections.testing import model_of, recorded, rows_of, take_back

HAGEN = "05914000"
Colour = Annotated[str, Meta(description="Colour of the door")]
ShopId = Annotated[str, Key("shop")]


@fact("shop.opened@1", public=True)
class Opened(Fact, frozen=True):
    """A shop was opened."""

    body: BodyId
    colour: Colour
    tags: Annotated[tuple[str, ...], Meta(title="Tags")] = ()


@fact("shop.painted@1", public=True)
class Painted(Fact, frozen=True):
    """Its door was painted."""

    body: BodyId
    colour: Colour
    by: str


@fact("shop.rested@1", public=True)
class Rested(Fact, frozen=True):
    """It rests."""

    body: BodyId


@fact("shop.closed@1", public=True)
class Closed(Fact, frozen=True):
    """It was closed."""

    body: BodyId


def day(number: int) -> date:
    return date(2024, 1, number)


HISTORY = [
    Opened(effective=day(1), body=HAGEN, colour="red", tags=("new",)),
    Painted(effective=day(2), body=HAGEN, colour="blue", by="Erika"),
    Rested(effective=day(3), body=HAGEN),
    Closed(effective=day(4), body=HAGEN),
    Opened(effective=day(5), body=HAGEN, colour="green"),
]


def segments(table: TwoClockTable[Any], *columns: str, facts: Any = HISTORY) -> list[tuple[Any, ...]]:
    """Return what is known at last of each segment: its first and last day, and some columns."""
    kept = [row for row in rows_of(table, facts) if row["known_to"] == 1 << 62]
    return [(row["valid_from"][-2:], row["valid_to"][-2:], *(row[one] for one in columns)) for row in kept]


def test_a_period_has_the_fields_of_what_begins_it_and_its_first_day() -> None:
    table = period_table("shop.open", subject="body", begins=Opened, changes=(Painted, Rested), ends=Closed)
    assert (table.name, table.table.name, table.table.description) == ("shop.open", "shop_open", "A shop was opened.")
    assert [*table.state.__struct_fields__] == ["colour", "tags", "since"]
    assert segments(table, "colour", "tags", "since") == [
        ("01", "02", "red", '["new"]', "2024-01-01"),
        ("02", "04", "blue", '["new"]', "2024-01-01"),
        ("05", "31", "green", "[]", "2024-01-05"),
    ]


def test_a_status_tells_them_apart_and_an_end_that_has_one_leaves_the_row() -> None:
    said = {Opened: "open", Painted: "open", Rested: "rests", Closed: "closed"}
    table = period_table(
        "shop.open", subject="body", begins=Opened, changes=(Painted, Rested), ends=Closed, status=said
    )
    assert segments(table, "status", "colour", "since") == [
        ("01", "02", "open", "red", "2024-01-01"),
        ("02", "03", "open", "blue", "2024-01-01"),
        ("03", "04", "rests", "blue", "2024-01-01"),
        ("04", "05", "closed", "blue", "2024-01-01"),
        ("05", "31", "open", "green", "2024-01-05"),
    ]


def test_what_changes_or_ends_what_never_began_leaves_no_row() -> None:
    table = period_table("shop.open", subject="body", begins=Opened, changes=Painted, ends=Closed)
    assert segments(table, facts=[HISTORY[1], HISTORY[3]]) == []


def test_a_beginning_that_is_taken_back_leaves_what_was_known() -> None:
    table = period_table("shop.open", subject="body", begins=Opened, ends=Closed)
    records = recorded(HISTORY[:1])
    with model_of(table, recorded([*records, take_back(records[0])])) as reader:
        assert reader.rows("SELECT colour, known_from, known_to FROM shop_open") == [("red", 1, 2)]


@fact("shop.moved@1", public=True)
class Moved(Fact, frozen=True):
    """It moved from one body to another."""

    body: BodyId
    other: BodyId


@fact("shop.titled@1", public=True)
class Titled(Fact, frozen=True):
    """It was named."""

    body: BodyId
    since: str


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"begins": (Opened, Rested)}, "what begins a period has the same fields"),
        ({"begins": Opened, "ends": Opened}, "Opened stands twice among what begins, changes and ends"),
        ({"begins": Opened, "changes": Rested, "status": {Opened: "open"}}, "Rested has no status"),
        ({"begins": Moved}, "Moved has several keys of a body; write a `TwoClockTable`"),
        ({"begins": Titled}, "has no field 'since', which is the table's own"),
        ({"begins": Opened, "subject": "shop"}, "is about a shop, of which 'shop.opened@1' carries no key"),
        ({"begins": Opened, "ends_with": "town"}, "there is no column 'town'"),
    ],
)
def test_what_cannot_be_a_table_is_refused_by_its_name(given: dict[str, Any], sentence: str) -> None:
    with pytest.raises(ValueError, match=sentence) as stopped:
        period_table("shop.open", **{"subject": "body", **given})
    assert str(stopped.value).startswith("shop.open: ")


def test_a_table_by_hand_is_about_a_key_of_its_facts_too() -> None:
    with pytest.raises(ValueError, match=r"^shop\.x: is about a shop, of which 'shop\.rested@1' carries no key\.$"):
        TwoClockTable(
            name="shop.x", table="shop_x", description="-", subject="shop", facts=[Rested], state=Opened, fold=print
        )


def test_a_table_of_facts_is_named_and_described_as_its_fact_is() -> None:
    table = FactTable(Painted)
    assert (table.name, table.table.name, table.table.description) == (
        "shop.painted",
        "shop_painted",
        "Its door was painted.",
    )
    said = FactTable(Painted, name="shop.paint", table="shop_colours", description="Colours.")
    assert (said.name, said.table.name, said.table.description) == ("shop.paint", "shop_colours", "Colours.")


def test_a_column_is_described_by_its_description_or_else_its_title() -> None:
    columns = FactTable(Opened).table.columns
    assert (columns["colour"].description, columns["tags"].description) == ("Colour of the door", "Tags")
