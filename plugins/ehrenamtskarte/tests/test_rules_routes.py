"""Rules, issuers, eligibility, evaluation and what-if over HTTP."""

from collections.abc import Iterator
from datetime import date
from typing import Any

import msgspec
import pytest
from cards_kit import Client
from rules_kit import CASES, application

from fokus_api.testing import issue_key, leaks_in_files, service_of, settle, temporary_client
from fokus_core import CONSOLE, Actor, Confirm, load_history
from fokus_ehrenamtskarte.programme import ehrenamtskarte as plugin
from fokus_ehrenamtskarte.rules.commands import SetRules
from fokus_ehrenamtskarte.rules.terms import Prior, Terms

API = "/api/v1/ehrenamtskarte"
KAMEN = "05978020"
AGENCY = "Ehrenamtsagentur Gelsenkirchen e.V."
JSON = {"content-type": "application/json"}


@pytest.fixture(scope="module")
def client() -> Iterator[Client]:
    limits = [f"ehrenamtskarte-{name}=1000/60" for name in ("eligibility", "evaluations", "what-ifs")]
    with temporary_client(plugin, limits=limits) as client:
        service = service_of(client)
        assert {item.state for item in load_history(service.journal, plugin.history())} == {"entered"}
        settle(service)
        yield client


def got(client: Client, path: str, **query: str | int) -> Any:
    answer = client.get(API + path, params=query)
    assert answer.status_code == 200, answer.text
    return answer.json()


def asked(client: Client, path: str, body: object, **headers: str) -> Any:
    answer = client.post(API + path, content=msgspec.json.encode(body), headers=JSON | headers)
    assert answer.status_code == 200, answer.text
    return answer.json()


@pytest.mark.parametrize(
    ("body", "on", "issuers"),
    [
        ("Wiehl", "2017-08-31", set()),
        ("Wiehl", "2017-09-01", {(card, "district", "Oberbergischer Kreis") for card in ("standard", "anniversary")}),
        ("Waldbröl", "2020-01-01", {("standard", "own", "Waldbröl")}),
        ("Gelsenkirchen", "2024-01-01", {("standard", "own", "Gelsenkirchen"), ("anniversary", "agency", AGENCY)}),
        ("Kamen", "2024-01-01", {("standard", "own", "Kamen")}),
        ("Bergkamen", "2024-01-01", set()),
    ],
)  # fmt: skip
def test_who_issues_for_a_town_on_a_day(client: Client, body: str, on: str, issuers: set[tuple[str, ...]]) -> None:
    items = got(client, "/issuers", body=body, on=on)["items"]
    assert {(one["card"], one["kind"], one["issuer_name"]) for one in items} == issuers


def test_rules_are_listed_by_body_and_day(client: Client) -> None:
    assert [one["since"] for one in got(client, "/rules", body="Attendorn")["items"]] == ["2010-01-01", "2016-10-01"]
    (first,) = got(client, "/rules", body="Attendorn", on="2016-09-30")["items"]
    assert first["terms"]["prior"] == [{"months": 36}]
    assert got(client, "/rules", body="Attendorn", on="2009-12-31")["items"] == []
    assert {one["frame"] for one in got(client, "/frames")["items"]} == {
        "nrw-2008",
        "nrw-pandemic",
        "nrw-2026",
        "nrw-anniversary",
    }
    hilden = got(client, "/adoptions", body="Hilden")["items"]
    assert [(one["frame"], one["planned"]) for one in hilden] == [("nrw-2026", True)]


def test_in_the_days_of_a_change_every_candidate_is_shown(client: Client) -> None:
    told = got(client, "/rules/in-force", body="Telgte", on="2026-01-28")
    assert [one["frame"] for one in told["frames"]] == ["nrw-2008", "nrw-2026"]
    assert [one["dated"] for one in told["local"]] == ["undated", "between"]
    wiehl = got(client, "/rules/in-force", body="Wiehl", on="2020-01-01")
    assert (wiehl["decides"], wiehl["takes_part"]) == ("05374", True)
    joint = got(client, "/rules/in-force", body="Meinerzhagen", on="2020-01-01")["local"][0]
    assert (joint["joint"], joint["terms"]["place"]) == ("05962", {"kind": "engagement"})
    unknown = client.get(f"{API}/rules/in-force", params={"body": "Nirgendwo"})
    assert (unknown.status_code, unknown.json()["errors"][0]["parameter"]) == (422, "body")


def test_published_totals_stand_side_by_side(client: Client) -> None:
    items = got(client, "/published-figures", subject="municipalities", on="2018-12-31")["items"]
    summer = [one["count"] for one in items if one["as_of"] == "2018-08-31"]
    assert sorted(summer) == [232, 248, 249, 250, 251]
    assert all(one["explanation"] for one in items if one["as_of"] == "2018-08-31")


