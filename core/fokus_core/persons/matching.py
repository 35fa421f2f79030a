"""Who is the same person, decided by people: two ids are matched or told apart, and what was matched counts as one."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from typing import ClassVar, NamedTuple

from fokus_core.corrections.corrections import refusing
from fokus_core.domain.commands import Command, Lookup, Plan, command
from fokus_core.domain.facts import Fact, Recorded
from fokus_core.domain.past import Past
from fokus_core.domain.policy import Policy
from fokus_core.domain.reads import Reads
from fokus_core.domain.refusals import Invalid, NotFound, Refused
from fokus_core.domain.retraction import FactRetracted
from fokus_core.domain.statutes import standing
from fokus_core.domain.texts import _
from fokus_core.privacy import Vault
from fokus_core.privacy.likeness import Agreement
from fokus_core.privacy.matches import PersonsMatched, PersonsToldApart, matched
from fokus_core.privacy.persons import PersonErased, PersonId

MATCH = Policy("core.match-persons", "state")
DECISIONS = (PersonsMatched, PersonsToldApart)


class AboutTwo(Command, frozen=True):
    """A command about two persons of whom there are facts."""

    reads: ClassVar[Reads] = Reads("person", *DECISIONS, PersonErased) | Reads("other", *DECISIONS, PersonErased)
    person: PersonId
    other: PersonId
    effective: date

    def plan(self, lookup: Lookup) -> Plan:
        """Refuse one person given twice, and one of whom nothing is recorded, once the actor was judged."""
        plan = Plan(self, self.asks(), lookup.reads_of(self))
        if self.person == self.other:
            same = Invalid("same-person", _("Geben Sie zwei verschiedene Personen an."), field="other")
            return replace(plan, begin=refusing(same))
        for field in ("person", "other"):
            if not lookup.under(f"person:{getattr(self, field)}"):
                unknown = NotFound(_("Zu dieser Kennung gibt es keine Person."), field=field)
                return replace(plan, begin=refusing(unknown))
        return plan

    def latest(self, past: Past) -> PersonsMatched | PersonsToldApart | None:
        """Return what was decided of the two last; raises `Refused` where one of them was erased."""
        for one in past.of(PersonErased):
            field = "person" if one.person == self.person else "other"
            raise Refused("person-erased", _("Die Daten dieser Person sind gelöscht."), field=field)
        about = [one for one in past.of(*DECISIONS) if {*one.persons} == {self.person, self.other}]
        return about[-1] if about else None

    @property
    def persons(self) -> tuple[str, str]:
        """Both, the smaller id first."""
        return min(self.person, self.other), max(self.person, self.other)


@command("core.match-persons", MATCH, title=_("Zwei Personen zusammenführen"))
class MatchPersons(AboutTwo, frozen=True):
    """Decide that two persons are the same; rules that count for each person count over both from then on."""

    def decide(self, past: Past) -> Iterator[PersonsMatched]:
        """Yield the match unless it was decided already."""
        if isinstance(self.latest(past), PersonsMatched):
            raise Refused(
                "already-matched", _("Dass beide dieselbe Person sind, ist schon entschieden."), field="other"
            )
        yield PersonsMatched(effective=self.effective, persons=self.persons)


@command("core.tell-persons-apart", MATCH, title=_("Zwei Personen unterscheiden"))
class TellPersonsApart(AboutTwo, frozen=True):
    """Decide that two persons who are alike are two; nobody is asked about them again."""

    def decide(self, past: Past) -> Iterator[PersonsToldApart]:
        """Yield the decision unless it was made already, or they were matched, which must be taken back first."""
        latest = self.latest(past)
        if isinstance(latest, PersonsMatched):
            message = _("Beide gelten als dieselbe Person. Nehmen Sie zuerst diesen Eintrag zurück.")
            raise Refused("matched", message, field="other")
        if latest is not None:
            raise Refused("already-told-apart", _("Dass es zwei Personen sind, ist schon entschieden."), field="other")
        yield PersonsToldApart(effective=self.effective, persons=self.persons)


FACTS = DECISIONS
COMMANDS = (MatchPersons, TellPersonsApart)


class Candidates(NamedTuple):
    """Two persons who agree in something, of whom nobody has decided yet whether they are one."""

    person: str
    other: str
    agree: tuple[Agreement, ...]


def candidates(vault: Vault, under: Callable[..., list[Recorded[Fact]]]) -> Iterator[Candidates]:
    """Yield who may be the same, by ids alone; `under` returns the facts under a key, of some classes."""
    for person, other, agree in vault.alike():
        decided = standing(under(f"person:{person}", *DECISIONS, FactRetracted))
        about = [one.fact.persons for one in decided if isinstance(one.fact, DECISIONS)]
        if (person, other) in about or other in matched(person, lambda key: under(key, PersonsMatched, FactRetracted)):
            continue
        if under(f"person:{person}") and under(f"person:{other}"):  # else the command that named them was refused
            yield Candidates(person, other, tuple(sorted(agree)))
