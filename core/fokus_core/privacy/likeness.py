"""What persons are recognised by: marks of a mail address, and of name and birth date, however these are spelt."""

import re
from collections.abc import Mapping
from typing import Literal, NamedTuple
from unicodedata import category, combining, normalize

from fokus_core.domain.words import Unreadable
from fokus_core.mail.address import address_of

__all__ = ["Agreement", "Likely", "Mark", "folded_mail", "folded_name", "marks_of"]

Agreement = Literal["mail", "name-and-birth"]
Kind = Literal["mail", "name", "part", "whole"]
KINDS: tuple[Kind, ...] = ("mail", "name", "part", "whole")
LETTERS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ø": "oe", "æ": "ae", "œ": "oe", "ł": "l", "đ": "d"})
APOSTROPHES = re.compile("['’‘‚ʼʹ`´′＇]")
BETWEEN = re.compile(r"[\W_]+")
DEGREE = re.compile(r"[,\s]+(?:[mb]\.\s?(?:a|sc|ed|eng)|ph\.\s?d|ll\.\s?[mb])\.?\s*$")
SAID = frozenset({"dr", "prof", "professor", "professorin", "doktor", "doktorin", "herr", "frau"})
SHORT = frozenset(  # titles where a dot follows: without one they are names
    {"ba", "bsc", "dipl", "dres", "habil", "h", "c", "hc", "ing", "jur", "llm", "ma", "mag", "med", "msc", "mult"}
    | {"nat", "oec", "pd", "phil", "pol", "rer", "sc", "vet", "em"}
)


class Mark(NamedTuple):
    """Something by which a person is recognised: its text goes nowhere but through a keyed hash."""

    kind: Kind
    text: str


class Likely(NamedTuple):
    """Who is likely meant: persons of whom everything is alike, and candidates by what agrees."""

    same: frozenset[str]
    candidates: Mapping[str, frozenset[Agreement]]

    def everybody(self) -> frozenset[str]:
        """Return all of them."""
        return self.same | self.candidates.keys()


def folded_mail(address: str) -> str:
    """Write a mail address so that equal ones are equal: in small letters, its domain by IDNA 2008."""
    text = normalize("NFC", "".join(address.split())).lower()
    try:
        return address_of(text).addr_spec
    except Unreadable:  # recorded by an earlier release, or never checked: compared as it is written
        return text


def folded_name(name: str) -> str:
    """Write a name so that equal ones are equal: case, umlauts, accents, signs, titles and the order do not count."""
    name = APOSTROPHES.sub("", name)  # before NFKC makes blanks of some
    plain = "".join(sign for sign in normalize("NFKC", name) if category(sign) not in ("Cf", "Cc"))
    plain = DEGREE.sub("", APOSTROPHES.sub("", normalize("NFC", plain)).casefold())
    words = []
    for word in BETWEEN.sub(lambda found: "." + " " if "." in found[0] else " ", plain).split():
        bare = word.rstrip(".")
        title = bare in SAID or (word.endswith(".") and bare in SHORT)
        if bare and not title:
            words.append("".join(sign for sign in normalize("NFKD", bare.translate(LETTERS)) if not combining(sign)))
    return " ".join(sorted(words)) or " ".join(plain.split())


def marks_of(*, name: str | None, email: str | None, birth: str | None) -> frozenset[Mark]:
    """Return the marks of a person; none where there is too little to recognise them by."""
    mail = folded_mail(email) if email and email.strip() else ""
    called = folded_name(name) if name and name.strip() else ""
    found: set[Mark] = set()
    if mail:
        found.add(Mark("mail", f"mail\0{mail}"))
    if called and birth:
        found.add(Mark("name", f"birth\0{birth}\0{called}"))
        found.update(Mark("part", f"birth\0{shorter}\0{called}") for shorter in parts_of(birth))
    if found:
        found.add(Mark("whole", f"whole\0{mail}\0{birth or ''}\0{called}"))
    return frozenset(found)


def parts_of(birth: str) -> list[str]:
    """Return a birth date said less exactly: the month and the year of a day, the year of a month."""
    return [birth[:length] for length in (7, 4) if length < len(birth)]


def agreement(sought: Mark, kind: Kind) -> Agreement | None:
    """Return what agrees where a mark sought has the text of a stored one of a kind; nothing where both are parts."""
    if sought.kind == "mail":
        return "mail"
    if sought.kind == "whole" or "name" not in (sought.kind, kind):
        return None
    return "name-and-birth"
