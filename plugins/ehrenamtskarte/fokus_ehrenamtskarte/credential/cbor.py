"""CBOR as cards have it: the deterministic form of RFC 8949, section 4.2.1, of whole numbers, bytes, texts and maps."""

from typing import Any

import cbor2

__all__ = ["NotDeterministic", "byte_string", "decoded", "encoded"]

LARGEST = 2**53 - 1  # what a number of JavaScript holds
TEXTS = 2**54  # texts stand behind all numbers
DEEPEST = 6


class NotDeterministic(ValueError):
    """Bytes are not the one deterministic form of a value that a card may hold."""

    def __init__(self) -> None:
        super().__init__("not deterministic CBOR")


def encoded(value: Any) -> bytes:
    """Return a value in its deterministic form."""
    return cbor2.dumps(_sorted(value))


def decoded(data: bytes) -> tuple[Any, int]:
    """Return the first value of some bytes and its length; raises `NotDeterministic`."""
    try:
        value = cbor2.loads(data, max_depth=DEEPEST, allow_indefinite=False, allow_duplicate_keys=False)
        _demand(value)
        again = cbor2.dumps(value)
    except (ValueError, TypeError, cbor2.CBORError, RecursionError, OverflowError, MemoryError) as error:
        raise NotDeterministic from error
    if not data.startswith(again):
        raise NotDeterministic
    return value, len(again)


def byte_string(data: bytes, at: int) -> tuple[bytes, int]:
    """Return the byte string at a place, and the place behind it; raises `NotDeterministic`."""
    try:
        size, at = data[at] - 0x40, at + 1
        if size == 24:
            size, at = data[at], at + 1
            shortest = 24
        elif size == 25:
            size, at = data[at] << 8 | data[at + 1], at + 2
            shortest = 256
        elif size == 26:
            size, at = int.from_bytes(data[at : at + 4], "big"), at + 4
            shortest = 65536
        else:
            shortest = 0 if size < 24 else 1 << 32
    except IndexError:
        raise NotDeterministic from None
    if size < shortest or at + size > len(data):
        raise NotDeterministic
    return data[at : at + size], at + size


def _demand(value: Any) -> None:
    """Raise where a value, or the order of a map, is none that a card may hold."""
    kind = type(value)
    if kind is dict:
        _demand_order(value)
        value = value.values()
    elif kind is not list:
        value = (value,)
    for held in value:
        kind = type(held)
        if kind is int:
            if not -LARGEST <= held <= LARGEST:
                raise NotDeterministic
        elif kind is dict or kind is list:
            _demand(held)
        elif kind is not str and kind is not bytes:
            raise NotDeterministic


def _demand_order(table: dict[Any, Any]) -> None:
    """Raise where labels do not stand in the order of their bytes: whole numbers, those below zero, texts."""
    before, text = -1, (-1, b"")
    for label in table:
        if type(label) is int and -LARGEST <= label <= LARGEST:
            place = label if label >= 0 else LARGEST - label
            if place <= before:
                raise NotDeterministic
            before = place
        else:
            before, last = TEXTS, text
            text = _place(label)[1:]
            if text <= last:
                raise NotDeterministic


def _place(key: Any) -> tuple[int, int, bytes]:
    """Return where a key stands in a map: by its encoded bytes."""
    if type(key) is int and -LARGEST <= key <= LARGEST:
        return (0, key, b"") if key >= 0 else (1, -1 - key, b"")
    if type(key) is str:
        text = key.encode()
        return 3, len(text), text
    raise NotDeterministic


def _sorted(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _sorted(value[key]) for key in sorted(value, key=_place)}
    return [_sorted(held) for held in value] if isinstance(value, list | tuple) else value
