"""The rules of the learning arrangement, as given / when / then."""

from datetime import timedelta
from typing import Any, ClassVar

import pytest
from ews_kit import ANNOUNCED, BEGUN, BONN, HAGEN, LUENEN, RUN, STARTED, app, joined, rules, seat

from fokus_core import Asked, Command, Correct, Fact, Person, Retract, Sealed
from fokus_core.testing import TODAY, Given
from fokus_ews.facts import SeatEnded, SiteJoined, SiteLeft
from fokus_ews.learning import facts as f
from fokus_ews.learning.commands.advice import ArrangeAdvice, RecordAdvice, RequestAdvice
from fokus_ews.learning.commands.outcomes import RecordAdoption, WriteDraft
from fokus_ews.learning.commands.sharing import AddSource, PublishSource, WriteNote
from fokus_ews.learning.commands.topics import ChooseTopic, OpenTopicRound, ProposeTopic, VoteForTopic
from fokus_ews.learning.commands.workshops import (
    CancelWorkshop,
    ChangeWorkshop,
    InviteExpert,
    PlanWorkshop,
    RecordAttendance,
)
from fokus_ews.learning.words import Outcome
from fokus_ews.plugin import plugin

given = Given(plugin)
HERE: dict[str, Any] = {"cohort": RUN, "effective": TODAY}
OF_HAGEN = {**HERE, "body": "Hagen"}
# The commands of these tests are given by the console, which has a seat of Hagen here.
GROUP: tuple[Fact, ...] = (ANNOUNCED, rules(), BEGUN, joined(HAGEN), joined(BONN), seat("console", HAGEN))
ONE, TWO = app(1), app(2)
W = app(9)
YESTERDAY, TOMORROW = TODAY - timedelta(days=1), TODAY + timedelta(days=1)


def planned(day: Any = TODAY, *, group: str = RUN, workshop: str = W) -> f.WorkshopPlanned:
    return f.WorkshopPlanned(
        effective=STARTED,
        cohort=group,
        workshop=workshop,
        kind=Sealed.of("workshop"),
        title=Sealed.of("Titel"),
        starts=day.isoformat(),
        ends=day.isoformat(),
        place=Sealed.of("Ort"),
        online=Sealed.of(value=False),
    )


def announced() -> f.ConferenceAnnounced:
    day = TODAY.isoformat()
    return f.ConferenceAnnounced(effective=STARTED, cohort=RUN, workshop=W, title="Tagung", starts=day, ends=day)


def attended(body: str) -> f.AttendanceNoted:
    return f.AttendanceNoted(effective=TODAY, run=RUN, cohort=RUN, workshop=W, body=body)


def opened(group: str = RUN) -> f.TopicRoundOpened:
    return f.TopicRoundOpened(effective=STARTED, cohort=group, round=ONE)


def proposed(topic: str, body: str = BONN) -> f.TopicProposed:
    title = Sealed.of("Thema")
    return f.TopicProposed(effective=STARTED, cohort=RUN, round=ONE, topic=topic, body=body, title=title)


def voted(body: str, topic: str = ONE) -> f.TopicVoted:
    return f.TopicVoted(effective=TODAY, cohort=RUN, round=ONE, body=body, topic=Sealed.of(topic))


def chosen(topic: str = ONE, entries: int = 2) -> f.TopicChosen:
    return f.TopicChosen(effective=TODAY, cohort=RUN, round=ONE, topic=Sealed.of(topic), entries=entries)


def drafted(body: str, group: str = RUN) -> f.DraftWritten:
    kind, text = Sealed[Outcome].of("strategy"), Sealed.of("Text")
    return f.DraftWritten(effective=STARTED, cohort=group, draft=ONE, body=body, kind=kind, title=text, text=text)


def added(group: str = RUN, *, file: str | None = None) -> f.SourceAdded:
    return f.SourceAdded(
        effective=STARTED,
        cohort=group,
        source=ONE,
        kind=Sealed.of("guide"),
        title=Sealed.of("Leitfaden"),
        tags=Sealed.of(("eins", "zwei")),
        body=HAGEN,
        link=None if file else Sealed.of("https://example.org/"),
        file=file,
    )


