"""What bodies are called in sentences: with article and kind, in four cases, and the council that decides for them."""

import re
from datetime import date
from pathlib import Path

import pytest

from fokus_core.bodies.called import FORMS, Called
from fokus_core.bodies.names import Bodies
from fokus_core.bodies.register import Register
from fokus_core.plugins.texts import Texts

DAY = date(2026, 1, 1)
BODIES = [body.id for body in Register.load() if body.exists(DAY)]


def said(body: str, form: str, language: str = "de") -> str:
    register = Register.load()
    return Called(register.name(body, DAY), register.kind(body, DAY), form).said(language)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("body", "nominative", "accusative", "dative", "genitive", "council"),
    [
        ("05566076", "die Stadt Rheine", "die Stadt Rheine", "der Stadt Rheine", "der Stadt Rheine", "der Rat"),
        ("05158008", "die Stadt Haan", "die Stadt Haan", "der Stadt Haan", "der Stadt Haan", "der Rat"),
        ("05914000", "die Stadt Hagen", "die Stadt Hagen", "der Stadt Hagen", "der Stadt Hagen", "der Rat"),
        ("05315000", "die Stadt Köln", "die Stadt Köln", "der Stadt Köln", "der Stadt Köln", "der Rat"),
        ("05966024", "die Stadt Olpe", "die Stadt Olpe", "der Stadt Olpe", "der Stadt Olpe", "der Rat"),
        (
            "05970008",
            "die Gemeinde Burbach",
            "die Gemeinde Burbach",
            "der Gemeinde Burbach",
            "der Gemeinde Burbach",
            "der Rat",
        ),
        ("05766", "der Kreis Lippe", "den Kreis Lippe", "dem Kreis Lippe", "des Kreises Lippe", "der Kreistag"),
        ("05966", "der Kreis Olpe", "den Kreis Olpe", "dem Kreis Olpe", "des Kreises Olpe", "der Kreistag"),
        (
            "05770",
            "der Kreis Minden-Lübbecke",
            "den Kreis Minden-Lübbecke",
            "dem Kreis Minden-Lübbecke",
            "des Kreises Minden-Lübbecke",
            "der Kreistag",
        ),
        (
            "05970",
            "der Kreis Siegen-Wittgenstein",
            "den Kreis Siegen-Wittgenstein",
            "dem Kreis Siegen-Wittgenstein",
            "des Kreises Siegen-Wittgenstein",
            "der Kreistag",
        ),
        (
            "05374",
            "der Oberbergische Kreis",
            "den Oberbergischen Kreis",
            "dem Oberbergischen Kreis",
            "des Oberbergischen Kreises",
            "der Kreistag",
        ),
        (
            "05378",
            "der Rheinisch-Bergische Kreis",
            "den Rheinisch-Bergischen Kreis",
            "dem Rheinisch-Bergischen Kreis",
            "des Rheinisch-Bergischen Kreises",
            "der Kreistag",
        ),
        (
            "05962",
            "der Märkische Kreis",
            "den Märkischen Kreis",
            "dem Märkischen Kreis",
            "des Märkischen Kreises",
            "der Kreistag",
        ),
        (
            "05958",
            "der Hochsauerlandkreis",
            "den Hochsauerlandkreis",
            "dem Hochsauerlandkreis",
            "des Hochsauerlandkreises",
            "der Kreistag",
        ),
        (
            "05382",
            "der Rhein-Sieg-Kreis",
            "den Rhein-Sieg-Kreis",
            "dem Rhein-Sieg-Kreis",
            "des Rhein-Sieg-Kreises",
            "der Kreistag",
        ),
        (
            "05362",
            "der Rhein-Erft-Kreis",
            "den Rhein-Erft-Kreis",
            "dem Rhein-Erft-Kreis",
            "des Rhein-Erft-Kreises",
            "der Kreistag",
        ),
        (
            "05162",
            "der Rhein-Kreis Neuss",
            "den Rhein-Kreis Neuss",
            "dem Rhein-Kreis Neuss",
            "des Rhein-Kreises Neuss",
            "der Kreistag",
        ),
        (
            "05954",
            "der Ennepe-Ruhr-Kreis",
            "den Ennepe-Ruhr-Kreis",
            "dem Ennepe-Ruhr-Kreis",
            "des Ennepe-Ruhr-Kreises",
            "der Kreistag",
        ),
        (
            "05334",
            "die Städteregion Aachen",
            "die Städteregion Aachen",
            "der Städteregion Aachen",
            "der Städteregion Aachen",
            "der Städteregionstag",
        ),
        (
            "059",
            "der Regierungsbezirk Arnsberg",
            "den Regierungsbezirk Arnsberg",
            "dem Regierungsbezirk Arnsberg",
            "des Regierungsbezirks Arnsberg",
            "der Regionalrat",
        ),
        (
            "055",
            "der Regierungsbezirk Münster",
            "den Regierungsbezirk Münster",
            "dem Regierungsbezirk Münster",
            "des Regierungsbezirks Münster",
            "der Regionalrat",
        ),
        (
            "05554056",
            "die Stadt Stadtlohn",
            "die Stadt Stadtlohn",
            "der Stadt Stadtlohn",
            "der Stadt Stadtlohn",
            "der Rat",
        ),
        (
            "05366004",
            "die Stadt Bad Münstereifel",
            "die Stadt Bad Münstereifel",
            "der Stadt Bad Münstereifel",
            "der Stadt Bad Münstereifel",
            "der Rat",
        ),
        (
            "05117000",
            "die Stadt Mülheim an der Ruhr",
            "die Stadt Mülheim an der Ruhr",
            "der Stadt Mülheim an der Ruhr",
            "der Stadt Mülheim an der Ruhr",
            "der Rat",
        ),
        (
            "05962040",
            "die Stadt Menden (Sauerland)",
            "die Stadt Menden (Sauerland)",
            "der Stadt Menden (Sauerland)",
            "der Stadt Menden (Sauerland)",
            "der Rat",
        ),
        (
            "05378004",
            "die Stadt Bergisch Gladbach",
            "die Stadt Bergisch Gladbach",
            "der Stadt Bergisch Gladbach",
            "der Stadt Bergisch Gladbach",
            "der Rat",
        ),
        (
            "05974008",
            "die Gemeinde Bad Sassendorf",
            "die Gemeinde Bad Sassendorf",
            "der Gemeinde Bad Sassendorf",
            "der Gemeinde Bad Sassendorf",
            "der Rat",
        ),
        (
            "05974056",
            "die Gemeinde Wickede (Ruhr)",
            "die Gemeinde Wickede (Ruhr)",
            "der Gemeinde Wickede (Ruhr)",
            "der Gemeinde Wickede (Ruhr)",
            "der Rat",
        ),
        (
            "05558",
            "der Kreis Coesfeld",
            "den Kreis Coesfeld",
            "dem Kreis Coesfeld",
            "des Kreises Coesfeld",
            "der Kreistag",
        ),
        ("05762", "der Kreis Höxter", "den Kreis Höxter", "dem Kreis Höxter", "des Kreises Höxter", "der Kreistag"),
    ],
)
def test_a_body_is_called_by_article_kind_and_name(  # a case each
    body: str, nominative: str, accusative: str, dative: str, genitive: str, council: str
) -> None:
    found = [said(body, form) for form in ("nominative", "accusative", "dative", "genitive", "council")]
    assert found == [nominative, accusative, dative, genitive, f"{council} {genitive}"]


