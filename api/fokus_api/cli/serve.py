"""`fokus serve`: granian around the application, after everything that could prevent the start was looked at."""

import os
import socket
from typing import Any

import rich_click as click

from fokus_api.cli.output import Output, brought, json_option, settings
from fokus_api.demo import demo_keys
from fokus_api.logs import log_config, setup_logging
from fokus_api.service import Service, StartRefused
from fokus_api.settings import Settings, load_settings, path_in

__all__ = ["application", "serve"]

BACKLOG = 4096  # connections in waiting, and at work in one process: well above the open event streams


def application() -> Any:
    """Return the ASGI application of one server process; called in that process, after the fork."""
    from fokus_api.app import create_app

    inforce = load_settings()
    setup_logging(inforce.log_level)
    return create_app(lambda: Service.open(inforce))


@click.command
@click.option("--host", help="Address to listen on, in place of the setting.")
@click.option("--port", type=click.IntRange(1, 65535), help="Port to listen on, in place of the setting.")
@click.option("--demo", is_flag=True, help="Make one API key per role, and print them.")
@json_option
def serve(host: str | None, port: int | None, demo: bool) -> None:
    """Serve the API and the pages."""
    asked = (("host", host), ("port", port), ("demo", demo or None))
    given = {name: value for name, value in asked if value is not None}
    inforce = settings(given)
    os.environ.update({f"FOKUS_{name.upper()}": str(value) for name, value in given.items()})  # for the worker
    out = Output()
    setup_logging(inforce.log_level)
    from fokus_api.policy import check_routes
    from fokus_projections import load_projections

    # Opening once here creates what is missing before workers start, and tells in a sentence what stands against it.
    with Service.open(inforce, follow=False, extra=brought()) as service:
        journal, head = service.journal.id, service.journal.store.head()
        for plugin, routes in service.plugins.each("routes"):
            check_routes(plugin, routes)
        load_projections(service.plugins)
        keys = demo_keys(service) if inforce.demo else []
    _refuse_taken(inforce)
    url = f"http://{_host(inforce.host)}:{inforce.port}"
    document: dict[str, Any] = {
        "url": url,
        "data": inforce.data,
        "journal": journal,
        "head": head,
        "workers": inforce.workers,
    }
    human: list[Any] = [f"{url} serves the data in {inforce.data} (head {head}). Ctrl-C ends it."]
    if keys:
        document["demo"] = keys
        rows = [(one.actor, one.role, one.scope, one.key) for one in keys]
        title = "For demonstration only: one API key per role, sent as `Authorization: Bearer KEY`"
        human.insert(0, out.table(("actor", "role", "scope", "key"), rows, title=title))
    out.say(document, *human)
    if inforce.workers > 1 and path_in(inforce.journal):
        out.aside("Several server processes over a journal in SQLite are correct, but slower than one.")
    _run(inforce)


def _host(host: str) -> str:
    return f"[{host}]" if ":" in host else host


def _refuse_taken(inforce: Settings) -> None:
    """Raise `StartRefused` when the address cannot be listened on; granian itself would share a taken port."""
    try:
        family, kind, proto, _, address = socket.getaddrinfo(inforce.host, inforce.port, type=socket.SOCK_STREAM)[0]
        with socket.socket(family, kind, proto) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(address)
    except OSError as error:
        where = f"{_host(inforce.host)}:{inforce.port}"
        raise StartRefused(f"The server cannot listen on {where}: {error.strerror or error}.") from error


def _run(inforce: Settings) -> None:
    from granian import Granian
    from granian.constants import HTTPModes, Interfaces, Loops
    from granian.log import LogLevels

    Granian(
        "fokus_api.cli.serve:application",
        address=inforce.host,
        port=inforce.port,
        interface=Interfaces.ASGI,
        workers=inforce.workers,
        loop=Loops.uvloop,
        http=HTTPModes.http1,
        websockets=False,
        backlog=BACKLOG,
        backpressure=BACKLOG,
        log_level=LogLevels(inforce.log_level),
        log_dictconfig=log_config(inforce.log_level),
        log_access=False,
        workers_kill_timeout=10,
    ).serve(target_loader=application, wrap_loader=False)
