"""The document completed: schemas, examples, problems and headers, as our answers and our input really look."""

from typing import Any, get_args, get_origin

import msgspec
from litestar import Litestar, Response
from litestar.handlers import HTTPRouteHandler

from fokus_api.http.going import going_of
from fokus_api.http.negotiation import FORM
from fokus_api.http.problem_types import PROBLEM_DESCRIPTIONS
from fokus_api.http.problems import MEDIA_TYPE, Problem
from fokus_api.http.route_options import RouteOptions, options_of
from fokus_api.responses.exports import MEDIA_TYPES
from fokus_api.responses.row_entry import columns_in_files
from fokus_api.routes.commands import command_path
from fokus_api.server.about import TAGS
from fokus_api.server.examples import example_of, example_of_parameter
from fokus_api.server.schemas import Schemas, is_struct, without_null
from fokus_core.domain.commands import CommandType
from fokus_core.domain.texts import _
from fokus_core.plugins.catalogue import Catalogue
from fokus_core.plugins.labels import Labels
from fokus_core.plugins.stability import Going

__all__ = ["completed", "schemas_of"]

READS = (400, 401, 403, 404, 409, 422, 500, 503)
WRITES = (400, 401, 403, 404, 409, 413, 415, 422, 500, 503)
WAIT = {"Retry-After": {"description": _("Sekunden bis zu einem neuen Versuch"), "schema": {"type": "integer"}}}
TEXT = {"schema": {"type": "string"}}
CACHED = {
    "ETag": {"description": _("Kennung dieser Antwort"), "schema": {"type": "string"}},
    "Fokus-On": {"description": _("Tag, an dem es gilt"), "schema": {"type": "string", "format": "date"}},
    "Fokus-Known": {"description": _("Position, bis zu der das Journal bekannt war"), "schema": {"type": "integer"}},
    "Fokus-Checkpoint": {
        "description": _(
            "Letzter signierter Stand: Zahl der Einträge (`size`), Wurzel (`root`), "
            "und ob er diese Antwort deckt (`covers`)"
        ),
        "schema": {"type": "string"},
    },
}
FILE_NAME = {
    "Content-Disposition": {"description": _("Vorschlag für den Dateinamen"), "schema": {"type": "string"}},
    "Fokus-SHA256": {"description": _("SHA-256 der Datei, wie `sha256sum` sie zeigt"), "schema": {"type": "string"}},
}
POSITION = {"Fokus-Position": {"description": _("Position des letzten Eintrags"), "schema": {"type": "integer"}}}


def schemas_of(app: Litestar) -> Schemas:
    """Return the schemas of all that is taken in and answered; raises `PluginRefused` where two have one name."""
    catalogue: Catalogue = app.state.node.service.catalogue
    handlers = _handlers(app)
    types = [Problem, *(kind.cls for kind in catalogue.commands.values())]
    types += [options.takes for _handler, options in handlers.values() if options.takes is not None]
    types += [found for handler, _options in handlers.values() if (found := _answered(handler)) is not None]
    programmes = {_package(kind.cls): kind.programme for kind in catalogue.commands.values()}
    brought = ((handler.fn, options.programme) for handler, options in handlers.values() if not options.command)
    programmes |= {
        package: programme for fn, programme in brought if not (package := _package(fn)).startswith("fokus_api")
    }
    return Schemas(types, programmes, app.state.node.service.labels)


def _tags(app: Litestar, used: set[str]) -> list[dict[str, str]]:
    """Return the tags that operations have, the programmes by their titles."""
    programmes = {info.id: info.title for info in app.state.node.service.plugins.programmes}
    return [{"name": tag, "description": (TAGS | programmes).get(tag, tag)} for tag in sorted(used)]


def _handlers(app: Litestar) -> dict[tuple[str, str], tuple[HTTPRouteHandler, RouteOptions]]:
    """Return every handler with its options, by path and method."""
    return {
        (route.path_format, method.lower()): (handler, options)
        for route in app.routes
        for method, (handler, _model) in getattr(route, "route_handler_map", {}).items()
        if (options := options_of(handler)) is not None
    }


def _package(thing: Any) -> str:
    return str(thing.__module__).partition(".")[0]


def _answered(handler: HTTPRouteHandler) -> Any:
    """Return the Struct that a route answers with, None where it answers with something else."""
    said = handler.parsed_fn_signature.return_type.annotation
    said = get_args(said)[0] if get_origin(said) is Response else said
    return said if is_struct(said) else None


def _kind(handler: HTTPRouteHandler) -> str:
    """Return the media type of a Struct that a route answers with: JSON, or what it says that is written in it."""
    said = str(handler.media_type)
    return said if said.endswith("+json") else "application/json"


