"""Ids that a command mints: derived from its command id, so that a repeat mints the same."""

import uuid
from hashlib import sha1

VERSION_5, VARIABLE = 0x5000_8000_0000_0000_0000, 0xF000_C000_0000_0000_0000  # a UUID of RFC 9562, section 5.5
NAMESPACE = uuid.UUID("6f1d4f5e-8a43-5c57-9d1a-2f6b0c3e7a90")


def minted(command_id: str, what: str) -> str:
    """Return 32 hexadecimal digits for the thing `what` that a command makes."""
    digest = sha1(NAMESPACE.bytes + f"{command_id}:{what}".encode(), usedforsecurity=False).digest()
    number = int.from_bytes(digest[:16], "big") & ~VARIABLE | VERSION_5
    return f"{number:032x}"
