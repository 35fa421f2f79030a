"""One exchange with an address by HTTP, bounded in time and size, with no host that is not public."""

import asyncio
import socket
import ssl
from collections.abc import Mapping, Sequence
from urllib.parse import urlsplit

from fokus_core.webhooks.answering import Answer, Resolve
from fokus_core.webhooks.reachable import is_reachable

__all__ = ["Exchange"]

HEAD = 16 * 1024  # bytes of status and headers
REST = 64 * 1024  # bytes of a body that are looked at, so that a receiver that answers politely can end
LINGER = 1.0  # seconds for that
TRIED = 3  # network addresses of a host


class Exchange:
    """Sends one message and reads what a receiver says of it."""

    def __init__(self, seconds: float, resolve: Resolve | None) -> None:
        self._seconds = seconds
        self._resolve = resolve or _resolved

    def run(self, address: str, headers: Mapping[str, str], body: bytes, *, loopback: bool) -> Answer:
        """Send the message and return what came of it; blocks."""
        return asyncio.run(self._bounded(address, headers, body, loopback))

    async def _bounded(self, address: str, headers: Mapping[str, str], body: bytes, loopback: bool) -> Answer:
        try:
            async with asyncio.timeout(self._seconds):
                return await self._exchange(address, headers, body, loopback)
        except TimeoutError:
            return Answer(why="too-slow")
        except ssl.SSLError:
            return Answer(why="certificate")
        except (asyncio.LimitOverrunError, asyncio.IncompleteReadError, ValueError):
            return Answer(why="no-http")
        except OSError:
            return Answer(why="unreachable")

    async def _exchange(self, address: str, headers: Mapping[str, str], body: bytes, loopback: bool) -> Answer:
        parts = urlsplit(address)
        host, safe = parts.hostname or "", parts.scheme == "https"
        port = parts.port or (443 if safe else 80)
        found = list(dict.fromkeys(await self._resolve(host, port)))
        if not found or not all(is_reachable(one, loopback=loopback) for one in found):
            return Answer(why="address")
        if not safe and not loopback:
            return Answer(why="address")
        reader, writer = await _connected(found[:TRIED], port, host if safe else None)
        try:
            writer.write(_request(parts.netloc, parts.path or "/", headers, body))
            await writer.drain()
            head = await reader.readuntil(b"\r\n\r\n")
            answer = _answer(head)
            await _rest(reader)
            return answer
        finally:
            writer.transport.abort()


async def _resolved(host: str, port: int) -> Sequence[str]:
    found = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return [str(one[4][0]) for one in found]


async def _connected(
    addresses: Sequence[str], port: int, host: str | None
) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    """Connect to the first address that answers; by TLS to a `host`, whose certificate is looked at."""
    context = ssl.create_default_context() if host else None
    failure: OSError = ConnectionError()
    for address in addresses:
        try:
            return await asyncio.open_connection(address, port, ssl=context, server_hostname=host, limit=HEAD)
        except ssl.SSLError:
            raise
        except OSError as error:
            failure = error
    raise failure


def _request(host: str, path: str, headers: Mapping[str, str], body: bytes) -> bytes:
    lines = [f"POST {path} HTTP/1.1", f"Host: {host}", *(f"{name}: {value}" for name, value in headers.items())]
    lines += [f"Content-Length: {len(body)}", "Connection: close", "", ""]
    return "\r\n".join(lines).encode("ascii") + body


def _answer(head: bytes) -> Answer:
    """Return what a receiver said; raises `ValueError` where it is not HTTP."""
    first, *lines = head.decode("latin-1").split("\r\n")
    protocol, _blank, rest = first.partition(" ")
    code = rest[:3]
    if protocol not in {"HTTP/1.0", "HTTP/1.1"} or not (code.isascii() and code.isdigit()) or int(code) < 200:
        raise ValueError
    if 200 <= int(code) < 300:
        return Answer(int(code))
    named = {name.strip().lower(): value.strip() for name, _colon, value in (line.partition(":") for line in lines)}
    pause = named.get("retry-after", "")
    return Answer(int(code), "status", float(pause) if pause.isascii() and pause.isdigit() and len(pause) < 9 else 0.0)


async def _rest(reader: asyncio.StreamReader) -> None:
    """Wait a moment for the end of an answer, of which nothing is kept."""
    seen = 0
    try:
        async with asyncio.timeout(LINGER):
            while seen < REST and (piece := await reader.read(HEAD)):
                seen += len(piece)
    except (TimeoutError, OSError):
        pass
