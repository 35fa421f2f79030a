"""The Ehrenamtskarte passes what every programme must pass."""

from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import ClassVar

from fokus_core import Fact
from fokus_core.testing.contract import ProgrammeContract
from fokus_ehrenamtskarte.facts import AgreementSigned, CouncilDeclined, ParticipationPaused
from fokus_ehrenamtskarte.plugin import plugin

DAY = date(2015, 6, 1)
BODY = "05958004"


class TestEhrenamtskarte(ProgrammeContract):
    plugin = plugin
    samples = Path(__file__).parent / "samples"
    planted: ClassVar[Mapping[str, Sequence[Fact]]] = {
        "one_participation_at_a_time": [ParticipationPaused(effective=DAY, body=BODY, reason="-")],
        "no_agreement_after_a_refusal": [
            CouncilDeclined(effective=DAY, body=BODY, reason="-"),
            AgreementSigned(effective=DAY, body=BODY),
        ],
    }
