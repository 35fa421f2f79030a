"""Taking back and correcting what was recorded: permission, reason, and what becomes of the blast radius."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from typing import Annotated, Any, ClassVar, Union

import msgspec
from msgspec import Meta

from fokus_core.corrections.disposing import disposed
from fokus_core.corrections.reasons import taken_back
from fokus_core.domain.commands import Command, Lookup, Outcome, Plan, command
from fokus_core.domain.dates import refuse_out_of_range
from fokus_core.domain.dispositions import Disposed
from fokus_core.domain.facts import Fact, Recorded, Unknown
from fokus_core.domain.flaws import flaw
from fokus_core.domain.input import fitting
from fokus_core.domain.past import Past
from fokus_core.domain.policy import Policy
from fokus_core.domain.reads import Reads
from fokus_core.domain.refusals import Invalid, NotFound, Refused, pointing
from fokus_core.domain.retraction import FactRetracted, Position, Replacing, TakingBack
from fokus_core.domain.texts import _
from fokus_core.domain.words import Reason
from fokus_core.privacy.personal import personal_fields
from fokus_core.privacy.sealed import ERASED, Sealed

RETRACT = Policy("core.retract")


def _target(lookup: Lookup, position: int) -> Recorded[Fact]:
    target = lookup.recorded(position)
    if target is None:
        raise NotFound(field="position")  # as for one that the actor may not see
    return target


def _still_standing(targets: Iterable[Recorded[Fact]], lookup: Lookup, field: str) -> None:
    for target in targets:
        if isinstance(target.fact, Unknown):
            raise Refused(
                "unknown-fact",
                _("Hier fehlt die Erweiterung, zu der dieser Eintrag gehört. Melden Sie das dem Betrieb."),
            )
        if any(one.fact.target == target.position for one in lookup.under(target.keys[0], FactRetracted)):
            raise Refused("already-retracted", _("Dieser Eintrag ist schon zurückgenommen."), field=field)


def refusing(refused: Refused, before: Callable[[Past], None] = lambda _past: None) -> Callable[[Past], None]:
    """Return a `begin` that refuses: once the actor was judged, and not before."""

    def begin(past: Past) -> None:
        before(past)
        raise refused

    return begin


class AboutFact(Command, frozen=True):
    """A command about one recorded fact."""

    blames: ClassVar[str] = "position"
    position: Position
    reason: Reason
    acknowledge: tuple[Position, ...] = ()
    dispositions: tuple[Disposed, ...] = ()

    def plan(self, lookup: Lookup) -> Plan:
        """Guard the target's keys, and hold the blast radius against what is said of it."""
        target = _target(lookup, self.position)

        def finish(outcome: list[Outcome], past: Past) -> list[Outcome]:
            retraction, reason = taken_back(target, self.reason, lookup, past, field="position")
            taken = TakingBack(retraction, disposed([target], self.acknowledge, self.dispositions, lookup))
            return [taken] if reason is None else [taken, reason]

        def begin(_past: Past) -> None:
            _still_standing([target], lookup, "position")

        return Plan(self, (), Reads(), guard=target.keys, begin=begin, finish=finish, takes=(target,))

    def decide(self, past: Past) -> tuple[()]:
        """Decide nothing by itself; the plan does."""
        return ()


@command("core.retract", RETRACT, title=_("Eintrag zurücknehmen"))
class Retract(AboutFact, frozen=True):
    """Take back a fact that should not have been recorded."""


