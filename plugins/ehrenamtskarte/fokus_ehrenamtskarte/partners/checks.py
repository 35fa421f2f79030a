"""The partners of whom nobody has said within a year that all is still right, also those without a mail address."""

from datetime import date, timedelta
from typing import Annotated

import msgspec
from msgspec import Meta

from fokus_api import Ask, resolved_body
from fokus_ehrenamtskarte.partners.commands import ConfirmPartner
from fokus_ehrenamtskarte.partners.policies import SEE
from fokus_ehrenamtskarte.partners.read_models import PARTNER_CONTACTS, PARTNERS
from fokus_ehrenamtskarte.programme import ehrenamtskarte
from fokus_kommune import _

YEAR = timedelta(days=365)
OF_BODY = f"""
SELECT p.partner, p.name, p.checked, p.asked, p.last_asked, p.unconfirmed,
    coalesce((SELECT json_array_length(c.people) FROM {PARTNER_CONTACTS.table.name} c
        WHERE c.partner = p.partner AND {PARTNER_CONTACTS.in_force("c")}), 0)
FROM {PARTNERS.table.name} p
WHERE {PARTNERS.in_force("p")} AND p.body = :body AND (p.ended IS NULL OR p.ended > :on) AND p.checked <= :year
"""  # names come from code


class PartnerCheckView(msgspec.Struct, frozen=True, kw_only=True):
    """A partner of whom it is to be found out whether what is told of it is still right."""

    partner: str
    name: str
    checked: date
    due: Annotated[date, Meta(description="Day by which somebody should have said that all is right")]
    asked: Annotated[int, Meta(description="How often it was asked since then without an answer")]
    last_asked: date | None
    is_unconfirmed: Annotated[bool, Meta(description="It was asked twice without an answer")]
    contacts: Annotated[int, Meta(description="How many can be asked there by mail")]


@ehrenamtskarte.lists(
    "bodies/{body_id:str}/partner-checks",
    title=_("Partner, deren Angaben zu prüfen sind"),
    policy=SEE,
    order=("due", "name", "partner"),
)
async def partner_checks(ask: Ask, body_id: str) -> list[PartnerCheckView]:
    """List the partners of a municipality whose details nobody has confirmed within a year."""
    body = resolved_body(ask.bodies, body_id, ask.moment.on)
    year = (ask.moment.on - YEAR).isoformat()
    rows = ask.reader.rows(OF_BODY, {**ask.moment.params, "body": body, "year": year})
    return [
        PartnerCheckView(
            partner=partner,
            name=name,
            checked=date.fromisoformat(checked),
            due=date.fromisoformat(checked) + YEAR,
            asked=asked,
            last_asked=date.fromisoformat(last) if last else None,
            is_unconfirmed=bool(late) and date.fromisoformat(late) <= ask.moment.on,
            contacts=contacts,
        )
        for partner, name, checked, asked, last, late, contacts in rows
    ]


ehrenamtskarte.task(
    "check-partner",
    "bodies/{body}/partner-checks",
    ConfirmPartner,
    title=_("Stimmen die Angaben noch? {name}"),
    fields={"partner": "partner"},
    why=_("Bestätigt hat das zuletzt jemand am {checked}."),
    due="due",
)
