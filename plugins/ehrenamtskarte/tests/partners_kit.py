"""A town with partners of the card, for the tests of partners and discounts."""

from datetime import date
from typing import Any

from cards_kit import Scene
from httpx import Response

from fokus_api.testing import settle

HAGEN = "05914000"
DAY = date(2026, 1, 5)
MUSEUM: dict[str, Any] = {
    "body": HAGEN,
    "name": "Osthaus Museum",
    "street": "Museumsplatz 1",
    "postcode": "58095",
    "website": "https://museum.example",
    "hours": "Di–So 11:00 bis 18:00 Uhr",
    "step_free": "yes",
    "another": True,
    "effective": str(DAY),
}
ENTRY: dict[str, Any] = {
    "body": HAGEN,
    "title": "Freier Eintritt in die Sammlung",
    "category": "culture",
    "limits": "Einmal im Quartal",
    "honours": ["RP"],
    "translations": [{"language": "en", "title": "Free entry to the collection"}],
    "effective": str(DAY),
}


class Town(Scene):
    """Hagen, whose clerk enters partners and discounts and approves them."""

    def done(self, command: str, body: dict[str, Any], caller: str = "hagen") -> Response:
        answer: Response = self.post(command, body, caller)
        assert answer.status_code == 201, answer.text
        settle(self.service)
        return answer

    def partner(self, **more: Any) -> str:
        """Enter and approve a partner; returns its id."""
        body = {**MUSEUM, **more}
        (fact,) = self.done("propose-partner", body).json()["facts"]
        partner: str = fact["data"]["partner"]
        about = {"body": body["body"], "partner": partner, "effective": body["effective"]}
        self.done("approve-partner", about)
        return partner

    def discount(self, partner: str, **more: Any) -> str:
        """Enter and approve a discount of a partner; returns its id."""
        body = {**ENTRY, "partner": partner, **more}
        (fact,) = self.done("propose-discount", body).json()["facts"]
        discount: str = fact["data"]["discount"]
        about = {"body": body["body"], "partner": partner, "discount": discount, "effective": body["effective"]}
        self.done("approve-discount", about)
        return discount

    def asked(self, path: str, caller: str = "", **query: Any) -> Any:
        """Return what a read route answers."""
        answer = self.client.get(f"/api/v1/ehrenamtskarte/{path}", params=query, headers=self.headers(caller))
        assert answer.status_code == 200, answer.text
        return answer.json()
