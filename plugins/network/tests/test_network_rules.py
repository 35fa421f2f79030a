"""The network's rules, as given / when / then."""

from datetime import date, timedelta

import pytest

from fokus_core import Correct, Fact, PartyRegistered, Person, Retract
from fokus_core.testing import Given
from fokus_ehrenamtskarte.facts import CardIntroduced, CouncilDecided, ParticipationEnded
from fokus_ehrenamtskarte.programme import ehrenamtskarte
from fokus_network.membership.commands.admission import AdoptCriteria, Attest, EndAttestation, JoinNetwork
from fokus_network.membership.commands.declaration import CloseRound, OpenRound, PublishDeclaration, SignDeclaration
from fokus_network.membership.commands.membership import (
    EndGuestParticipation,
    LeaveNetwork,
    PublishFigure,
    ResumeMembership,
    StartGuestParticipation,
    SuspendMembership,
)
from fokus_network.membership.facts import (
    AttestationGiven,
    CriteriaAdopted,
    Criterion,
    DeclarationPublished,
    DeclarationSigned,
    FoundCriterion,
    GuestParticipationStarted,
    MembershipSuspended,
    MunicipalityJoined,
    MunicipalityLeft,
    RoundClosed,
    RoundOpened,
)
from fokus_network.plugin import plugin as network

given = Given(network, ehrenamtskarte)
given_alone = Given(network)

OPENED = date(2015, 3, 1)
DAY = date(2015, 6, 1)
LATER = DAY + timedelta(days=30)
HAGEN = "05914000"

PUBLISHED = DeclarationPublished(effective=OPENED, declaration="2012", title="Erklärung")
ROUND = RoundOpened(effective=OPENED, round="2015", title="Runde", declaration="2012")
SIGNED = DeclarationSigned(effective=DAY, party=HAGEN, round="2015", declaration="2012")
JOINED = MunicipalityJoined(effective=DAY, body=HAGEN, round="2015", declaration="2012")
CARD = Criterion(id="ehrenamtskarte", title="Karte", evidence=("ehrenamtskarte.takes-part", "ehrenamtskarte.plans-to"))
PERSON = Criterion(id="ansprechperson", title="Ansprechperson")
CRITERIA = CriteriaAdopted(effective=OPENED, version="1", criteria=(CARD,))


def left(day: date) -> Fact:
    return MunicipalityLeft(effective=day, body=HAGEN, kind="withdrawal", reason="Beschluss")


def test_a_declaration_is_published_once() -> None:
    publish = PublishDeclaration(declaration="2012", title="Erklärung", effective=OPENED)
    given().when(publish).then(PUBLISHED)
    given(PUBLISHED).when(publish).then_refused("declaration-exists")


def test_a_round_is_opened_for_a_published_declaration_and_once() -> None:
    open_round = OpenRound(round="2015", title="Runde", declaration="2012", effective=OPENED)
    given().when(open_round).then_refused("declaration-unknown")
    given(PUBLISHED).when(open_round).then(ROUND)
    given(PUBLISHED, ROUND).when(open_round).then_refused("round-exists", at=())


def test_a_signature_falls_into_an_open_round() -> None:
    sign = SignDeclaration(party="Hagen", round="2015", effective=DAY)
    given(PUBLISHED, ROUND).when(sign).then(SIGNED)
    given(PUBLISHED).when(sign).then_refused("round-not-open")
    closed = RoundClosed(effective=DAY, round="2015")
    given(PUBLISHED, ROUND, closed).when(sign).then_refused("round-not-open")
    early = SignDeclaration(party="Hagen", round="2015", effective=OPENED - timedelta(days=1))
    given(PUBLISHED, ROUND).when(early).then_refused("round-not-open")


def test_a_round_is_not_closed_before_a_signature_in_it() -> None:
    given(PUBLISHED, ROUND, SIGNED).when(CloseRound(round="2015", effective=DAY - timedelta(days=1))).then_refused(
        "round-not-open", at=[3]
    )
    given(PUBLISHED, ROUND, SIGNED).when(CloseRound(round="2015", effective=LATER)).then(
        RoundClosed(effective=LATER, round="2015")
    )