@command("core.correct", RETRACT, title=_("Eintrag korrigieren"))
class Correct(AboutFact, frozen=True, kw_only=True):
    """Replace a fact by the same one with some fields changed; it keeps its place in the order."""

    changes: dict[str, Any]

    def plan(self, lookup: Lookup) -> Plan:
        """Put the fact as changed in the target's place."""
        plan = super().plan(lookup)
        (target,) = plan.takes
        if isinstance(target.fact, Unknown):
            return plan
        try:
            put = Replacing(self.changed(target, lookup), target)
        except Refused as refused:  # said to those alone who may take back the target
            return replace(plan, begin=refusing(refused, plan.begin))

        def finish(outcome: list[Outcome], past: Past) -> list[Outcome]:
            return [*plan.finish(outcome, past), put]

        def where(field: str) -> str:
            return f"changes/{field}" if field in self.changes else "changes"

        return replace(plan, finish=finish, where=where, puts=(put,))

    def changed(self, target: Recorded[Fact], lookup: Lookup) -> Fact:
        """Return the fact as changed, held to what a command would be held to."""
        shape: dict[str, Any] = msgspec.to_builtins(target.fact, enc_hook=_keep)
        kind = type(target.fact)
        sealed = {item.name: item.type for item in personal_fields(kind)}
        for name in sealed:
            shape[name] = _opened(lookup.open(target, name))
        with pointing(lambda field: f"changes/{field}"):
            shape |= fitting(self.changes, {one.name: _open_type(one, sealed) for one in msgspec.structs.fields(kind)})
        try:
            changed = msgspec.convert(shape, kind, dec_hook=_seal)
        except msgspec.ValidationError as error:
            raise Invalid("malformed", _("Dieser Wert passt nicht zu diesem Feld."), field="changes") from error
        if changed == target.fact:
            raise Refused(
                "nothing-to-do", _("Es gibt nichts einzutragen: Ihre Angaben stehen schon so da."), field="changes"
            )
        refuse_out_of_range(changed, "changes/{}")
        try:
            lookup.check_bodies(changed)
        except Invalid as error:
            blamed = error.field if error.field in self.changes else "effective"
            raise Invalid(error.slug, error.message, field=f"changes/{blamed}", **error.values) from error
        return changed


def _open_type(field: msgspec.structs.FieldInfo, sealed: Mapping[str, Any]) -> Any:
    """Return the type of a field as it is corrected: of a sealed one what is inside."""
    if field.name not in sealed:
        return field.type
    may_be_empty = flaw(None, field.type, field.name) is None
    return Union[sealed[field.name], None] if may_be_empty else sealed[field.name]  # noqa: UP007  # known at run time only


def _keep(value: object) -> object:
    return None if isinstance(value, Sealed) else value


def _opened(value: Any) -> Any:
    if value is ERASED:
        message = _("Zu diesem Eintrag wurden Daten gelöscht. Sie können ihn nur noch zurücknehmen.")
        raise Refused("erased", message, field="position")
    return value


def _seal(_cls: type, value: Any) -> Any:
    if value is None:
        raise ValueError("This field may not be empty.")
    return Sealed.of(value)


def _in_body(field: str) -> str:
    return f"body/{field}"


@command("core.redo", RETRACT, title=_("Befehl neu entscheiden"))
class Redo(Command, frozen=True):
    """Take back every fact of an earlier command and decide a changed command in its place.

    Documented history is corrected so: `command` is the id of the earlier command, or the position of one of its facts
    as the log shows it; `name` and `body` are the new one.
    """

    command: Annotated[str, Meta(min_length=1, max_length=200)]
    name: Annotated[str, Meta(max_length=120)]
    body: msgspec.Raw
    reason: Reason
    acknowledge: tuple[Position, ...] = ()
    dispositions: tuple[Disposed, ...] = ()

    def plan(self, lookup: Lookup) -> Plan:
        """Decide the new command over a past without the earlier one's facts."""
        targets = lookup.of_command(self.command)
        if not targets:
            raise NotFound(field="command")
        takes = tuple(targets)
        try:
            given = lookup.inner(self.name, bytes(self.body))
            with pointing(_in_body):
                inner = given.plan(lookup)
        except Refused as refused:  # said to those alone who may know of the earlier command
            return Plan(self, (), Reads(), begin=refusing(refused), takes=takes)

        def begin(past: Past) -> None:
            _still_standing(targets, lookup, "command")
            with pointing(_in_body):
                inner.begin(past)

        def finish(outcome: list[Outcome], past: Past) -> list[Outcome]:
            said = disposed(targets, self.acknowledge, self.dispositions, lookup)
            places = iter(targets)
            replaced = [
                item if isinstance(item, Replacing | TakingBack) or place is None else Replacing(item, place)
                for item, place in ((item, next(places, None)) for item in inner.finish(outcome, past))
            ]
            gone = [taken_back(target, self.reason, lookup, past, field="command") for target in targets]
            taken = (TakingBack(retraction, said) for retraction, _reason in gone)
            return [*taken, *(reason for _taken, reason in gone if reason is not None), *replaced]

        return replace(
            inner,
            without=inner.without.union(target.position for target in targets),
            guard=(*inner.guard, *(key for target in targets for key in target.keys)),
            begin=begin,
            finish=finish,
            where=lambda field: _in_body(inner.where(field)),
            takes=(*takes, *inner.takes),
        )

    def decide(self, past: Past) -> tuple[()]:
        """Decide nothing by itself; the plan does."""
        return ()
