"""Taking over and revoking cards, as given / when / then."""

from datetime import date, timedelta
from typing import Any

import pytest
from msgspec import structs

from fokus_core import CONSOLE, Correct, Fact, Journal, Person, PersonErased, Refused, Retract, Sealed
from fokus_core.journal.engines.store import Item, NewRow
from fokus_core.testing import Given, MemoryStore, MemoryVault, Outcome
from fokus_ehrenamtskarte.cards.commands import RevokeCard, SuspendCard, TakeOverCard
from fokus_ehrenamtskarte.cards.facts import CardIssued, CardRevoked
from fokus_ehrenamtskarte.commands import IntroduceCard
from fokus_ehrenamtskarte.facts import (
    AgreementSigned,
    CardIntroduced,
    CouncilDecided,
    Kind,
    ParticipationEnded,
    ParticipationPaused,
    ParticipationResumed,
)
from fokus_ehrenamtskarte.programme import ehrenamtskarte as plugin

given = Given(plugin)
HAGEN, BONN = "05914000", "05314000"
DAY, NEXT = date(2024, 5, 1), timedelta(days=1)
LAST = date(2026, 4, 30)
CARD, OTHER = "c1" * 16, "c2" * 16
TAKES_PART = CardIntroduced(effective=date(2015, 1, 1), body=HAGEN)
OTTILIE = Person(name="Ottilie Muster", email="o@example.org")
ONE = "1" * 32


def issued(card: str = CARD, *, since: date = DAY, until: date | None = LAST, **more: Any) -> CardIssued:
    """Return a card of a person called one."""
    fields: dict[str, Any] = {"body": HAGEN, "person": ONE, "name": Sealed.of("-"), "kind": "standard"}
    return CardIssued(effective=since, card=card, valid_until=until, **{**fields, **more})


def revoked(card: str = CARD, *, on: date, **more: Any) -> CardRevoked:
    fields: dict[str, Any] = {"body": HAGEN, "person": ONE, "reason": "lost", **more}
    return CardRevoked(effective=on, card=card, **fields)


def issue(**changes: Any) -> TakeOverCard:
    command = TakeOverCard(body="Hagen", person=OTTILIE, kind="standard", effective=DAY, valid_until=LAST)
    return structs.replace(command, **changes)


def revoke(card: str = CARD, *, on: date = DAY, body: str = "Hagen") -> RevokeCard:
    return RevokeCard(body=body, card=card, reason="lost", effective=on)


def issued_to_one(*facts: Fact, **changes: Any) -> Outcome:
    """Issue a card to the person called one, after these facts."""
    scenario = given(TAKES_PART, *facts)
    scenario.knows(OTTILIE, ONE)
    return scenario.when(issue(**changes))


def test_a_card_that_somebody_holds_is_taken_over() -> None:
    (fact,) = given(TAKES_PART).when(issue()).facts
    assert isinstance(fact, CardIssued)
    assert fact == issued(fact.card, person=fact.person, name=Sealed.of("Ottilie Muster"), origin="taken-over")


def test_a_card_of_the_first_version_was_taken_over_unless_it_names_an_application() -> None:
    from fokus_ehrenamtskarte.cards.facts import taken_over

    assert taken_over({"card": CARD, "application": None})["origin"] == "taken-over"
    assert taken_over({"card": CARD})["origin"] == "taken-over"
    assert taken_over({"card": CARD, "application": "a" * 32})["origin"] == "approved"


PART = {
    "nothing is known": [],
    "it only plans to": [CouncilDecided(effective=DAY, body=HAGEN), AgreementSigned(effective=DAY, body=HAGEN)],
    "it begins the day after": [CardIntroduced(effective=DAY + NEXT, body=HAGEN)],
    "another one takes part": [CardIntroduced(effective=DAY, body=BONN)],
    "it rests": [TAKES_PART, ParticipationPaused(effective=DAY, body=HAGEN, reason="-")],
    "it ended": [TAKES_PART, ParticipationEnded(effective=DAY, body=HAGEN, reason="-")],
}


@pytest.mark.parametrize("facts", PART.values(), ids=[name.replace(" ", "-") for name in PART])
def test_only_who_takes_part_on_the_first_day_issues_cards(facts: list[Fact]) -> None:
    given(*facts).when(issue()).then_refused("not-taking-part", field="body")


