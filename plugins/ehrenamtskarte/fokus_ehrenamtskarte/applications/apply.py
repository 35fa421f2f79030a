"""Applying without an account: the command that anybody may give, and the office that it goes to."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Annotated, ClassVar

from msgspec import Meta

from fokus_core import Plan
from fokus_ehrenamtskarte.applications.applying import Applying
from fokus_ehrenamtskarte.applications.facts import ApplicationHandedIn, DocumentEnclosed, EngagementStated
from fokus_ehrenamtskarte.applications.terms import StatedDocument, StatedEngagement, Ticked, demand_ticked
from fokus_ehrenamtskarte.facts import PARTICIPATION, CardIntroduced, ParticipationResumed
from fokus_ehrenamtskarte.issuers.assignments import issuers
from fokus_ehrenamtskarte.issuers.facts import ASSIGNMENTS, ParticipationStated
from fokus_ehrenamtskarte.programme import ehrenamtskarte
from fokus_ehrenamtskarte.rules.facts import RulesSet
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
    Topic("karte", _("Karte und Kommune"), ("body", "kind", "renewal")),
    Topic("person", _("Sie selbst"), ("person", "residence", "street", "phone")),
    Topic(
        "engagement",
        _("Ihr Engagement"),
        ("engagements",),
        _("Die Organisation erfährt Ihren Namen und dieses eine Engagement, sonst nichts."),
    ),
    Topic("besonderes", _("Juleica"), ("grounds",)),
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

    reads: ClassVar[Reads] = Reads("body", *ASSIGNMENTS, *PARTICIPATION, RulesSet, ParticipationStated)
    then: ClassVar[tuple[str, ...]] = (
        _("Sie bestätigen Ihre E-Mail-Adresse mit dem Link in unserer Nachricht."),
        _("Die Organisation bestätigt Ihr Engagement, meist in vier Wochen."),
        _("Die zuständige Stelle entscheidet und schreibt Ihnen."),
    )
    form_topics: ClassVar[tuple[Topic, ...]] = TOPICS
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

    def decide(self, past: Past) -> Iterator[ApplicationHandedIn | EngagementStated | DocumentEnclosed]:
        """Yield the application at the office that is responsible, its engagements and documents."""
        demand_ticked(self.truthful, "truthful")
        if self.person.email is None:
            raise Invalid("no-mail-address", _("Geben Sie Ihre E-Mail-Adresse an."), field="person/email")
        yield from self.handed_in(past, responsible(past.on(self.effective), self.body))


def responsible(now: Past, body: str, field: str = "body") -> str:
    """Return the office that decides about applications to a body; raises `Refused` where there is none.

    It is the body itself, or the district where that issues for it.
    """
    state = None
    for record in now.recorded(*ASSIGNMENTS):
        state = issuers(state, record)
    last = now.latest(*PARTICIPATION)
    issuer = state.standard if state else None
    stated = now.latest(ParticipationStated)
    rules = any(not one.binds for one in now.of(RulesSet))
    if last is not None:
        takes_part = isinstance(last, CardIntroduced | ParticipationResumed)
    else:
        takes_part = issuer is not None or rules or (stated is not None and stated.takes_part)
    if not takes_part:
        message = _(
            "{body} gibt zurzeit keine Ehrenamtskarte aus. Stellen Sie den Antrag in der Kommune, in der Sie sich "
            "engagieren."
        )
        raise Refused("no-office", message, field=field)
    if issuer is not None and issuer.kind == "district" and issuer.issuer and not rules:
        return issuer.issuer
    return body
