"""What a body hands in: received today, or on paper on a day that the carrier enters."""

from dataclasses import replace
from datetime import date
from typing import Annotated

from msgspec import Meta

from fokus_core import Asked, BodyRef, Command, Lookup, Past, Plan, Refused, _, asked_by
from fokus_ews.policies import RECEIVE


class Receipt(Command, frozen=True):
    """Something that is received on a day: today, or with `on_paper` the day on which the carrier received it."""

    body: BodyRef
    effective: date
    on_paper: Annotated[bool, Meta(description="Whether it came on paper, which only the carrier enters")] = False

    def asks(self) -> tuple[Asked, ...]:
        """Ask for one permission more where the day of receipt is said."""
        return (asked_by(self), *([Asked(RECEIVE, "ews")] if self.on_paper else []))

    def plan(self, lookup: Lookup) -> Plan:
        """Refuse another day of receipt than today, so that no deadline is met in hindsight."""

        def begin(_past: Past) -> None:
            if not self.on_paper and self.effective != lookup.today:
                message = _("Online zählt der heutige Tag als Eingang.")
                raise Refused("not-received-today", message, field="effective")

        return replace(super().plan(lookup), begin=begin)
