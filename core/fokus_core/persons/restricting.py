"""Restricting the processing of a person's data (Article 18 GDPR): kept and sealed, but opened for nobody."""

from collections.abc import Iterator
from typing import Annotated, Literal

from msgspec import Meta

from fokus_core.domain.commands import command
from fokus_core.domain.facts import Fact, fact
from fokus_core.domain.past import Past
from fokus_core.domain.reads import Reads
from fokus_core.domain.refusals import Refused
from fokus_core.domain.texts import _
from fokus_core.persons.erasing import HOLD, AboutPerson
from fokus_core.privacy.persons import PersonErased, PersonId

WhyRestricted = Annotated[
    Literal["accuracy-contested", "unlawful", "legal-claim", "objection"],
    Meta(description="Accuracy contested, unlawful, needed for a legal claim, or objection (Article 18 (1) GDPR)"),
]


@fact("core.person-restricted@1", irrevocable=True, happened=True, whole_programme=True)
class PersonRestricted(Fact, frozen=True):
    """From this day on the data of a person is kept, and opened for nobody but the person's own access."""

    person: PersonId
    reason: WhyRestricted


@fact("core.restriction-lifted@1", irrevocable=True, happened=True, whole_programme=True, ends=True)
class RestrictionLifted(Fact, frozen=True):
    """From this day on the data of a person is opened again for those who may see it."""

    person: PersonId


RESTRICTIONS = (PersonRestricted, RestrictionLifted)
RESTRICTED = Reads("person", PersonErased, *RESTRICTIONS)


@command("core.restrict-person", HOLD, title=_("Verarbeitung einschränken"))
class RestrictPerson(AboutPerson, frozen=True):
    """Restrict the processing of a person's data: it is kept, and nobody sees it."""

    reads = RESTRICTED
    reason: WhyRestricted

    def decide(self, past: Past) -> Iterator[PersonRestricted]:
        """Yield the restriction unless there is one."""
        self.demand_not_erased(past)
        if isinstance(past.latest(*RESTRICTIONS), PersonRestricted):
            message = _("Die Verarbeitung der Angaben zu dieser Person ist schon eingeschränkt.")
            raise Refused("already-restricted", message, field="person")
        yield PersonRestricted(effective=self.effective, person=self.person, reason=self.reason)


@command("core.lift-restriction", HOLD, title=_("Einschränkung aufheben"))
class LiftRestriction(AboutPerson, frozen=True):
    """Let the data of a person be used again."""

    reads = RESTRICTED

    def decide(self, past: Past) -> Iterator[RestrictionLifted]:
        """Yield the end of the restriction."""
        self.demand_not_erased(past)
        if not isinstance(past.latest(*RESTRICTIONS), PersonRestricted):
            message = _("Die Verarbeitung der Angaben zu dieser Person ist nicht eingeschränkt.")
            raise Refused("not-restricted", message, field="person")
        yield RestrictionLifted(effective=self.effective, person=self.person)


FACTS = RESTRICTIONS
COMMANDS = (RestrictPerson, LiftRestriction)
