"""What is said in both languages, and the entries that rest on another: parts of answers and of problems alike."""

from datetime import date
from typing import Annotated

import msgspec

__all__ = ["ReliedOn", "Rendered"]


class Rendered(msgspec.Struct, frozen=True):
    """A sentence in both languages."""

    de: str
    en: str


class ReliedOn(msgspec.Struct, frozen=True):
    """A later entry whose decision read a fact; without a sentence where the caller may not see it.

    What is `final` cannot be corrected, such as what was sent out.
    """

    position: int
    sentence: Rendered | None = None
    effective: date | None = None
    final: Annotated[bool | None, msgspec.Meta(description="Whether it cannot be corrected")] = None
