"""The rules of the exchange, as given / when / then."""

from datetime import date, timedelta
from typing import Any

from fokus_core import minted
from fokus_core.testing import Given
from fokus_network.exchange.examples.commands import EndExample, PublishExample, ReturnExample, SubmitExample
from fokus_network.exchange.examples.facts import ExampleEnded, ExamplePublished, ExampleReturned, ExampleSubmitted
from fokus_network.exchange.partners import EndPartnership, NamePartner, PartnerAttended, PartnerNamed, RecordPartner
from fokus_network.exchange.profiles import KeepProfile, ProfileKept
from fokus_network.exchange.quarters import CloseQuarter, DescribeQuarter, QuarterDescribed
from fokus_network.exchange.questions import (
    AnswerQuestion,
    AskQuestion,
    CloseQuestion,
    QuestionAnswered,
    QuestionAsked,
    QuestionClosed,
)
from fokus_network.exchange.topics import NameTopic, RetireTopic, TopicNamed, TopicRetired
from fokus_network.meetings.facts import MeetingScheduled
from fokus_network.membership.facts import DeclarationSigned, MunicipalityJoined, MunicipalityLeft
from fokus_network.plugin import plugin

given = Given(plugin)

DAY = date(2026, 3, 2)
BEFORE, LATER = DAY - timedelta(days=30), DAY + timedelta(days=30)
HAGEN, BONN = "05914000", "05314000"
OTHER, STRANGE = "1" * 32, "2" * 32
YOUNG = TopicNamed(effective=BEFORE, topic="junge-menschen", title="Junge Menschen")
TOLD: dict[str, Any] = {"title": "Lotsen", "summary": "Kurz", "text": "Lang", "lessons": "Abends kam niemand."}
SIGNED = DeclarationSigned(effective=BEFORE, party=HAGEN, round="r", declaration="d")
MEMBER = MunicipalityJoined(effective=BEFORE, body=HAGEN, round="r", declaration="d")
LEFT = MunicipalityLeft(effective=DAY, body=HAGEN, kind="withdrawal", reason="-")
ASKED = QuestionAsked(effective=DAY, question=OTHER, body=HAGEN, title="Wie?", text="Wir suchen Rat.")
SUBMITTED = ExampleSubmitted(effective=DAY, example=OTHER, body=HAGEN, **TOLD)
PUBLISHED = ExamplePublished(effective=DAY, example=OTHER, body=HAGEN, version=1, **TOLD)
WELFARE = PartnerNamed(effective=BEFORE, partner="fz", body=HAGEN, called="Freiwilligenzentrale", kind="welfare")
WORKSHOP = MeetingScheduled(
    effective=BEFORE,
    meeting=OTHER,
    kind="workshop",
    title="-",
    starts="2026-03-02",
    ends="2026-03-03",
    open_to="local-partners",
)


def test_a_topic_is_named_once_and_may_come_back() -> None:
    name = NameTopic(topic="junge-menschen", title="Junge Menschen", effective=BEFORE)
    retired = TopicRetired(effective=DAY, topic="junge-menschen", reason="-")
    given().when(name).then(YOUNG)
    given(YOUNG).when(name).then_refused("topic-exists")
    given(YOUNG).when(RetireTopic(topic="junge-menschen", reason="-", effective=DAY)).then(retired)
    given().when(RetireTopic(topic="junge-menschen", reason="-", effective=DAY)).then_refused("topic-unknown")


def test_a_profile_keeps_what_is_not_sent() -> None:
    first = ProfileKept(effective=BEFORE, body=HAGEN, topics=("junge-menschen",), stage="beginning")
    given(YOUNG).when(KeepProfile(body="Hagen", effective=BEFORE, topics=("junge-menschen",), stage="beginning")).then(
        first
    )
    second = ProfileKept(
        effective=DAY, body=HAGEN, topics=("junge-menschen",), stage="beginning", round_table=BEFORE, unit="Stabsstelle"
    )
    given(YOUNG, first).when(KeepProfile(body=HAGEN, effective=DAY, round_table=BEFORE, unit="Stabsstelle")).then(
        second
    )
    given(YOUNG, first).when(KeepProfile(body=HAGEN, effective=DAY, stage="beginning")).then_refused("nothing-to-do")


def test_a_profile_names_topics_of_the_list_and_no_day_to_come() -> None:
    topics = ("junge-menschen", "junge-menschen")
    given(YOUNG).when(KeepProfile(body=HAGEN, effective=DAY, topics=topics)).then_refused("topic-unknown")
    early = BEFORE - timedelta(days=1)
    given(YOUNG).when(KeepProfile(body=HAGEN, effective=early, topics=topics[:1])).then_refused("topic-unknown")
    given().when(KeepProfile(body=HAGEN, effective=DAY, round_table=LATER)).then_refused("not-yet")


def test_a_quarter_is_one_municipalitys() -> None:
    described = QuarterDescribed(effective=BEFORE, quarter="haspe", body=HAGEN, called="Haspe", what="Treff")
    describe = DescribeQuarter(body="Hagen", quarter="haspe", called="Haspe", what="Treff", effective=BEFORE)
    given().when(describe).then(described)
    another = DescribeQuarter(body="Bonn", quarter="haspe", called="Haspe", what="Treff", effective=DAY)
    given(described).when(another).then_refused("quarter-elsewhere")
    given(described).when(CloseQuarter(body=BONN, quarter="haspe", reason="-", effective=DAY)).then_refused(
        "quarter-elsewhere"
    )


