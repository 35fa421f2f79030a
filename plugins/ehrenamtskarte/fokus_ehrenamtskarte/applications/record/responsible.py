"""Which office decides about an application: by where somebody lives and volunteers, and who issues for that town."""

from collections.abc import Iterable

from fokus_core import BodyIds
from fokus_ehrenamtskarte.facts import PARTICIPATION, CardIntroduced, ParticipationResumed
from fokus_ehrenamtskarte.issuers.assignments import issuers
from fokus_ehrenamtskarte.issuers.facts import ASSIGNMENTS, ParticipationStated
from fokus_ehrenamtskarte.offices.facts import OfficeDescribed, PrivacyTextSet, Wanted
from fokus_ehrenamtskarte.rules.facts import RulesSet
from fokus_kommune import Fact, Past, Reads, Recorded, Refused, _

__all__ = ["demand_offered", "described", "office_reads", "privacy_of", "responsible", "town_for"]

DISTRICT = len("05914")  # the digits of a town's key that are those of its district
SAYS = (*ASSIGNMENTS, *PARTICIPATION, RulesSet, ParticipationStated, OfficeDescribed, PrivacyTextSet)


def office_reads(towns: Iterable[str]) -> Reads:
    """Return what is read to know who decides for towns, and how they take applications."""
    found = Reads()
    for key in dict.fromkeys(key for town in towns for key in (town, town[:DISTRICT])):
        found |= Reads(f"body:{key}", *SAYS)
    return found


def responsible(now: Past, body: str, field: str = "body") -> str:
    """Return the office that decides about applications to a body; raises `Refused` where there is none.

    It is the body itself, or the district where that issues for it.
    """
    state = None
    for record in now.recorded(*ASSIGNMENTS):
        state = issuers(state, record) if _is_of(record, body) else state
    last = next((one.fact for one in reversed(now.recorded(*PARTICIPATION)) if _is_of(one, body)), None)
    issuer = state.standard if state else None
    stated = next((one for one in reversed(now.of(ParticipationStated)) if one.body == body), None)
    rules = any(one.body == body and not one.binds for one in now.of(RulesSet))
    if last is not None:
        takes_part = isinstance(last, CardIntroduced | ParticipationResumed)
    else:
        takes_part = issuer is not None or rules or (stated is not None and stated.takes_part)
    if not takes_part:
        message = _(
            "{towns} gibt zurzeit keine Ehrenamtskarte aus. Stellen Sie den Antrag in der Kommune, in der Sie sich "
            "engagieren."
        )
        raise Refused("no-office", message, field=field, towns=BodyIds([body]))
    if issuer is not None and issuer.kind == "district" and issuer.issuer and not rules:
        return issuer.issuer
    return body


def town_for(now: Past, towns: Iterable[str]) -> str:
    """Return the one of the towns that is applied to; raises `Refused` where several offices may be meant, or none is.

    Of towns for which the same office decides it is the first.
    """
    offices: dict[str, str] = {}
    none: Refused | None = None
    for town in towns:
        try:
            offices.setdefault(responsible(now, town), town)
        except Refused as refused:
            none = none or refused
    if len(offices) > 1:
        message = _("Zuständig sein kann: {offices}. Wählen Sie aus, wo Sie die Karte beantragen möchten.")
        raise Refused("office-ambiguous", message, field="body", offices=BodyIds(offices))
    if not offices:
        nowhere = _("Die Karte gibt es nur, wenn Sie in Nordrhein-Westfalen wohnen oder sich dort engagieren.")
        raise none or Refused("elsewhere", nowhere, field="body")
    return next(iter(offices.values()))


def described(now: Past, office: str) -> OfficeDescribed | None:
    """Return what an office says about applications."""
    return next((one for one in reversed(now.of(OfficeDescribed)) if one.body == office), None)


def demand_offered(now: Past, office: str, wanted: Wanted | None) -> None:
    """Raise `Refused` where an office takes no applications yet, or does not issue the form of card that is wanted."""
    said = described(now, office)
    if said is None:
        return
    if said.opens == "not-yet":
        where = said.link or said.unit_mail or said.unit_phone
        message = _("{offices} nimmt noch keine Anträge auf die Ehrenamtskarte an. Hier erfahren Sie mehr: {where}")
        raise Refused("not-open-yet", message, field="body", offices=BodyIds([office]), where=where)
    if said.forms == "digital" and wanted in {"both", "card"}:
        message = _("{offices} gibt die Karte nur digital aus. Wählen Sie „Nur digital“ aus.")
        raise Refused("digital-only", message, field="wanted", offices=BodyIds([office]))


def privacy_of(now: Past, office: str) -> int | None:
    """Return the position of the text about data that an office shows applicants on a day."""
    found = [one for one in now.recorded(PrivacyTextSet) if one.fact.body == office]
    return found[-1].position if found else None


def _is_of(record: Recorded[Fact], body: str) -> bool:
    return bool(getattr(record.fact, "body", "") == body)
