"""Organisations of an office: registered, vetted, blocked, merged, with contacts, and what engagements are at."""

from typing import Any

import pytest
from applications_kit import today
from cards_kit import Scene
from test_applications_path import ADA, KIM, asked
from test_applications_rules import ABOUT, BONN, ENGAGEMENT, HAGEN, HANDED, HELD, STATED, TODAY

from fokus_api.testing import settle, temporary_client
from fokus_core import Fact, Sealed
from fokus_core.testing import Given
from fokus_ehrenamtskarte.applications.desk.matching import MatchEngagement
from fokus_ehrenamtskarte.applications.record.desk_facts import ContactReleased, EngagementMatched
from fokus_ehrenamtskarte.organisations.commands import (
    BlockOrganisation,
    MergeOrganisations,
    VetOrganisation,
)
from fokus_ehrenamtskarte.organisations.facts import (
    OrganisationBlocked,
    OrganisationContactDropped,
    OrganisationContactNamed,
    OrganisationMerged,
    OrganisationRegistered,
    OrganisationVetted,
)
from fokus_ehrenamtskarte.organisations.likeness import likeness
from fokus_ehrenamtskarte.programme import ehrenamtskarte as plugin

given = Given(plugin)
CLUB, OTHER = "0a" * 16, "0b" * 16
OF: dict[str, Any] = {"effective": TODAY, "body": HAGEN, "organisation": CLUB}
REGISTERED = OrganisationRegistered(**OF, name="Sportfreunde e. V.")
SECOND = OrganisationRegistered(**dict(OF, organisation=OTHER), name="Sportfreunde Hagen")
VETTED, BLOCKED = OrganisationVetted(**OF), OrganisationBlocked(**OF, reason="Gibt es nicht mehr.")
MATCH = MatchEngagement(**ABOUT, engagement=ENGAGEMENT, organisation=CLUB)
MATCHED = EngagementMatched(**HELD, engagement=ENGAGEMENT, organisation=CLUB)


def contact(mail: str) -> OrganisationContactNamed:
    return OrganisationContactNamed(
        **OF, contact="5c" * 16, contact_name=Sealed.of("Kim"), contact_mail=Sealed.of(mail)
    )


def test_a_block_ends_when_the_organisation_is_vetted_anew() -> None:
    vet = VetOrganisation(**OF)
    block = BlockOrganisation(**OF, reason="Gibt es nicht mehr.")
    given(REGISTERED).when(vet).then(VETTED)
    given(REGISTERED, VETTED).when(vet).then_refused("already-vetted", field="organisation")
    given(REGISTERED, VETTED).when(block).then(BLOCKED)
    given(REGISTERED, BLOCKED).when(block).then_refused("already-blocked", field="organisation")
    given(REGISTERED, BLOCKED).when(vet).then(VETTED)
    given().when(vet).then_refused("unknown-organisation", field="organisation")
    given(REGISTERED).when(VetOrganisation(**dict(OF, body=BONN))).then_refused("unknown-organisation")


def test_organisations_are_merged_into_one_that_stands() -> None:
    merge = MergeOrganisations(**OF, into=OTHER)
    merged = OrganisationMerged(**OF, into=OTHER)
    given(REGISTERED, SECOND).when(merge).then(merged)
    given(REGISTERED).when(merge).then_refused("unknown-organisation", field="into")
    given(REGISTERED).when(MergeOrganisations(**OF, into=CLUB)).then_refused("same-organisation", field="into")
    given(REGISTERED, SECOND, merged).when(VetOrganisation(**OF)).then_refused("organisation-merged")
    back = MergeOrganisations(**dict(OF, organisation=OTHER), into=CLUB)
    given(REGISTERED, SECOND, merged).when(back).then_refused("organisation-merged", field="into")


