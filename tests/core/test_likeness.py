"""Spellings of persons, pair by pair: the same person, one to ask about, or somebody else."""

from typing import Literal

import pytest

from fokus_core.privacy.likeness import marks_of
from fokus_core.testing import MemoryVault

Said = tuple[str, str | None, str | None]  # name, mail, birth date
MAIL, BORN = "a@example.org", "1950-03-02"


def named(one: str, other: str) -> tuple[Said, Said]:
    return (one, None, BORN), (other, None, BORN)


def written(one: str, other: str) -> tuple[Said, Said]:
    return ("Anna Groß", one, None), ("Anna Groß", other, None)


def born(one: str | None, other: str | None) -> tuple[Said, Said]:
    return ("Anna Groß", None, one), ("Anna Groß", None, other)


SAME = [
    named("Anna Groß", "Anna Groß"),
    named("Anna Groß", "ANNA GROSS"),
    named("Anna Groß", "anna gross"),
    named("Anna Groß", "Groß, Anna"),
    named("Anna Groß", "Gross Anna"),
    named("Anna Groß", "Dr. Anna Groß"),
    named("Anna Groß", "Prof. Dr. Anna Groß"),
    named("Anna Groß", "Frau Anna Groß"),
    named("Anna Groß", "Dr.med. Anna Groß"),
    named("Anna Groß", "Dipl.-Ing. Anna Groß"),
    named("Anna Groß", "Anna Groß, M.A."),
    named("Anna Groß", "Anna  Groß "),
    named("Anna Groß", "Anna\u00a0Groß"),
    named("Anna Groß", "An\u200bna Groß"),
    named("Anna Groß", "Anna Gro\u00adß"),
    named("Jörg Müller", "Joerg Mueller"),
    named("Jörg Müller", "Jo\u0308rg Mu\u0308ller"),
    named("Jörg Müller", "JÖRG MÜLLER"),
    named("Käthe Ärger", "Kaethe Aerger"),
    named("Seán O'Brien", "Seán O’Brien"),
    named("Seán O'Brien", "Sean OBrien"),
    named("Seán O'Brien", "Seán O´Brien"),
    named("René Dupont", "Rene Dupont"),
    named("Karl-Heinz Maier", "Karl Heinz Maier"),
    named("Karl-Heinz Maier", "Karl‑Heinz Maier"),
    named("Eva Müller-Lüdenscheidt", "Eva Mueller Luedenscheidt"),
    named("Ｅva Klein", "Eva Klein"),
    named("Søren Berg", "Soeren Berg"),
    named("Łukasz Nowak", "Lukasz Nowak"),
    named("Ma Li", "Li Ma"),
    written("a@example.org", "A@Example.ORG"),
    written("a@example.org", " a@example.org "),
    written("a@weißbach.example", "a@WEIßBACH.example"),
    written("a@müller.example", "a@xn--mller-kva.example"),
]
ASK = [
    (("Anna Groß", MAIL, None), ("Bernd Groß", MAIL, None)),
    (("Anna Groß", MAIL, None), ("Anna Klein", MAIL, None)),
    (("Anna Groß", MAIL, None), ("A. Groß", MAIL, None)),
    (("Anna Groß", MAIL, BORN), ("Anna Groß", MAIL, None)),
    (("Anna Groß", MAIL, BORN), ("Anna Groß", None, BORN)),
    (("Anna Groß", MAIL, BORN), ("Anna Groß", "b@example.org", BORN)),
    (("Anna Groß", MAIL, "1950-03-02"), ("Anna Groß", MAIL, "1950-03-03")),
    (("Verein", MAIL, None), ("Vorstand", MAIL, None)),
    born("1950-03-02", "1950-03"),
    born("1950-03-02", "1950"),
    born("1950-03", "1950"),
    born("1950", "1950-12-31"),
]
OTHERS = [
    named("Anna Groß", "Anna Grosz"),
    named("Anna Groß", "Hanna Groß"),
    named("Anna Groß", "Anna Maria Groß"),
    named("Jörg Müller", "Jorg Muller"),
    named("Jörg Müller", "Jörg Möller"),
    named("Ma Li", "Li"),
    named("Med Ing", "Ing"),
    named("Peter von Berg", "Peter Berg"),
    named("J. R. Klein", "R. Klein"),
    written("a@weißbach.example", "a@weissbach.example"),
    written("straße@example.org", "strasse@example.org"),
    written("a@example.org", "a@example.com"),
    written("a@example.org", "aa@example.org"),
    written("a.b@example.org", "ab@example.org"),
    born("1950-03-02", "1950-03-03"),
    born("1950-03", "1950-04"),
    born("1950", "1951"),
    born("1950-03-02", "1951"),
    born(None, None),
    born(BORN, None),
]


@pytest.mark.parametrize(
    ("pair", "answer"),
    [*((pair, "same") for pair in SAME), *((pair, "ask") for pair in ASK), *((pair, "other") for pair in OTHERS)],
)
def test_two_spellings(pair: tuple[Said, Said], answer: Literal["same", "ask", "other"]) -> None:
    for one, other in (pair, pair[::-1]):
        vault = MemoryVault()
        vault.enter("p1", marks_of(name=one[0], email=one[1], birth=one[2]), lambda _likely: True)
        found = vault.likely(marks_of(name=other[0], email=other[1], birth=other[2]))
        assert ("same" if found.same else "ask" if found.candidates else "other") == answer


def test_there_are_at_least_sixty() -> None:
    assert len({*SAME, *ASK, *OTHERS}) >= 60
