"""The OpenAPI document says what the application does."""

import json

from api_kit import Client
from sample_programme import plugin

from fokus_api.server.openapi import openapi_document
from fokus_api.testing.contract import AppContract


class TestTheGardens(AppContract):
    plugin = plugin


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
    assert "http://" not in text
    assert "https://" not in text
    assert json.loads(text) == openapi_document(client.app)
