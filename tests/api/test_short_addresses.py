"""What a route answers also stands at a short address, unless that is taken."""

from typing import Any

import pytest

from fokus_api import read
from fokus_api.http.short_addresses import short_addresses, whole
from fokus_core import PUBLIC
from fokus_core.domain.programme import PluginRefused


def route(path: str, short: str) -> Any:
    @read(path, policy=PUBLIC, short=short)
    async def bed(number: int) -> dict[str, int]:
        """Return a bed."""
        return {"number": number}

    return bed


BED = "/garden/beds/{number:int}"


def test_a_short_address_stands_for_the_whole_one() -> None:
    found = short_addresses([("garden", [route(BED, "/b"), route(BED, "")])], ["/", "/api/v1/garden", "/k"])
    assert found == {"/b/": "/api/v1/garden/beds/"}
    assert whole("/b/7", found) == "/api/v1/garden/beds/7"
    for other in ("/b", "/", "", "/b/7/8", "/bb/7", "/api/v1/b/7", "*"):
        assert whole(other, found) == other


@pytest.mark.parametrize(
    ("path", "short"),
    [(BED, "/k"), (BED, "/B"), (BED, "b"), (BED, "/b/c"), ("/garden/beds", "/b"), ("/garden/{body_id:str}/beds", "/b")],
)
def test_one_that_is_taken_or_cannot_be_stops_the_start(path: str, short: str) -> None:
    with pytest.raises(PluginRefused, match="cannot also stand at"):
        short_addresses([("garden", [route(path, short)])], ["/k", "/k/check.js"])
    with pytest.raises(PluginRefused, match="which is taken"):
        short_addresses([("garden", [route(BED, "/b"), route(BED, "/b")])], [])
