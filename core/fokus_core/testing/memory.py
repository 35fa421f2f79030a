"""A store and a vault in memory, for rules tested without a database."""

import secrets
from collections import Counter
from collections.abc import Callable, Collection, Sequence
from contextlib import nullcontext
from hashlib import sha256
from threading import Condition

from eventsourcing.dcb.api import DCBAppendCondition, DCBEvent, DCBQuery, DCBQueryItem

from fokus_core.domain.refusals import Unusable
from fokus_core.journal.engines.store import Conflict, Found, Row, Store, check_events
from fokus_core.privacy import PersonErasedError
from fokus_core.privacy.likeness import Agreement, Likely, Mark, agreement
from fokus_core.privacy.vault import KeyLost, VaultStatus


class MemoryStore(Store):
    """A journal store that ends with the process."""

    def __init__(self) -> None:
        self.rows: list[Row] = []
        self._changed = Condition()

    def create(self) -> None:
        """Do nothing: there are no tables."""

    def read(self, query: DCBQuery | None = None, *, after: int | None = None, limit: int | None = None) -> Found:
        """Return the rows that match any item."""
        items = query.items if query else []
        found = [row for row in self.rows[after or 0 :] if not items or any(_matches(row, item) for item in items)]
        if limit is not None:
            return Found(found[:limit], found[:limit][-1].position if found[:limit] else None)
        return Found(found, len(self.rows) or None)

    def append(self, events: Sequence[DCBEvent], condition: DCBAppendCondition | None = None) -> int:
        """Append events unless a later row matches."""
        check_events(events)
        with self._changed:
            if condition and self.read(condition.fail_if_events_match, after=condition.after).rows:
                raise Conflict
            first = len(self.rows) + 1
            self.rows.extend(Row(first + n, one.type, tuple(one.tags), one.data) for n, one in enumerate(events))
            self._changed.notify_all()
            return len(self.rows)

    def follow(self, *, after: int, limit: int) -> list[Row]:
        """Return rows after a position."""
        return self.rows[after : after + limit]

    def head(self) -> int:
        """Return the last position."""
        return len(self.rows)

    def wait(self, *, after: int, timeout: float) -> None:
        """Wait for a row after a position."""
        with self._changed:
            self._changed.wait_for(lambda: len(self.rows) > after, timeout)

    def batch(self, *, many: bool = True) -> nullcontext[None]:
        """Do nothing: every append stands at once."""
        return nullcontext()

    def backup(self, target: str) -> None:
        """Refuse: there is no file."""
        raise Unusable("A journal in memory cannot be backed up.")

    def close(self) -> None:
        """Do nothing."""


def _matches(row: Row, item: DCBQueryItem) -> bool:
    return {*item.tags} <= {*row.keys} and (not item.types or row.type in item.types)


