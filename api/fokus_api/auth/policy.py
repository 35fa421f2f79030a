"""Read routes and their policies: no route without one, each below its programme, one guard before all of them."""

from collections import Counter
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from typing import Any
from urllib.parse import parse_qs, unquote

import msgspec
from litestar.connection import ASGIConnection
from litestar.handlers import BaseRouteHandler, HTTPRouteHandler
from litestar.plugins import ReceiveRoutePlugin
from litestar.routes import BaseRoute, HTTPRoute

from fokus_api.auth.signin.csrf import demand_own_page
from fokus_api.http.input_errors import SHOWN, FieldError, parameter_errors
from fokus_api.http.negotiation import UTF_8, header, media_type_of, sends_form, wants_csv
from fokus_api.http.problems import ApiProblem, words_for
from fokus_api.http.rate_limits import EXPORTS, Limit, refuse_unlimited, tried
from fokus_api.http.request_context import context_of
from fokus_api.http.route_options import RouteOptions, options_of
from fokus_core.domain.facts import PUBLIC as EVERYBODY
from fokus_core.domain.facts import Audience, Fact, fact_type
from fokus_core.domain.policy import ANYWHERE, PUBLIC, SIGNED_IN, Policy
from fokus_core.domain.programme import PluginRefused, ProgrammeInfo
from fokus_core.domain.refusals import Forbidden
from fokus_core.domain.roles import Permission
from fokus_core.domain.texts import _
from fokus_core.plugins.stability import Going
from fokus_core.plugins.texts import Words
from fokus_projections import note_tables

__all__ = ["API", "PUBLIC", "SIGNED_IN", "Policy", "QueryNames", "check_audiences", "check_routes", "guard", "read"]

API = "/api/v1"  # the path below which every programme answers
FOR_PEOPLE = frozenset({"text/html", "text/calendar", "application/atom+xml"})  # what people and subscriptions ask for
SUBSCRIBED = (".ics", ".atom")  # how addresses end that calendars and readers keep, also where JSON is answered beside
NO_SUCH = _("Ein Feld mit diesem Namen gibt es hier nicht.")
REPEATED = _("Dieser Parameter steht zweimal da.")
Endpoint = Callable[..., Awaitable[Any]]


def read(
    path: str,
    *,
    policy: Policy,
    live: bool = False,
    also: Sequence[str] = (),
    limit: Limit | None = None,
    operation_id: str = "",
    below: str = API,
    media_type: str | None = None,
    binary: Sequence[str] = (),
    shows: Sequence[type[Fact]] = (),
    title: str = "",
    lines: bool = False,
    going: Going | None = None,
    short: str = "",
) -> Callable[[Endpoint], HTTPRouteHandler]:
    """Make an `async def` a GET route `below` `/api/v1`; its docstring is its description.

    `path` begins with the programme id. Answers are kept, and confirmed by 304, until a row of the tables they were
    made of changes; say `live` where it reads anything but the read models. Where the policy's scope is a thing such as
    `body`, the path holds its id: `/network/bodies/{body_id:str}`. `also` names further media types that it answers
    with besides `media_type`, which is JSON unless said. `limit` bounds how often it is answered; what is not JSON is
    bounded by `EXPORTS` without it. `shows` are the facts that its answer tells: the start is refused where they are
    seen by fewer than the policy lets in. A route for people and subscriptions ignores parameters it does not know.
    `title` is what people call what it answers with. A list with `lines` is also a file of a JSON document a line.
    One that is `going` says so with every answer, and in the document. Where `path` ends with its only parameter, that
    also stands below the word `short`: `/s` answers at `/s/1`, in codes that have no room for more.
    """

    def make(endpoint: Endpoint) -> HTTPRouteHandler:
        programme = path.strip("/").partition("/")[0]
        summary = (endpoint.__doc__ or "").strip().partition("\n")[0].rstrip(".")
        options = RouteOptions(
            policy=policy,
            programme=programme,
            kept=not live,
            limit=limit or (EXPORTS if media_type and "json" not in media_type else None),
            also=tuple(also),
            binary=tuple(binary),
            for_people=media_type in FOR_PEOPLE,
            shows=tuple(shows),
            title=title,
            lines=lines,
            going=going,
            short=short,
        )
        return Read(
            below + path,
            http_method="GET",
            operation_id=operation_id or f"{programme}_{endpoint.__name__}".replace("-", "_"),
            tags=[programme],
            summary=summary,
            opt=options.opt,
            media_type=media_type,
        )(endpoint)

    return make


class Read(HTTPRouteHandler):
    """A GET route whose guard is given the route itself, and no copy of it for every request."""

    async def authorize_connection(self, connection: ASGIConnection[Any, Any, Any, Any]) -> None:
        """Ask every guard."""
        for one in self.resolve_guards():
            await one(connection, self)  # type: ignore[misc]  # the type allows guards that return nothing to wait for


def check_routes(plugin: str, routes: Iterable[object]) -> list[HTTPRouteHandler]:
    """Return a plugin's routes; raises `PluginRefused` for one without a policy or limit, or that is not its own."""
    checked = []
    for route in routes:
        if not isinstance(route, HTTPRouteHandler) or (options := options_of(route)) is None:
            raise PluginRefused(plugin, f"route {_named(route)} has no policy.")
        policy = options.policy
        for path in route.paths:
            if not path.startswith(f"{API}/{plugin}/"):
                raise PluginRefused(plugin, f"route {path} must stand below {API}/{plugin}/.")
            if policy.scope not in ANYWHERE and f"{{{policy.scope}_id:" not in path:
                raise PluginRefused(plugin, f"route {path} has no {policy.scope}_id, which its policy is about.")
        refuse_unlimited(plugin, route)
        checked.append(route)
    return checked


