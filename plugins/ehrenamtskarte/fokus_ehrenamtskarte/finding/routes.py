"""Partners and discounts for everybody: lists on a day, and each in detail, also once it has ended."""

from typing import Annotated, Any, Literal

import msgspec
from litestar import Response
from litestar.di import NamedDependency
from litestar.params import FromPath, QueryParameter

from fokus_api import Ask, Page, read, resolved_body, with_source
from fokus_core import NotFound
from fokus_ehrenamtskarte.discounts.facts import DiscountApproved
from fokus_ehrenamtskarte.discounts.terms import Category, Land, Sort
from fokus_ehrenamtskarte.facts import Kind
from fokus_ehrenamtskarte.finding.asked import COLUMNS, ROWS, question
from fokus_ehrenamtskarte.finding.search import ENOUGH, by_words, near
from fokus_ehrenamtskarte.finding.views import (
    DiscountDetail,
    DiscountView,
    PartnerDetail,
    PartnerView,
    Standing,
    last_day,
    told,
    view,
)
from fokus_ehrenamtskarte.folding import folded, words_of
from fokus_ehrenamtskarte.partners.facts import PartnerApproved
from fokus_ehrenamtskarte.partners.read_models import PARTNERS, Partner
from fokus_ehrenamtskarte.programme import ehrenamtskarte
from fokus_kommune import PUBLIC, _

OfBody = Annotated[
    str | None,
    QueryParameter(name="body", max_length=120, description=_("Nur diese Kommune (Kennung, Schlüssel oder Name).")),
]
OfDistrict = Annotated[
    str | None,
    QueryParameter(max_length=120, description=_("Nur Kommunen in diesem Gebiet (Kennung, Schlüssel oder Name).")),
]
OfCategory = Annotated[Category | None, QueryParameter(name="category", description=_("Nur diese Kategorie."))]
OfSort = Annotated[Sort | None, QueryParameter(name="sort", description=_("Nur diese Art."))]
OfCard = Annotated[Kind | None, QueryParameter(name="card", description=_("Nur was mit dieser Karte gilt."))]
OfLand = Annotated[
    Land | None, QueryParameter(name="honours", description=_("Nur was auch mit Karten dieses Landes gilt."))
]
OfPostcode = Annotated[
    str | None, QueryParameter(name="postcode", pattern=r"^\d{5}$", description=_("Nur diese Postleitzahl."))
]
Words = Annotated[
    str | None,
    QueryParameter(
        name="q", max_length=200, description=_("Nur was diese Wörter enthält, auch in anderer Schreibung.")
    ),
]
Latitude = Annotated[
    float | None, QueryParameter(ge=50, le=53, description=_("Geografische Breite, auf zwei Stellen gerundet."))
]
Longitude = Annotated[
    float | None, QueryParameter(ge=5, le=10, description=_("Geografische Länge, auf zwei Stellen gerundet."))
]
Within = Annotated[int, QueryParameter(ge=1, le=100, description=_("Umkreis in Kilometern."))]
Order = Annotated[
    Literal["title", "newest"], QueryParameter(name="order", description=_("Nach Titel, oder das Neueste zuerst."))
]
TOWNS = f"SELECT DISTINCT body FROM {PARTNERS.table.name}"  # names come from code
NO_DISCOUNT = _("Diese Vergünstigung gibt es nicht. Wählen Sie eine aus der Liste aus.")
NO_PARTNER = _("Diesen Partner gibt es nicht. Wählen Sie einen aus der Liste aus.")
PARTNER_COLUMNS = ("partner", *Partner.__struct_fields__, "entry")
OF_PARTNERS = f"""
SELECT {", ".join(PARTNER_COLUMNS)}, (SELECT count(*) FROM ({ROWS} AND d.partner = t.partner) WHERE valid) AS discounts
FROM {PARTNERS.table.name} t WHERE {PARTNERS.in_force("t")}
"""  # names come from code


