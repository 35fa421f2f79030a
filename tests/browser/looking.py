"""What must hold for every page that a person sees, as a real browser shows it."""

import re
import tomllib
from collections.abc import Collection, Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import httpx
from babel.messages.pofile import read_po

WIDTHS = (1280, 360, 320)
THEMES = {"light": 1280, "dark": 320}  # axe looks at each on a screen of this width
RULES = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    "resultTypes": ["violations"],
}
OVERFLOW = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
WIDER = """() => [...document.querySelectorAll('body *')].filter(one => one.getBoundingClientRect().right
    > document.documentElement.clientWidth + 1).slice(0, 3).map(one => one.outerHTML.slice(0, 160))"""
UNFOLD = "document.querySelectorAll('details').forEach(one => { one.open = true })"
SAID = """() => {
    const walker = document.createTreeWalker(document.documentElement, NodeFilter.SHOW_TEXT), found = [];
    const said = one => one.closest('[lang]').lang === document.documentElement.lang && !one.closest('pre, datalist');
    while (walker.nextNode())
        if (said(walker.currentNode.parentElement)) found.push(walker.currentNode.textContent);
    for (const name of ['aria-label', 'title', 'placeholder', 'alt'])
        document.querySelectorAll(`[${name}]`).forEach(one => said(one) && found.push(one.getAttribute(name)));
    return found.map(one => one.trim().replace(/\\s+/g, ' ')).filter(one => one);
}"""


class Looker:
    """Looks at pages in one browser window and gathers what is wrong with them."""

    def __init__(self, page: Any, url: str, german: "German | None" = None) -> None:
        self.page = page
        self.url = url
        self.german = german
        self.faults: list[str] = []
        self.titles: dict[str, str] = {}
        self.asked: set[str] = set()
        page.on("request", lambda request: self.asked.add(request.url))
        page.on("console", lambda message: self._heard(message.text))
        page.on("pageerror", lambda error: self._heard(str(error)))

    def _heard(self, text: str) -> None:
        if "status of 4" not in text:  # a page that tells of a problem has its status
            self.faults.append(f"{self.page.url}: console: {text}")

    def look_at(self, address: str, *, themes: Collection[str] = tuple(THEMES)) -> None:
        """Open an address, and look at the page it leads to."""
        self.page.goto(self.url + address)
        self.look(themes=themes)

    def look(self, *, themes: Collection[str] = tuple(THEMES)) -> None:
        """Look at the page that is open."""
        address = self.page.url.removeprefix(self.url)
        self.page.evaluate(UNFOLD)
        for width in WIDTHS:
            self.page.set_viewport_size({"width": width, "height": 720})
            if self.page.evaluate(OVERFLOW) > 0:
                self._wrong(address, f"scrolls sideways at {width}: {self.page.evaluate(WIDER)}")
        for theme in themes:
            self.page.set_viewport_size({"width": THEMES[theme], "height": 720})
            self.page.emulate_media(color_scheme=theme)
            self.faults += [f"{address}: {theme}: {one}" for one in self.found()]
        if self.page.locator("h1").count() != 1:
            self._wrong(address, "has not one h1")
        if self.german is not None:
            for text in self.german.left_in(self.page.evaluate(SAID)):
                self._wrong(address, f"says in English: {text}")
        self.titles[address] = self.page.title()
        if "<" in self.titles[address]:
            self._wrong(address, f"is called {self.titles[address]}")

    def found(self) -> list[str]:
        """Return what axe finds on the page, which learns axe once."""
        from axe_playwright_python.base import AXE_FILE_PATH

        if not self.page.evaluate("'axe' in window"):
            self.page.evaluate(Path(AXE_FILE_PATH).read_text("utf-8"))
        return list(_told(self.page.evaluate("options => axe.run(document, options)", RULES)["violations"]))

    def _wrong(self, address: str, what: str) -> None:
        self.faults.append(f"{address}: {what}")

    @property
    def foreign(self) -> set[str]:
        """Return the addresses of other hosts that were asked."""
        return {one for one in self.asked if not one.startswith((self.url, "data:"))}

    @property
    def same_titles(self) -> dict[str, list[str]]:
        """Return titles that pages at different paths share, with these."""
        paths: dict[str, set[str]] = {}
        for address, title in self.titles.items():
            paths.setdefault(title, set()).add(urlsplit(address).path)
        return {title: sorted(some) for title, some in paths.items() if len(some) > 1}


def _told(violations: Collection[Mapping[str, Any]]) -> Iterator[str]:
    for one in violations:
        yield f"{one['id']} ({one['help']}): {[node['html'][:200] for node in one['nodes'][:3]]}"


class German:
    """German that English pages must not say: ids of the catalogues, and any other sentence that nobody recorded."""

    def __init__(self, translated: Mapping[str, str], recorded: Collection[str]) -> None:
        differ = [german for german, english in translated.items() if english and german != english]
        english = set(translated.values())
        self._plain = {one for one in differ if "{" not in one} - english - set(recorded)
        made = [one for one in differ if "{" in one and len(re.sub(r"\{[^}]*\}", "", one)) > 8]
        self._made = re.compile("|".join(_pattern(one) for one in made if one not in english))
        self._recorded = sorted({" ".join(one.split()) for one in recorded if len(one) > 3}, key=len, reverse=True)

    def left_in(self, texts: Collection[str]) -> Iterator[str]:
        """Yield what is German of the texts of an English page."""
        for text in dict.fromkeys(texts):
            ours = text in self._plain or self._made.fullmatch(text)
            if ours or (STOP.search(text) and STOP.search(self._without_recorded(text))):
                yield text

    def _without_recorded(self, text: str) -> str:
        for one in self._recorded:
            text = text.replace(one, "")
        while " …" in text:  # a longer text is cut in a table
            before, _, after = text.partition(" …")
            words = before.split(" ")
            known = (at for at in range(len(words)) if any(" ".join(words[at:]) in one for one in self._recorded))
            text = " ".join(words[: next(known, len(words))]) + after
        return ADDRESS.sub("", text)


ADDRESS = re.compile(r"\S+\.\S+/\S+")
STOP = re.compile(r"\b(und|der|das|den|nicht|für|wird|wurde|ist|eine|einer|von|zur|zum|auf|Sie|mit|oder|haben)\b")


@cache
def _pattern(text: str) -> str:
    return "".join(".+" if part.startswith("{") else re.escape(part) for part in re.split(r"(\{[^}]*\})", text))


def german(folder: Path, url: str) -> German:
    """Return what German the pages of all programmes may say; `folder` holds the generated one's catalogue."""
    repository = Path(__file__).parents[2]
    translated: dict[str, str] = {}
    places = [*(repository / one for one in ("core", "api", "plugins", "tests")), folder]
    for path in (path for place in places for path in place.rglob("texts/en.po")):
        with path.open("rb") as file:
            translated.update((str(one.id), str(one.string)) for one in read_po(file) if one.id and one.string)
    recorded: set[str] = set()
    for path in (*repository.glob("plugins/*/fokus_*/history/*.toml"), *repository.glob("tests/outsider/*/*.toml")):
        recorded.update(_strings(tomllib.loads(path.read_text("utf-8"))))
    bodies, log = (
        httpx.get(f"{url}/api/v1/{path}", params={"limit": 1000}, timeout=60).json()["items"]
        for path in ("bodies", "log")
    )
    recorded.update(_strings([bodies, [one["data"] for one in log]]))
    return German(translated, recorded)


def _strings(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list):
        for one in value.values() if isinstance(value, dict) else value:
            yield from _strings(one)
