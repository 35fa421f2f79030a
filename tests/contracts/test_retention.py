"""Ten years under a simulated clock: every record leaves on its day, and what a hold or a pause keeps stays."""

import shutil
import uuid
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any, ClassVar

import pytest

from fokus_core import CONSOLE, Command, Fact, Person
from fokus_core.domain.facts import Meta, fact_type, key_fields, keys_of
from fokus_core.domain.refusals import Refused
from fokus_core.files.files import open_files
from fokus_core.jobs.job import JobContext
from fokus_core.journal.engines.open_store import open_store
from fokus_core.journal.engines.store import Item, NewRow
from fokus_core.journal.journal import Journal
from fokus_core.mail.open_mailer import open_mailer
from fokus_core.persons.erasing import HoldPerson, LiftHold
from fokus_core.persons.erasure import ErasePersons
from fokus_core.persons.expiring import ExpireRecords, LetRecordsExpire, due
from fokus_core.persons.leaving import months_after, sealed_with
from fokus_core.persons.register import ErasureRegister, RegisteredExpiry
from fokus_core.persons.restricting import LiftRestriction, RestrictPerson
from fokus_core.persons.retention import RecordsExpired, SetRetention
from fokus_core.plugins.catalogue import Catalogue
from fokus_core.plugins.manager import Plugins
from fokus_core.privacy import open_vault
from fokus_core.privacy.personal import personal_fields
from fokus_core.privacy.persons import PersonErased
from fokus_core.privacy.sealed import ERASED, Sealed
from fokus_core.privacy.sealing import open_sealed, seal
from fokus_core.storage.state_store import open_state_store
from fokus_core.testing.folders import files_in
from fokus_ehrenamtskarte.applications.desk.decisions import RejectApplication
from fokus_ehrenamtskarte.applications.entering.apply import Apply
from fokus_ehrenamtskarte.applications.record.steps import ConfirmAddress
from fokus_ehrenamtskarte.applications.record.terms import StatedEngagement
from fokus_ehrenamtskarte.cards.commands import RevokeCard, TakeOverCard
from fokus_ehrenamtskarte.commands import IntroduceCard
from fokus_ews.facts.application import TeamMemberNamed
from fokus_ews.facts.run import RunEnded
from fokus_ews.learning.facts import NoteWritten
from fokus_network.membership.commands.admission import JoinNetwork
from fokus_network.membership.commands.declaration import OpenRound, PublishDeclaration, SignDeclaration
from fokus_network.membership.commands.membership import LeaveNetwork
from fokus_network.people.commands import EndContact, NameContact

BEGIN, END = date(2015, 1, 5), date(2025, 1, 5)
DAY = timedelta(days=1)
HAGEN, BONN, KOELN = "05914000", "05314000", "05315000"
EXAMPLE = "Beispiel ohne Rechtsgrundlage"
PLUGINS = ("network", "ews", "ehrenamtskarte")


class House:
    """The stores of an installation whose clock stands where it is set, and what its jobs work with."""

    def __init__(self, folder: Path, undo: ExitStack) -> None:
        self.today = BEGIN
        self.folder = folder
        self.plugins = Plugins.load(only=PLUGINS)
        catalogue = Catalogue.of(self.plugins)
        vault = open_vault(f"sqlite:///{folder}/vault.db", bytes(range(32)))
        self.state_store = open_state_store(f"sqlite:///{folder}/state.db")
        self.state_store.take_only(catalogue.traces)
        self.files = open_files(f"file://{folder}/files")
        self.mailer = open_mailer(f"file://{folder}/outbox", "fokus@localhost")
        store = open_store(f"sqlite:///{folder}/journal.db")
        self.journal = Journal(store, catalogue, vault, files=self.files, now=self.now)
        self.register = ErasureRegister(folder / "erasures.register", self.journal, restored=False)
        for one in (vault, self.state_store, self.files, self.journal):
            undo.callback(one.close)

    def now(self) -> datetime:
        return datetime(self.today.year, self.today.month, self.today.day, 12, tzinfo=UTC)

    def give(self, command: Command) -> list[Any]:
        return [one.fact for one in self.journal.handle(command, by=CONSOLE).facts]

    def put(self, fact: Fact) -> None:
        """Record a fact as it is, without its command."""
        journal = self.journal
        meta = Meta(id=uuid.uuid4().hex, at=self.now(), by="test", command=uuid.uuid4().hex)
        row = NewRow(
            fact_type(type(fact)).name, keys_of(fact), journal.codec.encode(seal(fact, meta.id, journal.vault), meta)
        )
        journal.store.record([row], [Item("nobody:at-all")], after=journal.store.head())

    def run(self) -> None:
        """Do a day's work: the daily job, and the job that destroys."""
        context: JobContext[Any] = JobContext(self.state_store, self, lambda: True)
        LetRecordsExpire().run(context)
        ErasePersons().run(context)

    def opens(self) -> set[str]:
        """Return every name, note or word that can be opened."""
        found: set[str] = set()
        for record in self.journal.follow():
            for field in personal_fields(type(record.fact)):
                held: Sealed[Any] | None = getattr(record.fact, field.name)
                if held is not None:
                    vault = self.journal.vault
                    value = open_sealed(held, Any, record.meta.id, field.name, vault, although_blocked=True)
                    if isinstance(value, str):
                        found.add(value)
        return found


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    with ExitStack() as undo:
        yield House(tmp_path, undo)


