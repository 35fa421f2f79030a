"""The links by which an organisation names volunteers, and by which each of them makes an application of it."""

from collections.abc import Mapping
from typing import Any

from fokus_api import LinkAction
from fokus_core import ERASED, NotFound, clock, standing
from fokus_ehrenamtskarte.applications.by_link.links import Details
from fokus_ehrenamtskarte.applications.by_organisations.countersigning import AgreeToApplication
from fokus_ehrenamtskarte.applications.by_organisations.start_facts import (
    OrganisationLinkEnded,
    VolunteerAgreed,
    VolunteerNamed,
)
from fokus_ehrenamtskarte.applications.by_organisations.starting import NameVolunteers
from fokus_ehrenamtskarte.applications.desk.evaluating import opening
from fokus_ehrenamtskarte.applications.record.policies import READ
from fokus_ehrenamtskarte.organisations.facts import OrganisationRegistered
from fokus_ehrenamtskarte.programme import ehrenamtskarte
from fokus_kommune import _


def show_organisation(services: Any, about: Mapping[str, str]) -> Details:
    """Tell for which organisation the link is, and how many it has named."""
    if any(isinstance(one.fact, OrganisationLinkEnded) for one in _under(services, "organisation-link", about["link"])):
        raise NotFound
    records = _under(services, "organisation", about["organisation"])
    name = next((one.fact.name for one in records if isinstance(one.fact, OrganisationRegistered)), None)
    if name is None:
        raise NotFound
    named = [one for one in records if isinstance(one.fact, VolunteerNamed)]
    agreed = [one for one in records if isinstance(one.fact, VolunteerAgreed)]
    return {"organisation": name, "named": len(named), "agreed": len(agreed)}


def show_start(services: Any, about: Mapping[str, str]) -> Details:
    """Tell the volunteer what the organisation said, or that it was made an application of."""
    records = _under(services, "start", about["start"])
    if agreed := [one for one in records if isinstance(one.fact, VolunteerAgreed)]:
        return {"done": agreed[-1].fact.effective}
    named = next((one for one in records if isinstance(one.fact, VolunteerNamed)), None)
    if named is None:
        raise NotFound
    opened = opening(services.journal)
    name, said = opened(named, "name"), opened(named, "said")
    if ERASED in (name, said):
        raise NotFound
    services.state_store.record_access(
        at=services.journal.now(),
        actor="link",
        permission=READ.permission,
        opened=[(named.fact.person, named.position, "started")],
    )
    claim = said.claim
    return {
        "office": services.journal.bodies().name(named.fact.body, clock.day_of(services.journal.now())),
        "name": name,
        "organisation": claim.organisation,
        "activity": claim.activity,
        "since": f"{claim.since[5:]}/{claim.since[:4]}",
        f"hours_{claim.per}": claim.hours,
    }


def _under(services: Any, kind: str, thing: str) -> list[Any]:
    return list(standing(services.journal.under(f"{kind}:{thing}")))


ehrenamtskarte.link_action(
    LinkAction(
        "ehrenamtskarte.name-volunteers",
        NameVolunteers,
        _("Personen nennen"),
        _(
            "Nennen Sie, wer sich bei Ihnen engagiert. Jede Person bekommt von uns eine Nachricht, ergänzt ihre "
            "Angaben und stellt den Antrag selbst. Vorher ist nichts beantragt."
        ),
        labels={
            "organisation": _("Organisation"),
            "named": _("Bisher genannt"),
            "agreed": _("Davon haben den Antrag gestellt"),
            "lines": _("Eine Person je Zeile: Name; E-Mail-Adresse; Tätigkeit; seit (5/2019); Stunden in der Woche"),
        },
        show=show_organisation,
    )
)
ehrenamtskarte.link_action(
    LinkAction(
        "ehrenamtskarte.agree-to-application",
        AgreeToApplication,
        _("Antrag stellen"),
        _(
            "Eine Organisation hat für Sie einen Antrag auf die Ehrenamtskarte vorbereitet. Stimmt alles? Dann "
            "ergänzen Sie Ihre Angaben. Möchten Sie keine Karte, brauchen Sie nichts zu tun."
        ),
        labels={
            "done": _("Antrag gestellt am"),
            "office": _("Zuständige Stelle"),
            "name": _("Name"),
            "organisation": _("Organisation"),
            "activity": _("Tätigkeit"),
            "since": _("Seit"),
            "hours_week": _("Stunden in der Woche"),
            "hours_year": _("Stunden im Jahr"),
            "birth": _("Geburtsdatum"),
            "residence": _("Wo wohnen Sie?"),
            "street": _("Ihre Adresse"),
            "phone": _("Telefonnummer"),
            "truthful": _("Meine Angaben stimmen und sind vollständig."),
        },
        show=show_start,
        heading=_("Ihr Antrag ist vorbereitet"),
    )
)
