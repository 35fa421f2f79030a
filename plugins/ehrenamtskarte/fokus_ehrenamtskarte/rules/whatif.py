"""What a draft of a rule would change: sample applications under the rules as they are, and under the draft."""

from collections import Counter
from collections.abc import Iterable
from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from fokus_ehrenamtskarte.rules.application import Application, BodyText
from fokus_ehrenamtskarte.rules.book import RuleBook
from fokus_ehrenamtskarte.rules.case import ConditionId
from fokus_ehrenamtskarte.rules.evaluation import Overall, Verdict, evaluate
from fokus_ehrenamtskarte.rules.facts import RulesSet
from fokus_ehrenamtskarte.rules.terms import Terms

Change = Literal["gains", "loses", "same", "differs"]
MOST = 200  # applications at once


class Draft(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A rule that a body thinks about, as it would be set."""

    body: BodyText
    terms: Terms
    joins: BodyText | None = None


class WhatIf(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A draft, and the applications that are judged under it."""

    draft: Draft
    applications: Annotated[tuple[Application, ...], Meta(min_length=1, max_length=MOST)]


class Changed(msgspec.Struct, frozen=True, kw_only=True):
    """What an application would come to, by its place in what was sent."""

    number: Annotated[int, Meta(description="Place of the application, from 0")]
    change: Change
    before: Overall
    after: Overall
    because: Annotated[tuple[ConditionId, ...], Meta(description="Conditions that decide under the draft")]


class WhatIfView(msgspec.Struct, frozen=True, kw_only=True):
    """How many would gain or lose a card under a draft; nothing of it is kept."""

    gains: int
    loses: int
    differs: Annotated[int, Meta(description="Neither, but another outcome than before")]
    same: int
    changed: tuple[Changed, ...]


def compared(applications: Iterable[Application], draft: RulesSet, book: RuleBook) -> WhatIfView:
    """Judge applications under the book and under the draft, as if it had been in force on each reference date."""
    counts: Counter[Change] = Counter()
    changed: list[Changed] = []
    for number, one in enumerate(applications):
        before, after = before_and_after(one, draft, book)
        change = change_of(before, after)
        counts[change] += 1
        if change != "same":
            told = Changed(
                number=number, change=change, before=before.overall, after=after.overall, because=after.because
            )
            changed.append(told)
    return WhatIfView(
        gains=counts["gains"],
        loses=counts["loses"],
        differs=counts["differs"],
        same=counts["same"],
        changed=tuple(changed),
    )


def before_and_after(application: Application, draft: RulesSet, book: RuleBook) -> tuple[Verdict, Verdict]:
    """Judge an application under the book and under a draft, as if that had been in force on the reference date."""
    before = evaluate(application, book)
    if application.body != draft.body:
        return before, before
    instead = msgspec.structs.replace(draft, effective=application.reference_date)
    return before, evaluate(application, book.with_rule(instead))


def change_of(before: Verdict, after: Verdict) -> Change:
    """Return what an application would gain or lose."""
    if before.overall == after.overall:
        return "same"
    return "gains" if after.overall == "granted" else "loses" if before.overall == "granted" else "differs"
