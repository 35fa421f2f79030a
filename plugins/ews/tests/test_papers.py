"""Certificates and confirmations: issued by rule, printed the same again, checked by number, revoked, erased."""

from collections.abc import Iterator
from datetime import date, timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from ews_kit import ANNOUNCED, BEGUN, BONN, HAGEN, RUN, handled, joined, rules, whole_run
from litestar import Litestar
from litestar.testing import TestClient
from msgspec.structs import replace
from pypdf import PdfReader

from fokus_api.testing import issue_key, service_of, settle, temporary_client
from fokus_core import CONSOLE, PRIVATE, Journal, Retract, clock
from fokus_core.persons.erasing import ErasePerson
from fokus_core.testing import TODAY, Given
from fokus_core.testing.folders import files_in
from fokus_ews.commands.ending import CompleteSites
from fokus_ews.facts import CertificateAwarded, SiteCompleted, SiteLeft
from fokus_ews.papers.commands import IssuePapers, RevokePaper
from fokus_ews.papers.facts import PaperIssued, PaperRevoked
from fokus_ews.papers.words import number_of, typed_number
from fokus_ews.plugin import plugin

Client = TestClient[Litestar]
NOW = clock.day_of(clock.now())
PROBE, MARKER = "probe", "Mirabella"
WHY = "Kim Windschief war nie im Team"
NUMBER = number_of("0123456789abcdef" * 2)
BROWSER = {"Accept": "text/html", "Accept-Language": "de"}
given = Given(plugin)


def issued(kind: Any = "certificate", day: date = TODAY, **more: Any) -> PaperIssued:
    return PaperIssued(
        effective=TODAY,
        paper=NUMBER,
        run=RUN,
        body=HAGEN,
        kind=kind,
        title="Vierte Entwicklungswerkstatt",
        day=day,
        **more,
    )


OPEN = (ANNOUNCED, rules(), BEGUN)
JOINED, DONE = joined(HAGEN), SiteCompleted(effective=TODAY, run=RUN, body=HAGEN)
AWARDED = CertificateAwarded(effective=TODAY, run=RUN, body=HAGEN)
ISSUE = IssuePapers(run=RUN, sites=(HAGEN,), kind="certificate", effective=TODAY)


class TestRules:
    def test_a_paper_says_what_is_recorded_of_its_site(self) -> None:
        (fact,) = given(*OPEN, JOINED, DONE, AWARDED).when(ISSUE).facts
        assert isinstance(fact, PaperIssued)
        assert (fact.kind, fact.body, fact.title, fact.day) == ("certificate", HAGEN, ANNOUNCED.title, TODAY)
        assert (fact.person, fact.name, fact.until) == (None, None, None)
        for kind in ("completion", "participation"):
            (fact,) = given(*OPEN, JOINED, DONE).when(replace(ISSUE, kind=kind)).facts
            assert fact.kind == kind  # type: ignore[attr-defined]  # it is a paper

    @pytest.mark.parametrize(
        ("kind", "facts"), [("certificate", (JOINED, DONE)), ("completion", (JOINED,)), ("participation", ())]
    )
    def test_what_is_not_so_is_not_certified(self, kind: Any, facts: Any) -> None:
        given(*OPEN, *facts).when(replace(ISSUE, kind=kind)).then_refused("not-certified", field="sites")
        given(*OPEN, *facts).when(replace(ISSUE, kind=kind, run="9")).then_refused("run-unknown", field="run")

    def test_a_paper_is_there_once_until_it_is_revoked(self) -> None:
        there = (*OPEN, JOINED, DONE, AWARDED, issued())
        given(*there).when(ISSUE).then_refused("already-issued", field="sites")
        revoke = RevokePaper(paper=NUMBER, reason="Falscher Titel", effective=TODAY)
        (gone,) = given(*there).when(revoke).facts
        assert isinstance(gone, PaperRevoked)
        assert (gone.paper, gone.run, gone.body, gone.reason) == (NUMBER, RUN, HAGEN, PRIVATE)
        given(*there, gone).when(revoke).then_refused("paper-revoked")
        given(*there).when(replace(revoke, effective=TODAY - timedelta(days=1))).then_refused("paper-not-issued")
        given(*OPEN).when(revoke).then_refused("paper-unknown", field="paper")
        (anew,) = given(*there, gone).when(ISSUE).facts
        assert isinstance(anew, PaperIssued)
        assert anew.paper != NUMBER

    def test_what_a_standing_paper_rests_on_is_not_taken_back(self) -> None:
        there = (*OPEN, JOINED, DONE, AWARDED, issued())
        retract = Retract(position=len(OPEN) + 3, reason="Irrtum")
        given(*there).when(retract).then_refused("not-certified", at=[len(OPEN) + 4])
        given(*there).when(Retract(position=len(OPEN) + 4, reason="Irrtum")).then_refused("irrevocable")
        gone = PaperRevoked(effective=TODAY, paper=NUMBER, run=RUN, body=HAGEN, reason=PRIVATE)
        assert given(*there, gone).when(retract).facts

    def test_whoever_no_longer_takes_part_is_told_until_when(self) -> None:
        left = SiteLeft(effective=TODAY, run=RUN, body=HAGEN)
        (fact,) = given(*OPEN, JOINED, left).when(replace(ISSUE, kind="participation")).facts
        assert isinstance(fact, PaperIssued)
        assert (fact.day, fact.until) == (JOINED.effective, TODAY - timedelta(days=1))

    def test_a_number_is_read_however_it_is_typed(self) -> None:
        assert typed_number(NUMBER.lower().replace("-", " ")) == NUMBER
        assert number_of("0" * 31 + "1") == number_of("0" * 32) == "AAAA-AAAA-AAAA-AAAA", "the first 80 bits count"
        assert number_of("f" * 32) == "9999-9999-9999-9999"


