"""Every figure and every row of every two-clock table is explained by the very facts that make it."""

from collections.abc import Iterator
from datetime import date
from typing import Any
from urllib.parse import quote

import pytest
from access_scene import opened
from litestar import Litestar
from litestar.testing import TestClient

from fokus_api.responses.rows import tables_of
from fokus_api.testing.contract import issue_key, service_of, settle, temporary_client
from fokus_core.access.actor import CONSOLE
from fokus_core.corrections.corrections import Retract
from fokus_core.domain.facts import fact_type
from fokus_core.journal.documented import load_history
from fokus_ehrenamtskarte.commands import IntroduceCard, RecordCouncilDecision
from fokus_ehrenamtskarte.programme import ehrenamtskarte
from fokus_ews.plugin import plugin as ews
from fokus_network.plugin import plugin as network
from fokus_projections import OPEN_DAY, TwoClockTable
from fokus_projections.tables.timeline import Segment, Timeline

Client = TestClient[Litestar]
DAYS = ("2013-06-01", "2016-06-01", "2024-06-01", "2026-06-01")
EACH = 3  # rows of a table on a day
COUNTED = {  # each figure with its table
    ("ehrenamtskarte", "issuers"): "ehrenamtskarte_participation",
    ("ews", "runs"): "ews_run",
    ("network", "members"): "network_membership",
    ("network", "suspended"): "network_membership",
}


@pytest.fixture(scope="module")
def client() -> Iterator[Client]:
    with temporary_client(network, ews, ehrenamtskarte) as client:
        service = service_of(client)
        assert {one.state for one in load_history(service.journal, service.plugins.history)} == {"entered"}
        settle(service)
        yield client


@pytest.fixture(scope="module")
def auditor(client: Client) -> dict[str, str]:
    return {"Authorization": f"Bearer {issue_key(service_of(client), 'auditor', ('auditor', 'state'))}"}


def tables(client: Client) -> dict[str, TwoClockTable[Any]]:
    return tables_of(service_of(client).models.projections)


def ask(client: Client, path: str, headers: dict[str, str] | None = None, **params: Any) -> Any:
    answer = client.get(path if path.startswith("/") else f"/api/v1/{path}", params=params or None, headers=headers)
    assert answer.status_code == 200, (path, params, answer.text)
    return answer.json()


def folded(client: Client, table: TwoClockTable[Any], thing: str, day: str, positions: set[int]) -> Segment | None:
    """Return what is folded from facts at some positions alone, on a day."""
    reader = service_of(client).models.reader()
    told = [one for place in sorted(positions) if (one := reader.recorded(place)) is not None]
    assert len(told) == len(positions)
    segments = Timeline.of(thing, table.fold, told).segments
    return next((one for one in segments if one.valid_from <= day < one.valid_to), None)


