"""What a form is told about what was typed into it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from fokus_api.face.forms.controls import Option
from fokus_api.face.frame.inside import Said

__all__ = ["Judged"]


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
