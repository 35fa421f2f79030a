"""An organisation starts applications by its link; each volunteer makes one of it, or nothing is applied for."""

from collections.abc import Iterator
from typing import Any

import pytest
from applications_kit import HAGEN, today
from test_applications_path import ADA, HOME, HTML, KIM, Desk

from fokus_api.testing import settle, temporary_client
from fokus_core import JobContext
from fokus_core.testing import TellPeople
from fokus_core.testing.smtp import MailServer
from fokus_ehrenamtskarte.applications.by_organisations.start_facts import OrganisationLinkGiven
from fokus_ehrenamtskarte.applications.record.facts import ApplicationHandedIn, EngagementStated
from fokus_ehrenamtskarte.organisations.facts import OrganisationRegistered
from fokus_ehrenamtskarte.programme import ehrenamtskarte as plugin

BO = "bo@example.org"
LINES = f"Ada Beispiel; {ADA}; Ich trainiere die Jugend; 5/2019; 5,5\n\nBo Muster\t{BO}\tKasse\t01.2020\t6\n"
MINE = {"birth": "1980-05-01", "residence": "Hagen", "street": "Weg 1, 58095 Hagen", "truthful": True}


@pytest.fixture(autouse=True)
def _by_hand(monkeypatch: pytest.MonkeyPatch) -> None:
    for job in plugin.jobs():
        monkeypatch.setattr(job, "run", lambda context: None)  # these tests say themselves when


class Club(Desk):
    """Hagen knows an organisation with a contact, and has vetted it."""

    def __init__(self, client: Any, mail: MailServer) -> None:
        super().__init__(client, mail)
        told = {"body": HAGEN, "effective": str(today())}
        assert self.post("register-organisation", told | {"name": "Sportfreunde"}).status_code == 201
        facts = [one.fact for one in self.service.journal.follow()]
        self.organisation = next(one.organisation for one in facts if isinstance(one, OrganisationRegistered))
        self.about = told | {"organisation": self.organisation}
        contact = {"name": "Kim Vorstand", "email": KIM}
        assert self.post("name-organisation-contact", self.about | {"contact": contact}).status_code == 201

    def invite(self) -> None:
        TellPeople().run(JobContext[Any](self.service.state_store, self.service, lambda: True))
        settle(self.service)

    def given(self) -> str:
        """Vet the organisation, give it a link, and return that."""
        assert self.post("vet-organisation", self.about).status_code == 201
        answer = self.post("give-organisation-link", self.about)
        assert answer.status_code == 201, answer.text
        self.invite()
        (link,) = self.links(KIM)
        return link


@pytest.fixture
def club() -> Iterator[Club]:
    with (
        MailServer() as mail,
        temporary_client(
            plugin, mail_url=mail.url, mail_from="Karte <karte@example.nrw>", public_url=HOME, dev=True
        ) as client,
    ):
        yield Club(client, mail)


def slug(answer: Any) -> tuple[str, str]:
    return answer.json()["type"].rpartition(":")[2], answer.json()["errors"][0]["pointer"]


def test_several_volunteers_are_named_at_once_and_each_applies_by_their_own_link(club: Club) -> None:
    link = club.given()
    page = club.client.get(link, headers=HTML).text
    assert "Sportfreunde" in page
    assert club.use(link, lines=LINES).status_code == 201
    club.invite()
    club.invite()
    (letter,) = club.letters(ADA)
    assert "Die Organisation „Sportfreunde“ schlägt Sie" in letter.replace("\r\n", "\n").replace("\n", " ")
    assert [one for one in ("Bo Muster", BO) if one in letter] == [], "of the other nothing is told"
    assert "application-handed-in" not in club.facts(), "nothing is applied for yet"
    (mine,) = club.links(ADA)
    seen = club.client.get(mine, headers=HTML).text
    assert "Ada Beispiel" in seen
    assert "Bo Muster" not in seen
    assert slug(club.use(mine, **MINE | {"truthful": False})) == ("not-ticked", "/truthful")
    assert slug(club.use(mine, **MINE | {"birth": "2150-01-01"}))[1] == "/birth"
    assert slug(club.use(mine, **MINE | {"residence": "Nirgendwo"}))[1] == "/residence"
    assert club.use(mine, **MINE).status_code == 201
    facts = [one.fact for one in club.service.journal.follow()]
    (handed,) = [one for one in facts if isinstance(one, ApplicationHandedIn)]
    (stated,) = [one for one in facts if isinstance(one, EngagementStated)]
    assert stated.application == handed.application
    assert club.client.get(mine).json()["details"] == {"done": str(today())}
    assert slug(club.use(mine, **MINE))[0] == "already-agreed"
    assert club.client.get(link).json()["details"] == {"organisation": "Sportfreunde", "named": 2, "agreed": 1}

    club.work(release=False)
    assert "Ihr Antrag auf eine Ehrenamtskarte ist bei uns." in club.letters(ADA)[-1].replace("\n", " ")
    confirm, _follow = club.links(ADA)
    assert club.use(confirm, correct=True).status_code == 201
    settle(club.service)
    queue = f"/api/v1/ehrenamtskarte/bodies/{HAGEN}/applications"
    (item,) = club.get(queue, "hagen").json()["items"]
    detail = club.get(f"{queue}/{item['application']}", "hagen").json()
    assert (detail["applicant"], detail["details"]["birth"]) == ("Ada Beispiel", "1980-05-01")
    (engagement,) = detail["engagements"]
    assert (engagement["claim"]["organisation"], engagement["claim"]["hours"]) == ("Sportfreunde", 5.5)
    assert (engagement["contact_name"], engagement["contact_mail"]) == ("Kim Vorstand", KIM)


