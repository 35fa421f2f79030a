"""Many cards are issued one after another, each once, with a result for each recipient, also after a kill."""

from collections.abc import Iterator
from typing import Any

import pytest
from cards_kit import HAGEN
from printing_kit import Office

from fokus_api.testing import leaks_in_files, settle, temporary_client
from fokus_core import JobContext, Journal
from fokus_core.checking.journal import check_journal
from fokus_ehrenamtskarte.applications.record.steps import WithdrawApplication
from fokus_ehrenamtskarte.cards.facts import CardIssued
from fokus_ehrenamtskarte.issuing import batches
from fokus_ehrenamtskarte.issuing.batches import IssueBatches
from fokus_ehrenamtskarte.issuing.commands import IssueApprovedCard
from fokus_ehrenamtskarte.programme import ehrenamtskarte as plugin

BASE = f"/api/v1/ehrenamtskarte/bodies/{HAGEN}"


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    with temporary_client(plugin, dev=True) as client:  # where jobs run by hand
        yield Office(client, tmp_path_factory.mktemp("root"))


def order(office: Office, *applications: str) -> str:
    body = {"body": HAGEN, "applications": applications, "effective": office.today.isoformat()}
    answer = office.post("issue-approved-cards", body | {"valid_until": office.until.isoformat()})
    assert answer.status_code == 201, answer.text
    settle(office.service)
    return str(answer.json()["facts"][0]["data"]["batch"])


def run(office: Office) -> None:
    house: Any = office.service
    IssueBatches().run(JobContext(house.state_store, house, lambda: True))
    settle(office.service)


def results(office: Office, batch: str) -> dict[str, tuple[str, str | None, str | None]]:
    answer = office.get(f"{BASE}/batch-rows", "hagen", batch=batch)
    assert answer.status_code == 200, answer.text
    return {one["application"]: (one["result"], one["reason"], one["applicant"]) for one in answer.json()["items"]}


def progress(office: Office, batch: str) -> tuple[int, int, int, int]:
    found = office.get(f"{BASE}/card-batches", "hagen").json()["items"]
    (one,) = [one for one in found if one["batch"] == batch]
    return one["cards"], one["waiting"], one["issued"], one["not_issued"]


def cards(office: Office, application: str) -> int:
    found = office.service.journal.under(f"application:{application}", CardIssued)
    return sum(isinstance(one.fact, CardIssued) for one in found)


def test_each_gets_a_card_or_a_reason(office: Office) -> None:
    first, second, withdrawn = (office.approved(number, name=f"Lou Beispiel {number}") for number in (1, 2, 3))
    office.give(WithdrawApplication(body=HAGEN, application=withdrawn, certain=True, effective=office.today))
    batch = order(office, first, second, withdrawn)
    assert progress(office, batch) == (3, 3, 0, 0)
    run(office)
    assert results(office, batch) == {
        first: ("issued", None, "Lou Beispiel 1"),
        second: ("issued", None, "Lou Beispiel 2"),
        withdrawn: ("not-issued", "not-approved", "Lou Beispiel 3"),
    }
    assert progress(office, batch) == (3, 0, 2, 1)
    head = office.service.journal.store.head()
    run(office)
    assert office.service.journal.store.head() == head, "what has its result is not asked again"
    again = order(office, first)
    run(office)
    assert results(office, again)[first] == ("not-issued", "card-already-issued", "Lou Beispiel 1")
    assert cards(office, first) == 1
    assert leaks_in_files(office.service, ["Lou Beispiel"]) == []


@pytest.mark.parametrize("killed", ["before", "after"])
def test_a_killed_run_goes_on_where_it_was(office: Office, killed: str, monkeypatch: pytest.MonkeyPatch) -> None:
    start = 10 if killed == "before" else 20
    wanted = [office.approved(start + number) for number in range(4)]
    batch, handle, calls = order(office, *wanted), Journal.handle, 0

    def dying(journal: Journal, command: Any, **given: Any) -> Any:
        nonlocal calls
        calls += isinstance(command, IssueApprovedCard)
        if calls == 3 and killed == "before":
            raise KeyboardInterrupt
        receipt = handle(journal, command, **given)
        if calls == 3:
            raise KeyboardInterrupt
        return receipt

    with monkeypatch.context() as patched:
        patched.setattr(Journal, "handle", dying)
        with pytest.raises(KeyboardInterrupt):
            run(office)
    rows = [(batch, one, HAGEN, office.today.isoformat(), office.until.isoformat()) for one in wanted]
    for row in rows:  # as a read model that lags behind has it: all of them wait
        batches.issue(office.service.journal, *row)
    settle(office.service)
    run(office)
    assert [cards(office, one) for one in wanted] == [1, 1, 1, 1]
    assert {result for result, _why, _name in results(office, batch).values()} == {"issued"}


def test_without_the_lease_nothing_is_issued(office: Office) -> None:
    application = office.approved(30)
    batch = order(office, application)
    house: Any = office.service
    IssueBatches().run(JobContext(house.state_store, house, lambda: False))
    settle(office.service)
    assert results(office, batch)[application][0] == "waiting"
    run(office)
    assert results(office, batch)[application][0] == "issued"


def test_only_own_applications_each_once(office: Office) -> None:
    application, day = office.approved(40), office.today.isoformat()
    for body, asked, caller, slug in (
        (HAGEN, [application, application], "hagen", "named-twice"),
        (HAGEN, ["0" * 32], "hagen", "unknown-application"),
        ("05314000", [application], "bonn", "unknown-application"),
    ):
        answer = office.post("issue-approved-cards", {"body": body, "applications": asked, "effective": day}, caller)
        assert answer.json()["type"].rpartition(":")[2] == slug
    told = {"body": HAGEN, "application": application, "effective": day, "batch": "0" * 32, "reason": "other"}
    assert office.post("record-card-not-issued", told).status_code == 403, "the house does it itself"
    for path in ("card-batches", "batch-rows"):
        assert office.get(f"{BASE}/{path}", "bonn").status_code == 403


def test_the_journal_is_sound(office: Office) -> None:
    assert check_journal(office.service.journal).findings == []
