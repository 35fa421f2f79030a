"""The catalogue of open data: it holds against the published shapes, and every address in it answers."""

from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from api_kit import Client, open_gardens
from pyshacl import validate
from rdflib import DCAT, DCTERMS, RDF, SH, Graph, Literal, Namespace, URIRef
from sample_programme import plugin

from fokus_api.runtime.settings import Settings, SettingsRefused, load_settings
from fokus_api.testing.contract import service_of, temporary_client

pytestmark = pytest.mark.filterwarnings("ignore:.* is deprecated, use Dataset:DeprecationWarning")  # rdflib's own
SHAPES = Path(__file__).parent / "shapes"
DCATDE = Namespace("http://dcat-ap.de/def/dcatde/")
CONTRIBUTOR = "http://dcat-ap.de/def/contributors/openNRW"
HOME = "https://fokus.example.org"


@pytest.fixture(scope="module")
def client() -> Iterator[Client]:
    given = {"publisher": "Land Nordrhein-Westfalen", "catalog_contributor": CONTRIBUTOR, "public_url": HOME}
    with temporary_client(plugin, **given) as client:
        open_gardens(service_of(client), "05914000", "05315000")
        yield client


@pytest.fixture(scope="module")
def graph(client: Client) -> Graph:
    answer = client.get("/api/v1/catalog.jsonld")
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "application/ld+json"
    return Graph().parse(data=answer.text, format="json-ld")


@pytest.fixture(scope="module")
def shapes() -> Graph:
    found = Graph()
    for path in sorted(SHAPES.glob("*.ttl")):
        found.parse(path)
    return found


def findings(graph: Graph, shapes: Graph) -> set[tuple[str, str]]:
    """Return the severity and the path of everything that the shapes say of a graph."""
    _holds, report, _text = validate(graph, shacl_graph=shapes)
    assert isinstance(report, Graph)
    return {
        (str(report.value(one, SH.resultSeverity)), str(report.value(one, SH.resultPath)))
        for one in report.subjects(RDF.type, SH.ValidationResult)
    }


def test_the_published_shapes_of_dcat_ap_and_of_dcat_ap_de_find_nothing(graph: Graph, shapes: Graph) -> None:
    assert len(list(graph.subjects(RDF.type, DCAT.Dataset))) > 3
    assert findings(graph, shapes) == set()


@pytest.mark.parametrize(
    ("wanted", "kind"),
    [
        (DCTERMS.title, DCAT.Dataset),
        (DCTERMS.publisher, DCAT.Dataset),
        (DCTERMS.license, DCAT.Distribution),
        (DCAT.accessURL, DCAT.Distribution),
        (DCTERMS.description, DCAT.Catalog),
    ],
)
def test_the_shapes_miss_what_is_left_out(graph: Graph, shapes: Graph, wanted: URIRef, kind: URIRef) -> None:
    less = Graph()
    for triple in graph:
        less.add(triple)
    without = next(iter(sorted(less.subjects(RDF.type, kind))))
    less.remove((without, wanted, None))
    assert (str(SH.Violation), str(wanted)) in findings(less, shapes)


def test_every_address_of_a_file_answers_with_what_it_is_said_to_be(client: Client, graph: Graph) -> None:
    seen = 0
    for one in graph.subjects(RDF.type, DCAT.Distribution):
        address = urlsplit(str(graph.value(one, DCAT.accessURL)))
        assert f"{address.scheme}://{address.netloc}" == HOME
        answer = client.get(address.path)
        assert answer.status_code == 200, address.path
        said = str(graph.value(one, DCAT.mediaType)).removeprefix("https://www.iana.org/assignments/media-types/")
        assert answer.headers["content-type"].partition(";")[0] == said
        seen += 1
    assert seen == 3 * len(list(graph.subjects(RDF.type, DCAT.Dataset)))
    for one in graph.subjects(RDF.type, DCAT.Dataset):
        page = urlsplit(str(graph.value(one, DCAT.landingPage))).path
        assert client.get(page, headers={"Accept": "text/html"}).status_code == 200, page


def test_it_names_public_lists_alone_with_their_deliverer_place_and_days(graph: Graph) -> None:
    named = {str(graph.value(one, DCTERMS.identifier)) for one in graph.subjects(RDF.type, DCAT.Dataset)}
    assert {f"{HOME}/api/v1/garden/gardens", f"{HOME}/api/v1/bodies", f"{HOME}/api/v1/log"} <= named
    assert not [one for one in named if "cohorts" in one or "keys" in one or "jobs" in one]
    gardens = URIRef(f"{HOME}/api/v1/garden/gardens#dataset")
    assert graph.value(gardens, DCATDE.contributorID) == URIRef(CONTRIBUTOR)
    assert graph.value(gardens, DCTERMS.spatial) == URIRef("http://dcat-ap.de/def/politicalGeocoding/stateKey/05")
    level = URIRef("http://dcat-ap.de/def/politicalGeocoding/Level/state")
    assert graph.value(gardens, DCATDE.politicalGeocodingLevelURI) == level
    period = graph.value(gardens, DCTERMS.temporal)
    assert str(graph.value(period, DCAT.startDate)) == "2020-01-01"
    licences = set(graph.objects(None, DCTERMS.license))
    assert licences == {URIRef("http://dcat-ap.de/def/licenses/dl-by-de/2.0")}
    names = set(graph.objects(None, URIRef("http://xmlns.com/foaf/0.1/name")))
    assert names == {Literal("Land Nordrhein-Westfalen")}


def test_without_a_setting_no_deliverer_is_named_and_a_wrong_one_is_refused() -> None:
    with temporary_client(plugin) as client:
        assert "contributorID" not in client.get("/api/v1/catalog.jsonld").text
        assert client.get("/", headers={"Accept": "application/json"}).json()["links"]["catalog"]
    assert Settings().catalog_contributor == ""
    with pytest.raises(SettingsRefused, match="catalog_contributor"):
        load_settings({"FOKUS_CATALOG_CONTRIBUTOR": "https://example.org/nobody"})
