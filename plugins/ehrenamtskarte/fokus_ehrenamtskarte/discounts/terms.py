"""What is said of a discount: category, kind, for which cards, within which limits, until when, in which languages."""

from datetime import date
from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from fokus_ehrenamtskarte.facts import Kind
from fokus_kommune import Key, Vocabulary, _, labelled

DiscountId = Annotated[
    str,
    Key("discount"),
    Meta(pattern=r"^[0-9a-f]{32}$", title=_("Vergünstigung"), description="Id of a discount"),
]
DiscountTitle = Annotated[str, Meta(min_length=1, max_length=200, description="What is granted, in a few words")]
DiscountText = Annotated[str, Meta(max_length=2000, description="What is granted, in German")]
Limits = Annotated[str, Meta(max_length=500, description="Limits in words, as once a quarter")]
LastDay = Annotated[date, Meta(description="Last day on which it is granted")]
CATEGORIES = {
    "culture": _("Kultur und Museen"),
    "sports": _("Sport und Schwimmen"),
    "leisure": _("Freizeit und Ausflüge"),
    "food": _("Essen und Trinken"),
    "shopping": _("Einkaufen"),
    "education": _("Bildung und Kurse"),
    "health": _("Gesundheit und Wohlbefinden"),
    "mobility": _("Unterwegs"),
    "services": _("Dienstleistungen"),
    "other": _("Anderes"),
}
Category = Annotated[
    Literal["culture", "sports", "leisure", "food", "shopping", "education", "health", "mobility", "services", "other"],
    labelled(CATEGORIES),
]
Sort = Annotated[
    Literal["discount", "municipal", "action", "raffle"],
    labelled(
        {
            "discount": _("Vergünstigung"),
            "municipal": _("Leistung der Kommune"),
            "action": _("Sonderaktion"),
            "raffle": _("Verlosung"),
        }
    ),
]
Cards = Annotated[
    tuple[Kind, ...], Meta(min_length=1, max_length=2, description="Kinds of card with which it is granted")
]
LAENDER = {
    "BW": _("Baden-Württemberg"),
    "BY": _("Bayern"),
    "BE": _("Berlin"),
    "BB": _("Brandenburg"),
    "HB": _("Bremen"),
    "HH": _("Hamburg"),
    "HE": _("Hessen"),
    "MV": _("Mecklenburg-Vorpommern"),
    "NI": _("Niedersachsen"),
    "RP": _("Rheinland-Pfalz"),
    "SL": _("Saarland"),
    "SN": _("Sachsen"),
    "ST": _("Sachsen-Anhalt"),
    "SH": _("Schleswig-Holstein"),
    "TH": _("Thüringen"),
}
Land = Annotated[
    Literal["BW", "BY", "BE", "BB", "HB", "HH", "HE", "MV", "NI", "RP", "SL", "SN", "ST", "SH", "TH"],
    labelled(LAENDER),
]
Honours = Annotated[
    tuple[Land, ...], Meta(max_length=15, description="Other states whose cards are honoured, ISO 3166-2 without DE")
]
LANGUAGES: Vocabulary = {
    "en": _("Englisch"),
    "tr": _("Türkisch"),
    "ar": _("Arabisch"),
    "uk": _("Ukrainisch"),
    "pl": _("Polnisch"),
    "ru": _("Russisch"),
    "fr": _("Französisch"),
    "nl": _("Niederländisch"),
}
Language = Annotated[Literal["en", "tr", "ar", "uk", "pl", "ru", "fr", "nl"], labelled(LANGUAGES)]


class DiscountTranslation(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What is granted, in another language than German."""

    language: Language
    title: DiscountTitle
    text: DiscountText = ""


Translations = Annotated[tuple[DiscountTranslation, ...], Meta(max_length=8, description="In other languages")]
