"""Read models are shown with how far they came, and compared with what the journal makes, by a job."""

from functools import partial
from itertools import count
from typing import Any

import pytest
from api_kit import Client, Headers, bearer, open_gardens, talk

from fokus_api.runtime.service import Service
from fokus_api.testing import issue_key, settle
from fokus_core.checking.journal import check_journal
from fokus_core.domain.finding import Finding
from fokus_core.domain.refusals import Unusable
from fokus_core.jobs.comparing import CompareModels, asked
from fokus_core.storage.sqlite import connect

HERE = "/api/v1/projections/comparison"


def ran(service: Service) -> None:
    status = service.jobs.run_now(CompareModels.name, 30)
    assert status is not None
    assert not status.failures, status.error
    settle(service)


def damage(service: Service) -> None:
    path = service.models.reader().rows("PRAGMA database_list")[0][2]
    connection = connect(str(path))
    assert connection.execute("UPDATE garden_gardens SET name = 'Verändert'").rowcount == 1
    connection.close()


def test_read_models_are_shown_with_how_far_they_came(service: Service, client: Client, auditor: Headers) -> None:
    head = settle(service)
    items = client.get("/api/v1/projections", headers=auditor).json()["items"]
    assert {"core.log", "core.access", "core.ledger"} <= {one["name"] for one in items}
    assert {(one["position"], one["lag"], one["failed_at"], one["error"]) for one in items} == {(head, 0, None, None)}
    assert client.get("/api/v1/projections.csv", headers=auditor).text.count("\n") == len(items) + 1


def test_they_are_compared_with_what_the_journal_makes_where_somebody_asks(
    service: Service, client: Client, auditor: Headers, monkeypatch: pytest.MonkeyPatch
) -> None:
    open_gardens(service, "05315000")
    assert client.get(HERE, headers=auditor).json()["state"] == "none"
    ran(service)
    assert client.get(HERE, headers=auditor).json()["state"] == "none", "nobody asked"
    operator = bearer(issue_key(service, "betrieb", ("operator", "state")))
    with monkeypatch.context() as patch:
        patch.setattr(service.jobs, "poke", lambda _name: None)  # the job comes later
        first, again = client.post(HERE, headers=auditor), client.post(HERE, headers=operator)
    assert (first.status_code, first.json()["state"], first.json()["asked_by"]) == (202, "asked", "auditor")
    assert again.json()["asked_by"] == "auditor", "one comparison answers both"
    head = settle(service)
    ran(service)
    assert asked(service.state_store) is None
    found = client.get(HERE, headers=auditor).json()
    assert (found["state"], found["position"], found["error"]) == ("same", head, None)
    assert {one["table"] for one in found["tables"]} >= {"core_log", "core_grant", "garden_gardens"}

    damage(service)
    client.post(HERE, headers=auditor)
    ran(service)
    found = client.get(HERE, headers=auditor).json()
    assert found["state"] == "differs"
    assert [one["table"] for one in found["tables"] if not one["same"]] == ["garden_gardens"]


