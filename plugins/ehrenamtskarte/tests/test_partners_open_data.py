"""Partners as open data and on posters; asked about when they are alike, and due once a year."""

import json
import re
from collections.abc import Iterator
from datetime import timedelta
from io import BytesIO
from typing import Any

import pytest
from cards_kit import today
from partners_kit import HAGEN, MUSEUM, Town
from pypdf import PdfReader

from fokus_api.testing import settle, temporary_client
from fokus_ehrenamtskarte.programme import ehrenamtskarte as plugin

HOME = "https://dienst.example.nrw"
DATA = re.compile(r'<script type="application/ld\+json">(.*?)</script>')
ON = {"on": "2026-02-01"}


@pytest.fixture(scope="module")
def town() -> Iterator[Town]:
    with temporary_client(plugin, public_url=HOME) as client:
        yield Town(client)


@pytest.fixture(scope="module")
def museum(town: Town) -> str:
    partner = town.partner(latitude=51.36, longitude=7.47, about="Kunst </script> & mehr")
    town.discount(partner, until="2999-06-30")
    shop = town.partner(name="Versand", presence="online", street="", postcode="")
    town.discount(shop, title="Zehn Prozent", cards=["standard"], translations=[])
    town.partner(name="Grants nothing")
    gone = town.partner(name="Alte Mühle")
    town.discount(gone, title="Ende")
    town.done("end-partner", {"body": HAGEN, "partner": gone, "reason": "Zu", "effective": "2026-01-20"})
    return partner


def test_partners_that_grant_something_are_points_of_a_map(town: Town, museum: str) -> None:
    answer = town.get("/api/v1/ehrenamtskarte/partners.geojson", **ON)
    assert (answer.status_code, answer.headers["content-type"]) == (200, "application/geo+json")
    features = answer.json()["features"]
    assert [one["properties"]["name"] for one in features] == ["Osthaus Museum", "Versand"]
    assert features[0]["geometry"] == {"type": "Point", "coordinates": [7.47, 51.36]}
    assert features[1]["geometry"] is None
    assert [one["title"] for one in features[0]["properties"]["grants"]] == ["Freier Eintritt in die Sammlung"]
    assert features[0]["id"] == museum
    there = town.get("/api/v1/ehrenamtskarte/partners.geojson", body="Bonn", **ON).json()
    assert there == {"type": "FeatureCollection", "features": []}
    early = town.get("/api/v1/ehrenamtskarte/partners.geojson", on="2026-01-10").json()["features"]
    assert "Alte Mühle" in [one["properties"]["name"] for one in early]


def test_partners_are_told_in_the_words_of_schema_org(town: Town, museum: str) -> None:
    answer = town.get("/api/v1/ehrenamtskarte/partners.jsonld", **ON)
    assert answer.headers["content-type"] == "application/ld+json"
    place, shop = answer.json()["@graph"]
    assert answer.json()["@context"] == "https://schema.org"
    assert (place["@type"], shop["@type"]) == ("LocalBusiness", "Organization")
    assert place["@id"] == f"{HOME}/ehrenamtskarte/partner/{museum}"
    assert place["address"] == {
        "@type": "PostalAddress",
        "streetAddress": "Museumsplatz 1",
        "postalCode": "58095",
        "addressLocality": "Hagen",
        "addressCountry": "DE",
    }
    assert place["amenityFeature"]["value"] is True
    (offer,) = place["makesOffer"]
    assert (offer["@type"], offer["validFrom"], offer["validThrough"]) == ("Offer", "2026-01-05", "2999-06-30")
    assert offer["name"] == [
        {"@language": "de", "@value": "Freier Eintritt in die Sammlung"},
        {"@language": "en", "@value": "Free entry to the collection"},
    ]
    assert [one["name"] for one in offer["validForMemberTier"]] == [
        "Ehrenamtskarte NRW",
        "Jubiläums-Ehrenamtskarte NRW",
    ]
    assert shop["makesOffer"][0]["validForMemberTier"] == [{"@type": "MemberTier", "name": "Ehrenamtskarte NRW"}]
    assert "address" not in shop


def test_the_page_of_a_partner_holds_the_same_and_nobody_breaks_out_of_it(town: Town, museum: str) -> None:
    text = town.client.get(f"/ehrenamtskarte/partner/{museum}", headers={"Accept": "text/html"}).text
    (found,) = DATA.findall(text)
    held = json.loads(found)
    assert held["description"] == "Kunst </script> & mehr"
    (same,) = [
        one
        for one in town.get("/api/v1/ehrenamtskarte/partners.jsonld").json()["@graph"]
        if one["identifier"] == museum
    ]
    assert held == {"@context": "https://schema.org", **same, "@id": f"/ehrenamtskarte/partner/{museum}"}


