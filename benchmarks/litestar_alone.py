"""What an ordinary Litestar handler costs by itself: the parameters and dependencies of the list, and a made answer."""

import os
from pathlib import Path
from typing import Any

from litestar import Litestar, Request, get
from litestar.di import NamedDependency, Provide
from litestar.response.base import ASGIResponse

from benchmarks.members import LEAST
from benchmarks.servers import ANSWER
from fokus_api.auth.policy import QueryNames
from fokus_api.responses.asked import LIMIT, Cursor, Format, Limit
from fokus_api.responses.moment import Known, MinPosition, OnDate
from fokus_network.membership.routes.members import Kreis, OfKind, OfRound


class Made:
    """What a dependency gives: nothing."""


def application() -> Litestar:
    """Return the application of one server process that sends the body in the file that `BENCHMARK_ANSWER` names."""
    body = Path(os.environ[ANSWER]).read_bytes()
    made, answer = Made(), ASGIResponse(body=body, media_type="application/json")

    def reader(request: Request[Any, Any, Any]) -> Made:
        return made

    async def moment(
        request: Request[Any, Any, Any], on: OnDate = None, known: Known = None, min_position: MinPosition = None
    ) -> Made:
        return made

    def bodies(reader: NamedDependency[Made], moment: NamedDependency[Made]) -> Made:
        return made

    def listing(
        request: Request[Any, Any, Any],
        limit: Limit = LIMIT,
        cursor: Cursor = None,
        format: Format = None,  # noqa: A002  # the name of the query parameter
    ) -> Made:
        return made

    @get(LEAST)
    async def members(
        reader: NamedDependency[Made],
        bodies: NamedDependency[Made],
        moment: NamedDependency[Made],
        listing: NamedDependency[Made],
        kreis: Kreis = None,
        type: OfKind = None,  # noqa: A002  # the name of the query parameter
        round: OfRound = None,  # noqa: A002  # the name of the query parameter
    ) -> ASGIResponse:
        return answer

    return Litestar(
        [members],
        dependencies={
            "reader": Provide(reader, sync_to_thread=False),
            "moment": Provide(moment),
            "bodies": Provide(bodies, sync_to_thread=False),
            "listing": Provide(listing, sync_to_thread=False),
        },
        plugins=[QueryNames()],
        logging_config=None,
        openapi_config=None,
    )
