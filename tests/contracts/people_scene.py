"""A contact person of Hagen, systems that receive entries, and who looks after data protection."""

from datetime import date
from typing import Any

from litestar import Litestar
from litestar.testing import TestClient

from fokus_api.testing import issue_key, service_of, settle
from fokus_core import CONSOLE, Person
from fokus_core.persons.erasure import ErasePersons
from fokus_network.membership.commands.admission import JoinNetwork
from fokus_network.membership.commands.declaration import OpenRound, PublishDeclaration, SignDeclaration
from fokus_network.people.commands import NameContact

DAY, HAGEN = date(2015, 1, 5), "05914000"


class Scene:
    """Hagen has a contact person; two systems receive entries, and an officer looks after data protection."""

    def __init__(self, client: TestClient[Litestar]) -> None:
        self.client, self.service = client, service_of(client)
        for command in (
            PublishDeclaration(declaration="2012", title="Erklärung", effective=DAY),
            OpenRound(round="r", title="Runde", declaration="2012", effective=DAY),
            SignDeclaration(party=HAGEN, round="r", effective=DAY),
            JoinNetwork(body=HAGEN, effective=DAY),
        ):
            self.give(command)
        who = Person(name="Kim Windschief", email="kim@example.org")
        (named,) = self.give(NameContact(body=HAGEN, function="contact", person=who, effective=DAY))
        self.entry, self.person, self.term = named.position, named.fact.person, named.fact.term
        self.keys = {
            name: issue_key(self.service, name, (role, "state"))
            for name, role in (
                ("one", "integrator"),
                ("two", "integrator"),
                ("officer", "data-protection-officer"),
                ("office", "state-office"),
            )
        }

    def give(self, command: Any) -> list[Any]:
        return list(self.service.journal.handle(command, by=CONSOLE).facts)

    def run(self) -> None:
        status = self.service.jobs.run_now(ErasePersons.name, 30)
        assert status is not None
        assert not status.failures, status.error
        settle(self.service)

    def get(self, path: str, who: str) -> Any:
        return self.client.get(path, headers={"Authorization": f"Bearer {self.keys[who]}"})

    def items(self, path: str, who: str) -> list[dict[str, Any]]:
        answer = self.get(path, who)
        assert answer.status_code == 200, answer.text
        found: list[dict[str, Any]] = answer.json()["items"]
        return found

    def post(self, command: str, body: dict[str, Any], who: str) -> Any:
        return self.client.post(
            f"/api/v1/core/commands/{command}", json=body, headers={"Authorization": f"Bearer {self.keys[who]}"}
        )

    def acknowledge(self, notice: str, who: str) -> Any:
        return self.post("acknowledge-notice", {"notice": notice}, who)