def bodies_of(ask: Ask, body: str | None, district: str | None) -> set[str] | None:
    """Return the municipalities that are asked for, None for all."""
    found: set[str] | None = None
    if body is not None:
        found = {resolved_body(ask.bodies, body, ask.moment.on, parameter="body")}
    if district is not None:
        upper = resolved_body(ask.bodies, district, ask.moment.on, parameter="district")
        below = {upper, *ask.bodies.register.below(upper, ask.moment.on)}
        found = below if found is None else found & below
    return found


@ehrenamtskarte.route
@read("/ehrenamtskarte/discounts", policy=PUBLIC, shows=(DiscountApproved, PartnerApproved), title=_("Vergünstigungen"))
async def discounts(
    ask: NamedDependency[Ask],
    q: Words = None,
    of_body: OfBody = None,
    district: OfDistrict = None,
    category: OfCategory = None,
    sort: OfSort = None,
    card: OfCard = None,
    honours: OfLand = None,
    postcode: OfPostcode = None,
    latitude: Latitude = None,
    longitude: Longitude = None,
    within: Within = 10,
    order: Order = "title",
) -> Response[Page[DiscountView]]:
    """List what partners grant on a day: by words, place, category, kind, and card; by title or the newest first.

    A position of one's own is given rounded to two digits, about a kilometre, and is kept nowhere.
    """
    given = {"category": category, "sort": sort, "card": card, "honours": honours, "postcode": postcode}
    sql, params = question({**given, "bodies": bodies_of(ask, of_body, district)})
    params |= ask.moment.params
    if latitude is not None and longitude is not None:
        where, more = near(round(latitude, 2), round(longitude, 2), within)
        sql, params = f"{sql} AND {where}", params | more  # names come from code
    if q is not None:
        sql, params = said_in(ask, sql, params, q)
    by = ("first", "discount") if order == "newest" else ("title", "discount")
    rows = ask.listing.select(ask.reader, sql, params, columns=COLUMNS, order=by, descending=order == "newest")
    views = [view(DiscountView, values(ask, COLUMNS, row)) for row in rows]
    marks = [(str(one.first) if order == "newest" else one.title, one.discount) for one in views]
    return ask.listing.page(views, marks, DiscountView)


def said_in(ask: Ask, sql: str, params: dict[str, Any], said: str) -> tuple[str, dict[str, Any]]:
    """Return the question narrowed by words: whole ones, or where that finds few, also inside of others."""
    there = [body for (body,) in ask.reader.rows(TOWNS)]
    towns = {body: folded(ask.bodies.name(body, ask.moment.on)) for body in there}
    for whole in (True, False):
        where, more = by_words(words_of(said), towns, whole=whole)
        narrowed, all_params = f"{sql} AND {where}", params | more  # names come from code
        count = ask.reader.rows(f"SELECT count(*) FROM ({narrowed} LIMIT {ENOUGH})", all_params)[0][0]
        if count >= ENOUGH:
            break
    return narrowed, all_params


def values(ask: Ask, columns: tuple[str, ...], row: Any) -> dict[str, Any]:
    """Return a row as views hold it."""
    named = dict(zip(columns, row, strict=True))
    return told(named, ask.bodies.name(named["body"], ask.moment.on))


@ehrenamtskarte.route
@read("/ehrenamtskarte/discounts/{discount:str}", policy=PUBLIC, shows=(DiscountApproved, PartnerApproved))
async def discount_detail(discount: FromPath[str], ask: NamedDependency[Ask]) -> DiscountDetail:
    """Show a discount and whether it held on a day, also before it began and after it ended."""
    row, standing = _as_it_stands(ask, discount)
    found = values(ask, COLUMNS, row)
    last = last_day(found["ended"], until=found["until"])
    detail = view(DiscountDetail, {**found, "standing": standing, "last_day": last})
    return with_source(detail, ask.reader, ask.node.audiences, ask.caller)


