"""A house against a naive model of it: joining, correcting, naming, erasing, repeating, restarting, restoring."""

import shutil
from contextlib import ExitStack
from copy import deepcopy
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import mkdtemp
from typing import Any, ClassVar

import pytest
from fault_house import DAY, Tally, opened
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as some
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test
from sample_programme import Open, Talk, Talked

from fokus_api.operations.audit_models import check_models
from fokus_api.operations.backup import back_up
from fokus_api.operations.compare import check_backup, check_files
from fokus_api.runtime.service import Service, StartRefused
from fokus_core.access.actor import CONSOLE
from fokus_core.checking.journal import check_journal
from fokus_core.corrections.corrections import Correct, Retract
from fokus_core.domain.commands import Command
from fokus_core.domain.refusals import Refused
from fokus_core.persons.erasing import ErasePerson
from fokus_core.persons.erasure import ErasePersons
from fokus_core.privacy.persons import Person
from fokus_core.privacy.sealed import Erased
from fokus_core.privacy.sealing import open_sealed
from fokus_projections import in_force

BODIES = ("05314000", "05315000", "05914000")
STORES = ("journal.db", "vault.db", "state_store.db")


@dataclass
class Model:
    """What somebody believes who was told each answer: standing gardens, who talked, and under which id."""

    gardens: dict[int, tuple[str, str]] = field(default_factory=dict)  # by position: body, name
    talks: dict[int, tuple[str, str]] = field(default_factory=dict)  # by position: person, name
    given: dict[str, tuple[Command, int]] = field(default_factory=dict)


