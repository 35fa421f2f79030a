"""The keys of persons and groups, and the directory that recognises a person without storing who they are."""

from fokus_core.privacy.master_key import load_master_key
from fokus_core.privacy.vault import (
    PersonErasedError,
    Vault,
    VaultUnusable,
    open_vault,
    recognised_by,
    rotate_master_key,
)

__all__ = [
    "PersonErasedError",
    "Vault",
    "VaultUnusable",
    "load_master_key",
    "open_vault",
    "recognised_by",
    "rotate_master_key",
]
