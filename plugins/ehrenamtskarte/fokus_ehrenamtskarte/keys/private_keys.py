"""The private keys: sealed entries of the state store, with a key that the vault's secret yields; in no fact or log."""

import hmac
import secrets
from hashlib import sha256

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, EllipticCurvePrivateKey, derive_private_key
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from fokus_core import Journal, StateStore, Trace
from fokus_ehrenamtskarte.programme import ehrenamtskarte
from fokus_kommune import _

SPACE = ehrenamtskarte.trace(
    Trace("ehrenamtskarte-private-key", _("Versiegelte Schlüssel, mit denen Karten unterschrieben werden"), stays=True)
).name
NONCE = 12


class PrivateKeys:
    """The private keys of one installation, by kid; every node of it reads them."""

    def __init__(self, state_store: StateStore, journal: Journal) -> None:
        self._store = state_store
        self._vault = journal.vault

    def keep(self, kid: str, private: EllipticCurvePrivateKey) -> None:
        """Keep a key sealed."""
        nonce = secrets.token_bytes(NONCE)
        content = private.private_numbers().private_value.to_bytes(32, "big")
        self._store.put(SPACE, kid, nonce + self._cipher(kid).encrypt(nonce, content, kid.encode()))

    def find(self, kid: str) -> EllipticCurvePrivateKey | None:
        """Return a key, None where there is none that this vault opens."""
        sealed = self._store.get(SPACE, kid)
        try:
            content = sealed and self._cipher(kid).decrypt(sealed[:NONCE], sealed[NONCE:], kid.encode())
        except InvalidTag:  # of another vault
            return None
        return derive_private_key(int.from_bytes(content, "big"), SECP256R1()) if content else None

    def destroy(self, kid: str) -> None:
        """Destroy a key."""
        self._store.delete(SPACE, kid)

    def _cipher(self, kid: str) -> AESGCM:
        return AESGCM(hmac.digest(self._vault.digest_key(), f"card-key\0{kid}".encode(), sha256))
