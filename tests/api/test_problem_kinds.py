"""Every problem leads to what it means, as a page for people and as JSON: those of rules as those of the API."""

from collections.abc import Iterator

import pytest
from api_kit import Client, Headers, bearer
from sample_programme import plugin

from fokus_api.http.problem_types import TITLES
from fokus_api.testing.contract import issue_key, service_of, temporary_client

PAGE = {"Accept": "text/html"}
GARDEN = {"body": "05314000", "name": "Rosen", "effective": "2020-01-01"}


@pytest.fixture(scope="module")
def client() -> Iterator[Client]:
    with temporary_client(plugin) as client:
        yield client


@pytest.fixture(scope="module")
def officer(client: Client) -> Headers:
    return bearer(issue_key(service_of(client), "anna", ("municipal-officer", "state")))


def test_a_problem_leads_to_what_it_means(client: Client, officer: Headers) -> None:
    command = "/api/v1/garden/commands/open"
    assert client.post(command, json=GARDEN, headers=officer).status_code == 201
    met = [
        client.post(command, json=GARDEN, headers=officer),  # a rule refuses
        client.post(command, json=GARDEN),
        client.post(command, json={"body": 4}, headers=officer),
        client.get("/nowhere"),
        client.get("/api/v1/feed?after=x"),
        client.post("/api/v1/bodies"),
    ]
    assert [one.status_code for one in met] == [409, 401, 422, 404, 422, 405]
    for answer in met:
        assert answer.headers["link"].endswith('; rel="type"')
        said = answer.json()
        for address in (answer.headers["link"].partition(">")[0].strip("<"), f"/problems/{said['type']}"):
            kind = client.get(address)
            assert kind.status_code == 200, (address, kind.text)
            assert kind.json()["type"] == said["type"]
            assert said["status"] in kind.json()["statuses"]
            assert said["title"] == kind.json()["title"]
            page = client.get(address, headers=PAGE)
            assert (page.status_code, said["type"] in page.text) == (200, True)


def test_the_list_names_those_of_the_api_and_those_of_rules(client: Client) -> None:
    found = {one["slug"]: one for one in client.get("/problems").json()["items"]}
    assert set(TITLES) <= set(found)
    assert found["already-granted"]["programmes"] == ["core"]
    assert found["already-granted"]["sentences"] == ["{actor} hat diese Rolle am {effective} schon."]
    english = client.get("/problems", headers={"Accept-Language": "en"}).json()["items"]
    assert [one["slug"] for one in english] == list(found)
    assert "already" in next(one for one in english if one["slug"] == "already-granted")["sentences"][0]
    page = client.get("/problems", headers=PAGE).text
    assert all(f'href="/problems/{slug}"' in page for slug in found)


@pytest.mark.parametrize("slug", ["no-such-kind", "state-office", "urn:fokus:problem:no-such-kind"])
def test_what_is_no_kind_of_problem_is_not_found(client: Client, slug: str) -> None:
    assert client.get(f"/problems/{slug}").status_code == 404
