"""Taking a body in with one command, what the signature and a contact person prove, and figures of any meaning."""

from datetime import date, timedelta
from typing import Any

import pytest

from fokus_api.testing import issue_key, service_of, settle, temporary_client
from fokus_core import CONSOLE, Person
from fokus_core.testing import Given
from fokus_network.membership.commands.admission import AdoptCriteria
from fokus_network.membership.commands.declaration import OpenRound, PublishDeclaration, SignDeclaration
from fokus_network.membership.commands.membership import PublishFigure
from fokus_network.membership.commands.taking_in import AdmitToNetwork, Attested
from fokus_network.membership.facts import (
    AttestationGiven,
    CriteriaAdopted,
    Criterion,
    DeclarationPublished,
    DeclarationSigned,
    FigurePublished,
    FoundCriterion,
    MunicipalityJoined,
    RoundOpened,
)
from fokus_network.people.commands import NameContact
from fokus_network.people.facts import ContactEnded, ContactNamed
from fokus_network.plugin import plugin

given = Given(plugin)

OPENED, DAY = date(2015, 3, 1), date(2015, 6, 1)
HAGEN, BONN = "05914000", "05314000"
PUBLISHED = DeclarationPublished(effective=OPENED, declaration="2012", title="Erklärung")
ROUND = RoundOpened(effective=OPENED, round="2015", title="Runde", declaration="2012")
SIGNED = DeclarationSigned(effective=DAY, party=HAGEN, round="2015", declaration="2012")
WILLING = Criterion(id="bereit", title="Bereitschaft", evidence=("network.has-signed",))
PERSON = Criterion(id="person", title="Ansprechperson", evidence=("network.has-contact-person",))
ANCHORED = Criterion(id="quer", title="Querschnittsaufgabe")
CRITERIA = CriteriaAdopted(effective=OPENED, version="1", criteria=(WILLING, PERSON, ANCHORED))
CONTACT = ContactNamed(effective=OPENED, term="1" * 32, body=HAGEN, function="contact")
DEPUTY = ContactNamed(effective=OPENED, term="2" * 32, body=HAGEN, function="deputy")
STANDS = (PUBLISHED, ROUND, CRITERIA)


def admit(*attested: str, **more: Any) -> AdmitToNetwork:
    given_for = tuple(Attested(criterion=one, basis="Gespräch") for one in attested)
    return AdmitToNetwork(body="Hagen", round="2015", effective=DAY, attestations=given_for, **more)


def attestation(criterion: str) -> AttestationGiven:
    return AttestationGiven(effective=DAY, body=HAGEN, criterion=criterion, basis="Gespräch")


def joined(person: FoundCriterion, willing: FoundCriterion, **more: Any) -> MunicipalityJoined:
    return MunicipalityJoined(
        effective=DAY,
        body=HAGEN,
        round="2015",
        declaration="2012",
        criteria="1",
        findings=(willing, person, FoundCriterion("quer", "attested")),
        **more,
    )


def test_one_command_signs_attests_and_joins() -> None:
    willing = FoundCriterion("bereit", "proven", "network.has-signed")
    person = FoundCriterion("person", "attested")
    given(*STANDS).when(admit("person", "quer", ground="application")).then(
        SIGNED, attestation("person"), attestation("quer"), joined(person, willing, ground="application")
    )


def test_who_signed_before_does_not_sign_twice_and_a_contact_person_proves_its_criterion() -> None:
    willing = FoundCriterion("bereit", "proven", "network.has-signed", by=5)
    person = FoundCriterion("person", "proven", "network.has-contact-person", by=4)
    given(*STANDS, CONTACT, SIGNED).when(admit("quer")).then(attestation("quer"), joined(person, willing))


def test_a_deputy_is_no_contact_person_and_one_who_left_neither() -> None:
    given(*STANDS, DEPUTY).when(admit("quer")).then_refused("criteria-not-met")
    ended = ContactEnded(effective=DAY, term="1" * 32, body=HAGEN, function="contact", reason="-")
    given(*STANDS, CONTACT, ended).when(admit("quer")).then_refused("criteria-not-met")
    deputy_left = ContactEnded(effective=DAY, term="2" * 32, body=HAGEN, function="deputy", reason="-")
    willing = FoundCriterion("bereit", "proven", "network.has-signed")
    person = FoundCriterion("person", "proven", "network.has-contact-person", by=4)
    given(*STANDS, CONTACT, DEPUTY, deputy_left).when(admit("quer")).then(
        SIGNED, attestation("quer"), joined(person, willing)
    )


