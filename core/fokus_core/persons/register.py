"""The register of erasures and expiries, in no backup: what a restored journal has forgotten is erased again."""

import os
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any, Protocol

from msgspec import DecodeError, Raw, Struct, json

from fokus_core.access.actor import CONSOLE
from fokus_core.domain.commands import Command, Lookup, Plan, command
from fokus_core.domain.past import Past
from fokus_core.domain.reads import Reads
from fokus_core.domain.refusals import Unusable
from fokus_core.persons.erasing import ERASE
from fokus_core.persons.erasure import DONE, SPACE, erase, expire
from fokus_core.persons.house import House, Records
from fokus_core.persons.retention import CategoryId, RecordsExpired, SealId, SubjectId
from fokus_core.privacy.persons import ErasureGround, PersonErased, PersonId
from fokus_core.storage.durable import locked, sync
from fokus_core.storage.state_store import StateStore

__all__ = ["ErasureRegister", "RegisteredErasure", "RegisteredExpiry"]

ALL = "programme:core"
KINDS = (PersonErased, RecordsExpired)


class RegisteredErasure(Struct, frozen=True, kw_only=True):
    """One line of the register: which person of which journal was erased, from which day, and why."""

    journal: str
    person: str
    effective: date
    ground: ErasureGround | None = None


class RegisteredExpiry(Struct, frozen=True, kw_only=True):
    """One line of the register: which key of which journal was destroyed as a period ended, and when."""

    journal: str
    subject: str
    seal: str
    category: str
    effective: date


Line = RegisteredErasure | RegisteredExpiry


class Written(Records, Protocol):
    """What the register asks of the journal."""

    @property
    def id(self) -> str:
        """The id of the journal."""
        ...


@command("core.erase-again", ERASE)
class EraseAgain(Command, frozen=True):
    """Record an erasure that the register knows and a restored journal has forgotten; nobody gives it over HTTP."""

    reads = Reads("person", PersonErased)
    person: PersonId
    effective: date
    ground: ErasureGround | None = None

    def decide(self, past: Past) -> Iterator[PersonErased]:
        """Yield the erasure of this person alone, whatever was said of them in the time before."""
        if not past.of(PersonErased):
            yield PersonErased(effective=self.effective, person=self.person, ground=self.ground)


@command("core.expire-again", ERASE)
class ExpireAgain(Command, frozen=True):
    """Record that data left, as the register knows and a restored journal does not; nobody gives it over HTTP."""

    subject: SubjectId
    seal: SealId
    category: CategoryId
    effective: date

    def plan(self, lookup: Lookup) -> Plan:
        """Read nothing: the register has looked, and a repeat has the same id."""
        return Plan(self, self.asks(), Reads())

    def decide(self, past: Past) -> Iterator[RecordsExpired]:
        """Yield the end of the data."""
        yield RecordsExpired(effective=self.effective, subject=self.subject, seal=self.seal, category=self.category)