class TestWorkshops:
    DAY = TODAY.isoformat()

    def plan(self, **changes: Any) -> PlanWorkshop:
        terms = {"kind": "workshop", "title": "Titel", "starts": self.DAY, "ends": self.DAY}
        return PlanWorkshop(**HERE, **{**terms, **changes})

    def test_a_workshop_is_planned_for_the_group_and_a_conference_for_everybody_if_wanted(self) -> None:
        (plan,) = given(*GROUP).when(self.plan(starts="2026-05-06T10:00", ends="2026-05-06T16:00")).facts
        assert isinstance(plan, f.WorkshopPlanned)
        assert (plan.starts, plan.title.value) == ("2026-05-06T10:00+02:00", "Titel")
        (closed,) = given(*GROUP).when(self.plan(kind="conference")).facts
        assert isinstance(closed, f.WorkshopPlanned)
        (public,) = given(*GROUP).when(self.plan(kind="conference", public=True)).facts
        assert isinstance(public, f.ConferenceAnnounced)
        given(*GROUP).when(self.plan(public=True)).then_refused("not-public")
        given(rules()).when(self.plan()).then_refused("run-unknown")

    @pytest.mark.parametrize(
        ("changes", "slug"),
        [
            ({"starts": "2026-05-06T10:00", "ends": "2026-05-06T09:00"}, "ends-before-it-begins"),
            ({"starts": "2026-05-06T10:00", "ends": "2026-05-06T10:00"}, "ends-before-it-begins"),
            ({"starts": "2026-05-06", "ends": "2026-05-05"}, "ends-before-it-begins"),
            ({"starts": "2026-05-06", "ends": "2026-05-06T09:00"}, "mixed-times"),
            ({"starts": "2026-03-29T02:30", "ends": "2026-03-29T09:00"}, "no-such-time"),
            ({"starts": "2026-10-25T01:00", "ends": "2026-10-25T02:30"}, "ambiguous-time"),
        ],
    )
    def test_it_ends_after_it_begins_at_times_that_exist(self, changes: dict[str, str], slug: str) -> None:
        given(*GROUP).when(self.plan(**changes)).then_refused(slug)

    def test_it_is_planned_anew_by_its_own_group_until_it_was_held(self) -> None:
        anew = ChangeWorkshop(**HERE, workshop=W, title="Neu")
        assert given(*GROUP, planned()).when(anew).facts[0].workshop == W  # type: ignore[attr-defined]  # a plan
        given(*GROUP).when(anew).then_refused("workshop-unknown")
        given(*GROUP, planned(group="5")).when(anew).then_refused("workshop-unknown")
        given(*GROUP, planned(), attended(HAGEN)).when(anew).then_refused("workshop-held")
        given(*GROUP, announced()).when(ChangeWorkshop(**HERE, workshop=W, public=False)).then_refused("already-public")

    def test_what_is_not_sent_stays(self) -> None:
        before = planned()
        (after,) = given(*GROUP, before).when(ChangeWorkshop(**HERE, workshop=W, place="Bonn")).facts
        assert isinstance(after, f.WorkshopPlanned)
        assert (after.place.value, after.title.value, after.kind.value) == (
            "Bonn",
            before.title.value,
            before.kind.value,
        )
        assert (after.starts, after.ends) == (before.starts, before.ends)
        (public,) = given(*GROUP, before).when(ChangeWorkshop(**HERE, workshop=W, kind="conference", public=True)).facts
        assert isinstance(public, f.ConferenceAnnounced)
        assert (public.title, public.starts) == (before.title.value, before.starts)
        given(*GROUP, before).when(ChangeWorkshop(**HERE, workshop=W, public=True)).then_refused("not-public")
        given(*GROUP, before).when(ChangeWorkshop(**HERE, workshop=W, starts=before.starts)).then_refused(
            "nothing-to-do"
        )
        (moved,) = given(*GROUP, announced()).when(ChangeWorkshop(**HERE, workshop=W, place="Bonn")).facts
        assert isinstance(moved, f.ConferenceAnnounced)
        assert (moved.place, moved.title) == ("Bonn", announced().title)

    def test_it_is_cancelled_once_for_those_who_know_of_it(self) -> None:
        cancel = CancelWorkshop(**HERE, workshop=W)
        gone = f.WorkshopCancelled(effective=TODAY, cohort=RUN, workshop=W)
        given(*GROUP, planned()).when(cancel).then(gone)
        given(*GROUP, announced()).when(cancel).then(f.ConferenceCancelled(effective=TODAY, cohort=RUN, workshop=W))
        given(*GROUP, planned(), gone).when(cancel).then_refused("workshop-cancelled")
        given(*GROUP, planned(), attended(HAGEN)).when(cancel).then_refused("workshop-held")
        given(*GROUP).when(cancel).then_refused("workshop-unknown")
        given(*GROUP, planned(), gone).when(ChangeWorkshop(**HERE, workshop=W, title="Neu")).then_refused(
            "workshop-cancelled"
        )

    def test_an_expert_is_a_person_or_an_organisation(self) -> None:
        invite: dict[str, Any] = {**HERE, "workshop": W}
        both = InviteExpert(**invite, party="059", person=Person(name="Ada Beispiel"))
        for command in (both, InviteExpert(**invite)):
            given(*GROUP, planned()).when(command).then_refused("person-or-party")
        by_party = f.ExpertInvited(effective=TODAY, cohort=RUN, workshop=W, party="059")
        given(*GROUP, planned()).when(InviteExpert(**invite, party="059")).then(by_party)
        given(*GROUP).when(InviteExpert(**invite, party="059")).then_refused("workshop-unknown")

    def test_only_sites_attend_once_and_on_its_days(self) -> None:
        attend = RecordAttendance(**HERE, workshop=W, sites=("Hagen", "Bonn"))
        given(*GROUP, planned()).when(attend).then(attended(HAGEN), attended(BONN))
        outside = RecordAttendance(**HERE, workshop=W, sites=("Hagen", "Lünen"))
        refusal = given(*GROUP, planned()).when(outside)
        refusal.then_refused("no-site")
        assert refusal.refused is not None
        assert refusal.refused.field == "sites/1"
        gone = SiteLeft(effective=TODAY, run=RUN, body=BONN)
        given(*GROUP, planned(), gone).when(attend).then_refused("no-site")
        given(*GROUP, planned(TOMORROW)).when(attend).then_refused("not-that-day")
        given(*GROUP, planned(), attended(BONN)).when(attend).then_refused("already-attended")
        twice = RecordAttendance(**HERE, workshop=W, sites=("Hagen", "05914000"))
        given(*GROUP, planned()).when(twice).then_refused("already-attended")
        given(*GROUP, planned(group="5")).when(attend).then_refused("workshop-unknown")

    def test_whoever_attended_remains_a_site_of_that_day(self) -> None:
        facts = (*GROUP[:4], planned(), attended(HAGEN))
        taken_back = Retract(position=4, reason="Irrtum")
        given(*facts).when(taken_back).then_refused("no-site", at=[len(facts)])
        corrected = Correct(position=5, changes={"ends": "2025-01-01"}, reason="Irrtum")
        given(*facts).when(corrected).then_refused("ends-before-it-begins")


