"""The work of each role in a browser without script: from signing in to the receipt, by mouse or by keyboard alone."""

import re
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pytest
from test_every_page import ROLES
from working import TODAY, errors, fill, go_on, heading, sign_in

if TYPE_CHECKING:
    from conftest import Site

CARRIER, OFFICER = "Trägerschaft der Entwicklungswerkstatt", "Engagementförderung der Kommune"
RUN = {"run": "werkstatt-7", "title": "Siebte Werkstatt", "capacity": "15", "effective": TODAY}
CALL = {"body": "Stadt Ahlen", "call": "ahlen-2026", "year": "2026", "budget": "5000", "effective": TODAY}
PATHS = [
    ("Netzwerkkoordination", "network/set-speaker-number", {"number": "3", "effective": TODAY}),
    (CARRIER, "ews/announce-run", RUN),
    ("Staatskanzlei", "heimatpreis/open-call", CALL),
    (OFFICER, "lesepaten/begin", {"body": "Stadt Hagen", "effective": TODAY}),
]
FOCUSED = "document.activeElement"
PLACES = ("/netzwerk", "/entwicklungswerkstatt", "/ehrenamtskarte", "/heimat-preis", "/lesepaten", "/kommunen/05914000")
GENERIC = {"day": TODAY, "number": "1", "body": "Stadt Hagen", "text": "beispiel", "long": "Ein Satz."}


@pytest.mark.parametrize(("role", "command", "values"), PATHS)
@pytest.mark.parametrize("width", [1280, 320])
def test_a_role_comes_from_signing_in_to_the_receipt(
    browser: Callable[..., Any], house: "Site", role: str, command: str, values: dict[str, str], width: int
) -> None:
    page = browser(viewport={"width": width, "height": 720})
    sign_in(page, house.url, role)
    page.goto(f"{house.url}/vorgang/{command}")
    go_on(page)
    assert page.title().startswith("Fehler: ")
    assert len(errors(page)) >= len(values) - 1, errors(page)
    fill(page, {name: value.replace("7", str(width)) for name, value in values.items()})
    if width == 320 and command in {"lesepaten/begin", "heimatpreis/open-call"}:
        fill(page, {"call": "hagen-2026"} if "call" in values else {})
        if role == OFFICER:  # takes part already
            page.goto(f"{house.url}/vorgang/lesepaten/end")
            fill(page, {**values, "reason": "Das Angebot endet."})
    go_on(page)
    assert heading(page) == "Das wird eingetragen", errors(page)
    assert page.locator(".fk-sentence").count() >= 1
    before = page.url
    go_on(page)
    assert (heading(page), "/beleg/" in page.url) == ("Eingetragen", True)
    number = re.search(r"Eintrag Nr\. \d+", page.inner_text("main"))
    page.goto(before)  # once more, as with a reload or a second click
    assert heading(page) == "Eingetragen"
    assert number is not None
    assert number[0] in page.inner_text("main")


def test_a_keyboard_alone_comes_through_a_form(browser: Callable[..., Any], house: "Site") -> None:
    page = browser()
    sign_in(page, house.url, CARRIER)
    page.goto(f"{house.url}/vorgang/ews/announce-run")
    page.keyboard.press("Tab")
    assert page.evaluate(f"{FOCUSED}.className") == "fk-skip"
    page.keyboard.press("Enter")
    reached = []
    fields = page.locator("main form :is(input:not([type='hidden']), select, textarea)").count()
    for _field in range(fields):
        page.keyboard.press("Tab")
        assert page.evaluate(f"getComputedStyle({FOCUSED}).outlineStyle") == "solid"
        reached.append(page.evaluate(f"{FOCUSED}.name"))
        if (value := {**RUN, "run": "ohne-maus"}.get(reached[-1])) and reached[-1] != "title":
            page.keyboard.type(value)
    in_order = page.locator("main form :is(input:not([type='hidden']), select, textarea)").evaluate_all(
        "all => all.map(one => one.name)"
    )
    assert reached == in_order
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.locator("#fehler").wait_for()
    assert len(errors(page)) == 1
    page.keyboard.press("Tab")  # from the summary, where the address leads, to its first link
    assert page.evaluate(f"{FOCUSED}.innerText").startswith("Titel: ")
    page.keyboard.press("Enter")
    page.keyboard.press("Tab") if page.evaluate(f"{FOCUSED}.name") != "title" else None
    assert page.evaluate(f"{FOCUSED}.name") == "title"
    page.keyboard.type("Werkstatt ohne Maus")
    page.keyboard.press("Enter")  # the first button of a form goes on, and removes nothing
    page.wait_for_url("**/vorschau")
    button = page.locator("main .fk-actions button").first
    for _stop in range(60):
        if button.evaluate(f"one => one === {FOCUSED}"):
            break
        page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_url("**/beleg/*")
    assert heading(page) == "Eingetragen"


@pytest.mark.long
@pytest.mark.parametrize("role", ROLES)
def test_each_form_that_a_role_is_offered_leads_to_a_preview_or_says_what_is_missing(
    browser: Callable[..., Any], house: "Site", role: str
) -> None:
    page = browser()
    sign_in(page, house.url, role)
    offered: dict[str, None] = {}
    for place in PLACES:
        page.goto(house.url + place)
        hrefs = page.eval_on_selector_all("a[href^='/vorgang/']", "all => all.map(one => one.getAttribute('href'))")
        offered.update(dict.fromkeys(one.partition("?")[0] for one in hrefs))
    failed: list[str] = []
    page.on("response", lambda answer: failed.append(answer.url) if answer.status >= 500 else None)
    for address in offered:
        page.goto(house.url + address)
        for name, control in _controls(page).items():
            if control in GENERIC:
                page.locator(f"main [name='{name}']").first.fill(GENERIC[control])
            elif control == "radio":
                page.locator(f"main [name='{name}']").first.check()
        go_on(page)
        known = page.url.endswith("/vorschau") or page.url.endswith("#fehler")
        assert known, (address, page.url)
        assert page.url.endswith("/vorschau") or errors(page) != [], address
        if page.url.endswith("/vorschau"):
            go_on(page)
            assert "/beleg/" in page.url or errors(page) != [], (address, page.url)
    assert failed == []


def _controls(page: Any) -> dict[str, str]:
    """Return the kind of each field of a form, by its name."""
    found = page.locator("main form :is(input:not([type='hidden']), textarea)").evaluate_all(
        "all => all.map(one => [one.name, one.type, one.className])"
    )
    return {name: _control(kind, classes) for name, kind, classes in found}


def _control(kind: str, classes: str) -> str:
    if kind == "textarea":
        return "long"
    return next((one for one in ("day", "number", "body") if f"fk-{one}" in classes), kind)
