"""One thing that was found wrong."""

import msgspec

__all__ = ["Finding"]


class Finding(msgspec.Struct, frozen=True):
    """Something that must not be: a stable slug, a sentence, and the positions concerned."""

    slug: str
    message: str
    positions: tuple[int, ...] = ()
