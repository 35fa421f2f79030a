"""Contact persons are told that a term ends and that a review is ahead; municipalities and persons can do without."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest

from fokus_api.testing import service_of, temporary_client
from fokus_core import CONSOLE, Command, Person, Refused, clock
from fokus_core.messages.choosing import ChooseMessage, SetMessage
from fokus_core.testing import TellPeople
from fokus_core.testing.smtp import MailServer
from fokus_kommune.testing import RunJob
from fokus_network.membership.commands.admission import AdoptCriteria, JoinNetwork
from fokus_network.membership.commands.declaration import OpenRound, PublishDeclaration, SignDeclaration
from fokus_network.membership.facts import Criterion
from fokus_network.people.commands import EndContact, NameContact
from fokus_network.people.facts import ContactNamed
from fokus_network.people.network_wide import ElectSpeaker, SetSpeakerNumber
from fokus_network.plugin import plugin as network
from fokus_network.review.commands import RecordReview, SetReviewInterval

BONN, HAGEN = "05314000", "05914000"
KIM, ADA, LU = "kim@example.org", "ada@example.org", "lu@example.org"
ENDS, REVIEW = "Kommunen-Netzwerk: Eine Aufgabe endet", "Kommunen-Netzwerk: Eine Überprüfung steht an"


class Scene:
    """Bonn and Hagen are members; Bonn has a contact person and a deputy, Hagen a contact person."""

    def __init__(self, client: Any, mail: MailServer) -> None:
        self.service, self.mail = service_of(client), mail
        self.service.jobs.stop()
        self.today = clock.day_of(clock.now())
        day: dict[str, Any] = {"effective": self.today}
        self.give(PublishDeclaration(declaration="2012", title="Erklärung", **day))
        self.give(OpenRound(round="2024", title="Runde", declaration="2012", **day))
        for body in (BONN, HAGEN):
            self.give(SignDeclaration(party=body, round="2024", **day), JoinNetwork(body=body, **day))
        self.name(BONN, "contact", KIM)
        self.name(BONN, "deputy", LU)
        self.name(HAGEN, "contact", ADA)

    def name(self, body: str, function: Any, mail: str, **more: Any) -> None:
        person = Person(name="Kim Muster", email=mail)
        self.give(NameContact(body=body, function=function, person=person, **{"effective": self.today, **more}))

    def give(self, *commands: Command) -> None:
        for command in commands:
            self.service.journal.handle(command, by=CONSOLE)

    def told(self, after: int = 0) -> list[tuple[str, str, str]]:
        """Let the job run some days from now, and return what went out: to whom, subject, text."""
        before = len(self.mail.taken)
        for _again in (1, 2):
            RunJob(self.service)(TellPeople(), on=self.today + timedelta(days=after))
        return [(to, str(one["Subject"]), " ".join(one.get_content().split())) for to, one in self.mail.taken[before:]]


@pytest.fixture
def scene() -> Iterator[Scene]:
    with (
        MailServer() as mail,
        temporary_client(network, mail_url=mail.url, mail_from="Netz <netz@example.nrw>") as client,
    ):
        yield Scene(client, mail)


def adopted(scene: Scene) -> Command:
    """Return the criteria by which reviews are held."""
    return AdoptCriteria(version="1", criteria=(Criterion(id="eins", title="Ein Kriterium"),), effective=scene.today)


def term(scene: Scene, mail: str) -> str:
    """Return the term of whoever has an address."""
    found = [one.fact for one in scene.service.journal.follow() if isinstance(one.fact, ContactNamed)]
    return next(one.term for one, known in zip(found, (KIM, LU, ADA), strict=False) if known == mail)


def test_a_term_that_ends_is_told_to_its_holder_and_the_others_some_weeks_before(scene: Scene) -> None:
    last = scene.today + timedelta(days=59)
    ends = last + timedelta(days=1)
    scene.give(EndContact(body=BONN, term=term(scene, KIM), reason="Ruhestand", effective=ends))
    assert scene.told() == []
    assert scene.told(after=31) == [], "yet too early"
    told = scene.told(after=32)
    assert sorted((to, subject) for to, subject, _text in told) == [(KIM, ENDS), (LU, ENDS)]
    text = told[0][2]
    assert "Die Aufgabe als Ansprechperson der Stadt Bonn läuft bis einschließlich" in text
    assert f"{last.day}. " in text
    assert "Eine Nachfolge ist noch nicht eingetragen." in text
    assert "The task as contact person of Bonn runs until and including" in text
    assert "Ruhestand" not in text
    assert "Stop getting these messages:" in text
    assert scene.told(after=40) == [], "once"


def test_who_follows_is_told_of_and_an_end_of_today_at_once(scene: Scene) -> None:
    day = scene.today + timedelta(days=10)
    scene.name(BONN, "contact", "bo@example.org", effective=day, replaces=term(scene, KIM))
    told = scene.told()
    assert sorted(to for to, _subject, _text in told) == [KIM, LU]
    assert "Wer danach übernimmt, ist schon eingetragen." in told[0][2]


def test_a_speaker_is_told_too(scene: Scene) -> None:
    scene.give(SetSpeakerNumber(number=2, effective=scene.today))
    mine = Person(name="Su Muster", email="su@example.org")
    until = scene.today + timedelta(days=20)
    scene.give(ElectSpeaker(body=HAGEN, person=mine, effective=scene.today, until=until))
    told = scene.told()
    assert sorted(to for to, _subject, _text in told) == [ADA, "su@example.org"]
    assert "Die Amtszeit der Stadt Hagen im Sprecherteam läuft bis einschließlich" in told[0][2]


def test_a_review_is_told_some_weeks_before_by_the_interval_as_it_then_is(scene: Scene) -> None:
    assert scene.told() == [], "nothing says when"
    scene.give(SetReviewInterval(months=24, effective=scene.today))
    assert scene.told(after=60) == []
    scene.give(SetReviewInterval(months=6, effective=scene.today + timedelta(days=1)))
    assert scene.told(after=120) == []
    told = scene.told(after=170)
    assert sorted((to, subject) for to, subject, _text in told) == [(ADA, REVIEW), (KIM, REVIEW), (LU, REVIEW)]
    bonn = next(text for to, _subject, text in told if to == KIM)
    assert "Die Mitgliedschaft der Stadt Bonn wird ab dem" in bonn
    assert "The membership of Bonn is reviewed from" in bonn
    assert scene.told(after=200) == [], "once"


def test_after_a_review_only_the_next_one_is_told(scene: Scene) -> None:
    scene.give(SetReviewInterval(months=6, effective=scene.today), adopted(scene))
    scene.give(RecordReview(body=BONN, effective=scene.today))
    assert scene.told() == []
    assert sorted(to for to, _subject, _text in scene.told(after=170)) == [ADA, KIM, LU]
    assert scene.told(after=200) == []


def test_a_municipality_switches_it_off_for_its_people_and_a_person_for_themselves(scene: Scene) -> None:
    about: dict[str, Any] = {"body": BONN, "message": "network.review-due", "effective": scene.today}
    with pytest.raises(Refused, match="Ein eigener Satz geht hier nicht"):
        scene.give(SetMessage(**about, sentence="Kommen Sie gern vorbei."))
    scene.give(SetMessage(**about, sent=False), SetReviewInterval(months=6, effective=scene.today))
    assert scene.told() == []
    assert [to for to, _subject, _text in scene.told(after=170)] == [ADA], "those of Hagen go on"
    named = [one.fact for one in scene.service.journal.follow() if isinstance(one.fact, ContactNamed)]
    (ada,) = (one.person for one in named if one.body == HAGEN)
    assert ada is not None
    scene.give(ChooseMessage(person=ada, message="network.term-ends", wanted="no", effective=scene.today))
    tomorrow = scene.today + timedelta(days=1)
    scene.give(EndContact(body=HAGEN, term=term(scene, ADA), reason="Wechsel", effective=tomorrow))
    assert scene.told() == []
