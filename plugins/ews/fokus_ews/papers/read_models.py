"""Papers through two clocks; the names on them stay in the facts."""

from datetime import date
from typing import Annotated, Any

import msgspec
from msgspec import Meta
from msgspec.structs import replace

from fokus_core import Recorded
from fokus_ews.papers.facts import PaperIssued, PaperRevoked
from fokus_ews.papers.words import PaperKind
from fokus_projections import TwoClockTable


class Paper(msgspec.Struct, frozen=True):
    """A paper as it stands from a day on."""

    run: Annotated[str, Meta(description="Id of the run")]
    body: Annotated[str, Meta(description="Id of the site")]
    kind: Annotated[PaperKind, Meta(description="participation, completion or certificate")]
    title: Annotated[str, Meta(description="Title of the run, as it is printed")]
    personal: Annotated[bool, Meta(description="Whether it names a member of the team")]
    issued: Annotated[date, Meta(description="Day on which it was issued")]
    issued_at: Annotated[int, Meta(description="Position of the fact that holds what it says, the name sealed")]
    revoked: Annotated[date | None, Meta(description="First day on which it no longer holds")] = None
    revoked_at: Annotated[int | None, Meta(description="Position of the fact that holds why, sealed")] = None


def paper(state: Paper | None, record: Recorded[Any]) -> Paper | None:
    """Fold one fact into a paper."""
    match record.fact:
        case PaperIssued() as fact:
            personal = fact.person is not None
            return Paper(fact.run, fact.body, fact.kind, fact.title, personal, fact.effective, record.position)
        case fact:
            return None if state is None else replace(state, revoked=fact.effective, revoked_at=record.position)


PAPERS = TwoClockTable(
    name="ews.paper",
    table="ews_paper",
    description="Certificates and confirmations with their numbers, through two clocks.",
    subject="paper",
    facts=(PaperIssued, PaperRevoked),
    state=Paper,
    fold=paper,
    indexes=[("run",), ("body",)],
)
PROJECTIONS = (PAPERS,)
