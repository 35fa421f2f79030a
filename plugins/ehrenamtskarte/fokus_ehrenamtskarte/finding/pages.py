"""The pages for everybody: what one gets with the card, found by words, place and category; and a partner in detail."""

import re
from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import quote, urlencode

from fokus_api import PageAsk, ProgrammePage, outline_of
from fokus_ehrenamtskarte.discounts.terms import CATEGORIES
from fokus_ehrenamtskarte.finding.linked import CONTEXT, business
from fokus_ehrenamtskarte.finding.views import DiscountView, PartnerView
from fokus_ehrenamtskarte.folding import folded
from fokus_ehrenamtskarte.programme import ehrenamtskarte
from fokus_kommune import _

ADDRESS, PARTNER = "/ehrenamtskarte/verguenstigungen", "/ehrenamtskarte/partner"
PAGE, MOST_PLACES = 20, 1000
FIELDS = {"worte": "q", "ort": "body", "kategorie": "category", "karte": "card", "sortierung": "order"}
PLACE = {"breite": ("latitude", 50, 53), "laenge": ("longitude", 5, 10)}  # that of whoever asks, rounded by the browser
KILOMETRES, USUAL = ("5", "10", "20", "50"), "10"
CARDS = {"standard": _("Ehrenamtskarte"), "anniversary": _("Jubiläums-Ehrenamtskarte")}
DEGREE = re.compile(r"\d{1,2}\.\d{1,2}")
NO_TOWN = _("Diese Kommune kennen wir nicht. Geben Sie den Namen einer Kommune in Nordrhein-Westfalen ein.")


async def discounts(ask: PageAsk) -> Mapping[str, Any]:
    """Return what is found, the words that may be meant where that is nothing, and the map."""
    given = {name: ask.given.get(name, "").strip()[:200] for name in (*FIELDS, *PLACE, "umkreis")}
    near = _near(given)
    if near is None:
        given |= dict.fromkeys((*PLACE, "umkreis"), "")
    asked: dict[str, Any] = {FIELDS[name]: given[name] for name in FIELDS if given[name]}
    for field, known in (("category", CATEGORIES), ("card", CARDS), ("order", ("newest",))):
        if asked.get(field) not in known:
            asked.pop(field, None)
    town = await _town(ask, asked.pop("body", ""))
    wrong = town is None
    if town:
        asked["body"] = town
    cursor = ask.given.get("weiter")
    found: Mapping[str, Any] = {"items": [], "next_cursor": None}
    if not wrong:
        found = (
            await ask.seen("ehrenamtskarte/discounts", **asked, **near or {}, limit=PAGE, total="true", cursor=cursor)
            or found
        )
    meant = None
    if given["worte"] and not found["items"] and not wrong:
        meant = (await ask.get("ehrenamtskarte/spelling", q=given["worte"]))["words"]
    places = await ask.get(
        "ehrenamtskarte/discount-places", limit=MOST_PLACES, category=asked.get("category"), card=asked.get("card")
    )
    return {
        "given": given,
        "wrong": ask.words(NO_TOWN) if wrong else "",
        "found": [_shown(ask, one) for one in found["items"]],
        "total": found.get("total"),
        "more": _to({**given, "weiter": found["next_cursor"]}) if found["next_cursor"] else None,
        "meant": meant,
        "meant_href": _to({**given, "worte": meant}) if meant else None,
        "action": ADDRESS,
        "categories": [(value, ask.words(text)) for value, text in CATEGORIES.items()],
        "near": near,
        "distances": [(value, ask.words(_("{km} km")).format(km=value)) for value in KILOMETRES if value != USUAL],
        "without_near": _to({**given, **dict.fromkeys((*PLACE, "umkreis"), "")}),
        "cards": [(value, ask.words(text)) for value, text in CARDS.items()],
        **_map(ask, places["items"], given),
    }


