"""What belongs to one request while it is answered."""

import random
import time
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, cast

from fokus_api.http.caller import Caller
from fokus_projections import Reader

Headers = list[tuple[bytes, bytes]]
KEY = "fokus"
PROCESS = str(uuid.uuid4())[:20]


def new_id() -> str:
    """Return a UUID; it tells requests apart and is no secret."""
    text = f"{random.getrandbits(60):015x}"
    return f"{PROCESS}{text[:3]}-{text[3:]}"


@dataclass(frozen=True)
class Moment:
    """What is asked about: true in the world on the day `on`, as known at the position `known`."""

    on: date
    known: int
    pinned: bool = False

    @property
    def params(self) -> dict[str, Any]:
        """The parameters `on` and `known` of SQL that asks about this moment."""
        return {"on": self.on.isoformat(), "known": self.known}


@dataclass(slots=True)
class RequestContext:
    """One request: its id, when it came (seconds, monotonic), who asks, the moment it asks about.

    `reader` is the read model as it was looked at when the request came, None where none was in use then; `tables` are
    those the answer is made of; `live` where it is made of more; `opened` once the answer holds personal data;
    `limited` where it was counted; `head` where nothing else is wanted; `headers` go with the answer, whatever it is.
    `waiting` is how many tasks wait for the caller, None where nobody asked.
    """

    id: str = field(default_factory=new_id)
    started: float = field(default_factory=time.perf_counter)
    caller: Caller | None = None
    reader: Reader | None = None
    tables: set[str] = field(default_factory=set)
    moment: Moment | None = None
    live: bool = False
    opened: bool = False
    limited: bool = False
    head: bool = False
    headers: Headers = field(default_factory=list)
    waiting: int | None = None


def context_of(scope: Mapping[str, Any]) -> RequestContext:
    """Return the context that the gateway put into a request's scope."""
    return cast("RequestContext", scope["state"][KEY])