def completed(found: dict[str, Any], app: Litestar) -> dict[str, Any]:
    """Return the document with what our answers and our input look like, each operation with an example."""
    catalogue: Catalogue = app.state.node.service.catalogue
    schemas, handlers = schemas_of(app), _handlers(app)
    labels = Labels.brought(catalogue.programmes.values())
    found["components"]["schemas"] = schemas.components()
    found["tags"] = _tags(app, {options.tag for _handler, options in handlers.values()})
    taken: dict[str, type[msgspec.Struct]] = {command_path(kind): kind.cls for kind in catalogue.commands.values()}
    taken |= {path: options.takes for (path, _method), (_h, options) in handlers.items() if options.takes is not None}
    for path, operations in found["paths"].items():
        for method, operation in operations.items():
            if isinstance(operation, dict) and "responses" in operation:
                handler, options = handlers[path, method]
                for parameter in operation.get("parameters", ()):
                    parameter["schema"] = without_null(parameter["schema"])
                    if (example := example_of_parameter(parameter["name"], parameter["schema"])) is not None:
                        parameter["example"] = example
                    if parameter["in"] == "path" and "description" not in parameter:
                        parameter["description"] = labels.word(options.programme, parameter["name"])
                operation["tags"] = [options.tag]
                for status, answer in operation["responses"].items():
                    if int(status) < 300 and (answered := _answered(handler)) is not None:
                        answer["content"] = {_kind(handler): _shown(schemas, answered, whole=True)}
                _complete(operation, options, schemas.of(Problem))
                if options.export == "csv":
                    rows, _options = handlers[path.removesuffix(".csv"), method]
                    operation["responses"]["200"]["content"][MEDIA_TYPES["csv"]]["example"] = _heading(rows)
                if path in taken and method == "post":
                    operation["requestBody"] = {
                        "required": True,
                        "content": {"application/json": _shown(schemas, taken[path], whole=False)},
                    }
                if (going := going_of(handler)) is not None:
                    _complete_going(operation, going)
                if options.command:
                    _complete_command(operation, catalogue.commands[options.command])
    return found


def _heading(handler: HTTPRouteHandler) -> str:
    """Return the first line of a list as CSV."""
    (row,) = get_args(_answered(handler))
    return ",".join(columns_in_files(row)) + "\r\n"


def _shown(schemas: Schemas, type_: Any, *, whole: bool) -> dict[str, Any]:
    """Return the schema of a type with an example, where there is one."""
    example = example_of(type_, whole=whole)
    return {"schema": schemas.of(type_), **({} if example is msgspec.UNSET else {"example": example})}


def _complete(operation: dict[str, Any], options: RouteOptions, problem: dict[str, Any]) -> None:
    responses = operation["responses"]
    limited = (429,) if options.limit else ()
    for status in (WRITES if options.takes_in else READS) + limited:
        content = {MEDIA_TYPE: {"schema": problem}}
        responses[str(status)] = {"description": PROBLEM_DESCRIPTIONS[status], "content": content}
        if status in {429, 503}:
            responses[str(status)]["headers"] = WAIT
    if options.binary:
        _complete_binary(
            operation, {one: {"schema": {"type": "string", "format": "binary"}} for one in options.binary}, problem
        )
    if options.export:
        file = {"schema": {"type": "string", "format": "binary"} if options.export == "xlsx" else {"type": "string"}}
        responses["200"] = {
            "description": _("Die ganze Liste"),
            "headers": FILE_NAME,
            "content": {MEDIA_TYPES[options.export]: file},
        }
    if (whole := responses.get("200")) and options.kept and not options.takes_in:
        whole["headers"] = {**whole.get("headers", {}), **CACHED}
        responses["304"] = {"description": _("Unverändert"), "headers": CACHED}
    if options.json:
        kinds = ("application/json", FORM) if options.form else ("application/json",)
        operation["requestBody"] = {"content": {one: {"schema": {"type": "object"}} for one in kinds}}
    for media_type in options.also:
        responses["200" if "200" in responses else "201"]["content"][media_type] = TEXT
    if options.policy.scope != "public":
        operation["security"] = [{"key": []}]
    if options.policy.permission:
        operation["x-permission"] = options.policy.permission


def _complete_binary(operation: dict[str, Any], content: dict[str, Any], problem: dict[str, Any]) -> None:
    """Describe bytes of certain kinds as what is sent or, where there is such an answer, as what is answered."""
    responses = operation["responses"]
    if "200" not in responses:
        operation["requestBody"] = {"required": True, "content": content}
        return
    responses["200"] = {"description": _("Die Datei"), "content": content}
    responses["410"] = {"description": PROBLEM_DESCRIPTIONS[410], "content": {MEDIA_TYPE: {"schema": problem}}}


def _complete_going(operation: dict[str, Any], going: Going) -> None:
    """Describe that an operation will go: since when that is known, when it goes, and what to use instead."""
    told = {
        "Deprecation": {"description": _("Seit wann sie veraltet ist (RFC 9745)"), **TEXT},
        "Sunset": {"description": _("Wann sie entfällt (RFC 8594)"), **TEXT},
    }
    operation["deprecated"] = True
    operation["x-sunset"] = {"on": going.gone_on.isoformat(), "release": going.gone_in, "instead": going.instead}
    for answer in operation["responses"].values():
        answer["headers"] = {**answer.get("headers", {}), **told}


def _complete_command(operation: dict[str, Any], kind: CommandType) -> None:
    responses = operation["responses"]
    responses["412"] = {"description": PROBLEM_DESCRIPTIONS[412], "content": responses["409"]["content"]}
    decided = responses["201"]
    responses["200"] = {"description": _("Entschieden, nichts eingetragen"), "content": decided["content"]}
    decided["headers"] = POSITION
    if kind.may_wait:
        responses["202"] = {
            "description": _("Vorgeschlagen; eine zweite Person muss freigeben"),
            "content": decided["content"],
            "headers": POSITION | {"Location": {"description": _("Der Vorschlag"), "schema": {"type": "string"}}},
        }
