"""The volunteer makes an application of what an organisation began, or lets it be: an application like any other."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import Annotated, Any

import msgspec
from msgspec import Meta

from fokus_core import ERASED, Plan
from fokus_ehrenamtskarte.applications.by_organisations.start_facts import StartId, VolunteerAgreed, VolunteerNamed
from fokus_ehrenamtskarte.applications.record.facts import ApplicationHandedIn
from fokus_ehrenamtskarte.applications.record.policies import DECIDE
from fokus_ehrenamtskarte.applications.record.terms import Line, Ticked, demand_ticked
from fokus_ehrenamtskarte.organisations.facts import OrganisationContactNamed
from fokus_ehrenamtskarte.programme import ehrenamtskarte
from fokus_ehrenamtskarte.rules.application import BodyText
from fokus_kommune import BodyRef, Command, Fact, Invalid, Lookup, Past, Reads, Refused, _

GONE = _("Diese Angaben sind gelöscht. Stellen Sie einen eigenen Antrag.")
WHERE = {"person/birth": "birth", "body": "start"}


@ehrenamtskarte.command("agree-to-application", DECIDE, title=_("Vorbereiteten Antrag stellen"))
class AgreeToApplication(Command, frozen=True, kw_only=True):
    """Apply with what an organisation said of one's volunteering: by a link, or a clerk who heard them."""

    then = (
        _("Sie bestätigen Ihre E-Mail-Adresse mit dem Link in unserer Nachricht."),
        _("Die Organisation bestätigt Ihr Engagement."),
        _("Die zuständige Stelle entscheidet und schreibt Ihnen."),
    )
    body: BodyRef
    start: StartId
    birth: date
    residence: BodyText
    street: Line
    phone: Annotated[str, Meta(max_length=32)] = ""
    truthful: Ticked
    effective: date

    def plan(self, lookup: Lookup) -> Plan:
        """Plan the application that this makes, with all that is demanded of any, once for each that was begun."""
        reads = Reads(f"start:{self.start}", VolunteerNamed, VolunteerAgreed)
        try:
            made, named = self._applying(lookup)
        except Refused as error:
            refused = _pointed(error)

            def begin(_past: Past) -> None:
                raise refused

            return Plan(self, self.asks(), reads, begin=begin)

        def finish(outcome: list[Any], past: Past) -> list[Any]:
            if past.of(VolunteerAgreed):
                message = _("Diesen Antrag haben Sie schon gestellt. Sie brauchen nichts zu tun.")
                raise Refused("already-agreed", message, field="start")
            return [*outcome, *self._agreed(outcome, named)]

        return replace(made, asked=self.asks(), reads=made.reads | reads, finish=finish, where=_where)

    def decide(self, past: Past) -> Iterator[Fact]:
        """Yield nothing of its own: what is decided is the application that the plan makes of it."""
        return iter(())

    def _applying(self, lookup: Lookup) -> tuple[Plan, VolunteerNamed]:
        """Return how the application is decided that this makes; raises `Refused`."""
        demand_ticked(self.truthful, "truthful")
        found = [one for one in lookup.under(f"start:{self.start}", VolunteerNamed) if one.fact.body == self.body]
        if not found:
            message = _("Diesen vorbereiteten Antrag gibt es nicht. Prüfen Sie die Adresse.")
            raise Refused("unknown-start", message, field="start")
        named = found[0]
        about = [
            one
            for one in lookup.under(f"organisation:{named.fact.organisation}", OrganisationContactNamed)
            if one.fact.contact == named.fact.contact
        ]
        name, said = lookup.open(named, "name"), lookup.open(named, "said")
        contact = lookup.open(about[0], "contact_name") if about else ERASED
        mail = lookup.open(about[0], "contact_mail") if about else ERASED
        if ERASED in (name, said, contact, mail):
            raise Refused("person-erased", GONE, field="start")
        told: dict[str, Any] = {
            "body": self.body,
            "kind": "standard",
            "person": {"name": name, "email": said["mail"], "birth": self.birth.isoformat()},
            "residence": self.residence,
            "street": self.street,
            "phone": self.phone,
            "engagements": [{**said["claim"], "contact": contact, "contact_mail": mail}],
            "truthful": True,
            "effective": self.effective.isoformat(),
        }
        return lookup.inner("ehrenamtskarte.apply", msgspec.json.encode(told)).plan(lookup), named.fact

    def _agreed(self, outcome: list[Any], named: VolunteerNamed) -> Iterator[Fact]:
        for one in outcome:
            if isinstance(one, ApplicationHandedIn):
                yield VolunteerAgreed(
                    effective=self.effective,
                    body=named.body,
                    organisation=named.organisation,
                    start=self.start,
                    person=named.person,
                    application=one.application,
                )


def _pointed(error: Refused) -> Refused:
    """Return a refusal of the application that points into what was asked here, the first of several."""
    for first in getattr(error, "wrong", ()):
        return Invalid(first.slug, first.message, field=_where(first.field), **first.values)
    error.field = _where(error.field or "")
    return error


def _where(field: str) -> str:
    inner = field.removeprefix("body/")
    return WHERE.get(inner, inner)
