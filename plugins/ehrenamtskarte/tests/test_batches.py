"""Several applications are approved in one go where each is clear, and none where one is not."""

from typing import Any

import pytest
from msgspec import structs
from test_applications_rules import APPLICATION, BONN, HAGEN, HANDED, HELD, TODAY, judged
from test_desk_rules import CAPPED

from fokus_core import Fact
from fokus_core.testing import Given
from fokus_ehrenamtskarte.applications.desk.batches import ApproveClear
from fokus_ehrenamtskarte.applications.record.facts import ApplicationApproved, ApplicationWithdrawn
from fokus_ehrenamtskarte.programme import ehrenamtskarte as plugin

given = Given(plugin)
IDS = tuple(f"{number:032x}" for number in range(1, 4))


def clear(application: str, overall: Any = "granted", **outcomes: Any) -> tuple[Fact, ...]:
    """Return an application and its evaluation."""
    who = {"application": application, "person": application}
    return tuple(structs.replace(one, **who) for one in (HANDED, judged(overall, 100, confirmation="met", **outcomes)))


def approve(*applications: str, body: str = HAGEN) -> ApproveClear:
    return ApproveClear(body=body, applications=applications, effective=TODAY)


def test_what_is_clear_is_approved_in_one_go_each_on_its_evaluation() -> None:
    facts = given(*clear(IDS[0]), *clear(IDS[1]), *clear(IDS[2])).when(approve(*IDS)).facts
    assert [(one.application, one.evaluation) for one in facts if isinstance(one, ApplicationApproved)] == [
        (IDS[0], 2),
        (IDS[1], 4),
        (IDS[2], 6),
    ]


@pytest.mark.parametrize(
    ("second", "slug"),
    [
        (clear(IDS[1], "needs-decision"), "not-clear"),
        (clear(IDS[1], "refused", volume="not-met"), "requirement-not-met"),
        (clear(IDS[1])[:1], "not-evaluated"),
        ((), "unknown-application"),
        ((*clear(IDS[1]), ApplicationWithdrawn(**dict(HELD, application=IDS[1]))), "application-closed"),
    ],
)
def test_none_is_approved_where_one_is_not_clear(second: tuple[Fact, ...], slug: str) -> None:
    given(*clear(IDS[0]), *second).when(approve(IDS[0], IDS[1])).then_refused(slug, field="applications/1")


def test_an_application_is_named_once_and_at_its_office() -> None:
    given(*clear(IDS[0])).when(approve(IDS[0], IDS[0])).then_refused("named-twice", field="applications/1")
    given(*clear(APPLICATION)).when(approve(APPLICATION, body=BONN)).then_refused(
        "unknown-application", field="applications/0"
    )


def test_a_batch_stays_within_the_cap() -> None:
    three = (CAPPED, *clear(IDS[0]), *clear(IDS[1]), *clear(IDS[2]))
    given(*three).when(approve(*IDS)).then_refused("cap-reached")
    assert len(given(*three).when(approve(*IDS[:2])).facts) == 2
