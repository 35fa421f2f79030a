"""A card is renewed from its last application: by the holder's link or a clerk, in its time, once."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest
from applications_kit import apply
from cards_kit import HAGEN
from msgspec import structs
from test_card_issuing import Office

from fokus_api.testing import settle, temporary_client
from fokus_core import Links, Person, clock
from fokus_ehrenamtskarte.applications.desk.decisions import ApproveApplication, RecordEvaluation
from fokus_ehrenamtskarte.applications.desk.releasing import ReleaseContact
from fokus_ehrenamtskarte.applications.record.facts import (
    AddressConfirmed,
    ApplicationHandedIn,
    EngagementStated,
    OutcomeOf,
)
from fokus_ehrenamtskarte.cards.commands import RevokeCard
from fokus_ehrenamtskarte.cards.facts import CardIssued
from fokus_ehrenamtskarte.issuing.commands import IssueApprovedCard
from fokus_ehrenamtskarte.offices.commands import DescribeOffice
from fokus_ehrenamtskarte.programme import ehrenamtskarte as plugin

TODAY = clock.day_of(clock.now())
SOON, LATER = TODAY + timedelta(days=60), TODAY + timedelta(days=700)
DUE = f"/api/v1/ehrenamtskarte/bodies/{HAGEN}/renewals"
HTML = {"Accept": "text/html"}


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    with temporary_client(plugin) as client:
        yield Office(client, tmp_path_factory.mktemp("root"))


def carded(office: Office, number: int, until: date, **more: Any) -> str:
    """Return an application whose card is valid until a day, and whose contact the office released."""
    who = Person(name=f"Ada {number}", email=f"ada-{number}@example.org", birth=f"19{number + 10}-05-01")
    handed, stated = (one.fact for one in office.give(apply(person=who, **more))[0].facts)
    assert isinstance(handed, ApplicationHandedIn)
    assert isinstance(stated, EngagementStated)
    about: dict[str, Any] = {"body": HAGEN, "application": handed.application, "effective": TODAY}
    office.give(ReleaseContact(**about, engagement=stated.engagement))
    met = (OutcomeOf("volume", "met"),)
    known = office.service.journal.store.head()
    office.give(RecordEvaluation(**about, known=known, overall="granted", outcomes=met, numbers={}))
    office.give(ApproveApplication(**about))
    office.give(IssueApprovedCard(**about, valid_until=until))
    return handed.application


def link_to(office: Office, application: str, action: str = "renew") -> str:
    about = {"body": HAGEN, "application": application}
    expires = clock.now() + timedelta(days=30)
    return Links(office.service.state_store).issue(f"ehrenamtskarte.{action}", about, expires=expires, uses=2)


def renew(office: Office, application: str, **more: Any) -> Any:
    told = {"body": HAGEN, "application": application, "effective": str(TODAY), "truthful": True, **more}
    return office.post("renew-card", told)


def facts_of(office: Office, answer: Any) -> list[Any]:
    assert answer.status_code == 201, answer.text
    records = office.service.journal.follow(after=answer.json()["facts"][0]["position"] - 1)
    return [record.fact for record in records]


def slug(answer: Any) -> tuple[str, str]:
    return answer.json()["type"].rpartition(":")[2], answer.json()["errors"][0]["pointer"]


def test_the_holder_renews_with_one_tick_and_what_is_unchanged_is_taken_over(office: Office) -> None:
    application = carded(office, 1, SOON)
    settle(office.service)
    assert [one["application"] for one in office.get(DUE, "hagen").json()["items"]] == [application]
    link = link_to(office, application)
    page = office.client.get(link, headers=HTML).text
    assert "Ada 1" in page
    assert "Hat sich nichts geändert, kreuzen Sie nur die Erklärung an." in page
    assert office.client.post(link, json={"truthful": False}).status_code == 422
    before = office.service.journal.store.head()
    answer = office.client.post(link, json={"truthful": True})
    assert answer.status_code == 201, answer.text
    facts: list[Any] = [one.fact for one in office.service.journal.follow(after=before)]
    begun, handed, stated, confirmed, released = facts
    assert (begun.application, begun.renewal) == (application, handed.application)
    assert (handed.renewal, handed.renews, handed.changed) == (True, application, ())
    assert isinstance(confirmed, AddressConfirmed)
    assert (released.application, released.engagement) == (handed.application, stated.engagement)
    settle(office.service)
    detail = office.get(f"/api/v1/ehrenamtskarte/bodies/{HAGEN}/applications/{handed.application}", "hagen").json()
    assert (detail["applicant"], detail["details"]["mail"]) == ("Ada 1", "ada-1@example.org")
    assert (detail["renews"], detail["changed"], detail["reachable"]) == (application, [], True)
    assert office.get(DUE, "hagen").json()["items"] == []
    again = office.client.post(link, json={"truthful": True})
    assert slug(again)[0] == "already-renewed"
    assert office.client.get(link).json()["details"] == {"renewed": str(TODAY)}


def test_what_changed_is_said_and_nothing_else_is_asked(office: Office) -> None:
    application = carded(office, 2, SOON)
    more = {"street": "Neuer Weg 2, 58095 Hagen", "hours": 7.5, "contact": "Bo", "contact_mail": "bo@example.org"}
    _begun, handed, stated, *others = facts_of(office, renew(office, application, **more))
    assert handed.changed == ("street", "hours", "contact")
    assert [type(one) for one in others] == [AddressConfirmed], "a new contact is released by a clerk first"
    settle(office.service)
    detail = office.get(f"/api/v1/ehrenamtskarte/bodies/{HAGEN}/applications/{handed.application}", "hagen").json()
    assert detail["details"]["street"] == more["street"]
    (engagement,) = detail["engagements"]
    assert engagement["engagement"] == stated.engagement
    assert (engagement["claim"]["hours"], engagement["contact_name"]) == (7.5, "Bo")


def test_nobody_renews_before_the_window_which_the_office_may_set(office: Office) -> None:
    application = carded(office, 3, LATER)
    early = renew(office, application)
    assert slug(early) == ("renewal-too-early", "/effective")
    assert "Die Verlängerung ist ab dem " in early.json()["detail"]
    link = link_to(office, application)
    assert set(office.client.get(link).json()["details"]) == {"valid_until", "opens"}
    status = office.client.get(link_to(office, application, "follow-application")).json()
    assert status["beside"] == []
    half = carded(office, 4, TODAY + timedelta(days=150))
    assert slug(renew(office, half))[0] == "renewal-too-early"
    office.give(DescribeOffice(body=HAGEN, effective=TODAY, renewal_months=6, note="Beschluss des Rates"))
    settle(office.service)
    assert [one["application"] for one in office.get(DUE, "hagen").json()["items"]] == [half]
    status = office.client.get(link_to(office, half, "follow-application")).json()
    assert status["beside"] == ["ehrenamtskarte.renew-now"]
    office.give(DescribeOffice(body=HAGEN, effective=TODAY))


def test_only_a_card_that_ends_is_renewed_and_only_by_who_may(office: Office) -> None:
    (handed, _stated) = (one.fact for one in office.give(apply())[0].facts)
    assert isinstance(handed, ApplicationHandedIn)
    assert slug(renew(office, handed.application)) == ("no-card", "/application")
    assert slug(renew(office, "0" * 32)) == ("unknown-application", "/application")
    application = carded(office, 5, SOON)
    assert office.get(DUE, "bonn").status_code == 403
    told = {"body": HAGEN, "application": application, "effective": str(TODAY), "truthful": True}
    assert office.post("renew-card", told, caller="bonn").status_code == 403
    wrong = [
        ({"hours": 200}, "/hours"),
        ({"contact": "Bo"}, "/contact_mail"),
        ({"residence": "Nirgendwo"}, "/residence"),
    ]
    wrong += [({"contact": "Ada", "contact_mail": "ada-5@example.org"}, "/contact_mail"), ({"hours": 0}, "/hours")]
    before = office.service.journal.store.head()
    for more, pointer in wrong:
        assert slug(renew(office, application, **more))[1] == pointer
    assert office.service.journal.store.head() == before
    card: Any = next(one.fact for one in office.service.journal.under(f"application:{application}", CardIssued))
    office.give(RevokeCard(body=HAGEN, card=card.card, reason="lost", effective=TODAY))
    assert slug(renew(office, application))[0] == "card-revoked"
    assert office.client.get(link_to(office, application)).status_code == 404


def test_with_several_engagements_changes_take_a_new_application(office: Office) -> None:
    (one,) = apply().engagements
    two = (one, structs.replace(one, organisation="Feuerwehr"))
    who = Person(name="Ada 6", email="ada-6@example.org", birth="1966-05-01")
    handed, *stated = (each.fact for each in office.give(apply(person=who, engagements=two))[0].facts)
    assert isinstance(handed, ApplicationHandedIn)
    about: dict[str, Any] = {"body": HAGEN, "application": handed.application, "effective": TODAY}
    met = (OutcomeOf("volume", "met"),)
    known = office.service.journal.store.head()
    office.give(RecordEvaluation(**about, known=known, overall="granted", outcomes=met, numbers={}))
    office.give(ApproveApplication(**about), IssueApprovedCard(**about, valid_until=SOON))
    assert slug(renew(office, handed.application, hours=3)) == ("several-engagements", "/hours")
    facts = facts_of(office, renew(office, handed.application))
    assert len([one for one in facts if isinstance(one, EngagementStated)]) == len(stated) == 2
