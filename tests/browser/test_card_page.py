"""The page that checks cards, in a browser with script: a real card, without network, by camera, and how it looks."""

import sys
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from looking import Looker, german
from test_citizen import SHOTS, fits

from fokus_api.runtime.service import Service
from fokus_api.testing import settle
from fokus_core import Person, clock
from fokus_ehrenamtskarte.cards.commands import RevokeCard, SignCard, TakeOverCard
from fokus_ehrenamtskarte.cards.signing import claims_of
from fokus_ehrenamtskarte.cards.status import PublishLists
from fokus_ehrenamtskarte.commands import IntroduceCard
from fokus_ehrenamtskarte.credential.card import write
from fokus_ehrenamtskarte.credential.digits import digits_of
from fokus_ehrenamtskarte.keys.private_keys import PrivateKeys

if TYPE_CHECKING:
    from conftest import Site

sys.path.append(str(Path(__file__).parents[2] / "plugins" / "ehrenamtskarte" / "tests"))

HAGEN, NAME = "05914000", "Magdalena Wiśniewska-Übelhör"
TODAY = clock.day_of(clock.now())
CARDS: dict[str, str] = {}  # what the codes of the cards hold, by what is to be said of them
OFFLINE = "Diese Seite prüft Karten jetzt auch ohne Internet."
SCANNER = """
window.BarcodeDetector = class {
    static async getSupportedFormats() { return ["qr_code"]; }
    async detect() { return window.code ? [{ rawValue: window.code }] : []; }
};
const media = { getUserMedia: async () => {
    if (window.denied) throw new DOMException("no", "NotAllowedError");
    const canvas = document.createElement("canvas");
    canvas.getContext("2d").fillRect(0, 0, 9, 9);
    window.stream = canvas.captureStream();
    return window.stream;
} };
Object.defineProperty(navigator, "mediaDevices", { value: media });
"""


def cards(service: Service, folder: Path) -> None:
    """Hold the key ceremony, issue cards, block one, and publish the list."""
    from keys_kit import Ceremony

    ceremony = Ceremony(service, folder, lambda: settle(service))
    ceremony.hold()
    ceremony.give(IntroduceCard(body=HAGEN, effective=TODAY))
    keys = PrivateKeys(service.state_store, service.journal)
    for number, answer in enumerate(("valid", "not-valid"), 1):
        person = Person(name=NAME, email=f"{number}@example.org")
        until = TODAY + timedelta(days=700)
        taken = TakeOverCard(body=HAGEN, person=person, kind="standard", effective=TODAY, valid_until=until)
        card = ceremony.give(taken).facts[0].fact.card
        fact = ceremony.give(SignCard(body=HAGEN, card=card, why="first", effective=TODAY)).facts[0].fact
        private = keys.find(fact.kid)
        assert private is not None
        CARDS[answer] = digits_of(write(claims_of(fact, NAME, ceremony.ring.lists), private))
        if answer == "not-valid":
            ceremony.give(RevokeCard(body=HAGEN, card=card, reason="lost", effective=TODAY))
    ceremony.run(PublishLists())


@pytest.fixture(scope="module")
def till(crowded: Callable[..., Any], tmp_path_factory: pytest.TempPathFactory) -> "Site":
    found: Site = crowded(lambda service: cards(service, tmp_path_factory.mktemp("root")))
    return found


@pytest.fixture
def phone(chromium: Any) -> Iterator[Any]:
    """Return a browser with script and storage of its own, on a telephone."""
    size = {"width": 360, "height": 720}
    with closing(chromium.new_context(viewport=size, locale="de-DE")) as context:
        context.set_default_timeout(30_000)
        yield context


def said(page: Any, answer: str) -> str:
    """Wait for an answer, and return its words."""
    page.locator(f"#ergebnis [data-answer='{answer}']").wait_for()
    return str(page.locator("#ergebnis").inner_text())


def check(page: Any, text: str, answer: str) -> str:
    """Type what a code holds, and return the words of the answer."""
    page.locator("#text").fill(text)
    page.get_by_role("button", name="Karte prüfen").click()
    return said(page, answer)


def test_a_card_is_checked_in_the_browser_and_its_digits_go_nowhere(till: "Site", phone: Any) -> None:
    page, asked = phone.new_page(), list[tuple[str, str, str]]()
    phone.on("request", lambda one: asked.append((one.method, one.url, one.post_data or "")))
    page.goto(f"{till.url}/k#{CARDS['valid']}")
    words = said(page, "valid")
    assert "Die Karte gilt" in words
    assert NAME in words
    assert "Vergleichen Sie den Namen mit einem Ausweis." in words
    assert page.url == f"{till.url}/k", "the digits are gone from the address"
    assert page.evaluate("document.activeElement.id") == "antwort"
    words = check(page, CARDS["not-valid"], "not-valid")
    assert "Die Karte gilt nicht" in words
    assert NAME not in words
    digits = CARDS["valid"]
    check(page, f"{digits[:-20]}{'1' if digits[-20] != '1' else '2'}{digits[-19:]}", "not-genuine")
    assert check(page, "Speisekarte", "not-a-card")
    page.get_by_text(OFFLINE).wait_for()
    assert {method for method, _url, _body in asked} == {"GET"}
    assert all(url.startswith(f"{till.url}/") for _method, url, _body in asked)
    assert not any(CARDS[one][:30] in url.partition("#")[0] + body for one in CARDS for _m, url, body in asked)


