"""Sealing: personal fields are encrypted before anything is stored, and readable until their key is destroyed."""

import base64
import binascii
import secrets
from typing import Any, TypeVar

import msgspec
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from fokus_core.privacy.personal import personal_fields
from fokus_core.privacy.sealed import ERASED, PREFIX, Sealed
from fokus_core.privacy.vault import SealBroken, Vault

__all__ = ["SealBroken", "open_sealed", "seal"]

S = TypeVar("S", bound=msgspec.Struct)
BLOCK = 16  # bytes to which a value is filled up, so that its length does not tell which of a few words it is


def seal(struct: S, fact_id: str, vault: Vault) -> S:
    """Return the struct with every open personal field sealed for this fact. Raises `PersonErasedError`."""
    sealed: dict[str, object] = {}
    keys: dict[tuple[str, str, str], tuple[str, bytes]] = {}
    for field in personal_fields(type(struct)):
        held: Sealed[Any] | None = getattr(struct, field.name)
        if held is None or held.token is not None:
            continue
        case = getattr(struct, field.case) if field.case else None
        owner = (field.owner(struct), field.purpose, str(case or ""))
        if owner not in keys:
            keys[owner] = vault.key_for(*owner)
        key_id, key = keys[owner]
        nonce = secrets.token_bytes(12)
        plain = msgspec.json.encode(held.value)
        plain += b" " * (-len(plain) % BLOCK)
        body = nonce + AESGCM(key).encrypt(nonce, plain, _bound_to(fact_id, field.name))
        sealed[field.name] = Sealed[Any].held(f"{PREFIX}{key_id}:{base64.urlsafe_b64encode(body).decode()}")
    return msgspec.structs.replace(struct, **sealed) if sealed else struct


def open_sealed(
    sealed: Sealed[Any],
    type: Any,  # noqa: A002 - msgspec's word
    fact_id: str,
    field: str,
    vault: Vault,
    *,
    although_blocked: bool = False,
) -> Any:
    """Return the value as `type`, or `ERASED` when its key was destroyed or is blocked.

    Raises `SealBroken` when the token is damaged or was sealed for another fact or field, `KeyLost` without its key.
    """
    if sealed.token is None:
        return sealed.value
    _, _, key_id, text = sealed.token.split(":")
    key = vault.key(key_id, although_blocked=although_blocked)
    if key is None:
        return ERASED
    try:
        body = base64.b64decode(text, altchars=b"-_", validate=True)
        plain = AESGCM(key).decrypt(body[:12], body[12:], _bound_to(fact_id, field))
        return msgspec.json.decode(plain, type=type)
    except (binascii.Error, InvalidTag, ValueError, msgspec.DecodeError):
        # Without the cause: a decoding error names parts of the value.
        raise SealBroken(f"The sealed field {field} is damaged or was sealed for another fact or field.") from None


def _bound_to(fact_id: str, field: str) -> bytes:
    return f"{fact_id}\0{field}".encode()
