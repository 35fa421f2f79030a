"""Applications: their text, their team, and how they come in and are withdrawn."""

from typing import Annotated

from msgspec import Meta

from fokus_core import BodyId, Fact, Personal, PersonId, Sealed, fact
from fokus_ews.words import APPLICANTS, ApplicationId, CodeDigest, RunId, Version


@fact("ews.application-written@1", audience=APPLICANTS)
class ApplicationWritten(Fact, frozen=True):
    """The text of an application was drafted or changed; its own key seals it."""

    application: ApplicationId
    run: RunId
    body: BodyId
    starting_point: Annotated[
        Sealed[str],
        Personal("application", purpose="application"),
        Meta(description="Where the body stands with its strategy, sealed"),
    ]
    motivation: Annotated[
        Sealed[str],
        Personal("application", purpose="application"),
        Meta(description="Why it applies, sealed"),
    ]


@fact("ews.team-member-named@1", audience=APPLICANTS)
class TeamMemberNamed(Fact, frozen=True):
    """A person belongs to the team of an application, and later of its site."""

    application: ApplicationId
    run: RunId
    body: BodyId
    person: PersonId
    name: Annotated[
        Sealed[str],
        Personal("person", purpose="team", case="application", says="name"),
        Meta(description="Name of the person, sealed"),
    ]
    email: Annotated[
        Sealed[str],
        Personal("person", purpose="team", case="application", says="mail"),
        Meta(description="Official mail address of the person, sealed"),
    ]
    asked: Annotated[bool, Meta(description="Whether the person is asked by mail whether they take part")] = False


@fact("ews.team-member-agreed@1", audience=APPLICANTS, happened=True)
class TeamMemberAgreed(Fact, frozen=True):
    """A person who was named for a team takes part."""

    application: ApplicationId
    run: RunId
    body: BodyId
    person: PersonId


@fact("ews.team-member-declined@1", audience=APPLICANTS, happened=True)
class TeamMemberDeclined(Fact, frozen=True):
    """A person who was named for a team does not take part."""

    application: ApplicationId
    run: RunId
    body: BodyId
    person: PersonId


@fact("ews.team-member-left@1", audience=APPLICANTS)
class TeamMemberLeft(Fact, frozen=True):
    """A person no longer belongs to a team."""

    application: ApplicationId
    run: RunId
    body: BodyId
    person: PersonId


@fact("ews.application-submitted@1", audience=APPLICANTS)
class ApplicationSubmitted(Fact, frozen=True):
    """An application was received on this day; it is judged by the version of the rules that was then in force."""

    application: ApplicationId
    run: RunId
    body: BodyId
    rules: Version
    eligible: Annotated[bool, Meta(description="Whether these rules provide for the body")]
    code: CodeDigest | None = None


@fact("ews.application-withdrawn@1", audience=APPLICANTS, ends=True)
class ApplicationWithdrawn(Fact, frozen=True):
    """A body withdrew its application before a place was given to it."""

    application: ApplicationId
    run: RunId
    body: BodyId