def test_published_totals_stand_beside_what_is_recorded_for_their_day(client: Client) -> None:
    items = got(client, "/published-figures", on="2026-11-30")["items"]
    towns = [one for one in items if one["subject"] == "municipalities" and one["as_of"] == "2011-11-30"]
    there = got(client, "/municipalities", status="takes-part", on="2011-11-30", limit=1000)["items"]
    known = len([one for one in there if len(one["body"]) == 8])
    assert 0 < known < 125
    assert [(one["count"], one["recorded"], one["gap"], one["least"]) for one in towns] == [
        (125, known, 125 - known, False)
    ]
    (districts,) = [one for one in items if one["subject"] == "districts"]
    assert (districts["as_of"], districts["count"], districts["gap"]) == ("2009-12-31", 3, 3 - districts["recorded"])
    assert {one["recorded"] for one in items if one["subject"].startswith("app-")} == {None}
    assert {(one["recorded"], one["least"]) for one in items if one["subject"] == "cards"} == {(0, True)}
    assert all(client.get(one["recorded_link"]).status_code == 200 for one in items if one["recorded_link"])
    assert {one["entry"]["source"]["reference"] for one in towns} == {"ehrensache.nrw.de/aktuelles/nordwalde/index.php"}
    some = got(client, "/published-figures", subject="discounts", on="2012-12-31")["items"]
    assert {one["subject"] for one in some} == {"discounts"}


def question(since: str = "2018-01", hours: float = 5, body: str = "Kamen", **more: object) -> dict[str, object]:
    one = {"body": body, "since": since, "per": "week", "hours": hours}
    return {"residence": body, "engagements": [one], "on": "2025-06-02"} | more


@pytest.mark.parametrize(
    ("told", "answer", "says"),
    [
        (question(), "yes", "Probably yes. Your answers meet the requirements in Kamen. Kamen decides."),
        (question("2024-06"), "not-yet", "Not yet. From June 2026 you meet the requirements in Kamen"),
        (question(hours=2), "no", "Probably not. Missing: the number of hours."),
        (question(body="Verl"), "not-in", "Verl does not issue cards at present."),
        (question(body="Bergkamen"), "unclear", "Only Bergkamen can tell. Open:"),
        (question(body="Hagen"), "yes", "Freiwilligenzentrale Hagen decides."),
        (question(residence="09162000"), "yes", "requirements in Kamen"),
        (question(residence="Verl"), "yes", "requirements in Kamen"),
    ],
)
def test_whether_somebody_can_get_a_card(client: Client, told: dict[str, object], answer: str, says: str) -> None:
    found = asked(client, "/eligibility", told)
    assert found["answer"] == answer
    assert says in found["sentence"]["en"]
    assert found["sentence"]["de"] != found["sentence"]["en"]


def test_who_served_25_years_is_told_of_the_other_card(client: Client) -> None:
    assert asked(client, "/eligibility", question("1990-01"))["anniversary"]["en"].startswith("Look at the anniversary")
    assert asked(client, "/eligibility", question())["anniversary"] is None


@pytest.mark.parametrize(
    ("told", "pointer"),
    [
        (question(hours=200), "/engagements/0/hours"),
        (question("2025-07"), "/engagements/0/since"),
        (question("2025-13"), "/engagements/0/since"),
        (question(body="Nirgendwo"), "/residence"),
        (question(body="Nirgendwo", residence="Kamen"), "/engagements/0/body"),
        (question(birth_date="2150-01-01"), "/birth_date"),
        (question(body="09162000"), "/residence"),
        (question(name="Ottilie"), "/name"),
    ],
)
def test_what_cannot_be_is_pointed_at(client: Client, told: dict[str, object], pointer: str) -> None:
    answer = client.post(f"{API}/eligibility", json=told)
    assert answer.status_code == 422
    assert answer.headers["content-type"].startswith("application/problem+json")
    assert [one["pointer"] for one in answer.json()["errors"]] == [pointer]


def test_an_evaluation_explains_itself_and_keeps_nothing(client: Client) -> None:
    service = service_of(client)
    before = settle(service)
    case = next(one for one in CASES if one["id"] == "C017")
    found = asked(client, "/rules/evaluate", application(case))
    assert found["overall"] == "granted"
    volume = next(one for one in found["conditions"] if one["condition"] == "volume")
    assert volume["sentence"] == {
        "de": "Umfang: 3 Stunden je Woche (Ruderfreunde Musterfluss) und 100 Stunden im Jahr (Tafelhilfe Beispielhof) "
        "ergeben 100 Prozent des Mindestumfangs von 5 Stunden je Woche oder 250 Stunden im Jahr.",
        "en": "Hours: 3 hours a week (Ruderfreunde Musterfluss) and 100 hours a year (Tafelhilfe Beispielhof) make "
        "100 per cent of the minimum of 5 hours a week or 250 hours a year.",
    }
    assert volume["numbers"] == {"share": 1.0, "highest_share": 1.0, "per_week": 5.0, "per_year": 250.0}
    assert found["sources"][volume["sources"][0] - 1].startswith("duesseldorf.de")
    assert settle(service) == before
    assert leaks_in_files(service, ["Musterfluss"]) == []


