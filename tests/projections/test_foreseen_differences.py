"""What a dry run says would change: spans in which one state stands in the place of another, or none at all."""

from datetime import date

from fokus_projections.tables.foreseen import _differences
from fokus_projections.tables.timeline import Segment


def test_where_nothing_stood_and_nothing_would_stand_nothing_changes() -> None:
    assert _differences([], []) == []


def test_a_state_that_ends_earlier_is_gone_from_then_on() -> None:
    before, after = [_segment("9999-12-31")], [_segment("2026-02-01")]
    assert _differences(before, after) == [(date(2026, 2, 1), None, "member", None)]


def _segment(until: str) -> Segment:
    return Segment(thing="05914000", known_from=1, valid_from="2026-01-01", valid_to=until, state="member")
