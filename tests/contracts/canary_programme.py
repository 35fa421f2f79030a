"""A programme that keeps of a person what can be kept: sealed words, a file, a link, a draft, a proposal."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Annotated, Any

from fokus_core import (
    Command,
    Fact,
    FileId,
    Permission,
    Person,
    Personal,
    PersonId,
    Policy,
    ProgrammeInfo,
    Sealed,
    Sentence,
    Trace,
    command,
    fact,
    hookimpl,
)
from fokus_core.testing import purposes

DRAFTS = "canary-draft"


@fact("canary.reported@1")
class Reported(Fact, frozen=True):
    """Something was reported about a person."""

    person: PersonId
    name: Annotated[Sealed[str], Personal("person", purpose="report")]
    note: Annotated[Sealed[str], Personal("person", purpose="note", case="person")]
    file: FileId | None = None


@command("canary.report", Policy("canary.report"))
class Report(Command, frozen=True):
    """Report something about a person."""

    person: Person
    note: str
    effective: date
    file: FileId | None = None

    def decide(self, past: Any) -> Iterator[Reported]:
        yield Reported(
            effective=self.effective,
            person=self.person.id,
            name=Sealed.of(self.person.name),
            note=Sealed.of(self.note),
            file=self.file,
        )


@command("canary.accuse", Policy("canary.report", four_eyes=True))
class Accuse(Report, frozen=True):
    """Report something that a second actor confirms."""

    against: Person | None = None


class Canary:
    """The plugin."""

    @hookimpl
    def programme(self) -> ProgrammeInfo:
        return ProgrammeInfo(
            id="canary",
            title="Kanarienvogel",
            facts=[Reported],
            commands=[Report, Accuse],
            permissions=[
                Permission("canary.report", ("state-office",), "Melden"),
                Permission("canary.retract", ("state-office",), "Zurücknehmen"),
            ],
            purposes=purposes("report", "note"),
            traces=[Trace(DRAFTS, "Entwürfe", kind="draft")],
        )

    @hookimpl
    def describe(self) -> Mapping[type[Fact], Sentence]:
        return {Reported: Sentence("Etwas wurde gemeldet.")}

    @hookimpl
    def jobs(self) -> Sequence[Any]:
        return ()


plugin = Canary()
