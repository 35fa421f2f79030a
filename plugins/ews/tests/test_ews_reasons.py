"""Why an account lost its seat, its role or its key is sealed, told to few, and goes with whoever uses the account."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from ews_kit import HAGEN, handled, whole_run
from litestar import Litestar
from litestar.testing import TestClient

from fokus_api.testing import issue_key, service_of, settle, temporary_client
from fokus_core import PRIVATE, GrantAccess, WithdrawAccess, clock, fact_type
from fokus_core.access.api_keys import IssueKey, KeyIssued, RevokeKey, new_secret
from fokus_core.persons.erasing import ErasePerson
from fokus_core.persons.erasure import ErasePersons
from fokus_core.testing.folders import files_in
from fokus_ews.commands.cohort import EndSeat, GiveSeat
from fokus_ews.facts import SeatEnded, TeamMemberNamed
from fokus_ews.plugin import plugin

ACCOUNT = "hagen-konto"
WHYS = {what: f"Kim Windschief ist erkrankt ({what})" for what in ("seat", "role", "key")}


class Scene:
    """A member of Hagen's team uses an account that had a seat, a role and a key."""

    def __init__(self, client: TestClient[Litestar]) -> None:
        self.client, self.service = client, service_of(client)
        journal, self.day = self.service.journal, clock.day_of(clock.now())
        application = whole_run(journal, "probe", marker="probe", day=self.day)["accepted"]
        named = journal.under(f"application:{application}", TeamMemberNamed)
        self.person: str = named[0].fact.person  # type: ignore[attr-defined]  # a naming
        handled(journal, GiveSeat(run="probe", body=HAGEN, actor=ACCOUNT, person=self.person, effective=self.day))
        handled(
            journal, GrantAccess(actor=ACCOUNT, role="municipal-officer", scope=f"body:{HAGEN}", effective=self.day)
        )
        (issued,) = handled(journal, IssueKey(actor=ACCOUNT, digest=new_secret()[1], effective=self.day))
        assert isinstance(issued, KeyIssued)
        self.api_key = issued.key
        self.officer = issue_key(self.service, "officer", ("data-protection-officer", "state"))

    def end(self) -> dict[str, int]:
        """Take everything from the account, and return the positions of what says why."""
        later = self.day + timedelta(days=1)
        ends = {
            "seat": EndSeat(run="probe", actor=ACCOUNT, effective=later, reason=WHYS["seat"]),
            "role": WithdrawAccess(
                actor=ACCOUNT, role="municipal-officer", scope=f"body:{HAGEN}", effective=later, reason=WHYS["role"]
            ),
            "key": RevokeKey(key=self.api_key, effective=later, reason=WHYS["key"]),
        }
        found = {}
        for what, command in ends.items():
            handled(self.service.journal, command)
            found[what] = settle(self.service)
        return found

    def erase(self) -> None:
        handled(self.service.journal, ErasePerson(person=self.person, ground="objection", effective=self.day))
        status = self.service.jobs.run_now(ErasePersons.name, 30)
        assert status is not None
        assert not status.failures, status.error
        settle(self.service)

    def get(self, path: str) -> Any:
        return self.client.get(f"/api/v1/{path}", headers={"Authorization": f"Bearer {self.officer}"})

    def export(self) -> str:
        return str(self.get(f"privacy/persons/{self.person}/export").text)

    def in_files(self) -> list[str]:
        files = files_in(Path(self.service.settings.data))
        return [one.name for one, held in files.items() if any(why.encode() in held for why in WHYS.values())]


@pytest.fixture
def scene() -> Iterator[Scene]:
    with temporary_client(plugin) as client:
        yield Scene(client)


def test_why_an_account_lost_something_is_sealed_and_goes_with_who_uses_it(scene: Scene) -> None:
    ended = scene.end()
    assert scene.in_files() == []
    for what in ("role", "key"):
        shown = scene.get(f"log/{ended[what]}").json()
        assert (shown["data"]["reason"], shown["data"]["words"]) == (PRIVATE, {"sealed": True})
        assert scene.get(f"log/{ended[what]}/reason").json() == {"reason": WHYS[what]}
    assert [why for why in WHYS.values() if why not in scene.export()] == []
    assert "Begründen, warum ein Konto keinen Zugang" in scene.export()

    scene.erase()
    assert scene.get(f"privacy/erasures/{scene.person}").json()["places"]["reasons"] == 3
    for what in ("role", "key"):
        assert scene.get(f"log/{ended[what]}/reason").json() == {"reason": None}
    assert "Windschief" not in scene.export()


def test_who_was_erased_loses_access_without_a_reason_being_kept(scene: Scene) -> None:
    scene.erase()
    ended = scene.end()
    for what in ("role", "key"):
        assert scene.get(f"log/{ended[what]}/reason").json() == {"reason": None}
    assert scene.in_files() == []
    assert "Windschief" not in scene.export()
    assert scene.service.vault.erased(scene.person)


def test_of_what_was_recorded_in_clear_nothing_typed_is_told_any_more() -> None:
    upcast = plugin.programme().upcasters["ews.seat-ended@1"]
    assert fact_type(SeatEnded).version == 2
    assert upcast({"reason": WHYS["seat"], "run": "1"}) == {"reason": PRIVATE, "run": "1"}
    assert upcast({"reason": "Standort ausgeschieden"}) == {"reason": "Standort ausgeschieden"}