def test_members_hand_in_examples_and_the_coordination_publishes_numbered_versions() -> None:
    submit = SubmitExample(body="Hagen", effective=DAY, **TOLD)
    given(SIGNED, MEMBER).when(submit).then(
        ExampleSubmitted(effective=DAY, example=minted("when", "example"), body=HAGEN, **TOLD)
    )
    given().when(submit).then_refused("not-member")
    given(SIGNED, MEMBER, LEFT).when(submit).then_refused("not-member")
    publish = PublishExample(example=OTHER, effective=DAY)
    given(SUBMITTED).when(publish).then(PUBLISHED)
    given(SUBMITTED, PUBLISHED).when(publish).then_refused("nothing-submitted")
    anew = ExampleSubmitted(effective=DAY, example=OTHER, body=HAGEN, **{**TOLD, "title": "Neu"})
    second = ExamplePublished(effective=DAY, example=OTHER, body=HAGEN, version=2, **{**TOLD, "title": "Neu"})
    given(SUBMITTED, PUBLISHED, anew).when(publish).then(second)


def test_what_was_returned_is_handed_in_again_before_it_is_published() -> None:
    returned = ExampleReturned(effective=DAY, example=OTHER, body=HAGEN, reason="Der Aufwand fehlt.")
    give_back = ReturnExample(example=OTHER, reason="Der Aufwand fehlt.", effective=DAY)
    given(SUBMITTED).when(give_back).then(returned)
    given(SUBMITTED, returned).when(give_back).then_refused("nothing-submitted")
    given(SUBMITTED, returned).when(PublishExample(example=OTHER, effective=DAY)).then_refused("nothing-submitted")
    given().when(give_back).then_refused("nothing-submitted")


def test_an_example_is_ended_by_its_municipality_and_nothing_follows() -> None:
    ended = ExampleEnded(effective=LATER, example=OTHER, body=HAGEN, reason="-")
    end = EndExample(body="Hagen", example=OTHER, reason="-", effective=LATER)
    given(SUBMITTED, PUBLISHED).when(end).then(ended)
    given(SUBMITTED).when(end).then_refused("example-unknown")
    foreign = EndExample(body="Bonn", example=OTHER, reason="-", effective=LATER)
    given(SUBMITTED, PUBLISHED).when(foreign).then_refused("example-unknown")
    again = SubmitExample(body="Hagen", example=OTHER, effective=LATER, **TOLD)
    given(SIGNED, MEMBER, SUBMITTED, PUBLISHED, ended).when(again).then_refused("example-ended")
    mine = SubmitExample(body="Hagen", example=STRANGE, effective=DAY, **TOLD)
    given(SIGNED, MEMBER, SUBMITTED).when(mine).then_refused("example-unknown")


def test_a_question_is_answered_by_members_until_who_asked_closes_it() -> None:
    ask = AskQuestion(body="Hagen", title="Wie?", text="Wir suchen Rat.", effective=DAY)
    given(SIGNED, MEMBER).when(ask).then(
        QuestionAsked(
            effective=DAY, question=minted("when", "question"), body=HAGEN, title="Wie?", text="Wir suchen Rat."
        )
    )
    given().when(ask).then_refused("not-member")
    answer = AnswerQuestion(body="Hagen", question=OTHER, text="So.", effective=DAY)
    answered = QuestionAnswered(effective=DAY, question=OTHER, answer=minted("when", "answer"), body=HAGEN, text="So.")
    given(SIGNED, MEMBER, ASKED).when(answer).then(answered)
    given(ASKED).when(answer).then_refused("not-member")
    given(SIGNED, MEMBER).when(answer).then_refused("question-unknown")
    closed = QuestionClosed(effective=DAY, question=OTHER, body=HAGEN)
    given(ASKED).when(CloseQuestion(body="Hagen", question=OTHER, effective=DAY)).then(closed)
    given(ASKED).when(CloseQuestion(body="Bonn", question=OTHER, effective=DAY)).then_refused("another-body")
    given(SIGNED, MEMBER, ASKED, closed).when(answer).then_refused("question-closed")


def test_a_partner_comes_with_its_municipality_to_what_is_open_to_partners() -> None:
    name = NamePartner(body="Hagen", partner="fz", called="Freiwilligenzentrale", kind="welfare", effective=BEFORE)
    given().when(name).then(WELFARE)
    record = RecordPartner(body="Hagen", partner="fz", meeting=OTHER, effective=DAY)
    came = PartnerAttended(effective=DAY, meeting=OTHER, partner="fz", body=HAGEN)
    given(WELFARE, WORKSHOP).when(record).then(came)
    given(WELFARE, WORKSHOP, came).when(record).then_refused("already-attended")
    given(WORKSHOP).when(record).then_refused("partner-unknown")
    given(WELFARE).when(record).then_refused("not-that-day")
    given(WELFARE, WORKSHOP).when(RecordPartner(body="Bonn", partner="fz", meeting=OTHER, effective=DAY)).then_refused(
        "partner-elsewhere"
    )
    closed = MeetingScheduled(
        effective=BEFORE, meeting=OTHER, kind="workshop", title="-", starts="2026-03-02", ends="2026-03-02"
    )
    given(WELFARE, closed).when(record).then_refused("no-local-partners")
    given(WELFARE, WORKSHOP, came).when(
        EndPartnership(body="Hagen", partner="fz", reason="-", effective=BEFORE + timedelta(days=1))
    ).then_refused("partner-unknown")
