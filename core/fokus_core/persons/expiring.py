"""Letting data leave whose period has ended: a daily job carries it out or proposes it, and a person agrees."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any, ClassVar, Protocol

from msgspec import json

from fokus_core.access.actor import Actor
from fokus_core.corrections.corrections import refusing
from fokus_core.domain import clock
from fokus_core.domain.commands import Command, Lookup, Outcome, Plan, command
from fokus_core.domain.facts import Fact, Recorded
from fokus_core.domain.past import Past
from fokus_core.domain.policy import Policy
from fokus_core.domain.processing import Purpose
from fokus_core.domain.reads import Reads
from fokus_core.domain.refusals import Refused
from fokus_core.domain.texts import _
from fokus_core.jobs.job import JobContext
from fokus_core.persons.leaving import Leaving, Retention, key_of
from fokus_core.persons.retention import RecordsExpired, RetentionSet, SealId, SubjectId
from fokus_core.privacy import Vault
from fokus_core.privacy.persons import PersonErased
from fokus_core.storage.state_store import StateStore

__all__ = ["ExpireRecords", "LetRecordsExpire", "due"]

EXPIRE = Policy("core.expire-records", "state")
HOUSE = Actor("retention", trusted=True)
SPACE = "due"
OPEN, RESTS = "open ", "rests "  # with which the keys of its entries begin


@command("core.expire-records", EXPIRE, title=_("Angaben nach Ablauf der Frist löschen"))
class ExpireRecords(Command, frozen=True):
    """Let data leave for which the period of retention has ended; with the last of a person's data goes the person."""

    reads: ClassVar[Reads] = Reads("programme", RetentionSet)
    subject: SubjectId
    seal: SealId

    def plan(self, lookup: Lookup) -> Plan:
        """Look at everything that the day depends on; nothing may be added to it meanwhile."""
        retention = Retention(lookup.under, lookup.categories, lookup.today)
        found = retention.of(self.subject, self.seal)
        last = retention.last_of(self.subject, self.seal)
        plan = Plan(self, self.asks(), self.reads, guard=retention.looked_at)
        if (why := _why_not(found, lookup)) is not None:
            return replace(plan, begin=refusing(why))
        category = found.category if found else ""

        def finish(_outcome: list[Outcome], _past: Past) -> list[Outcome]:
            left = RecordsExpired(effective=lookup.today, subject=self.subject, seal=self.seal, category=category)
            kind, _colon, person = self.subject.partition(":")
            if kind != "person" or not last:
                return [left]
            return [left, PersonErased(effective=lookup.today, person=person, ground="not-needed")]

        return replace(plan, finish=finish)

    def decide(self, past: Past) -> tuple[()]:
        """Decide nothing by itself; the plan does."""
        return ()


def _why_not(found: Leaving | None, lookup: Lookup) -> Refused | None:
    if found is None:
        message = _("Zu dieser Kennung gibt es nichts, dessen Frist läuft.")
        return Refused("nothing-due", message, field="seal")
    if found.held:
        message = _("Die Daten dieser Person müssen aufbewahrt werden. Heben Sie zuerst die Aufbewahrung auf.")
        return Refused("legal-hold", message, field="subject")
    if found.when_due == "pause":
        message = _("Für diese Angaben ruht das Löschen. Legen Sie zuerst die Frist neu fest.")
        return Refused("retention-paused", message, field="seal")
    if found.leaves > lookup.today:
        message = _("Die Frist läuft noch. Gelöscht werden kann ab dem {day}.")
        return Refused("still-kept", message, field="seal", day=found.leaves)
    return None


class Records(Protocol):
    """What the job asks of the journal."""

    @property
    def vault(self) -> Vault:
        """The vault."""
        ...

    @property
    def catalogue(self) -> Any:
        """What the programmes brought, their categories among it."""
        ...

    def under(self, key: str, *types: type[Fact], after: int = 0) -> list[Recorded[Fact]]:
        """Return the facts under a key."""
        ...

    def handle(self, command: Any, *, by: Any, command_id: str | None = None) -> object:
        """Give a command and wait until its facts are recorded."""
        ...

    def now(self) -> datetime:
        """Return the present."""
        ...


class House(Protocol):
    """What the job asks of the services."""

    @property
    def journal(self) -> Records:
        """The journal."""
        ...


class LetRecordsExpire:
    """Lets leave what is due where a rule says so, and lists the rest that is due for a person to decide."""

    name = "core.expire-records"
    every = 86400.0

    def run(self, context: JobContext[House]) -> None:
        """Look at every key of the vault."""
        journal, store = context.services.journal, context.state_store
        waiting: dict[str, bytes] = {}
        for one in leaving(journal, journal.catalogue.categories):
            if not context.holds():
                return
            if one.when_due == "carry-out" and not one.held:
                try:
                    journal.handle(ExpireRecords(subject=one.subject, seal=one.seal), by=HOUSE)
                    continue
                except Refused:  # something was recorded meanwhile that keeps it
                    pass
            rests = one.held or one.when_due == "pause"
            waiting[f"{RESTS if rests else OPEN}{one.leaves.isoformat()} {one.seal}"] = json.encode(one)
        for key, value in waiting.items():
            store.put(SPACE, key, value)
        for key in [key for key, _value in _every(store) if key not in waiting]:
            store.delete(SPACE, key)


def leaving(journal: Records, categories: Mapping[str, Purpose]) -> Iterator[Leaving]:
    """Yield what is due today, held or paused or not, in the order in which its keys were made."""
    today = clock.day_of(journal.now())
    retention = Retention(journal.under, categories, today)
    if not retention.rules:
        return
    for seal, subject in journal.vault.active():
        found = retention.of(key_of(subject), seal)
        if found is not None and found.leaves <= today:
            yield found


def due(store: StateStore, *, open_: bool, after: str = "", limit: int = 100) -> list[tuple[str, Leaving]]:
    """Return what is due as the job last saw it, each with its mark: the oldest first, what is held or paused last."""
    found = store.scan(SPACE, OPEN if open_ else "", after=after, limit=limit)
    return [(key, json.decode(value, type=Leaving)) for key, value in found]


def _every(store: StateStore) -> Iterator[tuple[str, bytes]]:
    after = ""
    while found := store.scan(SPACE, after=after, limit=1000):
        yield from found
        after = found[-1][0]


COMMANDS = (ExpireRecords,)
