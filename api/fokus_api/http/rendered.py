"""What is said in all languages, and the entries that rest on another: parts of answers and of problems alike."""

from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING, Annotated, Self

import msgspec

from fokus_core.plugins.texts import LANGUAGES

__all__ = ["ReliedOn", "Rendered"]


SPOKEN = tuple(sorted(LANGUAGES, key=lambda one: one not in {"de", "en"}))  # those that everybody has stand first
FIELDS = {one.replace("-", "_"): one for one in SPOKEN}

if TYPE_CHECKING:

    class _Rendered(msgspec.Struct, frozen=True):
        de: str
        en: str

else:
    _Rendered = msgspec.defstruct("_Rendered", [(name, str) for name in FIELDS], frozen=True, rename=FIELDS)


class Rendered(_Rendered, frozen=True):
    """A sentence in German, in English, and in every further language that there is a catalogue of."""

    @classmethod
    def of(cls, say: Callable[[str], str]) -> Self:
        """Return what is said in each language."""
        return cls(*map(say, SPOKEN))

    def __getitem__(self, language: str) -> str:
        return str(getattr(self, language.replace("-", "_")))


class ReliedOn(msgspec.Struct, frozen=True):
    """A later entry whose decision read a fact; without a sentence where the caller may not see it.

    What is `final` cannot be corrected, such as what was sent out.
    """

    position: int
    sentence: Rendered | None = None
    effective: date | None = None
    final: Annotated[bool | None, msgspec.Meta(description="Whether it cannot be corrected")] = None
