"""What an office says about applications: before one is made, in the form, on the receipt, and in what it refuses."""

from collections.abc import Iterator
from typing import Any

import pytest
from applications_kit import HAGEN, today
from test_applications_pages import FORM
from test_applications_path import HOME, HTML, Desk, asked
from test_applications_topics import fill, send, typed_in

from fokus_api.testing import settle, temporary_client
from fokus_core.testing.smtp import MailServer
from fokus_ehrenamtskarte.applications.record.facts import ApplicationHandedIn
from fokus_ehrenamtskarte.commands import IntroduceCard
from fokus_ehrenamtskarte.issuers.commands import AssignIssuer
from fokus_ehrenamtskarte.offices.commands import DescribeOffice, SetPrivacyText
from fokus_ehrenamtskarte.programme import ehrenamtskarte as plugin

RHEINE, WIEHL, OBERBERG = "05566076", "05374048", "05374"
OFFICE, ASK = "/api/v1/ehrenamtskarte/office", "/api/v1/ehrenamtskarte/eligibility"
LINK = "https://www.rheine.example/ehrenamtskarte"


@pytest.fixture(scope="module")
def desk() -> Iterator[Desk]:
    settings: dict[str, Any] = {"mail_from": "Karte <karte@example.nrw>", "public_url": HOME}
    with MailServer() as mail, temporary_client(plugin, mail_url=mail.url, **settings) as client:
        desk = Desk(client, mail)
        desk.give(
            IntroduceCard(body=RHEINE, effective=today()),
            AssignIssuer(body=WIEHL, effective=today(), kind="district"),
        )
        settle(desk.service)
        yield desk


def described(desk: Desk, body: str, **said: Any) -> None:
    desk.give(DescribeOffice(body=body, effective=today(), **said))


def office(desk: Desk, body: str) -> Any:
    answer = desk.client.get(OFFICE, params={"body": body})
    assert answer.status_code == 200, answer.text
    return answer.json()


def slug(answer: Any) -> str:
    return str(answer.json()["type"]).rpartition(":")[2]


def apply(desk: Desk, **more: Any) -> Any:
    """Try an application, which is judged as one that is recorded."""
    return desk.post("apply", asked(**more), caller="", dry_run=True)


def in_rheine(**more: Any) -> dict[str, Any]:
    return {"body": "Rheine", "residence": "Rheine", **more}


def test_who_takes_no_applications_yet_says_so_before_in_the_form_and_when_one_is_sent(desk: Desk) -> None:
    described(desk, RHEINE, opens="not-yet", link=LINK)
    found = office(desk, "Rheine")
    assert (found["office"], found["says"]["opens"]) == (RHEINE, "not-yet")
    (remark, _money) = found["remarks"]
    assert remark["text"]["de"] == "Die Stadt Rheine nimmt noch keine Anträge auf die Ehrenamtskarte an."
    assert remark["href"] == LINK
    refused = apply(desk, **in_rheine())
    assert (refused.status_code, slug(refused)) == (409, "not-open-yet")
    assert refused.json()["errors"][0]["pointer"] == "/body"
    assert refused.json()["detail"] == (
        "Die Stadt Rheine nimmt noch keine Anträge auf die Ehrenamtskarte an. Hier erfahren Sie mehr: " + LINK
    )
    question = {
        "residence": "Rheine",
        "engagements": [{"body": "Rheine", "since": "2015-01", "per": "week", "hours": 6}],
    }
    answer = desk.client.post(ASK, json=question).json()
    assert (answer["closed"], answer["remarks"][0]["href"]) == (True, LINK)
    asked_for = {"wohnort": "Rheine", "einsatzort": "Rheine", "stunden": "6", "je": "week", "seit": "1/2015"}
    page = desk.client.get("/ehrenamtskarte/kann-ich", params={**asked_for, "geld": "cost"}, headers=HTML).text
    assert "nimmt noch keine Anträge" in page
    assert "Antrag beginnen" not in page
    begun = desk.client.get(FORM, params={"body": RHEINE}, headers=HTML)
    assert f'href="{LINK}"' in begun.text, "also in the form"
    described(desk, RHEINE)
    assert apply(desk, **in_rheine()).status_code == 200


