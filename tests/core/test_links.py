"""Links are bound to one action, expire, and can be used so many times: once means once, whoever else tries."""

import threading
import time
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta

import pytest

from fokus_core.access.links import LinkGone, Links
from fokus_core.storage.database import open_database
from fokus_core.storage.state_store import Desk, open_desk

SOON = timedelta(hours=1)


@pytest.fixture
def desk(database_url: str) -> Iterator[Desk]:
    with closing(open_desk(database_url)) as opened:
        yield opened


def later(by: timedelta = SOON) -> datetime:
    return datetime.now(UTC) + by


def issue(desk: Desk, *, uses: int = 1, by: timedelta = SOON) -> str:
    return Links(desk).issue("garden.open", {"body": "05315000"}, expires=later(by), uses=uses).removeprefix("/l/")


def test_a_link_tells_what_it_is_bound_to(desk: Desk) -> None:
    link = Links(desk).find(issue(desk))
    assert (link.action, link.about, link.uses) == ("garden.open", {"body": "05315000"}, (0.0,))


def test_looking_at_a_link_uses_nothing(desk: Desk) -> None:
    secret = issue(desk)
    for _ in range(3):
        Links(desk).find(secret)
    with Links(desk).use(secret):
        pass


def test_secrets_are_random_and_only_their_hash_is_stored(desk: Desk, database_url: str) -> None:
    secrets = {issue(desk) for _ in range(20)}
    assert len(secrets) == 20
    assert {len(secret) for secret in secrets} == {43}  # 256 bits
    with closing(open_database(database_url, "desk")) as raw:
        stored = str(raw.query("SELECT key, value FROM desk_entries"))
    assert not any(secret in stored for secret in secrets)


@pytest.mark.parametrize("value", ["Verena Vertraulich", "verena@example.org", ""])
def test_a_link_is_bound_to_ids_only(desk: Desk, value: str) -> None:
    with pytest.raises(ValueError, match="bound to ids; who is none") as caught:
        Links(desk).issue("garden.open", {"who": value}, expires=later())
    assert not value or value not in str(caught.value)


@pytest.mark.parametrize("uses", [0, -1, 1001])
def test_a_link_is_for_so_many_uses(desk: Desk, uses: int) -> None:
    with pytest.raises(ValueError, match="between 1 and 1000"):
        issue(desk, uses=uses)


@pytest.mark.parametrize("secret", ["unknown", "", "x" * 300, "\udcff"])
def test_an_unknown_link_is_gone(desk: Desk, secret: str) -> None:
    with pytest.raises(LinkGone):
        Links(desk).find(secret)
    with pytest.raises(LinkGone), Links(desk).use(secret):
        raise AssertionError("not reached")


def test_an_expired_link_is_gone(desk: Desk) -> None:
    secret = issue(desk, by=timedelta(seconds=-1))
    with pytest.raises(LinkGone):
        Links(desk).find(secret)


def test_a_used_link_is_gone_and_stays_so(desk: Desk) -> None:
    secret = issue(desk)
    with Links(desk).use(secret) as use:
        assert use.link.about == {"body": "05315000"}
    for _ in range(2):
        with pytest.raises(LinkGone):
            Links(desk).find(secret)
        with pytest.raises(LinkGone), Links(desk).use(secret):
            raise AssertionError("not reached")


def test_a_use_that_fails_is_given_back_under_the_same_command_id(desk: Desk) -> None:
    secret = issue(desk)

    def fail() -> str:
        with Links(desk).use(secret) as use:
            ids.append(use.command_id)
            raise KeyError

    ids: list[str] = []
    for _ in range(2):
        with pytest.raises(KeyError):
            fail()
    with Links(desk).use(secret) as use:
        assert {*ids, use.command_id} == {use.command_id}
    assert secret not in use.command_id


def test_nobody_else_uses_a_link_while_it_is_being_used(desk: Desk) -> None:
    secret = issue(desk)
    with Links(desk).use(secret):
        with pytest.raises(LinkGone):
            Links(desk).find(secret)
        with pytest.raises(LinkGone), Links(desk).use(secret):
            raise AssertionError("not reached")


def test_a_use_left_behind_by_a_process_that_died_can_be_tried_again(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("fokus_core.access.links.CLAIM", 0.2)
    secret = issue(desk)
    left = Links(desk).use(secret)
    first = left.__enter__()
    with pytest.raises(LinkGone):
        Links(desk).find(secret)
    time.sleep(0.25)
    with Links(desk).use(secret) as second:
        assert second.command_id == first.command_id
    left.__exit__(None, None, None)  # the first one comes back after all, and changes nothing
    with pytest.raises(LinkGone):
        Links(desk).find(secret)


def test_one_that_comes_back_late_and_failed_does_not_open_the_link_again(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("fokus_core.access.links.CLAIM", 0.2)
    secret = issue(desk)
    left = Links(desk).use(secret)
    left.__enter__()
    time.sleep(0.25)
    with Links(desk).use(secret):
        pass
    error = KeyError()
    assert not left.__exit__(KeyError, error, None)
    with pytest.raises(LinkGone):
        Links(desk).find(secret)


@pytest.mark.parametrize(("uses", "threads"), [(1, 32), (5, 32)])
def test_of_many_at_once_each_use_goes_to_exactly_one(database_url: str, desk: Desk, uses: int, threads: int) -> None:
    secret = issue(desk, uses=uses)
    start = threading.Barrier(threads)
    won: list[str] = []
    lost: list[int] = []

    def attempt(number: int, desk: Desk) -> None:
        start.wait()
        try:
            with Links(desk).use(secret) as use:
                won.append(use.command_id)
        except LinkGone:
            lost.append(number)

    with closing(open_desk(database_url)) as other_node:
        workers = [threading.Thread(target=attempt, args=(n, (desk, other_node)[n % 2])) for n in range(threads)]
        for worker in workers:
            worker.start()
        for worker in workers:
            worker.join()
    assert (len(won), len(set(won)), len(lost)) == (uses, uses, threads - uses)