class TestTopics:
    VOTE = VoteForTopic(**OF_HAGEN, round=ONE, topic=ONE)
    CHOOSE = ChooseTopic(**HERE, round=ONE, topic=ONE)
    ROUND = (*GROUP, opened(), proposed(ONE), proposed(TWO))

    def test_a_round_is_opened_for_a_workshop_of_the_group(self) -> None:
        (fact,) = given(*GROUP, planned()).when(OpenTopicRound(**HERE, workshop=W)).facts
        assert isinstance(fact, f.TopicRoundOpened)
        given(*GROUP, planned(group="5")).when(OpenTopicRound(**HERE, workshop=W)).then_refused("workshop-unknown")
        given(rules()).when(OpenTopicRound(**HERE)).then_refused("run-unknown")

    def test_a_team_proposes_and_votes_for_its_own_site_alone(self) -> None:
        (fact,) = given(*GROUP, opened()).when(ProposeTopic(**OF_HAGEN, round=ONE, title="Thema")).facts
        assert isinstance(fact, f.TopicProposed)
        assert fact.body == HAGEN
        given(*self.ROUND).when(self.VOTE).then(voted(HAGEN))
        commands: list[Command] = [
            VoteForTopic(**{**OF_HAGEN, "body": "Bonn"}, round=ONE, topic=ONE),
            ProposeTopic(**{**OF_HAGEN, "body": "Bonn"}, round=ONE, title="Thema"),
        ]
        for command in commands:
            given(*self.ROUND).when(command).then_refused("no-seat")

    def test_whoever_has_no_seat_today_has_no_vote(self) -> None:
        without = [one for one in self.ROUND if one is not GROUP[-1]]
        given(*without).when(self.VOTE).then_refused("no-seat")
        given(*without, seat("somebody", HAGEN)).when(self.VOTE).then_refused("no-seat")
        ended = SeatEnded(
            effective=TODAY,
            actor="console",
            role="ews-team",
            scope=f"cohort:{RUN}",
            reason="-",
            run=RUN,
            cohort=RUN,
            body=HAGEN,
        )
        given(*self.ROUND, ended).when(self.VOTE).then_refused("no-seat")

    def test_a_site_has_one_vote_in_a_round(self) -> None:
        given(*self.ROUND, voted(HAGEN, TWO)).when(self.VOTE).then_refused("already-voted")
        given(*self.ROUND, voted(BONN)).when(self.VOTE).then(voted(HAGEN))

    def test_votes_go_to_what_was_proposed_in_this_round_of_this_group(self) -> None:
        given(*GROUP, opened(), proposed(TWO)).when(self.VOTE).then_refused("topic-unknown")
        given(*GROUP).when(self.VOTE).then_refused("round-unknown")
        given(*GROUP, opened("5")).when(self.VOTE).then_refused("round-unknown")
        given(*GROUP, opened("5")).when(ProposeTopic(**OF_HAGEN, round=ONE, title="-")).then_refused("round-unknown")

    def test_nothing_follows_after_the_end_of_a_round_not_even_backdated(self) -> None:
        over = (*self.ROUND, chosen())
        given(*over).when(self.VOTE).then_refused("round-closed")
        given(*over).when(self.CHOOSE).then_refused("round-closed")
        given(*over).when(ProposeTopic(**OF_HAGEN, round=ONE, title="Thema")).then_refused("round-closed")
        earlier = VoteForTopic(**{**OF_HAGEN, "effective": YESTERDAY}, round=ONE, topic=ONE)
        given(*over).when(earlier).then_refused("not-today")
        given(*self.ROUND).when(ChooseTopic(**{**HERE, "effective": YESTERDAY}, round=ONE, topic=ONE)).then_refused(
            "not-today"
        )

    def test_chosen_is_a_leading_topic_and_among_equals_the_carrier_decides(self) -> None:
        given(*self.ROUND, voted(BONN, TWO)).when(self.CHOOSE).then_refused("not-leading")
        given(*self.ROUND, voted(BONN, ONE)).when(self.CHOOSE).then(chosen(entries=3))
        tie = (*self.ROUND, voted(BONN, TWO), voted(HAGEN, ONE))
        given(*tie).when(self.CHOOSE).then(chosen(entries=4))
        given(*tie).when(ChooseTopic(**HERE, round=ONE, topic=TWO)).then(chosen(TWO, entries=4))
        given(*self.ROUND).when(self.CHOOSE).then(chosen())
        given(*GROUP, opened()).when(self.CHOOSE).then_refused("topic-unknown")

    @pytest.mark.parametrize("entry", [2, 3, 4], ids=["the chosen topic", "another topic", "a vote"])
    def test_what_a_topic_was_chosen_by_is_not_taken_back(self, entry: int) -> None:
        facts = (*self.ROUND, voted(BONN), chosen(entries=3))
        given(*facts).when(Retract(position=len(GROUP) + entry, reason="-")).then_refused(
            "round-closed", at=[len(facts)]
        )

    def test_the_end_of_a_round_is_taken_back_and_then_a_vote_and_a_proposal(self) -> None:
        facts = (*self.ROUND, voted(BONN), chosen(entries=3))
        assert given(*facts).when(Retract(position=len(facts), reason="-")).facts
        assert given(*facts[:-1]).when(Retract(position=len(facts) - 1, reason="-")).facts
        lost = (*GROUP, opened(), proposed(TWO), voted(BONN, ONE))
        given(*lost).when(self.CHOOSE).then_refused("topic-unknown")
        given(*lost).when(ChooseTopic(**HERE, round=ONE, topic=TWO)).then(chosen(TWO, entries=2))

    @pytest.mark.parametrize(
        ("entry", "changes"),
        [(2, {"title": "Anders"}), (4, {"topic": TWO}), (5, {"topic": TWO}), (5, {"entries": 7})],
    )
    def test_nothing_is_put_in_the_place_of_what_was_voted_on(self, entry: int, changes: dict[str, Any]) -> None:
        facts = (*self.ROUND, voted(BONN), chosen(entries=3))
        correct = Correct(position=len(GROUP) + entry, changes=changes, reason="-")
        refusal = given(*facts).when(correct)
        assert refusal.refused is not None
        assert refusal.refused.slug in {"not-correctable", "round-closed"}


