"""Taking part in the Ehrenamtskarte, as given / when / then."""

from datetime import date, timedelta

from fokus_core.testing import Given
from fokus_ehrenamtskarte.commands import (
    EndParticipation,
    IntroduceCard,
    PauseParticipation,
    RecordCouncilDecision,
    RecordCouncilRefusal,
    ResumeParticipation,
    SignAgreement,
)
from fokus_ehrenamtskarte.facts import (
    AgreementSigned,
    CardIntroduced,
    CouncilDecided,
    CouncilDeclined,
    ParticipationEnded,
    ParticipationPaused,
    ParticipationResumed,
)
from fokus_ehrenamtskarte.programme import ehrenamtskarte as plugin

given = Given(plugin)
DAY = date(2018, 11, 6)
LATER = DAY + timedelta(days=92)
PULHEIM = "05362036"
DECIDED = CouncilDecided(effective=DAY, body=PULHEIM)
DECLINED = CouncilDeclined(effective=DAY, body=PULHEIM, reason="Personal fehlt")
AGREED = AgreementSigned(effective=LATER, body=PULHEIM)
INTRODUCED = CardIntroduced(effective=LATER, body=PULHEIM)
PAUSED = ParticipationPaused(effective=LATER, body=PULHEIM, reason="-")
ENDED = ParticipationEnded(effective=LATER, body=PULHEIM, reason="-")


def test_a_council_decides_once_until_it_declines() -> None:
    decide = RecordCouncilDecision(body="Pulheim", effective=DAY)
    given().when(decide).then(DECIDED)
    given(DECIDED).when(decide).then_refused("already-decided")
    given(DECLINED).when(decide).then(DECIDED)


def test_a_council_may_decline() -> None:
    given(DECIDED).when(RecordCouncilRefusal(body="Pulheim", effective=DAY, reason="Personal fehlt")).then(DECLINED)


def test_an_agreement_follows_a_decision_and_stands_once() -> None:
    sign = SignAgreement(body="Pulheim", effective=LATER)
    given(DECIDED).when(sign).then(AGREED)
    given(DECIDED, AGREED).when(sign).then_refused("agreement-stands")
    given(DECLINED).when(sign).then_refused("council-declined")


def test_an_agreement_may_be_recorded_where_the_decision_is_not_handed_down() -> None:
    given().when(SignAgreement(body="Pulheim", effective=LATER)).then(AGREED)


def test_a_card_is_introduced_once_and_not_against_the_council() -> None:
    introduce = IntroduceCard(body="Pulheim", effective=LATER)
    given(DECIDED, AGREED).when(introduce).then(INTRODUCED)
    given(INTRODUCED).when(introduce).then_refused("already-takes-part")
    given(DECLINED).when(introduce).then_refused("council-declined")


def test_a_participation_rests_resumes_and_ends_in_order() -> None:
    pause = PauseParticipation(body="Pulheim", effective=LATER, reason="-")
    resume = ResumeParticipation(body="Pulheim", effective=LATER)
    end = EndParticipation(body="Pulheim", effective=LATER, reason="-")
    given(INTRODUCED).when(pause).then(PAUSED)
    given().when(pause).then_refused("not-taking-part")
    given(INTRODUCED, PAUSED).when(resume).then(ParticipationResumed(effective=LATER, body=PULHEIM))
    given(INTRODUCED).when(resume).then_refused("not-paused")
    given(INTRODUCED, PAUSED).when(end).then(ENDED)
    given().when(end).then_refused("not-taking-part")


def test_a_body_that_ended_may_introduce_the_card_again() -> None:
    given(INTRODUCED, ENDED).when(IntroduceCard(body="Pulheim", effective=LATER)).then(INTRODUCED)
