"""Rotation of the master key: every key of a vault is wrapped anew."""

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from fokus_core.domain.refusals import Unusable
from fokus_core.privacy.stored_vault import open_vault

__all__ = ["rotate_master_key"]


def rotate_master_key(url: str, old: bytes, new: bytes) -> int:
    """Wrap every key anew while no process uses the vault, and return how many; what was wrapped before is worthless.

    On PostgreSQL this ends the life of destroyed keys in the server's log and backups, once the old master key is gone.
    Raises `Unusable` when the old key does not fit, having changed nothing.
    """
    if len(new) != 32:
        raise Unusable(f"The new master key has {len(new)} bytes; it needs 32.")
    vault = open_vault(url, old)
    try:
        return vault.rewrap(AESGCM(new))
    finally:
        vault.close()
