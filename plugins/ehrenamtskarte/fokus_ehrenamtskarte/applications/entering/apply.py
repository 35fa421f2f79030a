"""Applying without an account: the command that anybody may give, and the office that it goes to."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Annotated, ClassVar

import msgspec
from msgspec import Meta

from fokus_core import Beside, Plan
from fokus_ehrenamtskarte.applications.entering.applying import NRW, Applying
from fokus_ehrenamtskarte.applications.record.facts import ApplicationHandedIn, DocumentEnclosed, EngagementStated
from fokus_ehrenamtskarte.applications.record.responsible import (
    demand_offered,
    office_reads,
    privacy_of,
    responsible,
    town_for,
)
from fokus_ehrenamtskarte.applications.record.terms import StatedDocument, StatedEngagement, Ticked, demand_ticked
from fokus_ehrenamtskarte.offices.facts import Wanted
from fokus_ehrenamtskarte.programme import ehrenamtskarte
from fokus_kommune import (
    PUBLIC,
    Invalid,
    Limit,
    Lookup,
    Past,
    Person,
    Reads,
    Refused,
    Topic,
    _,
)

APPLICATIONS = Limit("ehrenamtskarte-applications", 10, per=3600)
TOPICS = (
    Topic("karte", _("Karte und Kommune"), ("body", "kind", "renewal", "wanted")),
    Topic("person", _("Sie selbst"), ("person", "residence", "street", "phone")),
    Topic(
        "engagement",
        _("Ihr Engagement"),
        ("engagements",),
        _("Die Organisation erfährt Ihren Namen und dieses eine Engagement, sonst nichts."),
    ),
    Topic(
        "besonderes",
        _("Juleica und andere Nachweise"),
        ("grounds",),
        _("Ob etwas davon eine Voraussetzung ersetzt, sagen die Regeln Ihrer Kommune. Trifft nichts zu? Dann weiter."),
    ),
    Topic(
        "nachweise",
        _("Nachweise"),
        ("documents",),
        _("Haben Sie eine Bescheinigung oder Urkunde? Ohne geht es auch: Lassen Sie dann alles leer."),
    ),
    Topic("erklaerung", _("Ihre Erklärung"), ("truthful",)),
)


@ehrenamtskarte.command("apply", PUBLIC, limit=APPLICATIONS, title=_("Ehrenamtskarte beantragen"))
class Apply(Applying, frozen=True, kw_only=True):
    """Apply for a card, today, in the municipality where one lives or volunteers.

    The person needs a mail address, which is confirmed before anybody is written to, and a birth date.
    """

    reads: ClassVar[Reads] = Reads()
    beside: ClassVar[Beside | None] = Beside("ehrenamtskarte/office", ("body", "residence", "engagements/0/body"))
    then: ClassVar[tuple[str, ...]] = (
        _("Sie bestätigen Ihre E-Mail-Adresse mit dem Link in unserer Nachricht."),
        _("Die Organisation bestätigt Ihr Engagement, meist in vier Wochen."),
        _("Die zuständige Stelle entscheidet und schreibt Ihnen."),
    )
    form_topics: ClassVar[tuple[Topic, ...]] = TOPICS
    wanted: Wanted | None = None
    person: Annotated[Person, Meta(extra={"needs": ("email", "birth")})]
    engagements: Annotated[tuple[StatedEngagement, ...], Meta(min_length=1, max_length=10)]
    documents: Annotated[tuple[StatedDocument, ...], Meta(max_length=5)] = ()
    truthful: Ticked

    def plan(self, lookup: Lookup) -> Plan:
        """Refuse another day than today: nobody applies for another day."""
        made = super().plan(lookup)

        def begin(past: Past) -> None:
            made.begin(past)
            if self.effective != lookup.today:
                message = _("Anträge lassen sich nur heute stellen. Wählen Sie den heutigen Tag.")
                raise Refused("not-today", message, field="effective")

        return replace(made, begin=begin)

    def more(self, past: Past) -> Reads:
        """Read who decides for the towns that may be meant, besides where its files are named."""
        return office_reads(self.towns) | (super().more(past) or Reads())

    @property
    def towns(self) -> list[str]:
        """The town that is applied to, else those of the state where somebody lives or volunteers."""
        near = [self.body] if self.body is not None else [self.residence, *(one.body for one in self.engagements)]
        return [one for one in dict.fromkeys(near) if one.startswith(NRW)]

    def decide(self, past: Past) -> Iterator[ApplicationHandedIn | EngagementStated | DocumentEnclosed]:
        """Yield the application at the office that is responsible, its engagements and documents."""
        demand_ticked(self.truthful, "truthful")
        if self.person.email is None:
            raise Invalid("no-mail-address", _("Geben Sie Ihre E-Mail-Adresse an."), field="person/email")
        now = past.on(self.effective)
        town = town_for(now, self.towns)
        office = responsible(now, town)
        demand_offered(now, office, self.wanted)
        first, *others = self.handed_in(past, town, office)
        yield msgspec.structs.replace(first, wanted=self.wanted, privacy=privacy_of(now, office))
        yield from others