def rule(category: str, months: int, **more: Any) -> SetRetention:
    told: dict[str, Any] = {"category": category, "months": months, "citation": EXAMPLE, "when_due": "carry-out"}
    return SetRetention(**{**told, "effective": BEGIN, **more})


RULES = (
    rule("ehrenamtskarte.card", 24),
    rule("ehrenamtskarte.application", 6),
    rule("network.contact", 12),
    rule("network.contact", 36, body=HAGEN),
    rule("network.signature", 0),
    rule("ews.team", 60),
    rule("ews.note", 60),
)


def person(name: str, **more: Any) -> Person:
    return Person(name=name, email=f"{name.lower()}@example.org", **more)


class Story:
    """Ten years: what happens on which day, and on which day the words of whom are gone."""

    leaves: ClassVar[dict[str, date]] = {
        "Ada": date(2019, 1, 1),  # a card that ran out in 2016
        "Bea": date(2024, 9, 1),  # a Jubilee card for life, revoked in 2022
        "Dora": date(2020, 7, 1),  # a contact person of Hagen, which keeps longer than others
        "Emil": date(2018, 7, 1),  # a contact person of Bonn
        "Finn": date(2016, 11, 2),  # an application, rejected in May 2016
        "Gerd": date(2016, 11, 2),  # whom it named to confirm it
        "Sina": date(2018, 1, 1),  # who signed for a member that left
        "Hanna": date(2021, 2, 3),  # a card, due in 2019, held until 2021
        "Rita": date(2022, 8, 9),  # a card, due in 2019, its processing restricted until 2022
        "Ida": date(2019, 2, 1),  # a contact person of Köln, due in 2018, where deletion was paused
        "Team": date(2022, 12, 31),  # a member of a team; the run ended on the last day of 2017
        "Notiz": date(2022, 12, 31),  # a note of the closed group of that run
        "Zwei-K": date(2019, 1, 1),  # the card of somebody who is a contact person as well …
        "Zwei-A": date(2021, 5, 1),  # … whose term ended in 2020
    }
    stays = ("Clara", "Otto")  # a Jubilee card that nobody revoked, and a contact person whose term goes on

    def __init__(self, house: House) -> None:
        self.house = house
        self.ids: dict[str, str] = {}
        self.terms: dict[str, str] = {}
        self.cards: dict[str, str] = {}

    def begin(self) -> None:
        give = self.house.give
        for one in RULES:
            give(one)
        give(PublishDeclaration(declaration="2012", title="Erklärung", effective=BEGIN))
        give(OpenRound(round="r", title="Runde", declaration="2012", effective=BEGIN))
        give(SignDeclaration(party=KOELN, round="r", signatory=person("Sina"), effective=BEGIN))
        for body in (HAGEN, BONN):
            give(SignDeclaration(party=body, round="r", effective=BEGIN))
            give(JoinNetwork(body=body, effective=BEGIN))
        give(JoinNetwork(body=KOELN, effective=BEGIN))
        give(IntroduceCard(body=HAGEN, effective=BEGIN))
        for name in ("Ada", "Hanna", "Rita", "Zwei-K"):
            self.card(person(name), date(2016, 12, 31))
        for name, body in (("Dora", HAGEN), ("Emil", BONN), ("Ida", KOELN)):
            self.contact(person(name), body)
        self.contact(person("Otto"), HAGEN, "deputy")
        same = Person(name="Zwei-A", email="zwei-k@example.org", same_as=self.ids["Zwei-K"])
        self.contact(same, BONN, "deputy")
        self.house.put(
            TeamMemberNamed(
                effective=BEGIN,
                application="a" * 32,
                run="lauf",
                body=HAGEN,
                person="b" * 32,
                name=Sealed.of("Team"),
                email=Sealed.of("Team"),
            )
        )
        self.house.put(NoteWritten(effective=BEGIN, cohort="lauf", note="c" * 32, text=Sealed.of("Notiz")))

    def card(self, holder: Person, until: date | None) -> None:
        kind: Any = "standard" if until else "anniversary"
        (issued,) = self.house.give(
            TakeOverCard(body=HAGEN, person=holder, kind=kind, effective=self.house.today, valid_until=until)
        )
        self.ids[holder.name], self.cards[holder.name] = issued.person, issued.card

    def contact(self, who: Person, body: str, function: Any = "contact") -> None:
        (named,) = self.house.give(NameContact(body=body, function=function, person=who, effective=self.house.today))
        self.ids[who.name], self.terms[who.name] = named.person, named.term

    def end(self, name: str, body: str) -> None:
        self.house.give(EndContact(body=body, term=self.terms[name], reason="Wechsel", effective=self.house.today))

    def applied(self) -> None:
        club = StatedEngagement(
            organisation="Verein",
            body=HAGEN,
            activity="Training",
            since="2010-05",
            hours=5,
            contact="Gerd",
            contact_mail="gerd@example.org",
        )
        handed, *_ = self.house.give(
            Apply(
                body=HAGEN,
                kind="standard",
                person=person("Finn", birth="1980-05-01"),
                residence=HAGEN,
                street="Weg 1",
                engagements=(club,),
                truthful=True,
                effective=self.house.today,
            )
        )
        self.ids["Finn"], self.application = handed.person, handed.application

    def rejected(self) -> None:
        about: dict[str, Any] = {"body": HAGEN, "application": self.application, "effective": self.house.today}
        self.house.give(ConfirmAddress(**about, correct=True))
        self.house.give(RejectApplication(**about, reason="other", own="Leider", advice="Später"))

    @property
    def happens(self) -> dict[date, list[Callable[[], object]]]:
        give = self.house.give

        def about(command: Any, name: str, **more: Any) -> Callable[[], object]:
            return lambda: give(command(person=self.ids[name], effective=self.house.today, **more))

        return {
            date(2016, 4, 1): [self.applied],
            date(2016, 5, 2): [self.rejected],
            date(2017, 7, 1): [lambda: self.end("Dora", HAGEN), lambda: self.end("Emil", BONN)],
            date(2017, 8, 1): [lambda: self.end("Ida", KOELN)],
            date(2017, 12, 31): [lambda: self.house.put(RunEnded(effective=self.house.today, run="lauf"))],
            date(2018, 1, 1): [
                lambda: give(LeaveNetwork(body=KOELN, kind="withdrawal", reason="-", effective=self.house.today))
            ],
            date(2018, 6, 1): [
                about(HoldPerson, "Hanna", reason="legal-claim"),
                about(RestrictPerson, "Rita", reason="accuracy-contested"),
                lambda: give(rule("network.contact", 12, body=KOELN, when_due="pause", effective=self.house.today)),
            ],
            date(2019, 2, 1): [lambda: give(rule("network.contact", 12, body=KOELN, effective=self.house.today))],
            date(2020, 5, 1): [lambda: self.end("Zwei-A", BONN)],
            date(2021, 2, 3): [about(LiftHold, "Hanna")],
            date(2022, 3, 9): [
                lambda: self.card(person("Bea"), None),
                lambda: self.card(person("Clara"), None),
            ],
            date(2022, 8, 9): [about(LiftRestriction, "Rita")],
            date(2022, 9, 1): [
                lambda: give(
                    RevokeCard(body=HAGEN, card=self.cards["Bea"], reason="returned", effective=self.house.today)
                )
            ],
        }

    def tell(self, days: list[date]) -> dict[str, date]:
        """Let the days pass, and return on which of them whose words were gone."""
        self.begin()
        happens, gone = self.happens, dict[str, date]()
        seen = self.names() & self.house.opens()
        for day in sorted({*days, *happens}):
            self.house.today = day
            for one in happens.get(day, ()):
                one()
            seen |= self.names() & self.house.opens()
            self.house.run()
            gone.update(dict.fromkeys(seen - gone.keys() - self.house.opens(), day))
        assert seen == self.names()
        assert seen - gone.keys() == {*self.stays}
        return gone

    def names(self) -> set[str]:
        return {*self.leaves, *self.stays}


