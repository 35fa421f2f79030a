"""How people write the names and keys of bodies: each means itself, or is refused with what may be meant."""

from collections.abc import Iterator, Sequence
from datetime import date
from unicodedata import normalize

import pytest

from fokus_core.bodies.body import Body
from fokus_core.bodies.register import Register
from fokus_core.bodies.unresolved import AmbiguousBody
from fokus_core.domain.refusals import Choice

DAY = date(2026, 11, 29)
REGISTER = Register.load()
TOWNS = [body for body in REGISTER if len(body.id) == 8 and body.exists(DAY)]


def spellings(body: Body) -> Iterator[str]:
    """Yield how people write a municipality."""
    name, key = REGISTER.name(body.id, DAY), REGISTER.key(body.id, DAY)
    kind = "Gemeinde" if REGISTER.kind(body.id, DAY) == "municipality" else "Stadt"
    yield from (name, name.upper(), name.lower(), f"  {name}\u00a0", f"{name}\u200b", normalize("NFD", name))
    yield from (f"{kind} {name}", f"{name}, {kind}", f"Hansestadt {name}", f"{name}, Stadt der FernUniversität")
    yield from (f"Alte Hansestadt {name}", f"{name}, Kur- und Universitätsstadt", f"{name} i. Westf.", f"{name}, NRW")
    for old, new in (("ä", "ae"), ("ö", "oe"), ("ü", "ue"), ("ß", "ss"), ("-", "–"), ("-", "\u2011"), ("-", " ")):
        yield name.replace(old, new)
    for long, short in ((" an der ", " a. d. "), (" an der ", "/"), ("Sankt ", "St. "), (" am ", " a. "), (" (", "/")):
        yield name.replace(long, short).rstrip(")") if short == "/" else name.replace(long, short)
    yield name.replace("(Westf.)", "i. Westf.").replace("(Rhld.)", "(Rheinland)").replace("(Sauerland)", "Sauerl.")
    yield name.replace("o", "o\u00ad")
    yield from (key, f" {key[:2]} {key[2]} {key[3:5]} {key[5:]} ", key.removeprefix("0"))
    yield from (f"{key[:5]}0{key[5:]}{key[5:]}", f"{key[1:5]}0{key[5:]}{key[5:]}", f"{key[:5]}0000{key[5:]}")


def answer(text: str) -> str | Sequence[Choice]:
    try:
        return REGISTER.resolve(text, DAY)
    except AmbiguousBody as refused:
        return refused.choices


def test_there_are_as_many_as_in_the_land() -> None:
    assert len(TOWNS) == 396


@pytest.mark.parametrize("body", TOWNS, ids=lambda body: body.id)
def test_a_municipality_is_itself_however_it_is_written(body: Body) -> None:
    written = list(dict.fromkeys(spellings(body)))
    assert len(written) >= 12
    for text in written:
        meant = answer(text)
        if isinstance(meant, str):
            assert meant == body.id, text
        else:
            assert REGISTER.choice(body.id, DAY) in meant, text
            assert all(REGISTER.name(one.id, DAY).endswith(REGISTER.name(body.id, DAY)) for one in meant)


@pytest.mark.parametrize(
    ("text", "body"),
    [
        ("Hagen, Stadt der FernUniversität", "05914000"),
        ("Landeshauptstadt Düsseldorf", "05111000"),
        ("Düsseldorf, Landeshauptstadt", "05111000"),
        ("Bonn, Bundesstadt", "05314000"),
        ("Mülheim a. d. Ruhr", "05117000"),
        ("Mülheim a.d.Ruhr", "05117000"),
        ("Mülheim/Ruhr", "05117000"),
        ("Solingen, Klingenstadt", "05122000"),
        ("Siegen, Universitätsstadt", "05970040"),
        ("Kreisstadt Olpe", "05966024"),
        ("Krs. Olpe", "05966"),
        ("St. Augustin", "05382056"),
        ("SCHLOSS HOLTE STUKENBROCK", "05754036"),
        ("Muelheim an der Ruhr", "05117000"),
        ("Stadtlohn", "05554056"),
        ("Stadt Lippstadt", "05974028"),
        ("051580000000", "05158"),
        ("5158", "05158"),
        ("59", "059"),
    ],
)
def test_official_additions_abbreviations_and_keys_without_their_zero(text: str, body: str) -> None:
    assert REGISTER.resolve(text, DAY) == body


def test_what_may_be_meant_is_told_as_data() -> None:
    with pytest.raises(AmbiguousBody) as refused:
        REGISTER.resolve("Olpe", DAY)
    assert refused.value.choices == [
        Choice("05966", "Kreis Olpe", "district"),
        Choice("05966024", "Stadt Olpe", "town"),
    ]
