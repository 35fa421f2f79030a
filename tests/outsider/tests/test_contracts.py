"""The Heimat-Preis passes what every programme must pass."""

from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import ClassVar

from fokus_api.testing import AppContract
from fokus_api.testing.leaks import STATE_WIDE, LeakContract, Scene
from fokus_core import Command, Fact, Person, Sealed
from fokus_core.testing import MARKER, ProgrammeContract
from fokus_projections.testing import ReadModelContract

from fokus_heimatpreis.commands import AwardPrize, OpenCall
from fokus_heimatpreis.facts import CallOpened, PrizeAwarded, PrizeReturned
from fokus_heimatpreis.plugin import plugin

DAY = date(2026, 1, 10)
COESFELD = "05558"
SAMPLES = Path(__file__).parent / "samples"
PERSONAL = (
    OpenCall(body=COESFELD, call="contract", year=2026, budget=5000, effective=DAY),
    AwardPrize(
        body=COESFELD,
        call="contract",
        honoured="Bürgerrat",
        euros=2000,
        effective=DAY,
        laureate=Person(name=MARKER, email=f"{MARKER}@example.org"),
    ),
)
CALLED = date(2023, 9, 10)
EXAMPLES = (
    CallOpened(effective=CALLED, body="05558", call="coesfeld-2023", year=2023, budget=10_000, card="not-proven"),
    PrizeAwarded(
        effective=CALLED,
        body="05558",
        call="coesfeld-2023",
        prize="1" * 32,
        honoured="Bürgerrat",
        euros=2000,
        laureate="2" * 32,
        name=Sealed.of("Ada"),
    ),
    PrizeReturned(effective=CALLED, body="05558", call="coesfeld-2023", prize="1" * 32, frees=True, reason="Verzicht"),
)


class TestProgramme(ProgrammeContract):
    plugin = plugin
    samples = SAMPLES
    planted: ClassVar[Mapping[str, Sequence[Fact]]] = {
        "prizes_stay_within_their_call": [
            PrizeReturned(effective=DAY, body=COESFELD, call="contract", prize="0" * 32, frees=True, reason="-")
        ],
    }
    personal: ClassVar[Sequence[Command]] = PERSONAL
    examples: ClassVar[Sequence[Fact]] = EXAMPLES


class TestReadModels(ReadModelContract):
    plugin = plugin
    samples = SAMPLES
    personal: ClassVar[Sequence[Command]] = PERSONAL


class TestFace(AppContract):
    plugin = plugin


class TestLeaks(LeakContract):
    plugin = plugin
    markers = (MARKER,)
    callers = STATE_WIDE | {"coesfeld": ("municipal-officer", f"body:{COESFELD}"), "office": ("state-office", "state")}
    attempts: ClassVar[Sequence[tuple[str, Mapping[str, object]]]] = [
        (
            "heimatpreis.award-prize",
            {
                "body": COESFELD,
                "call": "contract",
                "honoured": "Bürgerrat",
                "euros": 20_000,
                "effective": str(DAY),
                "laureate": {"name": MARKER},
            },
        )
    ]

    def fill(self, scene: Scene) -> None:
        scene.give(*PERSONAL)
        scene.things = {"body_id": [COESFELD]}
