"""What every command takes in: every wrong field is told at once, and what nobody sees is no text."""

from collections.abc import Callable, Iterator
from functools import cache
from types import NoneType, UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fokus_api.testing.contract import service_of, temporary_client
from fokus_core.domain.commands import Command
from fokus_core.domain.flaws import flaw
from fokus_core.domain.input import read_json, settle, taken
from fokus_core.domain.refusals import Malformed
from fokus_ehrenamtskarte.programme import ehrenamtskarte
from fokus_ews.plugin import plugin as ews
from fokus_network.plugin import plugin as network

TEXTS = (
    "Anna", "a", "05914000", "a-b-c", "erika@example.org", "02331 2070", "1950-03", "https://example.org/a", "a.b",
    "0" * 32, "0" * 64, "a" * 20, "cohort:4", "10:30", "2024", "core.read-log", "state", "1", "de", "0" * 16,
    "2026-05-06T10:00",
)  # fmt: skip
UNSEEN = (
    "", " ", "\t", "\n", "\u00a0", "\u3000", "\ufeff", "\u200b", "\u200d", "\u2060", "\u00ad", "\u2028", "\u2800",
    "\u3164", "\u115f", "\uffa0", "\ufe0f", "\u0301", "\ue000", "\u0378", "\U000e0041", "\u202e", "\x1f",
)  # fmt: skip
Break = tuple[str, Callable[[dict[str, Any]], None]]  # the pointer that is to be told, and what makes it wrong


@cache
def commands() -> dict[str, type[Command]]:
    with temporary_client(network, ews, ehrenamtskarte) as client:
        return {name: kind.cls for name, kind in service_of(client).catalogue.commands.items()}


NAMES = sorted(commands())


def bare(hint: Any) -> Any:
    while get_origin(hint) is Annotated:
        hint = get_args(hint)[0]
    return hint


def members(hint: Any) -> list[Any]:
    if get_origin(bare(hint)) in (Union, UnionType):
        return [inner for one in get_args(bare(hint)) if one is not NoneType for inner in members(one)]
    return [hint]


def examples(hint: Any) -> Iterator[str]:
    """Yield the examples that a type gives of itself."""
    for meta in getattr(hint, "__metadata__", ()):
        yield from getattr(meta, "examples", None) or ()


def right(hint: Any) -> Any:
    """Return a value that a field of this type takes."""
    one = members(hint)[0]
    plain = bare(one)
    cls = get_origin(plain) or plain
    if plain is str:
        texts = (*TEXTS, *examples(hint))
        return next(text for text in texts if flaw(text, one, "") is None and not refused_by_check(one, text))
    if isinstance(cls, type) and issubclass(cls, msgspec.Struct):
        return whole(cls)
    if cls in (tuple, list, frozenset):
        return [right(get_args(plain)[0])]
    if cls is Literal:
        return get_args(plain)[0]
    simple = ({}, 1, 0, 5, 1000, True, 1.5, "2024-05-01", "2024-05-01T10:00:00Z")
    return next(value for value in simple if plain in (Any, msgspec.Raw) or flaw(value, one, "") is None)


def refused_by_check(hint: Any, text: str) -> bool:
    class Held(msgspec.Struct):
        field: hint

    try:
        taken({"field": text}, Held)
    except Malformed:
        return True
    return False


def whole(cls: type[msgspec.Struct]) -> dict[str, Any]:
    return {one.encode_name: right(one.type) for one in msgspec.structs.fields(cls) if one.required}


def wrong(value: Any, hint: Any) -> Any:
    """Return what a field of this type never takes, None where it takes anything."""
    if bare(hint) in (Any, msgspec.Raw):
        return None
    return next((bad for bad in ({"nobody": 1}, 7.5, [[[]]]) if flaw(bad, hint, "") is not None), None)