def test_a_party_signs_once_in_a_round() -> None:
    given(PUBLISHED, ROUND, SIGNED).when(SignDeclaration(party=HAGEN, round="2015", effective=LATER)).then_refused(
        "already-signed"
    )


def test_a_party_that_signed_is_not_taken_back() -> None:
    party = PartyRegistered(effective=OPENED, party="verein", name="Verein", kind="association")
    signed = DeclarationSigned(effective=DAY, party="verein", round="2015", declaration="2012")
    given(PUBLISHED, ROUND, party).when(SignDeclaration(party="Verein", round="2015", effective=DAY)).then(signed)
    given(PUBLISHED, ROUND, party, signed).when(Retract(position=3, reason="-")).then_refused("unknown-party", at=[4])


def test_a_membership_rests_on_a_signature_of_its_round() -> None:
    given(PUBLISHED, ROUND, SIGNED, JOINED).when(
        Correct(position=4, changes={"round": "2016"}, reason="-")
    ).then_refused("not-signed")


def test_who_signed_is_kept_sealed_under_an_id() -> None:
    sign = SignDeclaration(
        party="Hagen", round="2015", effective=DAY, capacity="Oberbürgermeister", signatory=Person(name="Erika Muster")
    )
    (signed,) = given(PUBLISHED, ROUND).when(sign).facts
    assert isinstance(signed, DeclarationSigned)
    assert (signed.capacity, len(signed.signatory or ""), repr(signed.name)) == (
        "Oberbürgermeister",
        32,
        "Sealed(***)",
    )


def test_a_signatory_joins() -> None:
    join = JoinNetwork(body="Hagen", effective=DAY)
    given(PUBLISHED, ROUND).when(join).then_refused("not-signed")
    given(PUBLISHED, ROUND, SIGNED).when(join).then(JOINED)


def test_nobody_joins_before_having_signed() -> None:
    given(PUBLISHED, ROUND, SIGNED).when(JoinNetwork(body="Hagen", effective=DAY - timedelta(days=1))).then_refused(
        "not-signed"
    )


def test_a_member_does_not_join_again_not_even_before() -> None:
    given(PUBLISHED, ROUND, SIGNED, JOINED).when(JoinNetwork(body="Hagen", effective=LATER)).then_refused(
        "already-member"
    )
    joined_later = MunicipalityJoined(effective=LATER, body=HAGEN, round="2015", declaration="2012")
    given(PUBLISHED, ROUND, SIGNED, joined_later).when(JoinNetwork(body="Hagen", effective=DAY)).then_refused(
        "already-member", at=[4]
    )


def test_a_body_that_left_may_join_again_on_the_same_day() -> None:
    given(PUBLISHED, ROUND, SIGNED, JOINED, left(LATER)).when(JoinNetwork(body="Hagen", effective=LATER)).then(
        MunicipalityJoined(
            effective=LATER, body=HAGEN, round="2015", declaration="2012", rests_on="earlier", signed=DAY
        )
    )


@pytest.mark.parametrize("proof", [CardIntroduced, CouncilDecided])
def test_another_programmes_evidence_proves_a_criterion(proof: type[CardIntroduced | CouncilDecided]) -> None:
    evidence = "ehrenamtskarte.takes-part" if proof is CardIntroduced else "ehrenamtskarte.plans-to"
    given(PUBLISHED, ROUND, SIGNED, CRITERIA, proof(effective=DAY, body=HAGEN)).when(
        JoinNetwork(body="Hagen", effective=DAY)
    ).then(
        MunicipalityJoined(
            effective=DAY,
            body=HAGEN,
            round="2015",
            declaration="2012",
            criteria="1",
            findings=(FoundCriterion("ehrenamtskarte", "proven", evidence, 5),),
        )
    )


def test_evidence_that_has_ended_or_is_yet_to_come_proves_nothing() -> None:
    introduced = CardIntroduced(effective=DAY, body=HAGEN)
    ended = ParticipationEnded(effective=LATER, body=HAGEN, reason="-")
    join = JoinNetwork(body="Hagen", effective=LATER)
    given(PUBLISHED, ROUND, SIGNED, CRITERIA, introduced, ended).when(join).then_refused("criteria-not-met")
    assert (
        given(PUBLISHED, ROUND, SIGNED, CRITERIA, introduced, ended)
        .when(JoinNetwork(body="Hagen", effective=LATER - timedelta(days=1)))
        .facts
    )
    given(PUBLISHED, ROUND, SIGNED, CRITERIA, CardIntroduced(effective=LATER, body=HAGEN)).when(
        JoinNetwork(body="Hagen", effective=DAY)
    ).then_refused("criteria-not-met")


