"""Every page in a browser: axe finds nothing, nothing scrolls sideways, nobody else is asked, no German in English."""

import re
from collections import Counter
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pytest
from looking import Looker, german
from working import TODAY, fill, go_on, heading, sign_in

if TYPE_CHECKING:
    from conftest import Site

AHLEN = "05570004"
KINDS = (  # a page of each kind that everybody sees
    "/",
    "/netzwerk",
    "/lesepaten",
    "/kommunen?q=berg&kind=town&on=1.1.2024",
    f"/kommunen/{AHLEN}",
    f"/kommunen/{AHLEN}?on=1.1.2020&known=1.1.2100",
    "/liste/network/members",
    "/liste/heimatpreis/prizes",
    "/ding/round/2016",
    "/verlauf",
    "/eintrag/219",
    "/suche?q=köln",
    "/suche",
    "/impressum",
    "/barrierefreiheit",
    "/barriere-melden",
    "/kalender",
    "/kalender?monat=2017-12",
    "/kommunen?spalten=key,kind&sort=name",
    "/leichte-sprache",
    "/nirgends",
)
ROLES = ("Staatskanzlei", "Netzwerkkoordination", "Trägerschaft der Entwicklungswerkstatt", "Revision", "Betrieb")
ROLES += ("Engagementförderung der Kommune", "Sachbearbeitung Ehrenamtskarte", "Entwicklungsteam eines Standorts")
ROLES += ("Begutachtung der Entwicklungswerkstatt", "Datenschutz", "Anbindung von Fachverfahren")
ELSEWHERE = ("/api/", "/sprache/", "/sign", "/schema", "/l/")


@pytest.fixture(params=["de", "en"])
def looker(window: Callable[..., Any], house: "Site", request: pytest.FixtureRequest) -> Looker:
    language = request.param
    return Looker(window(language), house.url, german(house.folder, house.url) if language == "en" else None)


def nothing_is_wrong(looker: Looker) -> None:
    assert looker.faults == []
    assert looker.foreign == set()


def test_each_kind_of_page_is_fit_to_be_seen(looker: Looker) -> None:
    for address in KINDS:
        looker.look_at(address)
    nothing_is_wrong(looker)
    assert looker.same_titles == {}


def test_each_kind_of_page_of_work_is_fit_to_be_seen(looker: Looker, house: "Site") -> None:
    page = looker.page
    sign_in(page, house.url, "Trägerschaft der Entwicklungswerkstatt")
    looker.asked.clear()  # the provider of the demonstration
    looker.look_at("/signin")
    looker.look_at("/aufgaben")
    looker.look_at("/vorgang/ews/announce-run")
    go_on(page)
    looker.look()
    form = page.url.partition("#")[0].removeprefix(house.url)
    fill(page, {"run": f"fit-{page.evaluate('navigator.language').lower()}", "title": "Lauf", "effective": TODAY})
    fill(page, {"capacity": "15"})
    go_on(page)
    looker.look()
    assert page.url == f"{house.url}{form}/vorschau", page.inner_text("main")
    go_on(page)
    assert "/beleg/" in page.url
    looker.look()
    assert len({title for address, title in looker.titles.items() if "/" in address[1:]}) == 4
    nothing_is_wrong(looker)


@pytest.mark.long
@pytest.mark.parametrize("role", [None, *ROLES])
def test_every_page_that_a_role_comes_to_is_fit_to_be_seen(looker: Looker, house: "Site", role: str | None) -> None:
    page, todo, seen = looker.page, ["/", "/kommunen", "/verlauf", "/aufgaben"], Counter[str]()
    if role:
        sign_in(page, house.url, role)
        looker.asked.clear()
    for address in todo:
        if seen[kind := _kind(address)] == 1:
            continue
        seen[kind] += 1
        answer = page.goto(house.url + address)
        if answer.status != 200:
            looker.faults.append(f"{address}: {answer.status}")
        looker.look()
        links = page.eval_on_selector_all("a[href^='/']", "all => all.map(one => one.getAttribute('href'))")
        todo += [one.partition("#")[0] for one in links if not one.startswith(ELSEWHERE)]
    assert len(seen) > 60
    assert heading(page)
    nothing_is_wrong(looker)


def _kind(address: str) -> str:
    """Return what kind of page an address is of: lists and forms are each of its own."""
    path, _, query = address.partition("?")
    found = re.match(r"/(kommunen|eintrag|entwurf|beleg|ding/[^/]+)/", path)
    return (found[0] if found else path) + ("?" if query else "")
