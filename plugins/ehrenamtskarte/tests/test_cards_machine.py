"""Whatever happens to cards: each checker answers as a naive model does, for every age of the list."""

from contextlib import ExitStack, suppress
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from types import SimpleNamespace
from typing import Any, ClassVar

import fokus_check
import pytest
from applications_kit import apply
from card_vectors_kit import USES_NODE, worlds_in_javascript
from cryptography.hazmat.primitives.asymmetric import ec
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as some
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test
from keys_kit import Ceremony, small_house

from fokus_core import CONSOLE, Person, Refused, Retract, clock
from fokus_core.persons.erasing import ErasePerson
from fokus_ehrenamtskarte.applications.desk.decisions import ApproveApplication, RecordEvaluation
from fokus_ehrenamtskarte.applications.record.facts import OutcomeOf
from fokus_ehrenamtskarte.cards.check_routes import held_by, list_at
from fokus_ehrenamtskarte.cards.commands import ReinstateCard, RevokeCard, SignCard, SuspendCard, TakeOverCard
from fokus_ehrenamtskarte.cards.read_models import CARD_STATES, SIGNED
from fokus_ehrenamtskarte.cards.signing import claims_of, phone_claims
from fokus_ehrenamtskarte.cards.status import PublishLists, published
from fokus_ehrenamtskarte.commands import IntroduceCard
from fokus_ehrenamtskarte.credential.card import proof, write
from fokus_ehrenamtskarte.credential.checking import check
from fokus_ehrenamtskarte.credential.cose import point_of
from fokus_ehrenamtskarte.credential.digits import digits_of
from fokus_ehrenamtskarte.credential.status_list import opened_list
from fokus_ehrenamtskarte.issuing.commands import IssueApprovedCard
from fokus_ehrenamtskarte.keys.encoding import unbase64
from fokus_ehrenamtskarte.keys.private_keys import PrivateKeys
from fokus_ehrenamtskarte.phone.commands import ActivatePhone, EndPhone
from fokus_ehrenamtskarte.phone.facts import ENDED
from fokus_projections.testing import model_of

HAGEN, NAME = "05914000", "Ottilie Zweiundvierzigerle"
BEGAN = datetime(2026, 2, 2, 9, tzinfo=UTC)
DAYS, FOREVER = 86_400, date.max
ALL = tuple(range(1, 1000))
AHEAD = some.integers(0, 2).map(lambda days: timedelta(days=days))


class Both:
    """The three tables that a list of blocked cards is made of, as one projection."""

    name, version = "ehrenamtskarte.both", 1
    tables = (*CARD_STATES.tables, *SIGNED.tables, *ENDED.tables)

    def apply(self, db: Any, records: Any) -> None:
        """Tell each."""
        for one in (CARD_STATES, SIGNED, ENDED):
            one.apply(db, records)


class Code:
    """A code that was printed, as the model knows it."""

    def __init__(self, card: "Card", data: bytes, effective: date, since: date, device: Any = None) -> None:
        self.card, self.data, self.effective, self.since = card, data, effective, since
        self.device, self.ended = device, False  # the key of a telephone, and whether it ended there
        ends = [one for one in (card.until, since + timedelta(days=30) if device else None) if one]
        self.until = min(ends, default=None)
        self.text = f"https://karte.example/k#{digits_of(data)}"

    def shown(self, now: int) -> str:
        """Return what somebody shows at a moment: on a telephone with a proof."""
        if self.device is None:
            return self.text
        return f"https://karte.example/k#{digits_of(self.data + proof(self.device, now))}"


