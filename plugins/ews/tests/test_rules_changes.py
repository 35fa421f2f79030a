"""What changed in the rules of a run, computed between two versions."""

from datetime import date
from typing import Any

from fokus_api.testing import service_of, settle, temporary_client
from fokus_core import CONSOLE
from fokus_ews.commands.run import AdoptRules, AnnounceRun, CountSites
from fokus_ews.plugin import plugin

FIRST, SECOND = date(2026, 1, 5), date(2026, 2, 5)


def test_rules_are_compared_field_by_field_and_counted_sites_stand_beside_the_named() -> None:
    with temporary_client(plugin) as client:
        service = service_of(client)
        for command in (
            AnnounceRun(run="6", title="Sechste", capacity=10, team_size=2, area=("059",), effective=FIRST, months=12),
            AdoptRules(run="6", capacity=15, team_size=2, components=("Fachtagung",), effective=SECOND),
            CountSites(run="6", sites=9, effective=SECOND),
        ):
            service.journal.handle(command, by=CONSOLE)
        settle(service)

        def changes(status: int = 200, **query: Any) -> Any:
            answer = client.get("/api/v1/ews/runs/6/rules/changes", params=query)
            assert answer.status_code == status, answer.text
            return answer.json()

        found = changes(since=1, until=2)
        assert [(one["field"], one["before"], one["after"]) for one in found["fields"]] == [
            ("adopted", "2026-01-05", "2026-02-05"),
            ("capacity", "10", "15"),
            ("area", "Regierungsbezirk Arnsberg", None),
            ("components", None, "Fachtagung"),
        ]
        assert changes(since=2, until=2)["fields"] == []
        changes(404, since=1, until=3)
        changes(404, since=1, until=2, on="2026-02-04")
        changes(422, since=0, until=2)
        run = client.get("/api/v1/ews/runs/6").json()
        assert (run["sites"], run["told"], run["unnamed"], run["months"], run["pilot"]) == (0, 9, 9, 12, False)
        before = client.get("/api/v1/ews/runs/6", params={"on": "2026-02-04"}).json()
        assert (before["told"], before["unnamed"]) == (None, None)
