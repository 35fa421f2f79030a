"""The canary over HTTP: before the erasure it is told where it may be, after it no address tells anybody a mark."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from itertools import product
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from canary_scene import HAGEN, erase, fill, opened, text_of
from litestar.routes import HTTPRoute
from litestar.testing import TestClient

from fokus_api.http.rate_limits import OWN
from fokus_api.server.app import create_app
from fokus_api.testing import issue_key, settle
from fokus_core import Invalid, Refused

WHO_KNOW = ("state-office", "data-protection-officer")
FORMS = ("csv", "spreadsheetml", "json", "html", "plain", "ndjson", "atom+xml", "calendar")


class House(NamedTuple):
    """An application with the canary in it, its marks, and a key for each caller."""

    client: TestClient[Any]
    service: Any
    person: str
    marks: Sequence[str]
    keys: dict[str, str]
    near: bool
    things: dict[str, Iterable[object]]


@pytest.fixture(scope="module")
def limits() -> list[str]:
    return [f"{limit.name}=1000000/60" for limit in OWN]


def housed(folder: Path, limits: list[str], wanted: Sequence[str] = ()) -> Iterator[House]:
    """Yield the house; with `wanted` roles, those alone ask, and what names the canary's things alone."""
    with opened(folder, follow=True, limits=limits) as service:
        person, marks = fill(service, 3)
        keys = {}
        for role in wanted or service.catalogue.roles:
            keys[role] = key_for(service, role)
        settle(service)
        with TestClient(create_app(lambda: service)) as client:
            records = service.journal.under(f"person:{person}")
            files = [key.removeprefix("file:") for one in records for key in one.keys if key.startswith("file:")]
            things: dict[str, Iterable[object]] = {
                "person_id": [person],
                "body_id": [HAGEN],
                "file": files[:2],
                "position": [one.position for one in records[:3]],
            }
            yield House(client, service, person, marks, keys, bool(wanted), things)


def key_for(service: Any, role: str) -> str:
    """Return a key for somebody with a role, as widely as it can be held."""
    for scope in ("state", f"programme:{service.catalogue.roles[role].programme}", f"body:{HAGEN}"):
        with suppress(Refused, Invalid):
            return issue_key(service, f"wer-{role}", (role, scope))
    raise AssertionError(role)


def addresses(house: House) -> list[str]:
    """Return every address that is asked by GET, pages too, with what stands for each name in it."""
    found = []
    for route in house.client.app.routes:
        if isinstance(route, HTTPRoute) and "GET" in route.methods:
            names = list(route.path_parameters)
            for values in product(*(house.things.get(name, ("probe",)) for name in names)):
                there = route.path_format.format(**dict(zip(names, values, strict=True)))
                if not house.near or (there.startswith("/api/v1") and (house.person in there or HAGEN in there)):
                    found.append(there)
    return sorted(set(found))


def walked(house: House) -> tuple[dict[tuple[str, str], list[str]], set[str]]:
    """Ask everything as everybody; return who was told which marks where, and the kinds of answers there were."""
    told: dict[tuple[str, str], list[str]] = {}
    kinds: set[str] = set()
    for caller, address in product(("", *house.keys), addresses(house)):
        headers = {"Authorization": f"Bearer {house.keys[caller]}"} if caller else {}
        for accepted in ("application/json", "text/html") if not address.startswith("/api") else ("*/*",):
            answer = house.client.get(address, headers={**headers, "Accept": accepted}, follow_redirects=False)
            assert answer.status_code not in (429, 500), (caller, address, answer.text)
            said = f"{text_of(answer)}\n{answer.headers}"
            if answer.status_code == 200:
                kinds.add(answer.headers.get("content-type", "").partition(";")[0])
            if found := [one for one in house.marks if one in said]:
                told[caller, address] = found
    return told, kinds


def asked_before_and_after(house: House) -> None:
    before, kinds = walked(house)
    assert {*WHO_KNOW} <= {caller for caller, _ in before}
    assert [one for one in house.marks if one not in {mark for some in before.values() for mark in some}] != house.marks
    assert "" not in {caller for caller, _ in before}, "who has no key is told nothing of it"
    wanted = ("text/csv", "spreadsheetml", "json") if house.near else FORMS
    assert [one for one in wanted if not any(one in kind for kind in kinds)] == []
    erase(house.service, house.person)
    settle(house.service)
    after, again = walked(house)
    assert after == {}
    assert kinds <= again | {"application/octet-stream", "text/plain"}


def test_no_address_tells_those_who_might_know_a_mark_of_who_was_erased(tmp_path: Path, limits: list[str]) -> None:
    for house in housed(tmp_path, limits, WHO_KNOW):
        asked_before_and_after(house)


@pytest.mark.long
def test_no_address_tells_any_role_a_mark_of_who_was_erased(tmp_path: Path, limits: list[str]) -> None:
    for house in housed(tmp_path, limits):
        asked_before_and_after(house)
