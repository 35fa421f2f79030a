"""For how long cards of each kind may be valid, by the day from which they are."""

from datetime import date
from typing import NamedTuple

from fokus_ehrenamtskarte.facts import Kind


class Term(NamedTuple):
    """From a day on there are cards of a kind, valid for so many years at most; None means for life."""

    kind: Kind
    since: date
    years: int | None


TERMS = (
    # Cabinet decision of 8 January 2008 (rheine-buergerinfo.de, vo0050 1546). For how long is said by the municipality,
    # "mostly two or three years" (ratsinfo.erkelenz.de, vo020 2518); three are the most that was found: Wassenberg
    # (bi.wassenberg.de, vo0050 342), Heiligenhaus, Rietberg.
    Term("standard", date(2008, 1, 8), 3),
    # Introduced on 9 March 2022 (kleve.de, lagfa-nrw.de), for life (ehrenamt.gelsenkirchen.de, hoerstel.de).
    Term("anniversary", date(2022, 3, 9), None),
)


def term_of(kind: Kind, first: date) -> Term | None:
    """Return what holds for a card of a kind that is valid from a day on, None where there was no such card yet."""
    return next((term for term in reversed(TERMS) if term.kind == kind and term.since <= first), None)


def end_of(first: date, years: int) -> date:
    """Return the day after so many years from a day on; where February has no 29th, the first of March."""
    try:
        return first.replace(year=first.year + years)
    except ValueError:
        return date(first.year + years, 3, 1)