def test_an_office_speaks_in_its_own_words_and_names_whom_to_ask(desk: Desk) -> None:
    said = {"welcome": "Bitte halten Sie Ihren Ausweis bereit.", "closing": "Sie holen die Karte im Rathaus ab."}
    described(desk, HAGEN, **said, unit="Servicestelle Ehrenamt", unit_mail="ehrenamt@hagen.example")
    desk.give(
        SetPrivacyText(body=HAGEN, effective=today(), text="Wir nutzen Ihre Angaben nur hier.\n\nUnd dort nicht.")
    )
    desk.client.cookies.clear()
    address = str(desk.client.get(FORM, headers=HTML).url)
    form = send(desk, f"{address}/thema/karte", typed_in("karte")).text
    assert said["welcome"] in form
    assert said["closing"] not in form
    fill(desk, address)
    receipt = send(desk, f"{address}/vorschau", {}).text
    assert said["closing"] in receipt
    assert said["welcome"] not in receipt
    assert "Fragen beantwortet: Servicestelle Ehrenamt, ehrenamt@hagen.example." in receipt
    page = desk.client.get(f"/ehrenamtskarte/antraege-bei/{HAGEN}", headers=HTML).text
    assert "Und dort nicht." in page
    (version,) = (
        one for one in desk.service.journal.follow() if one.type.startswith("ehrenamtskarte.privacy-text-set")
    )
    handed = [one.fact for one in desk.service.journal.follow() if isinstance(one.fact, ApplicationHandedIn)][-1]
    assert handed.privacy == version.position
    described(desk, HAGEN)


def test_where_the_card_is_digital_only_nobody_applies_for_another(desk: Desk) -> None:
    described(desk, HAGEN, forms="digital")
    refused = apply(desk, wanted="both")
    assert (slug(refused), refused.json()["errors"][0]["pointer"]) == ("digital-only", "/wanted")
    assert apply(desk, wanted="digital").status_code == 200
    described(desk, HAGEN)
    assert apply(desk, wanted="card").status_code == 200


def test_the_district_that_issues_for_a_town_says_it(desk: Desk) -> None:
    described(desk, OBERBERG, opens="not-yet", unit_phone="02261 880")
    found = office(desk, "Wiehl")
    assert found["office"] == OBERBERG
    assert "Der Oberbergische Kreis nimmt noch keine Anträge" in found["remarks"][0]["text"]["de"]
    refused = apply(desk, body="Wiehl", residence="Wiehl")
    assert slug(refused) == "not-open-yet"
    described(desk, OBERBERG)
    assert "Über den Antrag entscheidet der Oberbergische Kreis." in office(desk, "Wiehl")["remarks"][0]["text"]["de"]


def test_the_town_is_asked_for_only_where_several_may_be_meant(desk: Desk) -> None:
    (engagement,) = asked()["engagements"]
    refused = apply(desk, body=None, residence="Rheine")
    assert (slug(refused), refused.json()["errors"][0]["pointer"]) == ("office-ambiguous", "/body")
    assert "die Stadt Hagen" in refused.json()["detail"]
    assert "die Stadt Rheine" in refused.json()["detail"]
    nowhere = apply(desk, body=None, residence="Minden", engagements=[{**engagement, "body": "Minden"}])
    assert slug(nowhere) == "no-office"
    for residence in ("Hagen", "Minden", "09162000"):  # the second does not take part, the third is in another state
        answer = apply(desk, body=None, residence=residence)
        assert answer.status_code == 200, answer.text
        (keys,) = [
            one["keys"] for one in answer.json()["facts"] if one["type"].startswith("ehrenamtskarte.application-")
        ]
        assert f"body:{HAGEN}" in keys


@pytest.mark.parametrize(
    ("said", "pointer"),
    [
        ({"opens": "not-yet"}, "/link"),
        ({"link": "rheine.de"}, "/link"),
        ({"renewal_months": 6}, "/note"),
        ({"renewal_months": 13}, "/renewal_months"),
        ({"unit_mail": "Kim <kim@x>"}, "/unit_mail"),
    ],
)
def test_half_an_answer_is_pointed_at(desk: Desk, said: dict[str, Any], pointer: str) -> None:
    before = len(desk.facts())
    answer = desk.post("describe-office", {"body": HAGEN, "effective": str(today()), **said})
    assert answer.status_code in {409, 422}
    assert answer.json()["errors"][0]["pointer"] == pointer
    assert desk.post("describe-office", {"body": HAGEN, "effective": str(today())}, caller="bonn").status_code == 403
    assert len(desk.facts()) == before


def test_who_lives_in_duesseldorf_means_the_town(desk: Desk) -> None:
    (engagement,) = asked()["engagements"]
    answer = apply(desk, residence="Düsseldorf", engagements=[engagement, {**engagement, "body": "Düsseldorf"}])
    assert answer.status_code == 200, answer.text
    question = {
        "residence": "Düsseldorf",
        "engagements": [{"body": "Hagen", "since": "2015-01", "per": "week", "hours": 6}],
    }
    assert desk.client.post(ASK, json=question).status_code == 200
