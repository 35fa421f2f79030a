"""How people work in a browser: they sign in in a role, fill in a form, look at the preview and send it."""

from collections.abc import Mapping
from typing import Any

TODAY = "30.11.2026"
ON, BACK = "Weiter zur Vorschau", "Zurück"


def sign_in(page: Any, url: str, role: str, *, after: str = "") -> None:
    """Sign in with the account of a role, by its German title."""
    page.goto(f"{url}/signin{'?next=' * bool(after)}{after}")
    page.get_by_role("button", name=role, exact=True).click()
    page.locator("form[action='/signout']").first.wait_for()


def fill(page: Any, values: Mapping[str, str]) -> None:
    """Type values into the fields of a form, or choose them."""
    for name, value in values.items():
        field = page.locator(f"main [name='{name}']")
        kind = field.first.evaluate("one => one.type")
        if kind == "radio":
            page.locator(f"main [name='{name}'][value='{value}']").check()
        elif kind.startswith("select"):
            field.select_option(value)
        else:
            field.fill(value)


def go_on(page: Any) -> None:
    """Press the first button that is seen."""
    page.locator("main .fk-actions button").first.click()


def heading(page: Any) -> str:
    """Return the heading of a page."""
    return str(page.locator("h1").inner_text())


def errors(page: Any) -> list[str]:
    """Return what a form says is wrong."""
    return [str(one) for one in page.locator("#fehler li").all_inner_texts()]
