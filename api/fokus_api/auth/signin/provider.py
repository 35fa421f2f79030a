"""What the identity provider publishes about itself, kept for a while: addresses and keys."""

import asyncio
import logging
import time
from base64 import urlsafe_b64decode
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any

import msgspec
from joserfc import jwk
from joserfc.errors import JoseError

from fokus_api.auth.signin.fetch import NotAnswered, fetch
from fokus_api.runtime.loopback import is_safe

__all__ = ["Metadata", "Provider", "ProviderDown"]

MAX_AGE = 600.0  # seconds after which the keys are fetched anew
PATIENCE = 1.0  # seconds a request waits for that, before it goes on with the keys that are known
SPACING = 10.0  # seconds between two attempts
LONGEST = 24 * 3600.0  # seconds that keys are good for while the provider does not answer
RECENT = 60.0  # seconds for which a provider that answered is taken to be up when somebody signs in
LEAST_RSA = 2048  # bits (RFC 7518, section 3.3)
KINDS = frozenset({"RSA", "EC", "OKP"})
WELL_KNOWN = "/.well-known/openid-configuration"
log = logging.getLogger("fokus.signin")


class ProviderDown(Exception):
    """The identity provider does not answer, and what is known of it does not suffice."""


class Metadata(msgspec.Struct, frozen=True):
    """What we read of the discovery document."""

    issuer: str
    jwks_uri: str
    authorization_endpoint: str
    token_endpoint: str
    authorization_response_iss_parameter_supported: bool = False


class KeySet(msgspec.Struct, frozen=True):
    """A JWK set, each key as the provider wrote it."""

    keys: list[dict[str, Any]]


@dataclass(frozen=True)
class Known:
    """What was fetched at one time (seconds, monotonic)."""

    metadata: Metadata
    keys: Mapping[str, jwk.Key]
    at: float


class Provider:
    """One identity provider: fetched at most once per `SPACING`, by one task however many requests wait for it."""

    def __init__(
        self,
        issuer: str,
        get: Callable[[str], Awaitable[bytes]] = fetch,
        now: Callable[[], float] = time.monotonic,
    ) -> None:
        self.issuer = issuer
        self._get = get
        self._now = now
        self._known: Known | None = None
        self._tried = -SPACING
        self._failed = False
        self._task: asyncio.Task[None] | None = None

    async def metadata(self) -> Metadata:
        """Return the addresses of a provider that answered a moment ago; raises `ProviderDown`."""
        if self._known is None or self._now() - self._known.at > RECENT:
            await self._fetched()
            if self._failed:
                raise ProviderDown
        if self._known is None:
            raise ProviderDown
        return self._known.metadata

    async def key(self, kid: str) -> jwk.Key | None:
        """Return the public key of this id, None where the provider has none; raises `ProviderDown`."""
        known = self._usable()
        if known is None or kid not in known.keys:
            await self._fetched()
        elif self._now() - known.at > MAX_AGE:
            await self._fetched(0 if self._failed else PATIENCE)
        known = self._usable()
        if known is None or (self._failed and kid not in known.keys):
            raise ProviderDown
        return known.keys.get(kid)

    def _usable(self) -> Known | None:
        return self._known if self._known is not None and self._now() - self._known.at < LONGEST else None

    async def _fetched(self, patience: float | None = None) -> None:
        """Have it fetched unless that was tried a moment ago, and wait for it, up to some seconds."""
        if (self._task is None or self._task.done()) and self._now() - self._tried >= SPACING:
            self._tried = self._now()
            self._task = asyncio.create_task(self._fetch())
        if self._task is not None and not self._task.done():
            await asyncio.wait({self._task}, timeout=patience)

    async def _fetch(self) -> None:
        try:
            metadata = msgspec.json.decode(await self._get(self.issuer.rstrip("/") + WELL_KNOWN), type=Metadata)
            addresses = (metadata.jwks_uri, metadata.authorization_endpoint, metadata.token_endpoint)
            if metadata.issuer != self.issuer or not all(is_safe(address) for address in addresses):
                raise NotAnswered
            found = msgspec.json.decode(await self._get(metadata.jwks_uri), type=KeySet)
        except (NotAnswered, msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
            self._failed = True
            log.warning("identity provider gives no usable answer")
            return
        self._failed = False
        self._known = Known(metadata, _public(found), self._now())


def _public(found: KeySet) -> dict[str, jwk.Key]:
    """Return the usable keys by their id: asymmetric, public, and named."""
    keys: dict[str, jwk.Key] = {}
    for shape in found.keys:
        kid = shape.get("kid")
        if isinstance(kid, str) and shape.get("kty") in KINDS and shape.get("use", "sig") == "sig" and "d" not in shape:
            try:
                if shape["kty"] == "RSA" and _bits(shape["n"]) < LEAST_RSA:
                    log.warning("identity provider publishes an RSA key that is too short")
                else:
                    keys[kid] = jwk.import_key(shape)
            except (JoseError, KeyError, ValueError, TypeError):
                log.warning("identity provider publishes a key that cannot be read")
    return keys


def _bits(number: str) -> int:
    """Return the length of a number in base64url (RFC 7518, section 2)."""
    return int.from_bytes(urlsafe_b64decode(number + "=" * (-len(number) % 4))).bit_length()
