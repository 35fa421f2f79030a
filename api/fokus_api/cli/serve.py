"""`fokus serve`: granian around the application, after everything that could prevent the start was looked at."""

import os
import resource
import socket
import sys
from contextlib import suppress
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import TYPE_CHECKING, Any

import msgspec
import rich_click as click
from click import get_current_context

from fokus_api.cli.output import Output, brought, json_option, settings
from fokus_api.operations.demo import demo_keys
from fokus_api.operations.demo_signin import demo_signin
from fokus_api.plugins.load import open_service
from fokus_api.runtime.logs import log_config, setup_logging
from fokus_api.runtime.loopback import host_in_url
from fokus_api.runtime.service import StartRefused
from fokus_api.runtime.settings import Settings, path_in
from fokus_api.runtime.telemetry import refuse_untraceable
from fokus_api.server.ending import STARTER

if TYPE_CHECKING:
    from litestar.cli._utils import LitestarEnv

__all__ = ["serve"]

BACKLOG = 4096  # connections in waiting
MOST = 66_000  # connections that a process holds: one address has fewer ports than that, so it cannot take all alone
KEPT = 1_000  # descriptors that connections leave to files, databases and identity providers
HEADERS = 10_000  # milliseconds a client may take to send its headers, also the next ones on an idle connection


@click.command
@click.option("--host", help="Address to listen on, in place of the setting.")
@click.option("--port", type=click.IntRange(1, 65535), help="Port to listen on, in place of the setting.")
@click.option("--demo", is_flag=True, help="Offer one API key, which is printed, and one account per role.")
@json_option
def serve(host: str | None, port: int | None, demo: bool) -> None:
    """Serve the API and the pages."""
    asked = (("host", host), ("port", port), ("demo", demo or None))
    given = {name: value for name, value in asked if value is not None}
    inforce = settings(given)
    os.environ.update({f"FOKUS_{name.upper()}": str(value) for name, value in given.items()})  # for the server
    out = Output()
    setup_logging(inforce.log_level)
    refuse_untraceable(inforce)
    from fokus_api.auth.policy import check_routes
    from fokus_api.http.rate_limits import refuse_misnamed
    from fokus_api.pages.link_actions import actions_of
    from fokus_api.pages.message_link import OWN
    from fokus_api.plugins.bulk_imports import imports_of
    from fokus_api.plugins.intakes import intakes_of
    from fokus_projections import load_projections

    address = _listenable(inforce)  # before anything is written
    # Opening once here creates what is missing before the server starts, and tells in a sentence what prevents it.
    with open_service(inforce, follow=False, extra=brought()) as service:
        journal, head = service.journal.id, service.journal.store.head()
        routes = [one for plugin, some in service.plugins.each("routes") for one in check_routes(plugin, some)]
        refuse_misnamed(inforce.limits, routes)
        actions_of(service.catalogue, [("core", OWN), *service.plugins.each("links")])
        imports_of(service.catalogue, service.plugins.each("imports"))
        intakes_of(service.catalogue, service.plugins.each("intake"))
        load_projections(service.plugins)
        keys = demo_keys(service) if inforce.demo else []
        if inforce.demo and not inforce.oidc_issuer:
            os.environ.update(get_current_context().with_resource(demo_signin(service)))
    environment = _environment()
    url = f"http://{host_in_url(inforce.host)}:{inforce.port}"
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
        human.append(f"To sign in with a browser as one of these roles: {url}/signin")
    out.say(document, *human)
    if inforce.workers > 1 and path_in(inforce.journal):
        out.aside("Several server processes over a journal in SQLite are correct, but slower than one.")
    out.end(_run(inforce, environment, address, connections(raise_descriptors())))


def _listenable(inforce: Settings) -> str:
    """Return the address that a host means, which granian does not look up.

    Raises `StartRefused` when it cannot be listened on; granian would share a taken port.
    """
    try:
        family, kind, proto, _, address = socket.getaddrinfo(inforce.host, inforce.port, type=socket.SOCK_STREAM)[0]
        with socket.socket(family, kind, proto) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(address)
            return str(address[0])
    except OSError as error:
        where = f"{host_in_url(inforce.host)}:{inforce.port}"
        raise StartRefused(f"The server cannot listen on {where}: {error.strerror or error}.") from error


def raise_descriptors() -> int:
    """Let the server have as many files open as the system allows it, in place of the usual 1,024; return how many."""
    _soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    with suppress(OSError, ValueError):
        resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    soft, _hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    return sys.maxsize if soft == resource.RLIM_INFINITY else soft


def connections(descriptors: int) -> int:
    """Return how many connections a process takes: never so many that no descriptor is left for its own files."""
    return min(MOST, max(descriptors - KEPT, descriptors // 2))


def _environment() -> "LitestarEnv":
    """Return what `litestar run` works with; the server finds the application by its file, wherever it is started."""
    from litestar.cli._utils import LitestarEnv

    from fokus_api.server import asgi

    path = Path(asgi.__file__).with_suffix("")
    return LitestarEnv(f"{path}:application", asgi.application(), cwd=Path.cwd(), is_app_factory=True)


def _run(inforce: Settings, environment: "LitestarEnv", address: str, most: int) -> int:
    """Serve with the `run` command that litestar-granian's plugin brings, and return the exit code."""
    from litestar.cli import litestar_group

    os.environ.update({"LITESTAR_QUIET_CONSOLE": "1", "PYTHONSAFEPATH": "1", STARTER: str(os.getpid())})
    root = Path(environment.app_path).parents[2]  # first on the import path, in place of the working folder
    with NamedTemporaryFile(prefix="fokus-", suffix=".json") as logs:
        logs.write(msgspec.json.encode(log_config(inforce.log_level)))
        logs.flush()
        options = [
            *(f"--host={address}", f"--port={inforce.port}", f"--workers={inforce.workers}"),
            *("--http=1", "--no-ws", "--loop=uvloop", f"--backlog={BACKLOG}", f"--backpressure={most}"),
            f"--http1-header-read-timeout={HEADERS}",
            *(f"--granian-log-level={inforce.log_level}", f"--log-config={logs.name}", "--granian-no-access-log"),
            *("--workers-kill-timeout=10", "--process-name=fokus", f"--working-dir={root}"),
        ]
        code: int | None = litestar_group.main(["run", *options], "fokus serve", standalone_mode=False, obj=environment)
    return code or 0
