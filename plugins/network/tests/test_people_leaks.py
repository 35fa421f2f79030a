"""Name, mail and phone of a contact person reach nobody but those who may see them, by no way out of the house."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any, ClassVar

import pytest

from fokus_api.testing.leaks import STATE_WIDE, LeakContract, Scene
from fokus_core import CONSOLE, Correct, Person
from fokus_network.membership.commands.admission import JoinNetwork
from fokus_network.membership.commands.declaration import OpenRound, PublishDeclaration, SignDeclaration
from fokus_network.people.commands import NameContact
from fokus_network.people.facts import ContactNamed
from fokus_network.people.network_wide import ElectSpeaker
from fokus_network.plugin import plugin

DAY = date(2020, 1, 1)
HAGEN, BONN = "05914000", "05314000"
NAME, MAIL, PHONE = "Zweiundvierzigerle", "zweiundvierzig", "0800 424242"
ALL = tuple(range(1, 100))
NAMED: Mapping[str, Any] = {
    "body": HAGEN,
    "function": "deputy",
    "person": {"name": NAME, "email": f"{MAIL}@example.org"},
    "phone": PHONE,
    "effective": "2020-01-01",
}
FORMS = ("", ".csv", ".xlsx")  # in which a list is read


class TestPeople(LeakContract):
    """Hagen is a member with a contact person and a speaker whose data carry the markers; Bonn is none."""

    plugin = plugin
    whole = False
    markers = (NAME, MAIL, PHONE, MAIL.upper(), PHONE.replace(" ", ""))
    callers = STATE_WIDE | {
        "bonn": ("municipal-officer", f"body:{BONN}"),
        "coordination": ("network-coordination", "programme:network"),
    }
    told: ClassVar = {
        "coordination": {
            "/api/v1/network/members/{body_id}/contacts",
            *(f"/api/v1/network/bodies/{{body_id}}/holders{form}" for form in FORMS),
            *(f"/api/v1/network/speakers{form}" for form in FORMS),
        }
    }
    attempts: ClassVar = [
        ("network.name-contact", NAMED | changes)
        for changes in (
            {},
            {"body": "Atlantis"},
            {"function": "contact"},
            {"phone": f"{PHONE} {NAME}"},
            {"person": {"name": NAME, "email": MAIL}},
        )
    ]

    def fill(self, scene: Scene) -> None:
        marked = Person(name=NAME, email=f"{MAIL}@example.org")
        scene.give(
            PublishDeclaration(declaration="2012", title="Erklärung", effective=DAY),
            OpenRound(round="r", title="Runde", declaration="2012", effective=DAY),
            SignDeclaration(party=HAGEN, round="r", effective=DAY, signatory=marked),
            JoinNetwork(body=HAGEN, effective=DAY),
            NameContact(body=HAGEN, function="contact", person=marked, phone=PHONE, effective=DAY),
            ElectSpeaker(body=HAGEN, person=marked, phone=PHONE, effective=DAY),
        )
        named = next(one for one in scene.service.journal.follow() if isinstance(one.fact, ContactNamed))
        changes = {"mail": f"{MAIL}@example.com"}
        correction = Correct(position=named.position, changes=changes, reason="-", acknowledge=ALL)
        scene.service.journal.handle(correction, by=CONSOLE)
        scene.things |= {"body_id": (HAGEN, BONN), "group": ("town", "059")}

    def queries(self, scene: Scene) -> Iterable[Mapping[str, str]]:
        return (*super().queries(scene), {"on": "2020-06-01"}, {"party": NAME})


@pytest.mark.long
class TestWhole(TestPeople):
    """The same, where everybody asks everything everywhere."""

    whole = True
