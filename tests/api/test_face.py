"""The pages of a programme that brings none itself: lists, things, both clocks, both languages, and the cache."""

import re
from datetime import date
from typing import Any

import pytest
from api_kit import Client, Headers, open_gardens
from page_kit import BROWSER, Page

from fokus_api.face.frame.clocks import clocks_in, day_in
from fokus_api.face.frame.inside import Inside
from fokus_api.face.frame.legal_pages import blocks_of
from fokus_api.pages.assets import FOLDER, address_of
from fokus_api.runtime.service import Service
from fokus_api.testing import service_of, settle, temporary_client
from fokus_core.access.actor import CONSOLE
from fokus_core.corrections.corrections import Retract
from fokus_core.plugins.texts import GERMAN

KOELN, DUESSELDORF = "05315000", "05111000"
LIST = "/liste/garden/gardens"
ENGLISH = {**BROWSER, "Accept-Language": "en"}
TODAY = date(2026, 11, 29)


def page(client: Client, address: str, status: int = 200, **headers: str) -> Page:
    answer = client.get(address, headers={**BROWSER, **headers}, follow_redirects=False)
    assert answer.status_code == status, answer.text
    assert answer.headers["content-security-policy"].startswith("default-src 'none'; style-src 'self'")
    return Page(answer)


def hrefs(found: Page) -> list[str]:
    return [str(one["href"]) for one in found.of("a")]


def test_a_list_is_a_table_with_filters_downloads_and_the_same_as_json(client: Client, service: Service) -> None:
    open_gardens(service, KOELN, DUESSELDORF)
    found = page(client, LIST)
    assert len(found.of("tr")) == 3
    assert {f"/kommunen/{KOELN}", f"/kommunen/{DUESSELDORF}"} <= {*hrefs(found)}
    for href in (one for one in hrefs(found) if one.startswith("/api/v1/garden/gardens")):
        assert client.get(href).status_code == 200
    assert "/api/v1/garden/gardens.csv" in hrefs(found)
    assert "2 Einträge" in found.text


def test_pages_of_a_list_follow_each_other_and_lead_back(client: Client, service: Service) -> None:
    first = page(client, "/kommunen")
    (more,) = [href for href in hrefs(first) if "cursor=" in href]
    second = page(client, more)
    rows = [[one["href"] for one in found.of("a") if "/kommunen/" in str(one["href"])] for found in (first, second)]
    assert rows[0][0] != rows[1][0]
    assert "/kommunen" in hrefs(second)
    whole = page(client, "/kommunen?alle=1")
    assert len(whole.of("tr")) > 396


def test_filters_are_applied_and_what_is_wrong_with_them_is_said_at_the_form(client: Client) -> None:
    found = page(client, "/kommunen?q=berg&kind=town")
    assert 20 < len(found.of("tr")) < 40
    assert [one["value"] for one in found.of("input") if one.get("id") == "filter-q"] == ["berg"]
    wrong = page(client, "/kommunen?parent=Nirgendwo", status=422)
    assert "#filter-parent" in hrefs(wrong)
    assert "Bitte prüfen Sie Ihre Auswahl" in wrong.text
    assert "Dazu ist nichts zu finden." in page(client, "/kommunen?q=zzzz").text


def test_the_day_of_a_page_travels_in_its_links(client: Client, service: Service) -> None:
    open_gardens(service, KOELN, since=date(2020, 1, 1))
    found = page(client, f"{LIST}?on=31.12.2019")
    assert "Sie sehen den 31. Dezember 2019" in found.text
    assert "An diesem Tag war noch nichts davon bekannt." in found.text
    later = page(client, f"{LIST}?on=1.2.2021&known=1.1.2020")
    assert "wie er am 1. Januar 2020 bekannt war." in later.text
    record = page(client, f"{LIST}?on=1.2.2021")
    assert f"/kommunen/{KOELN}?on=2021-02-01" in hrefs(record)
    assert LIST in hrefs(record)  # back to today
    for wrong, said in (("31.2.2026", "ist kein Tag"), ("bald", "ist kein Tag")):
        assert said in page(client, f"{LIST}?on={wrong}", status=422).text
    assert "liegt in der Zukunft" in page(client, f"{LIST}?known=1.1.2100", status=422).text


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("2.11.2026", date(2026, 11, 2)),
        (" 02.11.2026 ", date(2026, 11, 2)),
        ("2026-11-02", date(2026, 11, 2)),
        ("02/11/2026", date(2026, 11, 2)),
        ("31.2.2026", None),
        ("1.1.0000", None),
        ("", None),
        ("2.11.26", None),
    ],
)
def test_days_are_read_as_people_write_them(typed: str, meant: date | None) -> None:
    assert day_in(typed) == meant


