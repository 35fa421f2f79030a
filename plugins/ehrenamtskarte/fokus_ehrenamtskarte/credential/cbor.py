"""CBOR as cards have it: the deterministic form of RFC 8949, section 4.2.1, of whole numbers, bytes, texts and maps."""

from typing import Any

import cbor2

__all__ = ["NotDeterministic", "decoded", "encoded"]

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


def _demand(value: Any) -> None:
    """Raise where a value, or the order of a map, is none that a card may hold."""
    kind = type(value)
    if kind is bytes or kind is str:
        return
    if kind is int:
        if not -LARGEST <= value <= LARGEST:
            raise NotDeterministic
    elif kind is dict:
        _demand_order(value)
        for held in value.values():
            _demand(held)
    elif kind is list:
        for held in value:
            _demand(held)
    else:
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
