"""A page shows whoever asks what the API would answer them, and nothing else: lists, records, entries, programmes."""

import re
from collections.abc import Iterator
from itertools import groupby, islice
from urllib.parse import quote

import pytest
from access_asks import paths
from access_scene import EXPIRED, MARKER, OWN, REVOKED, RUN, Scene, opened

from fokus_api.face.shown.lists import lists_of

BROWSER = {"Accept": "text/html", "Accept-Language": "de"}
SIGN_IN = 303  # where a page sends whoever is not known
REFUSED = (EXPIRED, REVOKED)


@pytest.fixture(scope="module")
def scene() -> Iterator[Scene]:
    with opened() as scene:
        scene.client.follow_redirects = False
        yield scene


def addresses(scene: Scene) -> list[str]:
    """Return the address below the API of every list, once for each thing that it may be about."""
    lists = lists_of(scene.client.app)
    return sorted({there.removeprefix("/api/v1/") for path in lists for _, there in paths(f"/api/v1/{path}", scene)})


def page(scene: Scene, address: str, caller: str) -> tuple[int, str]:
    answer = scene.client.get(address, headers={**BROWSER, **scene.headers(caller)})
    return answer.status_code, answer.text


@pytest.mark.parametrize("in_turn", [True, pytest.param(False, marks=pytest.mark.long)])
def test_every_list_of_every_programme_has_a_page_for_whoever_may_see_it(scene: Scene, in_turn: bool) -> None:
    found = addresses(scene)
    assert len(found) > 45
    for number, caller in enumerate(scene.callers):
        for address in found[number % 3 :: 3] if in_turn else found:
            api = scene.client.get(f"/api/v1/{address}", headers=scene.headers(caller))
            status, text = page(scene, f"/liste/{address}", caller)
            if api.status_code == 401 and caller not in REFUSED:
                assert status == SIGN_IN, (caller, address)
                continue
            assert status == api.status_code, (caller, address, text)
            assert "<h1" in text
            assert (MARKER in text) <= (MARKER in api.text), (caller, address)
            if api.status_code == 200:
                assert bool(api.json()["items"]) == ("<tbody>" in text), (caller, address)


def test_every_list_says_what_people_call_it(scene: Scene) -> None:
    assert [path for path, one in lists_of(scene.client.app).items() if not one.options.title] == []


@pytest.mark.parametrize("whole", [False, pytest.param(True, marks=pytest.mark.long)])
def test_every_entry_and_record_is_a_page_for_whoever_may_see_it_in_the_log(scene: Scene, whole: bool) -> None:
    """Every one as everybody, or by turns the last of each kind of entry and two records of each kind of thing."""
    everything = scene.client.get("/api/v1/log", params={"limit": 1000}, headers=scene.headers("auditor")).json()
    keys = sorted({key for one in everything["items"] for key in one["keys"]})
    assert len(keys) > 20
    journal = scene.service.journal
    positions = list(range(1, journal.store.head() + 1))
    if not whole:
        positions = sorted({record.type: record.position for record in journal.follow()}.values())
        keys = [key for _, some in groupby(keys, key=lambda key: key.partition(":")[0]) for key in islice(some, 2)]
    callers = [caller for caller in scene.callers if caller not in REFUSED]
    for number, caller in enumerate(callers):
        turn = slice(None) if whole else slice(number % 3, None, 3)
        for position in positions[turn]:
            api = scene.client.get(f"/api/v1/log/{position}", headers=scene.headers(caller))
            status, text = page(scene, f"/eintrag/{position}", caller)
            assert status == api.status_code, (caller, position, text)
            assert (MARKER in text) <= (MARKER in api.text)
        for key in keys[turn]:
            kind, _, thing = key.partition(":")
            log = scene.client.get("/api/v1/log", params={"key": key}, headers=scene.headers(caller)).json()["items"]
            status, text = page(scene, f"/ding/{quote(kind)}/{quote(thing, safe='')}", caller)
            assert status in {200, 404}, (caller, key, text)
            assert status == 200 or not log, (caller, key)
            told = re.findall(r'href="/eintrag/([0-9]+)"', text)
            assert {str(one["position"]) for one in log[:100]} <= {*told} or status == 404, (caller, key)


def test_programmes_and_municipalities_have_pages_that_tell_no_more_than_the_api(scene: Scene) -> None:
    fixed = ["/", "/kommunen", f"/kommunen/{OWN}", "/verlauf", "/suche?q=Hagen", "/netzwerk", "/ehrenamtskarte"]
    fixed += ["/entwicklungswerkstatt", "/impressum", "/datenschutz", "/barrierefreiheit", "/leichte-sprache"]
    fixed += [
        "/pruefung",
        f"/pruefung/nebeneinander?a={OWN}",
        "/barriere-melden",
        f"/entwicklungswerkstatt/durchgaenge/{RUN}",
    ]
    for caller in scene.callers:
        if caller in REFUSED:
            continue
        for address in fixed:
            status, text = page(scene, address, caller)
            assert status == 200, (caller, address, text)
            assert text.count("<h1") == 1
            for path in re.findall(r'href="/liste/([^"?]+)', text):
                api = scene.client.get(f"/api/v1/{path}", headers=scene.headers(caller))
                assert api.status_code == 200, (caller, address, path)


def test_whoever_shows_a_key_that_is_none_is_told_so_on_a_page(scene: Scene) -> None:
    for caller in REFUSED:
        status, text = page(scene, "/kommunen", caller)
        assert (status, "<h1" in text) == (401, True)


def test_what_depends_on_the_caller_is_kept_by_nobody_else(scene: Scene) -> None:
    answers = [
        scene.client.get("/netzwerk", headers={**BROWSER, **scene.headers(caller)})
        for caller in scene.callers
        if caller not in REFUSED
    ]
    kept = {answer.headers["cache-control"] for answer in answers}
    assert kept == {"no-cache", "no-store"}
    assert all("etag" in answer.headers for answer in answers if answer.headers["cache-control"] == "no-cache")