def rows(client: Client) -> Iterator[tuple[str, TwoClockTable[Any], str]]:
    """Yield days, tables and things of which a row holds then."""
    with service_of(client).models.reader().snapshot() as reader:
        known = reader.position
        for table in tables(client).values():
            for day in DAYS:
                held = f'SELECT "{table.subject}" FROM "{table.table.name}" WHERE {table.in_force()} ORDER BY 1'
                things = reader.rows(held, {"on": day, "known": known})
                yield from ((day, table, str(thing)) for (thing,) in things[:: max(1, len(things) // EACH)])


def explained(client: Client, headers: dict[str, str]) -> dict[str, int]:
    """Hold rows of all tables against the facts that explain them; return how many were, by table."""
    of: dict[str, int] = {}
    for day, table, thing in rows(client):
        name = table.table.name
        answer = client.get(f"/api/v1/explain/{name}/{quote(thing, safe='')}", params={"on": day}, headers=headers)
        if answer.status_code == 404:  # for whoever may not see all of the facts there is no row
            reader = service_of(client).models.reader()
            told = table.told(reader, thing, known=reader.position)
            seen = {client.get(f"/api/v1/log/{one.position}", headers=headers).status_code for one in told}
            assert seen & {403, 404}, (name, thing, day)
            continue
        assert answer.status_code == 200, (name, thing, day, answer.text)
        found = answer.json()
        facts = {one["position"]: one for one in found["facts"]}
        assert {one["type"] for one in facts.values()} <= {fact_type(one).name for one in table.facts}, name
        for one in facts.values():
            assert all(one["sentence"].values()), one
            assert one["source"] is None or one["source"].get("certainty", "stated") in {"stated", "inferred"}
        whole = folded(client, table, thing, day, {*facts})
        assert whole is not None, (name, thing, day)
        assert whole.valid_from == found["row"]["valid_from"], (name, thing, day)
        assert found["row"]["valid_to"] in {None, whole.valid_to} or whole.valid_to == OPEN_DAY, (name, thing, day)
        without = [folded(client, table, thing, day, {*facts} - {place}) for place in facts]
        assert any(one != whole for one in without), (name, thing, day)  # taking back what began it changes the row
        of[name] = of.get(name, 0) + 1
    return of


def test_every_row_follows_from_the_facts_that_explain_it(client: Client, auditor: dict[str, str]) -> None:
    of = explained(client, auditor)
    assert {name.partition("_")[0] for name in of} >= {"network", "ews", "ehrenamtskarte"}
    assert len(of) >= 9, sorted({*tables(client)} - {*of})
    assert sum(of.values()) > 60


def test_so_does_every_row_that_is_not_for_everybody_and_is_not_there_for_who_may_not_see_its_facts() -> None:
    with opened() as scene:
        of = explained(scene.client, scene.headers("auditor"))
        assert len(of) >= 9, of


def test_every_figure_counts_what_follows_from_the_facts_that_explain_it(client: Client) -> None:
    told: set[tuple[str, str]] = set()
    for day in DAYS:
        for whole in ask(client, "figures", on=day)["figures"]:
            some = [(whole["value"], ask(client, whole["explanation"]))]
            if apart := whole["apart"]:
                path = f"figures/{whole['programme']}/{apart['figure']}/explanation"
                some.append((apart["value"], ask(client, path, on=day)))
            for value, found in some:
                figure = (found["programme"], found["figure"])
                table = tables(client)[COUNTED[figure]]
                positions = {one["position"] for one in found["facts"]}
                assert all(client.get(f"/api/v1/log/{place}").status_code == 200 for place in positions)
                things = {
                    key.partition(":")[2]
                    for one in found["facts"]
                    for key in one["keys"]
                    if key.startswith(f"{table.kind}:")
                }
                held = [folded(client, table, thing, day, positions) for thing in things]
                assert found["value"] == value == sum(one is not None for one in held), (figure, day)
                assert bool(value) == bool(positions)
                told.add(figure)
    assert told == {*COUNTED}


def test_a_fact_that_is_taken_back_leaves_the_figure_and_its_explanation(client: Client) -> None:
    def now() -> tuple[int, set[int]]:
        found = ask(client, "figures/ehrenamtskarte/issuers/explanation", on="2026-06-01")
        return found["value"], {one["position"] for one in found["facts"]}

    journal, before = service_of(client).journal, now()
    body, day = "05334004", date(2025, 1, 1)
    decided = journal.handle(RecordCouncilDecision(body=body, effective=day), by=CONSOLE).position
    begun = journal.handle(IntroduceCard(body=body, effective=day), by=CONSOLE).position
    settle(service_of(client))
    assert now() == (before[0] + 1, before[1] | {decided, begun})
    journal.handle(Retract(position=begun, reason="Ein Versehen"), by=CONSOLE)
    settle(service_of(client))
    assert now() == before


@pytest.mark.parametrize("path", ["network/nothing", "nothing/members"])
def test_a_figure_that_there_is_not_is_not_explained(client: Client, path: str) -> None:
    assert client.get(f"/api/v1/figures/{path}/explanation").status_code == 404
