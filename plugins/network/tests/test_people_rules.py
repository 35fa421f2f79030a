"""Contact persons, speakers and organisations with their terms, as given / when / then."""

from datetime import date, timedelta
from typing import Any

import pytest

from fokus_core import Correct, Fact, PartyRegistered, Person, Retract, minted
from fokus_core.testing import Given
from fokus_network.people.commands import EndContact, NameContact
from fokus_network.people.facts import (
    ContactEnded,
    ContactNamed,
    OrganisationEntrusted,
    OrganisationReleased,
    SpeakerElected,
    SpeakerEnded,
    SpeakerNumberSet,
)
from fokus_network.people.network_wide import (
    ElectSpeaker,
    EndSpeaker,
    EntrustOrganisation,
    ReleaseOrganisation,
    SetSpeakerNumber,
)
from fokus_network.plugin import plugin

given = Given(plugin)

DAY = date(2020, 3, 1)
BEFORE, LATER = DAY - timedelta(days=30), DAY + timedelta(days=30)
HAGEN, BONN, ESSEN = "05914000", "05314000", "05113000"
ONE, TWO, THREE = "1" * 32, "2" * 32, "3" * 32
ERIKA, PAUL = "e" * 32, "a" * 32
MINTED = minted("when", "term")
FSI = PartyRegistered(effective=BEFORE, party="fsi", name="FSI", kind="organisation")


def contact(term: str = ONE, day: date = DAY, **fields: Any) -> ContactNamed:
    return ContactNamed(**{"effective": day, "term": term, "body": HAGEN, "function": "contact"} | fields)


def contact_ended(term: str = ONE, day: date = LATER, **fields: Any) -> ContactEnded:
    return ContactEnded(
        **{"effective": day, "term": term, "body": HAGEN, "function": "contact", "reason": "-"} | fields
    )


def name(day: date = DAY, **fields: Any) -> NameContact:
    person = Person(name="Erika Muster", email="erika@example.org")
    return NameContact(**{"body": "Hagen", "function": "contact", "person": person, "effective": day} | fields)


def speaker(term: str = ONE, day: date = DAY, body: str = HAGEN, **fields: Any) -> SpeakerElected:
    return SpeakerElected(effective=day, term=term, body=body, **fields)


def entrusted(term: str = ONE, day: date = DAY) -> OrganisationEntrusted:
    return OrganisationEntrusted(effective=day, term=term, party="fsi", task="accompaniment")


def test_a_contact_person_is_named_with_name_mail_and_phone_sealed() -> None:
    (named,) = given().when(name(phone="02331 207-0")).facts
    assert isinstance(named, ContactNamed)
    assert (named.term, named.body, named.function, named.effective) == (MINTED, HAGEN, "contact", DAY)
    assert len(named.person or "") == 32
    assert [repr(one) for one in (named.name, named.mail, named.phone)] == ["Sealed(***)"] * 3


def test_a_term_with_a_known_end_ends_by_itself() -> None:
    named, ended = given().when(name(until=LATER - timedelta(days=1))).facts
    assert ended == contact_ended(MINTED, reason="Ende der Amtszeit")
    given(named, ended).when(name(LATER, until=LATER + timedelta(days=1))).facts[0]


@pytest.mark.parametrize("until", [DAY - timedelta(days=1), BEFORE])
def test_a_term_whose_last_day_lies_before_its_first_is_refused(until: date) -> None:
    for command in (
        name(until=until),
        ElectSpeaker(body="Hagen", effective=DAY, until=until),
        EntrustOrganisation(party="fsi", task="accompaniment", effective=DAY, until=until),
    ):
        outcome = given(FSI).when(command)
        outcome.then_refused("empty-period")
        assert outcome.refused is not None
        assert outcome.refused.field == "until"


def test_a_body_has_one_contact_person_at_a_time() -> None:
    outcome = given(contact()).when(name(LATER))
    outcome.then_refused("contact-exists", at=[1])
    assert outcome.refused is not None
    assert outcome.refused.field == "function"
    assert given(contact(), contact_ended()).when(name(LATER)).facts
    assert given(contact()).when(name(body="Bonn")).facts


def test_a_contact_person_named_for_an_earlier_day_does_not_reach_into_the_next_term() -> None:
    given(contact()).when(name(BEFORE)).then_refused("contact-exists", at=[1])
    assert len(given(contact()).when(name(BEFORE, until=DAY - timedelta(days=1))).facts) == 2


def test_a_body_has_as_many_deputies_as_it_wants_but_each_only_once() -> None:
    deputy = contact(function="deputy", person=PAUL)
    assert given(contact(TWO), deputy).when(name(LATER, function="deputy")).facts
    scenario = given(contact(function="deputy", person=ERIKA))
    scenario.knows(Person(name="Erika Muster", email="erika@example.org"), ERIKA)
    outcome = scenario.when(name(LATER, function="deputy"))
    outcome.then_refused("already-in-office", at=[1])
    assert outcome.refused is not None
    assert outcome.refused.field == "person"
    given(contact(ONE, function="deputy", person=PAUL), contact(TWO, LATER, function="deputy", person=ERIKA)).when(
        Correct(position=2, changes={"person": PAUL}, reason="-")
    ).then_refused("already-in-office")


def test_a_contact_person_is_replaced_in_one_step() -> None:
    ended, named = given(contact()).when(name(LATER, replaces=ONE)).facts
    assert ended == contact_ended(reason="Nachfolge")
    assert isinstance(named, ContactNamed)
    assert named.effective == LATER