def test_known_on_a_day_is_known_until_its_end_and_today_is_now() -> None:
    past = clocks_in({"on": "1.1.2020", "known": "28.11.2026"}, TODAY, GERMAN)
    assert past.query == {"on": "2020-01-01", "known": "2026-11-28T23:59:59.999999+01:00"}
    assert past.to("/x", a=1) == "/x?a=1&on=2020-01-01&known=2026-11-28"
    now = clocks_in({"on": "29.11.2026", "known": "29.11.2026"}, TODAY, GERMAN)
    assert (now.query, now.past) == ({}, False)
    assert clocks_in({"known": "219"}, TODAY, GERMAN).query == {"known": "219"}


def test_a_municipality_is_told_across_programmes_with_what_was_taken_back(client: Client, service: Service) -> None:
    position = open_gardens(service, KOELN)
    service.journal.handle(Retract(position=position, reason="Versehen"), by=CONSOLE)
    settle(service)
    found = page(client, f"/kommunen/{KOELN}")
    assert "Köln" in found.text
    assert f"Zurückgenommen durch Eintrag Nr. {position + 1}" in found.text
    entry = page(client, f"/eintrag/{position}")
    assert "Zurückgenommen" in entry.text
    assert f"/eintrag/{position + 1}" in hrefs(entry)
    assert "Nicht gefunden" in page(client, "/kommunen/05999999", status=404).text
    assert "Nicht gefunden" in page(client, "/eintrag/99999", status=404).text
    assert "Nicht gefunden" in page(client, "/ding/garden/nirgends", status=404).text


def test_search_finds_municipalities_by_name_and_key_and_entries_by_number(client: Client, service: Service) -> None:
    position = open_gardens(service, KOELN)
    for text in ("köln", "Koeln", KOELN):
        assert f"/kommunen/{KOELN}" in hrefs(page(client, f"/suche?q={text}"))
    assert f"/eintrag/{position}" in hrefs(page(client, f"/suche?q=Nr. {position}"))
    assert "ist nichts zu finden" in page(client, "/suche?q=qqqqq").text
    assert len(page(client, "/suche").of("input")) >= 1


def test_the_root_is_json_for_programs_and_a_page_for_browsers(client: Client, service: Service) -> None:
    open_gardens(service, KOELN)
    assert client.get("/").json()["name"] == "Fokus Kommune"
    assert client.get("/", headers={"Accept": "application/json"}).json()["links"]
    found = page(client, "/")
    assert "Zuletzt geschehen" in found.text
    assert {"/kommunen", "/verlauf", "/impressum"} <= {*hrefs(found)}


def test_everything_is_english_for_whoever_chose_it_and_german_for_others(client: Client, service: Service) -> None:
    open_gardens(service, KOELN)
    assert page(client, "/", **{"Accept-Language": "en"}).lang == "en"
    german = page(client, LIST)
    (switch,) = [href for href in hrefs(german) if href.startswith("/sprache/")]
    answer = client.get(switch, headers=BROWSER, follow_redirects=False)
    assert (answer.status_code, answer.headers["location"]) == (303, LIST)
    cookie = answer.headers["set-cookie"].partition(";")[0]
    client.cookies.clear()
    for address in (LIST, "/", "/verlauf", f"/kommunen/{KOELN}", "/suche?q=x", "/barrierefreiheit", "/impressum"):
        found = page(client, address, Cookie=cookie)
        assert found.lang == "en"
        said = found.text.replace("in NRW", "")
        assert not {"nicht", "und", "oder", "Alle", "Was"} & {*re.findall(r"[A-Za-zäöüß]+", said)}, address
        assert page(client, address).lang == "de"
    away = client.get("/sprache/en?next=//evil.example", headers=BROWSER, follow_redirects=False)
    assert away.headers["location"] == "/"
    assert client.get("/sprache/fr", headers=BROWSER, follow_redirects=False).status_code == 422


