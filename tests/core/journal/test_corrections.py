"""Facts taken back, corrected, and commands redone."""

import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import msgspec
import pytest
from choir_kit import DAY, HAGEN, NEXT, NameSinger, SeatLeft, SeatTaken, SingerNamed, leave, refused, take

from fokus_core import Command, Person, Refused
from fokus_core.access.actor import CONSOLE, Actor
from fokus_core.access.grants import GrantAccess
from fokus_core.corrections.corrections import Correct, Redo, Retract
from fokus_core.domain.refusals import Forbidden, Invalid, NotFound
from fokus_core.domain.retraction import FactRetracted
from fokus_core.journal.journal import Journal
from fokus_core.journal.request import Request
from fokus_core.privacy.sealing import open_sealed


class TestTakingBack:
    def test_a_retraction_takes_a_fact_out_of_the_past_of_its_keys(self, journal: Journal) -> None:
        position = journal.handle(take("Hagen"), by=CONSOLE).position
        receipt = journal.handle(Retract(position=position, reason="irrtümlich"), by=CONSOLE)
        (record,) = receipt.facts
        assert record.keys == (f"body:{HAGEN}", "hall:a")
        assert refused(lambda: journal.handle(leave("Hagen"), by=CONSOLE)).slug == "standing"

    def test_what_relies_on_a_fact_must_be_acknowledged(self, journal: Journal) -> None:
        first = journal.handle(take("Hagen", hall="b"), by=CONSOLE).position
        second = journal.handle(leave("Hagen", NEXT, hall="b"), by=CONSOLE).position
        error = refused(lambda: journal.handle(Retract(position=first, reason="-"), by=CONSOLE))
        assert (error.slug, error.positions) == ("blast-radius", (second,))
        journal.handle(Retract(position=first, reason="-", acknowledge=(second,)), by=CONSOLE)

    def test_what_was_taken_back_itself_is_not_in_the_blast_radius(self, journal: Journal) -> None:
        first = journal.handle(take("Hagen"), by=CONSOLE).position
        second = journal.handle(leave("Hagen"), by=CONSOLE).position
        journal.handle(Retract(position=second, reason="-"), by=CONSOLE)
        journal.handle(Retract(position=first, reason="-"), by=CONSOLE)

    def test_a_retraction_that_would_leave_a_malformed_history_is_refused(self, journal: Journal) -> None:
        for body in ("Hagen", "Essen", "Bonn"):
            journal.handle(take(body), by=CONSOLE)
        left = journal.handle(leave("Hagen", NEXT), by=CONSOLE).position
        full = journal.handle(take("Herne", NEXT), by=CONSOLE).position
        error = refused(lambda: journal.handle(Retract(position=left, reason="-"), by=CONSOLE))
        assert (error.slug, error.positions) == ("full", (full,))

    def test_a_fact_is_taken_back_once_and_a_retraction_never(self, journal: Journal) -> None:
        position = journal.handle(take("Hagen"), by=CONSOLE).position
        retraction = journal.handle(Retract(position=position, reason="-"), by=CONSOLE).position
        assert refused(lambda: journal.handle(Retract(position=position, reason="-"), by=CONSOLE)).slug == (
            "already-retracted"
        )
        assert refused(lambda: journal.handle(Retract(position=retraction, reason="-"), by=CONSOLE)).slug in {
            "irrevocable",
            "already-retracted",
        }

    def test_an_irrevocable_fact_is_not_taken_back(self, journal: Journal) -> None:
        grant = GrantAccess(actor="clerk", role="auditor", scope="state", effective=DAY)
        position = journal.handle(grant, by=CONSOLE).position
        assert refused(lambda: journal.handle(Retract(position=position, reason="-"), by=CONSOLE)).slug == "irrevocable"

    def test_there_must_be_a_fact_to_take_back(self, journal: Journal) -> None:
        with pytest.raises(NotFound):
            journal.handle(Retract(position=99, reason="-"), by=CONSOLE)

    def test_it_asks_for_the_permission_of_the_facts_programme(self, journal: Journal) -> None:
        position = journal.handle(take("Hagen"), by=CONSOLE).position
        journal.handle(GrantAccess(actor="clerk", role="municipal-officer", scope="state", effective=DAY), by=CONSOLE)
        with pytest.raises(Forbidden):
            journal.handle(Retract(position=position, reason="-"), by=Actor("clerk"))

    def test_a_correction_keeps_the_place_of_what_it_replaces(self, journal: Journal) -> None:
        """Same-day leave and rejoin, then the leave corrected: still a member."""
        journal.handle(take("Hagen"), by=CONSOLE)
        left = journal.handle(leave("Hagen", NEXT), by=CONSOLE).position
        again = journal.handle(take("Hagen", NEXT), by=CONSOLE).position
        receipt = journal.handle(
            Correct(position=left, changes={"hall": "b"}, reason="-", acknowledge=(again,)), by=CONSOLE
        )
        retraction, replacing = receipt.facts
        assert isinstance(retraction.fact, FactRetracted)
        assert replacing.fact == SeatLeft(effective=NEXT, hall="b", body=HAGEN)
        assert (replacing.meta.replaces, replacing.place) == (left, left)
        assert refused(lambda: journal.handle(take("Hagen", NEXT), by=CONSOLE)).slug == "seated"

    def test_a_corrected_fact_still_relies_on_what_its_decision_read(self, journal: Journal) -> None:
        first = journal.handle(take("Hagen"), by=CONSOLE).position
        second = journal.handle(leave("Hagen", NEXT), by=CONSOLE).position
        later = (NEXT + timedelta(days=1)).isoformat()
        third = journal.handle(Correct(position=second, changes={"effective": later}, reason="-"), by=CONSOLE).position
        error = refused(lambda: journal.handle(Retract(position=first, reason="-"), by=CONSOLE))
        assert (error.slug, error.positions) == ("blast-radius", (third,))

    def test_a_correction_of_a_correction_keeps_the_first_place(self, journal: Journal) -> None:
        first = journal.handle(take("Hagen"), by=CONSOLE).position
        second = journal.handle(Correct(position=first, changes={"hall": "b"}, reason="-"), by=CONSOLE).position
        third = journal.handle(Correct(position=second, changes={"hall": "c"}, reason="-"), by=CONSOLE)
        assert third.facts[-1].place == first

    @pytest.mark.parametrize("changes", [{"stall": "b"}, {"hall": 7}, {"body": "Hagen"}])
    def test_a_correction_that_is_no_such_fact_is_refused(self, journal: Journal, changes: dict[str, Any]) -> None:
        position = journal.handle(take("Hagen"), by=CONSOLE).position
        with pytest.raises(Invalid):
            journal.handle(Correct(position=position, changes=changes, reason="-"), by=CONSOLE)

    def test_a_corrected_fact_keeps_its_sealed_fields_readable(self, journal: Journal) -> None:
        journal.handle(take("Hagen"), by=CONSOLE)
        name = NameSinger(body="Hagen", singer=Person(name="Erika Muster"), effective=DAY)
        position = journal.handle(name, by=CONSOLE).position
        receipt = journal.handle(
            Correct(position=position, changes={"effective": "2020-05-02"}, reason="-"), by=CONSOLE
        )
        record = receipt.facts[-1]
        assert isinstance(record.fact, SingerNamed)
        assert open_sealed(record.fact.name, str, record.meta.id, "name", journal.vault) == "Erika Muster"

    def test_a_sealed_field_that_must_not_be_empty_is_not_corrected_to_nothing(self, journal: Journal) -> None:
        journal.handle(take("Hagen"), by=CONSOLE)
        name = NameSinger(body="Hagen", singer=Person(name="Erika Muster"), effective=DAY)
        position = journal.handle(name, by=CONSOLE).position
        empty = Correct(position=position, changes={"name": None}, reason="-")
        error = refused(lambda: journal.handle(empty, by=CONSOLE))
        assert (error.slug, error.field) == ("invalid-input", "changes/name")

    def test_a_command_is_redone_over_a_past_without_it(self, journal: Journal) -> None:
        journal.handle(take("Hagen"), by=CONSOLE, command_id="c1")
        body = msgspec.Raw(msgspec.json.encode(take("Hagen", NEXT)))
        receipt = journal.handle(Redo(command="c1", name="choir.take-seat", body=body, reason="-"), by=CONSOLE)
        assert [type(record.fact) for record in receipt.facts] == [FactRetracted, SeatTaken]
        assert receipt.facts[-1].place == 2

    def test_a_command_is_redone_by_the_position_of_one_of_its_facts(self, journal: Journal) -> None:
        position = journal.handle(take("Hagen"), by=CONSOLE, command_id="c1").position
        body = msgspec.Raw(msgspec.json.encode(take("Hagen", NEXT)))

        def redo(command: str) -> Redo:
            return Redo(command=command, name="choir.take-seat", body=body, reason="-")

        for nothing in (str(position + 5), "0", "999999999999999", "c2", "-1", "²"):
            with pytest.raises(NotFound):
                journal.handle(redo(nothing), by=CONSOLE)
        receipt = journal.handle(redo(str(position)), by=CONSOLE)
        assert [type(record.fact) for record in receipt.facts] == [FactRetracted, SeatTaken]

    def test_redoing_asks_for_both_permissions(self, journal: Journal) -> None:
        journal.handle(take("Hagen"), by=CONSOLE, command_id="c1")
        journal.handle(GrantAccess(actor="clerk", role="municipal-officer", scope="state", effective=DAY), by=CONSOLE)
        body = msgspec.Raw(msgspec.json.encode(take("Hagen", NEXT)))
        with pytest.raises(Forbidden):
            journal.handle(Redo(command="c1", name="choir.take-seat", body=body, reason="-"), by=Actor("clerk"))
        with pytest.raises(NotFound):
            journal.handle(Redo(command="c2", name="choir.take-seat", body=body, reason="-"), by=Actor("clerk"))

    def test_a_retraction_between_read_and_append_lets_the_decision_be_made_anew(
        self, journal: Journal, other: Callable[[], Journal]
    ) -> None:
        """A node reads that Hagen sits; before it appends, another node takes that back."""
        position = journal.handle(take("Hagen"), by=CONSOLE).position
        node = other()
        original, rounds = node.store.record, []

        def late(*args: Any, **kwargs: Any) -> list[int]:
            rounds.append(len(rounds))
            if len(rounds) == 1:
                journal.handle(Retract(position=position, reason="-"), by=CONSOLE)
            return original(*args, **kwargs)

        if type(node.store).__name__ == "SQLiteStore":  # decides under the write lock: the other one comes later
            error: list[Refused] = []
            raced = threading.Thread(
                target=lambda: error.append(
                    refused(lambda: journal.handle(Retract(position=position, reason="-"), by=CONSOLE))
                )
            )
            with node.store.batch():
                raced.start()
                receipt = node.writer.decider.decide(_request(node, leave("Hagen")), datetime.now(UTC))
            raced.join()
            assert [(one.slug, one.positions) for one in error] == [("blast-radius", (receipt.position,))]
            return
        node.store.record = late  # type: ignore[method-assign]  # a race made certain
        assert refused(lambda: node.handle(leave("Hagen"), by=CONSOLE)).slug == "standing"
        assert len(rounds) == 1


def _request(journal: Journal, command_: Command) -> Any:
    return Request(command_, CONSOLE, "raced", DAY)
