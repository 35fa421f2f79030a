"""A citizen without an account, in a browser without script: from the four questions to the receipt."""

from typing import TYPE_CHECKING, Any

from working import errors, fill, go_on, heading

if TYPE_CHECKING:
    from conftest import Site

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
TYPED = {
    "kind": "standard",
    "person/name": "Ada Beispiel",
    "person/email": "ada@example.org",
    "person/birth": "1.5.1980",
    "residence": "Hagen",
    "street": "Weg 1, 58095 Hagen",
    "truthful": "true",
}


def fits(page: Any) -> bool:
    return bool(page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth"))


def test_a_citizen_comes_from_the_questions_to_the_receipt(page: Any, house: "Site") -> None:
    page.goto(f"{house.url}/ehrenamtskarte")
    page.get_by_role("link", name="Kann ich eine Ehrenamtskarte bekommen?").click()
    fill(page, {"wohnort": "Hagen"})
    go_on(page)
    assert len(errors(page)) == 5
    fill(page, ANSWERS)
    go_on(page)
    assert page.locator("#ergebnis").inner_text()
    assert fits(page)
    page.get_by_role("link", name="Antrag beginnen").click()
    assert page.locator("[name='body']").input_value() == "05914000"
    fill(page, TYPED | {f"engagements/0/{name}": text for name, text in ENGAGEMENT.items()})
    page.locator("button[name='_add'][value='engagements']").click()
    assert page.locator("[name='engagements/0/hours']").input_value() == "5,5"
    page.locator("button[name='_remove'][value='engagements/1']").click()
    go_on(page)
    assert heading(page) == "Das wird eingetragen", errors(page)
    assert fits(page)
    page.get_by_role("button", name="Absenden").click()
    assert heading(page) == "Eingetragen"
    assert "Sie bestätigen Ihre E-Mail-Adresse" in page.inner_text("main")
    assert "Ada" not in page.inner_text("main")
    assert fits(page)
