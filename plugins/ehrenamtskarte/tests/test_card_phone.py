"""The card on a telephone: offered by mail, activated by a link, shown with a proof, renewed, displaced, ended."""

import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from cards_kit import HAGEN
from cryptography.hazmat.primitives.asymmetric import ec
from test_card_issuing import NAME, NEXT, TODAY, Office

from fokus_api.testing import leaks_in_files, settle, temporary_client
from fokus_core import JobContext
from fokus_core.checking.journal import check_journal
from fokus_core.testing import TellPeople
from fokus_core.testing.smtp import MailServer
from fokus_ehrenamtskarte.cards.commands import ReinstateCard, RevokeCard, SignCard, SuspendCard
from fokus_ehrenamtskarte.credential import key_set
from fokus_ehrenamtskarte.credential.card import proof
from fokus_ehrenamtskarte.credential.checking import check
from fokus_ehrenamtskarte.credential.cose import point_of
from fokus_ehrenamtskarte.credential.digits import digits_of
from fokus_ehrenamtskarte.phone.commands import EndPhone
from fokus_ehrenamtskarte.programme import ehrenamtskarte as plugin

PHONES = "/api/v1/ehrenamtskarte/phone-cards"
HOME = "https://karte.example.nrw"
LINK = re.compile(rf"^{HOME}/meine-karte#(\S+)", re.MULTILINE)
MAIL = "ungewoehnlich-9c1e@example.org"


class Phone:
    """A telephone with a key of its own."""

    def __init__(self, desk: "Desk") -> None:
        self.desk, self.key = desk, ec.generate_private_key(ec.SECP256R1())
        point = point_of(self.key.public_key())
        self.device = (point.x + point.y).hex()

    def activate(self, secret: str) -> Any:
        answer = self.desk.client.post(f"/l/{secret}", json={"device": self.device})
        settle(self.desk.service)
        return answer

    def asked(self, off: int = 0, key: Any = None) -> Any:
        now = int(self.desk.service.journal.now().timestamp()) + off
        body = {"device": self.device, "proof": proof(key or self.key, now).hex()}
        return self.desk.client.post(PHONES, json=body)

    @property
    def state(self) -> str:
        answer = self.asked()
        assert answer.status_code == 200, answer.text
        return str(answer.json()["state"])

    def shown(self, off: int = 0) -> str:
        """Return what its code holds now."""
        now = int(self.desk.service.journal.now().timestamp()) + off
        told = self.asked().json()
        return f"{told['address']}{digits_of(bytes.fromhex(told['card']) + proof(self.key, now))}"


class Desk(Office):
    """Hagen with keys, and a mail server."""

    def __init__(self, client: Any, folder: Path, mail: MailServer) -> None:
        super().__init__(client, folder)
        self.mail = mail
        self.number = 100

    def card(self) -> str:
        self.number += 1
        issued, _signed = self.issue_approved(self.number - 90)
        return issued.card

    def link(self, card: str) -> str:
        """Offer the card for a telephone, and return the secret of the link that comes by mail."""
        body = {"body": HAGEN, "card": card, "mail": MAIL, "effective": str(TODAY)}
        answer = self.post("offer-phone", body)
        assert answer.status_code == 201, answer.text
        settle(self.service)
        TellPeople().run(JobContext[Any](self.service.state_store, self.service, lambda: True))
        (*_, text) = [one.get_content() for address, one in self.mail.taken if address == MAIL]
        found = LINK.search(text)
        assert found is not None, text
        return found[1]

    def active(self, card: str) -> Phone:
        phone = Phone(self)
        assert phone.activate(self.link(card)).status_code == 201
        return phone


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    limits = ("ehrenamtskarte-phones=10000/60", "links=10000/60")
    with (
        MailServer() as mail,
        temporary_client(
            plugin, mail_url=mail.url, mail_from="Karte <karte@example.nrw>", public_url=HOME, limits=limits, dev=True
        ) as client,
    ):
        yield Desk(client, tmp_path_factory.mktemp("root"), mail)


