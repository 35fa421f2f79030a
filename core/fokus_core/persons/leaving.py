"""When data leaves: by the rules in force, the event that began its period, and whatever forbids it."""

from collections.abc import Callable, Iterator, Mapping
from datetime import date, timedelta
from typing import Any

from msgspec import Struct, structs

from fokus_core.domain.facts import Fact, Recorded, Unknown, in_effective_order
from fokus_core.domain.processing import Purpose
from fokus_core.domain.retraction import FactRetracted
from fokus_core.domain.statutes import standing
from fokus_core.persons.erasing import HOLDS, PersonHeld
from fokus_core.persons.restricting import RESTRICTIONS, PersonRestricted
from fokus_core.persons.retention import RecordsExpired, RetentionSet, WhenDue, rules_on
from fokus_core.privacy.matches import PersonsMatched, matched
from fokus_core.privacy.personal import personal_fields
from fokus_core.privacy.sealed import Sealed

__all__ = ["Leaving", "Retention", "key_of", "sealed_with"]

Under = Callable[..., list[Recorded[Any]]]
KEPT = 2000  # look-ups that are kept
STRICT: tuple[WhenDue, ...] = ("pause", "propose", "carry-out")  # what is said of one record holds for all of its key


class Leaving(Struct, frozen=True, kw_only=True):
    """What is sealed with one key, and when it leaves: the first day on which it is kept no longer.

    `since` is the first day of the period that ends last, `held` whether a legal hold or a restriction forbids it.
    """

    subject: str
    seal: str
    category: str
    body: str | None
    since: date
    leaves: date
    citation: str
    when_due: WhenDue
    held: bool = False


def key_of(subject: str) -> str:
    """Return the key under which facts about a subject of the vault are found."""
    if subject.startswith(("proposal-", "reason-")):  # sealed with a key of its own
        return subject.replace("-", ":", 1)
    return subject if ":" in subject else f"person:{subject}"


def sealed_with(fact: Fact) -> Iterator[tuple[str, str, str]]:
    """Yield of each sealed field of a fact the id of its key, the purpose, and whose it is, as a key."""
    for field in personal_fields(type(fact)):
        held: Sealed[Any] | None = getattr(fact, field.name)
        if held is not None and held.key_id is not None:
            yield held.key_id, field.purpose, key_of(field.owner(fact))


def months_after(day: date, months: int) -> date:
    """Return the same day some months later, the first of the next month where that has no such day."""
    years, month = divmod(day.month - 1 + months, 12)
    first = date(day.year + years, month + 1, 1)
    same = first + timedelta(days=day.day - 1)
    return same if same.month == first.month else same.replace(day=1)


class Retention:
    """Tells when data leaves, as of a day; `looked_at` are the keys under which it looked, each read once."""

    def __init__(self, under: Under, categories: Mapping[str, Purpose], today: date) -> None:
        self._under = under
        self._found: dict[tuple[str, tuple[type[Fact], ...]], list[Recorded[Any]]] = {}
        self._looked_at: set[str] = set()
        self._categories = categories
        self.rules = rules_on(under("programme:core", RetentionSet, FactRetracted), today)

    @property
    def looked_at(self) -> tuple[str, ...]:
        """The keys, sorted."""
        return tuple(sorted(self._looked_at))

    def of(self, subject: str, seal: str) -> Leaving | None:
        """Return when what is sealed with a key leaves; None where a rule or the event is missing, or it has left."""
        records = self.under(subject)
        if any(isinstance(one.fact, Unknown) for one in records) or seal in expired(records):
            return None
        taken_back = {one.fact.target: one.fact.effective for one in records if isinstance(one.fact, FactRetracted)}
        found = [
            self._of(one, subject, seal, purpose, taken_back.get(one.position))
            for one in records
            for key_id, purpose, _owner in dict.fromkeys(sealed_with(one.fact))
            if key_id == seal
        ]
        whole = [one for one in found if one is not None]
        if not whole or len(whole) < len(found):
            return None
        last = max(whole, key=lambda one: one.leaves)
        return structs.replace(
            last, when_due=min((one.when_due for one in whole), key=STRICT.index), held=self._held(subject)
        )

    def last_of(self, subject: str, seal: str) -> bool:
        """Tell whether nothing else of a subject is sealed that can be opened."""
        records = self.under(subject)
        left = {key_id for one in records for key_id, _purpose, owner in sealed_with(one.fact) if owner == subject}
        unknown = any(isinstance(one.fact, Unknown) for one in records)
        return not unknown and left <= {seal, *expired(records)}

    def under(self, key: str, *types: type[Fact]) -> list[Recorded[Any]]:
        """Return the facts under a key, looked up once."""
        if (key, types) not in self._found:
            if len(self._found) >= KEPT:
                self._found.clear()
            self._looked_at.add(key)
            self._found[key, types] = self._under(key, *types)
        return self._found[key, types]

    def _of(
        self, record: Recorded[Any], subject: str, seal: str, purpose: str, taken_back: date | None
    ) -> Leaving | None:
        category = f"{record.type.partition('.')[0]}.{purpose}"
        bodies: list[str | None] = [key.removeprefix("body:") for key in record.keys if key.startswith("body:")]
        found = [self._by(body, record, subject, seal, category, taken_back) for body in bodies or [None]]
        return max((one for one in found if one), key=lambda one: one.leaves) if all(found) else None

    def _by(
        self, body: str | None, record: Recorded[Any], subject: str, seal: str, category: str, taken_back: date | None
    ) -> Leaving | None:
        rule = self.rules.get((category, body)) or self.rules.get((category, None))
        since = None if rule is None else self._since(record, category, rule.start)
        if taken_back is not None and (since is None or taken_back < since):
            since = taken_back
        if rule is None or since is None:
            return None
        return Leaving(
            subject=subject,
            seal=seal,
            category=category,
            body=rule.body,
            since=since,
            leaves=months_after(since, rule.months),
            citation=rule.citation,
            when_due=rule.when_due,
        )

    def _since(self, record: Recorded[Any], category: str, start: str) -> date | None:
        """Return the first day of the period of a record, None where its event has not come or is not known."""
        purpose = self._categories.get(category)
        starts = [] if purpose is None else [one for one in purpose.starts if start in ("", one.id)]
        if not starts:
            return None
        kinds, ends, under = starts[0].kinds, starts[0].ends, starts[0].under
        found = {
            one.position: one
            for kind, _colon, thing in (key.partition(":") for key in record.keys)
            if kind in kinds
            for one in standing(self.under(f"{under or kind}:{thing}", *ends, FactRetracted))
        }
        return starts[0].day(record.fact, [one.fact for one in in_effective_order(list(found.values()))])

    def _held(self, subject: str) -> bool:
        kind, _colon, person = subject.partition(":")
        if kind != "person":
            return False
        for one in matched(person, lambda key: self.under(key, PersonsMatched, FactRetracted)):
            said = in_effective_order(standing(self.under(f"person:{one}", *HOLDS, *RESTRICTIONS, FactRetracted)))
            for types, forbids in ((HOLDS, PersonHeld), (RESTRICTIONS, PersonRestricted)):
                about = [record.fact for record in said if isinstance(record.fact, types)]
                if about and isinstance(about[-1], forbids):
                    return True
        return False


def expired(records: list[Recorded[Any]]) -> set[str]:
    """Return the ids of the keys whose data has left."""
    return {one.fact.seal for one in records if isinstance(one.fact, RecordsExpired)}