def breaks(cls: type[msgspec.Struct], at: str = "") -> Iterator[list[Break]]:
    """Yield for each field the ways to make it wrong, of which one at a time may be taken."""
    for one in msgspec.structs.fields(cls):
        name, ways = one.encode_name, list[Break]()
        pointer = f"{at}{name}"
        bad = wrong(None, one.type)
        if bad is not None and not is_struct(one.type):
            ways.append((pointer, lambda shape, name=name, bad=bad: shape.update({name: bad})))
        if one.required:
            ways.append((pointer, lambda shape, name=name: shape.pop(name)))
        if bare(one.type) is str and flaw("", one.type, "") is not None:
            ways += [(pointer, lambda shape, name=name, text=text: shape.update({name: text})) for text in UNSEEN]
        if is_struct(one.type):
            inner = bare(members(one.type)[0])
            for among in breaks(inner, f"{pointer}/"):
                ways += [
                    (where, lambda shape, name=name, inner=inner, make=make: make(inside(shape, name, inner)))
                    for where, make in among
                ]
        if get_origin(bare(one.type)) is tuple and not is_struct(item := get_args(bare(one.type))[0]):
            amiss = wrong(None, item)
            if amiss is not None:
                values = [right(item), amiss]
                ways.append((f"{pointer}/1", lambda shape, name=name, values=values: shape.update({name: values})))
        if ways:
            yield ways
    if not at:
        yield [("nobody-knows", lambda shape: shape.update({"nobody-knows": 1}))]


def is_struct(hint: Any) -> bool:
    found = members(hint)
    cls = bare(found[0])
    return len(found) == 1 and isinstance(cls, type) and issubclass(cls, msgspec.Struct)


def inside(shape: dict[str, Any], name: str, cls: type[msgspec.Struct]) -> dict[str, Any]:
    inner: dict[str, Any] = shape.setdefault(name, whole(cls))
    return inner


@pytest.mark.parametrize("name", NAMES)
def test_a_whole_command_is_taken(name: str) -> None:
    assert isinstance(read_json(msgspec.json.encode(whole(commands()[name])), commands()[name]), commands()[name])


@pytest.mark.parametrize("name", NAMES)
@settings(max_examples=3, deadline=None, database=None)
@given(data=st.data())
def test_as_many_fields_as_are_wrong_are_told(name: str, data: st.DataObject) -> None:
    assert_told(name, data)


@pytest.mark.long
@pytest.mark.parametrize("name", NAMES)
@settings(max_examples=50, deadline=None)
@given(data=st.data())
def test_as_many_fields_as_are_wrong_are_told_for_long(name: str, data: st.DataObject) -> None:
    assert_told(name, data)


def assert_told(name: str, data: st.DataObject) -> None:
    cls = commands()[name]
    fields = list(breaks(cls))
    chosen = data.draw(st.lists(st.sampled_from(range(len(fields))), unique=True, min_size=1))
    shape, expected = whole(cls), []
    for number in chosen:
        pointer, make = data.draw(st.sampled_from(fields[number]))
        make(shape)
        expected.append(pointer)
    with pytest.raises(Malformed) as refused:
        read_json(b"\xef\xbb\xbf" + msgspec.json.encode(shape), cls)
    told = {one.field for one in refused.value.wrong}
    about = {next((one for one in expected if f"{field}/".startswith(f"{one}/")), field) for field in told}
    assert about == {*expected}
    assert all(one.message.endswith(".") and "`" not in str(one) for one in refused.value.wrong)


def texts() -> Iterator[tuple[str, str]]:
    for name in NAMES:
        for one in msgspec.structs.fields(commands()[name]):
            if any(bare(member) is str for member in members(one.type)):
                yield name, one.name


@pytest.mark.parametrize(("name", "field"), [*texts()])
def test_what_nobody_sees_is_no_text(name: str, field: str) -> None:
    cls = commands()[name]
    (info,) = (one for one in msgspec.structs.fields(cls) if one.name == field)
    for text in UNSEEN:
        shape = {**whole(cls), field: text}
        if flaw("", info.type, "") is None:
            assert getattr(taken(shape, cls), field) == ""
        else:
            with pytest.raises(Malformed) as refused:
                taken(shape, cls)
            assert [one.field for one in refused.value.wrong] == [field]
    good = right(info.type)
    if isinstance(good, str):
        around = {**whole(cls), field: f"\u00a0{good}\u200b\ufeff "}
        assert getattr(taken(around, cls), field) == getattr(taken({**around, field: good}, cls), field)
        for sign in ("\x00", "\x07", "\x7f", "\x9b", "\ud800"):
            with pytest.raises(Malformed):
                taken({**whole(cls), field: f"{good}{sign}{good}"}, cls)


@pytest.mark.parametrize("name", NAMES)
def test_a_settled_command_stays_as_it_is(name: str) -> None:
    command = taken(whole(commands()[name]), commands()[name])
    assert settle(command) == command
