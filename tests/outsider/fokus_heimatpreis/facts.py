"""What happens with the Heimat-Preis: a body calls for it, awards prizes, and now and then one comes back."""

from typing import Annotated, Any, Literal

from fokus_core import BodyId, Evidence, Fact, Key, Personal, PersonId, Sealed, _, fact
from msgspec import Meta

CallId = Annotated[
    str, Key("call"), Meta(pattern=r"^[a-z0-9][a-z0-9-]{0,60}$", description="Id of the call, such as hagen-2026")
]
PrizeId = Annotated[str, Key("prize"), Meta(pattern=r"^[0-9a-f]{32}$", description="Id of the prize")]
Euros = Annotated[int, Meta(ge=1, le=15_000, description="Amount in whole euros")]
Honoured = Annotated[
    str, Meta(min_length=1, max_length=200, description="Project or association honoured; never a person's name")
]
Year = Annotated[int, Meta(ge=2018, le=2100, description="Year of the call")]
Reason = Annotated[str, Meta(min_length=1, max_length=1000, description="Why")]


@fact("heimatpreis.call-opened@1", public=True)
class CallOpened(Fact, frozen=True):
    """A body called for its Heimat-Preis; `card` is what could be shown then of its part in the Ehrenamtskarte."""

    body: BodyId
    call: CallId
    year: Year
    budget: Euros
    card: Literal["proven", "not-proven", "unknown"] = "unknown"


@fact("heimatpreis.prize-awarded@2", public=True)
class PrizeAwarded(Fact, frozen=True):
    """A body awarded a Heimat-Preis, to an association or to a person, whose name stays sealed."""

    body: BodyId
    call: CallId
    prize: PrizeId
    honoured: Honoured
    euros: Euros
    laureate: PersonId | None = None
    name: Annotated[Sealed[str] | None, Personal("laureate", purpose="prize")] = None


@fact("heimatpreis.prize-returned@1", public=True)
class PrizeReturned(Fact, frozen=True):
    """A Heimat-Preis was given back; `frees` tells whether its money may be awarded again."""

    body: BodyId
    call: CallId
    prize: PrizeId
    frees: bool
    reason: Reason


def whole_euros(shape: dict[str, Any]) -> dict[str, Any]:
    """Turn `prize-awarded@1`, which counted cents, into version 2."""
    euros = shape["cents"] // 100
    return {name: value for name, value in shape.items() if name != "cents"} | {"euros": euros}


CALLS = Evidence(
    "heimatpreis.calls",
    "body",
    established_by=(CallOpened,),
    title=_("hat den Heimat-Preis schon ausgelobt"),
)
