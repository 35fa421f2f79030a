"""The question to partners, with the link by which they answer; and who is to be asked anew each year."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Protocol

from fokus_core import Actor, JobContext, Journal, Refused, clock
from fokus_ehrenamtskarte.caring.asking import AskPartner
from fokus_ehrenamtskarte.linking import link_about
from fokus_ehrenamtskarte.partners.facts import PartnerAsked, PartnerContactDropped, PartnerContactNamed
from fokus_ehrenamtskarte.partners.policies import SEE
from fokus_ehrenamtskarte.partners.read_models import MISSED, PARTNER_CONTACTS, PARTNERS, PATIENCE
from fokus_ehrenamtskarte.programme import ehrenamtskarte
from fokus_kommune import Addressee, Occasion, _
from fokus_projections import ReadModels

ASKER = Actor("ehrenamtskarte-partners", trusted=True)
YEAR, WEEKS = timedelta(days=365), timedelta(weeks=8)
OFTEN = 10  # a partner may offer several discounts by one link
DUE = f"""
SELECT p.partner, p.body FROM {PARTNERS.table.name} p
JOIN {PARTNER_CONTACTS.table.name} c ON c.partner = p.partner AND c.people <> '[]' AND {PARTNER_CONTACTS.in_force("c")}
WHERE {PARTNERS.in_force("p")} AND p.ended IS NULL AND p.asked < :missed AND p.checked <= :year
    AND (p.last_asked IS NULL OR p.last_asked <= :late) LIMIT 200
"""  # names come from code


def contacts(occasion: Occasion) -> Iterator[Addressee]:
    """Yield who is asked at the partner."""
    key = f"partner:{occasion.fact.partner}"
    gone = {one.fact.contact for one in occasion.under(key, PartnerContactDropped)}
    for one in occasion.under(key, PartnerContactNamed):
        if one.fact.contact not in gone:
            yield Addressee(one.fact.contact, one, mail="contact_mail", name="contact_name")


ehrenamtskarte.message(
    "partner-asked",
    by=PartnerAsked,
    to=contacts,
    subject=_("Ehrenamtskarte: Stimmen Ihre Angaben noch?"),
    parts=(
        _("Sie unterstützen Menschen, die sich engagieren. Danke dafür."),
        _("Sehen Sie bitte nach, ob Ihre Angaben noch stimmen. Dort können Sie auch eine Vergünstigung anbieten:"),
        "{answer}",
    ),
    why=_(
        "Sie erhalten diese Nachricht, weil Sie als Ansprechperson eines Partners der Ehrenamtskarte genannt sind. "
        "Mit dem Link können Sie auch angeben, dass Sie nicht mehr mitmachen."
    ),
    permission=SEE,
    purpose="partner",
    office="body",
    fills={"answer": link_about("body", "partner", to="ehrenamtskarte.answer-as-partner", lasts=WEEKS, uses=OFTEN)},
)


class House(Protocol):
    """What asking takes of the services."""

    @property
    def journal(self) -> Journal:
        """The journal."""
        ...

    @property
    def models(self) -> ReadModels:
        """The read models of this node."""
        ...


class AskPartners:
    """Asks each partner once a year whether all is right, and once more after four weeks without an answer."""

    name = "ehrenamtskarte.ask-partners"
    every = 3600.0

    def run(self, context: JobContext[House]) -> None:
        """Ask who is due."""
        journal, reader = context.services.journal, context.services.models.reader()
        today = clock.day_of(journal.now())
        params = {
            "on": today.isoformat(),
            "known": reader.position,
            "missed": MISSED,
            "year": (today - YEAR).isoformat(),
            "late": (today - PATIENCE).isoformat(),
        }
        for partner, body in reader.rows(DUE, params):
            if not context.holds():
                return
            try:
                command = AskPartner(body=body, partner=partner, effective=today)
                journal.handle(command, by=ASKER, command_id=f"ask-partner:{partner}:{today}")
            except Refused:  # it ended meanwhile, or nobody is there to be asked
                continue


ehrenamtskarte.job(AskPartners())