def test_nothing_is_recorded_where_one_part_does_not_hold() -> None:
    given(*STANDS).when(admit("quer")).then_refused("criteria-not-met")
    given(*STANDS).when(admit("person", "quer", "quer")).then_refused("criterion-unknown")
    given(*STANDS).when(admit("person", "quer", "andere")).then_refused("criterion-unknown")
    given(*STANDS, attestation("quer")).when(admit("person", "quer")).then_refused("already-attested")
    given(PUBLISHED, CRITERIA).when(admit("person", "quer")).then_refused("round-not-open")
    given(*STANDS, SIGNED, MunicipalityJoined(effective=DAY, body=HAGEN, round="2015", declaration="2012")).when(
        admit("person", "quer")
    ).then_refused("already-member")


def test_against_the_criteria_only_with_the_permission_for_it_and_with_one_preview() -> None:
    with temporary_client(plugin) as client:
        service = service_of(client)
        for command in (
            PublishDeclaration(declaration="2012", title="Erklärung", effective=OPENED),
            OpenRound(round="2015", title="Runde", declaration="2012", effective=OPENED),
            AdoptCriteria(version="1", criteria=(WILLING, PERSON), effective=OPENED),
            NameContact(body=BONN, function="contact", person=Person(name="Kim Beispiel"), effective=OPENED),
        ):
            service.journal.handle(command, by=CONSOLE)
        key = issue_key(service, "coordination", ("network-coordination", "programme:network"))
        headers = {"Authorization": f"Bearer {key}"}
        head = settle(service)
        url = "/api/v1/network/commands/admit"
        body = {"body": "Hagen", "round": "2015", "effective": "2015-06-01", "signatory": {"name": "Ada Muster"}}

        refused = client.post(url, json=body, headers=headers)
        assert (refused.status_code, refused.json()["type"]) == (409, "urn:fokus:problem:criteria-not-met")
        forbidden = client.post(url, json={**body, "override": "Sonderfall"}, headers=headers)
        assert forbidden.status_code == 403
        wrong = {**body, "attestations": [{"criterion": "nichts", "basis": "-"}]}
        pointed = client.post(url, json=wrong, headers=headers)
        assert [one["pointer"] for one in pointed.json()["errors"]] == ["/attestations/0/criterion"]

        body["body"] = "Bonn"
        preview = client.post(f"{url}?dry_run=true", json=body, headers=headers)
        sentences = [one["sentence"]["de"] for one in preview.json()["facts"]]
        assert sentences == [
            "Die Stadt Bonn hat die Gemeinsame Erklärung unterzeichnet.",
            "Die Stadt Bonn ist dem Netzwerk beigetreten.",
        ]
        assert "Ada Muster" not in preview.text
        assert service.journal.store.head() == head
        assert client.post(url, json=body, headers=headers).status_code == 201
        settle(service)
        (member,) = client.get("/api/v1/network/members").json()["items"]
        assert (member["name"], member["ground"]) == ("Bonn", None)


def test_a_figure_counts_members_or_signatures_of_rounds_that_were_opened() -> None:
    figure: dict[str, Any] = {"figure": "weitere", "members": 26, "counts": "signatures", "kinds": ("town",)}
    stated = FigurePublished(effective=DAY, rounds=("2015",), **figure)
    given(PUBLISHED, ROUND).when(PublishFigure(effective=DAY, rounds=("2015",), **figure)).then(stated)
    early = OPENED - timedelta(days=1)
    given(PUBLISHED, ROUND).when(PublishFigure(effective=early, rounds=("2015",), **figure)).then_refused(
        "round-unknown"
    )


@pytest.mark.parametrize(("counts", "recorded"), [("members", 1), ("signatures", 2)])
def test_a_figure_is_held_against_what_it_counts(counts: Any, recorded: int) -> None:
    with temporary_client(plugin) as client:
        service = service_of(client)
        for command in (
            PublishDeclaration(declaration="2012", title="Erklärung", effective=OPENED),
            OpenRound(round="2015", title="Runde", declaration="2012", effective=OPENED),
            OpenRound(round="2016", title="Runde", declaration="2012", effective=OPENED),
            AdmitToNetwork(body=HAGEN, round="2015", effective=DAY, ground="partner"),
            *(_sign("059", "2015"), _sign(BONN, "2015"), _sign(HAGEN, "2016")),
            PublishFigure(
                figure="f",
                members=5,
                counts=counts,
                rounds=("2015",),
                kinds=("independent-city",),
                effective=DAY,
            ),
        ):
            service.journal.handle(command, by=CONSOLE)
        settle(service)
        (found,) = client.get("/api/v1/network/figures").json()["items"]
        assert (found["counts"], found["recorded"], found["unnamed"]) == (counts, recorded, 5 - recorded)
        behind = client.get("/api/v1/network/figures/f/explanation").json()
        assert len(behind["named"]) + len(behind["signed"]) == recorded
        grounds = client.get("/api/v1/network/members", params={"ground": "ews-site"}).json()["items"]
        assert grounds == []


def _sign(party: str, round_: str) -> SignDeclaration:
    return SignDeclaration(party=party, round=round_, effective=DAY)