def test_a_page_is_kept_until_what_it_shows_changes(client: Client, service: Service, monkeypatch: Any) -> None:
    asked: list[str] = []
    inner = Inside.get

    async def get(self: Inside, path: str, query: Any = ()) -> Any:
        asked.append(path)
        return await inner(self, path, query)

    monkeypatch.setattr(Inside, "get", get)
    open_gardens(service, KOELN)
    answers = [client.get(LIST, headers=BROWSER) for _ in range(3)]
    assert (len(asked), len({answer.content for answer in answers})) == (1, 1)
    again = {**BROWSER, "If-None-Match": answers[0].headers["etag"]}
    assert client.get(LIST, headers=again).status_code == 304
    assert client.get(LIST, headers={**ENGLISH, "If-None-Match": answers[0].headers["etag"]}).status_code == 200
    open_gardens(service, DUESSELDORF)
    assert client.get(LIST, headers=again).status_code == 200
    assert "application/json" in client.get("/api/v1/garden/gardens", headers=BROWSER).headers["content-type"]


def test_what_somebody_may_see_is_shown_to_nobody_else_and_kept_nowhere(client: Client, office: Headers) -> None:
    answer = client.get("/", headers={**BROWSER, **office})
    assert answer.headers["cache-control"] == "no-store"
    assert "Landesverwaltung" in answer.text or "Staatskanzlei" in answer.text or "office" in answer.text
    assert "etag" not in answer.headers


def test_problems_are_pages_for_browsers_and_json_for_programs(client: Client) -> None:
    assert client.get("/nirgends").headers["content-type"] == "application/problem+json"
    assert client.get("/api/v1/nirgends", headers=BROWSER).headers["content-type"] == "application/problem+json"
    found = page(client, "/nirgends", status=404)
    assert "/" in hrefs(found)
    assert client.get("/liste/jobs").status_code == 401
    ended = page(client, "/kommunen", status=401, Cookie=f"__Host-fokus-session={'A' * 43}")
    assert "Sitzung" in ended.text


def test_files_of_pages_are_given_for_ever_under_addresses_that_change_with_them(client: Client) -> None:
    weight = 0
    for path in FOLDER.iterdir():
        if path.suffix in {".css", ".woff2", ".svg"}:
            answer = client.get(address_of(path.name), headers={"Accept-Encoding": "gzip"})
            assert answer.headers["cache-control"] == "public, max-age=31536000, immutable"
            weight += int(answer.headers["content-length"])
    sheet = client.get(address_of("fokus.css")).text
    fonts = re.findall(r'url\("([^"]+)"\)', sheet)
    assert fonts
    assert all(client.get(f"/static/{font}").status_code == 200 for font in fonts)
    assert weight < 120_000  # with a page less than half of what a first visit may weigh
    assert client.get("/static/..%2Fpyproject.toml").status_code == 404
    assert client.get("/static/fokus.css").status_code == 404


def test_texts_of_whoever_runs_it_come_from_a_folder(tmp_path: Any) -> None:
    from sample_programme import plugin

    (tmp_path / "impressum.de.txt").write_text("# Betreiber\n\nMusteramt <b>\n\n- eins\n- zwei", encoding="utf-8")
    with temporary_client(plugin, legal=str(tmp_path)) as client:
        found = page(client, "/impressum")
        assert "Musteramt <b>" in found.text
        assert len(found.of("h2")) == 1
        assert "Diese Angaben fehlen noch" in page(client, "/datenschutz").text
        assert service_of(client).settings.legal
    assert blocks_of("a\nb\n\n# c\nd") == [("p", ["a b"]), ("h2", ["c"]), ("p", ["d"])]


def test_a_page_asks_as_the_caller(client: Client, office: Headers) -> None:
    asked = "access/who-could?permission=core.operate"
    assert page(client, f"/liste/{asked}", status=401).text
    answer = client.get(f"/liste/{asked}", headers={**BROWSER, **office})
    assert answer.status_code == client.get(f"/api/v1/{asked}", headers=office).status_code


@pytest.mark.parametrize("path", ["/", "/kommunen", "/api/v1/bodies", "/api/v1/bodies.csv"])
def test_a_confirmation_changes_no_header_of_what_a_browser_has_kept(client: Client, path: str) -> None:
    asked = {"Accept": "text/html" if path in {"/", "/kommunen"} else "*/*"}
    whole = client.get(path, headers=asked)
    confirmed = client.get(path, headers={**asked, "If-None-Match": whole.headers["etag"]})
    assert confirmed.status_code == 304
    each = {"x-request-id", "date", "ratelimit", "fokus-known"}  # what every answer has of its own
    changed = {name for name, value in confirmed.headers.items() if whole.headers.get(name) != value} - each
    assert changed == set()
    assert "content-security-policy" in confirmed.headers
