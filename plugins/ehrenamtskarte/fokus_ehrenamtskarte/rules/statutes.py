"""What must hold of the rules at every date."""

from collections.abc import Iterator
from itertools import pairwise

from fokus_ehrenamtskarte.programme import ehrenamtskarte
from fokus_ehrenamtskarte.rules.facts import FrameAdopted, FrameSet, RulesSet
from fokus_kommune import Breach, Fact, Recorded, _


@ehrenamtskarte.statute("programme", FrameSet)
def a_frame_is_set_once(history: list[Recorded[Fact]]) -> Iterator[Breach]:
    """No two frames have one id."""
    first: dict[str, int] = {}
    for record in history:
        if (
            isinstance(frame := record.fact, FrameSet)
            and first.setdefault(frame.frame, record.position) != record.position
        ):
            message = _("Regeln des Landes mit dieser Kennung gibt es schon. Wählen Sie eine andere.")
            yield Breach("frame-exists", message, record.position, "frame", because=first[frame.frame])


@ehrenamtskarte.statute("body", FrameAdopted)
def a_frame_is_adopted_once(history: list[Recorded[Fact]]) -> Iterator[Breach]:
    """A body takes a frame over once, and announces it once before."""
    first: dict[tuple[str, bool], int] = {}
    for record in history:
        if not isinstance(taken := record.fact, FrameAdopted):
            continue
        if first.setdefault((taken.frame, taken.planned), record.position) != record.position:
            message = _("Für {body_accusative} ist „{title}“ schon eingetragen.")
            yield Breach(
                "already-adopted", message, record.position, "frame", because=first[taken.frame, taken.planned]
            )


@ehrenamtskarte.statute("body", RulesSet)
def rules_of_a_body_begin_on_days_of_their_own(history: list[Recorded[Fact]]) -> Iterator[Breach]:
    """No two versions of a body's rules begin on one day."""
    for before, record in pairwise(history):
        if before.fact.effective == record.fact.effective:
            message = _("Für {body_accusative} sind zum {effective} schon Regeln eingetragen. Korrigieren Sie diese.")
            yield Breach("rules-that-day", message, record.position, "effective", because=before.position)
