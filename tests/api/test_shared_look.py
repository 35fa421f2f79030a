"""A look at the read models is shared by whoever waited for it, and by nobody who came later."""

import asyncio

from api_kit import Client, open_gardens

from fokus_api.auth.shared_look import SharedLook
from fokus_api.runtime.service import Service
from fokus_projections import Reader

GARDENS = "SELECT count(*) FROM garden_gardens"


def test_who_asks_after_something_was_written_sees_it(client: Client, service: Service) -> None:
    look = SharedLook(service.models)
    seen: list[tuple[str, int]] = []

    def ask(name: str) -> None:
        seen.append((name, look.reader().position))

    async def story() -> list[int]:
        loop = asyncio.get_running_loop()
        heads = []
        for body in ("05315000", "05111000", "05112000"):
            before = look.reader().position
            loop.call_soon(ask, "waited")  # it came before anything was written, whatever it sees
            heads += [before, await asyncio.to_thread(open_gardens, service, body)]
            ask("later")
        return heads

    heads = asyncio.run(story())
    assert [position for name, position in seen if name == "later"] == heads[1::2]
    assert len(set(heads[1::2])) == 3


def test_those_that_waited_share_one_look(service: Service) -> None:
    taken: list[Reader] = []

    class Counted(SharedLook):
        def _end(self) -> None:
            taken.append(self.reader())
            super()._end()

    look = Counted(service.models)

    async def story() -> None:
        for _ in range(2):
            for _ in range(5):
                asyncio.get_running_loop().call_soon(look.reader)
            await asyncio.sleep(0)
        await asyncio.sleep(0)

    asyncio.run(story())
    assert len(taken) == 2


def test_another_thread_has_a_reader_of_its_own(service: Service) -> None:
    look = SharedLook(service.models)

    async def story() -> tuple[Reader, Reader]:
        return look.reader(), await asyncio.to_thread(look.reader)

    here, there = asyncio.run(story())
    assert here is not there
