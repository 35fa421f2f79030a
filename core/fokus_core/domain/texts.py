"""Texts for people: German stands in the source and names its translations in the catalogue of its distribution."""

from collections.abc import Mapping
from typing import Any


def _(message: str) -> str:
    """Mark a German text to be translated, and return it as it is."""
    return message


def filled(message: str, values: Mapping[str, Any]) -> str:
    """Return a text with plain values in its places, for logs; a place without a value stays as it is."""
    return message.format_map(_Open(values)) if values else message


class _Open(dict[str, Any]):
    def __missing__(self, place: str) -> str:
        return f"{{{place}}}"
