"""The network passes what every programme must pass."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import Any, ClassVar

import pytest

from fokus_api.testing.gold import GoldContract
from fokus_api.testing.quality import QualityContract
from fokus_api.testing.silver import SilverContract
from fokus_core import CONSOLE, Command, Fact, Journal, Person, clock
from fokus_core.testing import MARKER, ProgrammeContract
from fokus_network.exchange.consultations.commands import OpenConsultation, RecordOutcome, WriteContribution
from fokus_network.exchange.consultations.facts import ConsultationClosed, ConsultationOpened
from fokus_network.exchange.examples.facts import ExamplePublished
from fokus_network.exchange.partners import PartnerLeft
from fokus_network.exchange.quarters import QuarterClosed
from fokus_network.exchange.questions import QuestionClosed
from fokus_network.exchange.support.cases import SupportClosed
from fokus_network.exchange.support.introductions import IntroductionDropped
from fokus_network.exchange.topics import TopicRetired
from fokus_network.mails.facts import InfoMailDocumented, InfoMailSent
from fokus_network.mails.trying import InfoMailTried
from fokus_network.meetings.facts import MeetingCancelled, MeetingHeld
from fokus_network.membership.commands.declaration import OpenRound, PublishDeclaration, SignDeclaration
from fokus_network.membership.commands.taking_in import AdmitToNetwork
from fokus_network.membership.exceptions import ExceptionSettled
from fokus_network.membership.facts import (
    DeclarationSigned,
    GuestParticipationEnded,
    MunicipalityJoined,
    MunicipalityLeft,
    RoundOpened,
)
from fokus_network.offers.facts import NewsPublished, OfferEnded, ReleaseWithdrawn
from fokus_network.people.commands import EndContact, NameContact
from fokus_network.people.facts import (
    ContactEnded,
    ContactNamed,
    OrganisationEntrusted,
    SpeakerElected,
    SpeakerNumberSet,
)
from fokus_network.people.network_wide import ElectSpeaker, EndSpeaker
from fokus_network.plugin import plugin
from fokus_network.review.facts import ReviewRecorded
from fokus_network.review.following.facts import FollowUpClosed

DAY = date(2015, 6, 1)
BODY = "05958004"
TERM = "0" * 32
MARKED = Person(name=MARKER, email="ungewoehnlich-7f3a@x.de")


class TestNetwork(ProgrammeContract):
    plugin = plugin
    samples = Path(__file__).parent / "samples"
    planted: ClassVar[Mapping[str, Sequence[Fact]]] = {
        "one_membership_at_a_time": [MunicipalityLeft(effective=DAY, body=BODY, kind="withdrawal", reason="-")],
        "members_have_signed": [MunicipalityJoined(effective=DAY, body=BODY, round="2015", declaration="2012")],
        "signatories_are_known": [DeclarationSigned(effective=DAY, party="verein", round="2015", declaration="2012")],
        "one_signature_per_round": [
            DeclarationSigned(effective=DAY, party=BODY, round="2015", declaration="2012"),
            DeclarationSigned(effective=DAY, party=BODY, round="2015", declaration="2012"),
        ],
        "signatures_fall_into_their_round": [
            DeclarationSigned(effective=DAY, party=BODY, round="2015", declaration="2012"),
            RoundOpened(effective=DAY, round="2015", title="Runde", declaration="2012"),
        ],
        "one_guest_participation_at_a_time": [GuestParticipationEnded(effective=DAY, body=BODY, reason="-")],
        "a_term_ends_after_it_began": [
            ContactEnded(effective=DAY, term=TERM, body=BODY, function="contact", reason="-"),
        ],
        "one_contact_person_at_a_time": [
            ContactNamed(effective=DAY, term=TERM, body=BODY, function="contact"),
            ContactNamed(effective=DAY, term="1" * 32, body=BODY, function="contact"),
        ],
        "speakers_are_no_more_than_their_number": [
            SpeakerNumberSet(effective=DAY, number=0),
            SpeakerElected(effective=DAY, term=TERM, body=BODY),
        ],
        "an_organisation_is_entrusted_once_at_a_time": [
            OrganisationEntrusted(effective=DAY, term=TERM, party=BODY, task="accompaniment"),
            OrganisationEntrusted(effective=DAY, term="1" * 32, party=BODY, task="accompaniment"),
        ],
        "entrusted_organisations_are_known": [
            OrganisationEntrusted(effective=DAY, term=TERM, party="verein", task="accompaniment")
        ],
        "releases_are_numbered_without_gaps": [
            ReleaseWithdrawn(effective=DAY, publication="empfehlungen", release=1, reason="-")
        ],
        "an_offer_is_made_once_and_ends_later": [OfferEnded(effective=DAY, offer="infomails", reason="-")],
        "news_is_published_once": [
            NewsPublished(effective=DAY, news="neu", title="-", text="-"),
            NewsPublished(effective=DAY, news="neu", title="-", text="-"),
        ],
        "meetings_run_by_the_book": [MeetingCancelled(effective=DAY, meeting=TERM, reason="-")],
        "what_is_sent_was_approved_by_somebody_else": [InfoMailSent(effective=DAY, mail=TERM, recipients=())],
        "a_topic_is_named_once": [TopicRetired(effective=DAY, topic="jugend", reason="-")],
        "a_quarter_is_closed_once": [QuarterClosed(effective=DAY, quarter="haspe", body=BODY, reason="-")],
        "examples_are_checked_before_they_are_published": [
            ExamplePublished(
                effective=DAY, example=TERM, body=BODY, version=1, title="Titel", summary="Kurz", text="Text"
            )
        ],
        "questions_are_answered_while_they_are_open": [QuestionClosed(effective=DAY, question=TERM, body=BODY)],
        "a_partner_comes_while_it_is_one": [PartnerLeft(effective=DAY, partner="verein", body=BODY, reason="-")],
        "exceptions_are_for_members": [ExceptionSettled(effective=DAY, body=BODY)],
        "follow_ups_are_decided_by_a_second_person": [FollowUpClosed(effective=DAY, body=BODY, outcome="dropped")],
        "consultations_go_by_the_book": [ConsultationClosed(effective=DAY, consultation=TERM, body=BODY)],
        "support_is_asked_for_taken_on_and_closed": [SupportClosed(effective=DAY, support=TERM, body=BODY)],
        "steps_to_the_card_are_taken_once": [IntroductionDropped(effective=DAY, body=BODY, reason="-")],
        "only_members_are_reviewed": [ReviewRecorded(effective=DAY, body=BODY, criteria="1", findings=())],
    }
    examples: ClassVar[Sequence[Fact]] = (
        MeetingHeld(effective=DAY, meeting="0123456789abcdef" * 2, outcome="Die Mitglieder treffen sich wieder."),
        InfoMailTried(effective=DAY, mail=TERM),
        InfoMailDocumented(
            effective=DAY,
            mail="0123456789abcdef" * 2,
            subject="Infomail 3/2015",
            reference="Archiv der Koordination",
            text="Neues aus dem Netzwerk.",
        ),
    )
    personal: ClassVar[Sequence[Command]] = [
        PublishDeclaration(declaration="2012", title="Erklärung", effective=DAY),
        OpenRound(round="2015", title="Runde", declaration="2012", effective=DAY),
        SignDeclaration(party=BODY, round="2015", effective=DAY, signatory=MARKED),
        AdmitToNetwork(body="05913000", round="2015", effective=DAY, signatory=MARKED),
        NameContact(body=BODY, function="contact", person=MARKED, phone="0211 4711", effective=DAY),
        ElectSpeaker(body=BODY, person=MARKED, effective=DAY),
    ]

    def fill(self, journal: Journal) -> None:
        for record in list(journal.follow()):
            end: dict[str, Any] = {"reason": MARKER, "effective": DAY + timedelta(days=1)}
            match record.fact:
                case ContactNamed(term=term):
                    journal.handle(EndContact(body=BODY, term=term, **end), by=CONSOLE)
                case SpeakerElected(term=term):
                    journal.handle(EndSpeaker(term=term, **end), by=CONSOLE)
                case _:
                    pass
        today: dict[str, Any] = {"body": "05913000", "effective": clock.day_of(clock.now())}
        opened = journal.handle(OpenConsultation(title=MARKER, concern=MARKER, **today), by=CONSOLE).facts[0].fact
        assert isinstance(opened, ConsultationOpened)
        for command in (WriteContribution, RecordOutcome):
            journal.handle(command(consultation=opened.consultation, text=MARKER, **today), by=CONSOLE)


class TestSilver(SilverContract):
    plugin = plugin
    samples = TestNetwork.samples


@pytest.mark.long
class TestGold(GoldContract):
    plugin = plugin
    personal = TestNetwork.personal


class TestQuality(QualityContract):
    plugin = plugin
    tests = Path(__file__).parent
    level = "gold"
