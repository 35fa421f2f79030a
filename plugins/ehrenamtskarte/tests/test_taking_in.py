"""Applications of other programs are read in from a table, each once, and so are their decisions."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest
from cards_kit import DAY, HAGEN, Scene
from test_taking_over import states

from fokus_api.imports.entering import Said, enter_rows
from fokus_api.imports.rows import Reading
from fokus_api.imports.sheets import read_table
from fokus_api.plugins.bulk_imports import BulkImport, imports_of
from fokus_api.testing import issue_key, temporary_client
from fokus_core import Actor
from fokus_ehrenamtskarte.applications.entering.taking_in import APPLICATIONS_TABLE, APPROVALS_TABLE, REJECTIONS_TABLE
from fokus_ehrenamtskarte.applications.record.facts import (
    AddressConfirmed,
    ApplicationHandedIn,
    ApplicationRejected,
    EngagementStated,
)
from fokus_ehrenamtskarte.commands import IntroduceCard
from fokus_ehrenamtskarte.issuers.commands import AssignIssuer
from fokus_ehrenamtskarte.programme import ehrenamtskarte as plugin
from fokus_kommune import Fact

TODAY = date.today()  # noqa: DTZ011  # any day
WIEHL, DISTRICT = "05374048", "05374"
ADA = {
    "Antragsnummer": "P-1",
    "Kommune": "Hagen",
    "Kartenart": "Ehrenamtskarte",
    "Verlängerung": "nein",
    "Vorname": "Ada",
    "Nachname": "Beispiel",
    "Geburtsdatum": "3.4.1970",
    "E-Mail": "ada@example.org",
    "Wohnort": "Hagen",
    "Adresse": "Weg 1, 58095 Hagen",
    "Organisation 1": "Sportfreunde",
    "Ort 1": "Hagen",
    "Tätigkeit 1": "Trainerin",
    "Seit 1": "05.2019",
    "Stunden 1": "5,5",
    "Zeitraum 1": "in der Woche",
    "Ansprechperson 1": "Kim Beispiel",
    "E-Mail der Ansprechperson 1": "kim@example.org",
    "Eingang am": f"{TODAY - timedelta(days=3):%d.%m.%Y}",
}


@pytest.fixture
def scene() -> Iterator[Scene]:
    with temporary_client(plugin) as client:
        yield Scene(client)


def read_in(scene: Scene, wanted: BulkImport, *rows: dict[str, str], by: str = "hagen") -> list[Said]:
    known = imports_of(scene.service.catalogue, scene.service.plugins.each("imports"))
    lines = [";".join(wanted.header), *(";".join(row.get(name, "") for name in wanted.header) for row in rows)]
    table = read_table("\n".join(lines).encode(), "text/csv", wanted)
    reading = Reading(scene.service, wanted, known, TODAY)
    return list(enter_rows(scene.service, reading, table, by=Actor(by), dry_run=False))


def facts(scene: Scene, *types: type[Fact]) -> list[Any]:
    return [one.fact for one in scene.service.journal.follow() if isinstance(one.fact, types)]


def test_an_application_is_taken_in_once_and_goes_the_way_of_every_other(scene: Scene) -> None:
    assert [one.state for one in read_in(scene, APPLICATIONS_TABLE, ADA)] == ["entered"]
    assert [one.state for one in read_in(scene, APPLICATIONS_TABLE, ADA)] == ["present"]
    (handed,) = facts(scene, ApplicationHandedIn)
    (stated,) = facts(scene, EngagementStated)
    assert (handed.body, handed.effective, handed.renewal) == (HAGEN, TODAY - timedelta(days=3), False)
    assert stated.application == handed.application
    assert facts(scene, AddressConfirmed) == [], "nobody is asked before the person has confirmed the address"


def test_what_an_applicant_may_not_say_a_table_may_not_either(scene: Scene) -> None:
    rows = (
        ADA | {"Antragsnummer": "P-2", "Stunden 1": "200"},
        ADA | {"Antragsnummer": "P-3", "Seit 1": f"12.{TODAY.year + 1}"},
        ADA | {"Antragsnummer": "P-4", "Geburtsdatum": "01.01.2150"},
        ADA | {"Antragsnummer": "P-5", "E-Mail der Ansprechperson 1": "ada@example.org"},
        ADA | {"Antragsnummer": "P-6", "Eingang am": f"{TODAY + timedelta(days=2):%d.%m.%Y}"},
        ADA | {"Antragsnummer": "P-7", "Verlängerung": "vielleicht"},
        ADA | {"Antragsnummer": "P-8", "E-Mail": ""},
        ADA | {"Antragsnummer": "P-9", "Wohnort": "Bonn", "Ort 1": "Bonn"},
    )
    assert states(read_in(scene, APPLICATIONS_TABLE, *rows)) == [
        ("refused", "hours-a-week", "Stunden 1"),
        ("refused", "begins-later", "Seit 1"),
        ("refused", "invalid-input", "Geburtsdatum"),
        ("refused", "self-confirmed", "E-Mail der Ansprechperson 1"),
        ("refused", "not-received", "Eingang am"),
        ("refused", "invalid-input", "Verlängerung"),
        ("refused", "no-mail-address", "E-Mail"),
        ("refused", "elsewhere", "Kommune"),
    ]
    assert facts(scene, ApplicationHandedIn) == []


def test_decisions_are_read_in_by_the_numbers_of_the_applications(scene: Scene) -> None:
    row = {"Antragsnummer": "P-1", "Kommune": "Hagen", "Abgelehnt am": f"{TODAY:%d.%m.%Y}"}
    no = row | {
        "Grund der Ablehnung": "other",
        "Eigener Grund": "Zu jung",
        "Was die Person tun kann": "Warten",
    }
    assert states(read_in(scene, REJECTIONS_TABLE, no)) == [("refused", "invalid-input", "Antragsnummer")]
    read_in(scene, APPLICATIONS_TABLE, ADA)
    yes = {"Antragsnummer": "P-1", "Kommune": "Hagen", "Bewilligt am": f"{TODAY:%d.%m.%Y}"}
    assert states(read_in(scene, APPROVALS_TABLE, yes)) == [("refused", "not-evaluated", "Antragsnummer")]
    assert states(read_in(scene, REJECTIONS_TABLE, no, by="bonn")) == [("refused", "forbidden", "")]
    assert [one.state for one in read_in(scene, REJECTIONS_TABLE, no)] == ["entered"]
    assert [one.state for one in read_in(scene, REJECTIONS_TABLE, no)] == ["present"]
    (rejected,) = facts(scene, ApplicationRejected)
    assert rejected.application == facts(scene, ApplicationHandedIn)[0].application


def test_a_decision_of_the_district_is_read_in_for_the_town_it_issues_for(scene: Scene) -> None:
    scene.give(
        IntroduceCard(body=DISTRICT, effective=DAY),
        IntroduceCard(body=WIEHL, effective=DAY),
        AssignIssuer(body=WIEHL, effective=DAY, kind="district"),
    )
    issue_key(scene.service, "wiehl", ("issuing-clerk", f"body:{WIEHL}"))
    issue_key(scene.service, "district", ("issuing-clerk", f"body:{DISTRICT}"))
    there = ADA | {"Kommune": "Wiehl", "Wohnort": "Wiehl", "Ort 1": "Wiehl"}
    assert [one.state for one in read_in(scene, APPLICATIONS_TABLE, there, by="wiehl")] == ["entered"]
    (handed,) = facts(scene, ApplicationHandedIn)
    assert handed.body == DISTRICT
    no = {
        "Antragsnummer": "P-1",
        "Kommune": "Wiehl",
        "Abgelehnt am": f"{TODAY:%d.%m.%Y}",
        "Grund der Ablehnung": "other",
        "Eigener Grund": "Zu jung",
        "Was die Person tun kann": "Warten",
    }
    assert states(read_in(scene, REJECTIONS_TABLE, no, by="wiehl")) == [("refused", "forbidden", "")]
    assert [one.state for one in read_in(scene, REJECTIONS_TABLE, no, by="district")] == ["entered"]
    assert [one.state for one in read_in(scene, REJECTIONS_TABLE, no, by="district")] == ["present"]
    (rejected,) = facts(scene, ApplicationRejected)
    assert (rejected.application, rejected.body) == (handed.application, DISTRICT)