def check_audiences(info: ProgrammeInfo, route: HTTPRouteHandler, permissions: Mapping[str, Permission]) -> None:
    """Raise `PluginRefused` where a route tells a fact to somebody who may not see it."""

    def holders(permission: str) -> set[str]:
        return {*permissions[permission].roles} if permission in permissions else set()

    options = options_of(route)
    policy = options.policy if options else PUBLIC
    for kind in map(fact_type, options.shows if options else ()):
        seen_by = kind.audience
        if seen_by != EVERYBODY and (
            not policy.permission
            or (policy.permission != seen_by.permission and not holders(policy.permission) <= _seers(seen_by, holders))
        ):
            who = seen_by.permission or "core.read-log"
            name = _named(route).removeprefix(f"{API}/")
            raise info.refused(name, f"route {_named(route)} shows {kind.name!r}, which is for holders of {who!r}.")


def _seers(audience: Audience, holders: Callable[[str], set[str]]) -> set[str]:
    return set().union(*map(holders, (audience.permission or "core.read-log", *audience.beyond)))


def _named(route: object) -> str:
    return ", ".join(sorted(route.paths)) if isinstance(route, BaseRouteHandler) else repr(route)


class QueryNames(ReceiveRoutePlugin):
    """Notes the query parameters that each route takes, so that others can be refused."""

    def receive_route(self, route: BaseRoute) -> None:
        """Note the parameters of every handler of a route, those of its dependencies included."""
        if isinstance(route, HTTPRoute):
            for handler, model in route.route_handler_map.values():
                if (options := options_of(handler)) is not None:
                    taken = frozenset(one.field_alias for one in model.expected_query_params)
                    several = frozenset(one.field_alias for one in model.expected_query_params if one.is_sequence)
                    handler.opt.update(msgspec.structs.replace(options, query=taken, several=several).opt)
                # one after another: a task for each takes longer than any of them
                model.dependency_batches = [{one} for batch in model.dependency_batches for one in batch]


async def guard(connection: ASGIConnection[Any, Any, Any, Any], handler: BaseRouteHandler) -> None:
    """Let a request pass only where its route has a policy that the caller fulfils, and its form is one we read."""
    if isinstance(handler, HTTPRouteHandler) and handler.http_methods == {"OPTIONS"}:
        return
    options = options_of(handler)
    if options is None:
        raise Forbidden
    policy, context = options.policy, context_of(connection.scope)
    caller = context.caller
    if caller is None:
        raise Forbidden
    node = connection.app.state.node
    if options.command:
        if policy.scope != "public" and caller.actor is None:
            raise Forbidden
    else:
        node.access.demand(caller, policy, options.programme, connection.path_params)
    if (limit := _limit_of(connection.scope, options)) is not None:
        context.limited = True
        await node.limits.admit(limit, connection.scope)
    if caller.signed is not None and caller.session and not options.secret:
        await demand_own_page(connection, caller.signed.csrf)
    _refuse_parameters(connection, options, words_for(connection.scope, node.service.texts))
    content_type = header(connection.scope, b"content-type")
    takes_json = options.command or (options.json and content_type is not None)
    if takes_json and not _is_json(content_type) and not (options.form and sends_form(connection.scope)):
        raise ApiProblem("unsupported-media-type")
    if not options.command:
        context.tables = note_tables()


def _refuse_parameters(connection: ASGIConnection[Any, Any, Any, Any], options: RouteOptions, words: Words) -> None:
    """Raise `ApiProblem` for query parameters that a route does not take, or that stand twice, and all else wrong."""
    query = connection.scope["query_string"].decode("latin-1")
    names = [one.partition("=")[0] for one in query.split("&")] if query else []
    nulls = "null" in unquote(query).lower()  # which would be taken as if it were not there
    if not nulls and len(names) == len(set(names)) and options.query.issuperset(names):  # seldom in another way
        return
    given = Counter(name for name, _value in connection.query_params.multi_items())
    for_people = options.for_people or connection.scope["path"].endswith(SUBSCRIBED)
    unknown = [] if for_people else sorted(given.keys() - options.query)
    twice = sorted(name for name in given.keys() & options.query if given[name] > 1 and name not in options.several)
    wrong = [*((name, NO_SUCH) for name in unknown), *((name, REPEATED) for name in twice)]
    if not wrong and not nulls:
        return
    errors = [FieldError(parameter=name[:SHOWN], detail=detail) for name, detail in wrong]
    found = {one.parameter for one in errors}
    more = [one for one in parameter_errors(connection, words) if one.parameter not in found]
    slug = "unknown-parameter" if not twice else "invalid-input" if unknown else "repeated-parameter"
    if errors or more:
        raise ApiProblem("invalid-input" if more else slug, errors=[*errors, *more])


def _limit_of(scope: Mapping[str, Any], options: RouteOptions) -> Limit | None:
    """Return the limit of a request: that of its route, or that of exports where a list is wanted as CSV.

    A command that is only tried, as a form does with each look, does not use up those that are given.
    """
    if options.limit is None and "format" in options.query and wants_csv(scope):
        return EXPORTS
    if options.limit is not None and options.command:
        asked = parse_qs(scope["query_string"].decode("latin-1"))
        return tried(options.limit) if asked.get("dry_run") == ["true"] else options.limit
    return options.limit


def _is_json(content_type: str | None) -> bool:
    name, charset = media_type_of(content_type)
    return name == "application/json" and charset in UTF_8
