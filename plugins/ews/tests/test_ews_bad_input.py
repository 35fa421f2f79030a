"""What is refused leaves a stable slug and a sentence, and nothing in the journal."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from ews_kit import BONN, HAGEN, LUENEN, apply_for, handled
from litestar import Litestar
from litestar.testing import TestClient

from fokus_api.testing import issue_key, refused, service_of, temporary_client
from fokus_core import Person, clock
from fokus_ews.commands.application import DraftApplication, WithdrawApplication
from fokus_ews.commands.cohort import StartCohort
from fokus_ews.commands.run import AnnounceRun, OpenCall
from fokus_ews.commands.selection import PrepareDecision
from fokus_ews.commands.team import NameTeamMember
from fokus_ews.facts import ApplicationWritten
from fokus_ews.plugin import plugin

RUN = "voll"
TODAY = clock.day_of(clock.now())
YESTERDAY = TODAY - timedelta(days=1)
IN_TIME = {"effective": YESTERDAY.isoformat(), "on_paper": True}
LATE = {"effective": TODAY.isoformat()}


class House:
    """A full run whose call ended yesterday: applications submitted, withdrawn and drafted."""

    def __init__(self, client: TestClient[Litestar]) -> None:
        self.client = client
        service = service_of(client)
        self.journal = service.journal
        towns = sorted(body.id for body in self.journal.bodies().register if len(body.id) == 8)[:10]
        for command in (
            AnnounceRun(run=RUN, title="Durchgang", capacity=10, team_size=2, effective=YESTERDAY),
            OpenCall(run=RUN, effective=YESTERDAY, deadline=YESTERDAY),
            StartCohort(run=RUN, documented=tuple(towns), effective=YESTERDAY),
        ):
            handled(self.journal, command)
        self.submitted = apply_for(self.journal, RUN, HAGEN, marker="Probe", day=YESTERDAY, paper=True)
        self.withdrawn = apply_for(self.journal, RUN, BONN, marker="Probe", day=YESTERDAY, paper=True)
        self.draft = self.drafted(("Ada", "a"), ("Ada", "b"))
        self.shared = self.drafted(("Ada", "c"), (f"Probe {HAGEN}", f"Probe-{RUN}-{HAGEN}-1"))
        handled(self.journal, WithdrawApplication(application=self.withdrawn, body=BONN, effective=TODAY))
        handled(self.journal, PrepareDecision(application=self.submitted, decision="accepted", effective=TODAY))
        self.key = issue_key(service, "carrier", ("ews-carrier", "programme:ews"))

    def drafted(self, *members: tuple[str, str]) -> str:
        draft = DraftApplication(run=RUN, body=LUENEN, starting_point="-", motivation="-", effective=YESTERDAY)
        (written,) = handled(self.journal, draft)
        assert isinstance(written, ApplicationWritten)
        for name, address in members:
            naming = NameTeamMember(
                application=written.application,
                body=LUENEN,
                member=Person(name=name, email=f"{address}@example.org"),
                effective=YESTERDAY,
                on_paper=True,
            )
            handled(self.journal, naming)
        return written.application


@pytest.fixture(scope="module")
def house() -> Iterator[House]:
    with temporary_client(plugin) as client:
        yield House(client)


def cases(house: House) -> list[tuple[str, dict[str, Any], str]]:
    """Return commands with their body and the slug under which they are refused."""
    draft = {"application": house.draft, "body": LUENEN}
    third = {"member": {"name": "Eva", "email": "eva@example.org"}}
    about_run = {"run": RUN, **LATE}
    withdrawn = {"application": house.withdrawn, "decision": "accepted", **LATE}
    return [
        ("submit-application", draft | LATE, "deadline-passed"),
        ("submit-application", draft | LATE | {"on_paper": True}, "deadline-passed"),
        ("submit-application", draft | {"effective": YESTERDAY.isoformat()}, "not-received-today"),
        ("submit-application", draft | LATE | {"code": "ein-erfundener-code-12"}, "code-invalid"),
        ("submit-application", draft | IN_TIME | {"application": house.shared}, "person-in-other-team"),
        ("submit-application", draft | LATE | {"body": BONN}, "application-unknown"),
        ("name-team-member", draft | LATE | third, "team-full"),
        ("announce-decisions", about_run | {"applications": [house.submitted]}, "run-full"),
        ("announce-decisions", about_run | {"applications": [house.withdrawn]}, "not-decidable"),
        ("announce-decisions", about_run, "run-full"),
        ("add-site", about_run | {"body": BONN, "documented": True}, "run-full"),
        ("prepare-decision", withdrawn, "withdrawn"),
    ]


def test_each_is_refused_and_nothing_is_recorded(house: House) -> None:
    headers = {"Authorization": f"Bearer {house.key}"}
    for command, body, slug in cases(house):
        status, found, *_ = refused(house.client, f"ews.{command}", body, headers).split()
        assert (status, found) == ("409", slug), command
