"""What the tests of pages share: a page as a browser reads it, and the links that lead there."""

from datetime import UTC, datetime, timedelta
from html.parser import HTMLParser
from typing import Any

from fokus_api.runtime.service import Service
from fokus_core.access.links import Links

KOELN = "05315000"
ACTION = "garden.open-by-link"
BROWSER = {
    "Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8",
    "Accept-Language": "de,en;q=0.7",
}
PRESSED = BROWSER | {
    "Origin": "null",
    "Sec-Fetch-Site": "same-origin",
}  # as Chromium sends it from a page without referrer
VOID = {"meta", "input", "link", "br"}


class Page(HTMLParser):
    """A page: its elements with their attributes, its text, and what is wrong with it."""

    def __init__(self, answer: Any) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self.open: list[str] = []
        assert answer.headers["content-type"] == "text/html; charset=utf-8"
        self.feed(answer.text)
        assert self.open == []
        ids = [found["id"] for _, found in self.elements if "id" in found]
        assert len(ids) == len(set(ids))
        assert len(self.of("h1")) == 1
        labels = {found["for"] for found in self.of("label")}
        assert labels == {found["id"] for found in self.controls}

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if "style" not in self.open:
            self.text += data

    def of(self, *tags: str) -> list[dict[str, str | None]]:
        return [found for tag, found in self.elements if tag in tags]

    @property
    def controls(self) -> list[dict[str, str | None]]:
        return [one for one in self.of("input", "select", "textarea") if one.get("type") != "hidden"]

    @property
    def lang(self) -> str | None:
        return self.of("html")[0]["lang"]


def issue(service: Service, action: str = ACTION, *, hours: int = 1, body: str = KOELN) -> str:
    return Links(service.state_store).issue(action, {"body": body}, expires=datetime.now(UTC) + timedelta(hours=hours))
