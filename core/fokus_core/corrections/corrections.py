"""Taking back and correcting what was recorded: permission, reason, and the blast radius acknowledged."""

from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Annotated, Any

import msgspec
from msgspec import Meta

from fokus_core.domain.commands import (
    OUT_OF_RANGE,
    Asked,
    Command,
    Lookup,
    Outcome,
    Plan,
    Policy,
    Reads,
    Replacing,
    command,
    dates_out_of_range,
    pointing,
)
from fokus_core.domain.facts import Fact, Key, Recorded, Unknown, fact, fact_type
from fokus_core.domain.past import Past
from fokus_core.domain.refusals import Invalid, NotFound, Refused
from fokus_core.domain.words import Reason
from fokus_core.privacy.sealed import ERASED, Sealed, personal_fields

Position = Annotated[int, Meta(ge=1, le=2**53 - 1)]
Keys = Annotated[tuple[str, ...], Key("")]

RETRACT = Policy("core.retract")


@fact("core.fact-retracted@1", public=True, irrevocable=True)
class FactRetracted(Fact, frozen=True):
    """An earlier fact was taken back; the retraction carries every key of the fact it takes back."""

    target: Position
    reason: Reason
    carries: Keys


def take_back(target: Recorded[Fact], reason: str, *, field: str) -> FactRetracted:
    """Return the retraction of a fact; raises `Refused`, pointing to `field`, for one that cannot be taken back."""
    if fact_type(type(target.fact)).irrevocable:
        message = "Dieser Eintrag lässt sich nicht zurücknehmen."
        raise Refused("irrevocable", message, field=field, positions=(target.position,))
    return FactRetracted(effective=target.fact.effective, target=target.position, reason=reason, carries=target.keys)


def _asked(target: Recorded[Fact]) -> Asked:
    programme = target.type.partition(".")[0]
    return Asked(f"{programme}.retract", programme, dict(key.split(":", 1) for key in target.keys))


def _acknowledged(positions: Iterable[int], acknowledge: Iterable[int]) -> None:
    missing = tuple(sorted(set(positions) - set(acknowledge)))
    if missing:
        raise Refused(
            "blast-radius",
            "Spätere Entscheidungen beruhen auf diesem Eintrag; sie müssen zur Kenntnis genommen werden.",
            field="acknowledge",
            positions=missing,
        )


def _target(lookup: Lookup, position: int) -> Recorded[Fact]:
    target = lookup.recorded(position)
    if target is None:
        raise NotFound("An dieser Stelle des Journals steht kein Eintrag.", field="position")
    return target


def _still_standing(targets: Iterable[Recorded[Fact]], lookup: Lookup, field: str) -> None:
    for target in targets:
        if isinstance(target.fact, Unknown):
            raise Refused("unknown-fact", "Das Programm, zu dem dieser Eintrag gehört, ist nicht installiert.")
        if any(one.fact.target == target.position for one in lookup.under(target.keys[0], FactRetracted)):
            raise Refused("already-retracted", "Dieser Eintrag ist bereits zurückgenommen.", field=field)


def _refuse(refused: Refused) -> Callable[[Past], None]:
    def begin(_: Past) -> None:
        raise refused

    return begin


class AboutFact(Command, frozen=True):
    """A command about one recorded fact."""

    position: Position
    reason: Reason
    acknowledge: tuple[Position, ...] = ()

    def plan(self, lookup: Lookup) -> Plan:
        """Guard the target's keys, and hold the blast radius against the acknowledgement."""
        target = _target(lookup, self.position)

        def finish(outcome: list[Outcome], past: Past) -> list[Outcome]:
            retraction = take_back(target, self.reason, field="position")
            _acknowledged(lookup.relying_on([target]), self.acknowledge)
            return [retraction, *self.instead(target, lookup)]

        def begin(_: Past) -> None:
            _still_standing([target], lookup, "position")

        return Plan(self, (_asked(target),), Reads(), guard=target.keys, begin=begin, finish=finish)

    def instead(self, target: Recorded[Fact], lookup: Lookup) -> list[Outcome]:
        """Return what takes the target's place."""
        return []

    def decide(self, past: Past) -> Iterable[Outcome]:
        """Decide nothing by itself; the plan does."""
        return ()


@command("core.retract", RETRACT)
class Retract(AboutFact, frozen=True):
    """Take back a fact that should not have been recorded."""