def test_every_record_leaves_on_its_day_and_not_on_the_day_before(house: House) -> None:
    days = [day + step for day in Story.leaves.values() for step in (-DAY, timedelta())]
    story = Story(house)
    assert story.tell([*days, END]) == Story.leaves
    erased = [one.person for one in (record.fact for record in house.journal.follow()) if isinstance(one, PersonErased)]
    left = {"Ada", "Bea", "Dora", "Emil", "Sina", "Hanna", "Rita", "Ida", "Finn", "Zwei-A"}
    assert {story.ids[name] for name in left if name in story.ids} <= {*erased}
    assert not {story.ids[name] for name in story.stays} & {*erased}
    sealed = b"".join(files_in(house.folder).values())
    assert [name for name in Story.leaves if f"{name.lower()}@example.org".encode() in sealed] == []


@pytest.mark.long
def test_every_record_leaves_on_its_day_where_every_day_of_ten_years_passes(house: House) -> None:
    days = [BEGIN + DAY * number for number in range((END - BEGIN).days + 1)]
    assert Story(house).tell(days) == Story.leaves


def test_a_person_whose_data_left_gets_a_new_key_when_they_come_back(house: House) -> None:
    story = Story(house)
    for one in RULES:
        house.give(one)
    house.give(IntroduceCard(body=HAGEN, effective=BEGIN))
    story.card(person("Ada"), date(2016, 12, 31))
    house.today = date(2019, 1, 1)
    LetRecordsExpire().run(JobContext(house.state_store, house, lambda: True))  # its key is there still
    with pytest.raises(Refused, match="gelöscht"):
        story.card(person("Ada"), date(2021, 12, 31))
    house.run()
    first = story.ids["Ada"]
    story.card(person("Ada"), date(2021, 12, 31))
    assert story.ids["Ada"] != first