class ErasureRegister:
    """A file to which every erasure and expiry is appended before keys go, and from which none is ever taken."""

    def __init__(self, path: Path, journal: Written, *, restored: bool) -> None:
        self.missing = restored and not path.exists()
        self._path = path
        self._journal = journal
        self._noted = 0  # position up to which every erasure of the journal is known to stand in the file

    def note(self) -> None:
        """Append what was erased or has left and is not there yet, durable on return."""
        records = self._journal.under(ALL, *KINDS, after=self._noted)
        if self.missing or (not records and self._path.exists()):
            return
        self._path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with locked(self._path.parent):
            known, whole = self._read()
            lines = [
                json.encode(self._line(one.fact)) + b"\n"
                for one in records
                if isinstance(one.fact, KINDS) and _gone(one.fact) not in known
            ]
            with os.fdopen(os.open(self._path, os.O_RDWR | os.O_CREAT, 0o600), "r+b") as file:
                file.truncate(whole)  # what a power cut left of a line is written anew
                file.seek(whole)
                file.write(b"".join(lines))
                file.flush()
                os.fsync(file.fileno())
            sync(self._path.parent)
        if records:
            self._noted = records[-1].position

    def behind(self) -> bool:
        """Tell whether the journal lacks an erasure, or nobody can tell: then nothing may be answered or sent."""
        return self.missing or bool(self.forgotten())

    def forgotten(self) -> list[Line]:
        """Return what the journal does not hold. Raises `Unusable` for another journal's register."""
        held = {_gone(one.fact) for one in self._journal.under(ALL, *KINDS) if isinstance(one.fact, KINDS)}
        return [one for gone, one in self._read()[0].items() if gone not in held]

    def renew(self, house: House, store: StateStore) -> int:
        """Carry out again what the journal holds and the vault does not, and return how much."""
        open_ = [one for one in self._facts() if not house.journal.vault.erased(one.fact.person)]
        for one in open_:
            store.delete(SPACE, one.fact.person)
            erase(one.fact, one, house, store)
        active = {key_id for key_id, _subject in house.journal.vault.active()}
        left = [one.fact for one in self._journal.under(ALL, RecordsExpired) if isinstance(one.fact, RecordsExpired)]
        return len(open_) + sum(expire(one, house) for one in left if one.seal in active)

    def replay(self, house: House, store: StateStore) -> int:
        """Record and carry out again what stores from a backup have forgotten; return how many erasures and keys."""
        forgotten = self.forgotten()
        for one in forgotten:
            if isinstance(one, RegisteredExpiry):
                left = ExpireAgain(subject=one.subject, seal=one.seal, category=one.category, effective=one.effective)
                self._journal.handle(left, by=CONSOLE, command_id=f"expired-again-{one.seal}")
                continue
            again = EraseAgain(person=one.person, effective=one.effective, ground=one.ground)
            self._journal.handle(again, by=CONSOLE)
            store.delete(SPACE, one.person)
        persons = {one.person for one in forgotten if isinstance(one, RegisteredErasure)}
        for record in self._facts():
            if record.fact.person in persons:
                erase(record.fact, record, house, store)
        renewed = self.renew(house, store)
        store.put(SPACE, DONE, b"0")  # the job looks at all of them once more, and at the restrictions
        self.missing = False
        self.note()
        return len(persons) + renewed

    def _facts(self) -> list[Any]:
        return [one for one in self._journal.under(ALL, PersonErased) if isinstance(one.fact, PersonErased)]

    def _line(self, fact: PersonErased | RecordsExpired) -> Line:
        journal, day = self._journal.id, fact.effective
        if isinstance(fact, PersonErased):
            return RegisteredErasure(journal=journal, person=fact.person, effective=day, ground=fact.ground)
        return RegisteredExpiry(
            journal=journal, subject=fact.subject, seal=fact.seal, category=fact.category, effective=day
        )

    def _read(self) -> tuple[dict[str, Line], int]:
        """Return the lines by person or key, and how many bytes of the file are whole lines."""
        try:
            content = self._path.read_bytes()
        except FileNotFoundError:
            return {}, 0
        whole = content.rfind(b"\n") + 1
        try:
            lines = [_decoded(line) for line in content[:whole].splitlines()]
        except DecodeError as error:
            raise Unusable(f"{self._path} is damaged; put a copy of the register of erasures in its place.") from error
        for other in {one.journal for one in lines} - {self._journal.id}:
            raise Unusable(f"{self._path} registers erasures of journal {other}, not of {self._journal.id}.")
        return {one.person if isinstance(one, RegisteredErasure) else one.seal: one for one in lines}, whole


def _gone(fact: PersonErased | RecordsExpired) -> str:
    """Return by what a line is known: the id of the person, or that of the key."""
    return fact.person if isinstance(fact, PersonErased) else fact.seal


def _decoded(line: bytes) -> Line:
    fields = json.decode(line, type=dict[str, Raw])
    if "seal" in fields:
        return json.decode(line, type=RegisteredExpiry)
    return json.decode(line, type=RegisteredErasure)
