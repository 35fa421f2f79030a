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
    columns: Annotated[Sequence[str], Meta(description="Names of its columns, in their order")]


class TableView(msgspec.Struct, frozen=True, kw_only=True):
    """A table that was handed in, and how far it has come; it and its file are gone after a day."""

    table: str
    name: str
    title: str
    since: datetime
    phase: Annotated[Phase, Meta(description="Being checked, checked, being entered, entered")]
    rows: Annotated[int, Meta(description="Rows that it has")]
    done: Annotated[int, Meta(description="Rows that were looked at in this phase")]
    new: Annotated[int, Meta(description="Rows that would be recorded")]
    entered: Annotated[int, Meta(description="Rows that were recorded")]
    proposed: Annotated[int, Meta(description="Rows that wait for a second person")]
    present: Annotated[int, Meta(description="Rows that were read in before, as they are")]
    changed: Annotated[int, Meta(description="Rows that were read in before with other details; those stay")]
    refused: Annotated[int, Meta(description="Rows that were refused")]


class WrongView(msgspec.Struct, frozen=True):
    """What is wrong with a row: the column, or the empty text for all of it."""

    column: Annotated[str, Meta(description="Name of the column; empty for the whole row")]
    detail: Rendered


class TableRowView(msgspec.Struct, frozen=True, kw_only=True):
    """A row of a table: its line in the file, what is or would be recorded, or why it is not."""

    line: Annotated[int, Meta(description="Number of its line in the file, from 1")]
    state: Annotated[RowState, Meta(description="What became of it")]
    sentences: Annotated[Sequence[Rendered], Meta(description="What is or would be recorded")]
    wrong: Annotated[Sequence[WrongView], Meta(description="What is wrong with it")]
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
