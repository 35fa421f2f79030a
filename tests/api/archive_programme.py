"""A programme of the tests: papers of cohorts and of everybody, which are files."""

from collections.abc import Iterator
from datetime import date
from typing import Annotated

import msgspec

from fokus_core import (
    Audience,
    Command,
    Fact,
    FileId,
    Key,
    Past,
    Permission,
    Policy,
    ProgrammeInfo,
    Sentence,
    command,
    fact,
    hookimpl,
)

CohortId = Annotated[str, Key("cohort"), msgspec.Meta(pattern=r"^[0-9]{1,4}$")]
DAY = date(2024, 5, 1)


@fact("archive.kept@1", audience=Audience("archive.read", "cohort"))
class Kept(Fact, frozen=True):
    """A paper was kept for a cohort."""

    cohort: CohortId
    file: FileId


@fact("archive.published@1", public=True, whole_programme=True)
class Published(Fact, frozen=True):
    """Papers were published."""

    files: tuple[FileId, ...]


@fact("archive.noted@1", whole_programme=True)
class Noted(Fact, frozen=True):
    """A paper was noted, for readers of the log."""

    file: FileId | None


@command("archive.keep", Policy("archive.read", "cohort"))
class Keep(Command, frozen=True):
    """Keep a paper for a cohort."""

    cohort: CohortId
    file: FileId

    def decide(self, past: Past) -> Iterator[Fact]:
        yield Kept(effective=DAY, cohort=self.cohort, file=self.file)


@command("archive.publish", Policy("archive.publish", "state"))
class Publish(Command, frozen=True):
    """Publish papers."""

    files: tuple[FileId, ...]

    def decide(self, past: Past) -> Iterator[Fact]:
        yield Published(effective=DAY, files=self.files)


@command("archive.note", Policy("archive.publish", "state"))
class Note(Command, frozen=True):
    """Note a paper, or none."""

    file: FileId | None = None

    def decide(self, past: Past) -> Iterator[Fact]:
        yield Noted(effective=DAY, file=self.file)


@command("archive.propose", Policy("archive.publish", "state", four_eyes=True))
class Propose(Command, frozen=True):
    """Publish a paper, with four eyes."""

    file: FileId

    def decide(self, past: Past) -> Iterator[Fact]:
        yield Published(effective=DAY, files=(self.file,))


class Archive:
    """The programme's table of contents."""

    @hookimpl
    def programme(self) -> ProgrammeInfo:
        return ProgrammeInfo(
            id="archive",
            title="Archiv",
            facts=[Kept, Published, Noted],
            commands=[Keep, Publish, Note, Propose],
            permissions=[
                Permission("archive.read", ("municipal-officer",), "Lesen"),
                Permission("archive.publish", ("state-office",), "Veröffentlichen"),
                Permission("archive.retract", ("state-office",), "Einträge der Grundlagen zurücknehmen"),
            ],
        )

    @hookimpl
    def describe(self) -> dict[type[Fact], Sentence]:
        return {
            Kept: Sentence("Eine Unterlage wurde abgelegt."),
            Published: Sentence("Unterlagen wurden veröffentlicht."),
            Noted: Sentence("Eine Unterlage wurde vermerkt."),
        }


plugin = Archive()
