"""The OpenAPI document says what the application does."""

import json
import re

import msgspec
import pytest
from api_kit import Client
from sample_programme import plugin

from fokus_api.server.openapi import openapi_document
from fokus_api.server.plain_document import plain
from fokus_api.server.schemas import Schemas
from fokus_api.testing.contract import AppContract, temporary_client
from fokus_core.domain.programme import PluginRefused
from fokus_core.plugins.labels import Labels


class TestTheGardens(AppContract):
    plugin = plugin

    def test_every_address_answers_with_and_without_rows(self) -> None:
        with pytest.raises(AssertionError, match="/api/v1/garden/broken without rows: "):  # which fails on purpose
            super().test_every_address_answers_with_and_without_rows()


def test_operation_ids_are_stable_and_unique(client: Client) -> None:
    found = openapi_document(client.app)
    ids = sorted(operation["operationId"] for path in found["paths"].values() for operation in path.values())
    assert len(ids) == len(set(ids))
    assert [one for one in ids if one.startswith("garden")] == [
        "garden_broken",
        "garden_close",
        "garden_cohort",
        "garden_end_seat",
        "garden_gardens",
        "garden_gardens_csv",
        "garden_gardens_xlsx",
        "garden_give_seat",
        "garden_keeper",
        "garden_names",
        "garden_names_csv",
        "garden_names_xlsx",
        "garden_open",
        "garden_talk",
        "garden_ticket",
        "garden_whisper",
        "garden_whispers",
    ]
    assert found["openapi"] == "3.1.0"


def test_the_document_names_no_foreign_host(client: Client) -> None:
    text = client.get("/schema/openapi.json").text
    assert set(re.findall(r"https?://([\w.]+)", text)) <= {"example.org"}
    assert json.loads(text) == openapi_document(client.app)


def test_schemas_are_named_by_programme_and_class_alone(client: Client) -> None:
    found = openapi_document(client.app)
    schemas = found["components"]["schemas"]
    assert {"garden.GardenView", "garden.GardenViewPage", "garden.Open", "core.Problem", "core.FactView"} <= set(
        schemas
    )
    assert not any("title" in one for one in schemas.values())
    text = json.dumps(found)
    refs = set(re.findall(r'"#/components/schemas/([^"]+)"', text))
    assert refs <= set(schemas)
    assert set(schemas) - refs == set()
    assert [name for name in schemas if not re.fullmatch(r"[a-z]+\.[A-Za-z]+", name)] == []


def test_schemas_are_named_alike_whatever_else_is_installed() -> None:
    named = []
    for plugins in (["network"], ["network", "ews"], ["network", "ews", "ehrenamtskarte"]):
        with temporary_client(plugins=plugins) as client:
            schemas = openapi_document(client.app)["components"]["schemas"]
            named.append({name: one for name, one in schemas.items() if name.startswith(("network.", "core."))})
    of_intakes = {"core.EnclosedFile"}  # which no programme but the last takes
    assert named[0] == named[1] == {name: one for name, one in named[2].items() if name not in of_intakes}
    assert {"network.Member", "network.MemberPage", "network.JoinNetwork", "network.Point", "core.Point"} <= set(
        named[0]
    )


def test_two_classes_of_one_name_are_refused_at_the_start() -> None:
    class Twin(msgspec.Struct):
        one: int

    class Other(msgspec.Struct):
        two: int

    Other.__name__ = "Twin"
    with pytest.raises(PluginRefused, match=r"garden\.Twin"):
        Schemas([Twin, Other], {__name__.partition(".")[0]: "garden"}, Labels({}))


def test_tags_are_defined_and_waiting_is_said(client: Client) -> None:
    found = openapi_document(client.app)
    defined = {one["name"]: one["description"] for one in found["tags"]}
    operations = [operation for path in found["paths"].values() for operation in path.values()]
    assert {tag for operation in operations for tag in operation["tags"]} == set(defined)
    assert all(defined.values())
    for operation in operations:
        for status in ("429", "503"):
            answer = operation["responses"].get(status)
            assert answer is None or "Retry-After" in answer["headers"]


@pytest.mark.parametrize(
    ("language", "summary", "effective", "district", "count"),
    [
        ("de", "Neuen Namen einer Kommune eintragen", "Heißt so ab", "Kreis", "Anzahl"),
        ("en", "Record the new name of a municipality", "Called so from", "Kreis (district)", "Count"),
    ],
)
def test_properties_say_what_people_call_them_in_the_language_that_is_asked_for(
    client: Client, language: str, summary: str, effective: str, district: str, count: str
) -> None:
    found = client.get("/schema/openapi.json", headers={"Accept-Language": language}).json()
    properties = {name: one.get("properties", {}) for name, one in found["components"]["schemas"].items()}
    assert found["paths"]["/api/v1/core/commands/rename-body"]["post"]["summary"] == summary
    assert properties["core.RenameBody"]["effective"]["x-label"] == effective
    assert properties["core.CreateBody"]["kind"]["x-labels"]["district"] == district
    assert properties["garden.CohortView"]["count"] == {"type": "integer", "x-label": count, "description": count}
    assert not any("title" in one for some in properties.values() for one in some.values())


def test_the_description_is_written_as_litestar_writes_it(client: Client) -> None:
    found = client.app.openapi_schema
    assert plain(found) == found.to_schema()