class TestSharing:
    LINK = AddSource(**OF_HAGEN, kind="guide", title="Leitfaden", link="https://example.org/")

    def test_a_source_is_a_link_or_a_file(self) -> None:
        (fact,) = given(*GROUP).when(self.LINK).facts
        assert isinstance(fact, f.SourceAdded)
        assert (fact.body, fact.file) == (HAGEN, None)
        neither = AddSource(**OF_HAGEN, kind="guide", title="Leitfaden")
        both = AddSource(**OF_HAGEN, kind="guide", title="Leitfaden", link="https://example.org/", file="f" * 64)
        given(*GROUP).when(neither).then_refused("link-or-file")
        given(*GROUP).when(both).then_refused("link-or-file")
        given(*GROUP).when(AddSource(**{**OF_HAGEN, "body": "Bonn"}, kind="tool", title="-")).then_refused("no-seat")

    def test_without_a_site_it_takes_the_permission_of_the_carrier(self) -> None:
        lead = Asked("ews.lead-cohort", "ews", {"cohort": RUN}, hidden=True)
        of_carrier = AddSource(**HERE, kind="tool", title="-", link="https://example.org/")
        assert lead in of_carrier.asks()
        assert lead in WriteNote(**HERE, text="-").asks()
        assert [one.permission for one in self.LINK.asks()] == ["ews.take-part"]
        (fact,) = given(ANNOUNCED).when(of_carrier).facts
        assert isinstance(fact, f.SourceAdded)
        assert fact.body is None
        given(rules()).when(of_carrier).then_refused("run-unknown")

    def test_a_source_of_the_pool_is_published_once_without_its_site(self) -> None:
        publish = PublishSource(**HERE, source=ONE)
        public = f.SourcePublished(
            effective=TODAY,
            cohort=RUN,
            source=ONE,
            kind="guide",
            title="Leitfaden",
            tags=("eins", "zwei"),
            link="https://example.org/",
        )
        given(*GROUP, added()).when(publish).then(public)
        given(*GROUP, added(), public).when(publish).then_refused("already-public")
        given(*GROUP).when(publish).then_refused("source-unknown")
        given(*GROUP, added("5")).when(publish).then_refused("source-unknown")

    def test_a_file_of_one_group_is_not_brought_into_another(self) -> None:
        again = AddSource(**OF_HAGEN, kind="guide", title="Leitfaden", file="f" * 64)
        given(*GROUP, added("5", file="f" * 64)).when(again).then_refused("unknown-file")
        assert given(*GROUP, added(file="f" * 64)).when(again).facts

    def test_a_note_is_about_a_workshop_of_the_group(self) -> None:
        note = WriteNote(**OF_HAGEN, text="Notiz", workshop=W)
        (fact,) = given(*GROUP, planned()).when(note).facts
        assert isinstance(fact, f.NoteWritten)
        given(*GROUP).when(note).then_refused("workshop-unknown")
        given(*GROUP, planned(group="5")).when(note).then_refused("workshop-unknown")