def test_who_took_part_again_or_left_later_issues_cards() -> None:
    rested = ParticipationPaused(effective=DAY - NEXT, body=HAGEN, reason="-")
    again = ParticipationResumed(effective=DAY, body=HAGEN)
    left = ParticipationEnded(effective=DAY + NEXT, body=HAGEN, reason="-")
    assert given(TAKES_PART, rested, again, left).when(issue()).facts


def test_a_person_must_be_recognisable() -> None:
    unknown = issue(person=Person(name="Ottilie Muster"))
    given(TAKES_PART).when(unknown).then_refused("unrecognisable-person", field="person")
    assert given(TAKES_PART).when(issue(person=Person(name="Ottilie", birth="1950-01-01"))).facts


def test_nothing_is_issued_to_an_erased_person_whose_card_can_be_revoked() -> None:
    journal = Journal(MemoryStore(), given.catalogue, MemoryVault())
    try:
        journal.handle(IntroduceCard(body="Hagen", effective=DAY), by=CONSOLE)
        (record,) = journal.handle(issue(), by=CONSOLE).facts
        assert isinstance(record.fact, CardIssued)
        key = f"person:{record.fact.person}"
        erased = journal.codec.encode(PersonErased(effective=DAY, person=record.fact.person), record.meta)
        journal.store.record([NewRow("core.person-erased@1", (key,), erased)], [Item(key)], after=record.position)
        with pytest.raises(Refused) as caught:
            journal.handle(issue(kind="anniversary", valid_until=None), by=CONSOLE)
        assert (caught.value.slug, caught.value.field) == ("person-erased", "person")
        assert journal.handle(revoke(record.fact.card), by=CONSOLE).facts
    finally:
        journal.close()


@pytest.mark.parametrize(
    ("kind", "since", "until", "slug", "field"),
    [
        ("standard", date(2024, 5, 1), date(2027, 4, 30), "", ""),
        ("standard", date(2024, 5, 1), date(2027, 5, 1), "valid-too-long", "valid_until"),
        ("standard", date(2024, 2, 29), date(2027, 2, 28), "", ""),
        ("standard", date(2024, 2, 29), date(2027, 3, 1), "valid-too-long", "valid_until"),
        ("standard", date(2024, 5, 1), None, "valid-too-long", "valid_until"),
        ("standard", date(2024, 5, 1), date(2024, 5, 1), "", ""),
        ("standard", date(2024, 5, 1), date(2024, 4, 30), "empty-period", "valid_until"),
        ("anniversary", date(2024, 5, 1), None, "", ""),
        ("anniversary", date(2024, 5, 1), date(2999, 12, 31), "", ""),
        ("anniversary", date(2024, 5, 1), date(2024, 4, 30), "empty-period", "valid_until"),
        ("anniversary", date(2022, 3, 9), None, "", ""),
        ("anniversary", date(2022, 3, 8), None, "no-such-card-yet", "kind"),
    ],
)
def test_a_card_is_valid_for_as_long_as_its_kind_may_be(
    kind: Kind, since: date, until: date | None, slug: str, field: str
) -> None:
    outcome = given(TAKES_PART).when(issue(kind=kind, effective=since, valid_until=until))
    if slug:
        outcome.then_refused(slug, field=field)
    else:
        assert len(outcome.facts) == 1


def test_before_there_were_cards_none_is_issued() -> None:
    early = CardIntroduced(effective=date(2007, 1, 1), body=HAGEN)
    first = issue(effective=date(2008, 1, 8), valid_until=date(2009, 1, 1))
    assert given(early).when(first).facts
    before = issue(effective=date(2008, 1, 7), valid_until=date(2009, 1, 1))
    given(early).when(before).then_refused("no-such-card-yet", field="kind")


def test_nobody_has_two_valid_cards_of_one_kind_on_a_day() -> None:
    second: dict[str, Any] = {"effective": LAST, "valid_until": LAST + NEXT}
    issued_to_one(issued(), **second).then_refused("card-exists", field="effective")
    issued_to_one(issued(body=BONN), **second).then_refused("card-exists", field="effective")
    assert issued_to_one(issued(), **second | {"effective": LAST + NEXT}).facts, "renewed ahead, from the day after"
    assert issued_to_one(issued(), **second | {"kind": "anniversary"}).facts, "in addition to the ordinary one"
    assert issued_to_one(issued(person="2" * 32), **second).facts, "somebody else's"