def test_the_poster_shows_what_is_granted_and_leads_to_the_page(town: Town, museum: str) -> None:
    where = f"/api/v1/ehrenamtskarte/partners/{museum}/poster.pdf"
    answer = town.get(where)
    assert (answer.status_code, answer.headers["content-type"]) == (200, "application/pdf")
    assert answer.content == town.get(where).content, "the same to the byte"
    (sheet,) = PdfReader(BytesIO(answer.content)).pages
    assert [round(float(one)) for one in sheet.mediabox[2:]] == [595, 842], "A4"
    said = sheet.extract_text()
    assert "Osthaus Museum" in said
    assert "Freier Eintritt in die Sammlung" in said
    links = [one.get_object()["/A"]["/URI"] for one in sheet.annotations or ()]
    assert links == [f"{HOME}/ehrenamtskarte/partner/{museum}"], "where the code leads, too"
    assert town.get(where.replace(museum, "0" * 32)).status_code == 404


def test_a_partner_like_one_that_is_known_is_asked_about(town: Town, museum: str) -> None:
    def told(**more: Any) -> tuple[int, str, str]:
        answer = town.post("propose-partner", {**MUSEUM, "another": False, **more}, dry_run=True)
        body = answer.json()
        return (
            answer.status_code,
            body.get("type", "").rpartition(":")[2],
            body.get("errors", [{}])[0].get("pointer", ""),
        )

    known = (409, "partner-known", "/another")
    assert told(name="OSTHAUS-Museum", street="Anderswo 3") == known, "the same name in the same place"
    assert told(name="Café im Museum", street="MUSEUMS-PLATZ  1") == known, "the same address"
    assert told(name="Osthaus Museum", street="Anderswo 3", postcode="58097")[0] == 200
    assert told(name="Café im Museum", another=True)[0] == 200
    assert told(name="Ganz etwas anderes", street="Weg 9")[0] == 200
    assert told(partner=museum, hours="Täglich")[0] == 200, "a change of it is no other"
    bonn = town.post("propose-partner", {**MUSEUM, "another": False, "body": "Bonn"}, "bonn", dry_run=True)
    assert bonn.status_code == 200, "what another municipality keeps is not told"


def test_what_was_returned_is_like_nothing_and_a_returned_change_is_like_what_it_was(town: Town) -> None:
    def told(**more: Any) -> int:
        answer = town.post("propose-partner", {**MUSEUM, "another": False, **more}, dry_run=True)
        return int(answer.status_code)

    bakery = {"name": "Bäckerei am Markt", "street": "Markt 5"}
    (fact,) = town.done("propose-partner", {**MUSEUM, **bakery}).json()["facts"]
    about = {"body": HAGEN, "partner": fact["data"]["partner"], "effective": MUSEUM["effective"]}
    returned = {**about, "reason": "Angaben fehlen"}
    assert told(**bakery) == 409, "it waits"
    town.done("return-partner", returned)
    assert told(**bakery) == 200, "and was never approved"
    town.done("propose-partner", {**MUSEUM, **bakery, "partner": about["partner"]})
    town.done("approve-partner", about)
    moved = {"name": "Konditorei", "street": "Allee 9"}
    town.done("propose-partner", {**MUSEUM, **moved, "partner": about["partner"]})
    assert (told(**bakery), told(**moved)) == (409, 409), "it is there until the change is approved"
    town.done("return-partner", returned)
    assert (told(**bakery), told(**moved)) == (409, 200)
    town.done("end-partner", returned)
    assert told(**bakery) == 200


def test_partners_that_nobody_confirmed_within_a_year_are_listed_and_are_a_task(town: Town) -> None:
    long, short = today() - timedelta(days=400), today() - timedelta(days=100)
    old = town.partner(name="Alter Laden", effective=str(long))
    town.partner(name="Neuer Laden", effective=str(short))
    where = f"bodies/{HAGEN}/partner-checks"
    names = {one["name"]: one for one in town.asked(where, "hagen")["items"]}
    assert "Neuer Laden" not in names
    found = names["Alter Laden"]
    assert (found["due"], found["contacts"], found["asked"]) == (str(long + timedelta(days=365)), 0, 0)
    assert "Alter Laden" not in [one["name"] for one in town.asked(where, "hagen", silent="false")["items"]]
    inbox = town.get("/api/v1/inbox", "hagen", limit=500).json()["items"]
    assert "Stimmen die Angaben noch? Alter Laden" in [one["title"] for one in inbox]
    assert town.get(f"/api/v1/ehrenamtskarte/{where}", "bonn").status_code == 403
    town.done("confirm-partner", {"body": HAGEN, "partner": old, "effective": str(today())})
    settle(town.service)
    assert "Alter Laden" not in [one["name"] for one in town.asked(where, "hagen")["items"]]
