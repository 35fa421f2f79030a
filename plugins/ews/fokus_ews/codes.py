"""Access codes for late entries, as the service draws them."""

import secrets

SIGNS = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"  # none that is taken for another: 0 and O, 1 and I
GROUPS, OF = 6, 4  # 120 bits


def access_code() -> str:
    """Return a code of 24 signs in groups of four."""
    return "-".join("".join(secrets.choice(SIGNS) for _sign in range(OF)) for _group in range(GROUPS))
