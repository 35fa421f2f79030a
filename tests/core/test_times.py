"""Local times in Europe/Berlin: what a text means, and which texts mean nothing or two things."""

from datetime import UTC, datetime

import pytest

from fokus_core.domain.time_rules import objection_to_times
from fokus_core.domain.times import NoSuchTime, instant, when


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


AT = datetime(2026, 11, 29, 17, 10, tzinfo=UTC)
JUST_BEFORE_2017 = datetime(2016, 12, 31, 23, 59, 59, 999999, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2026-11-29T17:10:00Z", AT),
        ("2026-11-29t17:10:00z", AT),
        ("2026-11-29 17:10:00Z", AT),
        ("2026-11-29T18:10:00+01:00", AT),
        ("2026-11-29T17:10:00+00:00", AT),
        ("2026-11-29T17:10:00-00:00", AT),
        ("2026-11-28T17:11:00-23:59", AT),
        ("2026-11-29T17:10:00.0Z", AT),
        ("2026-11-29T17:10:00.5Z", AT.replace(microsecond=500000)),
        ("2026-11-29T17:10:00.000001Z", AT.replace(microsecond=1)),
        ("2026-11-29T17:10:00.1234567890123Z", AT.replace(microsecond=123456)),
        ("2016-12-31T23:59:60Z", JUST_BEFORE_2017),
        ("2016-12-31t23:59:60.25z", JUST_BEFORE_2017),
        ("2017-01-01T00:59:60+01:00", JUST_BEFORE_2017),
        ("1998-12-31T15:59:60.123-08:00", datetime(1998, 12, 31, 23, 59, 59, 999999, tzinfo=UTC)),
        ("2012-06-30T23:59:60Z", datetime(2012, 6, 30, 23, 59, 59, 999999, tzinfo=UTC)),
        ("2024-02-29T00:00:00Z", datetime(2024, 2, 29, tzinfo=UTC)),
    ],
)
def test_a_moment_is_read_as_rfc_3339_writes_it(text: str, moment: datetime) -> None:
    assert instant(text) == moment


@pytest.mark.parametrize(
    "text",
    [
        "2026-11-29T17:10:00,5Z",
        "2026-11-29T17:10Z",
        "2026-11-29T17Z",
        "2026-11-29T17:10:00",
        "2026-11-29T17:10:00.Z",
        "2026-11-29T17:10:00+0100",
        "2026-11-29T17:10:00+01",
        "2026-11-29T17:10:00+01:00:00",
        "2026-11-29T17:10:00+24:00",
        "2026-11-29T17:10:00+01:60",
        "2026-11-29T24:00:00Z",
        "2026-11-29T17:60:00Z",
        "2026-11-29T17:10:61Z",
        "2026-11-29T17:10:60Z",
        "2026-11-29T23:59:60Z",
        "2016-12-31T22:59:60Z",
        "2017-01-01T00:59:60Z",
        "2026-02-29T17:10:00Z",
        "2026-13-01T17:10:00Z",
        "20261129T171000Z",
        "2026-W48-7T17:10:00Z",
        "2026-333T17:10:00Z",
        "26-11-29T17:10:00Z",
        "+2026-11-29T17:10:00Z",
        "2026-11-29T17:10:00 Z",
        "2026-11-29  17:10:00Z",
        "2026-11-29_17:10:00Z",
        "٢٠٢٦-11-29T17:10:00Z",
        "2026-11-29T17:10:00Z\n",
        "0001-01-01T00:00:00+01:00",
        "0000-01-01T00:00:00Z",
        "",
    ],
)
def test_any_other_way_to_write_a_moment_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        instant(text)


@pytest.mark.parametrize(
    ("starts", "ends", "wrong"),
    [
        ("2026-05-06", "2026-05-06", None),
        ("2026-05-06T10:00+02:00", "2026-05-06T10:01+02:00", None),
        ("2026-10-25T02:30+02:00", "2026-10-25T02:30+01:00", None),
        ("2026-10-25T02:30+01:00", "2026-10-25T02:30+02:00", ("ends-before-it-begins", "ends")),
        ("2026-05-06", "2026-05-05", ("ends-before-it-begins", "ends")),
        ("2026-05-06T10:00+02:00", "2026-05-06T10:00+02:00", ("ends-before-it-begins", "ends")),
        ("2026-05-06", "2026-05-06T10:00+02:00", ("mixed-times", "ends")),
        ("2026-05-06T10:00", "2026-05-06T11:00+02:00", ("no-offset", "starts")),
        ("2026-05-06T10:00+02:00", "2026-05-06T11:00+01:00", ("wrong-offset", "ends")),
        ("2026-05-06", "2026-02-30", ("no-such-time", "ends")),
    ],
)
def test_beginning_and_end_are_both_days_or_both_minutes_and_in_order(
    starts: str, ends: str, wrong: tuple[str, str] | None
) -> None:
    found = objection_to_times(starts, ends)
    assert (found and (found.slug, found.field)) == wrong
