"""What becomes of papers: they are issued and, where they should not have been, revoked."""

from datetime import date
from typing import Annotated

from msgspec import Meta

from fokus_core import BodyId, Fact, Personal, PersonId, SaysWhy, Sealed, Title, fact
from fokus_ews.papers.words import LastDay, PaperKind, PaperNumber
from fokus_ews.words import APPLICANTS, RunId


@fact("ews.paper-issued@1", audience=APPLICANTS, irrevocable=True)
class PaperIssued(Fact, frozen=True, kw_only=True):
    """A paper was issued to a site, or to a member of its team: all that it says, so that it is printed the same."""

    paper: PaperNumber
    run: RunId
    body: BodyId
    kind: PaperKind
    title: Annotated[Title, Meta(description="Title of the run, as it is printed")]
    day: Annotated[date, Meta(description="First day as a site, or the day of completion or of the certificate")]
    until: LastDay = None
    person: Annotated[PersonId | None, Meta(description="Member of the team who is named on it")] = None
    name: Annotated[
        Sealed[str] | None,
        Personal("person", purpose="paper", case="paper"),
        Meta(description="Name of the person, sealed"),
    ] = None


@fact("ews.paper-revoked@2", audience=APPLICANTS, irrevocable=True, ends=True)
class PaperRevoked(SaysWhy, frozen=True, kw_only=True):
    """A paper no longer holds; why is sealed, and goes with whom the paper names."""

    paper: PaperNumber
    run: RunId
    body: BodyId
    person: Annotated[PersonId | None, Meta(description="Member of the team who is named on it")] = None


FACTS = (PaperIssued, PaperRevoked)