class House:
    """A run with a site of two persons, who have all their papers, and keys of those who ask."""

    def __init__(self, client: Client) -> None:
        self.client, self.service = client, service_of(client)
        whole_run(self.journal, PROBE, marker=MARKER, day=NOW)
        for command in (
            CompleteSites(run=PROBE, sites=(HAGEN,), effective=NOW),
            IssuePapers(run=PROBE, sites=(HAGEN,), kind="participation", team=True, effective=NOW),
            IssuePapers(run=PROBE, sites=(HAGEN,), kind="completion", effective=NOW),
        ):
            handled(self.journal, command)
        grants = {"carrier": ("ews-carrier", "programme:ews"), "hagen": ("municipal-officer", f"body:{HAGEN}")}
        grants |= {"bonn": ("municipal-officer", f"body:{BONN}"), "auditor": ("auditor", "state")}
        self.keys = {who: issue_key(self.service, f"{who}-actor", grant) for who, grant in grants.items()}
        settle(self.service)
        self.papers = {
            (one["kind"], one["holder"] == MARKER_NAME): one["paper"] for one in self.get("papers").json()["items"]
        }

    @property
    def journal(self) -> Journal:
        return self.service.journal

    def get(self, path: str, who: str | None = "carrier", **query: Any) -> Any:
        headers = {"Authorization": f"Bearer {self.keys[who]}"} if who else {}
        return self.client.get(f"/api/v1/ews/{path}", headers=headers, params=query)

    def log(self, path: int | str, who: str) -> Any:
        return self.client.get(f"/api/v1/log/{path}", headers={"Authorization": f"Bearer {self.keys[who]}"})

    def named(self, kind: str) -> list[Any]:
        """Return the papers of this kind that name somebody."""
        held = [one.fact for one in self.journal.follow() if isinstance(one.fact, PaperIssued)]
        return [one for one in held if one.kind == kind and one.person]

    def erase(self, person: str) -> None:
        self.journal.handle(ErasePerson(person=person, ground="not-needed", effective=NOW), by=CONSOLE)
        self.service.jobs.run_now("core.erase-persons", 30)
        settle(self.service)

    def reasons(self, who: str) -> dict[str, str]:
        items = self.get("papers", who).json()["items"]
        return {one["paper"]: one["reason"] for one in items if one["reason"]}

    def in_files(self, words: str) -> list[str]:
        return [one.name for one, held in files_in(Path(self.service.settings.data)).items() if words.encode() in held]

    def check(self, number: str, day: date | str | None = None) -> Any:
        answer = self.client.post(
            "/api/v1/ews/paper-checks", json={"number": number} | ({"day": str(day)} if day else {})
        )
        assert answer.status_code == 200, answer.text
        return answer.json()


MARKER_NAME = f"{MARKER} {HAGEN}"


@pytest.fixture(scope="module")
def house() -> Iterator[House]:
    with temporary_client(plugin, limits=["ews-paper-checks=100/60"]) as client:
        yield House(client)


