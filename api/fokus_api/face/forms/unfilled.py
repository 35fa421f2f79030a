"""What is missing or cannot be read in a form that is not filled in yet: told by its fields alone, without a rule."""

from collections.abc import Iterable, Iterator, Mapping

from fokus_api.face.forms.controls import Look, names_in, shown
from fokus_api.face.forms.filling import Typed, nearest, rows
from fokus_api.face.forms.form import Form
from fokus_api.responses.command_fields import CommandField
from fokus_core.domain.flaws import MISSING
from fokus_core.domain.input import taken
from fokus_core.domain.refusals import Malformed

__all__ = ["unfilled"]


async def unfilled(form: Form) -> Mapping[str, str]:
    """Return what is wrong with what was typed, by the names of fields."""
    body, unread = await form.body()
    names = {one.name for one in names_in(shown(form.fields, Look(form.draft.typed, form.words)))}
    found = {one.field: form.words(one.message, **one.values) for one in unread} | dict(form.draft.refused)
    try:
        taken(body, form.kind.cls)
    except Malformed as error:
        for one in error.wrong:
            if name := nearest(one.field, names):
                found.setdefault(name, form.words(one.message, **one.values))
    for name in _missing(form.fields, form.draft.typed):
        found.setdefault(name, form.words(MISSING))
    return found


def _missing(fields: Iterable[CommandField], typed: Typed, at: str = "") -> Iterator[str]:
    """Yield the fields of persons that were left empty and that the command cannot do without."""
    for one in fields:
        name = f"{at}{one.name}"
        if one.kind == "group" and one.many:
            for number in rows(typed, name):
                yield from _missing(one.fields, typed, f"{name}/{number}/")
        elif one.kind == "person" and one.required:
            for inner in one.fields:
                if inner.required and not any(text.strip() for text in typed.get(f"{name}/{inner.name}", ())):
                    yield f"{name}/{inner.name}"
