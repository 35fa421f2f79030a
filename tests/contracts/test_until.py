"""“until” includes the day, wherever it is said and shown; what was stored with the other meaning reads so, too."""

import json
import re
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import msgspec
import pytest
from litestar import Litestar
from litestar.testing import TestClient

from fokus_api.testing.contract import service_of, settle, temporary_client
from fokus_core import Command, Person, RegisterParty
from fokus_core.access.actor import CONSOLE
from fokus_core.access.api_keys import IssueKey
from fokus_core.access.grants import GrantAccess
from fokus_core.journal.engines.store import Row
from fokus_ehrenamtskarte.programme import ehrenamtskarte
from fokus_ews.plugin import plugin as ews
from fokus_network.offers.commands import MakeOffer
from fokus_network.people.commands import NameContact
from fokus_network.people.network_wide import ElectSpeaker, EntrustOrganisation
from fokus_network.plugin import plugin as network

FIRST, LAST = date(2020, 1, 1), date(2020, 12, 31)
ERNA = Person(name="Erna Probe", email="erna@bonn.example")
ENDING = re.compile(r"until|deadline|closes|ends|last_day|expires")


@pytest.fixture(scope="module")
def client() -> Iterator[TestClient[Litestar]]:
    """A client over all programmes, without history."""
    with temporary_client(network, ehrenamtskarte, ews) as client:
        service_of(client).journal.handle(
            RegisterParty(party="fsi", name="FSI", kind="organisation", effective=FIRST), by=CONSOLE
        )
        yield client


OFFER = {"title": "Rat", "description": "Rat", "audience": "alle"}
SHOWN: list[tuple[str, Command]] = [
    ("people", NameContact(body="Bonn", function="contact", person=ERNA, effective=FIRST, until=LAST)),
    ("people", NameContact(body="Hagen", function="deputy", person=ERNA, effective=FIRST, until=LAST)),
    ("people", ElectSpeaker(body="Essen", effective=FIRST, until=LAST)),
    ("people", EntrustOrganisation(party="fsi", task="accompaniment", effective=FIRST, until=LAST)),
    ("people", NameContact(body="Bielefeld", function="contact", person=ERNA, effective=LAST, until=LAST)),
    ("offers", MakeOffer(offer="rat", party="fsi", effective=FIRST, until=LAST, **OFFER)),
    ("offers", MakeOffer(offer="tag", party="fsi", effective=LAST, until=LAST, **OFFER)),
]


@pytest.mark.parametrize(("path", "command"), SHOWN)
def test_it_holds_on_that_day_and_not_on_the_next(client: TestClient[Litestar], path: str, command: Any) -> None:
    def listed(on: date) -> list[dict[str, Any]]:
        return list(client.get(f"/api/v1/network/{path}", params={"on": str(on), "limit": 1000}).json()["items"])

    others, later = listed(LAST), listed(LAST + timedelta(days=1))
    service_of(client).journal.handle(command, by=CONSOLE)
    settle(service_of(client))
    (new,) = [one for one in listed(LAST) if one not in others]
    assert new["until"] == str(LAST)
    assert listed(LAST + timedelta(days=1)) == later


@pytest.mark.parametrize(
    "command",
    [
        GrantAccess(actor="ana", role="auditor", scope="state", effective=FIRST, until=LAST),
        IssueKey(actor="ana", digest="a" * 64, effective=FIRST, until=LAST),
    ],
)
def test_it_is_recorded_as_it_was_said(client: TestClient[Litestar], command: Any) -> None:
    (record, *_) = service_of(client).journal.handle(command, by=CONSOLE).facts
    assert record.fact.until == LAST  # type: ignore[attr-defined]  # both have it


@pytest.mark.parametrize("name", ["core.access-granted", "core.key-issued", "ews.seat-given"])
def test_what_was_stored_with_the_first_day_after_reads_as_the_last_day(
    client: TestClient[Litestar], name: str
) -> None:
    codec = service_of(client).journal.codec
    fields = {"actor": "ana", "role": "auditor", "scope": "state", "key": "0b" * 8, "digest": "a" * 64}
    fields |= {"run": "4", "cohort": "4", "body": "05754008", "effective": "2020-01-01", "until": "2021-01-01"}
    meta = {"id": "a", "at": "2020-01-01T00:00:00Z", "by": "x", "command": "c"}
    for version, last in (("1", LAST), ("2", date(2021, 1, 1))):
        data = json.dumps({"fact": fields, "meta": meta}).encode()
        fact: Any = codec.decode(Row(1, f"{name}@{version}", (), data)).fact
        assert fact.until == last


def test_every_field_that_names_an_end_says_that_the_day_is_included(client: TestClient[Litestar]) -> None:
    commands = {one.cls for one in service_of(client).catalogue.commands.values()}
    facts = {one.cls for one in service_of(client).catalogue.facts.values()}
    _, shapes = msgspec.json.schema_components([*commands, *facts], schema_hook=lambda _: {"type": "string"})
    silent = [
        f"{name}.{field}"
        for name, shape in shapes.items()
        for field, schema in shape.get("properties", {}).items()
        if ENDING.search(field) and not re.search(r"[Ll]ast day|is the last one", json.dumps([schema, shape]))
    ]
    assert silent == []
