"""The Ehrenamtskarte passes what every programme must pass."""

from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any, ClassVar

import pytest
from applications_kit import go_through
from cards_kit import PERSONAL
from keys_kit import hold_in
from msgspec import structs

from fokus_api.testing.gold import GoldContract
from fokus_api.testing.quality import QualityContract
from fokus_api.testing.silver import SilverContract
from fokus_core import CONSOLE, Command, Fact, Journal, Person, Sealed
from fokus_core.testing import MARKER, ProgrammeContract
from fokus_ehrenamtskarte.applications.record.facts import AddressConfirmed, ApplicationApproved, EngagementAnswered
from fokus_ehrenamtskarte.cards.commands import SignCard, TakeOverCard
from fokus_ehrenamtskarte.cards.facts import CardIssued, CardReinstated, CardRevoked
from fokus_ehrenamtskarte.discounts.facts import DiscountEnded
from fokus_ehrenamtskarte.documents.filing import DocumentFiled
from fokus_ehrenamtskarte.facts import AgreementSigned, CouncilDeclined, ParticipationPaused
from fokus_ehrenamtskarte.issuers.facts import IssuerWithdrawn
from fokus_ehrenamtskarte.issuing.batch_facts import CardBatchOrdered, CardNotIssued
from fokus_ehrenamtskarte.keys.facts import GENERATOR
from fokus_ehrenamtskarte.organisations.facts import OrganisationVetted
from fokus_ehrenamtskarte.partners.facts import PartnerConfirmed, PartnerContactDropped
from fokus_ehrenamtskarte.phone.commands import ActivatePhone, EndPhone, OfferPhone
from fokus_ehrenamtskarte.phone.facts import PhoneEnded, PhoneOffered
from fokus_ehrenamtskarte.printing.commands import GiveOutCards, OrderPrint, ReceivePrint
from fokus_ehrenamtskarte.printing.facts import CardsGivenOut, PrintDelivered, PrintOrdered
from fokus_ehrenamtskarte.programme import ehrenamtskarte as plugin
from fokus_ehrenamtskarte.rules.facts import FrameAdopted, FrameSet, RulesSet
from fokus_ehrenamtskarte.rules.terms import Terms

DAY, CARD_DAY = date(2015, 6, 1), date(2023, 6, 1)
BODY = "05958004"
PERSON, CARD = "3f" * 16, "c4" * 16
ISSUED = CardIssued(
    effective=DAY, card=CARD, body=BODY, person=PERSON, name=Sealed.of(MARKER), kind="standard", valid_until=DAY
)
FRAME = FrameSet(effective=DAY, frame="nrw-2008", title="Regeln des Landes 2008")
ADOPTED = FrameAdopted(effective=DAY, body=BODY, frame=FRAME.frame, title=FRAME.title)
RULES = RulesSet(effective=DAY, body=BODY, terms=Terms())
HELD: dict[str, Any] = {"effective": DAY, "application": "a1" * 16, "body": BODY, "person": PERSON}
ANSWERED = EngagementAnswered(**HELD, engagement="e1" * 16, answer="confirmed", contact="d1" * 16)
PRINTED: dict[str, Any] = {"effective": DAY, "body": BODY, "cards": (CARD,)}
ORDER, BATCH = "0d" * 16, "0b" * 16

ENGAGED = {"organisation": "-", "body": BODY, "activity": "-", "since": "2019-05", "hours": 5, "contact": "-"}