@pytest.fixture
def changed() -> Iterator[House]:
    with temporary_client(plugin, limits=["ews-paper-checks=100/60"]) as client:
        yield House(client)


class TestAnswers:
    def test_papers_are_listed_to_the_carrier_and_to_their_municipality(self, house: House) -> None:
        seen = house.get("papers", run=PROBE).json()["items"]
        assert [(one["kind"], one["holder"]) for one in sorted(seen, key=lambda one: (one["kind"], one["holder"]))] == [
            ("completion", "Hagen"),
            ("participation", "Hagen"),
            ("participation", MARKER_NAME),
            ("participation", MARKER_NAME),
        ]
        assert house.get("papers", "hagen").json()["items"] == seen
        for who in ("bonn", "auditor"):
            assert house.get("papers", who).json()["items"] == []
        assert house.get("papers", None).status_code == 401
        file = house.get("papers.csv")
        assert file.text.count(MARKER_NAME) == 2

    def test_a_paper_is_tagged_tells_where_it_is_checked_and_is_printed_the_same_again(self, house: House) -> None:
        number = house.papers["participation", True]
        path = f"papers/{number}/paper.pdf"
        first, again = house.get(path), house.get(path, "hagen")
        assert first.content == again.content
        assert (first.headers["content-type"], first.headers["cache-control"]) == ("application/pdf", "no-store")
        for who, status in (("bonn", 404), ("auditor", 404), (None, 401)):
            assert house.get(path, who).status_code == status
        found = PdfReader(BytesIO(first.content))
        root: Any = found.trailer["/Root"]
        assert b"pdfuaid" in root["/Metadata"].get_data()
        text = found.pages[0].extract_text()
        for said in (MARKER_NAME, "Teilnahmebescheinigung", "Mitglied des Entwicklungsteams der Stadt Hagen", number):
            assert said in text
        assert len(found.pages) == 1

    def test_a_number_is_genuine_and_says_for_whom_with_its_day_alone(self, house: House) -> None:
        number = house.papers["participation", True]
        told = house.check(number)
        assert (told["answer"], {value for name, value in told.items() if name != "answer"}) == (
            "genuine",
            {None, False},
        )
        assert house.check(number, NOW - timedelta(days=1))["answer"] == "other-day"
        whole = house.check(number.lower().replace("-", " "), NOW)
        assert (whole["answer"], whole["name"], whole["site"]) == ("genuine", MARKER_NAME, "Stadt Hagen")
        assert (whole["title"], whole["kind"]) == ("Durchgang zur Probe", "participation")
        assert house.check("AAAA-AAAA-AAAA-AAAA", NOW)["answer"] == "unknown"
        site = house.check(house.papers["completion", False], NOW)
        assert (site["name"], site["personal"], site["site"]) == (None, False, "Stadt Hagen")

    def test_odd_questions_are_answered_with_a_problem(self, house: House) -> None:
        url = "/api/v1/ews/paper-checks"
        for body, pointer in (
            ({}, "/number"),
            ({"number": ""}, "/number"),
            ({"number": "A", "day": "gestern"}, "/day"),
        ):
            answer = house.client.post(url, json=body)
            assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, pointer)
        assert house.check("🂡 or 1=1", NOW)["answer"] == "unknown"
        assert house.get("papers/nichts/paper.pdf").status_code == 404

    def test_a_revoked_paper_is_told_to_be_and_not_printed(self, changed: House) -> None:
        number = changed.papers["completion", False]
        handled(changed.journal, RevokePaper(paper=number, reason="Geheimgrund-81", effective=NOW))
        settle(changed.service)
        assert changed.check(number)["answer"] == "revoked"
        told = changed.check(number, NOW)
        assert (told["answer"], told["revoked"], told["name"]) == ("revoked", NOW.isoformat(), None)
        assert "Geheimgrund" not in str(told)
        assert changed.get(f"papers/{number}/paper.pdf").status_code == 404

    def test_a_paper_is_judged_by_today_whatever_moment_is_asked_for(self, changed: House) -> None:
        number = changed.papers["participation", True]
        known = max(one.position for one in changed.journal.follow())
        handled(changed.journal, RevokePaper(paper=number, reason="Falsche Person", effective=NOW))
        settle(changed.service)
        moments: tuple[dict[str, Any], ...] = (
            {"on": "2010-01-01"},
            {"known": known},
            {"on": NOW - timedelta(days=1), "known": known},
        )
        for moment in moments:
            told = changed.client.post(
                "/api/v1/ews/paper-checks", json={"number": number, "day": str(NOW)}, params=moment
            ).json()
            assert (told["answer"], told["name"], told["revoked"]) == ("revoked", None, NOW.isoformat())
            assert changed.get(f"papers/{number}/paper.pdf", **moment).status_code == 404

    @pytest.mark.parametrize("personal", [False, True])
    def test_why_a_paper_was_revoked_is_sealed_and_read_by_few(self, changed: House, personal: bool) -> None:
        number = changed.papers["participation" if personal else "completion", personal]
        handled(changed.journal, RevokePaper(paper=number, reason=WHY, effective=NOW))
        position = settle(changed.service)
        for who in ("carrier", "hagen"):
            assert changed.log(position, who).json()["data"]["words"] == {"sealed": True}
            assert changed.reasons(who) == {number: WHY}
        assert changed.reasons("bonn") == {}
        assert changed.in_files(WHY) == []

    def test_why_a_paper_was_revoked_goes_with_whom_it_names(self, changed: House) -> None:
        first, second = changed.named("participation")
        handled(changed.journal, RevokePaper(paper=first.paper, reason=WHY, effective=NOW))
        settle(changed.service)
        assert changed.reasons("carrier") == {first.paper: WHY}
        for one in (first, second):
            changed.erase(one.person)
        handled(changed.journal, RevokePaper(paper=second.paper, reason=WHY, effective=NOW))
        settle(changed.service)
        assert changed.reasons("carrier") == {}
        assert changed.in_files(WHY) == []
        assert changed.check(second.paper)["answer"] == "revoked"

    def test_of_what_was_recorded_in_clear_nothing_is_told_any_more(self) -> None:
        upcast = plugin.programme().upcasters["ews.paper-revoked@1"]
        assert upcast({"reason": WHY, "run": RUN}) == {"reason": PRIVATE, "run": RUN}

    def test_of_an_erased_person_the_number_stays_known_and_the_name_is_gone(self, changed: House) -> None:
        number = changed.papers["participation", True]
        (fact,) = (one for one in changed.named("participation") if one.paper == number)
        changed.erase(fact.person)
        assert changed.check(number)["answer"] == "genuine"
        told = changed.check(number, NOW)
        assert (told["answer"], told["personal"], told["name"]) == ("genuine", True, None)
        assert changed.get(f"papers/{number}/paper.pdf").status_code == 404
        (row,) = (one for one in changed.get("papers").json()["items"] if one["paper"] == number)
        assert row["holder"] is None

    def test_whoever_checks_too_often_waits(self) -> None:
        with temporary_client(plugin, limits=["ews-paper-checks=2/60"]) as client:
            for status in (200, 200, 429):
                assert client.get(f"/bescheinigung?nummer={NUMBER}", headers=BROWSER).status_code == status