def _near(given: Mapping[str, str]) -> dict[str, str] | None:
    """Return the place that was given and how far around it, None where there is none in or near the state."""
    asked = {}
    for name, (parameter, least, most) in PLACE.items():
        if not DEGREE.fullmatch(given[name]) or not least <= float(given[name]) <= most:
            return None
        asked[parameter] = given[name]
    return {**asked, "within": given["umkreis"] if given["umkreis"] in KILOMETRES else USUAL}


async def _town(ask: PageAsk, name: str) -> str | None:
    """Return the id of a municipality by its name, an empty one where none is asked for, None for one unknown."""
    if not name:
        return ""
    places = await ask.get("ehrenamtskarte/discount-places", limit=MOST_PLACES)
    for one in places["items"]:
        if folded(name) in (folded(one["town"]), folded(one["town"].removeprefix("Stadt "))):
            return str(one["body"])
    found = await ask.seen(f"bodies/{quote(name, safe='')}")
    return found["id"] if found else None


def _to(given: Mapping[str, str | None]) -> str:
    return f"{ADDRESS}?{urlencode({name: value for name, value in given.items() if value})}"


def _shown(ask: PageAsk, one: Mapping[str, Any]) -> dict[str, Any]:
    """Return a discount in the words of the page."""
    kinds = {name: ask.called(DiscountView, name) for name in ("category", "sort", "presence", "step_free")}
    told = {name: words.get(one[name], one[name]) for name, words in kinds.items()}
    lands = ask.called(DiscountView, "honours")
    only = [ask.words(CARDS[card]) for card in one["cards"]] if len(one["cards"]) < len(CARDS) else []
    return {
        **one,
        "words": told,
        "href": ask.to(f"{PARTNER}/{one['partner']}") + f"#v-{one['discount']}",
        "honoured": [lands.get(land, land) for land in one["honours"]],
        "only": only,
    }


def _map(ask: PageAsk, places: Sequence[Mapping[str, Any]], given: Mapping[str, str]) -> dict[str, Any]:
    outline = outline_of([one["body"] for one in places], ask.day)
    counts = {one["body"]: one for one in places}
    marks = [
        {
            "x": area.point[0],
            "y": area.point[1],
            "r": min(60, 26 + 8 * len(str(counts[area.body]["discounts"]))),
            "number": counts[area.body]["discounts"],
            "town": counts[area.body]["town"],
            "href": _to({**given, "ort": counts[area.body]["town"]}),
        }
        for area in (*outline.districts, *outline.towns)
    ]
    return {
        "outline": outline,
        "marks": marks,
        "places": [{**one, "href": _to({**given, "ort": one["town"]})} for one in places],
    }


async def partner(ask: PageAsk) -> Mapping[str, Any]:
    """Return a partner with what it grants, what holds first; one that has ended is still shown, and says so."""
    found = await ask.get(f"ehrenamtskarte/partners/{ask.thing}")
    words = {name: ask.called(PartnerView, name).get(found[name], found[name]) for name in ("presence", "step_free")}
    details = [
        {**await ask.get(f"ehrenamtskarte/discounts/{one['discount']}"), **_shown(ask, one)} for one in found["grants"]
    ]
    valid = [one for one in details if one["standing"] == "valid"]
    return {
        "title": found["name"],
        "it": found,
        "words": words,
        "grants": details,
        "back": ask.to(ADDRESS),
        "poster": f"/api/v1/ehrenamtskarte/partners/{found['partner']}/poster.pdf",
        "linked": None if ask.past or not valid else {"@context": CONTEXT, **business(found, valid, "")},
    }


ehrenamtskarte.page(
    ProgrammePage(
        "discounts.html",
        discounts,
        at="verguenstigungen",
        title=_("Vergünstigungen mit der Ehrenamtskarte"),
        helps=("find.js",),
    )
)
ehrenamtskarte.page(ProgrammePage("partner.html", partner, at="partner", title=_("Partner"), about="partner"))
