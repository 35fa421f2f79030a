"""Why something was decided: what was read then, the rules it was held against, and what would be decided today."""

from collections.abc import Collection, Mapping, Sequence
from typing import Annotated, Any, Literal

import msgspec
from litestar.di import NamedDependency
from litestar.params import PathParameter

from fokus_api.auth.policy import Policy, read
from fokus_api.http.caller import Caller
from fokus_api.http.request_context import Moment
from fokus_api.node import Node
from fokus_api.responses.rows import seen
from fokus_api.responses.sentences import Rendered
from fokus_api.responses.views import FactView, fact_view
from fokus_core.bodies.names import Bodies
from fokus_core.domain.bounds import closes
from fokus_core.domain.commands import Command
from fokus_core.domain.facts import AUDIT, Fact, Recorded, Unknown
from fokus_core.domain.refusals import NotFound
from fokus_core.domain.texts import _
from fokus_core.journal.again import decided_again, rules_of
from fokus_core.plugins.places import named, told
from fokus_projections import Reader

LAST = 10**15 - 1
SIBLINGS = "SELECT position FROM core_log WHERE position {side} ? AND command <> ? ORDER BY position {order} LIMIT 1"
COMMAND = "SELECT command FROM core_log WHERE position = ? AND position <= ?"
ONE_DECISION = "SELECT position FROM core_log WHERE position > ? AND position < ? ORDER BY position"


class ReadView(msgspec.Struct, frozen=True):
    """A line of what was read: facts of these types, of any where there are none, that carry the key."""

    key: str
    types: Sequence[str]


class RuleView(msgspec.Struct, frozen=True):
    """A rule that what was recorded is held against, at every date: its name, and what it says in the code."""

    name: str
    key: str
    says: str


class Objection(msgspec.Struct, frozen=True):
    """What would stand against it: a stable slug, a sentence, and the entries concerned."""

    slug: str
    sentence: Rendered
    positions: Sequence[int]


class AgainView(msgspec.Struct, frozen=True, kw_only=True):
    """What would be decided with what is known at a position, by the rules of the software that answers.

    `same` is what was recorded, and `other` something else; `open` where the request cannot be made again from what was
    recorded, and no rule over the histories objects.
    """

    known: int
    outcome: Literal["same", "other", "refused", "open"]
    objections: Sequence[Objection]


class Decision(msgspec.Struct, frozen=True, kw_only=True):
    """A decision: the entries it recorded, what it read, and what has become of that.

    `past` is what was known then of what it read, `added` and `gone` what came to that later or was taken back; as
    far as the caller may see it: `withheld` counts the others.
    """

    command: str
    facts: Sequence[FactView]
    read: Sequence[ReadView]
    past: Sequence[FactView]
    added: Sequence[FactView]
    gone: Sequence[FactView]
    withheld: int
    rules: Sequence[RuleView]
    again: AgainView


@read("/audit/decision/{position:int}", policy=Policy(AUDIT), live=True, operation_id="core_decision")
async def decision(
    position: Annotated[int, PathParameter(ge=1, le=LAST, description=_("Position im Journal."))],
    reader: NamedDependency[Reader],
    moment: NamedDependency[Moment],
    bodies: NamedDependency[Bodies],
    caller: NamedDependency[Caller],
    node: NamedDependency[Node],
) -> Decision:
    """Tell why an entry was recorded: what its decision read, the rules, and what would be decided today.

    With `known`, what would be decided with what was known then.

    An entry that the caller may not see is not there.
    """
    with reader.snapshot():
        own = _own(reader, position, moment.known)
        record = next((one for one in own if one.position == position), None)
        visible = seen(node.audiences, caller, reader, own)
        if record is None or position not in visible:
            raise NotFound
        mine = {one.position for one in own}
        then = _past(reader, record, min(mine) - 1)
        now = _past(reader, record, moment.known, mine)
        visible |= seen(node.audiences, caller, reader, [*then.values(), *now.values()])
        everything = [*own, *then.values(), *now.values()]
        histories = _histories(node, reader, record, moment.known)
        visible |= seen(node.audiences, caller, reader, [one for _key, some in histories for one in some])
        hidden = {one.position for one in everything if one.position not in visible}
        veiled = hidden or any(one.position not in visible for _key, some in histories for one in some)
        again = AgainView(known=moment.known, outcome="open", objections=())
        if not veiled and len(own) == 1 and not isinstance(record.fact, Unknown):
            again = _again(node, record, list(now.values()), histories, bodies, moment)

    def shown(records: Sequence[Recorded[Fact]]) -> list[FactView]:
        return [fact_view(one, node.sentences, bodies) for one in records if one.position in visible]

    return Decision(
        command=record.meta.command,
        facts=shown(own),
        read=[ReadView(line.key, line.types) for line in record.meta.read],
        past=shown(list(then.values())),
        added=shown([one for place, one in now.items() if place not in then]),
        gone=shown([one for place, one in then.items() if place not in now]),
        withheld=len(hidden),
        rules=[
            RuleView(one.name, one.kind, " ".join((one.rule.__doc__ or "").split()))
            for one in rules_of(node.service.catalogue, record)
        ],
        again=again,
    )


