"""A source as it is given with a command, over HTTP or on the command line."""

from datetime import date
from typing import Annotated, Literal

import msgspec

from fokus_core.domain.facts import Source


class GivenSource(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Where what is entered stands, whether it is stated there, and a note."""

    reference: Annotated[str, msgspec.Meta(min_length=1, max_length=1000)]
    certainty: Literal["stated", "inferred"] = "stated"
    note: Annotated[str, msgspec.Meta(max_length=4000)] = ""
    not_before: date | None = None

    @property
    def source(self) -> Source:
        """The source as facts hold it."""
        return Source(self.reference, self.certainty, self.note, not_before=self.not_before)
