"""What is asked about discounts: the question in SQL, by partner, category, card, place and day."""

from collections.abc import Mapping
from typing import Any

import msgspec

from fokus_ehrenamtskarte.discounts.read_models import GRANTED
from fokus_ehrenamtskarte.partners.read_models import PARTNERS

OF_DISCOUNT = (
    "discount",
    "partner",
    "body",
    "title",
    "text",
    "category",
    "sort",
    "cards",
    "honours",
    "limits",
    "until",
    "translations",
    "first",
    "ended",
    "entry",
)
OF_PARTNER = (
    "name",
    "presence",
    "street",
    "postcode",
    "latitude",
    "longitude",
    "website",
    "hours",
    "step_free",
    "unconfirmed",
)
COLUMNS = (*OF_DISCOUNT, *OF_PARTNER, "valid")
VALID = (
    "(d.ended IS NULL OR d.ended > :on) AND (p.ended IS NULL OR p.ended > :on) AND (d.until IS NULL OR d.until >= :on)"
)
ROWS = f"""
SELECT {", ".join(f"d.{one}" for one in OF_DISCOUNT)}, {", ".join(f"p.{one}" for one in OF_PARTNER)},
    {VALID} AS valid
FROM {GRANTED.table.name} d JOIN {PARTNERS.table.name} p ON p.partner = d.partner
WHERE {GRANTED.in_force("d")} AND {PARTNERS.in_force("p")}
"""  # names come from code
FILTERS = {
    "discount": "d.discount = :discount",
    "partner": "d.partner = :partner",
    "category": "d.category = :category",
    "sort": "d.sort = :sort",
    "postcode": "p.postcode = :postcode",
    "card": "EXISTS (SELECT 1 FROM json_each(d.cards) WHERE value = :card)",
    "honours": "EXISTS (SELECT 1 FROM json_each(d.honours) WHERE value = :honours)",
    "bodies": "d.body IN (SELECT value FROM json_each(:bodies))",
}


def question(given: Mapping[str, Any], *, ended: bool = False) -> tuple[str, dict[str, Any]]:
    """Return the question for the discounts that hold on `:on`, with `ended` also for those that hold no longer."""
    asked = {name: value for name, value in given.items() if value is not None}
    where = [FILTERS[name] for name in asked] + ([] if ended else [VALID])
    return " AND ".join([ROWS, *where]), {
        name: value if isinstance(value, str) else msgspec.json.encode(sorted(value)).decode()
        for name, value in asked.items()
    }
