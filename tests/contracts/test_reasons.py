"""Why an entry about a person was taken back is told to few, and goes with the person."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from people_scene import DAY, HAGEN, Scene

from fokus_api.testing import settle, temporary_client
from fokus_core import CONSOLE
from fokus_core.persons.erasing import ErasePerson
from fokus_core.testing.folders import files_in
from fokus_network.membership.commands.declaration import OpenRound
from fokus_network.people.commands import EndContact
from fokus_network.plugin import plugin

WHY = "Kim Windschief ist schwer erkrankt"


@pytest.fixture
def scene() -> Iterator[Scene]:
    with temporary_client(plugin) as client:
        yield Scene(client)


def taken_back(scene: Scene, position: int, reason: str = WHY) -> str:
    answer = scene.post("retract", {"position": position, "reason": reason}, "office")
    assert answer.status_code == 201, answer.text
    settle(scene.service)
    (gone,) = (one for one in answer.json()["facts"] if one["type"] == "core.fact-retracted@1")
    return f"/api/v1/log/{gone['position']}"


def test_a_reason_about_a_person_is_sealed_and_goes_with_them(scene: Scene) -> None:
    path = taken_back(scene, scene.entry)
    public = scene.client.get(path).json()
    assert public["data"]["reason"] == "nicht öffentlich"
    assert public["sentence"]["de"] == f"Eintrag Nr. {scene.entry} wurde mit Begründung zurückgenommen."
    assert public["sentence"]["en"] == f"Entry no. {scene.entry} was taken back; the reason is kept."
    assert scene.client.get(f"{path}/reason").status_code == 401
    assert scene.get(f"{path}/reason", "one").status_code == 403
    shown = scene.get(f"{path}/reason", "officer")
    assert shown.json() == {"reason": WHY}
    assert shown.headers["cache-control"] == "no-store"
    export = f"/api/v1/privacy/persons/{scene.person}/export"
    assert WHY in scene.get(export, "officer").text
    assert in_files(scene, WHY) == []

    scene.give(ErasePerson(person=scene.person, ground="objection", effective=DAY))
    scene.run()
    assert scene.get(f"{path}/reason", "officer").json() == {"reason": None}
    assert WHY not in scene.get(export, "officer").text


def test_an_entry_about_somebody_erased_is_taken_back_without_a_reason_being_kept(scene: Scene) -> None:
    scene.give(ErasePerson(person=scene.person, ground="objection", effective=DAY))
    scene.run()
    path = taken_back(scene, scene.entry)
    assert scene.get(f"{path}/reason", "officer").json() == {"reason": None}
    assert in_files(scene, WHY) == []


def test_a_reason_that_is_about_nobody_stays_public(scene: Scene) -> None:
    (opened,) = scene.service.journal.handle(
        OpenRound(round="s", title="Runde", declaration="2012", effective=DAY), by=CONSOLE
    ).facts
    path = taken_back(scene, opened.position, "Schreibfehler im Titel")
    assert scene.client.get(path).json()["data"]["reason"] == "Schreibfehler im Titel"
    assert scene.get(f"{path}/reason", "officer").json() == {"reason": "Schreibfehler im Titel"}
    assert scene.get("/api/v1/log/1/reason", "officer").status_code == 404


def test_why_a_contact_person_left_is_sealed_and_goes_with_them(scene: Scene) -> None:
    (ended,) = scene.service.journal.handle(
        EndContact(body=HAGEN, term=scene.term, reason=WHY, effective=DAY + timedelta(days=9)), by=CONSOLE
    ).facts
    settle(scene.service)
    path = f"/api/v1/log/{ended.position}"
    public = scene.client.get(path).json()
    assert (public["data"]["reason"], public["data"]["words"]) == ("nicht öffentlich", {"sealed": True})
    assert public["sentence"]["de"] == "Die Ansprechperson der Stadt Hagen hat diese Aufgabe nicht mehr."
    assert scene.get(f"{path}/reason", "office").json() == {"reason": WHY}
    assert WHY in scene.get(f"/api/v1/privacy/persons/{scene.person}/export", "officer").text
    assert in_files(scene, WHY) == []
    scene.give(ErasePerson(person=scene.person, ground="objection", effective=DAY))
    scene.run()
    assert scene.get(f"{path}/reason", "office").json() == {"reason": None}


def test_the_term_of_somebody_erased_ends_without_a_reason_being_kept(scene: Scene) -> None:
    scene.give(ErasePerson(person=scene.person, ground="objection", effective=DAY))
    scene.run()
    end = EndContact(body=HAGEN, term=scene.term, reason=WHY, effective=DAY + timedelta(days=9))
    (ended,) = scene.service.journal.handle(end, by=CONSOLE).facts
    assert (ended.fact.reason, ended.fact.words) == ("nicht öffentlich", None)  # type: ignore[attr-defined]  # an end
    assert in_files(scene, WHY) == []


def in_files(scene: Scene, text: str) -> list[str]:
    files = files_in(Path(scene.service.settings.data))
    return [one.name for one, held in files.items() if text.encode() in held]
