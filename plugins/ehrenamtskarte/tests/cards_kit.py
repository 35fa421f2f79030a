"""A service in which Hagen and Bonn issue cards, for the tests of cards over HTTP."""

from datetime import date, timedelta
from typing import Any

from litestar import Litestar
from litestar.testing import TestClient

from fokus_api.testing import issue_key, service_of, settle
from fokus_core import CONSOLE, Command, Person, Receipt, clock
from fokus_core.testing import MARKER
from fokus_ehrenamtskarte.cards.commands import TakeOverCard
from fokus_ehrenamtskarte.commands import IntroduceCard

Client = TestClient[Litestar]

DAY, NEXT = date(2015, 1, 1), timedelta(days=1)
HAGEN, BONN = "05914000", "05314000"
NAME = "Ottilie Zweiundvierzigerle"
PERSONAL = (
    IntroduceCard(body="Hagen", effective=DAY),
    TakeOverCard(
        body="Hagen",
        person=Person(name=MARKER, email="ungewoehnlich-7f3a@x.de"),
        kind="standard",
        effective=DAY,
        valid_until=DAY,
    ),
)


def today() -> date:
    return clock.day_of(clock.now())


def person(number: int, name: str = NAME) -> Person:
    return Person(name=name, email=f"{number}@example.org")


def cards_of(body: str) -> str:
    return f"/api/v1/ehrenamtskarte/bodies/{body}/cards"


class Scene:
    """Hagen and Bonn take part, and each has a clerk."""

    def __init__(self, client: Client) -> None:
        self.client = client
        self.cards: dict[int, str] = {}
        self.service = service_of(client)
        self.give(IntroduceCard(body=HAGEN, effective=DAY), IntroduceCard(body=BONN, effective=DAY))
        self.keys = {
            "hagen": issue_key(self.service, "hagen", ("issuing-clerk", f"body:{HAGEN}")),
            "bonn": issue_key(self.service, "bonn", ("issuing-clerk", f"body:{BONN}")),
            "officer": issue_key(self.service, "officer", ("municipal-officer", f"body:{HAGEN}")),
            "office": issue_key(self.service, "office", ("state-office", "state")),
            "helpdesk": issue_key(
                self.service, "helpdesk", ("state-office", "state"), ("issuing-clerk", f"body:{HAGEN}")
            ),
            **{
                role: issue_key(self.service, role, (role, "state"))
                for role in ("auditor", "data-protection-officer", "integrator", "operator")
            },
        }

    def give(self, *commands: Command) -> list[Receipt]:
        """Give commands, and wait until the read model knows."""
        receipts = [self.service.journal.handle(command, by=CONSOLE) for command in commands]
        settle(self.service)
        return receipts

    def issue(self, number: int, since: date, until: date | None, *, body: str = HAGEN, **more: Any) -> str:
        """Take over a card of somebody of its own, and return its id."""
        kind = "anniversary" if until is None else "standard"
        given: dict[str, Any] = {"person": person(number), "kind": kind, **more}
        (receipt,) = self.give(TakeOverCard(body=body, effective=since, valid_until=until, **given))
        self.cards[number] = str(receipt.facts[0].fact.card)  # type: ignore[attr-defined]  # a card
        return self.cards[number]

    def headers(self, caller: str) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.keys[caller]}"} if caller in self.keys else {}

    def get(self, path: str, caller: str = "", **query: Any) -> Any:
        return self.client.get(path, params=query, headers=self.headers(caller))

    def post(self, command: str, body: dict[str, Any], caller: str = "hagen", **query: Any) -> Any:
        url = f"/api/v1/ehrenamtskarte/commands/{command}"
        return self.client.post(url, params=query, json=body, headers=self.headers(caller))
