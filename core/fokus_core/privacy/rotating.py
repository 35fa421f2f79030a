"""Rotation of the master key: every key of a vault is wrapped anew."""

from fokus_core.privacy.key_service import KeyService, MasterKey
from fokus_core.privacy.stored_vault import open_vault

__all__ = ["rotate_master_key"]


def rotate_master_key(url: str, old: KeyService | bytes, new: KeyService | bytes) -> int:
    """Wrap every key anew while no process uses the vault, and return how many; what was wrapped before is worthless.

    On PostgreSQL this ends the life of destroyed keys in the server's log and backups, once the old master key is gone.
    Raises `Unusable` when the old key does not fit, having changed nothing.
    """
    wanted = MasterKey(new) if isinstance(new, bytes) else new
    vault = open_vault(url, old)
    try:
        return vault.rewrap(wanted)
    finally:
        vault.close()
