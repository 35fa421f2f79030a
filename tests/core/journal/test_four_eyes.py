"""What one actor proposes and another confirms."""

import pytest
from choir_kit import DAY, ESSEN, HAGEN, NEXT, CloseHall, SeatLeft, refused, take

from fokus_core.access.actor import CONSOLE, Actor
from fokus_core.access.api_keys import IssueKey
from fokus_core.access.grants import GrantAccess
from fokus_core.corrections.proposals import Confirm, DropProposal, ProposalClosed, Proposed
from fokus_core.domain.refusals import Forbidden, NotFound
from fokus_core.journal.engines.store import Item
from fokus_core.journal.journal import Journal
from fokus_core.journal.preview import preview


class TestFourEyes:
    @pytest.fixture
    def closing(self, journal: Journal) -> str:
        for actor in ("first", "second"):
            journal.handle(GrantAccess(actor=actor, role="state-office", scope="state", effective=DAY), by=CONSOLE)
        journal.handle(take("Hagen"), by=CONSOLE)
        receipt = journal.handle(CloseHall(hall="a", effective=NEXT), by=Actor("first"))
        assert [type(record.fact) for record in receipt.facts] == [Proposed]
        assert receipt.proposal is not None
        return receipt.proposal

    def test_a_second_actor_confirms_and_it_is_decided_anew(self, journal: Journal, closing: str) -> None:
        journal.handle(take("Essen"), by=CONSOLE)
        receipt = journal.handle(Confirm(proposal=closing), by=Actor("second"))
        assert [record.fact for record in receipt.facts[:-1]] == [
            SeatLeft(effective=NEXT, hall="a", body=ESSEN),
            SeatLeft(effective=NEXT, hall="a", body=HAGEN),
        ]
        assert isinstance(receipt.facts[-1].fact, ProposalClosed)

    def test_nobody_confirms_their_own_proposal(self, journal: Journal, closing: str) -> None:
        with pytest.raises(Forbidden):
            journal.handle(Confirm(proposal=closing), by=Actor("first"))

    def test_who_may_not_give_the_command_may_not_confirm_it(self, journal: Journal, closing: str) -> None:
        journal.handle(GrantAccess(actor="clerk", role="municipal-officer", scope="state", effective=DAY), by=CONSOLE)
        with pytest.raises(NotFound):
            journal.handle(Confirm(proposal=closing), by=Actor("clerk"))

    def test_a_proposal_is_closed_once_and_a_repeat_is_answered(self, journal: Journal, closing: str) -> None:
        first = journal.handle(Confirm(proposal=closing), by=Actor("second"), command_id="c9")
        assert journal.handle(Confirm(proposal=closing), by=Actor("second"), command_id="c9").facts == first.facts
        assert refused(lambda: journal.handle(Confirm(proposal=closing), by=Actor("second"))).slug == "proposal-closed"

    def test_a_dropped_proposal_is_not_confirmed(self, journal: Journal, closing: str) -> None:
        journal.handle(DropProposal(proposal=closing), by=Actor("first"))
        assert refused(lambda: journal.handle(Confirm(proposal=closing), by=Actor("second"))).slug == "proposal-closed"

    def test_a_preview_decides_as_a_confirmation_and_records_nothing(self, journal: Journal, closing: str) -> None:
        head = journal.store.head()
        shown = {actor.id: preview(journal, closing, actor) for actor in (CONSOLE, Actor("first"), Actor("second"))}
        assert journal.store.head() == head
        done = journal.handle(Confirm(proposal=closing), by=Actor("second")).facts
        for actor, one in shown.items():
            assert [record.fact for record in one.facts] == [record.fact for record in done[:-1]]
            assert (one.refused, one.own) == (None, actor == "first")
        for by in (CONSOLE, Actor("first"), Actor("second")):
            with pytest.raises(NotFound):
                preview(journal, closing, by)

    def test_a_preview_is_for_those_who_may_confirm_and_who_proposed(self, journal: Journal, closing: str) -> None:
        journal.handle(GrantAccess(actor="clerk", role="municipal-officer", scope="state", effective=DAY), by=CONSOLE)
        narrow = [Actor(actor, roles=("municipal-officer",)) for actor in ("first", "second")]
        for by in (Actor("clerk"), Actor("nobody"), *narrow):
            with pytest.raises(NotFound):
                preview(journal, closing, by)
        assert preview(journal, closing, Actor("first", roles=("state-office",))).own
        with pytest.raises(NotFound):
            preview(journal, "0" * 32, CONSOLE)

    def test_a_key_of_which_others_made_the_secret_is_not_confirmed_as_ones_own(self, journal: Journal) -> None:
        for actor in ("first", "second"):
            journal.handle(GrantAccess(actor=actor, role="operator", scope="state", effective=DAY), by=CONSOLE)
        issue = IssueKey(actor="third", digest="0" * 64, effective=DAY)
        proposal = journal.handle(issue, by=Actor("first")).proposal
        assert proposal is not None
        with pytest.raises(NotFound):
            journal.handle(Confirm(proposal=proposal), by=Actor("third"))
        journal.handle(Confirm(proposal=proposal), by=Actor("second"))

    def test_what_is_proposed_lies_sealed_in_the_store(self, journal: Journal, closing: str) -> None:
        (row, *_) = journal.store.select([Item(f"proposal:{closing}")])[0]
        assert b"2020-05-02" not in row.data
