"""What an office sees of an application besides what was said: its notes, its exception, an offer to hand it over."""

from collections.abc import Sequence
from datetime import date
from typing import Any

import msgspec

from fokus_ehrenamtskarte.applications.desk.judging import Opened
from fokus_ehrenamtskarte.applications.record.desk_facts import ApplicationNoted, ExceptionMade, HandOverOffered
from fokus_ehrenamtskarte.rules.case import ConditionId
from fokus_kommune import Recorded


class NoteView(msgspec.Struct, frozen=True, kw_only=True):
    """An internal note; null where the person's data were erased."""

    day: date
    note: str | None


class ExceptionView(msgspec.Struct, frozen=True, kw_only=True):
    """Which conditions two people of the office left aside, and on what basis; null where it was erased."""

    day: date
    conditions: tuple[ConditionId, ...]
    basis: str | None


class OfferView(msgspec.Struct, frozen=True, kw_only=True):
    """For which municipality the application would go to another office, if the applicant agrees."""

    day: date
    town: str


class DeskView(msgspec.Struct, frozen=True, kw_only=True):
    """What the office itself has said of an application."""

    notes: tuple[NoteView, ...] = ()
    exception: ExceptionView | None = None
    offered: OfferView | None = None


def desk_of(records: Sequence[Recorded[Any]], opened: Opened) -> DeskView:
    """Return what the office has said, from the facts of an application."""
    notes: list[NoteView] = []
    exception, offered = None, None
    for one in records:
        match one.fact:
            case ApplicationNoted() as fact:
                notes.append(NoteView(day=fact.effective, note=opened(one, "note")))
            case ExceptionMade() as fact:
                basis = opened(one, "basis")
                exception = ExceptionView(day=fact.effective, conditions=fact.conditions, basis=basis)
            case HandOverOffered() as fact:
                offered = OfferView(day=fact.effective, town=fact.town)
            case _:
                pass
    return DeskView(notes=tuple(notes), exception=exception, offered=offered)
