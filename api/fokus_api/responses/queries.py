"""Checks: questions that hold a secret or an id to try, asked by POST, so that they stand in no address and no log."""

from collections.abc import Callable

import msgspec
from litestar import post
from litestar.handlers import HTTPRouteHandler

from fokus_api.auth.policy import API, Endpoint, Policy
from fokus_api.http.route_options import RouteOptions
from fokus_core.domain.limits import Limit


def query(
    path: str, *, policy: Policy, limit: Limit, takes: type[msgspec.Struct]
) -> Callable[[Endpoint], HTTPRouteHandler]:
    """Make an `async def` a POST route below `/api/v1` that changes nothing; its docstring is its description.

    `path` begins with the programme id. The route takes a `body: RawBody`, which it decodes as `takes`, a Struct of
    what is asked. `limit` bounds how often one actor or address may ask; with `closed` nobody is answered while that
    cannot be counted.
    """

    def make(endpoint: Endpoint) -> HTTPRouteHandler:
        programme = path.strip("/").partition("/")[0]
        options = RouteOptions(
            policy=policy,
            programme=programme,
            limit=limit,
            json=True,
            takes=takes,
        )
        return post(
            API + path,
            status_code=200,
            operation_id=f"{programme}_{endpoint.__name__}".replace("-", "_"),
            tags=[programme],
            summary=(endpoint.__doc__ or "").strip().partition("\n")[0].rstrip("."),
            opt=options.opt,
        )(endpoint)

    return make
