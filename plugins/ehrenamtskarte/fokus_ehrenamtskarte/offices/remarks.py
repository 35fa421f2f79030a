"""What is said about applications for a town before one is made: who decides, whether already, how, and whom to ask."""

from datetime import date
from typing import Annotated, Any

import msgspec
from msgspec import Meta

from fokus_api import Moment
from fokus_ehrenamtskarte.offices.read_models import OFFICES, Office
from fokus_ehrenamtskarte.rules.allowed import allowed
from fokus_ehrenamtskarte.rules.book import RuleBook
from fokus_ehrenamtskarte.rules.eligibility import NOT_IN
from fokus_ehrenamtskarte.rules.rendering import InBoth, Remark, Renderer
from fokus_ehrenamtskarte.rules.said import Named, Said
from fokus_kommune import _
from fokus_projections import Reader

NOT_YET = _("{office} nimmt noch keine Anträge auf die Ehrenamtskarte an.")
DECIDES = _("Über den Antrag entscheidet {office}.")
ISSUES = _("Die Karte gibt „{agency}“ aus.")
DIGITAL = _("Die Karte gibt es hier nur digital, auf dem Smartphone.")
ASK = _("Fragen beantwortet: {contact}.")
PRIVACY = _("So geht {office} mit Ihren Angaben um.")
COLUMNS = ", ".join(Office.__struct_fields__)
TOWN = len("05914000")
MONEY = "engagements/paid"  # the question about money


class OfficeView(msgspec.Struct, frozen=True, kw_only=True):
    """Who decides about applications for a town on a day, what that office says about them, and that in sentences."""

    body: str
    name: str
    office: Annotated[str, Meta(description="Body that decides: itself, or the district that issues for it")]
    office_name: str
    takes_part: Annotated[bool | None, Meta(description="null where no source says it")]
    says: Office
    remarks: tuple[Remark, ...]

    @property
    def closed(self) -> bool:
        """Whether nobody can apply there now."""
        return self.takes_part is False or self.says.opens == "not-yet"


def office_on(reader: Reader, moment: Moment, body: str) -> Office:
    """Return what an office says on a day as known at a position, what holds everywhere where it says nothing."""
    sql = f"SELECT {COLUMNS} FROM {OFFICES.table.name} WHERE body = :body AND {OFFICES.in_force()}"
    rows: list[tuple[Any, ...]] = reader.rows(sql, {**moment.params, "body": body})
    return Office(**dict(zip(Office.__struct_fields__, rows[0], strict=True))) if rows else Office()


def view_of(reader: Reader, moment: Moment, body: str, book: RuleBook, renderer: Renderer) -> OfficeView:
    """Return who decides for a town and what they say."""
    decides = book.responsible(body, moment.on, "standard")
    says = office_on(reader, moment, decides)
    takes_part = book.participation(decides, moment.on).takes_part
    return OfficeView(
        body=body,
        name=renderer.name(body),
        office=decides,
        office_name=renderer.name(decides),
        takes_part=takes_part,
        says=says,
        remarks=(
            *_remarks(body, decides, takes_part, says, _agency(book, body, moment.on), renderer),
            Remark(text=renderer.both(allowed(book, decides, moment.on)), field=MONEY),
        ),
    )


def _agency(book: RuleBook, body: str, day: date) -> str | None:
    issuer = book.issuer_on(body, day, "standard")
    return issuer.agency if issuer is not None else None


def _remarks(
    body: str, decides: str, takes_part: bool | None, says: Office, agency: str | None, renderer: Renderer
) -> list[Remark]:
    office = Named(decides, "nominative")
    if takes_part is False:
        return [Remark(text=renderer.both(Said(NOT_IN, {"town": Named(body, "nominative")})))]
    found: list[Remark] = []
    if says.opens == "not-yet":
        found.append(Remark(text=renderer.both(Said(NOT_YET, {"office": office})), href=says.link))
    elif decides != body:
        found.append(Remark(text=renderer.both(Said(DECIDES, {"office": office})), when="always"))
    if agency:
        found.append(Remark(text=renderer.both(Said(ISSUES, {"agency": agency})), when="always"))
    if says.forms == "digital":
        found.append(Remark(text=renderer.both(Said(DIGITAL))))
    if says.welcome:
        found.append(Remark(text=_as_it_is(says.welcome), href=_beside(says)))
    if says.closing:
        found.append(Remark(text=_as_it_is(says.closing), when="after"))
    if contact := ", ".join(one for one in (says.unit, says.unit_mail, says.unit_phone) if one):
        found.append(Remark(text=renderer.both(Said(ASK, {"contact": contact})), when="always"))
    if says.privacy_text:
        there = f"/ehrenamtskarte/antraege-bei/{decides}"
        found.append(Remark(text=renderer.both(Said(PRIVACY, {"office": office})), href=there, when="always"))
    return found


def _as_it_is(text: str) -> InBoth:
    """Return what an office wrote, which nobody translates."""
    return InBoth.of(lambda language: text)


def _beside(says: Office) -> str | None:
    """Return the address that goes with the welcome, unless it went with what comes before."""
    return says.link if says.opens == "open" else None
