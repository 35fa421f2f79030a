"""What the tests of forms share: a browser with a key, and a page as it reads it."""

from datetime import date
from html.parser import HTMLParser
from typing import Any

from litestar import Litestar
from litestar.testing import TestClient

DAY = date(2012, 12, 5)
BROWSER = {"Accept": "text/html,application/xhtml+xml;q=0.9,*/*;q=0.8", "Accept-Language": "de"}
VOID = {"meta", "input", "link", "option"}


class Page(HTMLParser):
    """A page: its elements with their attributes, its text, its title."""

    def __init__(self, answer: Any) -> None:
        super().__init__()
        assert answer.status_code == 200, answer.text
        assert answer.headers["content-type"] == "text/html; charset=utf-8"
        self.source: str = answer.text
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self.title = ""
        self._in: list[str] = []
        self.feed(answer.text)
        ids = [found["id"] for _, found in self.elements if "id" in found]
        assert len(ids) == len(set(ids)), ids
        assert len(self.of("h1")) == 1
        labels = {found["for"] for found in self.of("label")}
        assert labels == {found["id"] for found in self.controls}

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        self._in.append(tag)

    def handle_data(self, data: str) -> None:
        if self._in[-1:] == ["title"] and not self.title:
            self.title = data
        self.text += data

    def of(self, *tags: str) -> list[dict[str, str | None]]:
        return [found for tag, found in self.elements if tag in tags]

    def has(self, id_: str) -> bool:
        return any(found.get("id") == id_ for _tag, found in self.elements)

    def said(self, text: str) -> bool:
        return text in " ".join(self.text.split())

    @property
    def controls(self) -> list[dict[str, str | None]]:
        return [one for one in self.of("input", "select", "textarea") if one.get("type") != "hidden"]


class Browser:
    """Asks for pages and sends their forms, as whoever holds a key; without one, as anybody."""

    def __init__(self, client: TestClient[Litestar], key: str = "") -> None:
        self.client = client
        self.headers = BROWSER | ({"Authorization": f"Bearer {key}"} if key else {})

    def get(self, address: str) -> Any:
        return self.client.get(address.partition("#")[0], headers=self.headers, follow_redirects=False)

    def page(self, address: str) -> Page:
        return Page(self.get(address))

    def post(self, address: str, typed: dict[str, Any], **more: Any) -> Any:
        return self.client.post(address, data=typed, headers=self.headers, follow_redirects=False, **more)

    def begin(self, name: str, **query: str) -> str:
        """Begin a form, and return its address."""
        programme, _, command = name.partition(".")
        answer = self.client.get(
            f"/vorgang/{programme}/{command}", params=query, headers=self.headers, follow_redirects=False
        )
        assert answer.status_code == 303, answer.text
        assert answer.headers["location"].startswith("/entwurf/")
        return str(answer.headers["location"])