def test_evidence_about_another_body_proves_nothing() -> None:
    given(PUBLISHED, ROUND, SIGNED, CRITERIA, CardIntroduced(effective=DAY, body="05958004")).when(
        JoinNetwork(body="Hagen", effective=DAY)
    ).then_refused("criteria-not-met")


def test_an_attestation_stands_in_for_evidence_until_it_ends() -> None:
    criteria = CriteriaAdopted(effective=OPENED, version="1", criteria=(PERSON,))
    attested = AttestationGiven(effective=DAY, body=HAGEN, criterion="ansprechperson", basis="Stellenplan")
    base = (PUBLISHED, ROUND, SIGNED, criteria)
    given(*base).when(JoinNetwork(body="Hagen", effective=DAY)).then_refused("criteria-not-met")
    (joined,) = given(*base, attested).when(JoinNetwork(body="Hagen", effective=DAY)).facts
    assert isinstance(joined, MunicipalityJoined)
    assert joined.findings == (FoundCriterion("ansprechperson", "attested", "", 5),)
    given(*base, attested).when(
        Attest(body="Hagen", criterion="ansprechperson", basis="-", effective=LATER)
    ).then_refused("already-attested")
    (ended,) = (
        given(*base, attested)
        .when(EndAttestation(body="Hagen", criterion="ansprechperson", reason="-", effective=LATER))
        .facts
    )
    given(*base, attested, ended).when(JoinNetwork(body="Hagen", effective=LATER)).then_refused("criteria-not-met")
    given(*base).when(
        EndAttestation(body="Hagen", criterion="ansprechperson", reason="-", effective=LATER)
    ).then_refused("not-attested")


def test_where_the_other_programme_is_absent_its_evidence_is_unknown_and_an_attestation_is_needed() -> None:
    join = JoinNetwork(body="Hagen", effective=DAY, override="Die Aufnahme ist belegt.")
    (joined,) = given_alone(PUBLISHED, ROUND, SIGNED, CRITERIA).when(join).facts
    assert isinstance(joined, MunicipalityJoined)
    assert [one.state for one in joined.findings] == ["unknown"]
    given_alone(PUBLISHED, ROUND, SIGNED, CRITERIA).when(JoinNetwork(body="Hagen", effective=DAY)).then_refused(
        "criteria-not-met"
    )
    attested = AttestationGiven(effective=DAY, body=HAGEN, criterion="ehrenamtskarte", basis="Ratsbeschluss")
    (joined,) = (
        given_alone(PUBLISHED, ROUND, SIGNED, CRITERIA, attested).when(JoinNetwork(body="Hagen", effective=DAY)).facts
    )
    assert isinstance(joined, MunicipalityJoined)
    assert [one.state for one in joined.findings] == ["attested"]


def test_an_override_asks_for_a_permission_more_and_is_kept_only_where_it_was_needed() -> None:
    assert [one.permission for one in JoinNetwork(body="Hagen", effective=DAY, override="-").asks()] == [
        "network.admit",
        "network.override",
    ]
    (joined,) = given(PUBLISHED, ROUND, SIGNED).when(JoinNetwork(body="Hagen", effective=DAY, override="-")).facts
    assert isinstance(joined, MunicipalityJoined)
    assert joined.override is None


def test_an_admission_is_tested_against_the_criteria_in_force_on_its_date() -> None:
    second = CriteriaAdopted(effective=LATER, version="2", criteria=(PERSON,))
    facts = (PUBLISHED, ROUND, SIGNED, CRITERIA, second, CardIntroduced(effective=DAY, body=HAGEN))
    (joined,) = given(*facts).when(JoinNetwork(body="Hagen", effective=DAY)).facts
    assert isinstance(joined, MunicipalityJoined)
    assert joined.criteria == "1"
    given(*facts).when(JoinNetwork(body="Hagen", effective=LATER)).then_refused("criteria-not-met")


