"""What was typed into a form, in words: for its preview and its receipt."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from fokus_api.face.forms.controls import Shown, names_in, shown_alone
from fokus_api.face.forms.form import CHANGES, Form
from fokus_api.responses.command_fields import CommandField
from fokus_core.plugins.texts import Words, written

__all__ = ["as_said", "given", "kept_for_next"]


def as_said(field: CommandField, value: Any, words: Words) -> str:
    """Return the value of a field as people say it."""
    if isinstance(value, dict):
        return "…"
    if isinstance(value, str) and value in field.values:
        return words(field.values[value])
    is_day = field.kind == "date" and isinstance(value, str)
    return written(date.fromisoformat(value) if is_day else value, words.language)


def given(fields: Sequence[Shown], words: Words) -> list[tuple[str, str]]:
    """Return what was typed, in words, without what was left empty."""
    found = []
    for one in names_in(one for one in fields if one.name != CHANGES):
        if text := shown_alone(one, words):
            found.append((one.label, text))
    return found


def kept_for_next(form: Form) -> dict[str, list[str]]:
    """Return what a receipt still needs of what was typed: things by which the next form can begin."""
    return {
        one.name: list(form.draft.typed[one.name])
        for one in form.fields
        if one.kind == "key" and not one.many and form.draft.typed.get(one.name)
    }
