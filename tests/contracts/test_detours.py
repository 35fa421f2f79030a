"""No detour reaches further than the direct way: every command, by every detour, as every role, also by narrow keys."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from hashlib import sha256
from typing import Any

import msgspec
import pytest
from access_asks import sample
from access_scene import DAY, FOREIGN, OWN, RUN, TODAY, Scene, opened, scope_of

from fokus_core.access.actor import Actor
from fokus_core.access.grants import GrantAccess
from fokus_core.corrections.corrections import AboutFact, Correct, Redo, Retract
from fokus_core.corrections.proposals import AboutProposal, Confirm, DropProposal, Proposed
from fokus_core.domain import clock
from fokus_core.domain.commands import Command, CommandType
from fokus_core.domain.facts import Fact, Meta, Recorded, fact_type, key_fields, keys_of
from fokus_core.domain.refusals import Forbidden, Invalid, NotFound, Refused
from fokus_core.journal.engines.store import Item, NewRow
from fokus_core.journal.ways import recorded_by
from fokus_core.privacy.personal import personal_fields
from fokus_core.privacy.sealed import Sealed
from fokus_core.privacy.sealing import seal

SCOPES = ("", f"body:{OWN}", f"cohort:{RUN}", "programme:network", "programme:ews", "programme:ehrenamtskarte")
IN_TURN = pytest.mark.parametrize("in_turn", [True, pytest.param(False, marks=pytest.mark.long)])  # a caller in four
ALMIGHTY = "almighty"  # holds every role: what it may not do lies outside its scope


@dataclass
class House:
    """The scene, with an actor for each role, anywhere and where it belongs, and keys that narrow it."""

    scene: Scene
    callers: dict[str, Actor] = field(default_factory=dict)
    roles: dict[str, frozenset[str]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        catalogue = self.scene.service.catalogue
        retracting = {
            role for id_, one in catalogue.permissions.items() if id_.endswith(".retract") for role in one.roles
        }
        for role in catalogue.roles.values():
            natural = f"the-{role.id}"
            self._add(natural, Actor(natural), role.id)
            for actor, where in (
                (f"wide-{role.id}", "state"),
                (ALMIGHTY, "state"),
                (f"near-{role.id}", scope_of(role)),
            ):
                self.scene.do(GrantAccess(actor=actor, role=role.id, scope=where, effective=DAY))
            for scope in SCOPES if role.id in retracting else SCOPES[:1]:
                wide = f"wide-{role.id}"
                self._add(f"{wide} {scope}", Actor(wide, scopes=(scope,) if scope else ()), role.id)
        for scope in SCOPES:
            self._add(f"{ALMIGHTY} {scope}", Actor(ALMIGHTY, scopes=(scope,) if scope else ()), *catalogue.roles)
        self.direct = cache(self._direct)

    def _add(self, name: str, actor: Actor, *roles: str) -> None:
        self.callers[name], self.roles[name] = actor, frozenset(roles)

    def commands(self, fact: type[Fact] | None = None) -> list[CommandType]:
        """Return the commands that are no detours, or those of them that record such facts."""
        return [
            kind
            for kind in self.scene.service.catalogue.commands.values()
            if not issubclass(kind.cls, AboutFact | Redo | AboutProposal)
            and (
                fact is None
                or (kind.programme == fact_type(fact).programme and issubclass(fact, recorded_by(kind.cls)))
            )
        ]

    def body(self, kind: CommandType, target: str, given: dict[str, Any]) -> dict[str, Any]:
        """Return the fields of a command about one's own things or others'."""
        return sample(kind.cls, self.scene, {"actor": "somebody"} | given, target=target)

    def command(self, kind: CommandType, target: str, given: dict[str, Any]) -> Command:
        """Return a command about one's own things or others'."""
        return msgspec.convert(self.body(kind, target, given), kind.cls)

    def let_in(self, caller: str, command: Command) -> bool:
        """Tell whether a caller may give a command, whatever its rules then say."""
        try:
            self.scene.service.journal.handle(command, by=self.callers[caller], dry_run=True)
        except (Forbidden, NotFound, Invalid):
            return False
        except Refused:
            return True
        return True

    def _direct(self, caller: str, kind: CommandType, target: str, given: str) -> bool:
        command = self.command(kind, target, msgspec.json.decode(given))
        try:
            self.scene.service.journal.handle(command, by=self.callers[caller], dry_run=True)
        except (Forbidden, NotFound):
            return False
        except Refused:
            return True
        return True

    def may_record(self, caller: str, fact: type[Fact], target: str, given: dict[str, Any]) -> bool:
        """Tell whether a caller may give some command directly that records such a fact."""
        return any(
            self.direct(caller, kind, target, msgspec.json.encode(given, order="sorted").decode())
            for kind in self.commands(fact)
        )

    def may_take_back(self, caller: str, fact: type[Fact], target: str, given: dict[str, Any]) -> bool:
        """Tell whether a caller may retract, and somebody of the same scope with every role record such a fact."""
        permission = self.scene.service.catalogue.permissions[f"{fact_type(fact).programme}.retract"]
        scope = caller.partition(" ")[2]
        kept = not scope or self.may_record(f"{ALMIGHTY} {scope}", fact, target, given)
        return kept and not self.roles[caller].isdisjoint(permission.roles)


@pytest.fixture(scope="module")
def house() -> Iterator[House]:
    with opened() as scene:
        yield House(scene)


def targets(house: House) -> list[tuple[str, Recorded[Fact]]]:
    """Return one revocable fact of each class for one's own things, and one for others'."""
    found: dict[tuple[type[Fact], str], Recorded[Fact]] = {}
    for record in house.scene.service.journal.follow():
        if not fact_type(type(record.fact)).irrevocable:
            target = "foreign" if any(key.endswith((f":{FOREIGN}", ":other")) for key in record.keys) else "own"
            found.setdefault((type(record.fact), target), record)
    return [(target, record) for (_, target), record in found.items()]


def changes(house: House, fact: Fact) -> Iterator[dict[str, Any]]:
    """Yield changes of a fact: of its day, of what is empty, and of each of its keys to another thing."""
    yield {"effective": "2024-02-01"}
    open_ = set(fact.__struct_fields__) - {one.name for one in personal_fields(type(fact))}
    yield from ({name: "probe"} for name in sorted(open_) if getattr(fact, name) is None)
    for name, value in named(fact).items():
        there = house.scene.things.get(key_fields(type(fact))[name].kind, {})
        yield from ({name: other} for other in list(there.values())[:2] if other != value)


def named(fact: Fact) -> dict[str, str]:
    """Return the fields by which a fact names single things; persons are described, not named."""
    keys = {name: getattr(fact, name) for name, key in key_fields(type(fact)).items() if key.kind != "person"}
    return {name: value for name, value in keys.items() if isinstance(value, str)}


def asks_more(fact: Fact, change: dict[str, Any]) -> bool:
    """Tell whether recording the changed fact asks for what recording the fact did not ask for."""
    keys = key_fields(type(fact))
    return any(name == "override" or (name in keys and keys[name].kind in {"body", "cohort"}) for name in change)


@IN_TURN
def test_a_correction_writes_nothing_that_its_actor_could_not_record(house: House, in_turn: bool) -> None:
    further, let_in, number, callers = [], 0, 0, [*house.callers]
    acknowledge = tuple(range(1, house.scene.service.journal.store.head() + 1))
    for target, record in targets(house):
        for change in changes(house, record.fact):
            correct = Correct(position=record.position, changes=change, reason="-", acknowledge=acknowledge)
            number += 1
            for caller in callers[number % 4 :: 4] if in_turn else callers:
                if house.let_in(caller, correct):
                    let_in += 1
                    judged_by = house.may_record if asks_more(record.fact, change) else house.may_take_back
                    if not judged_by(caller, type(record.fact), target, named(record.fact) | change):
                        further.append(f"{caller} corrects {record.type} ({target}): {change}")
    assert further == []
    assert let_in > (50 if in_turn else 300)


def test_a_retraction_takes_back_nothing_that_lies_outside_what_its_actor_keeps(house: House) -> None:
    further, let_in = [], 0
    for target, record in targets(house):
        retract = Retract(position=record.position, reason="-")
        for caller in house.callers:
            if house.let_in(caller, retract):
                let_in += 1
                if not house.may_take_back(caller, type(record.fact), target, named(record.fact)):
                    further.append(f"{caller} takes back {record.type} ({target})")
    assert further == []
    assert let_in > 100


@IN_TURN
@pytest.mark.parametrize("about", [Redo, Confirm, DropProposal])
def test_every_command_asks_by_a_detour_what_it_asks_directly(
    house: House, about: type[Command], in_turn: bool
) -> None:
    further, let_in = [], 0
    callers = [one for one in house.callers if one.startswith("the-") or one.endswith(f"body:{OWN}")]
    for number, kind in enumerate(house.commands()):
        for target in ("own", "foreign"):
            detour = by_detour(house, about, kind, target)
            for caller in callers[number % 4 :: 4] if in_turn else callers:
                if house.let_in(caller, detour):
                    let_in += 1
                    if not house.direct(caller, kind, target, "{}"):
                        further.append(f"{caller} gives {kind.name} ({target}) by {about.__name__}")
    assert further == []
    assert let_in > (50 if in_turn else 100)


def by_detour(house: House, about: type[Command], kind: CommandType, target: str) -> Command:
    """Return the detour to a command: its proposal, or one's own decision redone as that command."""
    body = msgspec.json.encode(house.body(kind, target, {}))
    if about is Redo:
        entered = house.scene.entered["ehrenamtskarte"].facts[0].meta.command
        return Redo(
            command=entered, name=kind.name, body=msgspec.Raw(body), reason="-", acknowledge=tuple(range(1, 999))
        )
    journal, proposal = house.scene.service.journal, sha256(f"{kind.name} {target}".encode()).hexdigest()[:32]
    fact = Proposed(
        effective=TODAY,
        proposal=proposal,
        command=kind.name,
        subject=proposal,
        body=Sealed.of(body.decode()),
        by="nobody",
    )
    if not journal.under(f"proposal:{proposal}"):
        meta = Meta(id=proposal, at=clock.now(), by="nobody", command=f"proposes-{proposal}")
        data = journal.codec.encode(seal(fact, meta.id, journal.vault), meta)
        journal.store.record(
            [NewRow(fact_type(Proposed).name, keys_of(fact), data)], [Item("none:x")], after=journal.store.head()
        )
    return about(proposal=proposal)  # type: ignore[call-arg]  # both are about a proposal
