"""Whether a name that somebody wrote may be that of an organisation: proposed only, people decide."""

import re
import unicodedata
from collections.abc import Iterable
from typing import Literal

Likeness = Literal["same-contact", "same-name", "similar-name"]
RANK: tuple[Likeness, ...] = ("same-contact", "same-name", "similar-name")
LEGAL = frozenset(
    {"ev", "e", "v", "verein", "gemeinnuetzige", "ggmbh", "gmbh", "der", "die", "das", "und", "in", "fuer"}
)
SPELLED = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss"})


def words_of(name: str) -> frozenset[str]:
    """Return the words of a name that tell organisations apart, folded."""
    plain = unicodedata.normalize("NFKC", name).casefold().translate(SPELLED)
    found = frozenset(re.findall(r"[a-z0-9]+", plain))
    return found - LEGAL or found


def likeness(stated: str, mail: str, names: Iterable[str], mails: Iterable[str]) -> Likeness | None:
    """Return in what a stated organisation and contact are like a known one; None where they are not."""
    if mail.casefold() in {one.casefold() for one in mails}:
        return "same-contact"
    said, known = words_of(stated), [words_of(one) for one in names]
    if said in known:
        return "same-name"
    return "similar-name" if any(one and (one <= said or said <= one) for one in known) else None
