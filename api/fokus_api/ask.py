"""What a read route is given: what it reads from, about which moment, for whom, and how the list is wanted."""

from dataclasses import dataclass

from fokus_api.auth.unsealing import Unsealer
from fokus_api.http.caller import Caller
from fokus_api.http.request_context import Moment
from fokus_api.node import Node
from fokus_api.responses.paging import Listing
from fokus_core.bodies.names import Bodies
from fokus_projections import Reader


@dataclass(frozen=True)
class Ask:
    """One question: the read models, the bodies as known then, the moment, the page, who asks, and their unsealer."""

    reader: Reader
    bodies: Bodies
    moment: Moment
    listing: Listing
    caller: Caller
    node: Node
    unsealer: Unsealer
