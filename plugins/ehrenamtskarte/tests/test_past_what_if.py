"""What a draft would have changed for the applications so far: counted over what is stored, recording nothing."""

from typing import Any

import msgspec
from applications_kit import HAGEN, apply, given, today
from cards_kit import Scene
from rules_kit import documented
from test_application_figures import erased

from fokus_api.testing import settle, temporary_client
from fokus_core import Person
from fokus_ehrenamtskarte.applications.figures.past_ones import tallied
from fokus_ehrenamtskarte.applications.record.facts import ApplicationHandedIn, EngagementStated
from fokus_ehrenamtskarte.applications.record.steps import AnswerEngagement
from fokus_ehrenamtskarte.programme import ehrenamtskarte as plugin
from fokus_ehrenamtskarte.rules.application import Application, Engagement
from fokus_ehrenamtskarte.rules.commands import SetFrame, SetRules
from fokus_ehrenamtskarte.rules.facts import RulesSet
from fokus_ehrenamtskarte.rules.terms import Allowance, Prior, Terms, Volume

WHAT_IF = f"/api/v1/ehrenamtskarte/bodies/{HAGEN}/what-if"
LIBERAL = {"min_age": 16, "prior": [{"months": 0}]}


def applied(scene: Scene, number: int, since: str) -> str:
    """Apply with one engagement since a month, which the organisation confirms; returns whose it is."""
    club = msgspec.structs.replace(apply().engagements[0], since=since)
    person = Person(name=f"Ada {number}", email=f"{number}@example.org", birth="1980-05-01")
    journal = scene.service.journal
    handed, stated = given(journal, apply(person=person, engagements=(club,)))
    assert isinstance(handed, ApplicationHandedIn)
    assert isinstance(stated, EngagementStated)
    about: dict[str, Any] = {"body": HAGEN, "application": handed.application, "effective": today()}
    given(journal, AnswerEngagement(**about, engagement=stated.engagement, answer="confirmed", entitled=True))
    return handed.person


def test_a_draft_is_tried_on_what_was_applied_for_and_nothing_is_recorded() -> None:
    with temporary_client(plugin) as client:
        scene = Scene(client)
        since = today().replace(month=1, day=1)
        scene.give(
            SetFrame(
                frame="nrw",
                title="Regeln des Landes",
                effective=since,
                volume=Volume(per_week=4, per_year=200),
                allowance=Allowance(policy="capped", ehrenamt=960),
            ),
            SetRules(body=HAGEN, effective=since, terms=Terms(min_age=16, prior=(Prior(months=24),))),
        )
        young = f"{today().year}-01"
        people = [applied(scene, number, "2015-01" if number < 2 else young) for number in range(5)]
        erased(scene, people[4])
        before = len(list(scene.service.journal.follow()))

        liberal = client.post(WHAT_IF, json={"terms": LIBERAL}, headers=scene.headers("officer"))
        assert liberal.status_code == 200, liberal.text
        told = liberal.json()
        assert (told["gains"], told["loses"], told["same"], told["not_evaluable"]) == (2, 0, 2, 1), told
        assert told["because"] == [{"condition": "prior", "gains": 2, "loses": 0}]
        strict = client.post(WHAT_IF, json={"terms": {"min_age": 99}}, headers=scene.headers("officer")).json()
        assert strict["loses"] == 2
        assert "Ada" not in liberal.text
        settle(scene.service)
        assert len(list(scene.service.journal.follow())) == before

        wrong = client.post(WHAT_IF, json={"terms": {"min_age": -1}}, headers=scene.headers("officer"))
        assert wrong.status_code == 422
        assert wrong.json()["errors"][0]["pointer"] == "/terms/min_age"
        for caller in ("hagen", "bonn", "office", ""):
            answer = client.post(WHAT_IF, json={"terms": LIBERAL}, headers=scene.headers(caller))
            assert answer.status_code in {401, 403}, caller


def test_counting_takes_one_application_at_a_time() -> None:
    asked = Application(
        body=HAGEN,
        reference_date=today(),
        birth_date=today().replace(year=1980, day=1),
        residence=HAGEN,
        engagements=(Engagement(body=HAGEN, since="2010-01", per="week", hours=6),),
    )
    draft = RulesSet(effective=today(), body=HAGEN, terms=Terms(min_age=99))
    counted = tallied((None if number % 10 == 0 else asked for number in range(50)), draft, documented())
    assert counted.not_evaluable == 5
    assert counted.gains + counted.loses + counted.differs + counted.same == 45