class Card:
    """A card, as somebody knows it who never saw the programme: a list of what happened to it, and from when."""

    def __init__(self, id_: str, person: str, position: int, until: date | None) -> None:
        self.id, self.person, self.position, self.until = id_, person, position, until
        self.happened: list[tuple[date, str]] = []
        self.codes: list[Code] = []
        self.there, self.erased = True, False
        self.birth: str | None = None

    def later(self, code: Code) -> list[Code]:
        """Return the later codes of the same kind: printed ones, or those on telephones."""
        later = self.codes[self.codes.index(code) + 1 :]
        return [one for one in later if (one.device is None) == (code.device is None)]

    def blocked(self, code: Code, today: date) -> bool:
        """Whether a code of it is not to be accepted on a day, by what is known now."""
        day = max(today, code.since)
        so_far = [what for when, what in sorted(self.happened, key=lambda one: one[0]) if when <= day]
        replaced = any(later.effective <= today for later in self.later(code))
        return not self.there or code.ended or "revoked" in so_far or replaced or so_far[-1:] == ["suspended"]


class Cards(RuleBasedStateMachine):
    """Cards of Hagen under a clock that only goes on, lists now and then, and every checker beside the model."""

    worlds: ClassVar[list[dict[str, Any]]] = []

    def __init__(self) -> None:
        super().__init__()
        self.undo = ExitStack()
        folder = Path(self.undo.enter_context(TemporaryDirectory()))
        self.house: Any = self.undo.enter_context(small_house(folder))
        self.now = BEGAN
        self.house.journal.now = lambda: self.now
        ceremony = Ceremony(self.house, folder)
        ceremony.hold(self.today)
        self.give(IntroduceCard(body=HAGEN, effective=self.today))
        self.private = PrivateKeys(self.house.state_store, self.house.journal)
        self.node: Any = SimpleNamespace(service=self.house)
        ring = ceremony.ring
        assert ring.published is not None
        assert ring.key_set is not None
        self.uri, self.lists, self.keys = ring.lists[1], ring.lists, ring.key_set
        point = (ceremony.public.x, ceremony.public.y)
        self.keys_text = unbase64(ring.published.content)
        self.alone: Any = fokus_check.open_keys(self.keys_text, point)
        self.point = {"x": point[0].hex(), "y": point[1].hex()}
        self.cards: list[Card] = []
        self.rows: list[Any] = []  # of tables that were read in
        self.told: list[tuple[int, bytes, set[str]]] = []  # of each list: when it was made, its bytes, what is blocked
        self.cases: list[dict[str, Any]] = []

    @property
    def today(self) -> date:
        """The day, in Berlin."""
        return clock.day_of(self.now)

    @property
    def codes(self) -> list[Code]:
        """Every code that was ever printed."""
        return [code for card in self.cards for code in card.codes]

    def give(self, command: Any, command_id: str | None = None) -> Any:
        """Give a command and return its first fact with its position; a moment passes."""
        return self.all_given(command, command_id)[0]

    def all_given(self, command: Any, command_id: str | None = None) -> Any:
        """Give a command and return its facts with their positions; a moment passes."""
        self.now += timedelta(seconds=61)
        return self.house.journal.handle(command, by=CONSOLE, command_id=command_id).facts

    def allowed(self, command: Any) -> Any:
        """Return the same, None where it was refused."""
        try:
            return self.give(command)
        except Refused:
            return None

    @rule(days=some.one_of(some.none(), some.integers(0, 9)), ahead=AHEAD, renews=some.booleans())
    def take_over_or_renew(self, days: int | None, ahead: timedelta, renews: bool) -> None:
        """Take over a card of somebody new, or the next one of who has one."""
        before = self.cards[-1] if renews and self.cards and self.cards[-1].until else None
        begins = (before.until + timedelta(days=1) if before and before.until else self.today) + ahead
        number = int(before.person) if before else len(self.cards)
        until = None if days is None else begins + timedelta(days=days)
        kind: Any = "standard" if until else "anniversary"
        person = Person(name=NAME, email=f"{number}@example.org", birth=before.birth if before else None)
        took = TakeOverCard(body=HAGEN, person=person, kind=kind, effective=begins, valid_until=until)
        row = f"row-{len(self.rows)}"
        try:
            record = self.give(took, row)
        except Refused:
            return
        self.rows.append((took, row))
        self.cards.append(Card(record.fact.card, str(number), record.position, until))
        self.cards[-1].birth = person.birth

    @precondition(lambda self: self.rows)
    @rule(data=some.data())
    def import_again(self, data: some.DataObject) -> None:
        """Read a row of a table in once more: nothing comes of it, whatever has become of its card."""
        command, row = data.draw(some.sampled_from(self.rows))
        head = self.house.journal.store.head()
        with suppress(Refused):
            self.give(command, row)
        assert self.house.journal.store.head() == head

    @rule(days=some.integers(0, 9), ahead=AHEAD)
    def issue(self, days: int, ahead: timedelta) -> None:
        """Issue the card of an approved application, which has its code at once."""
        number = len(self.cards)
        birth = (date(1950, 1, 1) + timedelta(days=number)).isoformat()
        who = Person(name=NAME, email=f"{number}@example.org", birth=birth)
        application = self.give(apply(person=who, effective=self.today)).fact.application
        about: dict[str, Any] = {"body": HAGEN, "application": application, "effective": self.today}
        met = (OutcomeOf("volume", "met"),)
        known = self.house.journal.store.head()
        self.give(RecordEvaluation(**about, known=known, overall="granted", outcomes=met, numbers={}))
        self.give(ApproveApplication(**about))
        begins = self.today + ahead
        until = begins + timedelta(days=days)
        wanted = IssueApprovedCard(body=HAGEN, application=application, effective=begins, valid_until=until)
        issued, signed = self.all_given(wanted)
        card = Card(issued.fact.card, str(number), issued.position, until)
        card.birth = birth
        self.coded(card, signed.fact)
        self.cards.append(card)

    def coded(self, card: Card, fact: Any) -> None:
        """Note the code that a card was given."""
        private = self.private.find(fact.kid)
        assert private is not None
        card.codes.append(Code(card, write(claims_of(fact, NAME, self.lists), private), fact.effective, fact.since))

    @precondition(lambda self: self.cards)
    @rule(data=some.data(), ahead=AHEAD, why=some.sampled_from(["lost", "damaged", "changed"]))
    def sign_or_replace(self, data: some.DataObject, ahead: timedelta, why: Any) -> None:
        """Give a card its code, or another one."""
        card = data.draw(some.sampled_from(self.cards))
        because: Any = why if any(code.device is None for code in card.codes) else "first"
        record = self.allowed(SignCard(body=HAGEN, card=card.id, why=because, effective=self.today + ahead))
        if record is None:
            return
        assert card.there
        assert not card.erased
        assert "revoked" not in [what for _, what in card.happened]
        self.coded(card, record.fact)

    @precondition(lambda self: self.cards)
    @rule(data=some.data(), number=some.integers(1, 2**64))
    def activate(self, data: some.DataObject, number: int) -> None:
        """Set a card up on a telephone, which the last one loses it to."""
        card = data.draw(some.sampled_from(self.cards))
        device = ec.derive_private_key(number, ec.SECP256R1())
        point = point_of(device.public_key())
        told = ActivatePhone(body=HAGEN, card=card.id, device=(point.x + point.y).hex(), effective=self.today)
        if (record := self.allowed(told)) is None:
            return
        assert card.there
        assert not card.erased
        private = self.private.find(record.fact.kid)
        assert private is not None
        since = max(record.fact.since, self.today)
        content = write(phone_claims(record.fact, NAME, self.lists, self.today), private)
        card.codes.append(Code(card, content, record.fact.effective, since, device))

    @precondition(lambda self: self.cards)
    @rule(data=some.data())
    def end_on_telephone(self, data: some.DataObject) -> None:
        """End a card on the telephone that has it."""
        card = data.draw(some.sampled_from(self.cards))
        if self.allowed(EndPhone(body=HAGEN, card=card.id, certain=True, effective=self.today)) is not None:
            last = [code for code in card.codes if code.device is not None][-1]
            assert not last.ended
            last.ended = True

    @precondition(lambda self: self.cards)
    @rule(data=some.data(), ahead=AHEAD, what=some.sampled_from(["suspended", "lifted", "revoked"]))
    def suspend_lift_or_revoke(self, data: some.DataObject, ahead: timedelta, what: str) -> None:
        """Suspend a card, lift that, or revoke it for good."""
        card = data.draw(some.sampled_from(self.cards))
        about: Any = {"body": HAGEN, "card": card.id, "effective": self.today + ahead}
        command: Any = {
            "suspended": lambda: SuspendCard(**about, reason="missing"),
            "lifted": lambda: ReinstateCard(**about),
            "revoked": lambda: RevokeCard(**about, reason="lost"),
        }[what]()
        if self.allowed(command) is not None:
            assert "revoked" not in [before for _, before in card.happened], "for good"
            card.happened.append((about["effective"], what))

    @precondition(lambda self: self.cards)
    @rule(data=some.data(), whom=some.sampled_from(["card", "last"]))
    def take_back(self, data: some.DataObject, whom: str) -> None:
        """Try to take back that a card was issued, or whatever happened last, which is refused where it is for good."""
        card = data.draw(some.sampled_from(self.cards))
        position = card.position if whom == "card" else self.house.journal.store.head()
        recorded = self.house.journal.recorded(position)
        final = {"CardRevoked", "CardSigned", "PhoneEnded"}
        if self.allowed(Retract(position=position, reason="-", acknowledge=ALL)) is None:
            return
        kind = type(recorded.fact).__name__
        assert kind not in final
        if kind == "CardIssued":
            next(one for one in self.cards if one.id == recorded.fact.card).there = False
        elif kind in {"CardSuspended", "CardReinstated"}:
            found = next(one for one in self.cards if one.id == recorded.fact.card)
            what = "suspended" if kind == "CardSuspended" else "lifted"
            last = max(n for n, one in enumerate(found.happened) if one == (recorded.fact.effective, what))
            del found.happened[last]

    @precondition(lambda self: self.cards)
    @rule(data=some.data())
    def erase(self, data: some.DataObject) -> None:
        """Erase who holds a card: it stays as it is, and gets no other code."""
        card = data.draw(some.sampled_from(self.cards))
        person = self.house.journal.recorded(card.position).fact.person
        if self.allowed(ErasePerson(person=person, ground="objection", effective=self.today)) is not None:
            for one in self.cards:
                one.erased = one.erased or one.person == card.person

    @rule(hours=some.sampled_from([1, 13, 25, 24 * 4, 24 * 8]))
    def wait(self, hours: int) -> None:
        """Let time pass."""
        self.now += timedelta(hours=hours)

    @rule()
    def publish(self) -> None:
        """Let the job run: what it holds is what the model says now."""
        self.now += timedelta(minutes=5)
        iat = int(self.now.timestamp())
        records = list(self.house.journal.follow())
        with model_of(Both(), records) as reader:  # type: ignore[arg-type]  # two in one
            self.house.models = SimpleNamespace(reader=lambda: reader)
            PublishLists().run(SimpleNamespace(services=self.house, holds=lambda: True))  # type: ignore[arg-type]  # a context
        entry = published(self.house.state_store, 1)
        assert entry is not None
        blocked = {code.text for code in self.codes if code.card.blocked(code, self.today)}
        if entry.iat == iat:
            self.told.append((iat, entry.cwt, blocked))
        else:
            assert self.lapsed(blocked) == self.lapsed(self.told[-1][2]), "nothing has changed"

    def lapsed(self, codes: set[str]) -> set[str]:
        """Return those that are not past their last day."""
        return {one.text for one in self.codes if one.text in codes and (one.card.until or FOREVER) >= self.today}

    def expected(self, code: Code, told: tuple[int, bytes, set[str]] | None) -> str:
        """Return what a card is by a list, from the definition alone."""
        until = code.until
        if self.today < code.since:
            return "not-yet"
        if until is not None and self.today > until:
            return "expired"
        if told is None or self.now.timestamp() - told[0] >= 14 * DAYS:
            return "blocking-unknown"
        return "not-valid" if code.text in told[2] else "valid"

    def checked(self, code: Code, told: tuple[int, bytes, set[str]] | None) -> None:
        """Hold each checker against the model."""
        now, answer = int(self.now.timestamp()), self.expected(code, told)
        text = code.shown(now)
        if code.device is not None and answer == "valid":
            self.compared(code.text, told, now, "show-anew")
            self.compared(code.shown(now - 61), told, now, "show-anew")
        self.compared(text, told, now, answer)

    def compared(self, text: str, told: tuple[int, bytes, set[str]] | None, now: int, answer: str) -> None:
        """Hold each checker against an answer."""
        assert check(text, self.keys, told and opened_list(told[1], self.keys), now).answer == answer
        alone = told and fokus_check.open_list(told[1], self.alone)
        assert fokus_check.check(text, self.alone, alone, now)[0] == answer
        name = told and str(told[0])
        self.cases.append({"text": text, "keys": "fresh", "list": name, "now": now, "answer": answer})

    @invariant()
    def every_checker_says_what_the_model_says(self) -> None:
        """Ask for each code, without a list and with every one that there was; and ask the service."""
        for code in self.codes:
            for told in (None, *self.told[-2:]):
                self.checked(code, told)
            now = held_by(self.node).now
            online = check(code.shown(now), self.keys, list_at(self.node, self.keys, self.uri), now)
            assert online.answer == self.expected(code, self.told[-1] if self.told else None)

    @invariant()
    def what_was_replaced_or_revoked_stays_so(self) -> None:
        """A code that is not the last one, or of a revoked card, is on every list from its day on."""
        for card in self.cards:
            gone = min((when for when, what in card.happened if what == "revoked"), default=None)
            for code in card.codes:
                days: list[date] = [later.effective for later in card.later(code)]
                since: date = min(days, default=gone or FOREVER)
                since = min(since, gone or FOREVER)
                if since <= self.today:
                    assert card.blocked(code, self.today)

    def teardown(self) -> None:
        """Ask for all lists, and keep what was asked for the checker in JavaScript."""
        for code in self.codes:
            for told in self.told:
                self.checked(code, told)
        lists = {str(iat): content.hex() for iat, content, _ in self.told}
        vectors = {"root": self.point, "key_sets": {"fresh": self.keys_text.hex()}, "lists": lists}
        self.worlds.append({"vectors": vectors, "cases": self.cases})
        self.undo.close()


