"""Programmes bring pages and templates of their own, and one that cannot be shown stops the start."""

import importlib
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest

from fokus_api import PageApp, PageAsk, ProgrammePage
from fokus_api.plugins import hookspecs as api
from fokus_api.plugins.pages import pages_of
from fokus_api.testing import temporary_client
from fokus_core import ProgrammeInfo, hookimpl
from fokus_core.domain.programme import PluginRefused
from fokus_core.plugins.catalogue import Catalogue
from fokus_core.plugins.manager import Plugins
from fokus_kommune import Programme
from fokus_projections import hookspecs as projections

BROWSER = {"Accept": "text/html", "Accept-Language": "de"}
KOELN = "05315000"
MODULE = """
async def probe(ask):
    found = await ask.get("bodies", kind="district", limit=1000)
    return {"number": len(found["items"]), "told": f"{ask.day} {ask.today} {ask.past} {ask.to('/x', a='<1>')}"}

async def one(ask):
    return {"name": (await ask.get(f"bodies/{ask.thing}"))["name"]}

async def app(ask):
    return {"name": ask.sent.get("text", "nichts")}

async def closed(ask):
    return {"name": await ask.get("jobs", on=None, known=None)}
"""
PROBE = """{% extends "programme.html" %}{% block own %}
<p id="own">{{ number }} {{ told }} {{ day }}</p>{% endblock %}"""
ONE = """{% extends "shown.html" %}{% block content %}<p id="own">{{ name }} {{ _("Suche") }}</p>{% endblock %}"""


class Probe:
    """A programme that brings pages."""

    def __init__(self, *pages: ProgrammePage) -> None:
        self._pages = pages

    @hookimpl
    def programme(self) -> ProgrammeInfo:
        return ProgrammeInfo(id="probe", title="Die Probe", short="Probe")

    @hookimpl
    def pages(self) -> Sequence[ProgrammePage]:
        return self._pages


