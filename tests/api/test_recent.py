"""What happened lately: entries of one kind and day are one."""

from datetime import date
from typing import Any

from api_kit import Client, Headers, open_gardens, slug, talk

from fokus_api.runtime.service import Service
from fokus_api.testing.contract import settle
from fokus_core.access.actor import CONSOLE
from fokus_core.corrections.corrections import Retract

BODIES = ("05315000", "05111000", "05112000")


def groups(client: Client, headers: Headers | None = None, **asked: Any) -> list[tuple[str, str, int]]:
    answer = client.get("/api/v1/log/recent", headers=headers, params={"programme": "garden", **asked})
    assert answer.status_code == 200, answer.text
    items = answer.json()["items"]
    assert all(one["entry"]["position"] == one["positions"][0] and one["entry"]["sentence"]["de"] for one in items)
    return [(one["effective"], one["type"], one["count"]) for one in items]


def test_entries_of_one_kind_and_day_are_counted_as_one(client: Client, service: Service) -> None:
    open_gardens(service, *BODIES)
    last = open_gardens(service, "05113000", since=date(2021, 1, 1))
    assert groups(client) == [("2021-01-01", "garden.opened@1", 1), ("2020-01-01", "garden.opened@1", 3)]
    assert groups(client, limit=1) == [("2021-01-01", "garden.opened@1", 1)]
    assert groups(client, on="2020-06-01") == [("2020-01-01", "garden.opened@1", 3)]
    assert groups(client, known=last - 2) == [("2020-01-01", "garden.opened@1", 2)]
    assert groups(client, programme="core", on="1950-01-01") == []


def test_what_was_taken_back_did_not_happen(client: Client, service: Service) -> None:
    position = open_gardens(service, *BODIES)
    service.journal.handle(Retract(position=position, reason="Irrtum"), by=CONSOLE)
    settle(service)
    assert groups(client) == [("2020-01-01", "garden.opened@1", 2)]
    assert groups(client, known=position) == [("2020-01-01", "garden.opened@1", 3)]


def test_what_the_caller_may_not_see_is_not_counted(client: Client, service: Service, office: Headers) -> None:
    open_gardens(service, *BODIES)
    talk(service)
    assert groups(client) == [("2020-01-01", "garden.opened@1", 3)]
    assert groups(client, office)[0] == ("2021-05-01", "garden.talked@1", 1)
    assert slug(client.get("/api/v1/log/recent?limit=51")) == "invalid-input"
