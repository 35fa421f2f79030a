"""Ids that a command mints: derived from its command id, so that a repeat mints the same."""

import uuid

NAMESPACE = uuid.UUID("6f1d4f5e-8a43-5c57-9d1a-2f6b0c3e7a90")


def minted(command_id: str, what: str) -> str:
    """Return 32 hexadecimal digits for the thing `what` that a command makes."""
    return uuid.uuid5(NAMESPACE, f"{command_id}:{what}").hex
