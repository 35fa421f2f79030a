"""Short addresses: what a route answers also stands below a word of its own, for codes that have no room for more."""

import re
from collections.abc import Iterable, Mapping

from litestar.handlers import HTTPRouteHandler

from fokus_api.http.route_options import options_of
from fokus_core.domain.programme import PluginRefused

__all__ = ["short_addresses", "whole"]

SHORT = re.compile("/[a-z]{1,8}")
ONE_AT_THE_END = re.compile(r"([^{}]+/)\{[a-z_]+:(?:int|str)\}")


def short_addresses(
    brought: Iterable[tuple[str, Iterable[HTTPRouteHandler]]], taken: Iterable[str]
) -> Mapping[str, str]:
    """Return what short beginnings of addresses stand for; raises `PluginRefused` for one that is taken or cannot be.

    `taken` are the paths of all routes.
    """
    words = {path.split("/")[1] for path in taken}
    found: dict[str, str] = {}
    for plugin, routes in brought:
        for route in routes:
            options = options_of(route)
            if options is None or not options.short:
                continue
            (path,) = route.paths
            whole_path = ONE_AT_THE_END.fullmatch(path)
            if not SHORT.fullmatch(options.short) or whole_path is None:
                raise PluginRefused(plugin, f"route {path} cannot also stand at {options.short!r}.")
            if options.short[1:] in words or f"{options.short}/" in found:
                raise PluginRefused(plugin, f"route {path} cannot also stand at {options.short!r}, which is taken.")
            found[f"{options.short}/"] = whole_path[1]
    return found


def whole(path: str, short: Mapping[str, str]) -> str:
    """Return the path of the route that stands at a short address; any other stays as it is."""
    beginning, slash, last = path.rpartition("/")
    return short.get(beginning + slash, beginning + slash) + last