@command("core.correct", RETRACT)
class Correct(AboutFact, frozen=True, kw_only=True):
    """Replace a fact by the same one with some fields changed; it keeps its place in the order."""

    changes: dict[str, Any]

    def instead(self, target: Recorded[Fact], lookup: Lookup) -> list[Outcome]:
        """Return the fact as changed, held to what a command would be held to."""
        shape: dict[str, Any] = msgspec.to_builtins(target.fact, enc_hook=_keep)
        sealed = {item.name: item.type for item in personal_fields(type(target.fact))}
        for name in sealed:
            shape[name] = _opened(lookup.open(target, name))
        changed = target.fact
        for name, value in self.changes.items():
            if name not in shape:
                step = name[:80].replace("~", "~0").replace("/", "~1")  # as a JSON pointer takes it, and no more
                raise Invalid("unknown-field", "Diese Angabe gibt es hier nicht.", field=f"changes/{step}")
            shape[name] = value
            try:
                if name in sealed and value is not None:
                    shape[name] = msgspec.convert(value, sealed[name])
                changed = msgspec.convert(shape, type(target.fact), dec_hook=_seal)
            except msgspec.ValidationError as error:
                raise Invalid("malformed", "Diese Angabe passt hier nicht.", field=f"changes/{name}") from error
        if changed == target.fact:
            raise Refused("nothing-to-do", "Dieser Vorgang ändert nichts.", field="changes")
        for name in dates_out_of_range(changed):
            raise Invalid("date-out-of-range", OUT_OF_RANGE, field=f"changes/{name}")
        try:
            lookup.check_bodies(changed)
        except Invalid as error:
            blamed = error.field if error.field in self.changes else "effective"
            raise Invalid(error.slug, error.message, field=f"changes/{blamed}") from error
        return [Replacing(changed, target)]


def _keep(value: object) -> object:
    return None if isinstance(value, Sealed) else value


def _opened(value: Any) -> Any:
    if value is ERASED:
        message = "Ein Teil dieses Eintrags ist gelöscht; er lässt sich nur noch zurücknehmen."
        raise Refused("erased", message, field="position")
    return value


def _seal(_: type, value: Any) -> Any:
    if value is None:
        raise ValueError("This field may not be empty.")
    return Sealed.of(value)


def _in_body(field: str) -> str:
    return f"body/{field}"


@command("core.redo", RETRACT)
class Redo(Command, frozen=True):
    """Take back every fact of an earlier command and decide a changed command in its place.

    Documented history is corrected so: `command` is the id of the earlier command, `name` and `body` are the new one.
    """

    command: Annotated[str, Meta(min_length=1, max_length=200)]
    name: Annotated[str, Meta(max_length=120)]
    body: msgspec.Raw
    reason: Reason
    acknowledge: tuple[Position, ...] = ()

    def plan(self, lookup: Lookup) -> Plan:
        """Decide the new command over a past without the earlier one's facts."""
        targets = lookup.of_command(self.command)
        if not targets:
            raise NotFound(field="command")
        asked = replace(_asked(targets[0]), hidden=True)
        try:
            given = lookup.inner(self.name, bytes(self.body))
            with pointing(_in_body):
                inner = given.plan(lookup)
        except Refused as refused:  # said to those alone who may know of the earlier command
            return Plan(self, (asked,), Reads(), begin=_refuse(refused))

        def begin(past: Past) -> None:
            _still_standing(targets, lookup, "command")
            with pointing(_in_body):
                inner.begin(past)

        def finish(outcome: list[Outcome], past: Past) -> list[Outcome]:
            _acknowledged(lookup.relying_on(targets), self.acknowledge)
            places = iter(targets)
            replaced = [
                item if isinstance(item, Replacing) or place is None else Replacing(item, place)
                for item, place in ((item, next(places, None)) for item in inner.finish(outcome, past))
            ]
            return [*(take_back(target, self.reason, field="command") for target in targets), *replaced]

        return Plan(
            inner.command,
            (asked, *(replace(one, hidden=True) for one in inner.asked)),
            inner.reads,
            without=frozenset(target.position for target in targets),
            guard=tuple(key for target in targets for key in target.keys),
            begin=begin,
            finish=finish,
            where=_in_body,
        )

    def decide(self, past: Past) -> Iterable[Outcome]:
        """Decide nothing by itself; the plan does."""
        return ()
