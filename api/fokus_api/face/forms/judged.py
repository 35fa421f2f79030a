"""What a form is told about what was typed into it."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from fokus_api.face.forms.controls import Option
from fokus_api.face.forms.filling import nearest
from fokus_api.face.frame.inside import Said

__all__ = ["Judged", "pointed", "unsent"]


@dataclass(frozen=True)
class Judged:
    """What the API says to what was typed: its answer, or what cannot be read; errors by the names of fields.

    `others` are sentences about no field, `positions` later entries that have to be acknowledged.
    """

    said: Said | None
    errors: Mapping[str, str] = field(default_factory=dict)
    others: Sequence[str] = ()
    positions: Sequence[int] = ()
    meant: Mapping[str, Sequence[Option]] = field(default_factory=dict)

    @property
    def good(self) -> bool:
        """Whether it can be recorded, once what there is to acknowledge was acknowledged."""
        return not self.errors and not self.others

    def and_unsent(self, unsent: Mapping[str, str]) -> "Judged":
        """Return it with why it was not taken when it was last sent, where a dry run says nothing against it."""
        others = (*self.others, *(text for name, text in unsent.items() if not name))
        errors = {name: text for name, text in unsent.items() if name}
        return replace(self, errors={**errors, **self.errors}, others=[*dict.fromkeys(others)])


def pointed(problem: Mapping[str, Any], names: Collection[str]) -> tuple[dict[str, str], list[str]]:
    """Return what a problem says, by the fields of a form that it points to, and what points to none of them."""
    errors: dict[str, str] = {}
    others: list[str] = []
    for one in problem.get("errors") or [{"detail": problem["detail"]}]:
        name = nearest(one.get("pointer") or "", names)
        if name:
            errors.setdefault(name, one["detail"])
        elif one["detail"] not in others:
            others.append(one["detail"])
    return errors, others


def unsent(problem: Mapping[str, Any], names: Collection[str]) -> dict[str, str]:
    """Return why something was not taken, by the fields of its form, and under no name what is about none."""
    errors, others = pointed(problem, names)
    return errors | ({"": " ".join(others)} if others else {})