def test_one_that_cannot_be_made_is_told_and_not_tried_for_ever(
    service: Service, client: Client, auditor: Headers, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stops(*_: Any) -> Any:
        raise Unusable("The projection garden.gardens stops at position 3.")

    monkeypatch.setattr(service.models, "replay", stops)
    client.post(HERE, headers=auditor)
    ran(service)
    found = client.get(HERE, headers=auditor).json()
    assert (found["state"], found["error"]) == ("failed", "The projection garden.gardens stops at position 3.")
    assert found["tables"] == []


def test_a_damaged_journal_is_told_and_not_tried_for_ever(
    service: Service, client: Client, auditor: Headers, monkeypatch: pytest.MonkeyPatch
) -> None:
    def damaged(*_: Any) -> Any:
        raise Unusable("The journal is damaged at position 7; restore it from a backup.")

    monkeypatch.setattr(service, "contradictions", damaged)
    client.post(HERE, headers=auditor)
    ran(service)
    assert asked(service.state_store) is None
    found = client.get(HERE, headers=auditor).json()
    assert (found["state"], found["error"][:33]) == ("failed", "The journal is damaged at positio")
    assert {one["same"] for one in found["tables"]} == {True}, "what was compared before is told, too"
    assert [one["slug"] for one in found["contradictions"]] == ["journal-damaged"]
    assert "Kein Widerspruch gefunden." not in client.get("/pruefung/lesemodelle", headers=auditor).text


def test_a_check_of_the_journal_ends_wherever_the_lease_is_lost(
    service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    head = open_gardens(service, "05315000", "05111000")
    monkeypatch.setattr("fokus_core.checking.journal.STEPS", 100)
    monkeypatch.setattr("fokus_api.runtime.service.monotonic", partial(next, count(0.0, 2.0)))

    class Lost(Exception):
        pass

    def asked_at(last: int | None) -> int:
        """Check the journal, losing the lease when it is asked for so often; return how often it was."""
        asked = 0

        def progress() -> None:
            nonlocal asked
            asked += 1
            if asked == last:
                raise Lost

        if last is None:
            assert list(service.contradictions(head, progress)) == []
        else:
            with pytest.raises(Lost):
                list(service.contradictions(head, progress))
        return asked

    often = asked_at(None)
    in_the_file = often - len(list(service.journal.follow())) - check_journal(service.journal, known=head).keys
    assert in_the_file > 1, "also while SQLite looks at its file"
    for last in (1, in_the_file, in_the_file + 1, often):
        assert asked_at(last) == last


def test_contradictions_are_told_to_those_who_see_the_entries(
    service: Service, client: Client, auditor: Headers, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened = open_gardens(service, "05315000")
    hidden = talk(service)
    found = [
        Finding("opened-twice", "body:05315000: Der Garten ist schon geöffnet.", (opened,)),
        Finding("talked-twice", "cohort:4: Das Gespräch gab es schon.", (hidden,)),
        Finding("journal-damaged", "SQLite finds the journal's file damaged: x."),
    ]
    monkeypatch.setattr(service, "contradictions", lambda _known, _progress: iter(found))
    client.post(HERE, headers=auditor)
    ran(service)
    answer = client.get(HERE, headers=auditor).json()
    seen = {one["slug"] for one in answer["contradictions"]}
    assert "journal-damaged" in seen
    assert answer["hidden"] == len(found) - len(seen)
    assert ("talked-twice" in seen) == (client.get(f"/api/v1/log/{hidden}", headers=auditor).status_code == 200)
    operator = bearer(issue_key(service, "betrieb", ("operator", "state")))
    told = client.get(HERE, headers=operator).json()
    assert "talked-twice" not in {one["slug"] for one in told["contradictions"]}
    assert told["hidden"] == len(found) - len(told["contradictions"]) > 0


def test_who_may_not_see_a_contradiction_learns_that_there_is_one(
    service: Service, client: Client, auditor: Headers, monkeypatch: pytest.MonkeyPatch
) -> None:
    hidden = Finding("talked-twice", "cohort:4: Das Gespräch gab es schon.", (talk(service),))
    monkeypatch.setattr(service, "contradictions", lambda _known, _progress: iter([hidden]))
    client.post(HERE, headers=auditor)
    ran(service)
    operator = bearer(issue_key(service, "betrieb", ("operator", "state")))
    page = client.get("/pruefung/lesemodelle", headers=operator).text
    assert "Widersprüche in Einträgen, die Sie nicht einsehen dürfen: 1" in page
    assert "Kein Widerspruch gefunden." not in page
    assert "Das Gespräch" not in page


def test_the_page_says_what_was_found_and_asks_for_a_comparison(
    service: Service, client: Client, auditor: Headers
) -> None:
    open_gardens(service, "05315000")
    path = "/pruefung/lesemodelle"
    assert client.get(path, headers={"Accept": "text/html"}, follow_redirects=False).status_code in (303, 401)
    assert "Bisher wurde nicht verglichen." in client.get(path, headers=auditor).text
    answer = client.post(path, headers=auditor, follow_redirects=False)
    assert (answer.status_code, answer.headers["location"]) == (303, f"{path}#vergleich")
    ran(service)
    page = client.get(path, headers=auditor).text
    assert "Alle Tabellen stimmen überein" in page
    assert "Kein Widerspruch gefunden." in page
    damage(service)
    client.post(path, headers=auditor, follow_redirects=False)
    ran(service)
    assert "Tabellen weichen ab" in client.get(path, headers=auditor).text
