"""The demonstration's sign-in: an identity provider on this machine with one account per role, each with its grant."""

import secrets
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import msgspec

from fokus_api.auth.signin.tokens import actor_of
from fokus_api.operations.demo import grant_once
from fokus_api.operations.identity_provider import Account, Shape, address, listen
from fokus_api.runtime.loopback import host_in_url
from fokus_api.runtime.service import Service, StartRefused
from fokus_api.runtime.settings import Settings

__all__ = ["demo_signin"]

CLIENT = "fokus-demo"


def _hosts(settings: Settings, issuer: str) -> list[str]:
    """Return the names by which a browser may have come: those allowed, and the address that is listened on."""
    own = {host_in_url(settings.host), urlsplit(issuer).netloc.rpartition(":")[0]}
    return sorted({host_in_url(host) for host in settings.allowed_hosts if host != "*"} | own)


@contextmanager
def demo_signin(service: Service) -> Iterator[dict[str, str]]:
    """Run the provider as a process of its own, and yield the variables that make the server use it.

    Its port is kept beside the data: the actors of its accounts depend on it. Raises `StartRefused` outside a
    demonstration.
    """
    settings = service.settings
    if not settings.demo:
        raise StartRefused("The identity provider that lets everybody in is for demonstrations only.")
    path = Path(settings.data) / "demo-signin.json"
    kept = msgspec.json.decode(path.read_bytes(), type=int) if path.exists() else min(settings.port + 1, 65535)
    with listen(kept, host=settings.host) as listening:
        issuer, port = address(listening), listening.getsockname()[1]
        path.write_bytes(msgspec.json.encode(port))
        roles = service.catalogue.roles
        accounts = [Account(f"demo-{role}", roles[role].title) for role in sorted(roles)]
        for role in roles:
            grant_once(service, actor_of(issuer, f"demo-{role}"), role)
        shape = Shape(
            client_id=CLIENT,
            client_secret=secrets.token_urlsafe(32),
            redirects=[f"http://{host}:{settings.port}/signin/callback" for host in _hosts(settings, issuer)],
            audience=CLIENT,
            accounts=accounts,
        )
        descriptor = listening.fileno()
        process = subprocess.Popen(
            [sys.executable, "-P", "-m", "fokus_api.operations.identity_provider"],
            stdin=subprocess.PIPE,
            pass_fds=[descriptor],
            start_new_session=True,  # Ctrl-C is for the server; this one ends with it
        )
    assert process.stdin is not None  # noqa: S101  # a pipe was asked for
    process.stdin.write(b"%d %s\n" % (descriptor, msgspec.json.encode(shape)))
    process.stdin.flush()
    try:
        yield {
            "FOKUS_OIDC_ISSUER": issuer,
            "FOKUS_OIDC_AUDIENCE": shape.audience,
            "FOKUS_OIDC_CLIENT_ID": shape.client_id,
            "FOKUS_OIDC_CLIENT_SECRET": shape.client_secret,
        }
    finally:
        process.stdin.close()
        try:
            process.wait(timeout=5)
        except subprocess.TimeoutExpired:
            process.kill()