@pytest.mark.parametrize(
    ("facts", "slug", "field"),
    [
        ((), "not-in-office", "replaces"),
        ((contact(), contact_ended()), "not-in-office", "replaces"),
        ((contact(body=BONN),), "not-in-office", "replaces"),
        ((contact(day=LATER),), "empty-period", "effective"),
    ],
)
def test_only_a_term_that_runs_is_replaced(facts: tuple[Fact, ...], slug: str, field: str) -> None:
    outcome = given(*facts).when(name(LATER, replaces=ONE))
    outcome.then_refused(slug)
    assert outcome.refused is not None
    assert outcome.refused.field == field


def test_a_term_ends_once_after_it_began_and_earlier_than_planned_if_need_be() -> None:
    end = EndContact(body="Hagen", term=ONE, reason="-", effective=LATER)
    given(contact()).when(end).then(contact_ended())
    given(contact(), contact_ended(day=LATER + timedelta(days=9))).when(end).then(contact_ended())
    given(contact(), contact_ended()).when(end).then_refused("not-in-office")
    given(contact(day=LATER)).when(end).then_refused("empty-period", at=[1])
    given(contact(day=LATER + timedelta(days=1))).when(end).then_refused("not-in-office")
    given(contact(body=BONN)).when(end).then_refused("not-in-office")


def test_the_beginning_of_a_term_is_not_taken_back_or_moved_past_its_end() -> None:
    given(contact(), contact_ended()).when(Retract(position=1, reason="-")).then_refused("empty-period", at=[2])
    given(contact(), contact_ended()).when(
        Correct(position=1, changes={"effective": LATER.isoformat()}, reason="-")
    ).then_refused("empty-period", at=[2])


def test_an_unknown_body_and_a_party_have_no_contact_persons() -> None:
    outcome = given(FSI).when(name(body="Atlantis"))
    outcome.then_refused("unknown-body")
    assert outcome.refused is not None
    assert outcome.refused.field == "body"
    given(FSI).when(name(body="fsi")).then_refused("unknown-body")


def test_speakers_are_no_more_than_were_laid_down() -> None:
    elect = ElectSpeaker(body="Essen", effective=LATER)
    two = (SpeakerNumberSet(effective=DAY, number=2), speaker(), speaker(TWO, body=BONN))
    given(*two).when(elect).then_refused("too-many-speakers", at=[2, 3])
    given(*two[:2]).when(elect).then(speaker(MINTED, LATER, ESSEN))
    given(*two[1:]).when(elect).then(speaker(MINTED, LATER, ESSEN))
    ended = SpeakerEnded(effective=LATER, term=ONE, body=HAGEN, reason="Nachfolge")
    given(*two, ended).when(elect).then(speaker(MINTED, LATER, ESSEN))
    given(*two).when(ElectSpeaker(body="Essen", effective=LATER, replaces=ONE)).then(
        ended, speaker(MINTED, LATER, ESSEN)
    )


def test_a_speaker_elected_for_an_earlier_day_counts_on_every_later_one() -> None:
    rule = SpeakerNumberSet(effective=BEFORE, number=1)
    given(rule, speaker()).when(ElectSpeaker(body="Essen", effective=BEFORE)).then_refused("too-many-speakers", at=[2])
    assert (
        given(rule, speaker()).when(ElectSpeaker(body="Essen", effective=BEFORE, until=DAY - timedelta(days=1))).facts
    )


def test_the_number_of_speakers_is_not_set_below_those_in_office() -> None:
    facts = (speaker(), speaker(TWO, body=BONN))
    given(*facts).when(SetSpeakerNumber(number=1, effective=LATER)).then_refused("too-many-speakers")
    given(*facts).when(SetSpeakerNumber(number=2, effective=LATER)).then(SpeakerNumberSet(effective=LATER, number=2))
    given(*facts).when(SetSpeakerNumber(number=1, effective=BEFORE)).then_refused("too-many-speakers", at=[2])


def test_nobody_is_speaker_twice_at_once() -> None:
    first, second = speaker(person=PAUL), speaker(TWO, LATER, BONN, person=ERIKA)
    given(first, second).when(Correct(position=2, changes={"person": PAUL}, reason="-")).then_refused(
        "already-in-office"
    )


def test_a_phone_number_belongs_to_a_person() -> None:
    given().when(ElectSpeaker(body="Hagen", effective=DAY, phone="0211 4711")).then_refused("nobody-named")


def test_only_a_speaker_in_office_ends() -> None:
    end = EndSpeaker(term=ONE, reason="-", effective=LATER)
    given(speaker()).when(end).then(SpeakerEnded(effective=LATER, term=ONE, body=HAGEN, reason="-"))
    given(speaker(TWO)).when(end).then_refused("not-in-office")
    given(contact()).when(end).then_refused("not-in-office")


def test_an_organisation_has_a_task_once_at_a_time() -> None:
    entrust = EntrustOrganisation(party="fsi", task="accompaniment", effective=LATER)
    given(FSI, entrusted()).when(entrust).then_refused("already-in-office", at=[2])
    given(FSI, entrusted(day=LATER + timedelta(days=9))).when(entrust).then_refused("already-in-office", at=[2])
    released = OrganisationReleased(effective=LATER, term=ONE, party="fsi", task="accompaniment", reason="-")
    given(FSI, entrusted()).when(ReleaseOrganisation(term=ONE, reason="-", effective=LATER)).then(released)
    given(FSI, entrusted(), released).when(entrust).then(entrusted(MINTED, LATER))
    given(FSI, entrusted(), released).when(ReleaseOrganisation(term=ONE, reason="-", effective=LATER)).then_refused(
        "not-in-office"
    )


def test_an_organisation_is_known_before_it_is_entrusted_and_stays_so() -> None:
    given().when(EntrustOrganisation(party="fsi", task="accompaniment", effective=DAY)).then_refused("unknown-body")
    given(FSI, entrusted()).when(Retract(position=1, reason="-")).then_refused("unknown-party", at=[2])
