"""Cookbook: what a portal hands over becomes a command, once, over HTTP or by an adapter of one's own."""

from contextlib import suppress
from datetime import date
from typing import Annotated, Any

import msgspec
import pytest
from msgspec import Meta

from fokus_api import Service, hand_over
from fokus_api.http.turns import AT_WORK
from fokus_api.plugins.intakes import intakes_of
from fokus_api.testing import issue_key, temporary_service
from fokus_core import Actor, JobContext
from fokus_core.domain.programme import PluginRefused
from fokus_kommune import BodyId, BodyRef, Command, Fact, Programme, Refused, Role, _
from fokus_kommune.testing import ClerkOf, RunJob

WHERE = "/api/v1/stall/intake/requests"
LISTED = [("7", 2), ("8", 40), ("9", 5)]

stall = Programme("stall", title=_("Stände auf Märkten"))
PORTAL = stall.role(Role("market-portal", _("Portal der Märkte")))
TAKE_IN = stall.permission("take-in", scope="body", roles=[PORTAL.id], title=_("Anfragen für Stände übernehmen"))


@stall.fact("requested@1", sentence=_("Bei {body_dative} wurde ein Stand angefragt."))
class Requested(Fact, frozen=True):
    """Somebody asked a body for a stall."""

    body: BodyId
    metres: int


@stall.command("request", TAKE_IN, records=Requested, title=_("Stand anfragen"))
class RequestStall(Command, frozen=True):
    """Ask a body for a stall on its market."""

    body: BodyRef
    metres: Annotated[int, Meta(ge=1, le=20)]
    effective: date


REQUESTS = stall.takes_in("requests", RequestStall, title=_("Anfrage aus einem Portal übernehmen"))


class Fetch:
    """Takes over what the market's own portal lists; what it lists again changes nothing."""

    name = "stall.fetch"
    every = 300.0

    def run(self, context: JobContext[Service]) -> None:
        """Hand over each line."""
        for number, metres in LISTED:
            data = {"body": "Hagen", "metres": metres, "effective": "2026-03-01"}
            document = msgspec.json.encode({"reference": number, "data": data})
            with suppress(Refused):  # a real one would tell the portal
                hand_over(context.services, REQUESTS.name, document, by=Actor("market"))


FETCH = stall.job(Fetch())


@pytest.fixture(scope="session")
def programme() -> Programme:
    return stall


def metres(service: Service) -> list[int]:
    return [one.fact.metres for one in service.journal.follow() if isinstance(one.fact, Requested)]


def test_a_request_is_taken_in_once(clerk: ClerkOf) -> None:
    portal = clerk(PORTAL.id)

    def hand_over(metres: int) -> Any:
        data = {"body": "Hagen", "metres": metres, "effective": "2026-03-01"}
        return portal.client.post(WHERE, json={"reference": "M-17", "data": data}, headers=portal.headers)

    assert [hand_over(metres).status_code for metres in (3, 3, 4)] == [201, 200, 409]
    assert hand_over(40).json()["errors"][0]["pointer"] == "/data/metres"


def test_of_one_portal_few_requests_are_at_work_at_a_time(clerk: ClerkOf, monkeypatch: pytest.MonkeyPatch) -> None:
    portal = clerk(PORTAL.id)
    monkeypatch.setattr("fokus_api.http.turns.WAITING", -AT_WORK)
    data = {"body": "Hagen", "metres": 3, "effective": "2026-03-01"}
    answer = portal.client.post(WHERE, json={"reference": "M-18", "data": data}, headers=portal.headers)
    assert (answer.status_code, answer.headers["Retry-After"]) == (429, "1")


def test_an_adapter_hands_over_what_it_fetches(service: Service, run_job: RunJob) -> None:
    issue_key(service, "market", (PORTAL.id, "programme:stall"))
    before = metres(service)
    run_job(FETCH)
    run_job(FETCH)
    assert metres(service)[len(before) :] == [2, 5]


def test_an_intake_of_somebody_else_stops_the_start() -> None:
    other: Any = Programme("other", title=_("Anderes"))
    other.takes_in("requests", RequestStall, title=_("Anfrage aus einem Portal übernehmen"))
    with temporary_service(stall, other) as service, pytest.raises(PluginRefused, match="is not its own"):
        intakes_of(service.catalogue, service.plugins.each("intake"))