class TestAdvice:
    ASKED = f.AdviceRequested(
        effective=STARTED, cohort=RUN, advice=ONE, body=HAGEN, channel=Sealed.of("phone"), concern=Sealed.of("Anliegen")
    )
    ARRANGE = ArrangeAdvice(**OF_HAGEN, advice=ONE, channel="on-site", starts="2026-05-06T10:00")
    RECORD = RecordAdvice(**OF_HAGEN, advice=ONE, channel="on-site", note="Rat")

    def test_it_is_asked_for_arranged_and_given_once(self) -> None:
        (asked,) = given(*GROUP).when(RequestAdvice(**OF_HAGEN, channel="phone", concern="Anliegen")).facts
        (arranged,) = given(*GROUP, self.ASKED).when(self.ARRANGE).facts
        (advised,) = given(*GROUP, self.ASKED, arranged).when(self.RECORD).facts
        assert isinstance(asked, f.AdviceRequested)
        assert isinstance(arranged, f.AdviceArranged)
        assert isinstance(advised, f.AdviceGiven)
        assert arranged.starts == "2026-05-06T10:00+02:00"
        for command in (self.ARRANGE, self.RECORD):
            given(*GROUP, self.ASKED, advised).when(command).then_refused("advice-given")

    def test_it_is_for_the_site_that_asked_and_for_sites_alone(self) -> None:
        of_bonn = RecordAdvice(**{**OF_HAGEN, "body": "Bonn"}, advice=ONE, channel="phone", note="Rat")
        given(*GROUP, self.ASKED).when(of_bonn).then_refused("advice-unknown")
        given(*GROUP).when(self.RECORD).then_refused("advice-unknown")
        of_luenen = RecordAdvice(**{**OF_HAGEN, "body": "Lünen"}, channel="phone", note="Rat")
        given(*GROUP).when(of_luenen).then_refused("no-site")
        unasked = RecordAdvice(**OF_HAGEN, channel="phone", note="Rat")
        assert given(*GROUP).when(unasked).facts
        other = RequestAdvice(**{**OF_HAGEN, "body": "Bonn"}, channel="phone", concern="-")
        given(*GROUP).when(other).then_refused("no-seat")

    def test_an_appointment_is_at_a_time_that_exists(self) -> None:
        never = ArrangeAdvice(**OF_HAGEN, advice=ONE, channel="phone", starts="2026-03-29T02:30")
        given(*GROUP, self.ASKED).when(never).then_refused("no-such-time")