def test_it_works_without_network_after_the_first_visit(till: "Site", phone: Any) -> None:
    page = phone.new_page()
    page.goto(f"{till.url}/k")
    page.get_by_text(OFFLINE).wait_for()
    kept = page.evaluate(
        "caches.open('fokus-check').then(all => all.keys()).then(all => all.map(one => new URL(one.url).pathname))"
    )
    assert {"/k", "/k/check.js", "/k/card.js", "/api/v1/ehrenamtskarte/keys.cwt"} < set(kept)
    phone.set_offline(True)
    page.close()
    page = phone.new_page()
    page.goto(f"{till.url}/k#{CARDS['valid']}")
    assert NAME in said(page, "valid")
    assert page.evaluate("document.fonts.check('1rem \"Fokus Sans\"')")
    assert "Sperrliste zuletzt geladen:" in page.inner_text("#stand")
    assert "Die Karte gilt nicht" in check(page, CARDS["not-valid"], "not-valid")
    page.clock.install(time=(clock.now() + timedelta(days=3)).timestamp())
    page.reload()
    assert "Die Sperrliste ist vom" in check(page, CARDS["valid"], "valid")
    page.clock.set_fixed_time((clock.now() + timedelta(days=10)).timestamp())
    assert "älter als eine Woche" in check(page, CARDS["valid"], "valid")
    page.clock.set_fixed_time((clock.now() + timedelta(days=20)).timestamp())
    assert "lässt sich gerade nicht sagen" in check(page, CARDS["valid"], "blocking-unknown")
    with pytest.raises(Exception, match=r"ERR_INTERNET_DISCONNECTED|ERR_FAILED"):
        page.goto(f"{till.url}/kommunen")  # which begins with /k too, and is none of the worker's
    phone.set_offline(False)
    page.goto(f"{till.url}/kommunen")
    assert page.locator("h1").inner_text() == "Kommunen"


def test_it_scans_where_the_browser_can_and_says_so_where_not(till: "Site", phone: Any) -> None:
    page = phone.new_page()
    page.goto(f"{till.url}/k")
    page.locator("#kein-scanner").wait_for()
    assert not page.locator("#scannen").is_visible()
    page = phone.new_page()
    page.add_init_script(SCANNER)
    page.goto(f"{till.url}/k")
    page.locator("#scannen").click()
    page.locator("#bild").wait_for()
    assert not page.locator("#scannen").is_visible()
    page.evaluate("text => { window.code = text }", f"https://karte.example/k#{CARDS['valid']}")
    assert NAME in said(page, "valid")
    assert page.evaluate("window.stream.getTracks().every(one => one.readyState === 'ended')")
    assert not page.locator("#sucher").is_visible()
    page.evaluate("() => { window.code = ''; window.denied = true }")
    page.locator("#scannen").click()
    page.locator("#keine-kamera").wait_for()


def test_without_script_the_form_answers(till: "Site", page: Any) -> None:
    page.goto(f"{till.url}/k")
    assert fits(page, "karte-leer")
    page.locator("#text").fill(CARDS["valid"])
    page.get_by_role("button", name="Karte prüfen").click()
    assert NAME in said(page, "valid")
    assert page.url == f"{till.url}/k"
    assert fits(page, "karte-gilt-ohne-script")


@pytest.mark.parametrize("language", ["de", "en"])
def test_every_answer_is_fit_to_be_seen(till: "Site", window: Callable[..., Any], language: str) -> None:
    page = window(language)
    looker = Looker(page, till.url, german(till.folder, till.url) if language == "en" else None)
    looker.look_at("/k")
    for text, answer in ((CARDS["valid"], "valid"), (CARDS["not-valid"], "not-valid"), ("1", "not-a-card")):
        page.locator("#text").fill(text)
        page.locator("#formular button").click()
        said(page, answer)
        looker.look()
        shoot(page, f"{answer}-{language}")
    page.clock.install(time=(clock.now() + timedelta(days=20)).timestamp())
    page.goto(f"{till.url}/k#{CARDS['valid']}")
    said(page, "blocking-unknown")
    looker.look()
    shoot(page, f"blocking-unknown-{language}")
    assert looker.faults == []
    assert looker.foreign == set()


def shoot(page: Any, name: str) -> None:
    """Take pictures on both screens where somebody wants them."""
    for width in (360, 1280) if SHOTS else ():
        page.set_viewport_size({"width": width, "height": 720})
        page.emulate_media(color_scheme="light")
        assert fits(page, f"karte-{name}")
