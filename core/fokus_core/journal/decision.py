"""One decision: admit what was asked, decide it, and record it on condition that nothing read has changed."""

from collections.abc import Callable, Sequence
from datetime import datetime

from msgspec import structs

from fokus_core.bodies.names import Bodies
from fokus_core.domain.commands import Command, Outcome, Plan
from fokus_core.domain.facts import Fact, Meta, Read, Recorded, malformed_keys
from fokus_core.domain.ids import minted
from fokus_core.domain.past import Past
from fokus_core.domain.pointers import blamed
from fokus_core.domain.reads import Reads
from fokus_core.domain.refusals import Invalid, Refused
from fokus_core.domain.texts import _
from fokus_core.domain.tracing import span
from fokus_core.files.attachments import hold_files, with_digests
from fokus_core.files.files import Files
from fokus_core.journal.codec import Codec
from fokus_core.journal.drafts import (
    at_positions,
    drafts,
    fact_of,
    proposal,
    refuse_days_to_come,
    refuse_open_days,
    refuse_strangers,
    with_fact,
)
from fokus_core.journal.engines.store import Conflict, Item, NewRow, Store
from fokus_core.journal.judge import Judge, asked_then
from fokus_core.journal.known_titles import KnownTitles
from fokus_core.journal.lookup import JournalLookup
from fokus_core.journal.naming import Naming
from fokus_core.journal.precondition import refuse_outdated
from fokus_core.journal.read_index import ReadIndex
from fokus_core.journal.reading import Reader, covered, matched
from fokus_core.journal.recorded_time import RecordedTime
from fokus_core.journal.relying import Relying
from fokus_core.journal.request import Receipt, Request
from fokus_core.journal.sealing import Sealer
from fokus_core.journal.stages import Case, Settled, Verdict
from fokus_core.journal.statute_book import StatuteBook
from fokus_core.plugins.catalogue import Catalogue
from fokus_core.plugins.places import named, told
from fokus_core.privacy import Vault
from fokus_core.privacy.persons import enter_persons, persons_of, settle_persons


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
        reads: ReadIndex | None = None,
        appended: Callable[[int, Sequence[Recorded[Fact]]], None] = lambda after, records: None,
    ) -> None:
        self._appended = appended
        self.store = store
        self.catalogue = catalogue
        self.codec = codec
        self.vault = vault
        self.bodies = bodies
        self.files = files
        self.relying = Relying(store, catalogue, codec, reads or ReadIndex(store))
        self._reader = Reader(catalogue, codec)
        self.titles = KnownTitles(store, catalogue, codec)
        self._statutes = StatuteBook(catalogue, self._reader, self.titles)
        self._judge = Judge(catalogue, self._reader)
        self._sealer = Sealer(vault, catalogue)
        self.clock = RecordedTime(store, codec)

    def decide(self, request: Request, now: datetime) -> Receipt:
        """Decide a request and append its facts, or only decide it in a dry run; raises `Refused` or `Conflict`."""
        try:
            case = self._read(request, self._settle(request, now))
            four_eyes = self._judge(case.plan, request, case.settled.lookup, case.rows)
            if case.recorded:
                return self._repeat(case)
            refuse_outdated(self.store, self._statutes, case.plan.command, case.read, request.seen)
            verdict = self._decide(case, self.clock.at(now, case.head), four_eyes=four_eyes)
            histories = self._hold_statutes(case, verdict)
            if request.dry_run:
                positions = range(case.head + 1, case.head + 1 + len(verdict.drafts))
                return Receipt(positions[-1], at_positions(positions, verdict.drafts))
            sealed, ends = self._seal(case, verdict)
            return self._append(case, verdict, sealed, [*histories, *ends])
        except Refused as refused:
            if refused.key is not None:
                refused.field = blamed(request.command, refused.key, refused.field)
            bodies, today = self.bodies(0), request.today
            said = told(refused.message, request.command, bodies, self.titles, today)
            refused.values = said | named(refused.values, bodies, today)
            raise

    def _settle(self, request: Request, now: datetime) -> Settled:
        """Make ids of names and persons, and let the command plan how it is decided."""
        lookup = JournalLookup(
            self.store,
            self.catalogue,
            self.codec,
            self.vault,
            request=request,
            now=now,
            bodies=self.bodies(0),
            relying=self.relying,
            may=lambda asked: self._judge.may(request, self.store.select([self._judge.line(request.by)])[0])(asked),
        )
        command, persons = settle_persons(request.command, self.vault, request.id, asking=request.asking)
        command = structs.replace(command, **request.drawn.digests)
        after = None if type(command).plan is Command.plan else self.store.head()
        plan: Plan | Refused
        try:
            command = lookup.settle_bodies(command)
            for name in malformed_keys(command):
                raise Invalid(
                    "malformed", _("Die Kennung darf keine Leerzeichen und Zeilenumbrüche enthalten."), field=name
                )
            plan = command.plan(lookup)
        except Refused as refused:  # a repeated command is answered even if its names mean nothing any more
            plan = refused
        return Settled(command, persons, lookup, plan, after)

    def _read(self, request: Request, settled: Settled) -> Case:
        """Read what the command id, the actor's grants and the plan's lines say."""
        plan = settled.plan
        own = [Item(f"command:{request.id}"), self._judge.line(request.by)]
        items = self._reader.lines(plan.command, plan.reads) if isinstance(plan, Plan) else []
        rows, head = self.store.select([*own, *items])
        after = head if settled.after is None else settled.after
        if self.bodies(head) is not settled.lookup.bodies or any(row.position > after for row in rows):
            raise Conflict  # names were resolved, or a plan made, by what does not hold any more
        recorded = [self._reader.decode(row) for row in rows if own[0].key in row.keys]
        if isinstance(plan, Refused):
            if not recorded:
                raise plan
            plan = Plan(request.command, (asked_then(request.command, recorded),), Reads())
        return Case(request, settled, plan, own, items, rows, recorded, after, head)

    def repeats(self, request: Request, meta: Meta) -> bool:
        """Tell whether a command is the one that was recorded with an envelope; of who is erased nobody can tell."""
        try:
            _command, persons = settle_persons(request.command, self.vault, request.id, asking=False)
            return meta.digest == self._sealer.digest(request, persons)
        except Refused:
            return False

    def _repeat(self, case: Case) -> Receipt:
        """Answer a command that was recorded before from its facts."""
        meta = case.recorded[0].meta
        digest = self._sealer.digest(case.request, case.settled.persons)
        if (meta.digest, meta.by) != (digest, case.request.by.id):
            raise Refused(
                "command-id-reused",
                _("Dieses Formular haben Sie schon mit anderen Angaben abgeschickt. Öffnen Sie es neu."),
            )
        return Receipt(case.recorded[-1].position, case.recorded, repeated=True)

    def _decide(self, case: Case, at: datetime, *, four_eyes: bool) -> Verdict:
        """Let the command decide on its past, or propose what it decides to a second actor."""
        request, plan, settled = case.request, case.plan, case.settled
        naming = Naming(self.vault, request.id)
        past, read = self._past(case, naming)
        plan.begin(past)
        decided = plan.decided(past)
        refuse_strangers(self.catalogue, plan.command, decided)
        outcome: list[Outcome] = plan.finish(decided, past)
        if not outcome:
            raise Refused("nothing-to-do", _("Es gibt nichts einzutragen: Ihre Angaben stehen schon so da."), field="")
        facts = list(map(fact_of, outcome))
        refuse_days_to_come(facts, request.today, field=plan.where("effective"))
        refuse_open_days(facts, request.source or plan.source, field=plan.where("effective"))
        if self.files is not None:
            hold_files(self.files, facts, claim=False, may_name=self._judge.of_files(case, self._found))
            outcome = [with_fact(one, with_digests(self.files, self.vault, fact_of(one))) for one in outcome]
            facts = list(map(fact_of, outcome))
        digest = "" if request.dry_run else self._sealer.digest(request, settled.persons)
        bases = tuple([Read(item.key, self._reader.bases(item.types)) for item in read])
        made = coming = drafts(outcome, request, bases, plan, digest, at)
        if four_eyes:
            persons = {*settled.persons.values(), *persons_of(plan.command)}
            made = drafts([proposal(request, settled.command, persons)], request, bases, plan, digest, at)
        return Verdict(made, coming, facts, read, naming)

    def _past(self, case: Case, naming: Naming) -> tuple[Past, list[Item]]:
        """Return what the plan reads, with up to two rounds of `more`, and all the lines of that."""
        plan, request, items, rows = case.plan, case.request, case.read, case.rows
        for left in (2, 1, 0):
            past = Past(
                self._reader.standing(matched(rows, items), plan.without),
                evidence=self.catalogue.evidence.values(),
                open_field=case.settled.lookup.open,
                new_id=lambda what: minted(request.id, what),
                person=naming,
                read=self._reader.classes(*[item.types for item in items]),
            )
            more = plan.command.more(past) if left else None
            if more is None:
                break
            items = [*items, *(item for item in self._reader.lines(plan.command, more) if item not in items)]
            rows, _head = self.store.select(items)
        return past, items

    def _hold_statutes(self, case: Case, verdict: Verdict) -> list[Item]:
        """Run the statutes of every touched key over its history as it would become; return what they read.

        What waits for a second actor is held against them, too: nobody is asked to confirm what cannot be.
        """
        lines = self._statutes.lines(verdict.coming, case.settled.lookup)
        items = list(lines)
        if covered(items, case.read):
            rows = matched(case.rows, items)
        else:
            rows, _head = self.store.select(items)
            if any(row.position > case.after for row in rows):
                raise Conflict  # a breach by facts that the decision has not seen is no reason to refuse it
        self._statutes.hold(verdict.coming, lines, rows, case.settled.lookup.bodies)
        return items

    def _seal(self, case: Case, verdict: Verdict) -> tuple[list[Recorded[Fact]], list[Item]]:
        """Enter persons and seal their fields; return what must not have been added to meanwhile."""
        command, decided = case.settled.command, case.plan.command
        known = enter_persons(command, self.vault) and (decided is command or enter_persons(decided, self.vault))
        if not known or (verdict.drafts is verdict.coming and not verdict.naming.enter()):
            raise Conflict  # somebody entered the same person meanwhile
        return self._sealer.seal(verdict.drafts, case.settled.persons, self._found)

    def _found(self, items: list[Item]) -> list[Recorded[Fact]]:
        return [self.codec.decode(row) for row in self.store.select(items)[0]]

    def _append(self, case: Case, verdict: Verdict, sealed: list[Recorded[Fact]], besides: list[Item]) -> Receipt:
        """Append on condition that nothing was added to what was read, guarded, or read `besides`."""
        if self.files is not None:  # before the append: a file that a fact names is never swept away
            hold_files(self.files, verdict.facts, claim=True)
        new = [NewRow(one.type, (*one.keys, case.own[0].key), self.codec.encode(one.fact, one.meta)) for one in sealed]
        condition = [*case.own, *verdict.read, *map(Item, case.plan.guard), *besides]
        with span("append", {"fokus.facts": len(new)}):
            positions = self.store.record(new, condition, after=case.after)
        self.clock.appended(case.head, positions[-1], verdict.drafts[0].meta.at)
        done = at_positions(positions, sealed)
        self._appended(case.head, done)
        return Receipt(positions[-1], done, shown=case.request.drawn.shown(verdict.facts))
