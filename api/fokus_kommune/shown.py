"""What a list shows of a table: which columns, under which names, in rows of which class."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Annotated, Any, NamedTuple, Self, get_origin

import msgspec

from fokus_api.responses.row_entry import ENTRY, RowEntry
from fokus_api.responses.schemas import schema, schema_of
from fokus_core.domain.facts import Fact, Key, key_fields
from fokus_core.domain.hints import hints_of
from fokus_core.privacy.sealed import Sealed
from fokus_kommune.sorting import bare_of
from fokus_projections import FactTable, TwoClockTable
from fokus_projections.tables.state import held_as_json

Table = TwoClockTable[Any] | FactTable

NAME = "name"
Name = Annotated[str, msgspec.Meta(description="Name of the body")]
From = Annotated[date, msgspec.Meta(description="First day on which this holds")]
Position = Annotated[int, msgspec.Meta(description="Place of the fact in the journal")]
BeginsWith = Annotated[RowEntry | None, msgspec.Meta(description="The entry that it begins with, and its source")]
PERSONS = {"person", "actor"}


class Column(NamedTuple):
    """A column of a table as a list sees it: its type, and the key it is."""

    hint: Any
    key: Key | None = None

    @property
    def bare(self) -> Any:
        """The type without what is said about it, and without None."""
        return bare_of(self.hint)

    @property
    def kind(self) -> str:
        """The kind of the key, the empty one of what is none."""
        return self.key.kind if self.key else ""

    def value(self, stored: Any) -> Any:
        """Return what is shown of a stored value."""
        if self.bare is RowEntry:
            return {"position": stored}
        return msgspec.json.decode(stored) if stored is not None and held_as_json(self.hint) else stored


class Shown(NamedTuple):
    """What a list shows of a table: the class of its rows, and the column of each field.

    `body` is the column that says which body a row is about; where it is set and the table has no `name` of its own,
    that is the name of the body, as of the day in the column `on_day` or of the day that is asked about.
    """

    table: Table
    columns: Mapping[str, Column]
    body: str
    row: type[msgspec.Struct]
    fields: Mapping[str, str]
    on_day: str

    @classmethod
    def of(
        cls,
        programme: str,
        table: Table,
        columns: Sequence[str] | Mapping[str, str],
        into: type[msgspec.Struct] | None,
        on_day: str,
        view: str,
    ) -> Self:
        """Return what is shown by the names of columns, by a class for the rows, or by the state of the table."""
        there, body = columns_of(table), body_column(table)
        renamed = columns if isinstance(columns, Mapping) else {name: name for name in columns}
        if into is not None:
            fields = {name: renamed.get(name, name) for name in into.__struct_fields__}
        elif renamed:
            fields = dict(renamed)
        elif isinstance(table, TwoClockTable):
            fields = _usual(table, there, body)
        else:
            raise ValueError(f"a list of {table.table.name} names its columns")
        if into is None:
            fields[ENTRY] = ENTRY
        known = {**there, **({} if NAME in there or not body else {NAME: Column(Name)})}
        for name, column in fields.items():
            if column not in known:
                raise ValueError(f"{table.table.name} has no column {column!r} that can be shown as {name!r}")
        if on_day and (on_day not in there or there[on_day].bare is not date):
            raise ValueError(f"{table.table.name} has no column {on_day!r} that is a day")
        if into is None:
            name = view or "".join(part.title() for part in table.name.partition(".")[2].split("-")) + "View"
            hints = {field: known[column].hint for field, column in fields.items()}
            row = schema(programme, name, hints, table.table.description)
        else:
            row = schema_of(programme, into)
        return cls(table, there, body, row, fields, on_day)

    @property
    def facts(self) -> tuple[type[Fact], ...]:
        """The facts that are told by the table."""
        return (self.table.fact,) if isinstance(self.table, FactTable) else self.table.facts

    @property
    def rows(self) -> str:
        """The SELECT of the rows of the table, each with the entry it begins with."""
        entry = f", position AS {ENTRY}" if isinstance(self.table, FactTable) else ""
        return f'SELECT *{entry} FROM "{self.table.table.name}"'

    @property
    def subject(self) -> str:
        """The column that tells rows apart."""
        return "position" if isinstance(self.table, FactTable) else self.table.subject

    @property
    def persons(self) -> list[str]:
        """The fields that name a person or an actor."""
        return [
            field for field, one in self.fields.items() if not self.names(one) and self.columns[one].kind in PERSONS
        ]

    def names(self, column: str) -> bool:
        """Tell whether this is the name of the body, which is in no column."""
        return column == NAME and NAME not in self.columns

    def column(self, name: str) -> str:
        """Return the column that is shown by a name, or has it; raises `ValueError`."""
        found = self.fields.get(name, name)
        if found not in self.columns:
            raise ValueError(f"{self.table.table.name} has no column {name!r} that can be asked for")
        return found


def columns_of(table: Table) -> dict[str, Column]:
    """Return what a list can show of a table: everything but what is sealed."""
    if isinstance(table, FactTable):
        cls: type[msgspec.Struct] = table.fact
        first, last = {"position": Column(Position)}, {}
    else:
        cls = table.state
        subject = Annotated[str, msgspec.Meta(description=f"The {table.kind} it is about")]
        first, last = {table.subject: Column(subject, Key(table.kind))}, {"valid_from": Column(From)}
    hints, keys = hints_of(cls), key_fields(cls)
    own = {name: Column(hints[name], keys.get(name)) for name in cls.__struct_fields__}
    open_ = {name: one for name, one in own.items() if (get_origin(one.bare) or one.bare) is not Sealed}
    return first | open_ | last | ({} if ENTRY in own else {ENTRY: Column(BeginsWith)})


def body_column(table: Table) -> str:
    """Return the column that says which body a row is about: its subject, or else the only one; or nothing."""
    bodies = [name for name, one in columns_of(table).items() if one.kind == "body"]
    return bodies[0] if len(bodies) == 1 or (isinstance(table, TwoClockTable) and table.subject in bodies) else ""


def _usual(table: TwoClockTable[Any], there: Mapping[str, Column], body: str) -> dict[str, str]:
    """Return what a list shows of a state: the subject, its name, the fields that name nobody, and its first day."""
    apart = (table.subject, "valid_from", ENTRY)
    own = [name for name, one in there.items() if one.kind not in PERSONS and name not in apart]
    name = [NAME] if body == table.subject and NAME not in there else []
    first = [] if "since" in there else ["valid_from"]
    return {one: one for one in (table.subject, *name, *own, *first)}
