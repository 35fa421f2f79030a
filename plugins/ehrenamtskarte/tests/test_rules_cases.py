"""All cases of the rules come out as was expected before they were evaluated."""

from typing import Any

import pytest
from rules_kit import CASES, application, book_for, documented

from fokus_ehrenamtskarte.rules.evaluation import evaluate


def hyphened(told: Any) -> Any:
    """Return the words of a case as the interface says them."""
    return str(told).replace("_", "-")


def test_the_history_holds_every_version_frame_and_issuer() -> None:
    book = documented()
    assert (len(book.frames), sum(map(len, book.rules.values())), len(book.rules)) == (4, 80, 75)
    assert len(CASES) == 174


@pytest.mark.parametrize("case", CASES, ids=[case["id"] for case in CASES])
def test_a_case_comes_out_as_expected(case: dict[str, Any]) -> None:
    verdict, expected = evaluate(application(case), book_for(case)), case["expect"]
    assert {one.condition: one.outcome for one in verdict.conditions} == {
        hyphened(name): hyphened(outcome) for name, outcome in expected["conditions"].items()
    }
    assert [*verdict.because] == [hyphened(one) for one in expected["because"]]
    assert verdict.overall == hyphened(expected["overall"])
    if "card" in expected:
        card, term = expected["card"], verdict.term
        assert term is not None
        months = "unlimited" if term.for_life else term.months or "unknown"
        assert (months, term.start or "unknown") == (card["months"], card["start"])
        assert card.get("last_day_if_issued_on_reference_date") == term.last_day
