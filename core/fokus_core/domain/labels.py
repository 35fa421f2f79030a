"""Labels: what people call a field of a command, a fact or an answer, and each value that it may have."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from types import UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from msgspec import Meta

__all__ = ["Label", "Vocabulary", "choices", "labelled", "own_title"]


@dataclass(frozen=True)
class Label:
    """What stands above a field or a column, a sentence that helps to fill it in, and what its values are called."""

    title: str
    hint: str = ""
    values: Mapping[Any, str] = field(default_factory=dict)


Vocabulary = Mapping[str, str | Label]  # by field, by class and field (`SignDeclaration.party`), by table (`ews.team`)


def labelled(values: Mapping[Any, str]) -> Meta:
    """Say beside a `Literal` what people call its values: `labelled({"phone": _("Telefon")})`."""
    return Meta(extra={"labels": dict(values)})


def own_title(hint: Any) -> str:
    """Return the title that stands at a field itself, in a `Meta`; the empty one where there is none."""
    for meta in reversed(_metas(hint)):
        if meta.title:
            return meta.title
    if get_origin(hint) in (Union, UnionType):
        return next(filter(None, map(own_title, get_args(hint))), "")
    return ""


def choices(hint: Any, known: Mapping[Any, str]) -> dict[Any, str]:
    """Return the values that a type offers for choice, each with its label; the empty one where it has none."""
    found = dict(_choices(hint, known))
    return found if len(found) > 1 else {}


def _choices(hint: Any, known: Mapping[Any, str]) -> Iterator[tuple[Any, str]]:
    for meta in _metas(hint):
        known = {**(meta.extra or {}).get("labels", {}), **known}
    if get_origin(hint) is Literal:
        yield from ((value, known.get(value, "")) for value in get_args(hint))
        return
    for inner in get_args(hint)[:1] if get_origin(hint) is Annotated else get_args(hint):
        yield from _choices(inner, known)


def _metas(hint: Any) -> list[Meta]:
    return [one for one in hint.__metadata__ if isinstance(one, Meta)] if get_origin(hint) is Annotated else []
