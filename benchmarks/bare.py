"""The bare server: an ASGI application that sends answers it was given, made by nobody."""

import os
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import msgspec

ANSWERS = "BENCHMARK_ANSWERS"

Send = Callable[[dict[str, Any]], Awaitable[None]]


class Answer(msgspec.Struct, frozen=True):
    """One answer, byte for byte."""

    status: int
    headers: list[tuple[bytes, bytes]]
    body: bytes


def application() -> Callable[..., Awaitable[None]]:
    """Return the application of one server process over the answers in the file that `BENCHMARK_ANSWERS` names."""
    stored = msgspec.msgpack.decode(Path(os.environ[ANSWERS]).read_bytes(), type=dict[str, Answer])
    messages = {
        path: (
            {"type": "http.response.start", "status": one.status, "headers": one.headers},
            {"type": "http.response.body", "body": one.body, "more_body": False},
        )
        for path, one in stored.items()
    }

    async def app(scope: dict[str, Any], receive: object, send: Send) -> None:
        if scope["type"] == "http":
            start, body = messages[scope["path"]]
            await send(start)
            await send(body)

    return app
