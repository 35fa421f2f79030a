"""What a draft of a rule would have changed for the applications that an office has had: counted, and nothing kept."""

from collections import Counter
from collections.abc import Iterable
from typing import Annotated

import msgspec
from msgspec import Meta

from fokus_ehrenamtskarte.rules.application import Application
from fokus_ehrenamtskarte.rules.book import RuleBook
from fokus_ehrenamtskarte.rules.case import ConditionId
from fokus_ehrenamtskarte.rules.facts import RulesSet
from fokus_ehrenamtskarte.rules.whatif import Change, before_and_after, change_of


class BecauseView(msgspec.Struct, frozen=True, kw_only=True):
    """For how many a condition would decide under the draft, of those who would gain or lose."""

    condition: ConditionId
    gains: int
    loses: int


class PastWhatIfView(msgspec.Struct, frozen=True, kw_only=True):
    """How many of the applications so far would gain or lose a card under a draft; nothing of it is kept."""

    gains: int
    loses: int
    differs: Annotated[int, Meta(description="Neither, but another outcome than before")]
    same: int
    not_evaluable: Annotated[int, Meta(description="Applications of people whose data were erased")]
    because: Annotated[tuple[BecauseView, ...], Meta(description="Conditions that decide under the draft")]


def tallied(applications: Iterable[Application | None], draft: RulesSet, book: RuleBook) -> PastWhatIfView:
    """Judge applications one after another under the book and under a draft; None is one that was erased."""
    counts: Counter[Change | None] = Counter()
    because: Counter[tuple[Change, ConditionId]] = Counter()
    for one in applications:
        if one is None:
            counts[None] += 1
            continue
        before, after = before_and_after(one, draft, book)
        change = change_of(before, after)
        counts[change] += 1
        if change in {"gains", "loses"}:
            decides = before if change == "gains" else after  # what stood in the way, or what stands there now
            because.update((change, condition) for condition in decides.because)
    conditions: dict[ConditionId, None] = dict.fromkeys(condition for _change, condition in sorted(because))
    return PastWhatIfView(
        gains=counts["gains"],
        loses=counts["loses"],
        differs=counts["differs"],
        same=counts["same"],
        not_evaluable=counts[None],
        because=tuple(
            BecauseView(condition=one, gains=because["gains", one], loses=because["loses", one]) for one in conditions
        ),
    )