@pytest.mark.parametrize(
    ("case_id", "says"),
    [
        ("C036", "Dauer: seit Juni 2024, das sind 12 Monate; verlangt sind 24 Monate."),
        ("C036", "Bei unverändertem Engagement ist das am 1. Juni 2026 erreicht."),
        ("C006", "Regeln des Landes 2008: Umfang: 4 Stunden je Woche (Ruderfreunde Musterfluss) ergeben 80 Prozent"),
        ("C059", "Zuständig ist die Stadt Erwitte."),
        ("C060", "am Stichtag also bis einschließlich 1. Juni 2027."),
    ],
)  # fmt: skip
def test_a_clerk_reads_why(client: Client, case_id: str, says: str) -> None:
    case = next(one for one in CASES if one["id"] == case_id)
    assert says in asked(client, "/rules/evaluate", application(case))["explanation"]["de"]


def test_every_case_is_said_in_both_languages_without_a_place_left_open(client: Client) -> None:
    for case in CASES:
        told = asked(client, "/rules/evaluate", application(case))
        sentences = [told["explanation"], *(one["sentence"] for one in told["conditions"])]
        for said in sentences:
            for text in said.values():
                assert "{" not in text, case["id"]
            assert said["de"] != said["en"], (case["id"], said)


def test_a_draft_is_tried_on_samples_by_whoever_is_known(client: Client) -> None:
    samples = [application(one) for one in CASES if one["addressed_to"] == KAMEN]
    draft = {"body": "Kamen", "terms": {"min_age": 16, "prior": [{"months": 12}], "place": {"kind": "either"}}}
    body = {"draft": draft, "applications": samples}
    assert client.post(f"{API}/rules/what-if", content=msgspec.json.encode(body), headers=JSON).status_code == 401
    key = issue_key(service_of(client), "clerk", ("municipal-officer", f"body:{KAMEN}"))
    told = asked(client, "/rules/what-if", body, Authorization=f"Bearer {key}")
    assert told["gains"] >= 2
    assert told["gains"] + told["loses"] + told["differs"] + told["same"] == len(samples)
    numbers = {one["number"] for one in told["changed"] if one["change"] == "gains"}
    young = [number for number, one in enumerate(samples) if one.birth_date == date(2007, 6, 2)]
    assert set(young) <= numbers


def test_rules_are_set_by_one_and_confirmed_by_another(client: Client) -> None:
    service = service_of(client)
    keys = {
        name: issue_key(service, name, ("municipal-officer", f"body:{KAMEN}")) for name in ("anna-kamen", "berta-kamen")
    }
    settle(service)
    body = {"body": "Kamen", "effective": "2026-06-01", "terms": {"prior": [{"months": 6}]}}
    url = f"{API}/commands/set-rules"
    proposed = client.post(url, json=body, headers={"Authorization": f"Bearer {keys['anna-kamen']}"})
    assert proposed.status_code == 202, proposed.text
    settle(service)
    assert len(got(client, "/rules", body="Kamen", on="2026-06-01")["items"]) == 1
    service.journal.handle(Confirm(proposal=proposed.json()["proposal"]), by=Actor("berta-kamen"))
    settle(service)
    both = got(client, "/rules", body="Kamen", on="2026-06-01")["items"]
    assert [one["terms"].get("prior") for one in both][-1] == [{"months": 6}]
    foreign = client.post(url, json=body | {"body": "Hagen"}, headers={"Authorization": f"Bearer {keys['anna-kamen']}"})
    assert foreign.status_code == 403


def test_rules_are_read_as_they_were_known(client: Client) -> None:
    service = service_of(client)
    before = settle(service)
    told = SetRules(body="Bergkamen", effective=date(2020, 1, 1), terms=Terms(prior=(Prior(months=24),)))
    service.journal.handle(told, by=CONSOLE)
    settle(service)
    now = got(client, "/rules/in-force", body="Bergkamen", on="2020-06-01")
    then = got(client, "/rules/in-force", body="Bergkamen", on="2020-06-01", known=before)
    assert (len(now["local"]), len(then["local"])) == (1, 0)
    assert (now["takes_part"], then["takes_part"]) == (True, None)
