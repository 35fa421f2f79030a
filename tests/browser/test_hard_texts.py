"""Ten thousand rows, names that do not end, right-to-left and emoji texts: every page stays as wide as the screen."""

from collections import deque
from collections.abc import Callable
from datetime import date
from importlib import import_module
from typing import TYPE_CHECKING, Any

import pytest
from looking import Looker
from working import TODAY, fill, go_on, sign_in

from fokus_api.runtime.service import Service
from fokus_core.access.actor import CONSOLE

if TYPE_CHECKING:
    from conftest import Site

TEXTS = {
    "endless": "Donaudampfschifffahrtsgesellschaftskapitänsmützenabzeichen" * 3,
    "arabic": "جائزة الوطن للتطوع في مدينة دويسبورغ " * 3,
    "emoji": "👩‍👩‍👧‍👦🌻" * 9,
    "markup": "<b>&amp;</b> \"' {{ 7 * 7 }} {name} %s",
    "mixed": "Verein für שלום e. V. (עמותה, 2026)",
}
BODY, DAY = "05112000", date(2026, 11, 2)
CALLS, PRIZES = 200, 50  # prizes of each call


def texts(service: Service) -> None:
    """Enter prizes with hard texts."""
    commands = import_module("fokus_heimatpreis.commands")
    opened = commands.OpenCall(body=BODY, call="texte", year=2026, budget=15_000, effective=DAY)
    service.journal.handle(opened, by=CONSOLE)
    for text in TEXTS.values():
        prize = commands.AwardPrize(body=BODY, call="texte", honoured=text, euros=1, effective=DAY)
        service.journal.handle(prize, by=CONSOLE)
    _settled(service)


def many(service: Service) -> None:
    """Enter ten thousand prizes."""
    commands = import_module("fokus_heimatpreis.commands")
    waiting: deque[Any] = deque()
    for number in range(CALLS):
        call = f"viele-{number}"
        opened = commands.OpenCall(body=BODY, call=call, year=2026, budget=15_000, effective=DAY)
        service.journal.handle(opened, by=CONSOLE)
        for prize in range(PRIZES):
            one = commands.AwardPrize(body=BODY, call=call, honoured=f"Preis {prize}", euros=1, effective=DAY)
            waiting.append(service.journal.submit(one, by=CONSOLE))
        while waiting:
            waiting.popleft().result()
    _settled(service)


def _settled(service: Service) -> None:
    service.models.wait_for(service.journal.store.head(), 120.0)


def test_hard_texts_stay_within_the_screen_and_are_shown_as_they_are(
    window: Callable[..., Any], crowded: Callable[..., "Site"]
) -> None:
    site = crowded(texts)
    looker = Looker(window(), site.url)
    page = looker.page
    looker.look_at("/liste/heimatpreis/prizes", themes=["dark"])
    shown = page.locator("main").inner_text()
    assert [name for name, text in TEXTS.items() if text.strip()[:100] not in shown] == []
    for address in ("/heimat-preis", f"/kommunen/{BODY}", "/ding/call/texte", "/verlauf?programme=heimatpreis"):
        looker.look_at(address, themes=["light"] if address.startswith("/ding") else [])
    sign_in(page, site.url, "Staatskanzlei")
    for text in TEXTS.values():
        page.goto(f"{site.url}/vorgang/heimatpreis/award-prize")
        fill(page, {"body": "Stadt Duisburg", "call": "texte", "honoured": text, "euros": "1", "effective": TODAY})
        go_on(page)
        looker.look(themes=[])
        go_on(page)
        looker.look(themes=[])
        assert text.strip() in page.inner_text("main")
    assert looker.faults == []


@pytest.mark.long
def test_ten_thousand_rows_are_shown_page_by_page(window: Callable[..., Any], crowded: Callable[..., "Site"]) -> None:
    site = crowded(many)
    looker = Looker(window(), site.url)
    looker.look_at("/liste/heimatpreis/prizes")
    assert looker.page.locator("tbody tr").count() == 50
    looker.page.get_by_role("link", name="Weitere anzeigen").click()
    looker.look(themes=[])
    looker.page.goto(f"{site.url}/liste/heimatpreis/prizes?alle=1")
    assert looker.page.locator("tbody tr").count() == 1000
    for address in (f"/kommunen/{BODY}", "/verlauf", "/heimat-preis", "/"):
        looker.look_at(address, themes=["light"])
        assert looker.page.locator("main li").count() < 1000
    assert looker.faults == []
