"""How people write the names of bodies: with and without Stadt or Kreis, with and without umlauts."""

import re
from functools import lru_cache
from unicodedata import combining, normalize

from fokus_core.bodies.body import BodyKind

MUNICIPAL = ("Stadt", "Gemeinde")
PREFIXES: dict[BodyKind, tuple[str, ...]] = {
    "independent-city": (*MUNICIPAL, "Kreisfreie Stadt"),
    "town": MUNICIPAL,
    "municipality": MUNICIPAL,
    "district": ("Kreis", "Landkreis"),
    "city-region": ("Städteregion",),
    "administrative-district": ("Regierungsbezirk", "Bezirksregierung"),
}
UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue"})
BRACKET = re.compile(r" \([^)]*\)$")


def fold(text: str) -> str:
    """Return a text as names are compared: without regard to case, spacing, Unicode form, umlauts or ß.

    An official suffix moves to the front: `Olpe, Stadt` is compared as `Stadt Olpe`.
    """
    name, comma, suffix = text.partition(",")
    if comma:
        text = f"{suffix} {name}"
    return " ".join(normalize("NFC", text).casefold().translate(UMLAUTS).split())


@lru_cache(maxsize=4096)
def alphabetic(text: str) -> str:
    """Return what sorts a text as German lists do (DIN 5007-1): ä as a, ß as ss, without regard to case."""
    bare = (sign for sign in normalize("NFKD", text.casefold()) if not combining(sign))
    return "".join(bare)


@lru_cache(maxsize=4096)
def written_forms(name: str, kind: BodyKind) -> frozenset[str]:
    """Return the folded forms by which a body of this name and kind is meant.

    `Menden (Sauerland)` is also Menden and Stadt Menden; `Kreis Olpe` is also Olpe, as is the town: told apart by
    `Stadt` and `Kreis`. Stadt and Gemeinde are taken for any municipality, for they only tell it from a district.
    """
    bare = _without_prefix(name, kind)
    forms = {name, bare, BRACKET.sub("", bare)}
    if "kreis" not in bare.casefold():
        forms |= {f"{prefix} {form}" for prefix in PREFIXES[kind] for form in (bare, BRACKET.sub("", bare))}
    return frozenset(map(fold, forms))


def label(name: str, kind: BodyKind) -> str:
    """Return a name that says which kind of body is meant: Stadt Olpe, Kreis Olpe."""
    if kind == "municipality":
        return f"Gemeinde {name}"
    return f"Stadt {name}" if kind in ("independent-city", "town") else name


def _without_prefix(name: str, kind: BodyKind) -> str:
    for prefix in PREFIXES[kind]:
        if name.startswith(f"{prefix} "):
            return name.removeprefix(f"{prefix} ")
    return name
