"""Code lists: each coded field of a fact has an address, as has each value of it; official keys name their own."""

import json
from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest
from litestar import Litestar
from litestar.testing import TestClient
from rdflib import RDF, SKOS, Graph, Literal, URIRef

from fokus_api.responses.command_fields import fields_of
from fokus_api.testing.contract import service_of, temporary_client

pytestmark = pytest.mark.filterwarnings("ignore:.* is deprecated, use Dataset:DeprecationWarning")  # rdflib's own
HOME = "https://fokus.example.org"
Client = TestClient[Litestar]


@pytest.fixture(scope="module")
def client() -> Iterator[Client]:
    with temporary_client(plugins=["network", "ews", "ehrenamtskarte"], public_url=HOME) as client:
        yield client


def graph_at(client: Client, address: str) -> Graph:
    answer = client.get(urlsplit(address).path, headers={"Accept": "application/ld+json"})
    assert answer.status_code == 200, address
    assert answer.headers["content-type"] == "application/ld+json"
    return Graph().parse(data=answer.text, format="json-ld")


def test_every_coded_field_of_every_fact_has_a_list_whose_values_have_addresses(client: Client) -> None:
    service = service_of(client)
    found = {one["notation"]: one["id"] for one in client.get("/codes").json()["@graph"]}
    seen = 0
    for kind in service.catalogue.current.values():
        for field in fields_of(kind.cls):
            label = service.labels.of(kind.programme, kind.cls, field.name)
            if label is None or not label.values:
                continue
            address = found[f"{kind.base}.{field.name}"]
            listed = client.get(urlsplit(address).path).json()
            assert [one["notation"] for one in listed["codes"]] == [str(value) for value in label.values]
            value = listed["codes"][-1]
            one = client.get(urlsplit(value["id"]).path).json()
            assert (one["id"], one["label"], one["scheme"]) == (value["id"], value["label"], address)
            seen += 1
    assert seen > 20


def test_a_list_is_skos_in_german_and_english(client: Client) -> None:
    address = f"{HOME}/codes/network.meeting-scheduled.kind"
    graph = graph_at(client, address)
    scheme, summit = URIRef(address), URIRef(f"{address}/summit")
    assert (scheme, RDF.type, SKOS.ConceptScheme) in graph
    assert (scheme, SKOS.hasTopConcept, summit) in graph
    assert (summit, SKOS.inScheme, scheme) in graph
    assert {one.language for one in graph.objects(summit, SKOS.prefLabel) if isinstance(one, Literal)} == {"de", "en"}


@pytest.mark.parametrize(
    ("code", "official"),
    [
        ("ags/05914000", "municipalityKey/05914000"),
        ("ags/05334", "districtKey/05334"),
        ("ags/053", "governmentDistrictKey/053"),
        ("ars/059140000000", "regionalKey/059140000000"),
        ("ars/055660076076", "regionalKey/055660076076"),
    ],
)
def test_an_official_key_names_its_official_address(client: Client, code: str, official: str) -> None:
    graph = graph_at(client, f"{HOME}/codes/{code}")
    match = graph.value(URIRef(f"{HOME}/codes/{code}"), SKOS.exactMatch)
    assert match == URIRef(f"http://dcat-ap.de/def/politicalGeocoding/{official}")


def test_all_municipalities_of_the_state_are_there(client: Client) -> None:
    keys = [one["notation"] for one in client.get("/codes/ags").json()["codes"]]
    assert len([one for one in keys if len(one) == 8]) == 396
    assert len(keys) == len(set(keys)) == len(client.get("/codes/ars").json()["codes"])


def test_people_are_shown_pages(client: Client) -> None:
    for path in ("/codes", "/codes/ags", "/codes/ags/05914000", "/codes/network.meeting-scheduled.kind/summit"):
        answer = client.get(path, headers={"Accept": "text/html"})
        assert answer.status_code == 200
        assert answer.headers["content-type"].startswith("text/html")
    assert "municipalityKey/05914000" in client.get("/codes/ags/05914000", headers={"Accept": "text/html"}).text


@pytest.mark.parametrize("path", ["/codes/nowhere.field", "/codes/ags/99999999", "/codes/ags/%0a", "/codes/A%20B"])
def test_what_is_not_there_is_a_problem(client: Client, path: str) -> None:
    answer = client.get(path)
    assert answer.status_code in (404, 422)
    assert json.loads(answer.text)["type"].startswith("urn:fokus:problem:")