def test_a_card_before_one_that_was_issued_ahead_is_held_to_the_same() -> None:
    ahead = issued(since=LAST + NEXT, until=LAST + NEXT)
    assert issued_to_one(ahead).facts
    issued_to_one(ahead, valid_until=LAST + NEXT).then_refused("card-exists", field="effective", at=[2])


def test_in_place_of_a_card_that_was_revoked_another_is_issued_from_that_day() -> None:
    lost = revoked(on=DAY + NEXT)
    assert issued_to_one(issued(), lost, effective=DAY + NEXT).facts
    issued_to_one(issued(), lost).then_refused("card-exists", field="effective")
    never_valid = revoked(on=DAY)
    assert issued_to_one(issued(), never_valid).facts


def test_for_life_is_for_life() -> None:
    for_life = issued(kind="anniversary", until=None)
    later: dict[str, Any] = {"kind": "anniversary", "effective": date(2099, 1, 1), "valid_until": None}
    issued_to_one(for_life, **later).then_refused("card-exists", field="effective")


def test_a_card_is_revoked_by_who_issued_it() -> None:
    given(issued()).when(revoke(on=DAY + NEXT)).then(revoked(on=DAY + NEXT))
    for other in (revoke(OTHER), revoke(body="Bonn")):
        given(issued()).when(other).then_refused("unknown-card", field="card")


def test_who_left_can_still_revoke_its_cards() -> None:
    left = ParticipationEnded(effective=DAY, body=HAGEN, reason="-")
    given(TAKES_PART, left, issued()).when(revoke()).then(revoked(on=DAY))


def test_a_card_is_revoked_once_and_not_before_its_issue() -> None:
    given(issued()).when(revoke(on=DAY - NEXT)).then_refused("not-issued", field="effective")
    given(issued(), revoked(on=LAST)).when(revoke(on=LAST)).then_refused("already-revoked", field="card")
    given(issued(), revoked(on=LAST)).when(revoke(on=DAY)).then_refused("already-revoked", field="card", at=[2])


def test_an_issue_can_be_taken_back_or_corrected_until_the_card_is_revoked() -> None:
    shorter = Correct(position=1, changes={"valid_until": "2025-04-30"}, reason="Tippfehler", acknowledge=(2,))
    back = Retract(position=1, reason="Irrtum", acknowledge=(2,))
    assert len(given(issued()).when(shorter).facts) == 3  # with the reason beside it
    assert len(given(issued()).when(back).facts) == 2
    assert len(given(issued(), revoked(on=LAST)).when(shorter).facts) == 3
    given(issued(), revoked(on=LAST)).when(back).then_refused("not-issued", field="position", at=[2])
    given(issued(), revoked(on=LAST)).when(Retract(position=2, reason="-")).then_refused("irrevocable", at=[2])


def test_a_correction_is_held_to_the_same_rules() -> None:
    def corrected(**changes: Any) -> Outcome:
        facts = (issued(), issued(OTHER, since=LAST + NEXT, until=LAST + NEXT))
        return given(*facts).when(Correct(position=1, changes=changes, reason="-"))

    corrected(valid_until="2026-05-01").then_refused("card-exists", field="position", at=[2])
    corrected(valid_until=None).then_refused("valid-too-long", field="position")
    corrected(valid_until="2024-04-30").then_refused("empty-period", field="position")
    corrected(effective="2026-05-01").then_refused("empty-period", field="position")
    corrected(kind="golden").then_refused("invalid-input", field="changes/kind")
    corrected(name="").then_refused("invalid-input", field="changes/name")


def test_a_card_is_not_suspended_before_its_first_day() -> None:
    def suspended(on: date) -> Outcome:
        return given(issued()).when(SuspendCard(body="Hagen", card=CARD, reason="missing", effective=on))

    suspended(DAY - NEXT).then_refused("not-issued", field="effective")
    assert suspended(DAY).facts
