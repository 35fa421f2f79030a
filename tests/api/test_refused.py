"""The helper for bad input tells the problem, and fails where something was recorded or sent back."""

import pytest
from api_kit import Client, Headers

from fokus_api.testing.refusals import problem_of, refused

GARDEN = {"body": "Bonn", "name": "Rosen", "effective": "2020-01-01"}


def test_a_problem_is_told_as_status_slug_and_field(client: Client, office: Headers) -> None:
    assert refused(client, "garden.open", GARDEN | {"name": ""}, office) == "422 invalid-input /name"
    assert refused(client, "garden.open", b"[]", office) == "422 invalid-input /"
    assert refused(client, "garden.open", GARDEN, {}) == "401 unauthenticated"
    assert problem_of(client.get("/api/v1/bodies", params={"limit": 0})) == "422 invalid-input limit"


def test_what_is_recorded_was_not_refused(client: Client, office: Headers) -> None:
    with pytest.raises(AssertionError, match="opened"):
        refused(client, "garden.open", GARDEN, office)


def test_an_answer_that_is_no_problem_is_none(client: Client) -> None:
    with pytest.raises(AssertionError):
        problem_of(client.get("/api/v1/bodies"))


def test_what_was_sent_is_not_sent_back(client: Client, office: Headers) -> None:
    with pytest.raises(AssertionError, match="colour"):
        refused(client, "garden.open", GARDEN | {"colour": "red"}, office, untold=["colour"])
