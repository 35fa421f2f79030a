"""Erasing a person, refusing to, and holding their data back from erasure while a law asks for it."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import Annotated, ClassVar, Literal

from msgspec import Meta, structs

from fokus_core.corrections.corrections import refusing
from fokus_core.domain.commands import Command, Lookup, Outcome, Plan, command
from fokus_core.domain.facts import Fact, fact
from fokus_core.domain.past import Past
from fokus_core.domain.policy import Policy
from fokus_core.domain.reads import Reads
from fokus_core.domain.refusals import NotFound, Refused
from fokus_core.domain.retraction import FactRetracted
from fokus_core.domain.texts import _
from fokus_core.privacy.matches import PersonsMatched, matched
from fokus_core.privacy.persons import ErasureGround, PersonErased, PersonId

ERASE = Policy("core.erase-persons", "state", four_eyes=True)
HOLD = Policy("core.hold-persons", "state")
EXPORT = Policy("core.export-persons", "state")
READ = Policy("core.read-privacy", "state")
WhyKept = Annotated[
    Literal["legal-duty", "public-interest", "archive", "legal-claim"],
    Meta(description="A legal duty, a public interest, archiving, or a legal claim (Article 17 (3) GDPR)"),
]


@fact("core.erasure-refused@1", irrevocable=True, happened=True)
class ErasureRefused(Fact, frozen=True):
    """A person asked for erasure, and their data is kept for a reason that the law gives."""

    person: PersonId
    reason: WhyKept


@fact("core.person-held@1", irrevocable=True)
class PersonHeld(Fact, frozen=True):
    """From this day on the data of a person must not be erased."""

    person: PersonId
    reason: WhyKept


@fact("core.hold-lifted@1", irrevocable=True, ends=True)
class HoldLifted(Fact, frozen=True):
    """From this day on the data of a person may be erased again."""

    person: PersonId


HOLDS = (PersonHeld, HoldLifted)


def held(past: Past) -> bool:
    """Tell whether the last that was said of a person's data is that it is held."""
    return isinstance(past.latest(*HOLDS), PersonHeld)


class AboutPerson(Command, frozen=True):
    """A command about one person of whom there are facts."""

    reads: ClassVar[Reads] = Reads("person", PersonErased, *HOLDS)
    person: PersonId
    effective: date

    def plan(self, lookup: Lookup) -> Plan:
        """Refuse a person of whom nothing is recorded, once the actor was judged."""
        plan = Plan(self, self.asks(), lookup.reads_of(self))
        if lookup.under(f"person:{self.person}"):
            return plan
        return replace(plan, begin=refusing(NotFound(_("Zu dieser Kennung gibt es keine Person."), field="person")))

    def demand_not_erased(self, past: Past) -> None:
        """Raise `Refused` for a person who was erased."""
        if past.of(PersonErased):
            raise Refused("already-erased", _("Die Daten dieser Person sind schon gelöscht."), field="person")


@command("core.erase-person", ERASE, title=_("Daten einer Person löschen"))
class ErasePerson(AboutPerson, frozen=True):
    """Erase the personal data of a person for good; what is then left names nobody."""

    ground: ErasureGround

    def plan(self, lookup: Lookup) -> Plan:
        """Erase with a person everybody who was matched with them: they are one."""
        plan = super().plan(lookup)
        same = matched(self.person, lambda key: lookup.under(key, PersonsMatched, FactRetracted))
        if len(same) == 1:
            return plan

        def finish(outcome: list[Outcome], past: Past) -> list[Outcome]:
            erased = [one.fact.person for key in keys for one in lookup.under(key, PersonErased)]
            others = sorted(same - {self.person, *erased})
            first = PersonErased(effective=self.effective, person=self.person, ground=self.ground)
            return [*outcome, *(structs.replace(first, person=one) for one in others)]

        keys = tuple(f"person:{one}" for one in sorted(same))
        return replace(plan, finish=finish, guard=keys)

    def decide(self, past: Past) -> Iterator[PersonErased]:
        """Yield the erasure unless the data is held."""
        self.demand_not_erased(past)
        if held(past):
            message = _("Die Daten dieser Person müssen aufbewahrt werden. Heben Sie zuerst die Aufbewahrung auf.")
            raise Refused("legal-hold", message, field="person")
        yield PersonErased(effective=self.effective, person=self.person, ground=self.ground)


@command("core.refuse-erasure", ERASE, title=_("Löschung ablehnen"))
class RefuseErasure(AboutPerson, frozen=True):
    """Record that a person asked for erasure and why their data is kept."""

    reason: WhyKept

    def decide(self, past: Past) -> Iterator[ErasureRefused]:
        """Yield the refusal."""
        self.demand_not_erased(past)
        yield ErasureRefused(effective=self.effective, person=self.person, reason=self.reason)


@command("core.hold-person", HOLD, title=_("Löschen einer Person sperren"))
class HoldPerson(AboutPerson, frozen=True):
    """Keep the data of a person from being erased, as long as a law asks for it."""

    reason: WhyKept

    def decide(self, past: Past) -> Iterator[PersonHeld]:
        """Yield the hold unless there is one."""
        self.demand_not_erased(past)
        if held(past):
            raise Refused("already-held", _("Für diese Person gilt schon eine Aufbewahrung."), field="person")
        yield PersonHeld(effective=self.effective, person=self.person, reason=self.reason)


@command("core.lift-hold", HOLD, title=_("Löschsperre aufheben"))
class LiftHold(AboutPerson, frozen=True):
    """Let the data of a person be erased again."""

    def decide(self, past: Past) -> Iterator[HoldLifted]:
        """Yield the end of the hold."""
        if not held(past):
            raise Refused("not-held", _("Für diese Person gilt keine Aufbewahrung."), field="person")
        yield HoldLifted(effective=self.effective, person=self.person)


FACTS = (ErasureRefused, *HOLDS)
COMMANDS = (ErasePerson, RefuseErasure, HoldPerson, LiftHold)
