"""How a municipality is led to the Ehrenamtskarte: advice, council paper, agreement, start money, first stock."""

from collections.abc import Callable, Iterator
from datetime import date
from typing import Annotated, Any, ClassVar, Literal

from msgspec import Meta

from fokus_kommune import BodyId, BodyRef, Breach, Command, Fact, Past, Reads, Reason, Recorded, Sentence, _, recorded
from fokus_network.exchange.programme import exchange
from fokus_network.exchange.support.cases import GIVE, OF_A_BODY, READ, READ_ALL

CARD = "ehrenamtskarte.takes-part"
Step = Annotated[
    Literal["advice", "council-paper", "agreement", "start-money", "first-stock"],
    Meta(title=_("Schritt"), description="Advice, paper for the council, agreement, start money, first cards"),
]
Shown = Annotated[
    Literal["proven", "not-proven", "unknown"],
    Meta(
        description="Whether the body was shown to take part in the Ehrenamtskarte then; unknown where nobody can tell"
    ),
]
Remark = Annotated[str, Meta(max_length=2000, description="What happened; never a person")]


def is_step(step: str) -> Callable[[Any], bool]:
    """Return the condition of a sentence about one of the steps."""
    return lambda fact: bool(fact.step == step)


@exchange.fact(
    "introduction-step-taken@1",
    audience=OF_A_BODY,
    sentence=Sentence(
        _("{body} wurde zur Einführung der Ehrenamtskarte beraten."),
        when={
            is_step("council-paper"): Sentence(
                _("{body} hat mit dem Netzwerk eine Beschlussvorlage zur Ehrenamtskarte erarbeitet.")
            ),
            is_step("agreement"): Sentence(
                _("{body} hat mit dem Land die Vereinbarung zur Ehrenamtskarte geschlossen.")
            ),
            is_step("start-money"): Sentence(_("{body} hat die Starthilfe für die Ehrenamtskarte bekommen.")),
            is_step("first-stock"): Sentence(_("{body} hat die ersten Ehrenamtskarten bekommen.")),
        },
    ),
)
class IntroductionStepTaken(Fact, frozen=True):
    """A step on the way to the Ehrenamtskarte was taken with the support of the network."""

    body: BodyId
    step: Step
    remark: Remark = ""
    card: Shown = "unknown"


@exchange.fact(
    "introduction-dropped@1",
    audience=OF_A_BODY,
    ends=True,
    sentence=_("{body} führt die Ehrenamtskarte vorerst nicht ein. Grund: {reason}"),
)
class IntroductionDropped(Fact, frozen=True):
    """A municipality gave up introducing the card for now; where it begins anew, so do the steps."""

    body: BodyId
    reason: Reason


STEPS = (IntroductionStepTaken, IntroductionDropped)
TAKEN = _("Dieser Schritt {body_genitive} ist schon eingetragen.")
NOT_BEGUN = _("Für {body_accusative} ist am {effective} kein Schritt eingetragen.")


@exchange.statute("body", *STEPS)
def steps_to_the_card_are_taken_once(history: list[Recorded[Fact]]) -> Iterator[Breach]:
    """Each step is taken once, until the introduction is dropped and begins anew; steps may come in any order."""
    taken: set[str] = set()
    for record in history:
        match record.fact:
            case IntroductionStepTaken(step=step):
                if step in taken:
                    yield Breach("step-taken", TAKEN, record.position, "step")
                taken.add(step)
            case _:
                if not taken:
                    yield Breach("not-begun", NOT_BEGUN, record.position, "body")
                taken.clear()


@exchange.command("record-introduction-step", GIVE, title=_("Schritt zur Ehrenamtskarte eintragen"))
class RecordIntroductionStep(Command, frozen=True):
    """Record a step, with what the programme of the card could show of the body on that day where it is installed."""

    reads: ClassVar[Reads] = Reads("body", *STEPS) | Reads("body", evidence=(CARD,), optional=True)
    body: BodyRef
    step: Step
    effective: date
    remark: Annotated[Remark, Meta(title=_("Was geschehen ist"))] = ""

    def decide(self, past: Past) -> Iterator[IntroductionStepTaken]:
        """Yield the step; the statute knows whether it was taken."""
        found = past.on(self.effective).evidence(CARD).state
        yield recorded(self, IntroductionStepTaken, card=found)


@exchange.command(
    "drop-introduction", GIVE, records=IntroductionDropped, title=_("Einführung der Ehrenamtskarte abbrechen")
)
class DropIntroduction(Command, frozen=True):
    """Record that a municipality does not introduce the card for now."""

    reads: ClassVar[Reads] = Reads("body", *STEPS)
    body: BodyRef
    reason: Annotated[Reason, Meta(title=_("Grund"))]
    effective: date


TABLE = exchange.facts_of(IntroductionStepTaken, indexes=[("body",)])
COLUMNS = {"body": "body", "name": "name", "step": "step", "day": "effective", "remark": "remark", "card": "card"}
exchange.listing(
    "introductions",
    TABLE,
    title=_("Wege zur Ehrenamtskarte"),
    policy=READ_ALL,
    order=("day", "body", "step"),
    columns=COLUMNS,
    filters=("body", "district", "step"),
    view="IntroductionStep",
    doc="List the steps that municipalities took to the Ehrenamtskarte with the support of the network.",
)
exchange.listing(
    "members/{body_id:str}/introduction",
    TABLE,
    title=_("Weg der Kommune zur Ehrenamtskarte"),
    policy=READ,
    order=("day", "step"),
    columns=COLUMNS,
    view="OwnIntroductionStep",
    doc="List the steps that a municipality took to the Ehrenamtskarte.",
)
