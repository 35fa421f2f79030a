"""The poster that a partner hangs up: what it grants with the card, and a QR code that leads to its page."""

from litestar import Response
from litestar.di import NamedDependency
from litestar.params import FromPath

from fokus_api import PDF_TYPE, Ask, paper, paper_answer, qr_code, read
from fokus_core import Limit, NotFound
from fokus_ehrenamtskarte.discounts.facts import DiscountApproved
from fokus_ehrenamtskarte.finding.asked import COLUMNS, question
from fokus_ehrenamtskarte.finding.routes import NO_PARTNER, OF_PARTNERS, PARTNER_COLUMNS, values
from fokus_ehrenamtskarte.partners.facts import PartnerApproved
from fokus_ehrenamtskarte.printing.fronts import KINDS, TEMPLATES, written
from fokus_ehrenamtskarte.programme import ehrenamtskarte
from fokus_kommune import PUBLIC, _

TEMPLATE = TEMPLATES / "poster.typ"
POSTERS = Limit("ehrenamtskarte-posters", 10)
MOST = 6  # discounts that stand on a sheet; the page behind the code has all


@ehrenamtskarte.route
@read(
    "/ehrenamtskarte/partners/{partner:str}/poster.pdf",
    policy=PUBLIC,
    live=True,
    limit=POSTERS,
    media_type=PDF_TYPE,
    binary=(PDF_TYPE,),
    shows=(DiscountApproved, PartnerApproved),
    title=_("Aushang für einen Partner"),
)
async def partner_poster(partner: FromPath[str], ask: NamedDependency[Ask]) -> Response[bytes]:
    """Return the poster of a partner (A4, tagged, in German) as it grants on the day, with a QR code of its page."""
    asked = {**ask.moment.params, "partner": partner}
    row = ask.reader.first(f"{OF_PARTNERS} AND partner = :partner AND (ended IS NULL OR ended > :on)", asked)
    if row is None:
        raise NotFound(NO_PARTNER)
    found = values(ask, (*PARTNER_COLUMNS, "discounts"), row)
    sql, params = question({"partner": partner})
    rows = ask.reader.rows(f"{sql} ORDER BY title, discount", {**asked, **params})
    grants = [values(ask, COLUMNS, one) for one in rows]
    address = f"{ask.node.service.settings.public_url}/ehrenamtskarte/partner/{partner}"
    made = await paper(
        TEMPLATE,
        title=f"Ehrenamtskarte bei {found['name']}",
        author=found["name"],
        name=found["name"],
        grants=[
            {
                "title": one["title"],
                "limits": one["limits"],
                "until": f"bis {written(one['until'])}" if one["until"] else "",
                "only": "" if len(one["cards"]) > 1 else f"nur mit {KINDS[one['cards'][0]]}",
            }
            for one in grants[:MOST]
        ],
        more=max(0, len(grants) - MOST),
        address=address,
        qr=qr_code(address).svg,
    )
    return paper_answer(made, "aushang")
