"""A municipality with keys in force, which issues cards on approved applications and prints them."""

from datetime import timedelta
from pathlib import Path
from typing import Any

from applications_kit import apply
from cards_kit import HAGEN, Scene, today
from keys_kit import Ceremony

from fokus_api.testing import settle
from fokus_core import Person
from fokus_ehrenamtskarte.applications.desk.decisions import ApproveApplication, RecordEvaluation
from fokus_ehrenamtskarte.applications.record.facts import OutcomeOf
from fokus_ehrenamtskarte.cards.commands import SignCard
from fokus_ehrenamtskarte.cards.facts import CardIssued, CardSigned
from fokus_ehrenamtskarte.cards.status import PublishLists
from fokus_ehrenamtskarte.credential import key_set, status_list
from fokus_ehrenamtskarte.credential.checking import check
from fokus_ehrenamtskarte.issuing.commands import IssueApprovedCard

LIST = "/api/v1/ehrenamtskarte/status-lists/1"
KEYS = "/api/v1/ehrenamtskarte/keys.cwt"


class Office(Scene):
    """Hagen with keys in force."""

    today = today()
    until = today + timedelta(days=700)

    def __init__(self, client: Any, folder: Path) -> None:
        super().__init__(client)
        self.ceremony = Ceremony(self.service, folder, lambda: settle(self.service))
        self.ceremony.hold()

    def text(self, card: str) -> str:
        """Return what the code of a card holds."""
        answer = self.get(f"/api/v1/ehrenamtskarte/bodies/{HAGEN}/cards/{card}/code", "hagen")
        assert answer.status_code == 200, answer.text
        return str(answer.json()["text"])

    def told(self, text: str) -> str:
        """Publish the list, and return what anybody then answers who loads keys and list."""
        self.ceremony.run(PublishLists())
        keys = key_set.opened(self.client.get(KEYS).content, self.ceremony.public)
        assert keys is not None
        held = status_list.opened_list(self.client.get(LIST).content, keys)
        return check(text, keys, held, int(self.service.journal.now().timestamp())).answer

    def approved(self, number: int, name: str = "Ada Beispiel", **more: Any) -> str:
        """Return an application of somebody of their own that is approved."""
        who = Person(name=name, email=f"ada-{number}@example.org", birth=f"{1920 + number % 80}-05-01")
        (handed, *_others) = self.give(apply(person=who, **more))[0].facts
        application: str = handed.fact.application  # type: ignore[attr-defined]  # an application
        about: dict[str, Any] = {"body": HAGEN, "application": application, "effective": self.today}
        head = self.service.journal.store.head()
        met = (OutcomeOf("volume", "met"),)
        self.give(RecordEvaluation(**about, known=head, overall="granted", outcomes=met, numbers={}))
        self.give(ApproveApplication(**about))
        return application

    def issue_approved(self, number: int, **more: Any) -> tuple[CardIssued, CardSigned]:
        """Issue a card on an approved application."""
        told = {"body": HAGEN, "application": self.approved(number, **more), "effective": self.today}
        issued, signed = (one.fact for one in self.give(IssueApprovedCard(**told, valid_until=self.until))[0].facts)
        assert isinstance(issued, CardIssued)
        assert isinstance(signed, CardSigned)
        return issued, signed

    def take_over(self, card: str) -> None:
        """Give a card of old its code."""
        self.give(SignCard(body=HAGEN, card=card, why="first", effective=self.today))
