"""What the pages keep in the state store, sealed: each entry with a key of its own, which the vault's secret yields."""

import hmac
import secrets
from hashlib import sha256

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from fokus_core.privacy import Vault

__all__ = ["Sealing"]

NONCE = 12


class Sealing:
    """Seals the entries of one space, each under its key."""

    def __init__(self, vault: Vault, space: str) -> None:
        self._secret = vault.digest_key()
        self._space = space

    def sealed(self, key: str, content: bytes) -> bytes:
        """Return the content of the entry under a key as it is kept."""
        nonce = secrets.token_bytes(NONCE)
        return nonce + self._cipher(key).encrypt(nonce, content, key.encode())

    def opened(self, key: str, sealed: bytes) -> bytes | None:
        """Return what was sealed under a key, None where another vault did it."""
        try:
            return self._cipher(key).decrypt(sealed[:NONCE], sealed[NONCE:], key.encode())
        except InvalidTag:
            return None

    def _cipher(self, key: str) -> AESGCM:
        return AESGCM(hmac.digest(self._secret, f"{self._space}\0{key}".encode(), sha256))