class TestOutcomes:
    WRITE: ClassVar[dict[str, Any]] = {**OF_HAGEN, "title": "Strategie", "text": "Entwurf", "draft": ONE}
    ADOPT = RecordAdoption(run=RUN, body="Hagen", adopter="council", title="Strategie", effective=TODAY)
    ADOPTED = f.StrategyAdopted(effective=TODAY, run=RUN, body=HAGEN, adopter="council", title="Strategie")

    def test_a_draft_is_changed_by_its_own_site_and_stays_what_it_is(self) -> None:
        change = WriteDraft(**self.WRITE, kind="strategy")
        (fact,) = given(*GROUP, drafted(HAGEN)).when(change).facts
        assert isinstance(fact, f.DraftWritten)
        assert fact.draft == ONE
        for facts in ((), (drafted(BONN),), (drafted(HAGEN, "5"),)):
            given(*GROUP, *facts).when(change).then_refused("draft-unknown")
        given(*GROUP, drafted(HAGEN)).when(WriteDraft(**self.WRITE, kind="project")).then_refused("draft-unknown")

    def test_the_strategy_of_a_body_that_took_part_is_adopted_once(self) -> None:
        given(*GROUP).when(self.ADOPT).then(self.ADOPTED)
        left = SiteLeft(effective=YESTERDAY, run=RUN, body=HAGEN)
        given(*GROUP[:-1], left).when(self.ADOPT).then(self.ADOPTED)
        given(*GROUP, self.ADOPTED).when(self.ADOPT).then_refused("already-adopted")
        for body in ("Lünen", "Ahlen"):
            stranger = RecordAdoption(run=RUN, body=body, adopter="council", title="-", effective=TODAY)
            given(*GROUP).when(stranger).then_refused("no-site")
        later = SiteJoined(effective=TOMORROW, run=RUN, body=LUENEN)
        early = RecordAdoption(run=RUN, body="Lünen", adopter="council", title="-", effective=TODAY)
        given(*GROUP, later).when(early).then_refused("no-site")

    def test_a_site_is_not_taken_back_while_its_adoption_stands(self) -> None:
        facts = (*GROUP[:-1], self.ADOPTED)
        given(*facts).when(Retract(position=4, reason="-")).then_refused("no-site", at=[len(facts)])
