"""Grants fold to what an actor may do on a day."""

from datetime import date, timedelta

from fokus_core.access.grants import AccessGranted, AccessWithdrawn, Grant, grants_of

ONE, TWO, THREE, FOUR = (date(2020 + number, 1, 1) for number in range(4))


def granted(since: date, until: date | None = None) -> AccessGranted:
    return AccessGranted(effective=since, actor="clerk", role="auditor", scope="state", until=until)


def withdrawn(on: date) -> AccessWithdrawn:
    return AccessWithdrawn(effective=on, actor="clerk", role="auditor", scope="state", reason="-")


def test_a_grant_after_one_that_ran_out_leaves_both() -> None:
    grants = grants_of([granted(ONE, TWO), granted(THREE)])
    assert grants == [Grant("auditor", "state", ONE, TWO), Grant("auditor", "state", THREE)]
    after = TWO + timedelta(days=1)
    assert [any(grant.holds(day) for grant in grants) for day in (ONE, TWO, after, THREE)] == [True, True, False, True]


def test_a_withdrawal_ends_a_grant_but_not_later_than_it_would_have_ended() -> None:
    assert grants_of([granted(ONE), withdrawn(TWO)]) == [Grant("auditor", "state", ONE, TWO - timedelta(days=1))]
    assert grants_of([granted(ONE, TWO), withdrawn(THREE)]) == [Grant("auditor", "state", ONE, TWO)]
    assert grants_of([withdrawn(FOUR)]) == []