class TestEhrenamtskarte(ProgrammeContract):
    plugin = plugin
    samples = Path(__file__).parent / "samples"
    planted: ClassVar[Mapping[str, Sequence[Fact]]] = {
        "one_participation_at_a_time": [ParticipationPaused(effective=DAY, body=BODY, reason="-")],
        "no_agreement_after_a_refusal": [
            CouncilDeclined(effective=DAY, body=BODY, reason="-"),
            AgreementSigned(effective=DAY, body=BODY),
        ],
        "a_card_is_valid_for_as_long_as_its_kind_may_be": [
            structs.replace(ISSUED, valid_until=None),
        ],
        "one_valid_card_of_a_kind_at_a_time": [ISSUED, structs.replace(ISSUED, card="d5" * 16)],
        "a_frame_is_set_once": [FRAME, FRAME],
        "a_frame_is_adopted_once": [ADOPTED, ADOPTED],
        "rules_of_a_body_begin_on_days_of_their_own": [RULES, RULES],
        "who_issued_is_withdrawn": [IssuerWithdrawn(effective=DAY, body=BODY)],
        "an_application_is_decided_once": [AddressConfirmed(**HELD)],
        "no_more_cards_than_the_cap": [
            ApplicationApproved(**HELD, kind="standard", evaluation=1, quota=f"{BODY}-2015", most=0)
        ],
        "an_organisation_is_registered_first_and_merged_last": [
            OrganisationVetted(effective=DAY, body=BODY, organisation="0a" * 16)
        ],
        "a_partner_is_proposed_approved_and_ended": [PartnerConfirmed(effective=DAY, body=BODY, partner="7a" * 16)],
        "a_partner_is_asked_by_whom_it_named": [
            PartnerContactDropped(effective=DAY, body=BODY, partner="7a" * 16, contact="5c" * 16)
        ],
        "a_discount_is_proposed_approved_and_ended": [
            DiscountEnded(effective=DAY, body=BODY, partner="7a" * 16, discount="7b" * 16, reason="-")
        ],
        "an_engagement_is_answered_once": [ANSWERED, ANSWERED],
        "a_card_is_suspended_and_reinstated_in_turn": [
            CardReinstated(effective=DAY, card=CARD, body=BODY, person=PERSON),
        ],
        "a_card_is_revoked_once_after_its_issue": [
            CardRevoked(effective=DAY, card=CARD, body=BODY, person=PERSON, reason="lost"),
        ],
        "a_card_is_printed_step_by_step": [
            PrintOrdered(**PRINTED, order=ORDER, printer="own"),
            PrintDelivered(**PRINTED, order=ORDER),
            CardsGivenOut(**PRINTED, way="posted"),
        ],
    }
    personal: ClassVar[Sequence[Command]] = PERSONAL
    examples: ClassVar[Sequence[Fact]] = (
        DocumentFiled(effective=DAY, body=BODY, paper="agreement", title="Vereinbarung", version=1, text="Wortlaut."),
        CardBatchOrdered(effective=DAY, body=BODY, batch=BATCH, applications=("a1" * 16, "a2" * 16)),
        CardNotIssued(effective=DAY, body=BODY, batch=BATCH, application="a2" * 16, reason="not-approved"),
        PhoneOffered(effective=CARD_DAY, card=CARD, body=BODY, person=PERSON, mail=Sealed.of(f"{MARKER}@x.de")),
        PhoneEnded(effective=CARD_DAY, card=CARD, body=BODY, person=PERSON, place="1-734512"),
    )

    def fill(self, journal: Journal) -> None:
        go_through(journal)
        hold_in(journal, CARD_DAY)
        person = Person(name=MARKER, email="signiert-7f3a@x.de")
        told: dict[str, Any] = {"body": "Hagen", "effective": CARD_DAY}
        issued = TakeOverCard(**told, person=person, kind="anniversary")
        (record,) = journal.handle(issued, by=CONSOLE).facts
        card = record.fact.card  # type: ignore[attr-defined]  # a card
        for command in (
            SignCard(**told, card=card, why="first"),
            OfferPhone(**told, card=card, mail=f"phone-{MARKER}@x.de"),
            ActivatePhone(**told, card=card, device=GENERATOR),
            EndPhone(**told, card=card, certain=True),
        ):
            journal.handle(command, by=CONSOLE)
        (ordered,) = journal.handle(OrderPrint(**told, cards=(card,), printer="own"), by=CONSOLE).facts
        journal.handle(ReceivePrint(**told, order=ordered.fact.order), by=CONSOLE)  # type: ignore[attr-defined]  # an order
        journal.handle(GiveOutCards(**told, cards=(card,), way="posted"), by=CONSOLE)


class TestSilver(SilverContract):
    plugin = plugin
    samples = TestEhrenamtskarte.samples
    bodies: ClassVar[Mapping[str, Mapping[str, Any]]] = {
        "ehrenamtskarte.enter-application": {
            "engagements": [ENGAGED],
            "residence": BODY,
        },
        "ehrenamtskarte.take-in-application": {
            "engagements": [{**ENGAGED, "contact_mail": "kim@example.org"}],
            "residence": BODY,
        },
    }


@pytest.mark.long
class TestGold(GoldContract):
    plugin = plugin
    personal = PERSONAL

    def fill(self, journal: Journal) -> None:
        go_through(journal)


class TestQuality(QualityContract):
    plugin = plugin
    tests = Path(__file__).parent
    level = "gold"
