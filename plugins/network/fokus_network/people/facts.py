"""Functions in the network and the terms for which they are held."""

from typing import Annotated, Literal

from msgspec import Meta

from fokus_core import BodyId, Evidence, Fact, Key, MailAddress, PartyId, Personal, PersonId, Reason, Sealed, _, fact

TermId = Annotated[str, Key("term"), Meta(pattern=r"^[0-9a-f]{32}$", description="Random id of a term")]
ContactFunction = Annotated[Literal["contact", "deputy"], Meta(description="Contact person of the body, or a deputy")]
Task = Annotated[
    Literal["accompaniment", "responsibility"],
    Meta(description="Accompanies the network, or is responsible for it on the state side"),
]


Words = Annotated[
    Sealed[str] | None, Personal("person", purpose="contact"), Meta(description="Why the term ended, sealed")
]


class HeldByPerson(Fact, frozen=True, kw_only=True):
    """A function held by a person, whose name, mail and phone are sealed."""

    term: TermId
    body: BodyId
    person: PersonId | None = None
    name: Annotated[
        Sealed[str] | None,
        Personal("person", purpose="contact", says="name"),
        Meta(description="Name of the person, sealed"),
    ] = None
    mail: Annotated[
        Sealed[MailAddress] | None,
        Personal("person", purpose="contact", says="mail"),
        Meta(description="Mail address, sealed"),
    ] = None
    phone: Annotated[
        Sealed[str] | None, Personal("person", purpose="contact"), Meta(description="Phone number, sealed")
    ] = None


@fact("network.contact-named@1", public=True)
class ContactNamed(HeldByPerson, frozen=True):
    """A body named its contact person for the network, or a deputy."""

    function: ContactFunction


@fact("network.contact-ended@1", public=True, ends=True)
class ContactEnded(Fact, frozen=True):
    """A contact person or a deputy no longer is one; why is sealed where somebody was named."""

    term: TermId
    body: BodyId
    function: ContactFunction
    reason: Reason
    person: PersonId | None = None
    words: Words = None


@fact("network.speaker-number-set@1", public=True, whole_programme=True)
class SpeakerNumberSet(Fact, frozen=True):
    """It was laid down how many speakers the network may have at once."""

    number: Annotated[int, Meta(ge=0, le=20, description="How many speakers there may be at once")]


@fact("network.speaker-elected@1", public=True, whole_programme=True)
class SpeakerElected(HeldByPerson, frozen=True):
    """The network elected a speaker from a body."""


@fact("network.speaker-ended@1", public=True, whole_programme=True, ends=True)
class SpeakerEnded(Fact, frozen=True):
    """A speaker no longer is one; why is sealed where somebody was named."""

    term: TermId
    body: BodyId
    reason: Reason
    person: PersonId | None = None
    words: Words = None


@fact("network.organisation-entrusted@1", public=True, whole_programme=True)
class OrganisationEntrusted(Fact, frozen=True):
    """An organisation accompanies the network, or a ministry is responsible for it."""

    term: TermId
    party: PartyId
    task: Task


@fact("network.organisation-released@1", public=True, whole_programme=True, ends=True)
class OrganisationReleased(Fact, frozen=True):
    """An organisation no longer accompanies the network, or a ministry is no longer responsible for it."""

    term: TermId
    party: PartyId
    task: Task
    reason: Reason


CONTACTS = (ContactNamed, ContactEnded)
SPEAKERS = (SpeakerElected, SpeakerEnded)
ORGANISATIONS = (OrganisationEntrusted, OrganisationReleased)
BEGINNINGS = (ContactNamed, SpeakerElected, OrganisationEntrusted)
ENDS = (ContactEnded, SpeakerEnded, OrganisationReleased)
FACTS = (*CONTACTS, SpeakerNumberSet, *SPEAKERS, *ORGANISATIONS)

HAS_CONTACT = Evidence(
    "network.has-contact-person",
    "body",
    established_by=(ContactNamed,),
    ended_by=(ContactEnded,),
    title=_("hat eine Ansprechperson benannt"),
    counts=lambda fact: fact.function == "contact",
)
EVIDENCE = (HAS_CONTACT,)