def test_a_telephone_shows_a_card_of_its_own_with_a_proof_of_this_minute(desk: Desk) -> None:
    card = desk.card()
    phone = desk.active(card)
    desk.publish()
    assert desk.answer(phone.shown()) == "valid"
    assert desk.answer(phone.shown(off=-61)) == "show-anew"
    assert desk.answer(phone.shown(off=120)) == "show-anew"
    stolen = phone.asked().json()
    assert desk.answer(f"#{digits_of(bytes.fromhex(stolen['card']))}") == "show-anew", "a picture without a proof"
    keys = key_set.opened(desk.client.get("/api/v1/ehrenamtskarte/keys.cwt").content, desk.ceremony.public)
    now = int(desk.service.journal.now().timestamp())
    claims = check(phone.shown(), keys, None, now).card
    assert claims is not None
    assert claims.exp is not None
    assert 29 * 86_400 < claims.exp - now <= 31 * 86_400
    assert desk.answer(desk.text(card)) == "valid", "the printed one stays valid"
    assert {stolen[name] for name in ("name", "kind", "state")} == {NAME, "standard", "active"}
    assert len(bytes.fromhex(stolen["card"])) < 320


def test_a_link_works_once_and_says_which_telephone_it_displaces(desk: Desk) -> None:
    card = desk.card()
    secret = desk.link(card)
    shown = desk.client.get(f"/l/{secret}").json()
    assert (shown["details"]["card_kind"], shown["fields"], shown["beside"]) == ("Ehrenamtskarte", ["device"], [])
    first = Phone(desk)
    assert first.activate(secret).status_code == 201
    assert Phone(desk).activate(secret).status_code == 404
    again = desk.link(card)
    shown = desk.client.get(f"/l/{again}").json()
    assert shown["details"]["displaces"] == str(TODAY)
    assert shown["beside"] == ["ehrenamtskarte.end-phone"]
    text = first.shown()
    second = Phone(desk)
    assert second.activate(again).status_code == 201
    assert (first.state, second.state) == ("elsewhere", "active")
    desk.publish()
    assert (desk.answer(text), desk.answer(second.shown())) == ("not-valid", "valid")


def test_a_lost_telephone_is_ended_by_the_link_or_by_a_clerk_and_stays_so(desk: Desk) -> None:
    card = desk.card()
    lost = desk.active(card)
    text, secret = lost.shown(), desk.link(card)
    url = f"/l/{secret}?do=ehrenamtskarte.end-phone"
    assert desk.client.post(url, json={"certain": False}).status_code == 409
    assert desk.client.post(url, json={"certain": True}).status_code == 201
    settle(desk.service)
    assert lost.state == "ended"
    desk.publish()
    assert (desk.answer(text), desk.answer(desk.text(card))) == ("not-valid", "valid")
    body = {"body": HAGEN, "card": card, "certain": True, "effective": str(TODAY)}
    assert desk.post("end-phone", body).json()["type"] == "urn:fokus:problem:no-phone"
    other = desk.active(card)
    desk.give(EndPhone(body=HAGEN, card=card, certain=True, effective=TODAY))
    assert (lost.state, other.state) == ("ended", "ended")
    desk.publish()
    assert desk.answer(text) == "not-valid"


def test_what_happens_to_the_card_happens_on_the_telephone(desk: Desk) -> None:
    card = desk.card()
    phone, about = desk.active(card), {"body": HAGEN, "card": card, "effective": TODAY}
    text = phone.shown()
    desk.give(SignCard(**about, why="lost"))  # type: ignore[arg-type]  # fields of every command
    assert desk.told(phone.shown()) == "valid", "the printed one was lost, not the telephone"
    desk.give(SuspendCard(**about, reason="missing"))  # type: ignore[arg-type]
    assert (phone.state, desk.told(text)) == ("suspended", "not-valid")
    assert phone.asked().json()["card"] is None
    desk.give(ReinstateCard(**about))  # type: ignore[arg-type]
    assert (phone.state, desk.told(phone.shown())) == ("active", "valid")
    text = phone.shown()
    secret = desk.link(card)
    desk.give(RevokeCard(**about, reason="lost"))  # type: ignore[arg-type]
    assert (phone.state, desk.told(text)) == ("revoked", "not-valid")
    assert desk.client.get(f"/l/{secret}").status_code == 404
    assert Phone(desk).activate(secret).status_code == 409
    refused = desk.post("offer-phone", {"body": HAGEN, "card": card, "mail": MAIL, "effective": str(TODAY)})
    assert refused.json()["type"] == "urn:fokus:problem:already-revoked"


