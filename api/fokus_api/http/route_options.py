"""Route options: what the gateway, the guard and the document know of a route besides its path and its handler."""

from typing import Any, Literal

import msgspec
from litestar.handlers import BaseRouteHandler

from fokus_core.domain.facts import Fact
from fokus_core.domain.limits import Limit
from fokus_core.domain.policy import Policy
from fokus_core.plugins.stability import Going

__all__ = ["RouteOptions", "options_of"]

KEY = "fokus"


class RouteOptions(msgspec.Struct, frozen=True, kw_only=True):
    """What a route is: who may ask it, how often, of what its answer is made, and what it takes.

    Answers that are `kept` were made of the read models alone; `also` names further media types of its answer,
    `binary` those of a file that it answers with or takes, `export` the form of the file that a list is answered
    as. With `lines` there is one of a JSON document a line.
    `takes` is what its JSON is decoded as, `query` the parameters it takes, `several` those that may stand more than
    once; others are refused, or ignored where it is `for_people`, whose addresses trackers add to. `title` is what
    people call its answer, `shows` are the facts it tells. A `command` is judged by the journal; a `secret` stands in
    the path, so that no page guesses it. `going` says when the operation goes, if it will; at `short` it stands, too.
    """

    policy: Policy
    programme: str
    kept: bool = False
    limit: Limit | None = None
    also: tuple[str, ...] = ()
    binary: tuple[str, ...] = ()
    export: Literal["", "csv", "xlsx", "ndjson"] = ""
    lines: bool = False
    command: str = ""
    takes: type[msgspec.Struct] | None = None
    shows: tuple[type[Fact], ...] = ()
    json: bool = False
    form: bool = False
    writes: bool = False
    secret: bool = False
    for_people: bool = False
    query: frozenset[str] = frozenset()
    title: str = ""
    several: frozenset[str] = frozenset()
    going: Going | None = None
    short: str = ""

    @property
    def tag(self) -> str:
        """What it is filed under in the document."""
        return self.programme or "core"

    @property
    def takes_in(self) -> bool:
        """Whether it is asked by POST."""
        return bool(self.command or self.writes or self.takes)

    @property
    def opt(self) -> dict[str, Any]:
        """The options as Litestar takes them."""
        return {KEY: self}


def options_of(handler: BaseRouteHandler | None) -> RouteOptions | None:
    """Return the options of a route, None where it has none."""
    found = None if handler is None else handler.opt.get(KEY)
    return found if isinstance(found, RouteOptions) else None
