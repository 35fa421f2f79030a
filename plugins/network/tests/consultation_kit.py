"""A Kollegiale Beratung that Hagen brings: the facts of a scenario, and their words to look for."""

from datetime import timedelta
from typing import Any

from fokus_core import Fact, Sealed
from fokus_core.testing import TODAY
from fokus_network.exchange.consultations.facts import (
    ConsultationInvited,
    ConsultationJoined,
    ConsultationOpened,
    ContributionWritten,
    OutcomeRecorded,
)
from fokus_network.membership.facts import DeclarationSigned, MunicipalityJoined

HAGEN, BONN, RHEINE = "05914000", "05314000", "05566076"
CASE, OTHER = "1" * 32, "2" * 32
BEFORE = TODAY - timedelta(days=30)
HERE: dict[str, Any] = {"effective": TODAY, "consultation": CASE}


def members(*bodies: str) -> list[Fact]:
    """Return what makes bodies members."""
    terms: dict[str, Any] = {"effective": BEFORE, "round": "r", "declaration": "d"}
    return [
        fact
        for body in bodies
        for fact in (DeclarationSigned(party=body, **terms), MunicipalityJoined(body=body, **terms))
    ]


OPENED = ConsultationOpened(
    **HERE, body=HAGEN, title=Sealed.of("Der Runde Tisch zerfällt"), concern=Sealed.of("Was hilft?")
)
INVITED = ConsultationInvited(**HERE, body=BONN)
JOINED = ConsultationJoined(**HERE, body=BONN)
WRITTEN = ContributionWritten(**HERE, body=BONN, text=Sealed.of("Ein neuer Ort half uns."))
OUTCOME = OutcomeRecorded(**HERE, body=HAGEN, text=Sealed.of("Wir tagen reihum."))