class TestPage:
    def test_the_page_answers_the_address_on_the_paper_and_asks_for_the_day(self, house: House) -> None:
        number = house.papers["participation", True]
        page = house.client.get(f"/bescheinigung?nummer={number}", headers=BROWSER)
        assert "Diese Bescheinigung ist echt." in page.text
        assert MARKER not in page.text
        sent = {"number": number, "day": f"{NOW.day}.{NOW.month}.{NOW.year}"}
        told = house.client.post("/bescheinigung", data=sent, headers=BROWSER)
        assert MARKER_NAME in told.text
        assert told.headers["cache-control"] == "no-store"
        wrong = house.client.post("/bescheinigung", data={"number": number, "day": "gestern"}, headers=BROWSER)
        assert "Geben Sie Tag, Monat und Jahr an" in wrong.text
        assert MARKER not in wrong.text

    def test_the_page_of_the_run_has_the_papers_for_those_who_may_see_them(self, house: House) -> None:
        def shown(who: str) -> str:
            headers = {**BROWSER, "Authorization": f"Bearer {house.keys[who]}"}
            return house.client.get(f"/entwicklungswerkstatt/durchgaenge/{PROBE}", headers=headers).text

        assert all(f"/api/v1/ews/papers/{number}/paper.pdf" in shown("hagen") for number in house.papers.values())
        assert "paper.pdf" not in shown("bonn")
