"""How offices take applications, through two clocks: the state that their facts fold into, and its table."""

from typing import Annotated, Any

import msgspec
from msgspec import Meta

from fokus_core import PUBLIC
from fokus_ehrenamtskarte.offices.facts import RENEWAL_MONTHS, CardForms, OfficeDescribed, Opens, PrivacyTextSet
from fokus_ehrenamtskarte.programme import ehrenamtskarte
from fokus_kommune import Recorded, _


class Office(msgspec.Struct, frozen=True, kw_only=True):
    """What an office says about applications from a day on."""

    opens: Opens = "open"
    link: Annotated[str | None, Meta(description="Address on the web where there is more")] = None
    forms: CardForms = "both"
    welcome: Annotated[str | None, Meta(description="Own words before an application")] = None
    closing: Annotated[str | None, Meta(description="Own words after an application")] = None
    unit: Annotated[str | None, Meta(description="Unit that can be asked")] = None
    unit_mail: Annotated[str | None, Meta(description="Its mail address")] = None
    unit_phone: Annotated[str | None, Meta(description="Its phone number")] = None
    renewal_months: Annotated[int, Meta(description="Months before its last day from which a card can be renewed")] = (
        RENEWAL_MONTHS
    )
    described: Annotated[str | None, Meta(description="Day from which it holds, ISO 8601")] = None
    privacy: Annotated[int | None, Meta(description="Position of the text about data that is in force")] = None
    privacy_since: Annotated[str | None, Meta(description="Day from which that text holds, ISO 8601")] = None
    privacy_text: Annotated[str | None, Meta(description="That text, whole")] = None


SAID = frozenset(OfficeDescribed.__struct_fields__) & frozenset(Office.__struct_fields__)


def office(state: Office | None, record: Recorded[Any]) -> Office:
    """Fold one fact into what an office says."""
    state, day = state or Office(), record.fact.effective.isoformat()
    match record.fact:
        case OfficeDescribed() as fact:
            return msgspec.structs.replace(state, described=day, **{name: getattr(fact, name) for name in SAID})
        case PrivacyTextSet() as fact:
            changes = {"privacy": record.position, "privacy_since": day, "privacy_text": fact.text}
            return msgspec.structs.replace(state, **changes)
        case _:
            return state


OFFICES = ehrenamtskarte.folded(
    "office", subject="body", facts=(OfficeDescribed, PrivacyTextSet), state=Office, fold=office
)
ehrenamtskarte.listing(
    "offices",
    OFFICES,
    title=_("Angaben der Stellen zu Anträgen"),
    policy=PUBLIC,
    order=("name", "body"),
    columns={
        "body": "body",
        "name": "name",
        "opens": "opens",
        "link": "link",
        "forms": "forms",
        "unit": "unit",
        "unit_mail": "unit_mail",
        "unit_phone": "unit_phone",
        "renewal_months": "renewal_months",
        "described": "described",
        "privacy_since": "privacy_since",
    },
    filters=("body", "opens"),
    view="OfficeLineView",
    doc="List what offices say about applications: whether they can be made, for which card, and whom to ask.",
)
