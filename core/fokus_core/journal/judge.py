"""Whether an actor may do what is asked, by the grants that were read with the decision."""

from collections.abc import Callable, Sequence
from functools import lru_cache

from fokus_core.access.actor import Actor
from fokus_core.access.grants import AccessGranted, AccessWithdrawn, Grant, grants_of, narrowed, permitted
from fokus_core.domain.commands import Command, Lookup, Plan, command_type
from fokus_core.domain.facts import (
    LOG_READERS,
    NOBODY,
    PUBLIC,
    Fact,
    Recorded,
    Unknown,
    fact_type,
    in_effective_order,
    key_fields,
)
from fokus_core.domain.policy import Asked
from fokus_core.domain.refusals import Forbidden, NotFound, Refused
from fokus_core.domain.texts import _
from fokus_core.journal.engines.store import Item, Row
from fokus_core.journal.reading import KEPT, Reader
from fokus_core.journal.request import Request
from fokus_core.journal.stages import Case
from fokus_core.journal.ways import Way, to_retract, ways_to_record
from fokus_core.plugins.catalogue import Catalogue

DOCUMENT = "core.document"
UNDOCUMENTED = _("Quellen angeben dürfen nur Stellen, die Belegtes nachtragen. Lassen Sie die Quelle weg.")
READ_LOG = "core.read-log"


class Judge:
    """Judges requests; what the grants of an actor come to is kept, because every command of theirs reads them."""

    def __init__(self, catalogue: Catalogue, reader: Reader) -> None:
        self._catalogue = catalogue
        self._reader = reader
        self._types = catalogue.names(AccessGranted, AccessWithdrawn)
        self._fold = lru_cache(KEPT)(self._folded)

    def line(self, actor: Actor) -> Item:
        """Return the query line of an actor's grants."""
        return Item(f"actor:{actor.id}", self._types)

    def __call__(self, plan: Plan, request: Request, lookup: Lookup, rows: Sequence[Row]) -> bool:
        """Tell whether a second actor must confirm; `rows` hold the grants of the one who asks.

        Raises `Forbidden`, or `NotFound` where that there is something is hidden: what an actor sees is not denied, and
        what they do not see is not there. No detour reaches further than the direct way: what a plan takes back lies
        where the actor may retract, and so does what it puts in its place. What recording that asks beyond what
        recording the other asks is asked, too, and in any case what takes four eyes.
        """
        if request.by.trusted:
            return False
        may = self.may(request, rows)
        unseen = plan.hidden or not all(_sees(target, may) for target in plan.takes)
        for one in plan.asked:
            if not may(one):
                raise _refusal(request.command, hidden=unseen or one.hidden)
        for target in plan.takes:
            programme, ways = self._recording(target, target.fact, lookup)
            there = _is_for_readers_of_the_log(target) or _sees(target, may)
            if not (there and any(all(map(may, to_retract(target.fact, programme, way))) for way in ways or [()])):
                raise _refusal(request.command, hidden=unseen)
        if request.source is not None and not all(may(documenting(one)) for one in plan.asked or (Asked("", ""),)):
            raise Forbidden(UNDOCUMENTED)
        asked = [*plan.asked]
        for put in plan.puts:
            programme, ways = self._recording(put.target, put.fact, lookup)
            before = [one for way in self._recording(put.target, put.target.fact, lookup)[1] for one in way]
            beyond = [(way, [one for one in way if one.four_eyes or one not in before]) for way in ways]
            open_ = [w for w, more in beyond if all(map(may, (*more, *to_retract(put.fact, programme, w))))]
            if not open_:
                hidden = unseen or any(one.hidden for way in ways for one in way)
                raise _refusal(request.command, hidden=hidden, field=plan.where(_scoping(put.fact, ways)))
            asked += [one for way in open_ for one in way]
        guarded = any(fact_type(type(target.fact)).four_eyes for target in plan.takes)
        return (guarded or any(one.four_eyes for one in asked)) and not plan.seconded

    def of_files(self, case: Case, found: Callable[[list[Item]], list[Recorded[Fact]]]) -> Callable[[str], bool]:
        """Return what tells whether the actor may name a file: no entry does, or one that they see; `found` reads them.

        So nobody brings what they may not read, and only know the id of, before others.
        """
        may = self.may(case.request, case.rows)

        def fits(name: str) -> bool:
            named = [] if case.request.by.trusted or case.plan.seconded else found([Item(f"file:{name}")])
            return not named or any(_sees(one, may) for one in named)

        return fits

    def _recording(self, target: Recorded[Fact], fact: Fact, lookup: Lookup) -> tuple[str, list[Way]]:
        """Return the programme of a fact that stands, and what recording it asks, or one in its place."""
        programme = target.type.partition(".")[0]
        commands = [kind for kind in self._catalogue.commands.values() if kind.programme == programme]
        return programme, ways_to_record(fact, commands, lookup)

    def may(self, request: Request, rows: Sequence[Row]) -> Callable[[Asked], bool]:
        """Return what tells whether the actor may do one thing that is asked."""
        today, permissions = request.today, self._catalogue.permissions
        key, types = self.line(request.by)
        held = self._fold(tuple([row for row in rows if key in row.keys and row.type in types]))
        grants = narrowed(held, request.by)

        def fits(one: Asked) -> bool:
            known = not one.permission or one.permission in permissions
            return known and permitted(grants, one, permissions, on=today)

        return fits

    def _folded(self, rows: tuple[Row, ...]) -> list[Grant]:
        return grants_of(record.fact for record in in_effective_order(list(map(self._reader.decode, rows))))


def documenting(asked: Asked) -> Asked:
    """Return what naming a source asks: the permission to enter what documents say, where the command is judged."""
    return Asked(DOCUMENT, asked.programme, asked.things)


def _is_for_readers_of_the_log(target: Recorded[Fact]) -> bool:
    return fact_type(type(target.fact)).audience == LOG_READERS


def _sees(target: Recorded[Fact], may: Callable[[Asked], bool]) -> bool:
    """Tell whether an actor may see a fact, as its audience says."""
    audience = NOBODY if isinstance(target.fact, Unknown) else fact_type(type(target.fact)).audience
    if audience == PUBLIC:
        return True
    keys = [key.split(":", 1) for key in target.keys]
    within = [{kind: thing} for kind, thing in keys if kind == audience.kind] if audience.kind else [{}]
    asked = [(one, things) for one in (audience.permission or READ_LOG, *audience.beyond) for things in within]
    return any(may(Asked(permission, target.type.partition(".")[0], things)) for permission, things in asked)


def _refusal(command: Command, *, hidden: bool, field: str | None = None) -> Refused:
    """Return the refusal of what an actor may not do, in the words in which every command is refused."""
    if hidden:
        field = field or command.blames or None
        return NotFound(field=field) if field else NotFound(field=command_type(type(command)).policy.scope, key="")
    return Forbidden(field=field)


def _scoping(fact: Fact, ways: Sequence[Way]) -> str:
    """Return the field of a fact that names what its recording is judged by, or the empty one."""
    kinds = {kind for way in ways for one in way for kind in one.things}
    return next((name for name, key in key_fields(type(fact)).items() if key.kind in kinds), "")


def asked_then(command: Command, recorded: Sequence[Recorded[Fact]]) -> Asked:
    """Return what a repeated command asks whose names mean nothing any more: for the things its facts are about."""
    kind = command_type(type(command))
    things = dict(key.split(":", 1) for record in recorded for key in record.keys)
    return Asked(kind.policy.permission, kind.programme, things)
