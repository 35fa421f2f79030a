"""One decision: read, judge the actor, decide, run the statutes, append on condition that nothing read has changed."""

from collections import defaultdict
from collections.abc import Callable, Container, Iterable, Sequence
from dataclasses import replace
from datetime import datetime

import msgspec

from fokus_core.access import AccessGranted, AccessWithdrawn, grants_of, narrowed, permitted
from fokus_core.attachments import hold_files
from fokus_core.bodies.names import Bodies
from fokus_core.catalogue import Catalogue
from fokus_core.commands import Asked, Command, Outcome, Plan, Reads, Replacing, Statute, command_type, key_for
from fokus_core.corrections import FactRetracted
from fokus_core.facts import (
    Fact,
    Meta,
    Read,
    Recorded,
    Unknown,
    fact_type,
    in_effective_order,
    keys_of,
    malformed_keys,
)
from fokus_core.files import Files
from fokus_core.journal.ids import minted
from fokus_core.journal.lookup import JournalLookup
from fokus_core.journal.request import Receipt, Request, digest_of
from fokus_core.journal.store import Conflict, Item, NewRow, Row, Store
from fokus_core.past import Past
from fokus_core.persons import PersonErased, enter_persons, settle_persons
from fokus_core.proposals import Proposed
from fokus_core.refusals import Forbidden, Invalid, NotFound, Refused
from fokus_core.sealed import Sealed, personal_fields, seal
from fokus_core.statutes import breaches, standing
from fokus_core.vault import PersonErasedError, Vault

NOT_YET = 1 << 60


