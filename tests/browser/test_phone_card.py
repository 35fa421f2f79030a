"""One's own card on a telephone: set up by a link, shown without network, and checked by somebody else's telephone."""

import sys
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from looking import Looker, german
from test_citizen import SHOTS, fits

from fokus_api.runtime.service import Service
from fokus_api.testing import settle
from fokus_core import Links, Person, clock
from fokus_ehrenamtskarte.cards.commands import TakeOverCard
from fokus_ehrenamtskarte.cards.status import PublishLists
from fokus_ehrenamtskarte.commands import IntroduceCard

if TYPE_CHECKING:
    from conftest import Site

sys.path.append(str(Path(__file__).parents[2] / "plugins" / "ehrenamtskarte" / "tests"))

HAGEN, NAME = "05914000", "Magdalena Wiśniewska-Übelhör"
TODAY = clock.day_of(clock.now())
LINKS: list[str] = []
KEPT = "Diese Seite zeigt Ihre Karte auch ohne Internet."


def cards(service: Service, folder: Path) -> None:
    """Hold the key ceremony, take a card over, and make links for it."""
    from keys_kit import Ceremony

    ceremony = Ceremony(service, folder, lambda: settle(service))
    ceremony.hold()
    ceremony.give(IntroduceCard(body=HAGEN, effective=TODAY))
    person, until = Person(name=NAME, email="1@example.org"), TODAY + timedelta(days=700)
    took = TakeOverCard(body=HAGEN, person=person, kind="standard", effective=TODAY, valid_until=until)
    about = {"body": HAGEN, "card": ceremony.give(took).facts[0].fact.card}
    expires = clock.now() + timedelta(days=14)
    for _ in range(4):
        path = Links(service.state_store).issue("ehrenamtskarte.activate-phone", about, expires=expires)
        LINKS.append(path.rpartition("/")[2])
    ceremony.run(PublishLists())


@pytest.fixture(scope="module")
def town(crowded: Callable[..., Any], tmp_path_factory: pytest.TempPathFactory) -> "Site":
    found: Site = crowded(lambda service: cards(service, tmp_path_factory.mktemp("root")))
    return found


@pytest.fixture
def phones(chromium: Any) -> Iterator[Callable[[], Any]]:
    """Return a way to take up a telephone with storage of its own."""
    taken: list[Any] = []

    def another() -> Any:
        taken.append(chromium.new_context(viewport={"width": 360, "height": 720}, locale="de-DE"))
        taken[-1].set_default_timeout(30_000)
        return taken[-1]

    yield another
    for one in taken:
        one.close()


def code(page: Any) -> str:
    """Return what the code holds that is shown now."""
    page.locator("#code[data-text]").wait_for()
    return str(page.evaluate("document.getElementById('code').dataset.text"))


def said(till: Any, text: str, answer: str) -> str:
    """Return what the other telephone says of it."""
    till.locator("#text").fill(text)
    till.get_by_role("button", name="Karte prüfen").click()
    till.locator(f"#ergebnis [data-answer={answer}]").wait_for()
    return str(till.locator("#ergebnis").inner_text())


def test_one_shows_and_another_checks_without_network(town: "Site", phones: Callable[[], Any]) -> None:
    holder, other = phones(), phones()
    asked = list[str]()
    holder.on("request", lambda one: asked.append(one.url))
    till = other.new_page()
    till.goto(f"{town.url}/k")
    till.get_by_text("Diese Seite prüft Karten jetzt auch ohne Internet.").wait_for()
    page = holder.new_page()
    page.goto(f"{town.url}/meine-karte#{LINKS[0]}")
    page.locator("#los").click()
    page.locator("#zeigen").wait_for()
    assert page.url == f"{town.url}/meine-karte", "the secret is gone from the address"
    assert NAME in page.locator("#zeigen").inner_text()
    page.get_by_text(KEPT).wait_for()
    assert all(one.startswith(town.url) for one in asked)
    assert not any(LINKS[0] in one and "/l/" not in one.partition("#")[0] for one in asked if "meine-karte" not in one)
    holder.set_offline(True)
    other.set_offline(True)
    page.close()
    page = holder.new_page()
    page.goto(f"{town.url}/meine-karte")
    first = code(page)
    assert NAME in said(till, first, "valid")
    digits = first.partition("#")[2]
    assert said(till, digits[:-20] + ("1" if digits[-20] != "1" else "2") + digits[-19:], "show-anew")
    page.clock.install(time=clock.now().timestamp())
    page.reload()
    early = code(page)
    page.clock.run_for(31_000)
    page.wait_for_function("before => document.getElementById('code').dataset.text !== before", arg=early)
    till.clock.install(time=(clock.now() + timedelta(minutes=3)).timestamp())
    till.reload()
    assert said(till, early, "show-anew"), "a picture of it is good for a minute"
    page.locator("#gross").click()
    assert page.locator("#zeigen.own-large").is_visible()
    holder.set_offline(False)

    second = phones().new_page()
    second.goto(f"{town.url}/meine-karte#{LINKS[1]}")
    second.locator("#einrichten").wait_for()
    assert "auf einem anderen Telefon" in second.locator("#anderes").inner_text()
    second.locator("#los").click()
    second.locator("#zeigen").wait_for()
    page = holder.new_page()
    page.goto(f"{town.url}/meine-karte")
    page.get_by_text("Die Karte ist jetzt auf einem anderen Telefon eingerichtet.").wait_for()
    assert page.evaluate("indexedDB.databases().then(all => all.length)") == 1
    lost = phones().new_page()
    lost.goto(f"{town.url}/meine-karte#{LINKS[2]}")
    lost.locator("#beenden a").click()
    lost.get_by_role("link", name="Karte auf dem Telefon beenden").or_(
        lost.get_by_role("button", name="Karte auf dem Telefon beenden")
    ).first.wait_for()
    lost.locator("input[type=checkbox][name=certain]").check()
    lost.get_by_role("button", name="Karte auf dem Telefon beenden").click()
    lost.wait_for_load_state()
    second.reload()
    second.get_by_text("Die Karte auf diesem Telefon ist beendet.").wait_for()


@pytest.mark.parametrize("language", ["de", "en"])
def test_the_page_is_fit_to_be_seen(town: "Site", window: Callable[..., Any], language: str) -> None:
    page = window(language)
    looker = Looker(page, town.url, german(town.folder, town.url) if language == "en" else None)
    looker.look_at("/meine-karte")
    page.locator("#leer").wait_for()
    shoot(page, f"leer-{language}")
    page.goto(f"{town.url}/meine-karte#{LINKS[3]}")
    if language == "de":
        page.locator("#einrichten").wait_for()
        looker.look()
        shoot(page, f"einrichten-{language}")
        page.locator("#los").click()
        page.locator("#zeigen").wait_for()
    else:
        page.locator("#meldung:not(:empty)").wait_for()
    looker.look()
    shoot(page, f"zeigen-{language}")
    assert looker.faults == []
    assert looker.foreign == set()


def shoot(page: Any, name: str) -> None:
    """Take pictures on both screens where somebody wants them."""
    for width in (360, 1280) if SHOTS else ():
        page.set_viewport_size({"width": width, "height": 720})
        page.emulate_media(color_scheme="light")
        assert fits(page, f"telefon-{name}")