@pytest.fixture
def shows(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    """Return a module of a package that has templates."""
    package = tmp_path / "fokus_probe"
    (package / "templates").mkdir(parents=True)
    (package / "__init__.py").touch()
    (package / "pages.py").write_text(MODULE, encoding="utf-8")
    (package / "templates" / "probe.html").write_text(PROBE, encoding="utf-8")
    (package / "templates" / "one.html").write_text(ONE, encoding="utf-8")
    (package / "static").mkdir()
    (package / "static" / "app.js").write_text("// nothing", encoding="utf-8")
    (package / "static" / "secret.py").touch()
    (package / "templates" / "broken.html").write_text("{% if %}", encoding="utf-8")
    monkeypatch.syspath_prepend(str(tmp_path))
    importlib.invalidate_caches()
    yield importlib.import_module("fokus_probe.pages")
    for name in [name for name in sys.modules if name.startswith("fokus_probe")]:
        del sys.modules[name]


def taken(plugin: object) -> Mapping[str, ProgrammePage]:
    plugins = Plugins.load(only=(), layers=(projections, api), extra=[plugin])
    return pages_of(Catalogue.of(plugins), plugins.each("pages"))


def test_a_page_of_its_own_stands_in_place_of_the_generic_one_and_beside_it(shows: Any) -> None:
    pages = (
        ProgrammePage("probe.html", shows.probe),
        ProgrammePage("one.html", shows.one, at="eine", title="Eine", about="body"),
        ProgrammePage("one.html", shows.closed, at="zu", title="Zu"),
    )
    with temporary_client(Probe(*pages)) as client:
        found = client.get("/probe?on=1.2.2020", headers=BROWSER).text
        assert "Noch ist nichts eingetragen." in found  # what every programme's page says
        told = found.partition('id="own">')[2].partition("</p>")[0]
        number, day, today, past, href, shown = told.split()
        assert (number, day, past, shown) == ("30", "2020-02-01", "True", "2020-02-01")
        assert today > "2026"
        assert href == "/x?a=%3C1%3E&amp;on=2020-02-01"
        answer = client.get(f"/probe/eine/{KOELN}", headers=BROWSER)
        assert (answer.status_code, answer.headers["cache-control"]) == (200, "no-cache")
        assert '<p id="own">Köln Suche</p>' in answer.text
        assert 'href="/probe">Probe</a>' in answer.text
        english = client.get(f"/probe/eine/{KOELN}", headers={**BROWSER, "Accept-Language": "en"}).text
        assert '<p id="own">Köln Search</p>' in english
        for thing, status in (("05999999", 404), ("x" * 200, 404), ("..%2Fx", 404)):
            assert client.get(f"/probe/eine/{thing}", headers=BROWSER).status_code == status, thing
        assert client.get("/probe/zu", headers=BROWSER).status_code == 401
        assert client.get("/probe/zu").headers["content-type"] == "application/problem+json"
        assert "/probe/eine" not in str(client.get("/schema/openapi.json").json()["paths"])


def an_app(shows: Any, *files: str, **more: Any) -> ProgrammePage:
    """Return a page that is an application with these files."""
    told = {"at": "p", "title": "App", **more}
    return ProgrammePage("one.html", shows.app, app=PageApp(files=files, worker="app.js"), **told)


def test_a_page_that_is_an_application_stands_at_a_short_address_and_answers_its_form(shows: Any) -> None:
    with temporary_client(Probe(an_app(shows, "app.js"))) as client:
        found = client.get("/p", headers=BROWSER)
        assert (found.status_code, "nichts Suche" in found.text) == (200, True)
        assert "script-src 'self'" in found.headers["content-security-policy"]
        assert client.get("/probe/p", headers=BROWSER).status_code == 404
        sent = client.post("/p", data={"text": "<b>"}, headers=BROWSER)
        assert (sent.status_code, sent.headers["cache-control"]) == (200, "no-store")
        assert "&lt;b&gt; Suche" in sent.text
        script = client.get("/p/app.js")
        assert (script.text, script.headers["service-worker-allowed"]) == ("// nothing", "/p")
        assert client.get("/p/secret.py").status_code == 404
        again = client.get("/p/app.js", headers={"If-None-Match": script.headers["etag"]})
        assert again.status_code == 304
        assert "script-src" not in client.get("/probe", headers=BROWSER).headers["content-security-policy"]


@pytest.mark.parametrize(
    ("made", "said"),
    [
        (lambda shows: [ProgrammePage("nirgends.html", shows.probe)], "has no template 'fokus_probe/nirgends.html'"),
        (lambda shows: [ProgrammePage("broken.html", shows.probe)], "has no template 'fokus_probe/broken.html'"),
        (lambda shows: [ProgrammePage("probe.html", shows.probe)] * 2, "is there twice"),
        (lambda shows: [ProgrammePage("one.html", shows.one, at="eine")], "needs a plain name and a title"),
        (lambda shows: [ProgrammePage("one.html", shows.one, title="Eine")], "needs a plain name and a title"),
        (lambda shows: [ProgrammePage("one.html", shows.one, about="body")], "needs a plain name and a title"),
        (lambda shows: [ProgrammePage("one.html", shows.one, at="a/{b}", title="Eine")], "needs a plain name"),
        (lambda shows: [an_app(shows, "app.js", "nirgends.js")], "lacks a name or a file"),
        (lambda shows: [an_app(shows, "app.js", "secret.py")], "lacks a name or a file"),
        (lambda shows: [an_app(shows, "app.js", "../__init__.py")], "lacks a name or a file"),
        (lambda shows: [an_app(shows)], "lacks a name or a file"),
        (lambda shows: [an_app(shows, "app.js", at="", title="")], "lacks a name or a file"),
        (lambda shows: [an_app(shows, "app.js", about="body")], "lacks a name or a file"),
    ],
)
def test_a_page_that_cannot_be_shown_stops_the_start(
    shows: Any, made: Callable[[Any], Sequence[ProgrammePage]], said: str
) -> None:
    with pytest.raises(PluginRefused, match="Plugin 'probe'") as refused:
        taken(Probe(*made(shows)))
    assert said in str(refused.value)


def test_a_template_lies_in_the_package_of_what_it_shows() -> None:
    async def nothing(ask: PageAsk) -> Mapping[str, Any]:
        return {}

    with pytest.raises(PluginRefused, match=r"has no template 'tests/one\.html'"):
        taken(Probe(ProgrammePage("one.html", nothing)))


def test_a_declared_programme_declares_its_pages(shows: Any) -> None:
    declared = Programme("probe", title="Die Probe", short="Probe")
    page = declared.page(ProgrammePage("probe.html", shows.probe))
    assert taken(declared) == {"/probe": page}
