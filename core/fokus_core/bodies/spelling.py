"""How people write the names of bodies: with and without Stadt or Kreis, umlauts, additions and abbreviations."""

import re
from collections.abc import Iterator
from functools import lru_cache
from unicodedata import category, combining, normalize

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
APOSTROPHES = re.compile("['’‘ʼ`´′]")
BETWEEN = re.compile(r"[\W_]+")
UNSAID = frozenset({"a", "am", "an", "b", "bei", "d", "dem", "den", "der", "i", "im", "in"})  # as in: a. d. Ruhr
ABBREVIATED = {"st": "sankt", "westf": "westfalen", "w": "westfalen", "rhld": "rheinland", "sauerl": "sauerland"}
ABBREVIATED |= {"kr": "kreis", "krs": "kreis", "gem": "gemeinde", "reg": "regierungs", "bez": "bezirk"}
REGIONS = frozenset({"westfalen", "rheinland", "nrw"})
MUNICIPAL_TITLE = re.compile(r"\w*(stadt|gemeinde)")  # Hansestadt, Landeshauptstadt, Kreisstadt


def fold(text: str) -> str:
    """Return a text as names are compared: without regard to case, spacing, Unicode form, umlauts or ß.

    An official suffix moves to the front: `Olpe, Stadt` is compared as `Stadt Olpe`.
    """
    name, comma, suffix = text.partition(",")
    if comma:
        text = f"{suffix} {name}"
    return " ".join(normalize("NFC", text).casefold().translate(UMLAUTS).split())


def readings(text: str) -> Iterator[str]:
    """Yield the ways to understand a text as the name of a body, the plainest first, as `written_forms` are written.

    What stands behind a comma stands in front: `Hagen, Stadt der FernUniversität` is `Stadt Hagen`.
    """
    name, comma, addition = text.partition(",")
    words, more = _words(name), _words(addition)
    if comma and any(MUNICIPAL_TITLE.fullmatch(one) for one in more):
        more = ["stadt"]
    words = [*words, *more] if REGIONS.issuperset(more) else [*more, *words]
    yield " ".join(words)
    titles = [place for place, word in enumerate(words[:-1]) if MUNICIPAL_TITLE.fullmatch(word)]
    if titles:
        yield " ".join(["stadt", *words[titles[-1] + 1 :]])
    if len(words) > 1 and words[-1] in REGIONS:
        yield " ".join(words[:-1])


def _words(text: str) -> list[str]:
    """Return the words of a name as they are compared."""
    plain = "".join(sign for sign in APOSTROPHES.sub("", normalize("NFKC", text)) if category(sign) != "Cf")
    words = [ABBREVIATED.get(one, one) for one in BETWEEN.sub(" ", plain.casefold().translate(UMLAUTS)).split()]
    return [one for one in words if one not in UNSAID] or words


@lru_cache(maxsize=4096)
def alphabetic(text: str) -> str:
    """Return what sorts a text as German lists do (DIN 5007-1): ä as a, ß as ss, without regard to case."""
    bare = (sign for sign in normalize("NFKD", text.casefold()) if not combining(sign))
    return "".join(bare)


@lru_cache(maxsize=4096)
def written_forms(name: str, kind: BodyKind) -> frozenset[str]:
    """Return the forms by which a body of this name and kind is meant, as `readings` are written.

    `Menden (Sauerland)` is also Menden and Stadt Menden; `Kreis Olpe` is also Olpe, as is the town: told apart by
    `Stadt` and `Kreis`. Stadt and Gemeinde are taken for any municipality, for they only tell it from a district.
    """
    bare = _without_prefix(name, kind)
    forms = {name, bare, BRACKET.sub("", bare)}
    if "kreis" not in bare.casefold():
        forms |= {f"{prefix} {form}" for prefix in PREFIXES[kind] for form in (bare, BRACKET.sub("", bare))}
    return frozenset(" ".join(_words(form)) for form in forms)


def official_key(digits: str) -> str | None:
    """Return the official key that digits mean: with its first zero, short instead of the twelve of a regional key."""
    if len(digits) in (2, 4, 7, 11) and digits.startswith("5"):
        digits = f"0{digits}"
    if len(digits) == 12 and digits[5:9] in ("0000", f"0{digits[9:]}"):
        digits = digits[:5] + digits[9:]
    return digits if digits.startswith("05") and len(digits) in (3, 5, 8) else None


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
