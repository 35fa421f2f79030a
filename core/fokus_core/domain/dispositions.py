"""What becomes of a later decision whose ground is taken away: said for each before a retraction goes through."""

from typing import Annotated, Literal

import msgspec

__all__ = ["Disposed", "Disposition"]

Disposition = Literal["stands", "corrected-too", "cannot-be-undone"]


class Disposed(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A later entry, and what becomes of it: it stands all the same, is corrected too, or cannot be undone."""

    position: Annotated[int, msgspec.Meta(ge=1, le=2**53 - 1)]
    disposition: Disposition
