"""Partners and discounts in the words of schema.org, as JSON-LD that search engines and other programs read."""

from collections.abc import Iterable, Mapping
from typing import Any

__all__ = ["CONTEXT", "LD_JSON", "business"]

LD_JSON = "application/ld+json"
CONTEXT = "https://schema.org"
CARDS = {"standard": "Ehrenamtskarte NRW", "anniversary": "Jubiläums-Ehrenamtskarte NRW"}
STEP_FREE = {"yes": True, "no": False}  # what is partly so or unknown is left out


def business(partner: Mapping[str, Any], discounts: Iterable[Mapping[str, Any]], home: str) -> dict[str, Any]:
    """Return a partner with its discounts as a node; `home` is the address that its page stands below."""
    online = partner["presence"] == "online"
    address = {
        "@type": "PostalAddress",
        "streetAddress": partner["street"],
        "postalCode": partner["postcode"],
        "addressLocality": partner["town"],
        "addressCountry": "DE",
    }
    point = {"@type": "GeoCoordinates", "latitude": partner["latitude"], "longitude": partner["longitude"]}
    hours = {"@type": "PropertyValue", "name": "Öffnungszeiten", "value": partner["hours"]}
    access = {
        "@type": "LocationFeatureSpecification",
        "name": "stufenloser Zugang",
        "value": STEP_FREE.get(partner["step_free"]),
    }
    return _said(
        {
            "@type": "Organization" if online else "LocalBusiness",
            "@id": f"{home}/ehrenamtskarte/partner/{partner['partner']}",
            "identifier": partner["partner"],
            "name": partner["name"],
            "description": partner["about"],
            "url": partner["website"],
            "address": None if online else _said(address),
            "geo": None if online or partner["latitude"] is None else point,
            "amenityFeature": None if online or access["value"] is None else access,
            "additionalProperty": None if online or not partner["hours"] else hours,
            "makesOffer": [_offer(one) for one in discounts],
        }
    )


def _offer(discount: Mapping[str, Any]) -> dict[str, Any]:
    others = discount["translations"]
    return _said(
        {
            "@type": "Offer",
            "identifier": discount["discount"],
            "name": _in_languages(discount["title"], {one["language"]: one["title"] for one in others}),
            "description": _in_languages(discount["text"], {one["language"]: one["text"] for one in others}),
            "disambiguatingDescription": discount["limits"],
            "category": discount["category"],
            "validFrom": str(discount["first"]),
            "validThrough": str(discount["until"] or ""),
            "validForMemberTier": [{"@type": "MemberTier", "name": CARDS[card]} for card in discount["cards"]],
        }
    )


def _in_languages(german: str, others: Mapping[str, str]) -> str | list[dict[str, str]]:
    said = {"de": german, **others}
    named = [{"@language": language, "@value": text} for language, text in said.items() if text]
    return named if len(named) > 1 else german


def _said(node: Mapping[str, Any]) -> dict[str, Any]:
    """Return a node without what is not known."""
    return {name: value for name, value in node.items() if value not in ("", None, [])}