class Decider:
    """Decides requests over one store; the caller sees to it that one thread decides at a time."""

    def __init__(
        self,
        store: Store,
        catalogue: Catalogue,
        vault: Vault,
        bodies: Callable[[], Bodies],
        files: Files | None = None,
        *,
        appended: Callable[[int, Sequence[Recorded[Fact]]], None] = lambda after, records: None,
    ) -> None:
        self._appended = appended
        self._read: dict[frozenset[str], frozenset[type[Fact]]] = {}
        self.store = store
        self.catalogue = catalogue
        self.vault = vault
        self.bodies = bodies
        self.files = files
        self._retraction = self.catalogue.names(FactRetracted)
        self._grants = self.catalogue.names(AccessGranted, AccessWithdrawn)

    def decide(self, request: Request, at: datetime) -> Receipt:
        """Decide a request and append its facts, or only decide it in a dry run; raises `Refused` or `Conflict`."""
        lookup = self._lookup(request)
        own = [Item(f"command:{request.id}"), Item(f"actor:{request.by.id}", self._grants)]
        looks_up = type(request.command).plan is not Command.plan
        command, persons = settle_persons(request.command, self.vault, request.id)
        plan: Plan | None = None
        refusal: Refused | None = None
        try:
            command = lookup.settle(command)
            for name in malformed_keys(command):
                raise Invalid("malformed", "Eine Kennung enthält keine Leerzeichen und keine Umbrüche.", field=name)
            plan = None if looks_up else command.plan(lookup)
        except Refused as refused:  # a repeated command is answered even if its names mean nothing any more
            refusal = refused
        items = self._items(plan.command, plan.reads) if plan else []
        rows, head = self.store.read([*own, *items])
        read = {(item.key, name) for item in items for name in item.types}
        recorded = [self.catalogue.decode(row) for row in rows if own[0].key in row.keys]
        if looks_up and refusal is None:
            plan = command.plan(lookup)
        if plan is not None:
            self._judge(plan.asked, request, rows)
        elif recorded:
            self._judge([_asked_then(request.command, recorded)], request, rows)
        if recorded:
            return self._repeated(recorded, request, persons)
        if plan is None:
            raise refusal or AssertionError("there is a plan or a reason why not")
        past = self._past(plan, request, lookup, items, rows if not looks_up else None)
        plan.begin(past)
        decided = list(plan.command.decide(past))
        self._refuse_strangers(plan.command, decided)
        outcome: list[Outcome] = plan.finish(decided, past)
        if not outcome:
            raise Refused("nothing-to-do", "Dieser Vorgang ändert nichts.")
        facts = [item.fact if isinstance(item, Replacing) else item for item in outcome]  # those proposed, too
        if any(one.four_eyes for one in plan.asked) and not request.by.trusted:
            outcome = [self._proposal(request, command, persons)]
        digest = "" if request.dry_run else self._digest(request, persons)
        drafts = self._drafts(outcome, request, digest, items, plan.cause, at)
        guard = [Item(key) for key in plan.guard]
        condition = [*own, *items, *guard, *self._hold_statutes(drafts, lookup, head, read, rows)]
        if self.files is not None:
            hold_files(self.files, facts, plan.command, claim=False)
        if request.dry_run:
            return Receipt(head + len(drafts), [replace(d, position=head + n) for n, d in enumerate(drafts, 1)])
        if not enter_persons(command, self.vault):
            raise Conflict  # somebody entered the same person meanwhile
        drafts, erasures = self._seal(drafts)
        new = [NewRow(d.type, (*d.keys, own[0].key), self.catalogue.encode(d.fact, d.meta)) for d in drafts]
        if self.files is not None:  # before the append: a file that a fact names is never swept away
            hold_files(self.files, facts, plan.command, claim=True)
        positions = self.store.append(new, [*condition, *erasures], after=head)
        done = [replace(draft, position=position) for draft, position in zip(drafts, positions, strict=True)]
        self._appended(head, done)
        return Receipt(positions[-1], done)

    def _lookup(self, request: Request) -> JournalLookup:
        def settle(command: Command) -> Command:
            named, _ = settle_persons(command, self.vault, request.id)
            settled: Command = self.bodies().settle(named, getattr(named, "effective", request.today))
            return settled

        return JournalLookup(
            self.store,
            self.catalogue,
            self.vault,
            actor=request.by,
            today=request.today,
            settle=settle,
            bodies=self.bodies,
        )

    def _refuse_strangers(self, command: Command, outcome: list[Outcome]) -> None:
        """Raise `TypeError` when a command yields facts of another programme, or of none, or gives another's role."""
        for item in outcome:
            fact = item.fact if isinstance(item, Replacing) else item
            kind = fact_type(type(fact))
            ours = command_type(type(command)).programme
            if isinstance(fact, AccessGranted | AccessWithdrawn) and ours != "core":
                role = self.catalogue.roles.get(fact.role)
                if role is None or role.programme != ours:
                    raise TypeError(f"{type(command).__name__} of {ours!r} gives the role {fact.role!r}, not its own.")
            if self.catalogue.facts.get(kind.name) is not kind or kind.programme != ours:
                raise TypeError(f"{type(command).__name__} of {ours!r} yields {kind.name!r}, which is not its own.")

    def _digest(self, request: Request, persons: tuple[str, ...]) -> str:
        """Return the digest of the command as it was given, keyed by the first person it names or by nobody."""
        try:
            return digest_of(request.command, self.vault.digest_key(persons[0] if persons else ""))
        except PersonErasedError as error:
            raise _erased() from error

    def _repeated(self, recorded: list[Recorded[Fact]], request: Request, persons: tuple[str, ...]) -> Receipt:
        meta = recorded[0].meta
        if (meta.digest, meta.by) != (self._digest(request, persons), request.by.id):
            raise Refused("command-id-reused", "Unter dieser Vorgangsnummer wurde etwas anderes eingereicht.")
        return Receipt(recorded[-1].position, recorded, repeated=True)

    def _judge(self, asked: Iterable[Asked], request: Request, rows: Sequence[Row]) -> None:
        if request.by.trusted:
            return
        key = f"actor:{request.by.id}"
        held = [self.catalogue.decode(row) for row in rows if key in row.keys and row.type in self._grants]
        grants = grants_of(record.fact for record in in_effective_order(held))

        def within(body: str, upper: str) -> bool:
            register = self.bodies().register
            return register.exists(body, request.today) and register.is_within(body, upper, request.today)

        grants = narrowed(grants, request.by, within)
        for one in asked:
            known = not one.permission or one.permission in self.catalogue.permissions
            if not known or not permitted(grants, one, self.catalogue.permissions, within, on=request.today):
                raise NotFound if one.hidden else Forbidden

    def _items(self, command: Command, reads: Reads) -> list[Item]:
        """Return the query lines of `reads`; each also reads the retractions under its key."""
        items: list[Item] = []
        for line in reads.lines:
            key = key_for(command, line)
            if key is None:
                continue
            types = self.catalogue.evidence_types(key.partition(":")[0]) if line.evidence else line.types
            if types:
                items.append(Item(key, (*self.catalogue.names(*types), *self._retraction)))
        return items

    def _past(
        self, plan: Plan, request: Request, lookup: JournalLookup, items: list[Item], rows: Sequence[Row] | None
    ) -> Past:
        """Return what the plan reads, with up to two rounds of `more`; extends `items` by what was read."""
        if rows is None:
            items.extend(self._items(plan.command, plan.reads))
            rows, _ = self.store.read(items) if items else ([], 0)
        past = self._as_past(rows, items, plan, request, lookup)
        for _ in range(2):
            more = plan.command.more(past)
            if more is None:
                break
            items.extend(item for item in self._items(plan.command, more) if item not in items)
            rows, _ = self.store.read(items)
            past = self._as_past(rows, items, plan, request, lookup)
        return past

    def _as_past(
        self, rows: Sequence[Row], items: Sequence[Item], plan: Plan, request: Request, lookup: JournalLookup
    ) -> Past:
        wanted = {(item.key, name) for item in items for name in item.types}
        types = frozenset([name for _, name in wanted])
        if types not in self._read:
            bases = {name.partition("@")[0] for name in types}
            self._read[types] = frozenset(kind.cls for kind in self.catalogue.facts.values() if kind.base in bases)
        mine = [row for row in rows if any((key, row.type) in wanted for key in row.keys)]
        return Past(
            self._known(standing(map(self.catalogue.decode, mine), plan.without)),
            evidence=self.catalogue.evidence.values(),
            open_field=lookup.open,
            new_id=lambda what: minted(request.id, what),
            read=self._read[types],
        )

    def _known(self, records: list[Recorded[Fact]]) -> list[Recorded[Fact]]:
        """Return the records, or raise `Refused` when one is a fact that no installed plugin knows."""
        unknown = tuple(record.position for record in records if isinstance(record.fact, Unknown))
        if unknown:
            raise Refused(
                "unknown-fact",
                "Diese Entscheidung hängt von einem Eintrag ab, den keine installierte Erweiterung kennt.",
                positions=unknown,
            )
        return records

    def _proposal(self, request: Request, command: Command, persons: tuple[str, ...]) -> Proposed:
        return Proposed(
            effective=request.today,
            proposal=minted(request.id, "proposal"),
            command=command_type(type(command)).name,
            subject=persons[0] if persons else f"proposal-{minted(request.id, 'proposal')}",
            body=Sealed.of(msgspec.json.encode(command).decode()),
            by=request.by.id,
        )

    def _drafts(
        self,
        outcome: list[Outcome],
        request: Request,
        digest: str,
        items: Sequence[Item],
        cause: int | None,
        at: datetime,
    ) -> list[Recorded[Fact]]:
        """Return the outcome in its envelope, at positions beyond every recorded one."""
        successors = set(self._retraction)
        read = tuple(
            Read(item.key, tuple(dict.fromkeys(t.partition("@")[0] for t in item.types if t not in successors)))
            for item in items
        )
        drafts: list[Recorded[Fact]] = []
        for number, item in enumerate(outcome):
            fact, target = (item.fact, item.target) if isinstance(item, Replacing) else (item, None)
            meta = Meta(
                id=minted(request.id, str(number)),
                at=at,
                by=request.by.id,
                command=request.id,
                digest=digest,
                read=read or (target.meta.read if target else ()),
                replaces=target.position if target else None,
                place=target.place if target else None,
                cause=cause,
                source=request.source,
            )
            drafts.append(Recorded(NOT_YET + number, fact_type(type(fact)).name, keys_of(fact), fact, meta))
        return drafts

    def _hold_statutes(
        self,
        drafts: list[Recorded[Fact]],
        lookup: JournalLookup,
        head: int,
        read: Container[tuple[str, str]],
        rows: Sequence[Row],
    ) -> list[Item]:
        """Run the statutes of every touched key over its history as it would become; return what they read.

        `rows` hold the facts of the keys and types in `read`, as of the head.
        """
        touched: dict[str, dict[str, Statute]] = defaultdict(dict)
        gone: set[int] = set()
        for draft in drafts:
            cls: type[Fact] = type(draft.fact)
            if isinstance(draft.fact, FactRetracted):
                gone.add(draft.fact.target)
                target = lookup.recorded(draft.fact.target)
                cls = type(target.fact) if target else cls
            for statute in self.catalogue.statutes_of(cls):
                for key in draft.keys:
                    if key.startswith(f"{statute.kind}:"):
                        touched[key][statute.name] = statute
        items = [
            Item(key, (*self.catalogue.names(*{t for s in statutes.values() for t in s.types}), *self._retraction))
            for key, statutes in touched.items()
        ]
        if not items:
            return []
        wanted = {(item.key, name) for item in items for name in item.types}
        if all(line in read for line in wanted):
            rows = [row for row in rows if any((key, row.type) in wanted for key in row.keys)]
        else:
            rows, _ = self.store.read(items)
        if any(row.position > head for row in rows):
            raise Conflict  # a breach by facts that the decision has not seen is no reason to refuse it
        for key, statutes in touched.items():
            under_key = self._known(standing((self.catalogue.decode(row) for row in rows if key in row.keys), gone))
            for breach in breaches(statutes.values(), key, [*under_key, *standing(drafts)]):
                at = (breach.position,) if breach.position < NOT_YET else ()
                raise Refused(breach.slug, breach.message, positions=at)
        return items

    def _seal(self, drafts: list[Recorded[Fact]]) -> tuple[list[Recorded[Fact]], list[Item]]:
        """Seal personal fields; return what must not have been added to meanwhile: the persons' erasure."""
        sealed: list[Recorded[Fact]] = []
        subjects: set[str] = set()
        for draft in drafts:
            for personal in personal_fields(type(draft.fact)):
                if getattr(draft.fact, personal.name) is not None and not personal.kind:
                    subjects.add(personal.owner(draft.fact))
            try:
                sealed.append(replace(draft, fact=seal(draft.fact, draft.meta.id, self.vault)))
            except PersonErasedError as error:
                raise _erased() from error
        items = [Item(f"person:{subject}", self.catalogue.names(PersonErased)) for subject in sorted(subjects)]
        if items and self.store.read(items)[0]:
            raise _erased()
        return sealed, items


def _erased() -> Refused:
    return Refused("person-erased", "Die Daten dieser Person sind gelöscht; es wird nichts mehr erfasst.")


def _asked_then(command: Command, recorded: Sequence[Recorded[Fact]]) -> Asked:
    """Return what a repeated command asks whose names mean nothing any more: for the things its facts are about."""
    kind = command_type(type(command))
    things = dict(key.split(":", 1) for record in recorded for key in record.keys)
    return Asked(kind.policy.permission, kind.programme, things)