@pytest.mark.parametrize(
    ("kind", "words"),
    [
        ("independent-city", "die die der der Stadt Stadt"),
        ("town", "die die der der Stadt Stadt"),
        ("municipality", "die die der der Gemeinde Gemeinde"),
        ("city-region", "die die der der Städteregion Städteregion"),
        ("district", "der den dem des Kreis Kreises"),
        ("administrative-district", "der den dem des Regierungsbezirk Regierungsbezirks"),
    ],
)
def test_all_bodies_of_a_kind_are_called_alike(kind: str, words: str) -> None:
    *articles, noun, inflected = words.split()
    register = Register.load()
    for body in (one for one in BODIES if register.kind(one, DAY) == kind):
        cases = [said(body, form) for form in FORMS[:4]]
        assert [case.split()[0] for case in cases] == articles
        assert all(re.search(rf"(?i){noun}(\b|en)", case) for case in cases[:3]), cases
        assert re.search(rf"(?i){inflected}\b", cases[3]), cases
        assert all(word in " ".join(cases) for word in re.findall(r"[\w-]+", register.name(body, DAY))[1:]), cases
        assert said(body, "council").split(" ", 2)[2] == cases[3]
        assert said(body, "name") == register.name(body, DAY)


def test_every_body_there_is_is_called_something() -> None:
    assert len(BODIES) == 432
    assert all(said(body, form, language).strip() for body in BODIES for form in FORMS for language in ("de", "en"))


def test_english_knows_names_only_and_a_party_has_no_article() -> None:
    assert said("05374", "dative", "en") == "Oberbergischer Kreis"
    assert said("05158008", "council", "en") == "the council of Haan"
    bodies = Bodies(Register.load())
    assert str(bodies.called("05566076", DAY, "dative")) == "der Stadt Rheine"
    assert str(bodies.called("unheard-of", DAY, "genitive")) == "unheard-of"


def test_a_further_catalogue_needs_no_code_and_says_what_it_lacks_in_german(tmp_path: Path) -> None:
    easy = 'msgid "Sie beantragen am {day} eine Karte: {sent}."\nmsgstr "Am {day} fragen Sie nach der Karte: {sent}."\n'
    (tmp_path / "de-x-leicht.po").write_text(easy, encoding="utf-8")
    texts, values = Texts({"card": [tmp_path]}), {"day": DAY, "sent": True}

    def told(message: str) -> str:
        return texts.say(message, "de-x-leicht", "card", **values)

    assert told("Sie beantragen am {day} eine Karte: {sent}.") == "Am 1. Januar 2026 fragen Sie nach der Karte: ja."
    assert told("Die Karte gilt ab dem {day}.") == "Die Karte gilt ab dem 1. Januar 2026."
    assert texts.say("{body}.", "de-x-leicht", body=Called("Rheine", "town", "nominative")) == "Die Stadt Rheine."


def test_what_ends_with_a_stop_gets_no_second_one() -> None:
    assert Texts().say("{name}. Grund: {name}.", "de", name="Spät e.V.") == "Spät e.V. Grund: Spät e.V."
