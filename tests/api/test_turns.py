"""Many commands of one client wait for each other, and keep nobody else waiting."""

import asyncio
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from api_kit import Client, Headers, bearer, slug

from fokus_api.cli.serve import MOST, connections
from fokus_api.http.problems import ApiProblem
from fokus_api.http.turns import AT_WORK, WAITING, Turns
from fokus_api.runtime.service import Service
from fokus_api.testing.contract import issue_key

OPEN = "/api/v1/garden/commands/open?dry_run=true"


def garden(body: str) -> dict[str, str]:
    return {"body": body, "name": "Garten", "effective": "2024-01-01"}


def test_of_one_client_few_are_at_work_and_some_wait() -> None:
    async def all_of_them() -> None:
        turns, done, inside = Turns(), asyncio.Event(), []

        async def work(client: str) -> str:
            try:
                async with turns.of(client):
                    inside.append(client)
                    await done.wait()
            except ApiProblem as problem:
                return problem.slug
            return "done"

        busy = [asyncio.create_task(work("busy")) for _ in range(AT_WORK + WAITING + 3)]
        other = asyncio.create_task(work("other"))
        await asyncio.sleep(0)
        await asyncio.sleep(0)
        assert inside == [*["busy"] * AT_WORK, "other"]
        done.set()
        assert await asyncio.gather(*busy) == ["done"] * (AT_WORK + WAITING) + ["too-many-requests"] * 3
        assert await other == "done"
        assert (turns._asked, turns._gates) == ({}, {})

    asyncio.run(all_of_them())


def test_who_asks_for_much_leaves_the_queue_to_others(
    client: Client, service: Service, office: Headers, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = bearer(issue_key(service, "berta", ("municipal-officer", "body:05315000")))
    asked: list[str] = []
    submit = service.journal.submit

    def noted(*given: Any, by: Any, **more: Any) -> Any:
        asked.append(by.id)
        return submit(*given, by=by, **more)

    monkeypatch.setattr(service.journal, "submit", noted)
    with ThreadPoolExecutor(AT_WORK * 3) as pool:
        with service.journal.writer._deciding:  # somebody's decision takes long
            busy = [pool.submit(client.post, OPEN, json=garden("05314000"), headers=office) for _ in range(AT_WORK * 2)]
            deadline = time.monotonic() + 30
            while len(asked) < AT_WORK and time.monotonic() < deadline:
                time.sleep(0.01)
            late = pool.submit(client.post, OPEN, json=garden("05315000"), headers=other)
            while len(asked) <= AT_WORK and time.monotonic() < deadline:
                time.sleep(0.01)
            assert asked == [*["office"] * AT_WORK, "berta"]
        assert late.result().status_code == 200
        assert [one.result().status_code for one in busy] == [200] * AT_WORK * 2


def test_who_has_too_many_waiting_is_told_to_come_later(
    client: Client, office: Headers, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("fokus_api.http.turns.WAITING", -AT_WORK)
    answer = client.post(OPEN, json=garden("05314000"), headers=office)
    assert (answer.status_code, slug(answer), answer.headers["retry-after"]) == (429, "too-many-requests", "1")


@pytest.mark.parametrize(
    ("descriptors", "most"), [(sys.maxsize, MOST), (524_288, MOST), (20_000, 19_000), (1_024, 512), (64, 32)]
)
def test_connections_leave_descriptors_to_files_and_are_more_than_one_address_can_have(
    descriptors: int, most: int
) -> None:
    assert connections(descriptors) == most
    assert MOST > 65_535