class House(RuleBasedStateMachine):
    """The rules are what people do, the invariant is what they then see."""

    tally: ClassVar[Tally]

    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(mkdtemp())
        self.house = self.folder / "house"
        self.model, self.erased, self.number = Model(), set[str](), 0
        self.copies: list[tuple[Path, Model, int]] = []
        self.open: ExitStack | None = None
        self.service = self.start()

    def start(self) -> Service:
        """Open the house as a server does."""
        self.open = ExitStack()
        return self.open.enter_context(opened(self.house, follow=True))

    def stop(self) -> None:
        """End the server."""
        if self.open is not None:
            self.open.close()
            self.open = None

    def give(self, command: Command) -> Any:
        """Give a command under an id of its own, and believe its answer."""
        self.number += 1
        id_ = f"command-{self.number}"
        receipt = self.service.journal.handle(command, by=CONSOLE, command_id=id_)
        self.model.given[id_] = (command, receipt.position)
        return receipt

    @rule(body=some.sampled_from(BODIES))
    def join(self, body: str) -> None:
        """Open a garden, which is refused where one stands open."""
        name = f"Garten {self.number}"
        there = body in {one for one, _ in self.model.gardens.values()}
        command = Open(body=body, name=name, effective=DAY)
        if there:
            with pytest.raises(Refused, match="bereits geöffnet"):
                self.give(command)
        else:
            self.model.gardens[self.give(command).position] = (body, name)

    @rule()
    def issue(self) -> None:
        """Record something about a person who is new."""
        name = f"Vera Muster {self.number}"
        person = Person(name=name, email=f"vera{self.number}@example.org")
        (record,) = self.give(Talk(cohort="1", person=person, text="leise", effective=DAY)).facts
        self.model.talks[record.position] = (record.fact.person, name)

    @precondition(lambda self: self.model.gardens)
    @rule(data=some.data())
    def correct(self, data: Any) -> None:
        """Give a garden another name, from its beginning."""
        position = data.draw(some.sampled_from(sorted(self.model.gardens)))
        name = f"Anders {self.number}"
        receipt = self.give(Correct(position=position, reason="verschrieben", changes={"name": name}))
        (put,) = [one.position for one in receipt.facts if one.type.startswith("garden.opened")]
        self.model.gardens[put] = (self.model.gardens.pop(position)[0], name)

    @precondition(lambda self: self.model.gardens)
    @rule(data=some.data())
    def retract(self, data: Any) -> None:
        """Take a garden back."""
        position = data.draw(some.sampled_from(sorted(self.model.gardens)))
        self.give(Retract(position=position, reason="nie geöffnet"))
        del self.model.gardens[position]

    @precondition(lambda self: {one for one, _ in self.model.talks.values()} - self.erased)
    @rule(data=some.data())
    def erase(self, data: Any) -> None:
        """Erase a person, for good."""
        person = data.draw(some.sampled_from(sorted({one for one, _ in self.model.talks.values()} - self.erased)))
        self.give(ErasePerson(person=person, ground="objection", effective=DAY))
        status = self.service.jobs.run_now(ErasePersons.name, 60)
        assert status is not None
        assert not status.failures
        self.erased.add(person)

    @precondition(lambda self: self.model.given)
    @rule(data=some.data())
    def repeat(self, data: Any) -> None:
        """Send a command again, whose answer got lost."""
        id_ = data.draw(some.sampled_from(sorted(self.model.given)))
        command, position = self.model.given[id_]
        head = self.service.journal.store.head()
        if isinstance(command, Talk) and self.model.talks[position][0] in self.erased:
            with pytest.raises(Refused):  # there is nothing left that it could be compared with
                self.service.journal.handle(command, by=CONSOLE, command_id=id_)
        else:
            assert self.service.journal.handle(command, by=CONSOLE, command_id=id_).position == position
        assert self.service.journal.store.head() == head

    @rule()
    def restart(self) -> None:
        """End the server and start it again."""
        self.stop()
        self.service = self.start()

    @rule()
    def back_up(self) -> None:
        """Take a backup."""
        self.number += 1
        copy = self.folder / f"copy-{self.number}"
        back_up(self.service, copy)
        self.copies.append((copy, deepcopy(self.model), self.service.journal.store.head()))

    @precondition(lambda self: self.copies)
    @rule(data=some.data())
    def restore(self, data: Any) -> None:
        """Put a backup in place: refused until it is accepted, and whoever was erased since stays erased."""
        copy, model, head = data.draw(some.sampled_from(self.copies), label="backup")
        older = head < self.service.journal.store.head()
        self.stop()
        for name in STORES:
            for path in self.house.glob(f"{name}*"):
                path.unlink()
            shutil.copy(copy / name, self.house / name)
        shutil.rmtree(self.house / "files")
        shutil.copytree(copy / "files", self.house / "files")
        if older:
            with pytest.raises(StartRefused, match=f"restore --accept {head}"), opened(self.house):
                pass
        with opened(self.house, accept=head) as service:
            service.models.put_aside()
            service.register.replay(service, service.state_store)
        self.model = deepcopy(model)
        self.copies = [one for one in self.copies if one[2] <= head]  # later ones are of a history that was given up
        self.service = self.start()

    @invariant()
    def everything_is_as_believed(self) -> None:
        """Compare what the house shows with what its users were told."""
        service = self.service
        assert not service.forgets
        assert service.models.wait_for(service.journal.store.head(), 60)
        shown = service.models.reader().rows(
            f"SELECT body, name FROM garden_gardens WHERE {in_force()}",
            {"on": DAY.isoformat(), "known": service.journal.store.head()},
        )
        assert sorted(shown) == sorted(self.model.gardens.values())
        self.tally.checked += len(shown)
        told = {one.position: one for one in service.journal.follow() if isinstance(one.fact, Talked)}
        assert told.keys() == self.model.talks.keys()
        for position, (person, expected) in self.model.talks.items():
            one: Any = told[position]
            name = open_sealed(one.fact.name, str, one.meta.id, "name", service.vault)
            self.tally.checked += 1
            assert isinstance(name, Erased) if person in self.erased else name == expected

    def teardown(self) -> None:
        """Have everything checked, also against the last backup and against read models that are made anew."""
        try:
            self.tally.tried += 1
            if self.open is not None:
                self.stop()
                with opened(self.house) as service:
                    found = [*check_journal(service.journal).findings, *check_files(service), *check_models(service)]
                    found += [one for copy, _, _ in self.copies[-1:] for one in check_backup(service, copy)]
                    assert found == []
        finally:
            self.stop()
            shutil.rmtree(self.folder, ignore_errors=True)


def compare(folder: Path, times: int, *, steps: int = 25) -> Tally:
    """Let so many histories happen, each of some steps, and stop at the first thing that is not as believed."""
    House.tally = Tally()
    run_state_machine_as_test(
        House,
        settings=settings(
            max_examples=times, stateful_step_count=steps, deadline=None, database=None, derandomize=True,
            suppress_health_check=list(HealthCheck), phases=(Phase.generate, Phase.shrink),
        ),
    )  # fmt: skip
    return House.tally
