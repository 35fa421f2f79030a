"""Whom forms offer for a function: by name to those who may read names, to others described, and never by an id."""

import re
from collections.abc import Iterator
from datetime import date
from itertools import count
from typing import Any

import pytest
from litestar import Litestar
from litestar.testing import TestClient

from fokus_api.testing import issue_key, service_of, settle, temporary_client
from fokus_core import CONSOLE, Command, Person
from fokus_network.membership.commands.admission import JoinNetwork
from fokus_network.membership.commands.declaration import OpenRound, PublishDeclaration, SignDeclaration
from fokus_network.people.commands import NameContact
from fokus_network.people.facts import HeldByPerson
from fokus_network.people.network_wide import ElectSpeaker
from fokus_network.plugin import plugin

FOUNDED, NAMED = date(2015, 1, 1), date(2016, 1, 1)
HAGEN, BONN = "05914000", "05314000"
ERIKA, PAUL, ADA = (Person(name=f"{name} Muster", email=f"{name}@example.org") for name in ("Erika", "Paul", "Ada"))
NUMBERS = count()
ID = re.compile(r"[0-9a-f]{32}")


@pytest.fixture(scope="module")
def client() -> Iterator[TestClient[Litestar]]:
    """Hagen is a member with a contact and a speaker; Bonn named a contact and is no member yet."""
    commands: tuple[Command, ...] = (
        PublishDeclaration(declaration="2012", title="Erklärung", effective=FOUNDED),
        OpenRound(round="r", title="Runde", declaration="2012", effective=FOUNDED),
        SignDeclaration(party=HAGEN, round="r", effective=FOUNDED),
        JoinNetwork(body=HAGEN, effective=FOUNDED),
        NameContact(body=HAGEN, function="contact", person=ERIKA, effective=NAMED),
        NameContact(body=HAGEN, function="deputy", person=ADA, effective=NAMED),
        NameContact(body=BONN, function="contact", person=PAUL, effective=NAMED),
        ElectSpeaker(body=HAGEN, person=ERIKA, effective=NAMED),
    )
    with temporary_client(plugin) as client:
        for command in commands:
            service_of(client).journal.handle(command, by=CONSOLE)
        settle(service_of(client))
        yield client


def key(client: TestClient[Litestar], role: str, scope: str) -> dict[str, str]:
    actor = f"actor-{next(NUMBERS)}"
    return {"Authorization": f"Bearer {issue_key(service_of(client), actor, (role, scope))}"}


def opened(client: TestClient[Litestar]) -> int:
    """Return how often fields of anybody named here were opened."""
    service = service_of(client)
    keys = (f"body:{HAGEN}", f"body:{BONN}")
    facts = [record.fact for key in keys for record in service.journal.under(key)]
    people = {fact.person for fact in facts if isinstance(fact, HeldByPerson) and fact.person}
    return sum(len(service.state_store.accesses(subject=person)) for person in people)


def chosen(client: TestClient[Litestar], kind: str, headers: dict[str, str], **query: str) -> list[tuple[str, str]]:
    answer = client.get(f"/api/v1/choices/{kind}", headers=headers, params=query)
    assert answer.status_code == 200, answer.text
    items: list[dict[str, Any]] = answer.json()["items"]
    assert all(ID.fullmatch(one["value"]) for one in items)
    assert not any(ID.search(one["label"] + one["note"]) for one in items)
    return [(one["label"], one["note"]) for one in items]


def test_who_may_read_names_chooses_by_name_and_each_is_entered_as_opened(client: TestClient[Litestar]) -> None:
    hagen = key(client, "municipal-officer", f"body:{HAGEN}")
    before = opened(client)
    assert chosen(client, "term", hagen, within=f"body:{HAGEN}") == [
        ("Ada Muster", "Stellvertretung seit 1. Januar 2016"),
        ("Erika Muster", "Ansprechperson seit 1. Januar 2016"),
    ]
    assert opened(client) == before + 2
    office = key(client, "state-office", "state")
    assert chosen(client, "speaker", office) == [("Erika Muster", "Hagen, seit 1. Januar 2016")]
    assert chosen(client, "term", office, within=f"body:{BONN}") == [
        ("Paul Muster", "Ansprechperson seit 1. Januar 2016")
    ]


def test_who_may_not_read_a_name_chooses_by_what_is_public_and_opens_nothing(client: TestClient[Litestar]) -> None:
    bonn = key(client, "municipal-officer", f"body:{BONN}")
    before = opened(client)
    described = [("Ansprechperson", "Ansprechperson seit 1. Januar 2016")]
    assert chosen(client, "term", bonn, within=f"body:{BONN}") == described
    assert chosen(client, "speaker", bonn) == [("Sprecherteam", "Hagen, seit 1. Januar 2016")]
    assert opened(client) == before
    for path in (f"bodies/{HAGEN}/holders", "speakers"):
        answer = client.get(f"/api/v1/network/{path}", headers=bonn)
        assert ("Muster" in answer.text, answer.headers["cache-control"]) == (False, "no-store")
        assert client.get(f"/api/v1/network/{path}").status_code == 401


def test_the_form_offers_people_and_asks_for_no_id(client: TestClient[Litestar]) -> None:
    for role, scope, name in (
        ("municipal-officer", f"body:{HAGEN}", "Erika Muster"),
        ("municipal-officer", f"body:{BONN}", "Ansprechperson"),
    ):
        headers = {"Accept": "text/html", **key(client, role, scope)}
        body = scope.partition(":")[2]
        page = client.get(f"/vorgang/network/end-contact?body={body}", headers=headers).text
        (field,) = re.findall(r"<fieldset(?:(?!</fieldset>).)*Wessen Amtszeit.*?</fieldset>", page, re.DOTALL) or [page]
        assert name in field
        assert 'type="text" id="f-term"' not in page
