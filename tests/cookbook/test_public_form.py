"""Cookbook: a form for everybody that counts today, whatever day its sender names."""

from dataclasses import replace
from datetime import date
from typing import Annotated

import pytest
from msgspec import Meta

from fokus_core import Plan
from fokus_core.testing import TODAY, Given
from fokus_kommune import PUBLIC, BodyId, BodyRef, Command, Fact, Limit, Lookup, Past, Programme, Refused, _

wish = Programme("wish", title=_("Wünsche"))
Text = Annotated[str, Meta(min_length=1, max_length=500, description="What is wished for; never about a person")]
LIMIT = Limit("wish-forms", 10, per=3600)


@wish.fact("expressed@1", sentence=_("Für {body_accusative} wurde ein Wunsch geäußert."))
class Expressed(Fact, frozen=True):
    """Somebody wished something for a municipality."""

    body: BodyId
    text: Text


@wish.command("express", PUBLIC, records=Expressed, limit=LIMIT, title=_("Wunsch äußern"))
class Express(Command, frozen=True):
    """Express a wish; a deadline that ran out is not undone by another date."""

    body: BodyRef
    text: Text
    effective: date

    def plan(self, lookup: Lookup) -> Plan:
        """Refuse another day than today; `lookup.actor` and `lookup.roles` tell who asks."""

        def begin(past: Past) -> None:
            if self.effective != lookup.today:
                raise Refused("not-today", _("Das geht nur mit dem heutigen Datum."), field="effective")

        return replace(super().plan(lookup), begin=begin)


@pytest.fixture(scope="session")
def programme() -> Programme:
    return wish


def test_a_wish_counts_today(given: Given) -> None:
    given().when(Express(body="Hagen", text="Bänke", effective=TODAY)).then(
        Expressed(effective=TODAY, body="05914000", text="Bänke")
    )
    given().when(Express(body="Hagen", text="Bänke", effective=date(2025, 12, 31))).then_refused("not-today")
