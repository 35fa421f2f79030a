"""Tokens of the identity provider: what must hold before one is believed."""

import re
import time
from base64 import urlsafe_b64encode
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from hashlib import sha256, sha384, sha512
from typing import Any

from joserfc import jws, jwt
from joserfc.errors import JoseError

from fokus_api.auth.signin.provider import Provider

__all__ = ["LEEWAY", "Flaw", "Tokens", "actor_of"]

LEEWAY = 60  # seconds that clocks may differ
LONGEST = 8192  # characters of a token
COMPACT = re.compile(r"[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+")
HEADER = frozenset({"alg", "kid", "typ", "x5t", "x5t#S256"})  # others name keys or change how the token is read
ACCESS_TYPES = frozenset({"at+jwt", "application/at+jwt"})  # RFC 9068
ID_TYPES = frozenset({"", "jwt"})
HASHES = {"RS256": sha256, "PS256": sha256, "ES256": sha256, "ES384": sha384, "Ed25519": sha512}


class Flaw(Exception):
    """A token does not hold; `reason` is one of a fixed set of words, safe to log."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def actor_of(issuer: str, subject: str) -> str:
    """Return the actor that a person of the identity provider acts as: an id that tells nothing about the person."""
    digest = sha256(f"{issuer}\0{subject}".encode(errors="surrogatepass")).hexdigest()
    return f"oidc-{digest[:24]}"


@dataclass(frozen=True)
class Tokens:
    """Judges the tokens of one provider, with these algorithms and no others."""

    provider: Provider
    algorithms: Sequence[str]
    now: Callable[[], float] = time.time

    async def access(self, token: str, audience: str) -> dict[str, Any]:
        """Return the claims of an access token for `audience`; raises `Flaw`, `ProviderDown`."""
        return (await self._judged(token, ACCESS_TYPES, audience)).claims

    async def identity(self, token: str, client: str, nonce: str, beside: str) -> dict[str, Any]:
        """Return the claims of an ID token made for our client and this sign-in; raises `Flaw`, `ProviderDown`.

        `beside` is the access token that came with it, which its `at_hash` must be of where it has one.
        """
        judged = await self._judged(token, ID_TYPES, client, nonce={"essential": True, "value": nonce})
        claims = judged.claims
        if claims["aud"] not in (client, [client]) or claims.get("azp", client) != client:
            raise Flaw("audience")
        if "at_hash" in claims and claims["at_hash"] != _half(judged.header["alg"], beside):
            raise Flaw("at_hash")
        return claims

    async def _judged(self, token: str, types: frozenset[str], audience: str, **more: jwt.ClaimsOption) -> jwt.Token:
        if len(token) > LONGEST:
            raise Flaw("too long")
        if not audience or not COMPACT.fullmatch(token):
            raise Flaw("no signed token")
        try:
            header = jws.extract_compact(token.encode()).headers()
            if not header.keys() <= HEADER:
                raise Flaw("header")
            kind, kid = header.get("typ", ""), header.get("kid")
            if not isinstance(kind, str) or kind.lower() not in types:
                raise Flaw("type")
            if header["alg"] not in self.algorithms:
                raise Flaw("algorithm")
            key = await self.provider.key(kid) if isinstance(kid, str) else None
            if key is None:
                raise Flaw("key")
            judged = jwt.decode(token, key, algorithms=self.algorithms)
            self._registry(audience, more).validate(judged.claims)
        except JoseError as error:
            raise Flaw(error.error) from None
        except (AttributeError, TypeError, ValueError, RecursionError):
            raise Flaw("unreadable") from None
        return judged

    def _registry(self, audience: str, more: dict[str, jwt.ClaimsOption]) -> jwt.JWTClaimsRegistry:
        return jwt.JWTClaimsRegistry(
            now=lambda: int(self.now()),
            leeway=LEEWAY,
            iss={"essential": True, "value": self.provider.issuer},
            aud={"essential": True, "value": audience},
            sub={"essential": True},
            exp={"essential": True},
            iat={"essential": True},
            **more,
        )


def _half(algorithm: str, token: str) -> str:
    """Return the left half of a token's hash (OpenID Connect Core, section 3.1.3.6)."""
    digest = HASHES[algorithm](token.encode()).digest()
    return urlsafe_b64encode(digest[: len(digest) // 2]).rstrip(b"=").decode()
