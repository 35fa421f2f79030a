"""Sites: which bodies took part in which run, and when; that is all the public sees of a cohort."""

from collections.abc import Mapping
from datetime import date
from typing import Annotated, Any

import msgspec
from litestar import Response
from litestar.di import NamedDependency
from litestar.params import FromPath, QueryParameter

from fokus_api import Listing, Moment, Page, RowEntry, read, resolved_body
from fokus_core import PUBLIC, Bodies, NotFound, _, alphabetic
from fokus_projections import Reader, gone_from, in_force, not_gone, standing

HERE = f"o.run = j.run AND o.body = j.body AND {standing('o')}"
JOINED = standing("j")
TAKING_PART = f"{JOINED} AND {not_gone('j.body')} AND NOT EXISTS (SELECT 1 FROM ews_site_left o WHERE {HERE})"
SITES = f"""
    SELECT j.run, r.title, j.body, j.effective,
        coalesce((SELECT o.effective FROM ews_site_left o WHERE {HERE}), {gone_from("j.body")}),
        (SELECT o.effective FROM ews_site_completed o WHERE {HERE}),
        (SELECT o.effective FROM ews_certificate o WHERE {HERE}), j.position
    FROM ews_site_joined j JOIN ews_run r ON r.run = j.run AND {in_force("r")}
    WHERE {JOINED}
"""

OfBody = Annotated[
    str | None,
    QueryParameter(name="body", max_length=120, description=_("Nur diese Kommune (Kennung, Schlüssel oder Name).")),
]


class SiteView(msgspec.Struct, frozen=True, kw_only=True):
    """A body's part in a run, as far as it went by the day asked about; `left` is the first day on which it is over."""

    run: str
    title: str
    body: str
    name: str
    joined: date
    left: date | None
    completed: date | None
    certified: date | None
    entry: RowEntry | None = None


def sites_where(
    reader: Reader, bodies: Bodies, moment: Moment, condition: str, params: Mapping[str, Any]
) -> list[SiteView]:
    """Return the sites that fulfil a condition, as known at a position."""
    rows = reader.rows(f"{SITES} AND {condition}", {**moment.params, **params})
    return [
        SiteView(
            run=run,
            title=title,
            body=body,
            name=bodies.name(body, date.fromisoformat(joined)),
            joined=date.fromisoformat(joined),
            left=_day(left),
            completed=_day(completed),
            certified=_day(certified),
            entry=RowEntry(position),
        )
        for run, title, body, joined, left, completed, certified, position in rows
    ]


@read("/ews/sites", policy=PUBLIC, title=_("Standorte"))
async def sites(
    reader: NamedDependency[Reader],
    bodies: NamedDependency[Bodies],
    moment: NamedDependency[Moment],
    listing: NamedDependency[Listing],
    of_body: OfBody = None,
) -> Response[Page[SiteView]]:
    """List every participation in a run that began by a day, also those that ended; of one body, or of all."""
    body = None if of_body is None else resolved_body(bodies, of_body, moment.on, parameter="body")
    found = sites_where(reader, bodies, moment, "(:body IS NULL OR j.body = :body)", {"body": body})
    return listing.of(found, lambda one: (one.joined.isoformat(), one.run, alphabetic(one.name), one.body), SiteView)


@read("/ews/runs/{run_id:str}/sites", policy=PUBLIC, title=_("Standorte des Durchgangs"))
async def run_sites(
    run_id: FromPath[str],
    reader: NamedDependency[Reader],
    bodies: NamedDependency[Bodies],
    moment: NamedDependency[Moment],
    listing: NamedDependency[Listing],
) -> Response[Page[SiteView]]:
    """List the sites of a run on a day, without those that left by then."""
    if reader.first(f"SELECT 1 FROM ews_run r WHERE run = :run AND {in_force('r')}", {**moment.params, "run": run_id}):
        found = sites_where(reader, bodies, moment, f"j.run = :run AND {TAKING_PART}", {"run": run_id})
        return listing.of(found, lambda one: (alphabetic(one.name), one.body), SiteView)
    raise NotFound(_("Diesen Durchgang gibt es am {effective} noch nicht. Wählen Sie einen anderen Tag."))


def _day(text: str | None) -> date | None:
    return None if text is None else date.fromisoformat(text)
