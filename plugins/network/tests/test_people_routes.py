"""Functions and persons over HTTP: what everybody sees, what members see, and what is refused."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest
from litestar import Litestar
from litestar.testing import TestClient

from fokus_api.testing import issue_key, refused, service_of, settle, temporary_client
from fokus_core import CONSOLE, Command, Correct, Person, RegisterParty
from fokus_network.membership.commands.admission import JoinNetwork
from fokus_network.membership.commands.declaration import OpenRound, PublishDeclaration, SignDeclaration
from fokus_network.membership.commands.membership import LeaveNetwork, SuspendMembership
from fokus_network.people.commands import EndContact, NameContact
from fokus_network.people.facts import ContactNamed
from fokus_network.people.network_wide import ElectSpeaker, EntrustOrganisation
from fokus_network.plugin import plugin

Client = TestClient[Litestar]

FOUNDED, NAMED, ENDED = date(2015, 1, 1), date(2016, 1, 1), date(2018, 1, 1)
HAGEN, BONN, ESSEN, RHEINE = "05914000", "05314000", "05113000", "05566076"
PEOPLE = "/api/v1/network/people"
ERIKA = Person(name="Erika Muster", email="erika@example.org")
PAUL = Person(name="Paul Muster")
LATER = tuple(range(1, 100))  # acknowledges whatever relies on it


def contacts_of(body: str) -> str:
    return f"/api/v1/network/members/{body}/contacts"


class Scene:
    """A network of Hagen, Essen and Rheine, whose membership rests; Bonn is no member."""

    def __init__(self, client: Client) -> None:
        self.client = client
        self.service = service_of(client)
        self.give(
            PublishDeclaration(declaration="2012", title="Erklärung", effective=FOUNDED),
            OpenRound(round="r", title="Runde", declaration="2012", effective=FOUNDED),
            RegisterParty(party="fsi", name="FSI", kind="organisation", effective=FOUNDED),
            *(SignDeclaration(party=body, round="r", effective=FOUNDED) for body in (HAGEN, ESSEN, RHEINE)),
            *(JoinNetwork(body=body, effective=FOUNDED) for body in (HAGEN, ESSEN, RHEINE)),
            SuspendMembership(body=RHEINE, reason="-", effective=NAMED),
            NameContact(body=HAGEN, function="contact", person=ERIKA, phone="02331 207-0", effective=NAMED),
            NameContact(body=HAGEN, function="deputy", person=PAUL, effective=NAMED, until=ENDED - timedelta(days=1)),
            NameContact(body=BONN, function="contact", person=PAUL, effective=NAMED),
            ElectSpeaker(body=HAGEN, effective=NAMED),
            EntrustOrganisation(party="fsi", task="accompaniment", effective=FOUNDED),
        )
        self.keys = {
            "coordination": issue_key(self.service, "coordination", ("network-coordination", "programme:network")),
            "office": issue_key(self.service, "office", ("state-office", "state")),
            "hagen": issue_key(self.service, "hagen", ("municipal-officer", f"body:{HAGEN}")),
            "essen": issue_key(self.service, "essen", ("municipal-officer", f"body:{ESSEN}")),
            "bonn": issue_key(self.service, "bonn", ("municipal-officer", f"body:{BONN}")),
            "rheine": issue_key(self.service, "rheine", ("municipal-officer", f"body:{RHEINE}")),
            "auditor": issue_key(self.service, "auditor", ("auditor", "state")),
            "nobody": issue_key(self.service, "nobody"),
        }

    def give(self, *commands: Command) -> None:
        for command in commands:
            self.service.journal.handle(command, by=CONSOLE)
        settle(self.service)

    def get(self, path: str, caller: str = "", **query: Any) -> Any:
        return self.client.get(path, params=query, headers=self.headers(caller))

    def post(self, command: str, body: Any, caller: str = "coordination", **query: Any) -> Any:
        url = f"/api/v1/network/commands/{command}"
        return self.client.post(url, params=query, json=body, headers=self.headers(caller))

    def headers(self, caller: str) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.keys[caller]}"} if caller else {}

    def term(self, body: str, function: str) -> str:
        (item,) = self.get(PEOPLE, party=body, function=function).json()["items"]
        return str(item["term"])


@pytest.fixture(scope="module")
def shared() -> Iterator[Scene]:
    with temporary_client(plugin) as client:
        yield Scene(client)


@pytest.fixture
def scene() -> Iterator[Scene]:
    with temporary_client(plugin) as client:
        yield Scene(client)


def test_everybody_sees_functions_and_terms_without_names(shared: Scene) -> None:
    def listed(**query: Any) -> list[tuple[str, str, str, str | None]]:
        answer = shared.get(PEOPLE, **query)
        assert answer.status_code == 200, answer.text
        assert "Muster" not in answer.text
        return [(one["name"], one["function"], one["since"], one["until"]) for one in answer.json()["items"]]

    assert listed(on="2017-01-01") == [
        ("Bonn", "contact", "2016-01-01", None),
        ("FSI", "accompaniment", "2015-01-01", None),
        ("Hagen", "contact", "2016-01-01", None),
        ("Hagen", "deputy", "2016-01-01", "2017-12-31"),
        ("Hagen", "speaker", "2016-01-01", None),
    ]
    assert ("Hagen", "deputy", "2016-01-01", "2018-01-01") not in listed(on="2018-01-01")
    assert listed(on="2015-06-01") == [("FSI", "accompaniment", "2015-01-01", None)]
    assert listed(party="Bonn") == [("Bonn", "contact", "2016-01-01", None)]
    assert listed(party="fsi", function="contact") == []
    assert listed(function="speaker") == [("Hagen", "speaker", "2016-01-01", None)]
    assert shared.get(PEOPLE, party="Atlantis").json()["type"] == "urn:fokus:problem:unknown-body"
    assert shared.get(PEOPLE, function="janitor").status_code == 422


def test_what_was_known_of_a_term_stays_answerable(scene: Scene) -> None:
    before = settle(scene.service)
    scene.give(EndContact(body=HAGEN, term=scene.term(HAGEN, "contact"), reason="-", effective=date(2017, 1, 1)))

    def functions(**query: Any) -> set[str]:
        return {one["function"] for one in scene.get(PEOPLE, party="Hagen", **query).json()["items"]}

    assert functions(on="2019-01-01") == {"speaker"}
    assert functions(on="2019-01-01", known=before) == {"contact", "speaker"}


@pytest.mark.parametrize("caller", ["coordination", "office", "hagen", "essen"])
def test_members_and_those_who_keep_the_network_see_names(shared: Scene, caller: str) -> None:
    answer = shared.get(contacts_of("Hagen"), caller, on="2017-01-01")
    assert answer.status_code == 200, answer.text
    assert [(one["function"], one["person"]) for one in answer.json()["items"]] == [
        ("contact", {"name": "Erika Muster", "mail": "erika@example.org", "phone": "02331 207-0"}),
        ("deputy", {"name": "Paul Muster", "mail": None, "phone": None}),
        ("speaker", {"name": None, "mail": None, "phone": None}),
    ]
    assert answer.headers["cache-control"] == "no-store"
    assert "etag" not in answer.headers


def test_every_opening_is_written_down(scene: Scene) -> None:
    assert scene.get(contacts_of(HAGEN), "essen", on="2017-01-01").status_code == 200
    facts = [record for record in scene.service.journal.follow() if isinstance(record.fact, ContactNamed)]
    for record in facts:
        assert isinstance(record.fact, ContactNamed)
        found = scene.service.state_store.accesses(subject=record.fact.person or "")
        seen = [(one.actor, one.permission, one.position) for one in found]
        assert seen == ([("essen", "network.read-contacts", record.position)] if record.fact.body == HAGEN else [])


@pytest.mark.parametrize("caller", ["bonn", "rheine", "auditor", "nobody"])
@pytest.mark.parametrize("body", [HAGEN, BONN, RHEINE])
def test_officers_of_bodies_that_are_no_members_and_others_see_none(shared: Scene, caller: str, body: str) -> None:
    answer = shared.get(contacts_of(body), caller, on="2017-01-01")
    assert answer.status_code == 403
    assert "Muster" not in answer.text


def test_who_is_not_signed_in_is_asked_to(shared: Scene) -> None:
    assert shared.get(contacts_of(HAGEN)).status_code == 401


def test_members_do_not_see_the_contacts_of_bodies_that_are_no_members(shared: Scene) -> None:
    assert shared.get(contacts_of(BONN), "essen").status_code == 404
    (paul,) = shared.get(contacts_of(BONN), "coordination").json()["items"]
    assert paul["person"]["name"] == "Paul Muster"
    assert shared.get(contacts_of("Atlantis"), "coordination").status_code == 404


def test_the_coordination_sees_the_contacts_a_body_had_that_is_no_more(scene: Scene) -> None:
    aachen = "05354"  # the district that became a part of the city region on 21 October 2009
    scene.give(NameContact(body=aachen, function="contact", person=PAUL, effective=date(2008, 1, 1)))
    (paul,) = scene.get(contacts_of(aachen), "coordination", on="2009-01-01").json()["items"]
    assert paul["person"]["name"] == "Paul Muster"
    assert scene.get(contacts_of(aachen), "essen", on="2009-01-01").status_code == 404


def test_membership_of_the_past_opens_nothing_today(scene: Scene) -> None:
    before = settle(scene.service)
    scene.give(LeaveNetwork(body=ESSEN, kind="withdrawal", reason="-", effective=date(2020, 1, 1)))
    assert scene.get(contacts_of(HAGEN), "essen", on="2017-01-01").status_code == 403
    assert scene.get(contacts_of(HAGEN), "essen", on="2017-01-01", known=before).status_code == 403


def test_an_erased_person_has_no_name_any_more(scene: Scene) -> None:
    (erika, *_) = scene.get(contacts_of(HAGEN), "coordination").json()["items"]
    assert erika["person"]["name"] == "Erika Muster"
    person = next(
        record.fact.person
        for record in scene.service.journal.follow()
        if isinstance(record.fact, ContactNamed) and record.fact.body == HAGEN
    )
    assert person is not None
    scene.service.vault.destroy(person)
    (erika, *_) = scene.get(contacts_of(HAGEN), "coordination").json()["items"]
    assert erika["person"] == {"name": None, "mail": None, "phone": None}


def test_an_officer_names_the_contact_person_of_the_own_body_only(scene: Scene) -> None:
    body = {"body": "Essen", "function": "contact", "person": {"name": "Ada"}, "effective": "2020-01-01"}
    assert scene.post("name-contact", body, "hagen").status_code == 403
    assert scene.post("name-contact", body, "essen").status_code == 201
    assert scene.post("elect-speaker", {"body": "Essen", "effective": "2020-01-01"}, "essen").status_code == 403


NAME = {"body": "Essen", "function": "contact", "person": {"name": "Ada"}, "effective": "2020-01-01"}
BAD = [
    ("name-contact", NAME | {"body": "Atlantis"}, "422 unknown-body /body"),
    ("name-contact", NAME | {"body": "fsi"}, "422 unknown-body /body"),
    ("name-contact", NAME | {"person": {"name": "Ada", "email": "ada-at-home"}}, "422 invalid-input /person/email"),
    ("name-contact", NAME | {"person": {"name": ""}}, "422 invalid-input /person/name"),
    ("name-contact", NAME | {"phone": "ruf mich an"}, "422 invalid-input /phone"),
    ("name-contact", NAME | {"until": "2019-12-31"}, "409 empty-period /until"),
    ("name-contact", NAME | {"until": "9999-01-01"}, "422 date-out-of-range /until"),
    ("name-contact", NAME | {"body": "Hagen"}, "409 contact-exists /function"),
    ("name-contact", NAME | {"replaces": "0" * 32}, "409 not-in-office /replaces"),
    ("name-contact", NAME | {"function": "janitor"}, "422 invalid-input /function"),
    ("elect-speaker", {"body": "059580041", "effective": "2020-01-01"}, "422 malformed-key /body"),
    ("end-speaker", {"term": "x", "reason": "-", "effective": "2020-01-01"}, "422 invalid-input /term"),
    ("set-speaker-number", {"number": -1, "effective": "2020-01-01"}, "422 invalid-input /number"),
    (
        "entrust-organisation",
        {"party": "niemand", "task": "accompaniment", "effective": "2020-01-01"},
        "422 unknown-body /party",
    ),
]


@pytest.mark.parametrize(("command", "body", "problem"), BAD)
def test_bad_input_is_refused_where_it_stands_and_nothing_is_recorded(
    shared: Scene, command: str, body: dict[str, Any], problem: str
) -> None:
    headers = shared.headers("coordination")
    assert refused(shared.client, f"network.{command}", body, headers, untold=["ada-at-home"]) == problem


def test_a_corrected_mail_address_is_sealed_again(scene: Scene) -> None:
    position = scene.get(PEOPLE, party="Hagen", function="contact").json()["items"][0]["position"]
    scene.give(Correct(position=position, changes={"mail": "neu@example.org"}, reason="Tippfehler", acknowledge=LATER))
    (erika, *_) = scene.get(contacts_of(HAGEN), "hagen").json()["items"]
    assert erika["person"] == {"name": "Erika Muster", "mail": "neu@example.org", "phone": "02331 207-0"}
