"""What else an application can rest on than hours: said in the form, found in the queue, and looked at by the rules."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from applications_kit import today
from test_applications_path import QUEUE, Desk, asked

from fokus_api.testing import settle, temporary_client
from fokus_core.testing.smtp import MailServer
from fokus_ehrenamtskarte.applications.record.facts import ApplicationHandedIn
from fokus_ehrenamtskarte.programme import ehrenamtskarte as plugin
from fokus_ehrenamtskarte.rules.application import Application, Ground

SOON = str(today() + timedelta(days=90))


@pytest.fixture(scope="module")
def desk() -> Iterator[Desk]:
    with MailServer() as mail, temporary_client(plugin, mail_url=mail.url, mail_from="Karte <k@example.nrw>") as client:
        yield Desk(client, mail)


def handed_in(desk: Desk, *grounds: dict[str, Any], **more: Any) -> Any:
    answer = desk.post("apply", asked(grounds=list(grounds), **more), caller="")
    settle(desk.service)
    return answer


def test_an_application_says_what_it_rests_on_and_the_queue_finds_it(desk: Desk) -> None:
    service = {"kind": "fire-service"}
    for grounds in ((), (service,), ({"kind": "juleica", "valid_until": SOON}, service)):
        assert handed_in(desk, *grounds).status_code == 201
    told = [one.fact.ground for one in desk.service.journal.follow() if isinstance(one.fact, ApplicationHandedIn)]
    assert told == ["hours", "fire-service", "juleica"]
    found = [one["ground"] for one in desk.get(QUEUE, "hagen").json()["items"]]
    assert sorted(found) == sorted(str(one) for one in told)
    for ground in told:
        assert [one["ground"] for one in desk.get(QUEUE, "hagen", ground=ground).json()["items"]] == [ground]
    assert desk.get(QUEUE, "hagen", ground="luck").status_code == 422


def test_the_queue_finds_what_waits_for_long(desk: Desk) -> None:
    handed_in(desk)
    (waits, *_rest) = desk.get(QUEUE, "hagen", waiting=0).json()["items"]
    assert waits["received"] == str(today())
    assert desk.get(QUEUE, "hagen", waiting=1).json()["items"] == []
    about = {"body": "Hagen", "application": waits["application"], "effective": str(today())}
    assert desk.post("reject-application", about | {"reason": "hours"}).status_code == 201
    settle(desk.service)
    there = [one["application"] for one in desk.get(QUEUE, "hagen", waiting=0).json()["items"]]
    assert waits["application"] not in there, "it waits no more"
    assert desk.get(QUEUE, "hagen", waiting=-1).status_code == 422


def test_a_juleica_needs_its_last_day_and_nothing_is_recorded_without(desk: Desk) -> None:
    before = desk.service.journal.store.head()
    refused = handed_in(desk, {"kind": "reserve"}, {"kind": "juleica"})
    assert refused.status_code == 422
    assert refused.json()["errors"][0]["pointer"] == "/grounds/1/valid_until"
    assert desk.service.journal.store.head() == before


@pytest.mark.parametrize(
    ("ground", "counts"),
    [
        (Ground(kind="juleica", valid_until=today()), True),
        (Ground(kind="juleica", valid_until=today() - timedelta(days=1)), False),
        (Ground(kind="juleica"), False),
        (Ground(kind="reserve", valid_until=today()), False),
    ],
    ids=["valid", "over", "undated", "other"],
)
def test_the_rules_look_at_a_juleica_that_is_valid_alone(ground: Ground, counts: bool) -> None:
    told = Application(
        body="05914000",
        reference_date=today(),
        birth_date=today(),
        residence="05914000",
        engagements=(),
        grounds=(Ground(kind="decoration"), ground),
    )
    assert (told.juleica() is ground) is counts