def test_criteria_are_adopted_once_and_name_each_criterion_once() -> None:
    given().when(AdoptCriteria(version="1", criteria=(CARD,), effective=OPENED)).then(CRITERIA)
    given(CRITERIA).when(AdoptCriteria(version="1", criteria=(CARD,), effective=OPENED)).then_refused("criteria-exist")
    given().when(AdoptCriteria(version="1", criteria=(CARD, CARD), effective=OPENED)).then_refused("criterion-twice")


def test_only_a_member_leaves_and_not_before_joining() -> None:
    leave = LeaveNetwork(body="Hagen", kind="withdrawal", reason="Beschluss", effective=LATER)
    given(PUBLISHED, ROUND, SIGNED).when(leave).then_refused("not-member")
    given(PUBLISHED, ROUND, SIGNED, JOINED).when(leave).then(left(LATER))
    given(PUBLISHED, ROUND, SIGNED, JOINED, left(LATER)).when(
        LeaveNetwork(body="Hagen", kind="withdrawal", reason="-", effective=DAY)
    ).then_refused("not-member")


def test_only_a_membership_is_suspended_and_only_a_suspended_one_resumed() -> None:
    suspend = SuspendMembership(body="Hagen", reason="-", effective=LATER)
    resume = ResumeMembership(body="Hagen", reason="-", effective=LATER)
    suspended = MembershipSuspended(effective=LATER, body=HAGEN, reason="-")
    given(PUBLISHED, ROUND, SIGNED).when(suspend).then_refused("not-suspendable")
    given(PUBLISHED, ROUND, SIGNED, JOINED).when(suspend).then(suspended)
    given(PUBLISHED, ROUND, SIGNED, JOINED).when(resume).then_refused("not-suspended")
    assert given(PUBLISHED, ROUND, SIGNED, JOINED, suspended).when(resume).facts


def test_a_guest_is_no_member_and_a_guest_once() -> None:
    start = StartGuestParticipation(body="Hagen", effective=LATER)
    guest = GuestParticipationStarted(effective=LATER, body=HAGEN)
    given().when(start).then(guest)
    given(guest).when(start).then_refused("already-guest")
    given(PUBLISHED, ROUND, SIGNED, JOINED).when(start).then_refused("already-member")
    given().when(EndGuestParticipation(body="Hagen", reason="-", effective=LATER)).then_refused("not-guest")


def test_a_figure_is_published_once() -> None:
    publish = PublishFigure(figure="seite", members=37, effective=DAY)
    (figure,) = given().when(publish).facts
    given(figure).when(publish).then_refused("figure-exists")


@pytest.mark.parametrize(
    ("text", "slug"),
    [
        ("Olpe", "ambiguous-body"),
        ("Arnsberg", "ambiguous-body"),
        ("Atlantis", "unknown-body"),
        ("0595", "malformed-key"),
    ],
)
def test_a_body_that_is_not_clear_is_refused(text: str, slug: str) -> None:
    outcome = given(PUBLISHED, ROUND).when(SignDeclaration(party=text, round="2015", effective=DAY))
    outcome.then_refused(slug)
    assert outcome.refused is not None
    assert outcome.refused.field == "party"


def test_a_body_that_does_not_exist_on_the_day_is_refused() -> None:
    given(PUBLISHED, ROUND).when(SignDeclaration(party="05354", round="2015", effective=DAY)).then_refused(
        "body-not-in-force"
    )


@pytest.mark.parametrize(
    ("evidence", "refused"),
    [
        ("ehrenamtskarte.plans-to", False),
        ("ehrenamtskarte.takes-parts", True),
        ("ehrenamtskarte.", True),
        ("ehrenamtskarte", True),
        ("ehrenamtskarte.Takes-Part", True),
        ("nonsense.anything", False),  # of a programme that is not there, which may come
    ],
)
def test_evidence_that_an_installed_programme_has_not_is_refused(evidence: str, refused: bool) -> None:
    criterion = Criterion(id="eins", title="Eins", evidence=(evidence,))
    decided = given(PUBLISHED).when(AdoptCriteria(version="1", criteria=(CARD, criterion), effective=OPENED))
    if refused:
        decided.then_refused("unknown-evidence")
    else:
        decided.then(CriteriaAdopted(effective=OPENED, version="1", criteria=(CARD, criterion)))
