"""Which tables an answer was made of is learnt from SQLite, whoever asks and however often."""

import asyncio
import gc
import weakref
from collections.abc import Callable, Iterator
from contextvars import Context
from pathlib import Path

import pytest
from sample import Count, Programme, fill, membership, projections

from fokus_core.domain.refusals import Unavailable
from fokus_core.journal.journal import Journal
from fokus_core.storage.sqlite import sqlite3
from fokus_projections import Reader, ReadModels, bodies_known, note_tables
from fokus_projections.reader import REMEMBERED
from fokus_projections.testing import followed

NESTED = """
SELECT count(*), (SELECT max(position) FROM core_log) FROM sample_membership m
WHERE m.body IN (SELECT value FROM json_each('["05334004"]'))
"""
TABLES = {"sample_membership", "core_log", "json_each"}


@pytest.fixture
def models(journal: Journal) -> Iterator[ReadModels]:
    fill(journal, 30)
    with followed(journal, projections(Programme(membership(), Count()))) as models:
        yield models


def noted(ask: Callable[..., object], *args: object) -> set[str]:
    """Return the tables of one answer, as the context of a request knows them."""

    def answer() -> set[str]:
        tables = note_tables()
        ask(*args)
        return tables

    return Context().run(answer)


def test_tables_are_noted_wherever_a_statement_names_them(models: ReadModels) -> None:
    rows = models.reader().rows
    assert noted(rows, NESTED) == TABLES
    assert noted(rows, "SELECT count(*) FROM core_key") == {"core_key"}
    assert noted(rows, "SELECT 1") == set()


def test_tables_are_noted_for_every_answer_although_a_statement_is_prepared_once(models: ReadModels) -> None:
    reader = models.reader()
    for ask in (reader.rows, reader.first, reader.unchanged) * 2:
        assert noted(ask, NESTED) == TABLES


def test_tables_are_noted_when_statements_were_forgotten_of_which_there_were_too_many(models: ReadModels) -> None:
    reader = models.reader()
    assert noted(reader.rows, NESTED) == TABLES
    for number in range(REMEMBERED + 2):
        reader.first(f"SELECT {number}")
    assert noted(reader.unchanged, NESTED) == TABLES


@pytest.mark.parametrize("wrong", [{}, {"body": 1 << 80}, {"body": object()}])
def test_tables_are_noted_of_a_statement_that_failed_at_first(models: ReadModels, wrong: dict[str, object]) -> None:
    reader, sql = models.reader(), "SELECT * FROM sample_count WHERE body = :body"
    with pytest.raises((sqlite3.Error, OverflowError)):
        reader.rows(sql, wrong)
    assert noted(reader.rows, sql, {"body": "05334004"}) == {"sample_count"}


def test_what_never_changes_and_how_far_the_model_has_come_are_not_noted(models: ReadModels) -> None:
    reader = models.reader()
    assert noted(reader.recorded, 2) == set()
    assert noted(lambda: (reader.position, reader.changed(["core_log"]))) == set()
    assert noted(lambda: reader.facts("body:05334004", known=31)) == {"core_log", "core_log_key"}


def test_the_register_is_noted_by_the_table_that_changes_with_it(models: ReadModels) -> None:
    for _ in range(2):
        assert noted(bodies_known, models.reader(), 31) == {"core_bodies"}


def test_answers_that_are_made_side_by_side_and_in_threads_are_told_apart(models: ReadModels) -> None:
    async def answer(table: str) -> set[str]:
        tables = note_tables()
        for _ in range(3):
            await asyncio.to_thread(lambda: models.reader().rows(f"SELECT * FROM {table}"))
        return tables

    async def both() -> list[set[str]]:
        return await asyncio.gather(answer("core_log"), answer("sample_count"))

    assert asyncio.run(both()) == [{"core_log"}, {"sample_count"}]


def test_a_projection_that_has_stopped_answers_nobody_who_notes(
    journal: Journal, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Count, "fails_at", 20, raising=False)
    fill(journal, 30)
    with followed(journal, projections(Programme(membership(), Count()))) as models:
        rows = models.reader().rows
        assert rows("SELECT * FROM sample_count")  # an auditor who looks at what there is
        assert noted(rows, NESTED) == TABLES
        for _ in range(2):
            with pytest.raises(Unavailable):
                noted(rows, "SELECT * FROM sample_count")


def test_a_table_that_is_not_there_yet_is_a_model_that_answers_later(models: ReadModels) -> None:
    with pytest.raises(Unavailable):
        models.reader().rows("SELECT * FROM sample_later")


def test_a_reader_that_nobody_holds_lets_go_of_its_file_at_once(models: ReadModels) -> None:
    gc.disable()
    try:
        reader = Reader(
            Path(models.reader().rows("PRAGMA database_list")[0][2]), 1, models.journal.codec.decode, lambda: None
        )
        assert reader.rows("SELECT 1") == [(1,)]
        gone = weakref.ref(reader)
        del reader
        assert gone() is None
    finally:
        gc.enable()
