"""Words that people write: one form for every text, whichever way it came in."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated
from unicodedata import category, normalize

from msgspec import Meta

from fokus_core.domain.texts import _

__all__ = ["BOM", "ONE_LINE", "Checked", "Chosen", "Reason", "Title", "Unreadable", "has_lines", "settled"]

Reason = Annotated[str, Meta(min_length=1, max_length=1000, description="Why", examples=["Ratsbeschluss"])]
Title = Annotated[str, Meta(min_length=1, max_length=300, description="Title in German")]

BOM = "\ufeff"
ONE_LINE = 300  # characters up to which a text is a single line: a name, a title, a place
SPACES = re.compile("[\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]")
LINES = re.compile("\r\n|[\r\x0b\x0c\x85\u2028\u2029]")
FILLERS = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0")  # letters and marks that nobody sees
JOINERS = frozenset("\u200c\u200d\ufe0e\ufe0f")  # part of a sign or a word beyond the Latin letters
LATIN = "\u024f"


class Unreadable(ValueError):
    """A text that cannot be recorded; says why in a sentence."""


@dataclass(frozen=True)
class Checked:
    """Marks a text that is more than words: `check` returns it as it is recorded, or raises `Unreadable`."""

    check: Callable[[str], str]


@dataclass(frozen=True)
class Chosen:
    """Marks a text that names a thing of a kind which is no key, such as a role: forms offer those that there are.

    On an id of a key it says of which of these things: a team member, not any person.
    """

    kind: str


def has_lines(longest: int | None, pattern: str) -> bool:
    """Tell whether a form asks for several lines of a text; an address has one, however long."""
    return longest is not None and longest > ONE_LINE and "https" not in pattern


def settled(text: str, *, lines: bool = False) -> str:
    """Return a text as it is recorded: composed (NFC), trimmed, with plain blanks and without invisible signs.

    A text in which there is nothing to see is empty. Raises `Unreadable` for control signs and half signs, and unless
    it may have `lines` for line breaks.
    """
    if text.isascii() and text.isprintable():
        return text.strip()
    text = LINES.sub("\n", SPACES.sub(" ", normalize("NFC", text))).replace("\t", "\t" if lines else " ")
    text = "".join(sign for before, sign in zip(" " + text, text, strict=False) if _stays(before, sign)).strip()
    if any(category(sign) in ("Cc", "Cs") and sign not in "\n\t" for sign in text):
        raise Unreadable(_("Die Angabe enthält Zeichen, die kein Text sind."))
    if "\n" in text and not lines:
        raise Unreadable(_("Hier ist nur eine Zeile vorgesehen."))
    return text if any(category(sign)[0] in "LNPS" for sign in text) else ""


def _stays(before: str, sign: str) -> bool:
    if sign in JOINERS:
        return before > LATIN and before not in JOINERS
    return sign not in FILLERS and category(sign) != "Cf" and not _is_selector(sign)


def _is_selector(sign: str) -> bool:
    return "\u180b" <= sign <= "\u180f" or "\ufe00" <= sign <= "\ufe0f" or "\U000e0000" <= sign <= "\U000e0fff"
