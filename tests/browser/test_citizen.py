"""A citizen without an account, in a browser without script: from the four questions to the receipt."""

import os
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from working import errors, fill, go_on, heading

if TYPE_CHECKING:
    from conftest import Site

SHOTS = os.environ.get("TESTS_SCREENSHOTS", "")  # a folder for pictures that somebody looks at
ANSWERS = {
    "wohnort": "Hagen",
    "einsatzort": "Hagen",
    "stunden": "6",
    "je": "week",
    "seit": "5/2019",
    "geld": "cost",
}
ENGAGEMENT = {
    "organisation": "Turnverein Altenhagen",
    "body": "Hagen",
    "activity": "Ich trainiere die Jugendmannschaft",
    "since": "5/2019",
    "hours": "5,5",
    "contact": "Kim Muster",
    "contact_mail": "kim@example.org",
}
PERSON = {
    "person/name": "Ada Beispiel",
    "person/email": "ada@example.org",
    "person/birth": "1.5.1980",
    "residence": "Hagen",
    "street": "Weg 1, 58095 Hagen",
}
PDF = b"%PDF-1.7\n1 0 obj\n<< /Type /Catalog >>\nendobj\n%%EOF\n"


def fits(page: Any, name: str) -> bool:
    """Tell whether nothing has to be moved sideways to be read; and take a picture where somebody wants one."""
    if SHOTS:
        Path(SHOTS).mkdir(parents=True, exist_ok=True)
        page.screenshot(path=f"{SHOTS}/{name}-{page.viewport_size['width']}.png", full_page=True)
    return bool(page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth"))


def topic(page: Any, title: str, typed: Mapping[str, str] | None = None) -> None:
    """Fill in the topic that comes next."""
    assert heading(page) == title, errors(page)
    fill(page, typed or {})
    go_on(page)


def test_a_citizen_comes_from_the_questions_to_the_receipt(page: Any, house: "Site") -> None:
    page.goto(f"{house.url}/ehrenamtskarte")
    page.get_by_role("link", name="Kann ich eine Ehrenamtskarte bekommen?").click()
    fill(page, {"wohnort": "Hagen"})
    go_on(page)
    assert len(errors(page)) == 5
    fill(page, ANSWERS)
    go_on(page)
    assert page.locator("#ergebnis").inner_text()
    assert fits(page, "kann-ich")
    page.get_by_role("link", name="Antrag beginnen").click()
    assert heading(page) == "Ehrenamtskarte beantragen"
    assert page.get_by_text("Noch offen").count() == 6
    assert fits(page, "liste-leer")
    page.get_by_role("link", name="Karte und Kommune").click()
    assert page.locator("[name='body']").input_value() == "Hagen"
    assert fits(page, "karte")
    topic(page, "Karte und Kommune", {"kind": "standard"})
    topic(page, "Sie selbst", {**PERSON, "person/birth": "morgen"})
    assert len(errors(page)) == 1
    assert page.locator("[name='street']").input_value() == PERSON["street"]
    assert fits(page, "person-fehler")
    topic(page, "Sie selbst", PERSON)
    fill(page, {f"engagements/0/{name}": text for name, text in ENGAGEMENT.items()})
    page.locator("button[name='_add'][value='engagements']").click()
    assert page.locator("[name='engagements/0/hours']").input_value() == "5,5"
    assert fits(page, "engagement")
    page.locator("button[name='_remove'][value='engagements/1']").click()
    topic(page, "Ihr Engagement")
    topic(page, "Juleica und andere Nachweise")
    page.locator("button[name='_add'][value='documents']").click()
    upload = page.locator("[name='documents/0/file']")
    upload.set_input_files({"name": "juleica.pdf", "mimeType": "application/pdf", "buffer": b"MZ\x90"})
    fill(page, {"documents/0/shows": "juleica"})
    go_on(page)
    assert len(errors(page)) == 1
    assert fits(page, "nachweise-fehler")
    upload.set_input_files({"name": "juleica.pdf", "mimeType": "application/pdf", "buffer": PDF})
    go_on(page)
    page.get_by_role("link", name="Zur Übersicht").click()
    assert page.get_by_text("Erledigt").count() == 5
    assert fits(page, "liste-fast")
    page.get_by_role("link", name="Ihre Erklärung").click()
    topic(page, "Ihre Erklärung", {"truthful": "true"})
    assert fits(page, "liste-fertig")
    page.get_by_role("link", name="Prüfen und absenden").click()
    assert heading(page) == "Das wird eingetragen", errors(page)
    assert fits(page, "vorschau")
    page.get_by_role("button", name="Absenden").click()
    assert heading(page) == "Eingetragen"
    assert "Sie bestätigen Ihre E-Mail-Adresse" in page.inner_text("main")
    assert "Ada" not in page.inner_text("main")
    assert fits(page, "beleg")


def test_a_citizen_goes_on_later_by_a_link(page: Any, house: "Site") -> None:
    page.goto(f"{house.url}/vorgang/ehrenamtskarte/apply")
    page.get_by_role("link", name="Sie selbst").click()
    topic(page, "Sie selbst", PERSON)
    page.get_by_role("link", name="Zur Übersicht").click()
    page.locator("[name='mail']").fill("ada@example.org")
    page.get_by_role("button", name="Link schicken").click()
    assert page.locator("#link").inner_text()
    assert fits(page, "spaeter")
