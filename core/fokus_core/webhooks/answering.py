"""What came of sending a message to an address."""

from collections.abc import Awaitable, Callable, Sequence
from typing import Literal

import msgspec

__all__ = ["Answer", "Failure", "Resolve"]

Failure = Literal["", "address", "unreachable", "certificate", "too-slow", "no-http", "status"]
Resolve = Callable[[str, int], Awaitable[Sequence[str]]]


class Answer(msgspec.Struct, frozen=True):
    """What came of a message: the status, why it was not taken (empty where it was), and the pause that is asked."""

    code: int = 0
    why: Failure = ""
    pause: float = 0.0
