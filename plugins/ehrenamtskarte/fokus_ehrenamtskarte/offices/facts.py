"""What an office says about applications from a day on, and what it tells applicants about their data."""

from typing import Annotated, Literal

from msgspec import Meta

from fokus_core import MailAddress, PhoneNumber
from fokus_ehrenamtskarte.programme import ehrenamtskarte
from fokus_kommune import BodyId, Fact, Sentence, _, labelled

Opens = Annotated[
    Literal["open", "not-yet"],
    Meta(description="Whether applications can be made"),
    labelled({"open": _("Ja"), "not-yet": _("Noch nicht")}),
]
CardForms = Annotated[
    Literal["both", "digital"],
    Meta(description="Forms in which the card is issued"),
    labelled({"both": _("Als Karte und digital"), "digital": _("Nur digital")}),
]
Wanted = Annotated[
    Literal["both", "card", "digital"],
    Meta(description="Form of the card that the applicant wants"),
    labelled(
        {
            "both": _("Als Karte und digital"),
            "card": _("Nur als Karte"),
            "digital": _("Nur digital, auf dem Smartphone"),
        }
    ),
]
Link = Annotated[str, Meta(pattern=r"^https?://[^\s<>\"]+$(?!\n)", max_length=500, description="Address on the web")]
Words = Annotated[str, Meta(min_length=1, max_length=2000, description="Own words of the office")]
ContactName = Annotated[str, Meta(min_length=1, max_length=200, description="Name of the unit; never that of a person")]
RenewalMonths = Annotated[
    int, Meta(ge=1, le=12, description="Months before its last day from which a card can be renewed")
]
PrivacyText = Annotated[str, Meta(min_length=1, max_length=20_000, description="What applicants are told, whole")]
RENEWAL_MONTHS = 3  # where the office says nothing else


@ehrenamtskarte.fact(
    "office-described@1",
    public=True,
    sentence=Sentence(
        _("{body} nimmt Anträge auf die Ehrenamtskarte an."),
        when={
            lambda fact: fact.opens == "not-yet": Sentence(
                _("{body} nimmt noch keine Anträge auf die Ehrenamtskarte an.")
            )
        },
    ),
)
class OfficeDescribed(Fact, frozen=True, kw_only=True):
    """An office said how it takes applications from a day on; it stands whole until it says something else."""

    body: BodyId
    opens: Opens = "open"
    link: Link | None = None
    forms: CardForms = "both"
    welcome: Words | None = None
    closing: Words | None = None
    unit: ContactName | None = None
    unit_mail: MailAddress | None = None
    unit_phone: PhoneNumber | None = None
    renewal_months: RenewalMonths = RENEWAL_MONTHS
    note: Words | None = None


@ehrenamtskarte.fact(
    "privacy-text-set@1",
    public=True,
    sentence=_("{body} informiert mit einem neuen Text über den Datenschutz bei Anträgen auf die Ehrenamtskarte."),
)
class PrivacyTextSet(Fact, frozen=True, kw_only=True):
    """What an office tells applicants about their data from a day on; each text is a version of its own."""

    body: BodyId
    text: PrivacyText
