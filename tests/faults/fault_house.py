"""A house to try faults on: what is given to it, and what must be true of it whatever happened meanwhile."""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from sample_programme import Open, Talk, Talked, plugin

from fokus_api.operations.compare import check_files
from fokus_api.plugins.load import Loaded, load_plugins
from fokus_api.runtime.service import Service, StartRefused
from fokus_api.runtime.settings import Settings, load_settings
from fokus_core.access.actor import CONSOLE
from fokus_core.access.links import SPACE
from fokus_core.bodies.register import Register
from fokus_core.checking.journal import check_journal
from fokus_core.domain.commands import Command
from fokus_core.domain.facts import Fact, Recorded
from fokus_core.domain.refusals import Refused, Unavailable
from fokus_core.privacy.persons import Person
from fokus_core.privacy.sealing import SealBroken, open_sealed
from fokus_core.privacy.vault import KeyLost

DAY = date(2024, 5, 1)
MARK = b"x" * 100  # an entry of the state store


@dataclass
class Tally:
    """What an experiment counted: how often something was broken, and what was found wrong afterwards."""

    tried: int = 0
    checked: int = 0  # acknowledged commands that were looked up afterwards, each time anew
    lost: int = 0  # acknowledged, and not there
    doubled: int = 0  # there twice
    wrong: int = 0  # there in another form, damaged, or a house that does not open
    notes: list[str] = field(default_factory=list)

    def note(self, text: str) -> None:
        """Keep a sentence about the first few failures."""
        if len(self.notes) < 10:
            self.notes.append(text)

    @property
    def failures(self) -> tuple[int, int, int]:
        """What must be 0, 0, 0."""
        return self.lost, self.doubled, self.wrong

    def add(self, other: "Tally") -> None:
        """Count what another experiment counted."""
        for name in ("tried", "checked", "lost", "doubled", "wrong"):
            setattr(self, name, getattr(self, name) + getattr(other, name))
        self.notes = [*self.notes, *other.notes][:10]


def commands(count: int, start: int = 0) -> dict[str, Command]:
    """Return commands by their ids: every second one holds the name of a person who is new."""
    register = Register.load()
    bodies = sorted(one.id for one in register if len(one.id) == 8 and register.exists(one.id, DAY))

    def command(number: int) -> Command:
        if number % 2 and number // 2 < len(bodies):
            return Open(body=bodies[number // 2], name=f"Garten {number}", effective=DAY)
        person = Person(name=f"Vera Muster {number}", email=f"vera{number}@example.org")
        return Talk(cohort=str(number % 7 + 1), person=person, text=f"Satz {number}", effective=DAY)

    return {f"command-{number}": command(number) for number in range(start, start + count)}


_loaded: Loaded | None = None


@contextmanager
def opened(folder: Path, *, follow: bool = False, accept: int | None = None, **given: Any) -> Iterator[Service]:
    """Open the house in a folder, where wanted although it went back in time; `given` are settings."""
    global _loaded  # plugins are loaded once for thousands of images
    inforce = settings(folder, **given)
    _loaded = _loaded or load_plugins(inforce, extra=[plugin])
    with Service.open(inforce, *_loaded, follow=follow, accept=accept) as service:
        yield service


def settings(folder: Path, **given: Any) -> Settings:
    """Return the settings of a house in a folder."""
    return load_settings({}, folder, given={"plugins": [], "data": str(folder), **given})


def judged(
    folder: Path,
    said: Mapping[str, int],
    given: Mapping[str, Command],
    *,
    again: Iterable[str] = (),
    marked: Collection[str] = (),
    **inforce: Any,
) -> Tally:
    """Open a house after a fault, and count what is wrong with the commands that it acknowledged (id → position).

    Those in `again` are repeated first, as their senders would; `marked` are entries of the state store that were made.
    """
    tally = Tally(checked=len(said))
    try:
        with opened(folder, **inforce) as service:
            for id_ in again:
                try:
                    position = service.journal.handle(given[id_], by=CONSOLE, command_id=id_).position
                except (Refused, Unavailable) as error:
                    tally.wrong += 1
                    tally.note(f"{id_} repeated: {error}")
                    continue
                if said.get(id_, position) != position:
                    tally.doubled += 1
                    tally.note(f"{id_} was recorded at {said[id_]} and again at {position}")
            _look(service, said, given, tally)
            for id_ in marked:
                if service.state_store.get(SPACE, id_) != MARK:
                    tally.lost += 1
                    tally.note(f"the state store lost the entry {id_}")
    except StartRefused as error:
        tally.wrong += 1
        tally.lost += len(said)
        tally.note(f"refused to start: {error}")
    except Exception as error:  # a control may leave anything; elsewhere, no house may end in a traceback
        tally.wrong += 1
        tally.note(f"failed: {error!r}")
    return tally


def _look(service: Service, said: Mapping[str, int], given: Mapping[str, Command], tally: Tally) -> None:
    recorded = {one.position: (one, one.meta.command.rpartition(":")[2]) for one in service.journal.follow()}
    found = Counter(id_ for _, id_ in recorded.values())  # given over HTTP, an id stands behind its actor
    for id_ in given:
        if found[id_] > 1:
            tally.doubled += 1
            tally.note(f"{id_} stands {found[id_]} times")
    for id_, position in said.items():
        there = recorded[position][1] if position in recorded else "nothing"
        if there != id_:
            tally.lost += 1
            tally.note(f"{id_} was acknowledged at {position}, where there is {there}")
    for one, id_ in recorded.values():
        if id_ in given and not _same(service, one, given[id_]):
            tally.wrong += 1
            tally.note(f"{id_} reads otherwise than it was given")
    for finding in (*check_journal(service.journal).findings, *check_files(service)):
        tally.wrong += 1
        tally.note(f"check: {finding.slug}: {finding.message}")


def _same(service: Service, one: Recorded[Fact], command: Command) -> bool:
    """Tell whether a fact says what its command said, personal fields opened."""
    if isinstance(command, Talk):
        if not isinstance(one.fact, Talked):
            return False
        try:
            name = open_sealed(one.fact.name, str, one.meta.id, "name", service.vault)
        except (KeyLost, SealBroken):
            return False
        return (one.fact.cohort, one.fact.text, name) == (command.cohort, command.text, command.person.name)
    return isinstance(command, Open) and (one.fact.body, one.fact.name) == (command.body, command.name)  # type: ignore[attr-defined]  # of an opening
