"""What is said of later decisions before their ground is taken away, and kept beside the retraction."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Annotated, ClassVar

import msgspec
import pytest
from choir_kit import refused

from fokus_core import (
    Command,
    Correct,
    Fact,
    GrantAccess,
    Journal,
    Key,
    Past,
    Permission,
    Policy,
    ProgrammeInfo,
    Reads,
    Retract,
    command,
    fact,
    hookimpl,
)
from fokus_core.access.actor import CONSOLE, Actor
from fokus_core.corrections.corrections import Redo
from fokus_core.corrections.proposals import Confirm
from fokus_core.domain.dispositions import Disposed
from fokus_core.domain.refusals import Invalid
from fokus_core.journal.engines.open_store import open_store
from fokus_core.testing.given import catalogue_of
from fokus_core.testing.memory import MemoryVault

DAY = date(2020, 5, 1)
Paper = Annotated[str, Key("paper")]


@fact("press.written@1", public=True, four_eyes=True)
class Written(Fact, frozen=True):
    """A text was written."""

    paper: Paper
    text: str


@fact("press.read@1", public=True)
class Proofread(Fact, frozen=True):
    """A text was read."""

    paper: Paper


@fact("press.posted@1", public=True, irrevocable=True)
class Posted(Fact, frozen=True):
    """A text was posted; nobody gets it back."""

    paper: Paper


class OnPaper(Command, frozen=True, kw_only=True):
    """Something about a paper."""

    reads: ClassVar[Reads] = Reads("paper", Written)
    paper: Paper
    effective: date = DAY


@command("press.write", Policy("press.write"), records=Written)
class Write(OnPaper, frozen=True, kw_only=True):
    """Write."""

    text: str


@command("press.read", Policy("press.write"))
class Read(OnPaper, frozen=True):
    """Read."""

    def decide(self, past: Past) -> Iterator[Proofread]:
        """Yield it."""
        yield Proofread(effective=self.effective, paper=self.paper)


@command("press.post", Policy("press.write"))
class Post(OnPaper, frozen=True):
    """Post."""

    def decide(self, past: Past) -> Iterator[Posted]:
        """Yield it."""
        yield Posted(effective=self.effective, paper=self.paper)


class Press:
    """A programme for tests."""

    @hookimpl
    def programme(self) -> ProgrammeInfo:
        """Return what it brings."""
        return ProgrammeInfo(
            id="press",
            title="Presse",
            facts=[Written, Proofread, Posted],
            commands=[Write, Read, Post],
            permissions=[
                Permission("press.write", ("state-office",), "Schreiben"),
                Permission("press.retract", ("state-office",), "Zurücknehmen"),
            ],
        )


@pytest.fixture
def journal(tmp_path: Path) -> Iterator[Journal]:
    store = open_store(f"sqlite:///{tmp_path / 'journal.db'}")
    journal = Journal(store, catalogue_of(Press()), MemoryVault())
    yield journal
    journal.close()


@pytest.fixture
def told(journal: Journal) -> tuple[int, int, int]:
    """Return the positions of what was written, read and posted."""
    commands = (Write(paper="a", text="Fehler"), Read(paper="a"), Post(paper="a"))
    first, second, third = (journal.handle(one, by=CONSOLE).position for one in commands)
    return first, second, third


def test_nothing_goes_through_while_something_is_said_of_some_only(
    journal: Journal, told: tuple[int, int, int]
) -> None:
    written, read, posted = told
    one = (Disposed(read, "corrected-too"),)
    error = refused(lambda: journal.handle(Retract(position=written, reason="-", dispositions=one), by=CONSOLE))
    assert (error.slug, error.positions) == ("blast-radius", (posted,))
    error = refused(lambda: journal.handle(Retract(position=written, reason="-", acknowledge=(posted,)), by=CONSOLE))
    assert (error.slug, error.positions) == ("blast-radius", (read,))


@pytest.mark.parametrize("kind", ["retract", "correct", "redo"])
def test_what_becomes_of_each_is_kept_beside_the_retraction(
    journal: Journal, told: tuple[int, int, int], kind: str
) -> None:
    written, read, posted = told
    given = {"acknowledge": (read, 999), "dispositions": (Disposed(posted, "cannot-be-undone"),), "reason": "-"}
    body = msgspec.Raw(b'{"paper": "a", "text": "richtig"}')
    wanted: Command = {
        "retract": lambda: Retract(position=written, **given),
        "correct": lambda: Correct(position=written, changes={"text": "richtig"}, **given),
        "redo": lambda: Redo(command=str(written), name="press.write", body=body, **given),
    }[kind]()
    retraction = journal.handle(wanted, by=CONSOLE).facts[0]
    found = journal.recorded(retraction.position)
    assert found is not None
    assert found.meta.dispositions == (Disposed(read, "stands"), Disposed(posted, "cannot-be-undone"))


def test_what_was_sent_out_is_never_said_to_be_undone(journal: Journal, told: tuple[int, int, int]) -> None:
    written, read, posted = told
    said = (Disposed(read, "corrected-too"), Disposed(posted, "corrected-too"))
    error = refused(lambda: journal.handle(Retract(position=written, reason="-", dispositions=said), by=CONSOLE))
    assert (error.slug, error.field, error.positions) == (
        "cannot-be-undone",
        "dispositions/1/disposition",
        (posted,),
    )


def test_of_an_entry_something_is_said_once(journal: Journal, told: tuple[int, int, int]) -> None:
    said = (Disposed(told[1], "stands"), Disposed(told[1], "corrected-too"))
    with pytest.raises(Invalid, match="zweimal"):
        journal.handle(Retract(position=told[0], reason="-", dispositions=said, acknowledge=told[1:]), by=CONSOLE)


def test_a_guarded_fact_is_taken_back_by_two_and_what_they_said_is_kept(
    journal: Journal, told: tuple[int, int, int]
) -> None:
    written, read, posted = told
    for name in ("kim", "alex"):
        grant = GrantAccess(actor=name, role="state-office", scope="state", effective=DAY)
        journal.handle(grant, by=CONSOLE)
    said = (Disposed(posted, "cannot-be-undone"), Disposed(read, "stands"))
    wish = Correct(position=written, changes={"text": "richtig"}, reason="-", dispositions=said)
    proposed = journal.handle(wish, by=Actor("kim"))
    assert proposed.proposal is not None
    assert refused(lambda: journal.handle(Confirm(proposal=proposed.proposal), by=Actor("kim"))).slug == "forbidden"
    done = journal.handle(Confirm(proposal=proposed.proposal), by=Actor("alex"))
    assert done.facts[0].meta.dispositions == (Disposed(read, "stands"), Disposed(posted, "cannot-be-undone"))
    other = Correct(position=read, changes={"effective": "2020-06-01"}, reason="-")
    assert journal.handle(other, by=Actor("kim")).proposal is None
