"""One decision: read, judge the actor, decide, run the statutes, append on condition that nothing read has changed."""

import hmac
from collections.abc import Callable, Sequence
from datetime import datetime
from functools import cached_property

import msgspec

from fokus_core.access.grants import AccessGranted, AccessWithdrawn
from fokus_core.bodies.names import Bodies
from fokus_core.corrections.proposals import Proposed
from fokus_core.domain.commands import Command, Outcome, Plan, Reads, Replacing, command_type
from fokus_core.domain.facts import Fact, Meta, Read, Recorded, fact_type, keys_of, malformed_keys
from fokus_core.domain.ids import minted
from fokus_core.domain.past import Past
from fokus_core.domain.refusals import Invalid, Refused
from fokus_core.files.attachments import hold_files
from fokus_core.files.files import Files
from fokus_core.journal.codec import Codec
from fokus_core.journal.engines.store import Conflict, Item, NewRow, Row, Store
from fokus_core.journal.judge import Judge, asked_then
from fokus_core.journal.lookup import JournalLookup
from fokus_core.journal.reading import Reader, covered, matched
from fokus_core.journal.request import Receipt, Request, digest_of
from fokus_core.journal.statute_book import NOT_YET, StatuteBook
from fokus_core.journal.ways import recorded_by
from fokus_core.plugins.catalogue import Catalogue
from fokus_core.privacy import PersonErasedError, Vault
from fokus_core.privacy.persons import PersonErased, enter_persons, is_erased, settle_persons
from fokus_core.privacy.sealed import Sealed, personal_fields, seal


