"""How tables and their rows look from outside."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Annotated, Any, get_args

import msgspec
from litestar import Request
from msgspec import Meta

from fokus_api.http.negotiation import language
from fokus_api.http.rendered import Rendered
from fokus_api.imports.entering import RowState
from fokus_api.imports.kept import Handed, Phase, Tables
from fokus_core.plugins.texts import Words

__all__ = ["TableKindView", "TableRowView", "TableView", "WrongView", "view_of"]


class TableKindView(msgspec.Struct, frozen=True, kw_only=True):
    """A table that can be read in: what it is called, its columns, and the command that each row becomes.

    `key` is the column that tells rows apart for ever.
    """

    name: str
    title: str
    programme: str
    command: str
    key: str
    columns: Sequence[str]


class TableView(msgspec.Struct, frozen=True, kw_only=True):
    """A table that was handed in, and how far it has come; it and its file are gone after a day."""

    table: str
    name: str
    title: str
    since: datetime
    phase: Annotated[Phase, Meta(description="Being checked, checked, being entered, entered")]
    rows: int
    done: Annotated[int, Meta(description="Rows that were looked at in this phase")]
    new: int
    entered: int
    proposed: int
    present: Annotated[int, Meta(description="Rows that were read in before, as they are")]
    changed: Annotated[int, Meta(description="Rows that were read in before with other details; those stay")]
    refused: int


class WrongView(msgspec.Struct, frozen=True):
    """What is wrong with a row: the column, or the empty text for all of it."""

    column: str
    detail: Rendered


class TableRowView(msgspec.Struct, frozen=True, kw_only=True):
    """A row of a table: its line in the file, what is or would be recorded, or why it is not."""

    line: int
    state: RowState
    sentences: Sequence[Rendered]
    wrong: Sequence[WrongView]
    position: int | None


def view_of(handed: Handed, tables: Tables, request: Request[Any, Any, Any]) -> TableView:
    """Return a table that was handed in as it looks from outside, in the language of a request."""
    programme = handed.name.partition(".")[0]
    words = Words(tables.service.texts, language(request.scope), programme)
    wanted = tables.known.get(handed.name)
    return TableView(
        table=handed.id,
        name=handed.name,
        title=words(wanted.title) if wanted else handed.name,
        since=datetime.fromtimestamp(int(handed.since), UTC),
        phase=handed.phase,
        rows=handed.rows,
        done=handed.done,
        **{state: handed.counts.get(state, 0) for state in get_args(RowState)},
    )
