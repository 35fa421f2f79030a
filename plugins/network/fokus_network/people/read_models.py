"""Who holds which function, through two clocks; persons stay sealed in the facts that `named_at` points to."""

from typing import Annotated, Any, Literal

import msgspec
from msgspec import Meta

from fokus_core import Recorded
from fokus_network.people.facts import BEGINNINGS, ENDS, ContactNamed, OrganisationEntrusted, SpeakerElected
from fokus_projections import TwoClockTable

Function = Literal["contact", "deputy", "speaker", "accompaniment", "responsibility"]


class Held(msgspec.Struct, frozen=True):
    """A function as it is held from a day on."""

    function: Annotated[
        Function,
        Meta(
            description="Contact person or deputy of the body, speaker of the network, or the organisation's task: "
            "accompaniment or responsibility"
        ),
    ]
    party: Annotated[str, Meta(description="Body the person comes from, or the organisation")]
    named_at: Annotated[int, Meta(description="Position of the fact that holds name, mail and phone, sealed")]


def held(_: Held | None, record: Recorded[Any]) -> Held | None:
    """Fold one fact into a term."""
    match record.fact:
        case ContactNamed() as named:
            return Held(named.function, named.body, record.position)
        case SpeakerElected() as elected:
            return Held("speaker", elected.body, record.position)
        case OrganisationEntrusted() as entrusted:
            return Held(entrusted.task, entrusted.party, record.position)
        case _:
            return None


TERMS = TwoClockTable(
    name="network.term",
    table="network_term",
    description="Terms of contact persons, deputies, speakers and organisations, through two clocks.",
    subject="term",
    facts=(*BEGINNINGS, *ENDS),
    state=Held,
    fold=held,
    ends_with="party",
    indexes=[("party",)],
)
PROJECTIONS = (TERMS,)
