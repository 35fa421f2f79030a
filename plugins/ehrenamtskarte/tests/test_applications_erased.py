"""Who applied or was named in an application is erased, and nothing of them can be read any more."""

from collections.abc import Iterator
from typing import Any, ClassVar

import msgspec
import pytest
from applications_kit import HAGEN, SINCE, apply, today

from fokus_api.testing.leaks import LeakContract, Scene
from fokus_api.testing.ways_out import leaks_in_files
from fokus_core import Person
from fokus_ehrenamtskarte.applications.desk.releasing import ReleaseContact
from fokus_ehrenamtskarte.applications.record.facts import EngagementAnswered, EngagementStated
from fokus_ehrenamtskarte.applications.record.steps import AnswerEngagement, ConfirmAddress
from fokus_ehrenamtskarte.commands import IntroduceCard
from fokus_ehrenamtskarte.programme import ehrenamtskarte as plugin

QUEUE = f"/api/v1/ehrenamtskarte/bodies/{HAGEN}/applications"
ADA, KIM, BO = NAMES = ("Ada-Sechzehnender", "Kim-Windschief", "Bo-Querkopf")


def erase(scene: Scene, person: str) -> dict[str, Any]:
    """Erase a person by two data-protection officers, and return the receipt."""
    body = {"person": person, "ground": "not-needed", "effective": str(today())}
    proposal = scene.post("core.erase-person", body, "first").json()["proposal"]
    assert scene.post("core.confirm", {"proposal": proposal}, "first").status_code == 403
    assert scene.post("core.confirm", {"proposal": proposal}, "second").status_code == 201
    run(scene, "core.erase-persons")
    receipt: dict[str, Any] = scene.get(f"/api/v1/privacy/erasures/{person}", "first").json()
    assert receipt["complete"]
    return receipt


def run(scene: Scene, job: str) -> None:
    """Run a job now."""
    scene.service.jobs.poke(job)
    status = scene.service.jobs.run_now(job, 30)
    assert status is not None
    assert status.failures == 0, status


class Office(LeakContract):
    """An application that was passed on to a colleague; its clerk, and two officers who erase."""

    plugin = plugin
    more: dict[str, Any] = {}  # noqa: RUF012  # what else the application says
    callers: ClassVar = {
        "hagen": ("issuing-clerk", f"body:{HAGEN}"),
        "first": ("data-protection-officer", "state"),
        "second": ("data-protection-officer", "state"),
    }

    def fill(self, scene: Scene) -> None:
        scene.give(IntroduceCard(body=HAGEN, effective=SINCE))
        club = msgspec.structs.replace(
            apply().engagements[0], organisation=ADA, activity=ADA, contact=KIM, contact_mail=f"{KIM}@example.org"
        )
        person = Person(name=ADA, email=f"{ADA}@example.org", birth="1980-05-01")
        scene.give(apply(person=person, street=ADA, engagements=(club,), **self.more))
        facts = [one.fact for one in scene.service.journal.follow()]
        (stated,) = (one for one in facts if isinstance(one, EngagementStated))
        about: dict[str, Any] = {"body": HAGEN, "application": stated.application, "effective": today()}
        passed = AnswerEngagement(
            **about,
            engagement=stated.engagement,
            answer="passed-on",
            colleague=BO,
            colleague_mail=f"{BO}@example.org",
            entitled=True,
        )
        scene.give(ReleaseContact(**about, engagement=stated.engagement), ConfirmAddress(**about, correct=True))
        run(scene, "core.tell-people")
        scene.give(passed)
        run(scene, "core.tell-people")
        answered = [one.fact for one in scene.service.journal.follow() if isinstance(one.fact, EngagementAnswered)]
        scene.hidden = (stated.person, stated.contact, answered[0].contact)


def told(scene: Scene) -> str:
    """Return all that the clerk and an officer are told of the application."""
    (item,) = scene.get(QUEUE, "hagen").json()["items"]
    return "\n".join(
        scene.get(path, who).text
        for who, paths in {
            "hagen": (QUEUE, f"{QUEUE}.csv", f"{QUEUE}/{item['application']}"),
            "first": [f"/api/v1/privacy/persons/{one}/export{form}" for one in scene.hidden for form in ("", ".txt")],
        }.items()
        for path in paths
    )


@pytest.fixture
def scene() -> Iterator[Scene]:
    with Office().opened() as scene:
        yield scene


def test_who_is_erased_cannot_be_read_and_all_others_can(scene: Scene) -> None:
    kept = list(NAMES)
    lie_in = [name for name, word in leaks_in_files(scene.service, NAMES)]
    assert lie_in, "letters lie in the folder for mail"
    assert all(name.startswith("outbox/") for name in lie_in), lie_in
    for name, person in zip((KIM, ADA, BO), (scene.hidden[1], scene.hidden[0], scene.hidden[2]), strict=True):
        assert [one for one in NAMES if one in told(scene)] == kept
        receipt = erase(scene, person)
        assert receipt["places"]["keys"] > 0
        assert (receipt["places"]["mails"] > 0) is (name != BO), "what was written to Bo was about Ada, and is gone"
        kept.remove(name)
        assert [one for one in NAMES if one in told(scene)] == kept
        assert leaks_in_files(scene.service, [name]) == []
        for job in ("core.tell-people", "ehrenamtskarte.evaluate-applications"):
            run(scene, job)
        assert leaks_in_files(scene.service, [name]) == []


def test_the_directory_recognises_who_was_named_and_an_erasure_takes_every_application_of_theirs(scene: Scene) -> None:
    known = Person(name=KIM, email=f"{KIM}@example.org")
    vault = scene.service.vault
    assert vault.likely(known.marks).same == {scene.hidden[1]}
    assert vault.likely(Person(name=BO, email=f"{BO}@example.org").marks).same == {scene.hidden[2]}
    club = msgspec.structs.replace(apply().engagements[0], contact=KIM, contact_mail=f"{KIM}@example.org")
    other = Person(name="Lu Dritte", email="lu@example.org", birth="1990-01-01")
    scene.give(apply(person=other, engagements=(club,)))
    stated = [one.fact for one in scene.service.journal.follow() if isinstance(one.fact, EngagementStated)]
    assert [one.contact for one in stated] == [scene.hidden[1]] * 2
    erase(scene, scene.hidden[1])
    assert leaks_in_files(scene.service, [KIM]) == []
    assert vault.likely(known.marks).everybody() == frozenset()
    scene.give(apply(person=other, engagements=(club,)))
    later = [one.fact for one in scene.service.journal.follow() if isinstance(one.fact, EngagementStated)][-1]
    assert later.contact != scene.hidden[1], "what is written after an erasure is about a new person"
