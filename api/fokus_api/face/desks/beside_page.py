"""Several things side by side: what the log says of each, day by day, on either clock."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from litestar import Request, Response, get

from fokus_api.auth.policy import API
from fokus_api.face.desks.audit_page import WAY
from fokus_api.face.desks.words import body_called
from fokus_api.face.frame.clocks import Clocks
from fokus_api.face.frame.inside import Inside
from fokus_api.face.frame.problems import Unanswered
from fokus_api.face.frame.showing import PAGE, clocks_of, show
from fokus_api.face.shown.cells import BODY_KINDS, address_of_thing, readable
from fokus_api.face.shown.told import Told, told
from fokus_api.pages.frame import AUDIT_DESK, frame_of
from fokus_core.domain.clock import BERLIN
from fokus_core.domain.texts import _
from fokus_core.plugins.texts import Words

__all__ = ["beside_page"]

HERE = f"{AUDIT_DESK}/nebeneinander"
PLACES = ("a", "b", "c", "d")
MOST = 200  # entries of each
UNKNOWN = _("„{text}“ ist keine Kommune. Geben Sie einen Namen, einen amtlichen Schlüssel oder Art und Kennung an.")
EFFECTIVE, RECORDED = "effective", "recorded"


@dataclass(frozen=True)
class Side:
    """A thing and what the log says of it; `more` where that is not all."""

    key: str
    name: str
    href: str
    entries: Sequence[Told]
    more: bool


@get(HERE, opt=PAGE.opt, include_in_schema=False)
async def beside_page(request: Request[Any, Any, Any]) -> Response[str]:
    """Show what happened to several things side by side."""
    frame, inside = frame_of(request), Inside(request)
    words, clocks = frame.words, clocks_of(request, frame)
    given = {name: request.query_params.get(name, "").strip() for name in (*PLACES, "order")}
    order = RECORDED if given["order"] == RECORDED else EFFECTIVE
    sides, wrong = [], {}
    for place in PLACES:
        if text := given[place]:
            side = await _side(inside, text, order, clocks, words)
            if side is None:
                wrong[place] = words(UNKNOWN, text=text[:60])
            else:
                sides.append(side)
    return show(
        request,
        "beside.html",
        frame=frame,
        clocks=clocks,
        title=words(_("Verläufe nebeneinander")),
        way={words(WAY[0]): WAY[1]},
        status=422 if wrong or clocks.wrong else 200,
        given={name: value for name, value in {**given, "order": order}.items() if value},
        places=[(place, number) for number, place in enumerate(PLACES, 1)],
        wrong=wrong,
        sides=sides,
        days=_days(sides, order),
    )


async def _side(inside: Inside, text: str, order: str, clocks: Clocks, words: Words) -> Side | None:
    """Return a thing with what the log says of it: by its key, or a municipality by its name."""
    kind, colon, thing = text.partition(":")
    name = f"{readable(kind)} {thing}"
    if not colon or kind in BODY_KINDS:
        body = await body_called(inside, thing or text, clocks.query)
        if body is None:
            return None
        kind, thing, name = "body", body["id"], body["name"]
    asked: dict[str, Any] = {"key": f"{kind}:{thing}", "order": order, "limit": MOST}
    if clocks.on:
        asked["to_date"] = clocks.on.isoformat()
    log = await inside.get(f"{API}/log", {**clocks.query, **asked})
    if log.status in {400, 422}:
        return None
    if not log.ok:
        raise Unanswered(log)
    entries = [told(one, words) for one in log.body["items"]]
    href = clocks.to(address_of_thing(kind, thing))
    return Side(f"{kind}:{thing}", name, href, entries, bool(log.body["next_cursor"]))


def _days(sides: Sequence[Side], order: str) -> list[tuple[str, list[list[Told]]]]:
    """Return the days on which something happened to any, each with the entries of every one."""

    def day(one: Told) -> str:
        return (
            one.effective
            if order == EFFECTIVE
            else datetime.fromisoformat(one.at).astimezone(BERLIN).date().isoformat()
        )

    found: dict[str, Mapping[int, list[Told]]] = {}
    for number, side in enumerate(sides):
        for one in side.entries:
            found.setdefault(day(one), {place: [] for place in range(len(sides))})[number].append(one)
    return [(on, list(by.values())) for on, by in sorted(found.items())]