class Decider:
    """Decides requests over one store; the caller sees to it that one thread decides at a time."""

    def __init__(
        self,
        store: Store,
        catalogue: Catalogue,
        codec: Codec,
        vault: Vault,
        bodies: Callable[[int], Bodies],
        files: Files | None = None,
        *,
        appended: Callable[[int, Sequence[Recorded[Fact]]], None] = lambda after, records: None,
    ) -> None:
        self._appended = appended
        self.store = store
        self.catalogue = catalogue
        self.codec = codec
        self.vault = vault
        self.bodies = bodies
        self.files = files
        self._reader = Reader(catalogue, codec)
        self._statutes = StatuteBook(catalogue, self._reader)
        self._judge = Judge(catalogue, self._reader)

    def decide(self, request: Request, at: datetime) -> Receipt:
        """Decide a request and append its facts, or only decide it in a dry run; raises `Refused` or `Conflict`."""
        bodies = self.bodies(0)
        own = [Item(f"command:{request.id}"), self._judge.line(request.by)]
        looks_up = type(request.command).plan is not Command.plan
        command, persons = settle_persons(request.command, self.vault, request.id)
        lookup = self._lookup(request, bodies)
        plan: Plan | None = None
        refusal: Refused | None = None
        try:
            command = bodies.settle(command, getattr(command, "effective", request.today))
            for name in malformed_keys(command):
                raise Invalid("malformed", "Eine Kennung enthält keine Leerzeichen und keine Umbrüche.", field=name)
            plan = None if looks_up else command.plan(lookup)
        except Refused as refused:  # a repeated command is answered even if its names mean nothing any more
            refusal = refused
        items = self._reader.lines(plan.command, plan.reads) if plan else []
        rows, head = self.store.read([*own, *items])
        if self.bodies(head) is not bodies:
            raise Conflict  # the names were resolved by what does not hold any more
        read = list(items)
        recorded = [self._reader.decode(row) for row in rows if own[0].key in row.keys]
        if looks_up and refusal is None:
            plan = command.plan(lookup)
        judged = plan
        if plan is None and recorded:
            judged = Plan(request.command, (asked_then(request.command, recorded),), Reads())
        four_eyes = judged is not None and self._judge(judged, request, lookup, rows)
        if recorded:
            return self._repeated(recorded, request, persons)
        if plan is None:
            raise refusal or AssertionError("there is a plan or a reason why not")
        past = self._past(plan, request, lookup, items, rows if not looks_up else None)
        plan.begin(past)
        decided = plan.decided(past)
        self._refuse_strangers(plan.command, decided)
        outcome: list[Outcome] = plan.finish(decided, past)
        if not outcome:
            raise Refused("nothing-to-do", "Dieser Vorgang ändert nichts.", field="")
        facts = [item.fact if isinstance(item, Replacing) else item for item in outcome]  # those proposed, too
        if four_eyes:
            outcome = [self._proposal(request, command, persons)]
        digest = "" if request.dry_run else self._digest(request, persons)
        drafts = self._drafts(outcome, request, digest, items, plan.cause, at)
        histories = self._hold_statutes(request.command, drafts, lookup, head, read, rows)
        if self.files is not None:
            hold_files(self.files, facts, request.command, claim=False)
        if request.dry_run:
            positions = [head + number for number in range(1, len(drafts) + 1)]
            return Receipt(positions[-1], _at(positions, drafts))
        if not all(enter_persons(one, self.vault) for one in (command, plan.command)):
            raise Conflict  # somebody entered the same person meanwhile
        drafts, erasures = self._seal(drafts, request.command)
        new = [NewRow(d.type, (*d.keys, own[0].key), self.codec.encode(d.fact, d.meta)) for d in drafts]
        if self.files is not None:  # before the append: a file that a fact names is never swept away
            hold_files(self.files, facts, request.command, claim=True)
        guard = [Item(key) for key in plan.guard]
        positions = self.store.append(new, [*own, *items, *guard, *histories, *erasures], after=head)
        done = _at(positions, drafts)
        self._appended(head, done)
        return Receipt(positions[-1], done)

    def _lookup(self, request: Request, bodies: Bodies) -> JournalLookup:
        def settle(command: Command) -> Command:
            named, _ = settle_persons(command, self.vault, request.id)
            settled: Command = bodies.settle(named, getattr(named, "effective", request.today))
            return settled

        return JournalLookup(
            self.store,
            self.catalogue,
            self.codec,
            self.vault,
            actor=request.by,
            today=request.today,
            settle=settle,
            bodies=bodies,
        )

    def _keyed(self, subject: str) -> hmac.HMAC:
        return hmac.new(self.vault.digest_key(subject), digestmod="sha256")

    @cached_property
    def _keyed_by_nobody(self) -> hmac.HMAC:
        """The key for commands that name nobody is the only one that is never destroyed."""
        return self._keyed("")

    def _refuse_strangers(self, command: Command, outcome: list[Outcome]) -> None:
        """Raise `TypeError` when a command yields facts of another programme, of none, or of a kind it does not say.

        Likewise when it gives another's role.
        """
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
            if not isinstance(fact, recorded_by(type(command))):
                raise TypeError(f"{type(command).__name__} yields {kind.name!r}, which its `decide` does not name.")

    def _digest(self, request: Request, persons: tuple[str, ...]) -> str:
        """Return the digest of the command as it was given, keyed by the first person it names or by nobody."""
        try:
            return digest_of(request.command, self._keyed(persons[0]) if persons else self._keyed_by_nobody)
        except PersonErasedError as error:
            raise is_erased(request.command) from error

    def _repeated(self, recorded: list[Recorded[Fact]], request: Request, persons: tuple[str, ...]) -> Receipt:
        meta = recorded[0].meta
        if (meta.digest, meta.by) != (self._digest(request, persons), request.by.id):
            raise Refused("command-id-reused", "Unter dieser Vorgangsnummer wurde etwas anderes eingereicht.")
        return Receipt(recorded[-1].position, recorded, repeated=True)

    def _past(
        self, plan: Plan, request: Request, lookup: JournalLookup, items: list[Item], rows: Sequence[Row] | None
    ) -> Past:
        """Return what the plan reads, with up to two rounds of `more`; extends `items` by what was read."""
        if rows is None:
            items.extend(self._reader.lines(plan.command, plan.reads))
            rows, _ = self.store.read(items) if items else ([], 0)
        past = self._as_past(rows, items, plan, request, lookup)
        for _ in range(2):
            more = plan.command.more(past)
            if more is None:
                break
            items.extend(item for item in self._reader.lines(plan.command, more) if item not in items)
            rows, _ = self.store.read(items)
            past = self._as_past(rows, items, plan, request, lookup)
        return past

    def _as_past(
        self, rows: Sequence[Row], items: Sequence[Item], plan: Plan, request: Request, lookup: JournalLookup
    ) -> Past:
        return Past(
            self._reader.standing(matched(rows, items), plan.without),
            evidence=self.catalogue.evidence.values(),
            open_field=lookup.open,
            new_id=lambda what: minted(request.id, what),
            read=self._reader.classes(*[item.types for item in items]),
        )

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
        read = tuple([Read(item.key, self._reader.bases(item.types)) for item in items])
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
        command: Command,
        drafts: list[Recorded[Fact]],
        lookup: JournalLookup,
        head: int,
        read: Sequence[Item],
        rows: Sequence[Row],
    ) -> list[Item]:
        """Run the statutes of every touched key over its history as it would become; return what they read.

        `rows` hold what matches the lines in `read`, as of the head.
        """
        lines = self._statutes.lines(drafts, lookup)
        items = list(lines)
        if not items:
            return []
        if covered(items, read):
            rows = matched(rows, items)
        else:
            rows, _ = self.store.read(items)
            if any(row.position > head for row in rows):
                raise Conflict  # a breach by facts that the decision has not seen is no reason to refuse it
        self._statutes.hold(drafts, lines, rows, command)
        return items

    def _seal(self, drafts: list[Recorded[Fact]], command: Command) -> tuple[list[Recorded[Fact]], list[Item]]:
        """Seal personal fields; return what must not have been added to meanwhile: the persons' erasure."""
        if not any(personal_fields(type(draft.fact)) for draft in drafts):
            return drafts, []
        sealed: list[Recorded[Fact]] = []
        subjects: set[str] = set()
        for draft in drafts:
            for personal in personal_fields(type(draft.fact)):
                if getattr(draft.fact, personal.name) is not None and not personal.kind:
                    subjects.add(personal.owner(draft.fact))
            try:
                sealed.append(msgspec.structs.replace(draft, fact=seal(draft.fact, draft.meta.id, self.vault)))
            except PersonErasedError as error:
                raise is_erased(command) from error
        items = [Item(f"person:{subject}", self.catalogue.names(PersonErased)) for subject in sorted(subjects)]
        if items and self.store.read(items)[0]:
            raise is_erased(command)
        return sealed, items


def _at(positions: Sequence[int], drafts: Sequence[Recorded[Fact]]) -> list[Recorded[Fact]]:
    """Return drafts at their positions."""
    placed = zip(positions, drafts, strict=True)
    return [Recorded(position, one.type, one.keys, one.fact, one.meta) for position, one in placed]
