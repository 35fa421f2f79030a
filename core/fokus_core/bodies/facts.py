"""What happens to bodies after the register was made, and parties that are no bodies."""

from typing import Annotated, Literal

from msgspec import Meta

from fokus_core.bodies.body import BodyKind
from fokus_core.domain.facts import Fact, Key, fact
from fokus_core.domain.labels import labelled
from fokus_core.domain.texts import _

BODY = r"^05(\d|\d{3}|\d{6})$"
PARTY = r"^(05(\d|\d{3}|\d{6})|[a-z][a-z0-9-]{1,60})$"

BodyId = Annotated[str, Key("body"), Meta(pattern=BODY, description="Id of a body: its key in the register")]
PartyId = Annotated[str, Key("body"), Meta(pattern=PARTY, description="Id of a body, or of a party that is no body")]
NewPartyId = Annotated[
    str, Key("body"), Meta(pattern=r"^[a-z][a-z0-9-]{1,60}$", description="Id of a party that is no body")
]
Name = Annotated[str, Meta(min_length=1, max_length=200)]
Seat = Annotated[str, Meta(max_length=100, description="Place where it has its seat")]
OfficialKey = Annotated[str, Meta(pattern=BODY)]
PartyKind = Annotated[
    Literal["association", "ministry", "organisation"],
    labelled({"association": _("Verband"), "ministry": _("Ministerium"), "organisation": _("Andere Organisation")}),
]


@fact("core.body-renamed@1", public=True, whole_programme=True)
class BodyRenamed(Fact, frozen=True):
    """A body bears another name."""

    body: BodyId
    name: Name


@fact("core.body-rekeyed@1", public=True, whole_programme=True)
class BodyRekeyed(Fact, frozen=True):
    """A body bears another official key; its id stays."""

    body: BodyId
    key: OfficialKey


@fact("core.body-retyped@1", public=True, whole_programme=True)
class BodyRetyped(Fact, frozen=True):
    """A body is of another kind: a municipality became a town."""

    body: BodyId
    kind: BodyKind


@fact("core.body-reparented@1", public=True, whole_programme=True)
class BodyReparented(Fact, frozen=True):
    """A body belongs to another district or administrative district."""

    body: BodyId
    parent: OfficialKey


@fact("core.body-created@1", public=True, whole_programme=True)
class BodyCreated(Fact, frozen=True):
    """A body came into being, by itself or out of others."""

    body: BodyId
    name: Name
    kind: BodyKind
    parent: OfficialKey | None
    predecessors: tuple[OfficialKey, ...] = ()


@fact("core.body-ended@1", public=True, whole_programme=True, closes="body")
class BodyEnded(Fact, frozen=True):
    """A body ceased to be: merged into another or split into several."""

    body: BodyId
    successors: Annotated[tuple[OfficialKey, ...], Meta(description="Ids of the bodies that follow it")] = ()


@fact("core.party-registered@1", public=True, whole_programme=True)
class PartyRegistered(Fact, frozen=True):
    """An association, a ministry or another party that is no body was entered."""

    party: NewPartyId
    name: Name
    kind: PartyKind
    seat: Seat = ""


BodyChange = BodyRenamed | BodyRekeyed | BodyRetyped | BodyReparented | BodyCreated | BodyEnded
BODY_CHANGES = (BodyRenamed, BodyRekeyed, BodyRetyped, BodyReparented, BodyCreated, BodyEnded)  # what changes bodies
