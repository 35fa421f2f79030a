"""The network passes what every programme must pass."""

from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import ClassVar

from fokus_core import Command, Fact, Person
from fokus_core.testing.contract import MARKER, ProgrammeContract
from fokus_network.commands.declaration import OpenRound, PublishDeclaration, SignDeclaration
from fokus_network.facts import (
    DeclarationSigned,
    GuestParticipationEnded,
    MunicipalityJoined,
    MunicipalityLeft,
    RoundOpened,
)
from fokus_network.plugin import plugin

DAY = date(2015, 6, 1)
BODY = "05958004"


class TestNetwork(ProgrammeContract):
    plugin = plugin
    samples = Path(__file__).parent / "samples"
    planted: ClassVar[Mapping[str, Sequence[Fact]]] = {
        "one_membership_at_a_time": [MunicipalityLeft(effective=DAY, body=BODY, kind="withdrawal", reason="-")],
        "members_have_signed": [MunicipalityJoined(effective=DAY, body=BODY, round="2015", declaration="2012")],
        "signatories_are_known": [DeclarationSigned(effective=DAY, party="verein", round="2015", declaration="2012")],
        "one_signature_per_round": [
            DeclarationSigned(effective=DAY, party=BODY, round="2015", declaration="2012"),
            DeclarationSigned(effective=DAY, party=BODY, round="2015", declaration="2012"),
        ],
        "signatures_fall_into_their_round": [
            DeclarationSigned(effective=DAY, party=BODY, round="2015", declaration="2012"),
            RoundOpened(effective=DAY, round="2015", title="Runde", declaration="2012"),
        ],
        "one_guest_participation_at_a_time": [GuestParticipationEnded(effective=DAY, body=BODY, reason="-")],
    }
    personal: ClassVar[Sequence[Command]] = [
        PublishDeclaration(declaration="2012", title="Erklärung", effective=DAY),
        OpenRound(round="2015", title="Runde", declaration="2012", effective=DAY),
        SignDeclaration(party=BODY, round="2015", effective=DAY, signatory=Person(name=MARKER, email=f"{MARKER}@x.de")),
    ]