def _as_it_stands(ask: Ask, discount: str) -> tuple[Any, Standing]:
    """Return the row of a discount on the day, or on its first; raises `NotFound`."""
    sql, params = question({"discount": discount}, ended=True)
    row = ask.reader.first(sql, {**ask.moment.params, **params})
    if row is not None:
        return row, "valid" if row[COLUMNS.index("valid")] else "ended"
    began = ask.reader.first(
        "SELECT max(d.valid_from, p.valid_from) FROM ehrenamtskarte_discount d "
        "JOIN ehrenamtskarte_partner p ON p.partner = d.partner "
        "WHERE d.discount = :discount AND d.known_from <= :known AND d.known_to > :known AND p.known_from <= :known "
        "AND p.known_to > :known AND d.valid_from > :on ORDER BY d.valid_from, p.valid_from",
        {**ask.moment.params, **params},
    )
    row = began and ask.reader.first(sql, {**ask.moment.params, **params, "on": began[0]})
    if row is None:
        raise NotFound(NO_DISCOUNT)
    return row, "not-yet"


@ehrenamtskarte.route
@read("/ehrenamtskarte/partners", policy=PUBLIC, shows=(PartnerApproved,), title=_("Partner"))
async def partners(
    ask: NamedDependency[Ask], of_body: OfBody = None, district: OfDistrict = None
) -> Response[Page[PartnerView]]:
    """List the partners on a day, by municipality or district."""
    wanted = bodies_of(ask, of_body, district)
    where = "" if wanted is None else "AND body IN (SELECT value FROM json_each(:bodies))"
    sql = f"{OF_PARTNERS} AND (ended IS NULL OR ended > :on) {where}"  # names come from code
    params = {**ask.moment.params, "bodies": msgspec.json.encode(sorted(wanted or ())).decode()}
    columns = (*PARTNER_COLUMNS, "discounts")
    rows = ask.listing.select(ask.reader, sql, params, columns=columns, order=("name", "partner"))
    views = [view(PartnerView, _of_partner(ask, row)) for row in rows]
    return ask.listing.page(views, [(one.name, one.partner) for one in views], PartnerView)


def _of_partner(ask: Ask, row: Any) -> dict[str, Any]:
    found = values(ask, (*PARTNER_COLUMNS, "discounts"), row)
    late = found["unconfirmed"]
    return {**found, "is_unconfirmed": late is not None and late <= ask.moment.on}


@ehrenamtskarte.route
@read("/ehrenamtskarte/partners/{partner:str}", policy=PUBLIC, shows=(DiscountApproved, PartnerApproved))
async def partner_detail(partner: FromPath[str], ask: NamedDependency[Ask]) -> PartnerDetail:
    """Show a partner on a day with what it grants and what it granted, also once it has ended."""
    row = ask.reader.first(f"{OF_PARTNERS} AND partner = :partner", {**ask.moment.params, "partner": partner})
    if row is None:
        raise NotFound(NO_PARTNER)
    found = _of_partner(ask, row)
    sql, params = question({"partner": partner}, ended=True)
    rows = ask.reader.rows(f"{sql} ORDER BY valid DESC, title, discount", {**ask.moment.params, **params})
    standing = "ended" if found["ended"] is not None and found["ended"] <= ask.moment.on else "valid"
    grants = [view(DiscountView, values(ask, COLUMNS, one)) for one in rows]
    detail = view(
        PartnerDetail, {**found, "standing": standing, "last_day": last_day(found["ended"]), "grants": grants}
    )
    return with_source(detail, ask.reader, ask.node.audiences, ask.caller)


ehrenamtskarte.choice("partner", "partners", value="partner", label="name", note="town")
ehrenamtskarte.choice("partner", "bodies/{body}/partner-proposals", value="partner", label="name")
ehrenamtskarte.choice("discount", "bodies/{body}/discount-proposals", value="discount", label="title")
