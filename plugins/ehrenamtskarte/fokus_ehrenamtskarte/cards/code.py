"""The code on a card: 80 random bits that the issuing office draws; only a hash of it is kept."""

from hashlib import sha256
from typing import Annotated

from msgspec import Meta

Code = Annotated[
    str,
    Meta(
        pattern=r"^(?:[0-9A-TV-Za-tv-z][ -]?){16}$(?!\n)",
        description="Code of a card: 16 characters of Crockford's base32, which may be grouped by blanks or hyphens",
    ),
]
READ_AS = str.maketrans("ILO", "110", " -")


def card_of(code: str) -> str:
    """Return the id of the card with a code, however it is written: the first half of its SHA-256."""
    return sha256(code.upper().translate(READ_AS).encode()).hexdigest()[:32]
