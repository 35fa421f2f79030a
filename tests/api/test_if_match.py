"""No silent undoing: a command that rests on what has changed since is answered 412."""

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from litestar import Litestar
from litestar.testing import TestClient

from fokus_api.testing.contract import issue_key, service_of, settle, temporary_client
from fokus_core import clock
from fokus_core.access.actor import CONSOLE
from fokus_network.meetings.commands import CancelMeeting, ScheduleMeeting
from fokus_network.membership.commands.membership import StartGuestParticipation
from fokus_network.plugin import plugin as network

M, OTHER = "a" * 32, "b" * 32
TODAY = clock.day_of(clock.now())
CHANGE = "/api/v1/network/commands/change-meeting"
Client = TestClient[Litestar]


def scheduled(meeting: str) -> ScheduleMeeting:
    return ScheduleMeeting(
        meeting=meeting,
        kind="workshop",
        title="Alt",
        starts="2095-03-05",
        ends="2095-03-05",
        place="A",
        effective=TODAY,
    )


@pytest.fixture
def client() -> Iterator[Client]:
    """A client over the network with two meetings."""
    with temporary_client(network) as client:
        for meeting in (M, OTHER):
            service_of(client).journal.handle(scheduled(meeting), by=CONSOLE)
        settle(service_of(client))
        yield client


@pytest.fixture
def office(client: Client) -> dict[str, str]:
    """Headers of the state office."""
    return {"Authorization": f"Bearer {issue_key(service_of(client), 'office', ('state-office', 'state'))}"}


def change(client: Client, headers: dict[str, str], if_match: str | None, **fields: Any) -> Any:
    body = {"meeting": M, "reason": "-", "effective": str(TODAY), **fields}
    given = {**headers, **({"If-Match": if_match} if if_match is not None else {})}
    answer = client.post(CHANGE, json=body, headers=given)
    settle(service_of(client))
    return answer


def seen(client: Client, path: str = f"/api/v1/network/meetings/{M}") -> tuple[str | None, str]:
    answer = client.get(path)
    return answer.headers.get("etag"), answer.headers["fokus-known"]


def test_the_later_of_two_is_told_and_undoes_nothing(client: Client, office: dict[str, str]) -> None:
    _, known = seen(client)
    assert change(client, office, f'"{known}"', title="Neu").status_code == 201
    second = change(client, office, f'"{known}"', title="Alt", place="B")
    assert (second.status_code, second.json()["type"]) == (412, "urn:fokus:problem:precondition-failed")
    assert second.json()["errors"][0]["parameter"] == "If-Match"
    assert second.json()["positions"] == [service_of(client).journal.store.head()]
    assert change(client, office, None, place="B").status_code == 201  # without a condition, only what is sent
    found = client.get(f"/api/v1/network/meetings/{M}").json()
    assert (found["title"], found["place"]) == ("Neu", "B")


def test_the_tag_of_an_answer_is_such_a_position(client: Client, office: dict[str, str]) -> None:
    tag, _ = seen(client, "/api/v1/network/meetings")
    tag = tag or f'"{seen(client)[1]}"'
    assert change(client, office, tag, title="Neu").status_code == 201
    assert change(client, office, tag, title="Neuer").status_code == 412
    assert (
        change(
            client, office, f'W/"{"0" * 32}.1", {seen(client)[0] or chr(34) + seen(client)[1] + chr(34)}', title="Neuer"
        ).status_code
        == 201
    )


def test_what_came_to_other_things_is_no_obstacle(client: Client, office: dict[str, str]) -> None:
    _, known = seen(client)
    journal = service_of(client).journal
    journal.handle(CancelMeeting(meeting=OTHER, reason="-", effective=TODAY), by=CONSOLE)
    journal.handle(StartGuestParticipation(body="Bonn", effective=date(2020, 1, 1)), by=CONSOLE)
    assert change(client, office, f'"{known}"', title="Neu").status_code == 201


@pytest.mark.parametrize(
    ("if_match", "status"),
    [
        ("*", 201),
        ('"999999"', 412),
        ('W/"999999"', 412),
        ("12", 422),
        ('"abc"', 422),
        ('"1" "2"', 422),
        ("", 422),
        ('"-1"', 422),
    ],
)
def test_what_stands_in_the_header_is_a_tag_or_a_position(
    client: Client, office: dict[str, str], if_match: str, status: int
) -> None:
    assert change(client, office, if_match, title="Neu").status_code == status


SIBLINGS: list[tuple[str, dict[str, Any], dict[str, Any]]] = [
    ("cancel-meeting", {"meeting": M, "reason": "-"}, {"meeting": M, "reason": "-"}),
    ("end-guest-participation", {"body": "Bonn", "reason": "-"}, {"body": "Bonn", "reason": "-"}),
    ("start-guest-participation", {"body": "Hagen"}, {"body": "Hagen"}),
    (
        "name-contact",
        {"body": "Bonn", "function": "deputy", "person": {"name": "A", "email": "a@b.example"}},
        {"body": "Bonn", "function": "contact", "person": {"name": "B", "email": "b@b.example"}},
    ),
    ("publish-news", {"news": "eins", "title": "A", "text": "A"}, {"news": "eins", "title": "B", "text": "B"}),
]


@pytest.mark.parametrize(("name", "first", "second"), SIBLINGS)
def test_every_command_takes_the_condition(
    client: Client, office: dict[str, str], name: str, first: dict[str, Any], second: dict[str, Any]
) -> None:
    journal = service_of(client).journal
    journal.handle(StartGuestParticipation(body="Bonn", effective=date(2020, 1, 1)), by=CONSOLE)
    headers = {**office, "If-Match": f'"{journal.store.head()}"'}
    path = f"/api/v1/network/commands/{name}"
    answers = [client.post(path, json={**one, "effective": str(TODAY)}, headers=headers) for one in (first, second)]
    assert [answer.status_code for answer in answers] == [201, 412]
