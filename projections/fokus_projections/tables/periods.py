"""The two-clock table of what begins, changes and ends, declared by its facts and without a fold."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Annotated, Any, Literal, get_type_hints

import msgspec

from fokus_core.domain.facts import Fact, Recorded, key_fields
from fokus_projections.tables.state import said_of, table_name
from fokus_projections.tables.two_clocks import TwoClockTable

Facts = type[Fact] | tuple[type[Fact], ...]

Since = Annotated[date, msgspec.Meta(description="First day of the whole period, whatever changed in it since")]


def period_table(
    name: str,
    *,
    subject: str,
    begins: Facts,
    ends: Facts = (),
    changes: Facts = (),
    status: Mapping[type[Fact], str] | None = None,
    version: int = 1,
    indexes: Sequence[tuple[str, ...]] = (),
    ends_with: str = "",
) -> TwoClockTable[Any]:
    """Return the table of the periods of things of a kind, such as `body`.

    Its state has the fields of the facts that begin a period, besides the subject, and `since`, its first day. A fact
    that changes it sets the fields of the same name; after one that ends it there is no row. With a `status` for facts
    the state names it, and a fact that ends a period and has one leaves the row, with that status.
    """
    first, last, between = _tuple(begins), _tuple(ends), _tuple(changes)
    facts = (*first, *between, *last)
    said = dict(status or {})
    if doubled := [cls.__name__ for cls in facts if facts.count(cls) > 1]:
        raise ValueError(f"{name}: {doubled[0]} stands twice among what begins, changes and ends.")
    if said and (missing := [cls.__name__ for cls in (*first, *between) if cls not in said]):
        raise ValueError(f"{name}: {missing[0]} has no status.")
    fields = _fields(name, subject, first)
    if said:
        fields["status"] = Annotated[
            Literal[tuple(dict.fromkeys(said.values()))], msgspec.Meta(description="How it is")
        ]
    fields["since"] = Since
    state = msgspec.defstruct(
        "Period", list(fields.items()), frozen=True, kw_only=True, namespace={"__doc__": said_of(first[0])}
    )
    return TwoClockTable(
        name=name,
        table=table_name(name),
        description=said_of(first[0]),
        subject=subject,
        facts=facts,
        state=state,
        fold=_fold(state, first, last, said),
        version=version,
        indexes=indexes,
        ends_with=ends_with,
    )


def _tuple(facts: Facts) -> tuple[type[Fact], ...]:
    return facts if isinstance(facts, tuple) else (facts,)


def _fields(name: str, subject: str, begins: Sequence[type[Fact]]) -> dict[str, Any]:
    """Return the fields that every fact which begins a period has, with their types."""
    found: list[dict[str, Any]] = []
    for cls in begins:
        about = [field for field, key in key_fields(cls).items() if key.kind == subject]
        if len(about) > 1:
            raise ValueError(f"{name}: {cls.__name__} has several keys of a {subject}; write a `TwoClockTable`.")
        hints = get_type_hints(cls, include_extras=True)
        found.append({field: hints[field] for field in cls.__struct_fields__ if field not in ("effective", *about)})
    if found and (own := {"since", "status"} & {*found[0]}):
        raise ValueError(f"{name}: a fact that begins a period has no field {own.pop()!r}, which is the table's own.")
    if any(fields != found[0] for fields in found):
        raise ValueError(f"{name}: what begins a period has the same fields, whichever fact it is.")
    return found[0] if found else {}


def _fold(
    state: type[msgspec.Struct],
    begins: tuple[type[Fact], ...],
    ends: tuple[type[Fact], ...],
    status: Mapping[type[Fact], str],
) -> Callable[[Any, Recorded[Any]], Any]:
    own = [field for field in state.__struct_fields__ if field not in ("since", "status")]

    def fold(before: Any, record: Recorded[Any]) -> Any:
        fact = record.fact
        said = {"status": status[type(fact)]} if type(fact) in status else {}
        if isinstance(fact, begins):
            return state(**{field: getattr(fact, field) for field in own}, **said, since=fact.effective)
        if before is None or (isinstance(fact, ends) and not said):
            return None
        given = {field: getattr(fact, field) for field in own if field in fact.__struct_fields__}
        return msgspec.structs.replace(before, **given, **said)

    return fold
