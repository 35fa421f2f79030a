"""Naming contact persons and deputies, and ending their terms."""

from collections.abc import Iterator
from datetime import date
from typing import Any, ClassVar

from fokus_core import (
    BodyRef,
    Command,
    Past,
    Person,
    PhoneNumber,
    Reads,
    Reason,
    Recorded,
    Refused,
    Sealed,
    Until,
    _,
    command,
    day_after,
)
from fokus_network.people.facts import CONTACTS, ContactEnded, ContactFunction, ContactNamed, TermId
from fokus_network.people.statutes import EMPTY, SAME_PERSON, SECOND_CONTACT
from fokus_network.people.terms import Running, erasure_of, running, same_person, why
from fokus_network.policies import NAME_CONTACT

SUCCEEDED = "Nachfolge"
TERM_OVER = _("Ende der Amtszeit")


def refuse_empty(until: date | None, effective: date) -> None:
    """Raise `Refused` for a term whose last day lies before its first."""
    if until is not None and until < effective:
        raise Refused("empty-period", _("Das Ende liegt vor dem Beginn."), field="until")


def sealed(person: Person | None, phone: str | None) -> dict[str, Any]:
    """Return the fields of a fact that hold a person, open until the journal seals them."""
    if person is None:
        return {}
    return {
        "person": person.id,
        "name": Sealed.of(person.name),
        "mail": Sealed.of(person.email) if person.email else None,
        "phone": Sealed.of(phone) if phone else None,
    }


def taken(terms: Running, term: str, effective: date, *, field: str = "term") -> Recorded[Any]:
    """Take a running term out of those that run; raises `Refused` for one that does not, or began that day."""
    found = terms.pop(term, None)
    if found is None:
        raise Refused("not-in-office", _("Diese Person hat am {effective} diese Aufgabe nicht."), field=field)
    if found.fact.effective == effective:
        raise Refused("empty-period", EMPTY, field="effective", positions=(found.position,))
    return found


@command("network.name-contact", NAME_CONTACT, title=_("Ansprechperson benennen"))
class NameContact(Command, frozen=True):
    """Name the contact person of a body or a deputy, where wanted `until` a day, or in place of an earlier term."""

    reads: ClassVar[Reads] = Reads("body", *CONTACTS)
    body: BodyRef
    function: ContactFunction
    person: Person
    effective: date
    phone: PhoneNumber | None = None
    until: Until | None = None
    replaces: TermId | None = None

    def decide(self, past: Past) -> Iterator[ContactNamed | ContactEnded]:
        """Yield the beginning of the term, with the end of the one before and its own where they are known."""
        refuse_empty(self.until, self.effective)
        terms = running(past.on(self.effective).recorded(*CONTACTS))
        if self.replaces is not None:
            before = taken(terms, self.replaces, self.effective, field="replaces").fact
            yield ContactEnded(
                effective=self.effective,
                term=before.term,
                body=self.body,
                function=before.function,
                reason=SUCCEEDED,
            )
        named = ContactNamed(
            effective=self.effective,
            term=past.new_id("term"),
            body=self.body,
            function=self.function,
            **sealed(self.person, self.phone),
        )
        for other in (one for one in terms.values() if one.fact.function == self.function):
            if same_person(other.fact, named):
                raise Refused("already-in-office", SAME_PERSON, field="person", positions=(other.position,))
            if self.function == "contact":
                raise Refused("contact-exists", SECOND_CONTACT, field="function", positions=(other.position,))
        yield named
        if self.until is not None:
            yield ContactEnded(
                effective=day_after(self.until),
                term=named.term,
                body=self.body,
                function=self.function,
                reason=TERM_OVER,
            )


@command("network.end-contact", NAME_CONTACT, title=_("Aufgabe einer Ansprechperson beenden"))
class EndContact(Command, frozen=True):
    """End the term of a contact person or deputy; the date is the first day on which it no longer runs."""

    reads: ClassVar[Reads] = Reads("body", *CONTACTS)
    body: BodyRef
    term: TermId
    reason: Reason
    effective: date

    def more(self, past: Past) -> Reads | None:
        """Read whether the holder was erased."""
        return erasure_of(running(past.on(self.effective).recorded(*CONTACTS)), self.term)

    def decide(self, past: Past) -> Iterator[ContactEnded]:
        """Yield the end of a term that runs on that day."""
        terms = running(past.on(self.effective).recorded(*CONTACTS))
        ended = taken(terms, self.term, self.effective).fact
        yield ContactEnded(
            effective=self.effective,
            term=self.term,
            body=self.body,
            function=ended.function,
            **why(self.reason, ended, past),
        )