def test_the_card_is_renewed_while_online_at_the_same_place(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    phone = desk.active(desk.card())
    journal = desk.service.journal
    before, again = phone.asked().json()["card"], phone.asked().json()["card"]
    assert before == again, "the same on the same day, to the byte"
    head, moment = journal.store.head(), journal.now()
    monkeypatch.setattr(journal, "now", lambda: moment + timedelta(days=20))
    later = phone.asked().json()["card"]
    assert later != before
    assert journal.store.head() == head, "nothing is recorded"
    monkeypatch.setattr(journal, "now", lambda: moment + timedelta(days=32))
    desk.publish()
    now = int(journal.now().timestamp())
    signed = proof(phone.key, now)
    old, new = (f"#{digits_of(bytes.fromhex(one) + signed)}" for one in (before, later))
    assert (desk.answer(old), desk.answer(new)) == ("expired", "valid")


def test_a_card_is_given_to_its_telephone_alone(desk: Desk) -> None:
    phone, other = desk.active(desk.card()), Phone(desk)
    assert phone.asked(off=-61).json()["type"] == "urn:fokus:problem:no-proof"
    assert phone.asked(key=other.key).json()["type"] == "urn:fokus:problem:no-proof"
    assert other.asked().status_code == 404, "it has no card"
    for wrong in ({"device": "0" * 128, "proof": "00"}, {"device": phone.device, "proof": "a0"}):
        answer = desk.client.post(PHONES, json=wrong)
        assert answer.json()["type"] == "urn:fokus:problem:no-proof"
    for wrong in ({"device": "x", "proof": "00"}, {"device": phone.device}, {"proof": "00", "device": 1}):
        assert desk.client.post(PHONES, json=wrong).status_code == 422
    secret = desk.link(desk.card())
    assert desk.client.post(f"/l/{secret}", json={"device": "0" * 128}).json()["type"].endswith(":no-public-key")
    assert Phone(desk).activate(secret).status_code == 201, "what was refused did not use it up"


def test_nobody_but_who_holds_the_link_sets_a_card_up(desk: Desk) -> None:
    body = {"body": HAGEN, "card": desk.card(), "device": Phone(desk).device, "effective": str(TODAY)}
    assert {desk.post("activate-phone", body, who).status_code for who in ("hagen", "office", "helpdesk")} == {403}
    for command, more in (("offer-phone", {"mail": MAIL}), ("end-phone", {"certain": True})):
        told = {key: body[key] for key in ("body", "card", "effective")} | more
        statuses = {who: desk.post(command, told, who).status_code for who in ("bonn", "office", "auditor", "")}
        assert statuses == {"bonn": 403, "office": 403, "auditor": 403, "": 401}
    expired = {"body": HAGEN, "card": body["card"], "mail": MAIL, "effective": str(TODAY + 900 * NEXT)}
    assert desk.post("offer-phone", expired).json()["type"] == "urn:fokus:problem:card-expired"


def test_the_page_holds_nothing_of_anybody(desk: Desk) -> None:
    for language, words in (("de", "Meine Ehrenamtskarte"), ("en", "My Ehrenamtskarte")):
        answer = desk.client.get("/meine-karte", headers={"Accept": "text/html", "Accept-Language": language})
        assert answer.status_code == 200
        assert words in answer.text
        assert NAME not in answer.text
    for file in ("phone.js", "qr.js", "device.js", "worker.js", "phone.de.webmanifest"):
        assert desk.client.get(f"/meine-karte/{file}").status_code == 200
    assert leaks_in_files(desk.service, [MAIL]) == []
    assert check_journal(desk.service.journal).findings == []
