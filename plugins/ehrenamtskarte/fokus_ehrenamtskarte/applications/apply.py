"""Applying without an account: the command that anybody may give, and the office that it goes to."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import Annotated, Any, ClassVar

import msgspec
from msgspec import Meta

from fokus_core import Plan
from fokus_ehrenamtskarte.applications.facts import ApplicationHandedIn, EngagementStated
from fokus_ehrenamtskarte.applications.terms import Details, StatedEngagement, Ticked, demand_ticked
from fokus_ehrenamtskarte.cards.facts import CardKind
from fokus_ehrenamtskarte.facts import PARTICIPATION, CardIntroduced, ParticipationResumed
from fokus_ehrenamtskarte.issuers.assignments import issuers
from fokus_ehrenamtskarte.issuers.facts import ASSIGNMENTS, ParticipationStated
from fokus_ehrenamtskarte.programme import ehrenamtskarte
from fokus_ehrenamtskarte.rules.application import BodyText, Ground
from fokus_ehrenamtskarte.rules.calendar import first_of
from fokus_ehrenamtskarte.rules.facts import RulesSet
from fokus_kommune import PUBLIC, BodyRef, Command, Invalid, Limit, Lookup, Past, Person, Reads, Refused, Sealed, _

APPLICATIONS = Limit("ehrenamtskarte-applications", 10, per=3600)
HOURS_A_WEEK = 168
NRW = "05"  # the state, in official keys


@ehrenamtskarte.command("apply", PUBLIC, limit=APPLICATIONS, title=_("Ehrenamtskarte beantragen"))
class Apply(Command, frozen=True, kw_only=True):
    """Apply for a card, today, in the municipality where one lives or volunteers.

    The person needs a mail address, which is confirmed before anybody is written to, and a birth date.
    """

    reads: ClassVar[Reads] = Reads("body", *ASSIGNMENTS, *PARTICIPATION, RulesSet, ParticipationStated)
    blames: ClassVar[str] = "body"
    then: ClassVar[tuple[str, ...]] = (
        _("Sie bestätigen Ihre E-Mail-Adresse mit dem Link in unserer Nachricht."),
        _("Die Organisation bestätigt Ihr Engagement, meist in vier Wochen."),
        _("Die zuständige Stelle entscheidet und schreibt Ihnen."),
    )
    body: BodyRef
    kind: CardKind
    renewal: bool = False
    person: Annotated[Person, Meta(extra={"needs": ("email", "birth")})]
    residence: BodyText
    street: Annotated[str, Meta(min_length=1, max_length=300)]
    phone: Annotated[str, Meta(max_length=32)] = ""
    engagements: Annotated[tuple[StatedEngagement, ...], Meta(min_length=1, max_length=10)]
    grounds: Annotated[tuple[Ground, ...], Meta(max_length=5)] = ()
    truthful: Ticked
    effective: date

    def plan(self, lookup: Lookup) -> Plan:
        """Read names of places as keys, and refuse another day than today: nobody applies for another day."""

        def meant(text: str, field: str) -> str:
            elsewhere = text.isdecimal() and len(text) == len("05914000") and not text.startswith(NRW)
            return text if elsewhere else lookup.body(text, field=field)

        def begin(_past: Past) -> None:
            if self.effective != lookup.today:
                message = _("Anträge lassen sich nur heute stellen. Wählen Sie den heutigen Tag.")
                raise Refused("not-today", message, field="effective")

        named = tuple(
            msgspec.structs.replace(one, body=meant(one.body, f"engagements/{number}/body"))
            for number, one in enumerate(self.engagements)
        )
        settled = msgspec.structs.replace(self, residence=meant(self.residence, "residence"), engagements=named)
        return replace(super().plan(lookup), command=settled, begin=begin)

    def decide(self, past: Past) -> Iterator[ApplicationHandedIn | EngagementStated]:
        """Yield the application at the office that is responsible, and its engagements."""
        demand_ticked(self.truthful, "truthful")
        birth, mail = self._applicant()
        office = responsible(past.on(self.effective), self.body)
        near = [self.residence, *(one.body for one in self.engagements)]
        if not any(one.startswith(self.body) for one in near):
            message = _(
                "Sie wohnen nicht in {body_dative} und engagieren sich nicht dort. Wählen Sie eine andere Kommune."
            )
            raise Refused("elsewhere", message, field="body")
        application = past.new_id("application")
        held: dict[str, Any] = {
            "effective": self.effective,
            "application": application,
            "body": office,
            "person": self.person.id,
        }
        details = Details(
            residence=self.residence,
            town=self.body,
            birth=birth,
            mail=mail,
            street=self.street,
            phone=self.phone or None,
            grounds=self.grounds,
        )
        yield ApplicationHandedIn(
            **held,
            kind=self.kind,
            renewal=self.renewal,
            name=Sealed.of(self.person.name),
            details=Sealed.of(details),
        )
        for number, one in enumerate(self.engagements):
            self._demand_possible(one, mail, f"engagements/{number}/")
            yield EngagementStated(
                **held,
                engagement=past.new_id(f"engagement-{number}"),
                claim=Sealed.of(one.claim),
                contact=past.new_id(f"contact-{number}"),
                contact_name=Sealed.of(one.contact),
                contact_mail=Sealed.of(one.contact_mail),
            )

    def _applicant(self) -> tuple[str, str]:
        """Return birth date and mail address, without which nothing can be decided or told."""
        birth, mail = self.person.birth, self.person.email
        if mail is None:
            raise Invalid("no-mail-address", _("Geben Sie Ihre E-Mail-Adresse an."), field="person/email")
        if birth is None or len(birth) < len("1950-01-01"):
            message = _("Geben Sie Tag, Monat und Jahr Ihrer Geburt an.")
            raise Invalid("no-birth-date", message, field="person/birth")
        return birth, mail

    def _demand_possible(self, one: StatedEngagement, mail: str, at: str) -> None:
        if one.per == "week" and one.hours > HOURS_A_WEEK:
            raise Invalid("hours-a-week", _("Eine Woche hat 168 Stunden. Prüfen Sie die Zahl."), field=f"{at}hours")
        if first_of(one.since) > self.effective:
            message = _("Das Engagement beginnt erst später. Geben Sie einen früheren Monat an.")
            raise Invalid("begins-later", message, field=f"{at}since")
        if one.until is not None and one.until < one.since:
            message = _("Das Ende liegt vor dem Beginn. Prüfen Sie beide Monate.")
            raise Invalid("ends-before", message, field=f"{at}until")
        if one.contact_mail.casefold() == mail.casefold():
            message = _("Bestätigen kann das nur eine andere Person. Geben Sie deren E-Mail-Adresse an.")
            raise Invalid("self-confirmed", message, field=f"{at}contact_mail")


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
