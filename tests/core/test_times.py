"""Local times in Europe/Berlin: what a text means, and which texts mean nothing or two things."""

from datetime import UTC, datetime

import pytest

from fokus_core.domain.times import NoSuchTime, when


@pytest.mark.parametrize(
    ("text", "written", "fold"),
    [
        ("2026-05-06", "2026-05-06", None),
        ("2026-05-06T10:00", "2026-05-06T10:00+02:00", 0),
        ("2026-12-06T10:00+01:00", "2026-12-06T10:00+01:00", 0),
        ("2026-10-25T02:30+02:00", "2026-10-25T02:30+02:00", 0),
        ("2026-10-25T02:30+01:00", "2026-10-25T02:30+01:00", 1),
    ],
)
def test_a_time_is_written_in_one_way_and_is_the_second_one_only_where_it_comes_twice(
    text: str, written: str, fold: int | None
) -> None:
    found = when(text)
    assert found.text == written
    assert (found.moment.fold if found.moment else None) == fold


@pytest.mark.parametrize(
    ("text", "slug"),
    [
        ("2026-02-30", "no-such-time"),
        ("2026-03-29T02:30", "no-such-time"),
        ("2026-10-25T02:30", "ambiguous-time"),
        ("2026-05-06T10:00+05:00", "wrong-offset"),
        ("1900-01-01", "date-out-of-range"),
    ],
)
def test_a_text_that_means_nothing_or_two_things_is_refused(text: str, slug: str) -> None:
    with pytest.raises(NoSuchTime) as refused:
        when(text)
    assert refused.value.slug == slug


def test_times_compare_by_what_is_later_in_the_world() -> None:
    first, second = when("2026-10-25T02:30+02:00"), when("2026-10-25T02:15+01:00")
    assert first.begins < second.begins
    assert when("2026-05-06").begins == datetime(2026, 5, 5, 22, tzinfo=UTC)
