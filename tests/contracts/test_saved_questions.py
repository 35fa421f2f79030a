"""A question about a pinned position gets the same bytes for ever: also after code that adds tables and programmes."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date
from itertools import product
from pathlib import Path
from typing import Any

from litestar.testing import TestClient

from fokus_api.plugins.load import open_service
from fokus_api.runtime.service import Service
from fokus_api.runtime.settings import load_settings
from fokus_api.server.app import create_app
from fokus_api.testing import settle
from fokus_core import CONSOLE, Fact, Permission, ProgrammeInfo, Sentence, fact, hookimpl
from fokus_core.corrections.corrections import Correct
from fokus_network.membership.commands.admission import JoinNetwork
from fokus_network.membership.commands.declaration import OpenRound, PublishDeclaration, SignDeclaration
from fokus_network.membership.commands.membership import LeaveNetwork
from fokus_network.membership.facts import MunicipalityJoined, MunicipalityLeft
from fokus_projections import FactTable, Projection

DAY = date(2015, 1, 5)
TOWNS = ("05914000", "05315000", "05958004", "05966024")


@fact("later.noted@1", public=True, whole_programme=True)
class Noted(Fact, frozen=True):
    """A fact of a programme that comes later."""


class Later:
    """A programme that comes later, with tables of its own over facts that were there before."""

    @hookimpl
    def programme(self) -> ProgrammeInfo:
        return ProgrammeInfo(
            id="later",
            title="Später",
            facts=[Noted],
            permissions=[Permission("later.retract", ("state-office",), "Zurücknehmen")],
        )

    @hookimpl
    def describe(self) -> Mapping[type[Fact], Sentence]:
        return {Noted: Sentence("Etwas wurde notiert.")}

    @hookimpl
    def projections(self) -> Sequence[Projection]:
        return [
            FactTable(MunicipalityJoined, name="later.joined", table="later_joined"),
            FactTable(MunicipalityLeft, name="later.left", table="later_left"),
        ]


@contextmanager
def served(folder: Path, plugins: Any, *extra: object) -> Iterator[tuple[Service, TestClient[Any]]]:
    settings = load_settings(
        {}, folder, given={"plugins": plugins, "allowed_hosts": ["*"], "limits": ("exports=100000/60",)}
    )
    with open_service(settings, extra=extra) as service, TestClient(create_app(lambda: service)) as client:
        settle(service)
        yield service, client


def fill(service: Service) -> None:
    journal = service.journal
    journal.handle(PublishDeclaration(declaration="2012", title="Erklärung", effective=DAY), by=CONSOLE)
    journal.handle(OpenRound(round="r", title="Runde", declaration="2012", effective=DAY), by=CONSOLE)
    for town in TOWNS:
        journal.handle(SignDeclaration(party=town, round="r", effective=DAY), by=CONSOLE)
        (joined,) = journal.handle(JoinNetwork(body=town, effective=DAY), by=CONSOLE).facts
        journal.handle(
            LeaveNetwork(body=town, kind="withdrawal", reason="Probe", effective=date(2020, 1, 1)), by=CONSOLE
        )
        change = Correct(
            position=joined.position,
            changes={"effective": "2016-02-01"},
            reason="Zahlendreher",
            acknowledge=(journal.store.head(),),
        )
        journal.handle(change, by=CONSOLE)
    settle(service)


def questions(head: int) -> list[str]:
    """Return lists, records, histories and files as of several days and positions."""
    days = ("2015-06-01", "2016-02-01", "2021-01-01")
    paths = ["network/members", "bodies", "network/members.csv", *(f"bodies/{town}" for town in TOWNS)]
    asked = [f"/api/v1/{path}?on={on}&known={known}" for path, on, known in product(paths, days, range(4, head + 1, 5))]
    return asked + [f"/api/v1/log?known={known}&limit=1000" for known in range(1, head + 1, 3)]


def answers(client: TestClient[Any], asked: Sequence[str]) -> dict[str, tuple[bytes, str]]:
    found = {}
    for question in asked:
        answer = client.get(question)
        assert answer.status_code == 200, (question, answer.text)
        found[question] = answer.content, answer.headers["fokus-known"]
    return found


def test_code_that_adds_tables_and_programmes_changes_no_answer_about_a_pinned_position(tmp_path: Path) -> None:
    with served(tmp_path, ["network"]) as (service, client):
        fill(service)
        asked = questions(service.journal.store.head())
        before = answers(client, asked)
        tables = {table.name for one in service.models.projections for table in one.tables}
    assert len(asked) > 80
    with served(tmp_path, ["network", "ews", "ehrenamtskarte"], Later()) as (service, client):
        now = {table.name for one in service.models.projections for table in one.tables}
        assert len(now) > len(tables) + 20
        assert {"later_joined", "later_left"} <= now
        assert client.get("/api/v1/network/members?on=2016-02-01").status_code == 200
        after = answers(client, asked)
    assert [question for question in asked if after[question] != before[question]] == []
