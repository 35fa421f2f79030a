"""What a dry run foresees: what would change, what rests on what it takes back, and what else stands in the way."""

from collections.abc import Sequence
from datetime import date
from typing import Any

import msgspec
from api_kit import SECRET, Client, Headers, bearer, open_gardens, talk
from sample_programme import Open, Talked, plugin

from fokus_api.runtime.service import Service
from fokus_api.testing.contract import issue_key, service_of, settle, temporary_client
from fokus_core.access.actor import CONSOLE
from fokus_core.domain.facts import Recorded
from fokus_core.domain.hooks import hookimpl
from fokus_core.domain.programme import ProgrammeInfo
from fokus_projections import Projection, TwoClockTable

OPEN, RETRACT, CORRECT = (
    f"/api/v1/{name}?dry_run=true"
    for name in ("garden/commands/open", "core/commands/retract", "core/commands/correct")
)
KOELN = "05315000"
ROSES = {"body": KOELN, "name": "Rosen", "effective": "2020-01-01"}
LABELS = {"name": {"de": "Name", "en": "Name"}}


def post(client: Client, path: str, body: dict[str, Any], headers: Headers, status: int = 200) -> Any:
    answer = client.post(path, json=body, headers=headers)
    assert answer.status_code == status, answer.text
    return answer.json()


def later(service: Service) -> tuple[int, int]:
    """Record a garden and another one before it, which was decided on it."""
    first = open_gardens(service, KOELN)
    again = Open(body=KOELN, name="Nelken", effective=date(2019, 1, 1))
    second = service.journal.handle(again, by=CONSOLE).position
    settle(service)
    return first, second


def test_it_tells_what_would_hold_from_when_until_when(client: Client, service: Service, officer: Headers) -> None:
    change = {
        "table": "garden_gardens",
        "thing": f"body:{KOELN}",
        "since": "2020-01-01",
        "until": None,
        "before": None,
        "after": {"name": "Rosen"},
        "labels": LABELS,
    }
    assert post(client, OPEN, ROSES, officer)["changes"] == [change]
    open_gardens(service, KOELN)
    earlier = post(client, OPEN, ROSES | {"effective": "2018-07-01"}, officer)["changes"]
    assert earlier == [change | {"since": "2018-07-01", "until": "2019-12-31"}]
    assert client.get("/api/v1/garden/gardens?on=2019-01-01").json()["items"] == []


def test_a_correction_tells_what_stands_in_the_place_of_what(client: Client, service: Service, office: Headers) -> None:
    position = open_gardens(service, KOELN)
    correct = {"position": position, "reason": "Schreibfehler", "changes": {"effective": "2021-01-01", "name": "Rosen"}}
    old, new = {"name": f"Garten {KOELN}"}, {"name": "Rosen"}
    found = post(client, CORRECT, correct, office)
    assert [(one["since"], one["until"], one["before"], one["after"]) for one in found["changes"]] == [
        ("2020-01-01", "2020-12-31", old, None),
        ("2021-01-01", None, old, new),
    ]
    assert found["relied_on_by"] == []
    (gone,) = post(client, RETRACT, {"position": position, "reason": "Irrtum"}, office)["changes"]
    assert (gone["before"], gone["after"]) == (old, None)


def test_the_blast_radius_is_told_in_sentences(client: Client, service: Service, office: Headers) -> None:
    first, second = later(service)
    retract = {"position": first, "reason": "Irrtum"}
    for path in (RETRACT, RETRACT.partition("?")[0]):
        refused = post(client, path, retract, office, 409)
        assert (refused["type"], refused["positions"]) == ("urn:fokus:problem:blast-radius", [second])
        (one,) = refused["relied_on_by"]
        assert (one["position"], one["effective"]) == (second, "2019-01-01")
        assert one["sentence"]["de"] == "Die Stadt Köln hat am 1. Januar 2019 den Garten Nelken geöffnet."
        assert refused["further"] == []
    decided = post(client, RETRACT, retract | {"acknowledge": [second]}, office)
    assert decided["relied_on_by"] == refused["relied_on_by"]


class Said(msgspec.Struct, frozen=True):
    """What was said last."""

    text: str


class Echo:
    """A plugin that keeps what is said in the gardens' cohorts, which few may read."""

    @hookimpl
    def programme(self) -> ProgrammeInfo:
        return ProgrammeInfo(id="echo", title="Echo")

    @hookimpl
    def projections(self) -> Sequence[Projection]:
        def fold(before: Said | None, record: Recorded[Any]) -> Said:
            return Said(record.fact.text)

        table = TwoClockTable(
            name="echo.said",
            table="echo_said",
            description="What was said last.",
            subject="cohort",
            facts=[Talked],
            state=Said,
            fold=fold,
        )
        return [table]


def test_nothing_is_told_of_what_rests_on_facts_that_the_caller_may_not_see() -> None:
    with temporary_client(plugin, Echo()) as client:
        service = service_of(client)
        officer = bearer(issue_key(service, "anna", ("municipal-officer", f"body:{KOELN}")))
        office = bearer(issue_key(service, "office", ("state-office", "state")))
        person = {"name": SECRET, "email": "v@example.org"}
        said = {"cohort": "4", "person": person, "text": "laut", "effective": "2022-05-01"}
        path = "/api/v1/garden/commands/talk?dry_run=true"
        assert [one["after"] for one in post(client, path, said, officer)["changes"]] == [{"text": "laut"}]
        talk(service)
        answer = client.post(path, json=said, headers=officer)
        assert (answer.status_code, answer.json()["changes"]) == (200, [])
        assert "leise" not in answer.text
        assert client.post(path, json=said).json()["changes"] is None
        (change,) = post(client, path, said, office)["changes"]
        assert (change["table"], change["before"]) == ("echo_said", {"text": "leise"})
