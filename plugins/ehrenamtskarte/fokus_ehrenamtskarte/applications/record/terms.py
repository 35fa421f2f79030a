"""What an applicant says: of themselves, of each engagement, and who can confirm it."""

from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from fokus_core import FileId, FileTerms, MailAddress, PhoneNumber
from fokus_ehrenamtskarte.rules.application import GROUNDS, BodyText, Ground, Paid
from fokus_ehrenamtskarte.rules.terms import MonthOf, Sort
from fokus_kommune import Invalid, Key, _, labelled

Ticked = Annotated[bool, Meta(description="Ticked by whoever says it; nothing is recorded without")]
ApplicationId = Annotated[
    str,
    Key("application"),
    Meta(pattern=r"^[0-9a-f]{32}$", title=_("Antrag"), description="Id of an application"),
]
EngagementId = Annotated[
    str,
    Key("engagement"),
    Meta(pattern=r"^[0-9a-f]{32}$", title=_("Engagement"), description="Id of an engagement of an application"),
]
QuotaId = Annotated[
    str,
    Key("quota"),
    Meta(
        pattern=r"^\d{3}(\d{2}(\d{3})?)?-\d{4}$",
        title=_("Kontingent"),
        description="Office and year, where cards are capped",
    ),
]
Line = Annotated[str, Meta(min_length=1, max_length=200)]
Text = Annotated[str, Meta(min_length=1, max_length=2000)]
Hours = Annotated[float, Meta(gt=0, le=8784, extra={"unit": "hour"})]
Per = Annotated[Literal["week", "year"], labelled({"week": _("in der Woche"), "year": _("im Jahr")})]
Answer = Annotated[
    Literal["confirmed", "other-hours", "not-true", "passed-on", "unknown"],
    labelled(
        {
            "confirmed": _("Ja, alles stimmt"),
            "other-hours": _("Die Stunden sind anders"),
            "not-true": _("Nein, das stimmt nicht"),
            "passed-on": _("Das kann eine andere Person beantworten"),
            "unknown": _("Ich kenne diese Person nicht"),
        }
    ),
]
Shows = Annotated[
    Literal["engagement", "juleica", "service", "decoration", "paper", "other"],
    labelled(
        {
            "engagement": _("Bestätigung einer Organisation"),
            "juleica": _("Juleica, Vorder- und Rückseite"),
            "service": _("Bescheinigung über einen Dienst, etwa bei der Feuerwehr"),
            "decoration": _("Urkunde über eine Auszeichnung"),
            "paper": _("Antrag auf Papier"),
            "other": _("Etwas anderes"),
        }
    ),
]
RestsOn = Annotated[
    Literal["hours", "juleica", "fire-service", "rescue-service", "reserve", "voluntary-year", "decoration"],
    labelled({"hours": _("Stunden"), **GROUNDS}),
]
Changed = Annotated[
    Literal["residence", "street", "hours", "contact"],
    labelled(
        {
            "residence": _("Wohnort"),
            "street": _("Adresse"),
            "hours": _("Stunden"),
            "contact": _("Ansprechperson der Organisation"),
        }
    ),
]
Document = Annotated[
    FileId,
    Meta(extra={"takes": FileTerms(("application/pdf", "image/png", "image/jpeg"), 5_000_000)}),
]


class Claim(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """What somebody says that they do for an organisation, from month to month, `until` null while it lasts."""

    organisation: Line
    body: BodyText
    activity: Line
    since: MonthOf
    until: Annotated[MonthOf, Meta(description="Month that is the last one")] | None = None
    per: Per = "week"
    hours: Hours
    sort: Sort | None = None
    paid: Annotated[tuple[Paid, ...], Meta(max_length=3)] = ()


class NamedEngagement(Claim, frozen=True, kw_only=True):
    """An engagement, with who can confirm it: somebody else of the organisation."""

    contact: Annotated[Line, Meta(description="Name of who can confirm it")]
    contact_mail: MailAddress | None

    @property
    def claim(self) -> Claim:
        """What is said of it, without who can confirm it."""
        return Claim(**{name: getattr(self, name) for name in Claim.__struct_fields__})


class StatedDocument(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A document that proves something, and what."""

    file: Document
    shows: Shows


class StatedEngagement(NamedEngagement, frozen=True, kw_only=True):
    """An engagement about which the organisation is asked by mail."""

    contact_mail: MailAddress  # pyright: ignore[reportGeneralTypeIssues]  # kw_only


class PaperEngagement(NamedEngagement, frozen=True, kw_only=True):
    """An engagement about which the organisation may be asked on paper."""

    contact_mail: MailAddress | None = None


def demand_ticked(ticked: bool, field: str) -> None:
    """Raise `Invalid` where somebody did not tick what they are asked to say."""
    if not ticked:
        raise Invalid("not-ticked", _("Kreuzen Sie das an, wenn es stimmt."), field=field)


class Details(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What is kept of an applicant besides the name, sealed as a whole."""

    residence: str
    town: Annotated[str, Meta(description="Body that was applied to, before the responsible office was found")]
    birth: str
    mail: str
    street: str
    phone: PhoneNumber | None = None
    grounds: tuple[Ground, ...] = ()
