"""The pages for everybody: discounts by words and place, the map, a partner that is there and one that ended."""

from collections.abc import Iterator

import pytest
from partners_kit import HAGEN, Town

from fokus_api.testing import temporary_client
from fokus_ehrenamtskarte.programme import ehrenamtskarte as plugin

PAGE = "/ehrenamtskarte/verguenstigungen"
HTML = {"Accept": "text/html"}


@pytest.fixture(scope="module")
def town() -> Iterator[Town]:
    with temporary_client(plugin) as client:
        town = Town(client)
        pool = town.partner(name="Waldfreibad <Hagen>", street="Am Bad 3")
        town.discount(pool, title="Halber Eintritt", category="sports", cards=["standard"])
        gone = town.partner(name="Alte Mühle", website="")
        town.discount(gone, title="Freier Eintritt", translations=[{"language": "tr", "title": "Ücretsiz giriş"}])
        town.done("end-partner", {"body": HAGEN, "partner": gone, "reason": "Geschlossen", "effective": "2026-02-01"})
        town.things = {"pool": pool, "gone": gone}  # type: ignore[attr-defined]  # of this scene alone
        yield town


def page(town: Town, path: str = PAGE, **given: str) -> str:
    answer = town.client.get(path, params=given, headers=HTML)
    assert answer.status_code == 200, answer.text
    return str(answer.text)


def test_discounts_are_listed_first_and_counted_on_the_map(town: Town) -> None:
    text = page(town)
    assert "Eine Vergünstigung" in text
    assert "Halber Eintritt" in text
    assert "Freier Eintritt" not in text
    assert "Waldfreibad &lt;Hagen&gt;" in text
    assert text.index('id="liste"') < text.index('id="karte"') < text.index(">Hagen</a>: 1")
    assert "nur mit Ehrenamtskarte" in text
    assert text.count("<script") == 1, "that which helps, and no other"


def test_the_script_asks_us_alone_and_the_place_only_where_somebody_wants_that(town: Town) -> None:
    answer = town.client.get(PAGE, headers=HTML)
    policy = answer.headers["content-security-policy"]
    assert "script-src 'self'" in policy
    assert "connect-src 'self'" in policy
    assert answer.headers["permissions-policy"].startswith("camera=(), geolocation=(self)")
    elsewhere = town.client.get("/ehrenamtskarte", headers=HTML).headers
    assert "script-src" not in elsewhere["content-security-policy"]
    assert "geolocation=()" in elsewhere["permissions-policy"]
    script = town.client.get(f"{PAGE}/find.js")
    assert (script.status_code, script.headers["content-type"]) == (200, "text/javascript; charset=utf-8")
    assert "toFixed(2)" in script.text
    assert town.client.get(f"{PAGE}/card.js").status_code == 404


def test_what_is_typed_narrows_and_what_may_be_meant_is_offered(town: Town) -> None:
    assert "Halber Eintritt" in page(town, worte="freibad", ort="Hagen", kategorie="sports", karte="standard")
    assert "Halber Eintritt" not in page(town, karte="anniversary")
    assert "Meinten Sie" in page(town, worte="waldfreibat")
    assert "Diese Kommune kennen wir nicht." in page(town, ort="Hagenn")
    assert "Halber Eintritt" in page(town, kategorie="nonsense", sortierung="nonsense")
    assert town.client.get(PAGE, params={"weiter": "nonsense"}, headers=HTML).status_code == 422


def test_a_partner_that_has_ended_is_still_shown_and_says_so(town: Town) -> None:
    there = page(town, f"/ehrenamtskarte/partner/{town.things['pool']}")  # type: ignore[attr-defined]
    assert "Am Bad 3, 58095 Hagen" in there
    assert "stufenlos" in there
    assert "Kein Partner mehr" not in there
    gone = page(town, f"/ehrenamtskarte/partner/{town.things['gone']}")  # type: ignore[attr-defined]
    assert "Kein Partner mehr" in gone
    assert "bis einschließlich 31. Januar 2026" in gone
    assert 'lang="tr" dir="auto"><strong>Ücretsiz giriş' in gone
    assert town.client.get("/ehrenamtskarte/partner/" + "0" * 32, headers=HTML).status_code == 404


def test_the_pages_are_there_in_english(town: Town) -> None:
    text = str(town.client.get(PAGE, headers=HTML | {"Accept-Language": "en"}).text)
    assert "One discount" in text
    assert "What are you looking for?" in text


def test_discounts_near_a_place_are_found_and_nonsense_is_no_place(town: Town) -> None:
    far = town.partner(name="Ferne Scheune", latitude=51.9, longitude=8.9, another=True)
    town.discount(far, title="Weit weg")
    near = town.partner(name="Nahe Scheune", latitude=51.36, longitude=7.47, another=True)
    town.discount(near, title="Ganz nah")
    here = {"breite": "51.36", "laenge": "7.46"}
    found = page(town, **here)
    assert "Ganz nah" in found
    assert "Weit weg" not in found
    assert "Gesucht wird in Ihrer Nähe." in found
    for wrong in ({"breite": "51.36"}, {"breite": "1e1", "laenge": "7.4"}, {"breite": "51.361234", "laenge": "7.46"}):
        text = page(town, **wrong)
        assert "Weit weg" in text, wrong
        assert "Gesucht wird in Ihrer Nähe." not in text
    assert "Ganz nah" in page(town, **here, umkreis="nonsense")
