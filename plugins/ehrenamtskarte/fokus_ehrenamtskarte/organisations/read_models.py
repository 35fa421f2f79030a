"""Organisations as an office knows them on a day: the state that their facts fold into, its table and choice."""

from typing import Annotated, Any, Literal

import msgspec
from msgspec import Meta

from fokus_ehrenamtskarte.organisations.facts import (
    OF_ORGANISATIONS,
    OrganisationAlsoCalled,
    OrganisationBlocked,
    OrganisationContactDropped,
    OrganisationContactNamed,
    OrganisationMerged,
    OrganisationRegistered,
    OrganisationVetted,
)
from fokus_ehrenamtskarte.programme import ehrenamtskarte
from fokus_kommune import Recorded, _, labelled

OrganisationStatus = Annotated[
    Literal["registered", "vetted", "blocked", "merged"],
    Meta(description="What was decided of it last"),
    labelled(
        {
            "registered": _("eingetragen"),
            "vetted": _("geprüft"),
            "blocked": _("gesperrt"),
            "merged": _("zusammengeführt"),
        }
    ),
]


class Organisation(msgspec.Struct, frozen=True, kw_only=True):
    """An organisation as it stands from a day on."""

    body: Annotated[str, Meta(description="Office that keeps it")]
    name: Annotated[str, Meta(description="Its name")]
    aliases: Annotated[tuple[str, ...], Meta(description="Other names")] = ()
    status: OrganisationStatus = "registered"
    merged_into: Annotated[str | None, Meta(description="Organisation that stands for it since they were merged")] = (
        None
    )
    contacts: Annotated[tuple[int, ...], Meta(description="Positions of the facts that hold its contacts, sealed")] = ()
    people: Annotated[tuple[str, ...], Meta(description="Ids of its contacts, in the same order")] = ()


def organisation(state: Organisation | None, record: Recorded[Any]) -> Organisation | None:
    """Fold one fact into an organisation."""
    if state is None:
        fact = record.fact
        return Organisation(body=fact.body, name=fact.name) if isinstance(fact, OrganisationRegistered) else None
    changes: dict[str, Any] = {}
    match record.fact:
        case OrganisationAlsoCalled(alias=alias):
            changes["aliases"] = (*state.aliases, alias)
        case OrganisationVetted():
            changes["status"] = "vetted"
        case OrganisationBlocked():
            changes["status"] = "blocked"
        case OrganisationMerged(into=into):
            changes |= {"status": "merged", "merged_into": into}
        case OrganisationContactNamed(contact=contact):
            changes |= {"contacts": (*state.contacts, record.position), "people": (*state.people, contact)}
        case OrganisationContactDropped(contact=contact) if contact in state.people:
            at = state.people.index(contact)
            for name in ("contacts", "people"):
                held = getattr(state, name)
                changes[name] = (*held[:at], *held[at + 1 :])
        case _:
            pass
    return msgspec.structs.replace(state, **changes)


ORGANISATIONS = ehrenamtskarte.folded(
    "organisation",
    subject="organisation",
    facts=OF_ORGANISATIONS,
    state=Organisation,
    fold=organisation,
    indexes=[("body", "name")],
    ends_with_body=False,
)
