"""Quarters: named parts of a municipality, and what happens there for volunteering."""

from datetime import date
from typing import Annotated, ClassVar

from msgspec import Meta

from fokus_kommune import PUBLIC, BodyId, BodyRef, Command, Fact, Key, Past, Reads, Reason, Refused, Turn, _
from fokus_network.exchange.profiles import KEEP_PROFILE
from fokus_network.exchange.programme import exchange

QuarterId = Annotated[
    str,
    Key("quarter"),
    Meta(pattern=r"^[a-z0-9][a-z0-9-]{0,60}$", title=_("Kurzbezeichnung"), description="Id of the quarter"),
]
Called = Annotated[str, Meta(min_length=1, max_length=120, title=_("Name des Quartiers"), description="Its name")]
What = Annotated[
    str, Meta(min_length=1, max_length=4000, title=_("Was dort geschieht"), description="What happens there")
]


@exchange.fact("quarter-described@1", public=True, sentence=_("{body} beschreibt das Quartier {called}."))
class QuarterDescribed(Fact, frozen=True):
    """A municipality says what happens in one of its quarters; it replaces what was said before."""

    quarter: QuarterId
    body: BodyId
    called: Called
    what: What


@exchange.fact(
    "quarter-closed@1", public=True, ends=True, sentence=_("{body} führt ein Quartier nicht mehr auf. Grund: {reason}")
)
class QuarterClosed(Fact, frozen=True):
    """A municipality no longer names a quarter."""

    quarter: QuarterId
    body: BodyId
    reason: Reason


class OfBody(Command, frozen=True):
    """Something about a quarter of one municipality."""

    reads: ClassVar[Reads] = Reads("quarter", QuarterDescribed, QuarterClosed)
    body: BodyRef
    quarter: QuarterId
    effective: date

    def check(self, past: Past) -> None:
        """Refuse a quarter of somebody else."""
        if any(one.body != self.body for one in past.of(QuarterDescribed)):
            message = _("Diese Kurzbezeichnung ist schon vergeben. Wählen Sie eine andere.")
            raise Refused("quarter-elsewhere", message, field="quarter")


@exchange.command("describe-quarter", KEEP_PROFILE, records=QuarterDescribed, title=_("Quartier beschreiben"))
class DescribeQuarter(OfBody, frozen=True):
    """Describe a quarter of a municipality, or describe it anew."""

    called: Called
    what: What


@exchange.command("close-quarter", KEEP_PROFILE, records=QuarterClosed, title=_("Quartier nicht mehr führen"))
class CloseQuarter(OfBody, frozen=True):
    """No longer name a quarter, from a day on."""

    reason: Annotated[Reason, Meta(title=_("Grund"))]


exchange.in_turn(
    "quarter",
    Turn(QuarterDescribed, ("out", "in"), "in", "quarter-closed", _("Dieses Quartier wird nicht mehr aufgeführt.")),
    Turn(QuarterClosed, "in", "out", "quarter-unknown", _("Dieses Quartier ist am {effective} nicht aufgeführt.")),
    name="a_quarter_is_closed_once",
)

QUARTERS = exchange.two_clocks("quarter", subject="quarter", begins=QuarterDescribed, ends=QuarterClosed)
exchange.listing(
    "quarters",
    QUARTERS,
    title=_("Quartiere"),
    policy=PUBLIC,
    order=("body", "called", "quarter"),
    filters=("body", "district"),
)
