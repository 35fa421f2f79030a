"""What belongs to one request while it is answered."""

import time
import uuid
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, cast

if TYPE_CHECKING:
    from collections.abc import Mapping

    from fokus_api.access import Caller
    from fokus_api.asof import Moment

KEY = "fokus"


@dataclass(slots=True)
class Exchange:
    """One request: its id, when it came (seconds, monotonic), who asks, and the moment it asks about."""

    id: str = field(default_factory=lambda: str(uuid.uuid4()))
    started: float = field(default_factory=time.perf_counter)
    caller: "Caller | None" = None
    moment: "Moment | None" = None


def exchange_of(scope: "Mapping[str, Any]") -> Exchange:
    """Return the exchange that the front put into a request's scope."""
    return cast("Exchange", scope["state"][KEY])
