"""The identity provider over real HTTP, that can be switched off."""

import socket
import threading
from base64 import b64decode, b64encode
from collections.abc import Callable, Mapping
from hashlib import sha256
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from ipaddress import ip_address
from typing import Any, ClassVar
from urllib.parse import parse_qs, unquote, urlsplit

import msgspec

from fokus_api.operations.identity_provider.issuer import STYLE, Issuer, Refusal, Shape

__all__ = ["LocalProvider", "listen"]

FORM_LIMIT = 16_384  # bytes


class LocalProvider(Issuer):
    """Serves on a listening socket, of the loopback address unless given, until it is switched off."""

    def __init__(self, shape: Shape, listening: socket.socket | None = None) -> None:
        self._listening = listening or listen()
        self.host, self.port = self._listening.getsockname()[:2]
        self.asked: list[str] = []  # paths, in the order they were asked for
        super().__init__(address(self._listening), shape)
        self._server: ThreadingHTTPServer | None = None
        self.switch_on()

    def switch_on(self) -> None:
        """Answer, at the same address as before."""
        if self._listening.fileno() < 0:
            self._listening = listen(self.port, host=self.host)
        handler = type("Handler", (_Handler,), {"provider": self})
        self._server = ThreadingHTTPServer(("127.0.0.1", self.port), handler, bind_and_activate=False)
        self._server.socket.close()
        self._server.socket = self._listening
        threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()

    def switch_off(self) -> None:
        """Answer nothing more; connections are refused."""
        if self._server is not None:
            self._server.shutdown()
            self._server.server_close()
            self._server = None


class _Handler(BaseHTTPRequestHandler):
    provider: ClassVar[LocalProvider]
    timeout = 10

    def do_GET(self) -> None:  # named by http.server
        parts = urlsplit(self.path)
        self.provider.asked.append(parts.path)
        match parts.path:
            case "/.well-known/openid-configuration":
                self._json(200, self.provider.discovery())
            case "/keys":
                self._json(200, self.provider.published())
            case "/authorize":
                self._guarded(lambda: self._html(self.provider.page(_plain(parts.query))))
            case _:
                self._json(404, {"error": "not_found"})

    def do_POST(self) -> None:  # named by http.server
        path = urlsplit(self.path).path
        self.provider.asked.append(path)
        form = self.rfile.read(min(int(self.headers.get("Content-Length") or 0), FORM_LIMIT)).decode()
        match path:
            case "/authorize":
                self._guarded(lambda: self._send(303, b"", {"Location": self.provider.authorize(_plain(form))}))
            case "/token":
                self._guarded(lambda: self._json(200, self.provider.exchange(_plain(form), self._login())))
            case _:
                self._json(404, {"error": "not_found"})

    def log_message(self, *_: Any, **__: Any) -> None:
        """Log nothing: paths hold codes."""

    def _login(self) -> str:
        value = (self.headers.get("Authorization") or "").removeprefix("Basic ")
        return ":".join(unquote(part) for part in b64decode(value).decode().split(":"))

    def _guarded(self, answer: Callable[[], None]) -> None:
        try:
            answer()
        except (Refusal, ValueError) as error:
            self._json(400, {"error": str(error) if isinstance(error, Refusal) else "invalid_request"})

    def _json(self, status: int, value: Any) -> None:
        self._send(status, msgspec.json.encode(value), {"Content-Type": "application/json"})

    def _html(self, text: str) -> None:
        back = " ".join(
            sorted({"{0.scheme}://{0.netloc}".format(urlsplit(one)) for one in self.provider.shape.redirects})
        )
        style = b64encode(sha256(STYLE.encode()).digest()).decode()
        policy = f"default-src 'none'; style-src 'sha256-{style}'; form-action 'self' {back}; frame-ancestors 'none'"
        self._send(200, text.encode(), {"Content-Type": "text/html; charset=utf-8", "Content-Security-Policy": policy})

    def _send(self, status: int, body: bytes, headers: Mapping[str, str]) -> None:
        self.send_response(HTTPStatus(status))
        for name, value in {**headers, "Content-Length": str(len(body)), "Cache-Control": "no-store"}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)


def listen(*ports: int, host: str = "127.0.0.1") -> socket.socket:
    """Return a socket that listens on the first free port of an address, on any other where none is free."""
    family, kind, proto, _, (bound, *_) = socket.getaddrinfo(host, 0, type=socket.SOCK_STREAM)[0]
    for port in (*ports, 0):
        listening = socket.socket(family, kind, proto)
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listening.bind((bound, port))
        except OSError:
            listening.close()
            continue
        listening.listen()
        return listening
    raise OSError(f"No port of {host} is free.")


def address(listening: socket.socket) -> str:
    """Return the address of a provider that listens on a socket; one on every address is reached from outside."""
    host, port = listening.getsockname()[:2]
    if ip_address(host).is_unspecified:
        host = _outward(listening.family)
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


def _outward(family: int) -> str:
    """Return the address by which others reach this machine, the loopback address where there is none."""
    anywhere, near = (("192.0.2.1", 9), "127.0.0.1") if family == socket.AF_INET else (("2001:db8::1", 9), "::1")
    with socket.socket(family, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(anywhere)  # sends nothing
        except OSError:
            return near
        found: str = probe.getsockname()[0]
        return found


def _plain(text: str) -> dict[str, str]:
    """Return the fields of a query or form, each once."""
    fields = parse_qs(text, keep_blank_values=True, max_num_fields=30)
    if any(len(values) > 1 for values in fields.values()):
        raise Refusal("invalid_request")
    return {name: values[0] for name, values in fields.items()}