@pytest.mark.parametrize(
    ("facts", "released"),
    [
        ((VETTED, contact("KIM@example.org")), True),
        ((contact("kim@example.org"),), False),
        ((VETTED, contact("someone@example.org")), False),
        ((VETTED,), False),
        ((VETTED, contact("kim@example.org"), OrganisationContactDropped(**OF, contact="5c" * 16)), False),
        ((VETTED, contact("kim@example.org"), ContactReleased(**HELD, engagement=ENGAGEMENT)), False),
    ],
)
def test_a_match_releases_whom_a_vetted_organisation_named(facts: tuple[Fact, ...], released: bool) -> None:
    found = given(HANDED, STATED, REGISTERED, *facts).when(MATCH).facts
    assert found == [MATCHED, *([ContactReleased(**HELD, engagement=ENGAGEMENT)] if released else [])]


def test_what_is_not_matched() -> None:
    given(HANDED, STATED).when(MATCH).then_refused("unknown-organisation", field="organisation")
    given(HANDED, STATED, REGISTERED, BLOCKED).when(MATCH).then_refused("organisation-blocked", field="organisation")
    given(HANDED, REGISTERED).when(MATCH).then_refused("unknown-engagement", field="engagement")
    given(HANDED, STATED, REGISTERED, MATCHED).when(MATCH).then_refused("already-matched", field="organisation")


@pytest.mark.parametrize(
    ("stated", "mail", "said"),
    [
        ("SPORTFREUNDE", "", "same-name"),
        ("Sportfreunde e.V.", "", "same-name"),
        ("Sportfreunde Hagen Jugend", "", "similar-name"),
        ("Tafel", "Kim@Example.org", "same-contact"),
        ("Tafel", "bo@example.org", None),
        ("e. V.", "", None),
    ],
)
def test_likeness_is_of_contact_then_name(stated: str, mail: str, said: str | None) -> None:
    assert likeness(stated, mail, ["Sportfreunde e. V."], ["kim@example.org"]) == said


def test_a_clerk_matches_what_is_proposed_and_the_contact_is_written_to() -> None:
    with temporary_client(plugin) as client:
        scene = Scene(client)
        office = f"/api/v1/ehrenamtskarte/bodies/{HAGEN}"
        entered = scene.post(
            "register-organisation", {"body": HAGEN, "name": "Sportfreunde e. V.", "effective": "2026-01-01"}
        )
        assert entered.status_code == 201, entered.text
        settle(scene.service)
        (club,) = scene.get(f"{office}/organisations", "hagen").json()["items"]
        about = {"body": HAGEN, "organisation": club["organisation"], "effective": "2026-01-02"}
        nobody = scene.post("name-organisation-contact", about | {"contact": {"name": "Kim"}})
        assert (nobody.status_code, nobody.json()["errors"][0]["pointer"]) == (422, "/contact/email")
        named = scene.post("name-organisation-contact", about | {"contact": {"name": "Kim Vorstand", "email": KIM}})
        assert named.status_code == 201, named.text
        assert scene.post("vet-organisation", about).status_code == 201
        assert scene.post("vet-organisation", about, caller="bonn").status_code == 403
        assert scene.post("apply", asked(), caller="").status_code == 201
        settle(scene.service)
        (club,) = scene.get(f"{office}/organisations", "hagen").json()["items"]
        assert (club["status"], club["contacts"][0]["contact_mail"]) == ("vetted", KIM)
        for caller in ("bonn", "officer", "office", "auditor", ""):
            for path in ("organisations", "unmatched-engagements"):
                assert scene.get(f"{office}/{path}", caller).status_code in {401, 403}, (caller, path)
        (found,) = scene.get(f"{office}/unmatched-engagements", "hagen").json()["items"]
        assert (found["stated"], found["name"], found["likeness"]) == (
            "Sportfreunde",
            "Sportfreunde e. V.",
            "same-contact",
        )
        match = {name: found[name] for name in ("application", "engagement", "organisation")}
        matched = scene.post("match-engagement", {"body": HAGEN, **match, "effective": str(today())})
        assert matched.status_code == 201, matched.text
        settle(scene.service)
        assert scene.get(f"{office}/unmatched-engagements", "hagen").json()["items"] == []
        assert scene.get(f"{office}/contacts", "hagen").json()["items"] == []
        assert ADA not in matched.text
