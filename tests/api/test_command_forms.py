"""Which commands there are, and what each asks, as programs and forms are told."""

from typing import Annotated, Any, Literal

import pytest
from api_kit import Client, Headers, slug
from msgspec import UNSET, Meta, Struct, UnsetType
from sample_programme import Talk

from fokus_api.responses.command_fields import CommandField, command_fields, fields_of, readable, worded
from fokus_api.testing import issue_key, service_of, settle
from fokus_core import BodyRef, Command, Key, Label, PartyRef
from fokus_core.corrections.corrections import Correct
from fokus_core.domain.commands import command_type
from fokus_core.plugins.labels import Labels


class Part(Struct, frozen=True):
    title: Annotated[str, Meta(title="Wie heißt es?", min_length=1, max_length=300)]


class Ask(Command, frozen=True):
    """Ask it all."""

    body: Annotated[BodyRef, Meta(title="Wo?", description="Ort oder Schlüssel")]
    parties: tuple[PartyRef, ...]
    how: Annotated[Literal["a", "b"], Meta(extra={"labels": {"a": "Erstens", "b": "Zweitens"}})]
    parts: Annotated[tuple[Part, ...], Meta(min_length=1, max_length=5)]
    round: Annotated[str, Key("round")] | None = None
    long: Annotated[str, Meta(max_length=4000)] | UnsetType = UNSET
    number: Annotated[int, Meta(ge=1, le=9)] = 3
    tags: tuple[Annotated[str, Meta(max_length=60)], ...] = ()


NONE = Labels({})
FIELDS = fields_of(Ask)


def asked(name: str) -> CommandField:
    (found,) = [one for one in fields_of(Ask) if one.name == name]
    return found


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("body", {"kind": "body", "label": "Wo?", "hint": "Ort oder Schlüssel", "required": True, "longest": 120}),
        ("parties", {"kind": "party", "many": True, "required": True}),
        ("how", {"kind": "choice", "values": {"a": "Erstens", "b": "Zweitens"}, "label": "How"}),
        ("parts", {"kind": "group", "many": True, "items": (1, 5)}),
        ("round", {"kind": "key", "of": "round", "required": False, "keeps": False}),
        ("long", {"kind": "long", "longest": 4000, "required": False, "keeps": True}),
        ("number", {"kind": "number", "bounds": (1, 9), "default": 3}),
        ("tags", {"kind": "text", "many": True, "longest": 60}),
    ],
)
def test_a_field_says_what_it_takes(name: str, expected: dict[str, Any]) -> None:
    assert {one: getattr(asked(name), one) for one in expected} == expected


def test_a_group_has_fields_of_its_own_and_what_no_form_can_ask_is_json() -> None:
    assert [(one.label, one.kind) for one in asked("parts").fields] == [("Wie heißt es?", "text")]
    assert {one.name: one.kind for one in command_fields(command_type(Correct), NONE)}["changes"] == "json"


def test_a_person_is_asked_without_the_id_that_is_given_and_is_sealed() -> None:
    (person,) = [one for one in command_fields(command_type(Talk), NONE) if one.name == "person"]
    assert person.sealed
    assert [one.name for one in person.fields][:3] == ["name", "email", "birth"]
    assert "id" not in {one.name for one in person.fields}


def test_programmes_say_what_a_field_is_called_and_so_does_each_part() -> None:
    labels = Labels({"garden": {"Ask.body": Label("Welcher Garten?", "Mit Hecke"), "Part.title": "Titel"}})
    found = {one.name: one for one in worded(FIELDS, Ask, "garden", labels)}
    assert (found["body"].label, found["body"].hint) == ("Wo?", "Mit Hecke")  # the title at the field itself counts
    assert found["number"].label == "Number"
    assert found["parts"].fields[0].label == "Wie heißt es?"
    labels = Labels({"garden": {"number": Label("Wie viele?", "Von 1 bis 9")}})
    (number,) = [one for one in worded(FIELDS, Ask, "garden", labels) if one.name == "number"]
    assert (number.label, number.hint) == ("Wie viele?", "Von 1 bis 9")


def test_a_name_without_a_title_is_made_readable() -> None:
    assert readable("network.sign-declaration") == "Sign declaration"


def test_the_list_tells_what_the_caller_may_give(client: Client, officer: Headers, office: Headers) -> None:
    def given(headers: Headers | None) -> set[str]:
        listed = client.get("/api/v1/commands", params={"mine": True, "limit": 1000}, headers=headers).json()["items"]
        return {one["name"] for one in listed}

    all_ = client.get("/api/v1/commands", params={"limit": 1000}).json()["items"]
    assert {"core.grant-access", "garden.open"} <= {one["name"] for one in all_}
    assert "garden.open" in given(officer)
    assert "core.grant-access" not in given(officer)
    assert "core.grant-access" in given(office)
    assert all(one["scope"] == "public" for one in all_ if one["name"] in given(None))
    assert client.get("/api/v1/commands", headers=officer).headers["cache-control"] == "private, no-cache"


def test_what_is_given_for_the_whole_state_is_not_offered_to_whom_is_narrowed_to_a_body(client: Client) -> None:
    def given(scope: str) -> set[str]:
        key = issue_key(service_of(client), f"office-of-{scope.partition(':')[0]}", ("state-office", scope))
        settle(service_of(client))
        asked = {"mine": True, "limit": 1000}
        listed = client.get("/api/v1/commands", params=asked, headers={"Authorization": f"Bearer {key}"}).json()
        return {one["name"] for one in listed["items"]}

    assert "core.end-body" in given("state")
    assert "core.end-body" not in given("body:05914000")


def test_commands_about_a_kind_of_thing_of_one_programme(client: Client) -> None:
    found = client.get("/api/v1/commands", params={"about": "body", "programme": "core"}).json()["items"]
    assert [one["name"] for one in found] == sorted(one["name"] for one in found)
    assert "core.end-body" in {one["name"] for one in found}
    assert not {"core.grant-access", "garden.open"} & {one["name"] for one in found}


def test_a_command_tells_its_fields_with_pointers(client: Client) -> None:
    found = client.get("/api/v1/commands/garden.talk").json()
    (person,) = [one for one in found["fields"] if one["kind"] == "person"]
    pointers = [one["pointer"] for one in person["fields"]]
    assert pointers[:3] == ["/person/name", "/person/email", "/person/birth"]
    assert found["fields"][0]["pointer"].startswith("/")


def test_a_command_that_is_not_there_is_not_found(client: Client) -> None:
    assert slug(client.get("/api/v1/commands/garden.fly")) == "not-found"