def _own(reader: Reader, position: int, known: int) -> list[Recorded[Fact]]:
    """Return the facts of the command that recorded the one at a position: they follow each other."""
    found = reader.first(COMMAND, (position, known))
    if found is None:
        return []
    before = reader.first(SIBLINGS.format(side="<", order="DESC"), (position, found[0]))
    after = reader.first(SIBLINGS.format(side=">", order="ASC"), (position, found[0]))
    places = reader.rows(ONE_DECISION, (before[0] if before else 0, after[0] if after else LAST))
    return [record for (place,) in places if (record := reader.recorded(place)) is not None]


def _past(
    reader: Reader, record: Recorded[Fact], known: int, without: Collection[int] = ()
) -> dict[int, Recorded[Fact]]:
    """Return what the decision of a fact reads of what is known at a position, in effective order."""
    found = {
        one.position: one
        for line in record.meta.read
        for one in reader.facts(line.key, known=known, bases=line.types or None)
        if one.position not in without and one.type.partition("@")[0] != "core.fact-retracted"
    }
    return dict(sorted(found.items(), key=lambda item: item[1].order))


def _histories(
    node: Node, reader: Reader, record: Recorded[Fact], known: int
) -> list[tuple[str, Sequence[Recorded[Fact]]]]:
    """Return the standing facts under every key of a fact that a statute is about, with what closes other things."""
    kinds = {one.kind for one in rules_of(node.service.catalogue, record)}
    closing = [one for one in reader.facts("programme:core", known=known) if closes(one)]
    found: list[tuple[str, Sequence[Recorded[Fact]]]] = []
    for key in record.keys:
        if key.partition(":")[0] in kinds:
            under = reader.facts(key, known=known)
            found.append((key, [*under, *(one for one in closing if key not in one.keys)]))
    return found


def _again(
    node: Node,
    record: Recorded[Fact],
    past: Sequence[Recorded[Fact]],
    histories: Sequence[tuple[str, Sequence[Recorded[Fact]]]],
    bodies: Bodies,
    moment: Moment,
) -> AgainView:
    again = decided_again(node.service.catalogue, record, past, histories)
    objections = []
    if again.refused is not None and again.command is not None:
        values = named(again.refused.values, bodies, moment.on)
        said = _said(node, record, again.refused.message, again.command, values, bodies)
        objections.append(Objection(again.refused.slug, said, again.refused.positions))
    for _key, breach in again.breaches:
        said = _said(node, record, breach.message, record.fact, breach.values, bodies)
        because = () if breach.because is None else (breach.because,)
        objections.append(Objection(breach.slug, said, (breach.position, *because)))
    outcome: Literal["same", "other", "refused", "open"] = "refused" if objections else "open"
    if again.command is not None and not objections:
        outcome = "same" if [*again.outcome] == [record.fact] else "other"
    return AgainView(known=moment.known, outcome=outcome, objections=objections)


def _said(
    node: Node, record: Recorded[Fact], text: str, about: Command | Fact, values: Mapping[str, Any], bodies: Bodies
) -> Rendered:
    filled = told(text, about, bodies, node.service.journal.titles, record.fact.effective) | dict(values)
    programme = record.type.partition(".")[0]
    return Rendered.of(lambda language: node.service.texts.say(text, language, programme, **filled))