def test_what_is_recorded_between_the_decision_and_the_destruction_keeps_its_own_key(house: House) -> None:
    story = Story(house)
    for one in RULES:
        house.give(one)
    house.give(IntroduceCard(body=HAGEN, effective=BEGIN))
    story.card(person("Ada"), date(2016, 12, 31))
    story.contact(Person(name="Ada A", email="ada@example.org", same_as=story.ids["Ada"]), HAGEN)
    house.today = date(2019, 1, 1)
    LetRecordsExpire().run(JobContext(house.state_store, house, lambda: True))  # the fact is there, and so is the key
    story.card(person("Ada"), date(2021, 12, 31))
    house.run()
    cards = [one for one in house.journal.follow() if one.type == "ehrenamtskarte.card-issued@2"]
    opened = [open_sealed(one.fact.name, str, one.meta.id, "name", house.journal.vault) for one in cards]  # type: ignore[attr-defined]
    assert opened == [ERASED, "Ada"]
    assert len({key_id for one in cards for key_id, _, _ in sealed_with(one.fact)}) == 2


def test_what_is_proposed_waits_and_leaves_when_an_officer_agrees(house: House) -> None:
    story = Story(house)
    house.give(rule("ehrenamtskarte.card", 24, when_due="propose"))
    house.give(IntroduceCard(body=HAGEN, effective=BEGIN))
    story.card(person("Ada"), date(2016, 12, 31))
    house.today = date(2018, 12, 31)
    house.run()
    assert due(house.state_store, open_=False) == []
    (seal_id,) = (key_id for one in house.journal.follow() for key_id, _, _ in sealed_with(one.fact))
    agree = ExpireRecords(subject=f"person:{story.ids['Ada']}", seal=seal_id)
    with pytest.raises(Refused) as early:
        house.give(agree)
    assert early.value.slug == "still-kept"
    house.today = date(2019, 1, 1)
    house.run()
    ((_mark, waiting),) = due(house.state_store, open_=True)
    assert (waiting.subject, waiting.seal, waiting.since, waiting.leaves) == (
        agree.subject, seal_id, date(2017, 1, 1), date(2019, 1, 1),
    )  # fmt: skip
    assert "Ada" in house.opens()
    assert [type(one) for one in house.give(agree)] == [RecordsExpired, PersonErased]
    house.run()
    assert due(house.state_store, open_=False) == []
    assert "Ada" not in house.opens()
    with pytest.raises(Refused) as again:
        house.give(agree)
    assert again.value.slug == "nothing-due"


def test_nothing_leaves_without_a_rule_and_none_is_shipped(house: House) -> None:
    story = Story(house)
    house.give(IntroduceCard(body=HAGEN, effective=BEGIN))
    story.card(person("Ada"), date(2016, 12, 31))
    house.today = END
    house.run()
    assert "Ada" in house.opens()
    assert due(house.state_store, open_=False) == []