def played(tmp_path: Path, examples: int, steps: int, *, derandomize: bool) -> set[str]:
    """Run so many histories, the same in JavaScript where Node is there, and return what came of the checks."""
    Cards.worlds.clear()
    chosen = settings(
        max_examples=examples,
        stateful_step_count=steps,
        derandomize=derandomize,
        phases=[Phase.generate] if derandomize else list(Phase),
        deadline=None,
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much],
    )
    run_state_machine_as_test(Cards, settings=chosen)  # type: ignore[no-untyped-call]  # of hypothesis
    if USES_NODE:
        for world, answers in zip(Cards.worlds, worlds_in_javascript(tmp_path, Cards.worlds), strict=True):
            assert [one["answer"] for one in answers] == [one["answer"] for one in world["cases"]]
    return {case["answer"] for world in Cards.worlds for case in world["cases"]}


def test_every_checker_answers_as_the_model_does(tmp_path: Path) -> None:
    came = played(tmp_path, 25, 40, derandomize=True)
    assert came == {"valid", "not-valid", "expired", "not-yet", "blocking-unknown", "show-anew"}


@pytest.mark.long
def test_every_checker_answers_as_the_model_does_in_many_histories(tmp_path: Path) -> None:
    assert played(tmp_path, 200, 50, derandomize=False)
