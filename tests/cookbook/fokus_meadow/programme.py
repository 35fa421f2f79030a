"""Cookbook: a programme with a page of its own, which asks our own API as whoever looks."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from fokus_api import PageAsk, ProgrammePage
from fokus_kommune import PUBLIC, BodyId, BodyRef, Command, Fact, Programme, _

meadow = Programme("meadow", title=_("Blühwiesen"))
KEEP = meadow.permission("keep", scope="body", roles=["municipal-officer"], title=_("Blühwiesen eintragen"))


@meadow.fact("sown@1", public=True, sentence=_("{body} hat eine Blühwiese gesät."))
class Sown(Fact, frozen=True):
    """A body sowed a meadow."""

    body: BodyId


@meadow.command("sow", KEEP, records=Sown, title=_("Blühwiese eintragen"))
class Sow(Command, frozen=True):
    """Record a meadow."""

    body: BodyRef
    effective: date


MEADOWS = meadow.two_clocks("meadow", subject="body", begins=Sown)
meadow.listing("meadows", MEADOWS, policy=PUBLIC, order=("name", "body"), title=_("Blühwiesen"))


async def shown(ask: PageAsk) -> Mapping[str, Any]:
    """Return what the page shows: never more than the API tells whoever looks, on the day of the page."""
    found = await ask.get("meadow/meadows", limit=1000)
    return {"names": [one["name"] for one in found["items"]]}


meadow.page(ProgrammePage("meadows.html", shown))
