"""Who gave an address for their account is told by mail that a proposal waits for them, and can do without."""

import re
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest

from fokus_api.testing import issue_key, leaks_in_files, service_of, settle, temporary_client
from fokus_core import clock
from fokus_core.messages.reaching import AccountReached
from fokus_core.testing import TellPeople
from fokus_core.testing.smtp import MailServer
from fokus_kommune.testing import RunJob

HOME = "https://dienst.example.nrw"
LINK = re.compile(r"^https://dienst\.example\.nrw(/l/\S+)\s*$", re.MULTILINE)
FIRST, SECOND, THIRD = "eins@example.org", "zwei@example.org", "drei@example.org"


class House:
    """Three of the state office, of whom two gave their address, and an auditor who gave one, too."""

    def __init__(self, client: Any, mail: MailServer) -> None:
        self.client, self.mail, self.service = client, mail, service_of(client)
        self.service.jobs.stop()
        self.today = clock.day_of(clock.now())
        self.keys = {
            name: issue_key(self.service, name, (role, "state"))
            for name, role in {"eins": "operator", "zwei": "operator", "drei": "auditor", "vier": "operator"}.items()
        }
        for name, address in {"eins": FIRST, "zwei": SECOND, "drei": THIRD}.items():
            assert self.reach(name, address).status_code == 201

    def give(self, name: str, command: str, **body: Any) -> Any:
        headers = {"Authorization": f"Bearer {self.keys[name]}"} if name else {}
        answer = self.client.post(f"/api/v1/core/commands/{command}", json=body, headers=headers)
        settle(self.service)
        return answer

    def reach(self, name: str, address: str, **person: Any) -> Any:
        person = {"name": f"Person {name}", "email": address} | person
        return self.give(name, "reach-account", person=person, effective=str(self.today))

    def propose(self, name: str, actor: str = "neu") -> str:
        """Propose what takes two: that somebody becomes an auditor."""
        about = {"actor": actor, "role": "auditor", "scope": "state", "effective": str(self.today)}
        answer = self.give(name, "grant-access", **about)
        assert answer.status_code in {201, 202}, answer.text
        return str(answer.json()["proposal"])

    def told(self) -> list[tuple[str, str, str]]:
        before = len(self.mail.taken)
        for _again in (1, 2):
            RunJob(self.service)(TellPeople())
        taken = self.mail.taken[before:]
        return [(to, str(one["Subject"]), one.get_content().replace("\r\n", "\n")) for to, one in taken]


@pytest.fixture
def house() -> Iterator[House]:
    settings = {"mail_from": "Dienst <dienst@example.nrw>", "public_url": HOME}
    with MailServer() as mail, temporary_client(mail_url=mail.url, **settings) as client:
        yield House(client, mail)


def test_who_may_sign_off_is_told_once_and_nobody_else(house: House) -> None:
    house.propose("eins")
    ((to, subject, text),) = house.told()
    assert (to, subject) == (SECOND, "Fokus Kommune: Ein Vorschlag wartet auf Sie")
    german, english = text.split("--- English ---")
    assert "Guten Tag Person zwei," in german
    assert "Dear Person zwei," in english
    assert "unter „Aufgaben“" in german
    assert "neu" not in german.replace("erneut", ""), "what is proposed is read after signing in"
    house.propose("vier", "anders")
    assert sorted(to for to, _subject, _text in house.told()) == [FIRST, SECOND]


def test_what_was_decided_meanwhile_is_told_to_nobody(house: House) -> None:
    proposal = house.propose("eins")
    assert house.give("zwei", "confirm", proposal=proposal).status_code == 201
    assert house.told() == []


def test_an_address_replaces_the_one_before_and_who_lost_the_role_is_told_no_more(house: House) -> None:
    assert house.reach("zwei", "neu@example.org", another=True).status_code == 201
    house.propose("eins")
    assert [to for to, _subject, _text in house.told()] == ["neu@example.org"]
    about = {"actor": "zwei", "role": "operator", "scope": "state", "effective": str(house.today), "reason": "Wechsel"}
    assert house.give("vier", "withdraw-access", **about).status_code == 201
    house.propose("eins", "anders")
    assert house.told() == []


def test_a_person_stops_it_by_the_link_in_it(house: House) -> None:
    house.propose("eins")
    link = LINK.findall(house.told()[0][2])[0]
    assert house.client.post(link, json={"wanted": "no"}).status_code == 201
    house.propose("eins", "anders")
    assert house.told() == []


def test_nobody_gives_an_address_without_an_account_or_for_another(house: House) -> None:
    assert house.give("", "reach-account", person={"name": "X", "email": "x@example.org"}).status_code == 401
    person = {"name": "X", "email": "x@example.org"}
    other = house.give("drei", "reach-account", person=person, effective=str(house.today), actor="eins")
    assert other.status_code == 422
    without = house.give("drei", "reach-account", person={"name": "X"}, effective=str(house.today))
    assert (without.status_code, without.json()["errors"][0]["pointer"]) == (422, "/person/email")
    later = house.today + timedelta(days=1)
    facts = [one.fact for one in house.service.journal.follow() if isinstance(one.fact, AccountReached)]
    assert sorted(one.actor for one in facts) == ["drei", "eins", "zwei"]
    assert all(one.effective < later for one in facts)
    assert leaks_in_files(house.service, ["zwei@example.org", "Person zwei"]) == []
