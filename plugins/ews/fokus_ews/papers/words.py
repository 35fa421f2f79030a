"""What papers are made of: their numbers, and what they say."""

from base64 import b32encode
from datetime import date
from typing import Annotated, Literal

from msgspec import Meta

from fokus_core import Key

SIGNS = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"  # none that is taken for another: 0 and O, 1 and I
TO_SIGNS = str.maketrans("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567", SIGNS)
GROUPS, OF = 4, 4  # 80 bits
PaperNumber = Annotated[
    str,
    Key("paper"),
    Meta(
        pattern=rf"^[{SIGNS}]{{4}}(-[{SIGNS}]{{4}}){{3}}$",
        description="Number of the paper, as it is printed",
        examples=["4LR4-XPDD-DPJT-7H2W"],
    ),
]
PaperKind = Literal["participation", "completion", "certificate"]
LastDay = Annotated[
    date | None, Meta(description="Last day of taking part, where that was over when the paper was issued")
]


def number_of(id_: str) -> str:
    """Return the number that is made of 32 hexadecimal digits, in groups that are read aloud."""
    signs = b32encode(bytes.fromhex(id_)).decode().translate(TO_SIGNS)
    return "-".join(signs[start : start + OF] for start in range(0, GROUPS * OF, OF))


def typed_number(text: str) -> str:
    """Return a number as it is printed, however somebody typed it: in small letters, with blanks or without dashes."""
    signs = "".join(one for one in text.upper() if one.isalnum())
    return "-".join(signs[start : start + OF] for start in range(0, len(signs), OF))
