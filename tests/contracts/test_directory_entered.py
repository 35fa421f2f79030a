"""Who was recorded before the directory recognised them is entered in it once, by what entries say of them."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from canary_scene import HAGEN, opened

from fokus_api.plugins.load import load_plugins
from fokus_api.runtime.service import Service
from fokus_api.runtime.settings import load_settings
from fokus_core import CONSOLE, Person
from fokus_core.domain.facts import fact_type
from fokus_core.persons.entering import DIRECTORY, LOOKED, EnterPersons
from fokus_core.persons.erasing import ErasePerson
from fokus_core.persons.erasure import ErasePersons
from fokus_core.persons.matching import TellPersonsApart
from fokus_core.privacy.matches import PersonsMatched
from fokus_core.privacy.personal import personal_fields
from fokus_network.membership.commands.admission import JoinNetwork
from fokus_network.membership.commands.declaration import OpenRound, PublishDeclaration, SignDeclaration
from fokus_network.people.commands import NameContact

DAY = date(2015, 1, 1)
BONN = "05314000"
KIM = Person(name="Kim Windschief", email="kim@example.org")


@pytest.fixture
def service(tmp_path: Path) -> Iterator[Service]:
    with opened(tmp_path) as service:
        journal = service.journal
        journal.handle(PublishDeclaration(declaration="2012", title="Erklärung", effective=DAY), by=CONSOLE)
        journal.handle(OpenRound(round="r", title="Runde", declaration="2012", effective=DAY), by=CONSOLE)
        for body in (HAGEN, BONN):
            journal.handle(SignDeclaration(party=body, round="r", effective=DAY), by=CONSOLE)
            journal.handle(JoinNetwork(body=body, effective=DAY), by=CONSOLE)
        yield service


def name(service: Service, body: str, person: Person) -> str:
    command = NameContact(body=body, function="contact", person=person, effective=DAY)
    (record,) = service.journal.handle(command, by=CONSOLE).facts
    person_id: str = record.fact.person  # type: ignore[attr-defined]  # a contact
    return person_id


def forgotten(service: Service) -> None:
    """Let the directory hold what an earlier release left: marks of another kind, which are compared with nothing."""
    database: Any = service.vault._database  # type: ignore[attr-defined]  # nobody else makes such rows any more
    database.execute("UPDATE vault_people SET bucket = bucket % 256")


def entered(service: Service) -> None:
    """Run the job over everything."""
    service.state_store.delete(DIRECTORY, LOOKED)
    for _again in range(2):
        status = service.jobs.run_now(EnterPersons.name, 60)
        assert status is not None
        assert not status.failures, status.error


def same(service: Service, person: Person = KIM) -> frozenset[str]:
    return service.vault.likely(person.marks).same


def test_who_has_no_entry_is_recognised_afterwards(service: Service) -> None:
    kim = name(service, HAGEN, KIM)
    forgotten(service)
    assert same(service) == frozenset()
    entered(service)
    assert same(service) == {kim}
    assert name(service, BONN, KIM) == kim, "who is named anew is the one who was there"
    head, rows = service.journal.store.head(), service.vault.status().recognised
    entered(service)
    assert (service.journal.store.head(), service.vault.status().recognised) == (head, rows), "once is enough"


def test_of_whom_everything_is_alike_are_one_and_are_erased_as_one(service: Service) -> None:
    kim = name(service, HAGEN, KIM)
    forgotten(service)
    again = name(service, BONN, KIM)
    assert kim != again
    forgotten(service)
    entered(service)
    (match,) = service.journal.under(f"person:{again}", PersonsMatched)
    assert match.meta.by == "recipients"
    assert {kim, again} == {*match.fact.persons}  # type: ignore[attr-defined]  # a match
    assert same(service) == {kim}
    service.journal.handle(ErasePerson(person=kim, ground="not-needed", effective=DAY), by=CONSOLE)
    service.jobs.run_now(ErasePersons.name, 60)
    assert (service.vault.erased(kim), service.vault.erased(again)) == (True, True)
    entered(service)
    assert same(service) == frozenset(), "who was erased is entered no more"


def test_what_people_have_decided_holds(service: Service) -> None:
    kim = name(service, HAGEN, KIM)
    forgotten(service)
    again = name(service, BONN, KIM)
    service.journal.handle(TellPersonsApart(person=kim, other=again, effective=DAY), by=CONSOLE)
    forgotten(service)
    head = service.journal.store.head()
    entered(service)
    assert service.journal.store.head() == head
    assert same(service) == {kim}


def test_every_name_beside_a_mail_address_says_that_it_is_one() -> None:
    facts = load_plugins(load_settings({}, given={"plugins": "all"})).catalogue.facts.values()
    lacking = []
    for cls in (kind.cls for kind in facts):
        said = {
            (one.subject, one.name.rpartition("_")[2]): one.says for one in personal_fields(cls) if not one.kind
        }  # by whom a field is about, and the last word of what it is called
        for (subject, word), says in said.items():
            if word in ("mail", "email") and (subject, "name") in said and says != "mail":
                lacking.append(fact_type(cls).name)
    assert lacking == []
