"""Links are bound to one action, expire, and can be used so many times: once means once, whoever else tries."""

import threading
import time
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta

import pytest

from fokus_core.access.links import LinkGone, Links
from fokus_core.storage.open_database import open_database
from fokus_core.storage.state_store import StateStore, open_state_store

SOON = timedelta(hours=1)


@pytest.fixture
def state_store(database_url: str) -> Iterator[StateStore]:
    with closing(open_state_store(database_url)) as opened:
        yield opened


def later(by: timedelta = SOON) -> datetime:
    return datetime.now(UTC) + by


def issue(state_store: StateStore, *, uses: int = 1, by: timedelta = SOON) -> str:
    return (
        Links(state_store).issue("garden.open", {"body": "05315000"}, expires=later(by), uses=uses).removeprefix("/l/")
    )


def test_a_link_tells_what_it_is_bound_to(state_store: StateStore) -> None:
    link = Links(state_store).find(issue(state_store))
    assert (link.action, link.about, link.uses) == ("garden.open", {"body": "05315000"}, (0.0,))


def test_looking_at_a_link_uses_nothing(state_store: StateStore) -> None:
    secret = issue(state_store)
    for _ in range(3):
        Links(state_store).find(secret)
    with Links(state_store).use(secret):
        pass


def test_secrets_are_random_and_only_their_hash_is_stored(state_store: StateStore, database_url: str) -> None:
    secrets = {issue(state_store) for _ in range(20)}
    assert len(secrets) == 20
    assert {len(secret) for secret in secrets} == {43}  # 256 bits
    with closing(open_database(database_url, "state_store")) as raw:
        stored = str(raw.query("SELECT key, value FROM state_entries"))
    assert not any(secret in stored for secret in secrets)


@pytest.mark.parametrize("value", ["Verena Vertraulich", "verena@example.org", ""])
def test_a_link_is_bound_to_ids_only(state_store: StateStore, value: str) -> None:
    with pytest.raises(ValueError, match="bound to ids; who is none") as caught:
        Links(state_store).issue("garden.open", {"who": value}, expires=later())
    assert not value or value not in str(caught.value)


@pytest.mark.parametrize("uses", [0, -1, 1001])
def test_a_link_is_for_so_many_uses(state_store: StateStore, uses: int) -> None:
    with pytest.raises(ValueError, match="between 1 and 1000"):
        issue(state_store, uses=uses)


@pytest.mark.parametrize("secret", ["unknown", "", "x" * 300, "\udcff"])
def test_an_unknown_link_is_gone(state_store: StateStore, secret: str) -> None:
    with pytest.raises(LinkGone):
        Links(state_store).find(secret)
    with pytest.raises(LinkGone), Links(state_store).use(secret):
        raise AssertionError("not reached")


def test_an_expired_link_is_gone(state_store: StateStore) -> None:
    secret = issue(state_store, by=timedelta(seconds=-1))
    with pytest.raises(LinkGone):
        Links(state_store).find(secret)


def test_a_used_link_is_gone_and_stays_so(state_store: StateStore) -> None:
    secret = issue(state_store)
    with Links(state_store).use(secret) as use:
        assert use.link.about == {"body": "05315000"}
    for _ in range(2):
        with pytest.raises(LinkGone):
            Links(state_store).find(secret)
        with pytest.raises(LinkGone), Links(state_store).use(secret):
            raise AssertionError("not reached")


def test_a_use_that_fails_is_given_back_under_the_same_command_id(state_store: StateStore) -> None:
    secret = issue(state_store)

    def fail() -> str:
        with Links(state_store).use(secret) as use:
            ids.append(use.command_id)
            raise KeyError

    ids: list[str] = []
    for _ in range(2):
        with pytest.raises(KeyError):
            fail()
    with Links(state_store).use(secret) as use:
        assert {*ids, use.command_id} == {use.command_id}
    assert secret not in use.command_id


def test_nobody_else_uses_a_link_while_it_is_being_used(state_store: StateStore) -> None:
    secret = issue(state_store)
    with Links(state_store).use(secret):
        with pytest.raises(LinkGone):
            Links(state_store).find(secret)
        with pytest.raises(LinkGone), Links(state_store).use(secret):
            raise AssertionError("not reached")


def test_a_use_left_behind_by_a_process_that_died_can_be_tried_again(
    state_store: StateStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    claimed = issue(state_store)
    with Links(state_store).use(claimed), pytest.raises(LinkGone):
        Links(state_store).find(claimed)
    monkeypatch.setattr("fokus_core.access.links.CLAIM", 0.1)
    secret = issue(state_store)
    left = Links(state_store).use(secret)
    first = left.__enter__()
    time.sleep(0.15)
    monkeypatch.undo()
    with Links(state_store).use(secret) as second:
        assert second.command_id == first.command_id
    left.__exit__(None, None, None)  # the first one comes back after all, and changes nothing
    with pytest.raises(LinkGone):
        Links(state_store).find(secret)


def test_one_that_comes_back_late_and_failed_does_not_open_the_link_again(
    state_store: StateStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("fokus_core.access.links.CLAIM", 0.2)
    secret = issue(state_store)
    left = Links(state_store).use(secret)
    left.__enter__()
    time.sleep(0.25)
    monkeypatch.undo()
    with Links(state_store).use(secret):
        pass
    error = KeyError()
    assert not left.__exit__(KeyError, error, None)
    with pytest.raises(LinkGone):
        Links(state_store).find(secret)


@pytest.mark.parametrize(("uses", "threads"), [(1, 32), (5, 32)])
def test_of_many_at_once_each_use_goes_to_exactly_one(
    database_url: str, state_store: StateStore, uses: int, threads: int
) -> None:
    secret = issue(state_store, uses=uses)
    start = threading.Barrier(threads)
    won: list[str] = []
    lost: list[int] = []

    def attempt(number: int, state_store: StateStore) -> None:
        start.wait()
        try:
            with Links(state_store).use(secret) as use:
                won.append(use.command_id)
        except LinkGone:
            lost.append(number)

    with closing(open_state_store(database_url)) as other_node:
        workers = [threading.Thread(target=attempt, args=(n, (state_store, other_node)[n % 2])) for n in range(threads)]
        for worker in workers:
            worker.start()
        for worker in workers:
            worker.join()
    assert (len(won), len(set(won)), len(lost)) == (uses, uses, threads - uses)