def test_a_program_sends_the_same_as_json_with_the_same_checks(club: Club) -> None:
    link = club.given()
    ada = {"name": "Ada Beispiel", "mail": ADA, "activity": "Jugend", "since": "2019-05", "hours": 5}
    assert club.use(link, volunteers=[ada, {**ada, "mail": BO}]).status_code == 201
    before = club.facts()
    for wrong, pointer in [
        ({**ada, "hours": 200}, "/volunteers/0/hours"),
        ({**ada, "since": "2999-01"}, "/volunteers/0/since"),
        ({**ada, "mail": KIM}, "/volunteers/0/mail"),
        ({**ada, "mail": "keine"}, "/volunteers/0/mail"),
        ({**ada, "iban": "DE"}, "/volunteers/0/iban"),
    ]:
        assert slug(club.use(link, volunteers=[wrong]))[1] == pointer
    assert slug(club.use(link, volunteers=[ada, ada])) == ("named-twice", "/volunteers/1/mail")
    assert slug(club.use(link))[0] == "nobody-named"
    assert club.facts() == before


UNREADABLE = {
    "Ada; ada@example.org; Jugend; 5/2019": "Zeile 1: Geben Sie fünf Angaben an",
    "Ada; ada(at)example.org; Jugend; 5/2019; 5": "Zeile 1: Prüfen Sie die E-Mail-Adresse.",
    f"{LINES}\nAda; a@example.org; Jugend; Mai 2019; 5": "Zeile 5: Geben Sie Monat und Jahr an",
    "Ada; ada@example.org; Jugend; 5/2019; viele": "Zeile 1: Geben Sie die Stunden als Zahl an.",
    "Ada; ada@example.org; Jugend; 5/2019; nan": "Zeile 1: Prüfen Sie die Stunden.",
    "Ada; ada@example.org; Jugend; 5/2019; 5\n" * 21: "Nennen Sie zwischen einer und 20 Personen",
}


def test_a_line_that_cannot_be_read_is_told_by_its_number(club: Club) -> None:
    link = club.given()
    for lines, told in UNREADABLE.items():
        answer = club.use(link, lines=lines)
        assert slug(answer)[1] == "/lines"
        assert told in answer.json()["detail"]
    assert "volunteer-named" not in club.facts()


def test_a_link_that_was_blocked_serves_nobody_and_a_block_of_the_organisation_does_too(club: Club) -> None:
    link = club.given()
    assert club.post("block-organisation", club.about | {"reason": "Keine Antwort"}).status_code == 201
    assert slug(club.use(link, lines=LINES))[0] == "not-vetted"
    assert club.post("vet-organisation", club.about).status_code == 201
    facts = [one.fact for one in club.service.journal.follow()]
    given = next(one for one in facts if isinstance(one, OrganisationLinkGiven))
    end = club.about | {"link": given.link}
    assert club.post("end-organisation-link", end, caller="bonn").status_code == 403
    assert club.post("end-organisation-link", end).status_code == 201
    assert club.client.get(link).status_code == 404
    assert slug(club.use(link, lines=LINES))[0] == "link-ended"
    assert slug(club.post("end-organisation-link", end))[0] == "link-ended"


def test_only_a_vetted_organisation_gets_a_link_and_strangers_are_not_mailed_again_and_again(
    club: Club, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert slug(club.post("give-organisation-link", club.about)) == ("not-vetted", "/organisation")
    link = club.given()
    monkeypatch.setattr("fokus_core.messages.telling.MOST", 1)
    for _one in range(3):
        assert club.use(link, lines=f"Bo; {BO}; Kasse; 5/2019; 5").status_code == 201
    club.invite()
    club.invite()
    assert len(club.letters(BO)) == 1
    many = "\n".join(f"Bo; bo{number}@example.org; Kasse; 5/2019; 5" for number in range(20))
    assert [club.use(link, lines=many).status_code for _one in range(3)] == [201, 201, 409]
