"""What others published in numbers, each beside what is recorded here for the same day, and the gap between them."""

from datetime import date, timedelta
from typing import Annotated, Any

import msgspec
from litestar.params import QueryParameter
from msgspec import Meta

from fokus_api import Ask, RowEntry
from fokus_core import PUBLIC, _
from fokus_ehrenamtskarte.discounts.facts import DiscountApproved
from fokus_ehrenamtskarte.figures import (
    PUBLISHED,
    Count,
    Explanation,
    FigurePublished,
    Meaning,
    OutOf,
    Publisher,
    Roughly,
    Subject,
    UpTo,
)
from fokus_ehrenamtskarte.finding.asked import question
from fokus_ehrenamtskarte.issuing.figure_routes import told_to_everybody
from fokus_ehrenamtskarte.partners.facts import PartnerApproved
from fokus_ehrenamtskarte.programme import ehrenamtskarte
from fokus_ehrenamtskarte.read_models import PARTICIPATIONS
from fokus_projections import standing

COLUMNS = ("subject", "count", "up_to", "roughly", "out_of", "publisher", "explanation", "meaning")
PUBLISHED_BY = f"""
SELECT position, effective, {", ".join(f'"{one}"' for one in COLUMNS)} FROM {PUBLISHED.table.name}
WHERE {standing()} AND (:subjects = 'null' OR subject IN (SELECT value FROM json_each(:subjects)))
"""  # names come from code
TAKING_PART = f"""
SELECT count(*) FROM {PARTICIPATIONS.table.name}
WHERE {PARTICIPATIONS.in_force()} AND status = 'takes-part' AND (length(body) = 8) = :towns
"""  # names come from code; towns have keys of eight digits
OfSubject = Annotated[
    list[Subject] | None, QueryParameter(name="subject", max_items=20, description=_("Nur Zahlen hierzu."))
]


class PublishedFigureView(msgspec.Struct, frozen=True, kw_only=True):
    """A total as it was published for a day, and what is recorded for it.

    What is not counted here for everybody has null in `recorded` and `gap`: applications in the state's own app, and
    cards valid on a day. Of other cards no small number is published: they are the `least` that were issued until the
    end of the last month before.
    """

    as_of: date
    subject: Subject
    count: Count
    recorded: int | None
    gap: Annotated[int | None, Meta(description="The published number less the recorded one")]
    least: Annotated[bool, Meta(description="Whether more may be recorded")]
    up_to: UpTo
    roughly: Roughly
    out_of: OutOf
    meaning: Meaning
    publisher: Publisher
    explanation: Explanation
    recorded_link: Annotated[str | None, Meta(description="Where what is recorded is listed")]
    position: int
    entry: RowEntry | None


@ehrenamtskarte.lists(
    "published-figures",
    title=_("Veröffentlichte Zahlen"),
    policy=PUBLIC,
    order=("as_of", "subject", "position"),
    shows=(FigurePublished, *PARTICIPATIONS.facts, DiscountApproved, PartnerApproved),
)
async def published_figures(ask: Ask, subject: OfSubject = None) -> list[PublishedFigureView]:
    """List the totals that others published by a day, contradictory ones side by side, each beside the recorded one."""
    issued: list[tuple[str, int]] | None = None
    views = []
    wanted = {"subjects": msgspec.json.encode(subject).decode()}
    for position, effective, *row in ask.reader.rows(PUBLISHED_BY, {**ask.moment.params, **wanted}):
        said: dict[str, Any] = dict(zip(COLUMNS, row, strict=True))
        if said["subject"] == "cards" and issued is None:
            issued = [(one.month, one.cards) for one in told_to_everybody(ask) if one.measure == "issued"]
        recorded, link = _recorded(ask, said, date.fromisoformat(effective), issued or [])
        views.append(
            msgspec.convert(
                {
                    **said,
                    "as_of": effective,
                    "recorded": recorded,
                    "gap": None if recorded is None else said["count"] - recorded,
                    "least": said["subject"] == "cards" and recorded is not None,
                    "recorded_link": link,
                    "position": position,
                    "entry": RowEntry(position),
                },
                PublishedFigureView,
                strict=False,
            )
        )
    return views


def _recorded(
    ask: Ask, said: dict[str, Any], day: date, issued: list[tuple[str, int]]
) -> tuple[int | None, str | None]:
    """Return how many are recorded on a day of what a published number counts, and where they are listed."""
    asked: dict[str, Any] = {"on": day.isoformat(), "known": ask.moment.known}
    match said["subject"]:
        case "municipalities" | "districts" as subject:
            row = ask.reader.first(TAKING_PART, {**asked, "towns": subject == "municipalities"})
            link = f"/api/v1/ehrenamtskarte/municipalities?status=takes-part&on={day}"
        case "discounts":
            sql, params = question({})
            row = ask.reader.first(f"SELECT count(DISTINCT discount) FROM ({sql})", {**asked, **params})
            link = f"/api/v1/ehrenamtskarte/discounts?on={day}"
        case "cards" if said["meaning"] != "valid":
            over = (day + timedelta(days=1)).isoformat()[:7]  # the first month that is not over on that day
            row = (sum(cards for month, cards in issued if month < over),)
            link = f"/api/v1/ehrenamtskarte/card-figures?on={ask.moment.on}"
        case _:
            return None, None
    return (row[0] if row else 0), link
