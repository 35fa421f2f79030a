"""Copies of the public data: each process keeps its own, and who waits for one keeps nobody else from working."""

import asyncio
import os
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from hashlib import sha256
from pathlib import Path
from threading import Event

import pytest

from fokus_api.responses import public_copies
from fokus_api.responses.public_copies import PublicCopies, PublicCopy
from fokus_api.runtime.service import Service
from fokus_api.testing import settle, temporary_service
from fokus_network.plugin import plugin as network
from fokus_projections.publishing import Copy, FieldsOf


@pytest.fixture(scope="module")
def service() -> Iterator[Service]:
    with temporary_service(network) as service:
        settle(service)
        yield service


def test_two_processes_over_one_folder_leave_each_other_their_copies(
    service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(public_copies, "KEPT", 600.0)
    one, other = PublicCopies(service), PublicCopies(service)
    folder = Path(service.settings.read_models, "public")
    left, draft = folder / "left.db", folder / ".draft.db.0"

    async def fetch(copies: PublicCopies) -> PublicCopy:
        copy, file = await copies.fetch()
        with file:
            assert sha256(file.read()).hexdigest() == copy.sha256
        return copy

    async def ask() -> None:
        first = await fetch(one)
        left.touch()
        draft.touch()
        os.utime(left, (0, 0))
        second = await fetch(other)
        for copies, kept in ((one, first), (other, second), (one, first)):
            assert await fetch(copies) is kept
        assert [path.exists() for path in (left, draft)] == [False, True]
        for path in folder.iterdir():
            path.unlink()
        assert await fetch(one) is not first, "it is made anew where somebody removed it"

    asyncio.run(ask())


def test_of_one_process_the_last_copy_alone_is_kept(service: Service, monkeypatch: pytest.MonkeyPatch) -> None:
    copies = PublicCopies(service)
    folder = Path(service.settings.read_models, "public")
    folder.mkdir(exist_ok=True)

    async def fetch() -> set[Path]:
        _copy, file = await copies.fetch()
        file.close()
        return set(folder.iterdir())

    before = set(folder.iterdir())
    (first,) = asyncio.run(fetch()) - before
    monkeypatch.setattr(PublicCopies, "_outdated", lambda *_given: True)
    (second,) = asyncio.run(fetch()) - before
    assert first != second
    assert not first.exists()


def test_who_waits_for_a_copy_keeps_nobody_else_from_working(service: Service, monkeypatch: pytest.MonkeyPatch) -> None:
    go_on, publish = Event(), service.models.publish
    made: list[Path] = []

    def slowly(target: Path, fields_of: FieldsOf) -> Copy:
        made.append(target)
        assert go_on.wait(30)
        return publish(target, fields_of)

    async def ask() -> None:
        copies = PublicCopies(service)
        asyncio.get_running_loop().set_default_executor(ThreadPoolExecutor(2))
        waiting = [asyncio.ensure_future(copies.fetch()) for _number in range(8)]
        await asyncio.sleep(0)
        try:
            assert await asyncio.wait_for(asyncio.to_thread(int, "7"), 30) == 7
        finally:
            go_on.set()
        for _copy, file in await asyncio.gather(*waiting):
            file.close()

    monkeypatch.setattr(service.models, "publish", slowly)
    asyncio.run(ask())
    assert len(made) == 1
