"""From an approved application to a card that anybody checks, and to every end that a card has: over HTTP."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from applications_kit import apply
from cards_kit import HAGEN, Scene, today
from keys_kit import Ceremony

from fokus_api import qr_code
from fokus_api.testing import leaks_in_files, settle, temporary_client
from fokus_core import Person, Refused, Retract
from fokus_core.checking.journal import check_journal
from fokus_ehrenamtskarte.applications.desk.decisions import ApproveApplication, RecordEvaluation
from fokus_ehrenamtskarte.applications.entering.apply import Apply
from fokus_ehrenamtskarte.applications.record.facts import OutcomeOf
from fokus_ehrenamtskarte.applications.record.steps import WithdrawApplication
from fokus_ehrenamtskarte.cards.commands import ReinstateCard, RevokeCard, SignCard, SuspendCard
from fokus_ehrenamtskarte.cards.facts import CardIssued, CardSigned
from fokus_ehrenamtskarte.cards.status import PublishLists, StatusListPublished, blocked, published
from fokus_ehrenamtskarte.credential import key_set, status_list
from fokus_ehrenamtskarte.credential.checking import check
from fokus_ehrenamtskarte.issuing.commands import IssueApprovedCard
from fokus_ehrenamtskarte.programme import ehrenamtskarte as plugin

TODAY, NEXT = today(), timedelta(days=1)
UNTIL = TODAY + timedelta(days=700)
LIST = "/api/v1/ehrenamtskarte/status-lists/1"
NAME = "Ottilie Zweiundvierzigerle"


class Office(Scene):
    """Hagen with keys in force."""

    def __init__(self, client: Any, folder: Path) -> None:
        super().__init__(client)
        self.ceremony = Ceremony(self.service, folder, lambda: settle(self.service))
        self.ceremony.hold()

    def publish(self) -> None:
        self.ceremony.run(PublishLists())

    def text(self, card: str) -> str:
        answer = self.get(f"/api/v1/ehrenamtskarte/bodies/{HAGEN}/cards/{card}/code", "hagen")
        assert answer.status_code == 200, answer.text
        return str(answer.json()["text"])

    def keys_now(self) -> key_set.KeySet:
        """Return the keys as anybody loads them."""
        keys = key_set.opened(self.client.get("/api/v1/ehrenamtskarte/keys.cwt").content, self.ceremony.public)
        assert keys is not None
        return keys

    def answer(self, text: str, at: int = 0) -> str:
        """Return what anybody answers who loads keys and list now."""
        keys = self.keys_now()
        held = status_list.opened_list(self.client.get(LIST).content, keys)
        return check(text, keys, held, at or int(self.service.journal.now().timestamp())).answer

    def told(self, text: str) -> str:
        """Publish the list, and return what is then answered."""
        self.publish()
        return self.answer(text)

    def approved(self, number: int, name: str = NAME, kind: str = "standard", **more: Any) -> str:
        """Return an application of somebody of their own that is approved."""
        who = Person(name=name, email=f"ada-{number}@example.org", birth=f"19{number + 10}-05-01")
        told: Apply = apply(person=who, kind=kind, **more)
        (handed, *_others) = self.give(told)[0].facts
        application: str = handed.fact.application  # type: ignore[attr-defined]  # an application
        about: dict[str, Any] = {"body": HAGEN, "application": application, "effective": TODAY}
        head = self.service.journal.store.head()
        met = (OutcomeOf("volume", "met"),)
        self.give(RecordEvaluation(**about, known=head, overall="granted", outcomes=met, numbers={}))
        self.give(ApproveApplication(**about))
        return application

    def issue_approved(self, number: int, **more: Any) -> tuple[CardIssued, CardSigned]:
        application = self.approved(number, **more)
        told: dict[str, Any] = {"body": HAGEN, "application": application, "effective": TODAY, "valid_until": UNTIL}
        issued, signed = (one.fact for one in self.give(IssueApprovedCard(**told))[0].facts)
        assert isinstance(issued, CardIssued)
        assert isinstance(signed, CardSigned)
        return issued, signed


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    with temporary_client(plugin) as client:
        yield Office(client, tmp_path_factory.mktemp("root"))


def refused_as(slug: str) -> Any:
    return pytest.raises(Refused, check=lambda error: error.slug == slug)


def refused(slug: str, field: str) -> Any:
    return pytest.raises(Refused, check=lambda error: (error.slug, error.field) == (slug, field))


def test_the_card_of_an_approved_application_is_valid_everywhere(office: Office) -> None:
    issued, signed = office.issue_approved(1)
    assert (issued.kind, issued.valid_until, issued.card) == (signed.kind, signed.valid_until, signed.card)
    assert issued.decision is not None
    record = office.service.journal.recorded(issued.decision)
    assert record is not None
    assert record.fact.application == issued.application  # type: ignore[attr-defined]  # the approval
    text = office.text(issued.card)
    assert text.startswith("http://127.0.0.1:8000/k#")
    assert office.answer(text) == "blocking-unknown", "no list is published yet"
    assert office.told(text) == "valid"
    found = check(text, office.keys_now(), None, int(office.service.journal.now().timestamp())).card
    assert found is not None
    assert (found.name, found.iss, found.kind) == (NAME, HAGEN, 0)
    assert office.text(issued.card) == text, "printed again it is the same, to the byte"
    picture = office.get(f"/api/v1/ehrenamtskarte/bodies/{HAGEN}/cards/{issued.card}/code.svg", "hagen")
    assert (picture.status_code, picture.headers["content-type"]) == (200, "image/svg+xml")
    assert picture.headers["cache-control"] == "no-store"
    assert leaks_in_files(office.service, [NAME]) == []


def test_a_name_that_does_not_fit_the_code_is_refused_before_there_is_a_card(office: Office) -> None:
    about: dict[str, Any] = {"body": HAGEN, "effective": TODAY, "valid_until": UNTIL}
    for number, letter in ((61, "A"), (62, "Ö"), (63, "漢")):
        application = office.approved(number, name=letter * 180)
        head = office.service.journal.store.head()
        with pytest.raises(Refused) as told:
            office.give(IssueApprovedCard(application=application, **about))
        assert told.value.slug == "name-too-long"
        assert office.service.journal.store.head() == head
        most = 180 - told.value.values["count"]
        (issued, _), *_others = [
            [one.fact for one in receipt.facts]
            for receipt in office.give(
                IssueApprovedCard(application=office.approved(number + 10, name=letter * most), **about)
            )
        ]
        text = office.text(issued.card)  # type: ignore[attr-defined]  # a card
        assert qr_code(text).version <= 13
        found = check(text, office.keys_now(), None, int(office.service.journal.now().timestamp())).card
        assert found is not None
        assert found.name == letter * most, "never cut"
        with refused_as("name-too-long"):
            office.give(IssueApprovedCard(application=office.approved(number + 20, name=letter * (most + 1)), **about))


def test_a_card_is_issued_on_an_approval_and_once(office: Office) -> None:
    about: dict[str, Any] = {"body": HAGEN, "effective": TODAY, "valid_until": UNTIL}
    with refused("unknown-application", "application"):
        office.give(IssueApprovedCard(application="0" * 32, **about))
    (handed, *_others) = office.give(apply(person=Person(name=NAME, email="5@example.org", birth="1950-05-01")))[
        0
    ].facts
    with refused("not-approved", "application"):
        office.give(IssueApprovedCard(application=handed.fact.application, **about))  # type: ignore[attr-defined]  # an application
    application = office.approved(51)
    with refused("before-approval", "effective"):
        office.give(IssueApprovedCard(application=application, **dict(about, effective=TODAY - NEXT)))
    with refused("valid-too-long", "valid_until"):
        office.give(IssueApprovedCard(application=application, **dict(about, valid_until=None)))
    office.give(IssueApprovedCard(application=application, **about))
    with refused("card-already-issued", "application"):
        office.give(IssueApprovedCard(application=application, **about))
    with refused("card-issued", "application"):
        office.give(WithdrawApplication(body=HAGEN, application=application, certain=True, effective=TODAY))
    withdrawn = office.approved(52)
    office.give(WithdrawApplication(body=HAGEN, application=withdrawn, certain=True, effective=TODAY))
    with refused("not-approved", "application"):
        office.give(IssueApprovedCard(application=withdrawn, **about))


def test_a_card_for_life_has_no_last_day(office: Office) -> None:
    application = office.approved(2, kind="anniversary")
    issued, _signed = (
        one.fact
        for one in office.give(IssueApprovedCard(body=HAGEN, application=application, effective=TODAY))[0].facts
    )
    text = office.text(issued.card)  # type: ignore[attr-defined]  # the card
    assert office.told(text) == "valid"
    assert office.answer(text, at=int(office.service.journal.now().timestamp()) + 13 * 86_400) == "valid"


def test_a_suspended_card_is_not_valid_until_it_is_reinstated(office: Office) -> None:
    issued, _signed = office.issue_approved(3)
    text, about = office.text(issued.card), {"body": HAGEN, "card": issued.card, "effective": TODAY}
    with refused("not-suspended", "effective"):
        office.give(ReinstateCard(**about))  # type: ignore[arg-type]  # fields of every command
    office.give(SuspendCard(**about, reason="missing"))  # type: ignore[arg-type]
    assert office.told(text) == "not-valid"
    with refused("already-suspended", "effective"):
        office.give(SuspendCard(**about, reason="missing"))  # type: ignore[arg-type]
    office.give(ReinstateCard(**about))  # type: ignore[arg-type]
    assert office.told(text) == "valid"


def test_a_replaced_card_never_comes_back(office: Office) -> None:
    issued, first = office.issue_approved(4)
    old, about = office.text(issued.card), {"body": HAGEN, "card": issued.card, "effective": TODAY}
    with refused("why-signed", "why"):
        office.give(SignCard(**about, why="first"))  # type: ignore[arg-type]
    receipt = office.give(SignCard(**about, why="lost"))[0]  # type: ignore[arg-type]
    (again,) = receipt.facts
    assert again.fact.place != first.place  # type: ignore[attr-defined]  # a code
    new = office.text(issued.card)
    office.publish()
    assert (office.answer(old), office.answer(new)) == ("not-valid", "valid")
    with refused("irrevocable", "position"):
        office.give(Retract(position=again.position, reason="-"))


def test_a_revoked_card_is_not_valid_and_gets_no_code(office: Office) -> None:
    issued, _signed = office.issue_approved(5)
    text, about = office.text(issued.card), {"body": HAGEN, "card": issued.card, "effective": TODAY}
    office.give(RevokeCard(**about, reason="not-entitled"))  # type: ignore[arg-type]
    assert office.told(text) == "not-valid"
    for command in (SignCard(**about, why="lost"), SuspendCard(**about, reason="missing"), ReinstateCard(**about)):  # type: ignore[arg-type]
        with refused("already-revoked", "card"):
            office.give(command)


def test_a_revocation_counts_from_its_day_on(office: Office) -> None:
    issued, signed = office.issue_approved(6)
    text = office.text(issued.card)
    office.give(RevokeCard(body=HAGEN, card=issued.card, reason="returned", effective=TODAY + NEXT))
    assert office.told(text) == "valid"
    known = office.service.models.reader().position
    bits = blocked(office.service.models.reader(), 1, TODAY + NEXT, known)
    place = int(signed.place.partition("-")[2])
    assert bits[place >> 3] >> (place & 7) & 1


def test_a_card_that_was_taken_over_gets_a_code(office: Office) -> None:
    card = office.issue(70, TODAY, UNTIL)
    assert office.get(f"/api/v1/ehrenamtskarte/bodies/{HAGEN}/cards/{card}/code", "hagen").status_code == 404
    with refused("why-signed", "why"):
        office.give(SignCard(body=HAGEN, card=card, why="lost", effective=TODAY))
    office.give(SignCard(body=HAGEN, card=card, why="first", effective=TODAY))
    assert office.told(office.text(card)) == "valid"
    (record,) = [
        one for one in office.service.journal.under(f"card:{card}", CardIssued) if isinstance(one.fact, CardIssued)
    ]
    text = office.text(card)
    office.give(Retract(position=record.position, reason="Irrtum", acknowledge=tuple(_later(office, card))))
    assert office.told(text) == "not-valid", "what is taken back is blocked by itself"


def _later(office: Office, card: str) -> list[int]:
    return [one.position for one in office.service.journal.under(f"card:{card}", CardSigned)]


def test_an_erased_person_gets_no_print_and_the_card_can_be_blocked(office: Office) -> None:
    issued, _signed = office.issue_approved(7)
    text = office.text(issued.card)
    office.service.vault.destroy(issued.person)
    url = f"/api/v1/ehrenamtskarte/bodies/{HAGEN}/cards/{issued.card}/code"
    assert office.get(url, "hagen").status_code == 404
    assert office.told(text) == "valid"
    with refused("person-erased", "card"):
        office.give(SignCard(body=HAGEN, card=issued.card, why="damaged", effective=TODAY))
    office.give(RevokeCard(body=HAGEN, card=issued.card, reason="returned", effective=TODAY))
    assert office.told(text) == "not-valid"


def test_others_see_neither_code_nor_picture(office: Office) -> None:
    issued, _signed = office.issue_approved(8)
    for form in ("code", "code.svg"):
        url = f"/api/v1/ehrenamtskarte/bodies/{HAGEN}/cards/{issued.card}/{form}"
        statuses = {who: office.get(url, who).status_code for who in ("", "bonn", "office", "auditor", "officer")}
        assert statuses == {"": 401, "bonn": 403, "office": 403, "auditor": 403, "officer": 403}
    foreign = f"/api/v1/ehrenamtskarte/bodies/05314000/cards/{issued.card}/code"
    assert office.get(foreign, "bonn").status_code == 404


def test_the_list_is_published_when_it_changed_or_is_a_day_old(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    office.publish()
    first = published(office.service.state_store, 1)
    assert first is not None
    office.publish()
    assert published(office.service.state_store, 1) == first, "nothing changed"
    journal = office.service.journal
    later = journal.now() + timedelta(hours=21)
    monkeypatch.setattr(journal, "now", lambda: later)
    office.publish()
    again = published(office.service.state_store, 1)
    assert again is not None
    assert again.iat == int(later.timestamp())
    facts = [one.fact for one in journal.under("status-list:1", StatusListPublished)]
    last = facts[-1]
    assert isinstance(last, StatusListPublished)
    assert (last.iat, last.exp - last.iat) == (again.iat, 14 * 86_400)
    answer = office.client.get(LIST, headers={"Accept": "application/statuslist+jwt"})
    assert answer.headers["content-type"] == "application/statuslist+jwt"
    assert answer.text == again.jwt
    assert office.client.get("/api/v1/ehrenamtskarte/status-lists/2").status_code == 404


def test_the_list_stands_at_the_short_address_that_cards_name(office: Office) -> None:
    office.publish()
    assert urlsplit(office.keys_now().lists[0]).path == "/s/1"
    for headers in ({}, {"Accept": "application/statuslist+jwt"}, {"Origin": "https://till.example"}):
        short, full = (office.client.get(there, headers=headers) for there in ("/s/1", LIST))
        assert (short.status_code, short.content) == (200, full.content)
        for name in ("content-type", "access-control-allow-origin", "cache-control"):
            assert short.headers.get(name) == full.headers.get(name), name
    for there in ("/s/2", "/s/x", "/s/", "/s/1/1"):
        assert office.client.get(there).status_code == 404, there


def test_the_journal_is_sound(office: Office) -> None:
    assert check_journal(office.service.journal).findings == []
