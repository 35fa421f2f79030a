"""One entry in full: how it came about, what replaced it, what rests on it, and the entries beside it."""

from datetime import date
from typing import Any

from api_kit import SECRET, Client, Headers, bearer, open_gardens, slug, talk
from sample_programme import GiveSeat, Open, Whisper

from fokus_api.runtime.service import Service
from fokus_api.testing.contract import issue_key, settle
from fokus_core.access.actor import CONSOLE
from fokus_core.corrections.corrections import Correct, Retract
from fokus_core.domain.dispositions import Disposed

KOELN, BONN = "05315000", "05314000"


def entry(client: Client, position: int, headers: Headers | None = None, **asked: str) -> Any:
    answer = client.get(f"/api/v1/log/{position}", headers=headers, params=asked)
    assert answer.status_code == 200, answer.text
    return answer.json()


def test_it_tells_what_took_its_place(client: Client, service: Service) -> None:
    position = open_gardens(service, KOELN)
    correct = Correct(position=position, reason="Schreibfehler", changes={"name": "Rosen"})
    retraction, put = service.journal.handle(correct, by=CONSOLE).facts
    settle(service)
    found = entry(client, position)
    assert (found["retracted_by"], found["replaced_by"]) == (retraction.position, put.position)
    assert entry(client, put.position)["replaces"] == position
    before = entry(client, position, known=str(position))
    assert (before["retracted_by"], before["replaced_by"]) == (None, None)
    open_gardens(service, BONN)
    service.journal.handle(Retract(position=put.position, reason="Irrtum"), by=CONSOLE)
    settle(service)
    assert entry(client, put.position)["replaced_by"] is None


def test_later_entries_that_rest_on_it_are_told_in_sentences(client: Client, service: Service) -> None:
    first = open_gardens(service, KOELN)
    closed = service.journal.handle(
        Open(body=KOELN, name="Zweiter", effective=date(2019, 1, 1)), by=CONSOLE
    )  # decided on what was there
    settle(service)
    found = entry(client, first)
    (later,) = found["relied_on_by"]
    assert (later["position"], later["effective"]) == (closed.position, "2019-01-01")
    assert later["sentence"]["de"]
    assert found["relied_on_whole"] is True
    assert entry(client, first, known=str(first))["relied_on_by"] == []
    service.journal.handle(Retract(position=closed.position, reason="Irrtum"), by=CONSOLE)
    settle(service)
    assert entry(client, first)["relied_on_by"] == []
    assert [one["position"] for one in entry(client, first, known=str(closed.position))["relied_on_by"]] == [
        closed.position
    ]


def test_its_neighbours_are_those_in_the_callers_log(client: Client, service: Service, auditor: Headers) -> None:
    first = open_gardens(service, KOELN)
    hidden = talk(service)
    second = open_gardens(service, BONN)
    assert (entry(client, first)["next"], entry(client, second)["previous"]) == (second, first)
    assert entry(client, second)["next"] is None
    assert entry(client, first, known=str(first))["next"] is None
    office = bearer(issue_key(service, "office", ("state-office", "state")))
    assert entry(client, first, office)["next"] == hidden
    assert SECRET not in str(entry(client, hidden, office))
    assert slug(client.get(f"/api/v1/log/{hidden}")) == "not-found"


def test_what_stays_in_a_closed_group_is_beside_nothing_and_rests_on_nothing(client: Client, service: Service) -> None:
    service.journal.handle(GiveSeat(cohort="4", actor="lena", effective=date(2020, 1, 1)), by=CONSOLE)
    first = open_gardens(service, KOELN)
    whisper = Whisper(cohort="4", body=KOELN, text="leise", effective=date(2021, 1, 1))
    hidden = service.journal.handle(whisper, by=CONSOLE).position
    settle(service)
    auditor = bearer(issue_key(service, "auditor", ("auditor", "state")))
    for who in (None, auditor):
        assert entry(client, first, who)["next"] != hidden
        assert slug(client.get(f"/api/v1/log/{hidden}", headers=who)) == "not-found"


def test_auditors_alone_see_what_a_decision_read(client: Client, service: Service, auditor: Headers) -> None:
    position = open_gardens(service, KOELN)
    assert entry(client, position)["envelope"] is None
    record = service.journal.recorded(position)
    assert record is not None
    envelope = entry(client, position, auditor)["envelope"]
    assert envelope == {
        "id": record.meta.id,
        "command": record.meta.command,
        "digest": record.meta.digest,
        "read": [{"key": f"body:{KOELN}", "types": ["garden.closed", "garden.opened"]}],
        "cause": None,
        "dispositions": [],
    }


def test_auditors_alone_see_what_becomes_of_what_rests_on_a_retraction_as_far_as_they_see_that(
    client: Client, service: Service, auditor: Headers
) -> None:
    first = open_gardens(service, KOELN)
    second = Open(body=KOELN, name="Zweiter", effective=date(2019, 1, 1))
    closed = service.journal.handle(second, by=CONSOLE).position
    later = Disposed(closed, "cannot-be-undone")
    change = Correct(position=first, changes={"name": "Park"}, reason="Verlesen", dispositions=(later,))
    retraction = service.journal.handle(change, by=CONSOLE).facts[0].position
    settle(service)
    assert entry(client, retraction)["envelope"] is None
    said = [{"position": closed, "disposition": "cannot-be-undone"}]
    assert entry(client, retraction, auditor)["envelope"]["dispositions"] == said


def test_its_fields_have_labels_and_it_says_whether_everybody_sees_it(
    client: Client, service: Service, office: Headers
) -> None:
    found = entry(client, open_gardens(service, KOELN))
    assert found["public"] is True
    assert found["labels"] == {"body": {"de": "Kommune", "en": "Municipality"}, "name": {"de": "Name", "en": "Name"}}
    assert entry(client, talk(service), office)["public"] is False
