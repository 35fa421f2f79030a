"""Partners are asked once a year by mail, answer by their link, and count as unconfirmed after two silences."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest
from partners_kit import HAGEN, Town
from test_applications_path import HOME, LINK

from fokus_api.testing import settle, temporary_client
from fokus_core import JobContext, clock
from fokus_core.testing import TellPeople
from fokus_core.testing.smtp import MailServer
from fokus_ehrenamtskarte.caring.messages import AskPartners
from fokus_ehrenamtskarte.programme import ehrenamtskarte as plugin

KIM = "kim@kasse.example"
TODAY = clock.day_of(clock.now())


@pytest.fixture(autouse=True)
def _by_hand(monkeypatch: pytest.MonkeyPatch) -> None:
    for job in plugin.jobs():
        if job.name != AskPartners.name:
            monkeypatch.setattr(job, "run", lambda context: None)


@pytest.fixture
def town() -> Iterator[Town]:
    with (
        MailServer() as mail,
        temporary_client(
            plugin, mail_url=mail.url, mail_from="Karte <karte@example.nrw>", public_url=HOME, dev=True
        ) as client,
    ):
        town = Town(client)
        town.service.jobs.stop()
        town.mail = mail  # type: ignore[attr-defined]  # of this scene alone
        yield town


def entered(town: Town, day: date) -> dict[str, str]:
    """Return what names a partner that was entered on a day, with somebody to ask."""
    about = {"body": HAGEN, "partner": town.partner(effective=str(day)), "effective": str(TODAY)}
    town.done("name-partner-contact", about | {"contact": {"name": "Kim Kasse", "email": KIM}})
    return about


def work(town: Town) -> list[str]:
    """Let the jobs do what is due; returns the links of the letters so far."""
    settle(town.service)
    for job in (AskPartners(), TellPeople()):
        job.run(JobContext[Any](town.service.state_store, town.service, lambda: True))
        settle(town.service)
    letters = [one.get_content() for address, one in town.mail.taken if address == KIM]  # type: ignore[attr-defined]
    return [LINK.findall(one.replace("\r\n", "\n"))[0] for one in letters]


def test_a_partner_is_asked_once_a_year_and_answers_by_its_link(town: Town) -> None:
    about = entered(town, TODAY - timedelta(days=400))
    (link,) = work(town)
    assert work(town) == [link]
    shown = town.client.get(link).json()
    assert shown["details"]["hours"] == "Di–So 11:00 bis 18:00 Uhr"
    assert shown["beside"] == ["ehrenamtskarte.offer-discount"]
    assert town.client.post(link, json={}).status_code == 422
    before = settle(town.service)
    town.client.get(link)
    assert settle(town.service) == before
    changed = town.client.post(link, json={"says": "changed", "hours": "Täglich"})
    assert changed.status_code == 201, changed.text
    settle(town.service)
    assert town.asked(f"partners/{about['partner']}")["hours"] == "Di–So 11:00 bis 18:00 Uhr"
    titles = [one["title"] for one in town.get("/api/v1/inbox", "hagen").json()["items"]]
    assert titles == ["Partner freigeben: Osthaus Museum"]
    town.done("approve-partner", about)
    assert town.asked(f"partners/{about['partner']}")["hours"] == "Täglich"


def test_a_partner_offers_a_discount_by_its_link(town: Town) -> None:
    about = entered(town, TODAY - timedelta(days=400))
    (link,) = work(town)
    offered = town.client.post(
        link, params={"do": "ehrenamtskarte.offer-discount"}, json={"title": "Zwei für eins", "category": "culture"}
    )
    assert offered.status_code == 201, offered.text
    settle(town.service)
    (waiting,) = town.asked(f"bodies/{HAGEN}/discount-proposals", "hagen", status="waiting")["items"]
    assert town.asked("discounts")["items"] == []
    town.done("approve-discount", about | {"discount": waiting["discount"]})
    assert [one["title"] for one in town.asked("discounts")["items"]] == ["Zwei für eins"]
    assert town.client.post(link, json={"says": "right"}).status_code == 201
    settle(town.service)
    assert town.asked(f"partners/{about['partner']}")["checked"] == str(TODAY)
    assert town.client.post(link, json={"says": "over"}).status_code == 201
    settle(town.service)
    assert town.asked("partners")["items"] == []
    assert town.client.get(link).status_code == 404


def test_two_silences_mark_a_partner_as_unconfirmed_until_it_answers(town: Town) -> None:
    about = entered(town, TODAY - timedelta(days=500))
    for ago in (100, 70):
        town.done("ask-partner", about | {"effective": str(TODAY - timedelta(days=ago))})
    path = f"partners/{about['partner']}"
    assert town.asked(path, on=str(TODAY - timedelta(days=43)))["is_unconfirmed"] is False
    assert town.asked(path, on=str(TODAY - timedelta(days=42)))["is_unconfirmed"] is True
    town.done("confirm-partner", about)
    assert town.asked(path)["is_unconfirmed"] is False
    nobody = town.partner(name="Ohne Kontakt")
    assert town.post("ask-partner", about | {"partner": nobody}).json()["errors"][0]["pointer"] == "/partner"