class MemoryVault:
    """A vault whose keys end with the process; its directory recognises persons by e-mail, or name and birth."""

    def __init__(self) -> None:
        self._keys: dict[str, tuple[tuple[str, str, str], bytes]] = {}
        self._people: dict[Mark, set[str]] = {}
        self._erased: set[str] = set()
        self._destroyed: set[str] = set()
        self._blocked: set[str] = set()
        self._gone: Counter[str] = Counter()

    def key_for(self, subject: str, purpose: str, case: str = "") -> tuple[str, bytes]:
        """Return the key of a subject, purpose and case, made on first use."""
        if subject in self._erased:
            raise PersonErasedError
        for key_id, (what, key) in self._keys.items():
            if what == (subject, purpose, case):
                return key_id, key
        key_id = secrets.token_hex(16)
        self._keys[key_id] = ((subject, purpose, case), secrets.token_bytes(32))
        return key_id, self._keys[key_id][1]

    def key(self, key_id: str, *, although_blocked: bool = False) -> bytes | None:
        """Return a key, or None when it was destroyed or is blocked."""
        if key_id in self._destroyed:
            return None
        if key_id in self._keys and self._keys[key_id][0][0] in self._blocked and not although_blocked:
            return None
        if key_id not in self._keys:
            raise KeyLost("The vault has never held this key.")
        return self._keys[key_id][1]

    def digest_key(self, subject: str = "") -> bytes:
        """Return the key by which command bodies are digested."""
        return sha256(subject.encode()).digest()

    def destroy(self, subject: str, purpose: str | None = None, case: str | None = None) -> int:
        """Destroy the keys of a subject, and count them."""
        gone = [key_id for key_id, (what, _) in self._keys.items() if what[0] == subject and purpose in {None, what[1]}]
        for key_id in gone:
            del self._keys[key_id]
        self._destroyed.update(gone)
        self._gone[subject] += len(gone)
        if purpose is None:
            self._erased.add(subject)
            for persons in self._people.values():
                persons.discard(subject)
        return len(gone)

    def active(self) -> list[tuple[str, str]]:
        """Return the keys that are left, with their subjects."""
        return [(key_id, what[0]) for key_id, (what, _key) in self._keys.items()]

    def retire(self, key_id: str) -> None:
        """Give a key a matter that nobody asks for."""
        (subject, purpose, _case), key = self._keys[key_id]
        self._keys[key_id] = ((subject, purpose, f"retired {key_id}"), key)

    def destroy_key(self, key_id: str) -> bool:
        """Destroy one key."""
        found = self._keys.pop(key_id, None)
        self._destroyed.add(key_id)
        return found is not None

    def destroyed(self, subject: str) -> int:
        """Return how many keys of a subject were destroyed."""
        return self._gone[subject]

    def erased(self, subject: str) -> bool:
        """Tell whether a subject was erased."""
        return subject in self._erased

    def likely(self, marks: Collection[Mark]) -> Likely:
        """Return who is likely meant by these marks."""
        same = {person for mark in marks if mark.kind == "whole" for person in self._people.get(mark, ())}
        agreeing: dict[str, set[Agreement]] = {}
        for sought in marks:
            for mark, persons in self._people.items():
                found = agreement(sought, mark.kind) if mark.text == sought.text else None
                if found is not None:
                    for person in persons:
                        agreeing.setdefault(person, set()).add(found)
        return Likely(frozenset(same), {one: frozenset(some) for one, some in agreeing.items() if one not in same})

    def recognises(self, person: str) -> bool:
        """Tell whether there is anything by which a person is recognised."""
        return any(person in some for some in self._people.values())

    def enter(self, person: str, marks: Collection[Mark], holds: Callable[[Likely], bool]) -> bool:
        """Record by what a person is recognised."""
        if not holds(self.likely(marks)):
            return False
        if person in self._erased:
            raise PersonErasedError
        for mark in marks:
            self._people.setdefault(mark, set()).add(person)
        return True

    def block(self, subject: str, *, blocked: bool) -> None:
        """Block a subject's keys, or let them be used again."""
        (self._blocked.add if blocked else self._blocked.discard)(subject)

    def status(self) -> VaultStatus:
        """Count keys."""
        blocked = sum(what[0] in self._blocked for what, _key in self._keys.values())
        return VaultStatus(
            active=len(self._keys) - blocked,
            blocked=blocked,
            destroyed=len(self._destroyed),
            subjects=len({what[0] for what, _key in self._keys.values()}),
            recognised=len({person for some in self._people.values() for person in some}),
        )

    def flaws(self) -> list[str]:
        """Return nothing: there are no files."""
        return []

    def alike(self) -> list[tuple[str, str, frozenset[Agreement]]]:
        """Return nobody: no rule asks."""
        return []

    def backup(self, target: str) -> None:
        """Refuse: there is no file."""
        raise NotImplementedError("A vault in memory cannot be backed up.")

    def close(self) -> None:
        """Do nothing."""