@pytest.mark.parametrize(
    ("wrong", "slug", "field"),
    [
        (rule("ehrenamtskarte.kindness", 1), "unknown-category", "category"),
        (rule("ehrenamtskarte.card", 1, start="moonrise"), "unknown-start", "start"),
    ],
)
def test_a_rule_for_what_no_programme_declares_is_refused(
    house: House, wrong: SetRetention, slug: str, field: str
) -> None:
    head = house.journal.store.head()
    with pytest.raises(Refused) as refused:
        house.give(wrong)
    assert (refused.value.slug, refused.value.field) == (slug, field)
    assert house.journal.store.head() == head


def test_a_key_from_a_backup_that_should_be_gone_is_destroyed_at_the_start(house: House) -> None:
    story = Story(house)
    for one in RULES:
        house.give(one)
    house.give(IntroduceCard(body=HAGEN, effective=BEGIN))
    story.card(person("Ada"), date(2016, 12, 31))
    story.contact(Person(name="Ada A", email="ada@example.org", same_as=story.ids["Ada"]), HAGEN)
    house.today = date(2019, 1, 1)
    LetRecordsExpire().run(JobContext(house.state_store, house, lambda: True))  # as if the vault were an older one
    assert "Ada" in house.opens()
    assert house.register.renew(house, house.state_store) == 1
    assert "Ada" not in house.opens()
    assert house.register.renew(house, house.state_store) == 0


def test_what_left_after_a_backup_does_not_come_back_with_it(tmp_path: Path) -> None:
    stores, places = ("journal.db", "vault.db", "state.db"), [tmp_path / "data", tmp_path / "backup"]
    with ExitStack() as undo:
        house = House(places[0], undo)
        story = Story(house)
        for one in RULES:
            house.give(one)
        house.give(IntroduceCard(body=HAGEN, effective=BEGIN))
        story.card(person("Ada"), date(2016, 12, 31))
        story.contact(Person(name="Ada A", email="ada@example.org", same_as=story.ids["Ada"]), HAGEN)
        story.contact(person("Bo"), HAGEN, "deputy")
    shutil.copytree(places[0], places[1])
    with ExitStack() as undo:
        house = House(places[0], undo)
        house.today = date(2019, 1, 1)
        house.run()
        left = [one for one in house.journal.follow() if isinstance(one.fact, RecordsExpired)]
        assert left
        assert {"Ada", "Ada A", "Bo"} & house.opens() == {"Ada A", "Bo"}
    for name in stores:
        for old in places[0].glob(f"{name}*"):
            old.unlink()
        for kept in places[1].glob(f"{name}*"):
            shutil.copy(kept, places[0])
    with ExitStack() as undo:
        house = House(places[0], undo)
        house.today = date(2019, 1, 2)
        house.register = ErasureRegister(places[0] / "erasures.register", house.journal, restored=True)
        assert "Ada" in house.opens()
        assert house.register.behind()
        assert [one.seal for one in house.register.forgotten() if isinstance(one, RegisteredExpiry)] == [
            one.fact.seal for one in left if isinstance(one.fact, RecordsExpired)
        ]
        assert house.register.replay(house, house.state_store) == len(left)
        assert {"Ada", "Ada A", "Bo"} & house.opens() == {"Ada A", "Bo"}
        again = [one.fact for one in house.journal.follow() if isinstance(one.fact, RecordsExpired)]
        assert again == [one.fact for one in left]
        assert not house.register.behind()
        before = (places[0] / "erasures.register").read_bytes()
        house.register.note()
        assert (places[0] / "erasures.register").read_bytes() == before


def test_every_category_has_an_event_and_every_sealed_fact_a_key_that_leads_to_it() -> None:
    catalogue = Catalogue.of(Plugins.load(only=PLUGINS))
    assert [name for name, one in catalogue.categories.items() if not one.starts] == []
    astray = []
    for kind in catalogue.facts.values():
        kinds = {key.kind for key in key_fields(kind.cls).values()}
        for field in personal_fields(kind.cls):
            purpose = catalogue.categories[f"{kind.programme}.{field.purpose}"]
            astray += [(kind.name, one.id) for one in purpose.starts if not kinds & {*one.kinds}]
    assert astray == []


def test_a_day_that_the_month_does_not_have_is_the_first_of_the_next() -> None:
    assert months_after(date(2023, 1, 31), 1) == date(2023, 3, 1)
    assert months_after(date(2024, 2, 29), 12) == date(2025, 3, 1)
    assert months_after(date(2023, 12, 1), 1) == date(2024, 1, 1)
    assert months_after(date(2023, 5, 5), 0) == date(2023, 5, 5)
