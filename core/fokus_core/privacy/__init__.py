"""The keys of persons and groups, and the directory that recognises a person without storing who they are."""

from fokus_core.privacy.key_service import KeyService, open_key_service
from fokus_core.privacy.master_key import load_master_key
from fokus_core.privacy.rotating import rotate_master_key
from fokus_core.privacy.stored_vault import open_vault
from fokus_core.privacy.vault import PersonErasedError, Vault

__all__ = [
    "KeyService",
    "PersonErasedError",
    "Vault",
    "load_master_key",
    "open_key_service",
    "open_vault",
    "rotate_master_key",
]
