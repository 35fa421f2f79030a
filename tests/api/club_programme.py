"""A programme of the tests: heads of clubs, whom a second actor has to confirm."""

from collections.abc import Iterator
from datetime import date
from typing import Annotated, ClassVar

from fokus_core import Command, Fact, Past, Permission, Policy, ProgrammeInfo, Sentence, command, fact, hookimpl
from fokus_core.bodies.facts import BodyId
from fokus_core.bodies.names import BodyRef
from fokus_core.domain.reads import Reads
from fokus_core.domain.refusals import Refused
from fokus_core.privacy.personal import Personal
from fokus_core.privacy.persons import Person, PersonId
from fokus_core.privacy.sealed import Sealed
from fokus_core.testing.purposes import purposes


@fact("club.head-named@1")
class HeadNamed(Fact, frozen=True):
    """A club got a head."""

    body: BodyId
    person: PersonId
    name: Annotated[Sealed[str], Personal("person", purpose="club")]


@command("club.name-head", Policy("club.lead", "body", four_eyes=True))
class NameHead(Command, frozen=True):
    """Name the head of a club, with four eyes."""

    reads: ClassVar[Reads] = Reads("body", HeadNamed)
    body: BodyRef
    person: Person
    effective: date

    def decide(self, past: Past) -> Iterator[HeadNamed]:
        if past.of(HeadNamed):
            raise Refused("has-head", "Der Verein hat schon eine Leitung.", field="body")
        name = Sealed.of(self.person.name)
        yield HeadNamed(effective=self.effective, body=self.body, person=self.person.id, name=name)


class Club:
    """The programme's table of contents."""

    @hookimpl
    def programme(self) -> ProgrammeInfo:
        return ProgrammeInfo(
            id="club",
            title="Verein",
            facts=[HeadNamed],
            purposes=purposes("club"),
            commands=[NameHead],
            permissions=[
                Permission("club.lead", ("municipal-officer", "state-office"), "Leiten"),
                Permission("club.retract", ("state-office",), "Einträge der Grundlagen zurücknehmen"),
            ],
        )

    @hookimpl
    def describe(self) -> dict[type[Fact], Sentence]:
        return {HeadNamed: Sentence("{name} leitet einen Verein in {body_dative}.")}


plugin = Club()
