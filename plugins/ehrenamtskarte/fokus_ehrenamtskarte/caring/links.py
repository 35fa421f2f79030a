"""What a partner does by its link: say whether all is right, and offer a discount; looking changes nothing."""

from collections.abc import Mapping
from typing import Any

from fokus_api import LinkAction
from fokus_core import NotFound, standing
from fokus_ehrenamtskarte.caring.asking import AnswerAsPartner, OfferDiscount
from fokus_ehrenamtskarte.discounts.terms import CATEGORIES
from fokus_ehrenamtskarte.partners.facts import PartnerEnded, PartnerProposed
from fokus_ehrenamtskarte.programme import ehrenamtskarte
from fokus_kommune import _

SHOWN = ("name", "street", "postcode", "hours", "website")


def show(services: Any, about: Mapping[str, str]) -> Mapping[str, Any]:
    """Tell what is told of the partner; raises `NotFound` where it has ended."""
    records = standing(services.journal.under(f"partner:{about['partner']}"))
    told = [one.fact for one in records if isinstance(one.fact, PartnerProposed)]
    if not told or any(isinstance(one.fact, PartnerEnded) for one in records):
        raise NotFound
    return {name: value for name in SHOWN if (value := getattr(told[-1], name))}


def show_name(services: Any, about: Mapping[str, str]) -> Mapping[str, Any]:
    """Tell which partner offers something."""
    return {"name": show(services, about)["name"]}


ehrenamtskarte.link_action(
    LinkAction(
        "ehrenamtskarte.answer-as-partner",
        AnswerAsPartner,
        _("Antwort absenden"),
        _("Stimmen diese Angaben noch? Was Sie ändern, sieht sich Ihre Kommune an und gibt es frei."),
        labels={
            "name": _("Partner"),
            "street": _("Straße und Hausnummer"),
            "postcode": _("Postleitzahl"),
            "hours": _("Öffnungszeiten"),
            "website": _("Internetseite"),
            "says": _("Stimmt alles noch?"),
            "says=right": _("Ja, alles stimmt"),
            "says=changed": _("Es hat sich etwas geändert"),
            "says=over": _("Wir machen nicht mehr mit"),
        },
        show=show,
        beside=("ehrenamtskarte.offer-discount",),
        heading=_("Ihre Angaben als Partner der Ehrenamtskarte"),
    )
)
ehrenamtskarte.link_action(
    LinkAction(
        "ehrenamtskarte.offer-discount",
        OfferDiscount,
        _("Vergünstigung anbieten"),
        _("Was bekommen Menschen mit der Ehrenamtskarte bei Ihnen? Ihre Kommune gibt es frei."),
        labels={
            "name": _("Partner"),
            "title": _("Was bekommt man?"),
            "text": _("Was ist wichtig zu wissen?"),
            "category": _("Zu welcher Kategorie gehört sie?"),
            **{f"category={value}": title for value, title in CATEGORIES.items()},
            "limits": _("Welche Einschränkungen gibt es?"),
            "until": _("Bis einschließlich"),
        },
        show=show_name,
    )
)
