"""Signing in at the identity provider (authorization code with PKCE), and what is known of who did."""

import asyncio
import hmac
import logging
import secrets
import time
from base64 import urlsafe_b64encode
from collections.abc import Callable
from dataclasses import dataclass
from hashlib import sha256
from urllib.parse import urlencode

import msgspec

from fokus_api.auth.signin.cookies import Cookies
from fokus_api.auth.signin.fetch import NotAnswered, Rejected, fetch
from fokus_api.auth.signin.provider import Provider, ProviderDown
from fokus_api.auth.signin.sessions import Sessions, csrf_of, digest_of, new_id
from fokus_api.auth.signin.tokens import LEEWAY, Flaw, Tokens, actor_of
from fokus_api.http.caller import SignedIn
from fokus_api.runtime.settings import Settings
from fokus_core.storage.state_store import StateStore

__all__ = ["NotStarted", "SignIn", "Started", "log_refused", "log_signed"]

SPACE = "signin"
MINUTES = 10  # in which a sign-in that was begun must be finished
LONGEST_ANSWER = 2048  # characters of a code or a state
log = logging.getLogger("fokus.signin")


class NotStarted(Exception):
    """The browser did not begin this sign-in, or it was finished, or it took too long."""


class Pending(msgspec.Struct, frozen=True):
    """A sign-in that was begun; `browser` is the digest of the cookie it is bound to."""

    browser: str
    nonce: str
    verifier: str
    redirect: str
    next: str


class Granted(msgspec.Struct, frozen=True):
    """What we read of the answer to a code."""

    id_token: str
    access_token: str = ""


@dataclass(frozen=True)
class Started:
    """A sign-in that begins: where the browser goes, and the cookie value it takes along."""

    address: str
    cookie: str


class SignIn:
    """Tokens and sessions of one identity provider; without one there is nothing to sign in to."""

    def __init__(self, settings: Settings, state_store: StateStore, now: Callable[[], float] = time.time) -> None:
        self._settings = settings
        self._state_store = state_store
        self._now = now
        self.cookies = Cookies(demo=settings.demo)
        self.provider = Provider(settings.oidc_issuer) if settings.oidc_issuer else None
        self.tokens = Tokens(self.provider, settings.oidc_algorithms, now) if self.provider else None
        self.sessions = Sessions(
            state_store, idle=settings.session_idle_minutes * 60, longest=settings.session_hours * 3600, now=now
        )

    @property
    def offered(self) -> bool:
        """Whether people can sign in with a browser."""
        return self.provider is not None and bool(self._settings.oidc_client_id)

    async def by_token(self, token: str) -> SignedIn:
        """Return who an access token stands for; raises `Flaw`, `ProviderDown`."""
        if self.tokens is None:
            raise Flaw("no provider")
        claims = await self.tokens.access(token, self._settings.oidc_audience)
        return SignedIn(actor_of(claims["iss"], claims["sub"]), until=claims["exp"] + LEEWAY)

    async def by_session(self, session: str) -> SignedIn | None:
        """Return who a session stands for, None when it has ended or never was."""
        found = await asyncio.to_thread(self.sessions.of, session)
        return SignedIn(found.actor, session=digest_of(session), csrf=csrf_of(session)) if found else None

    async def holds(self, signed: SignedIn) -> bool:
        """Tell whether a token or session that was good a while ago still is."""
        if signed.session:
            return await asyncio.to_thread(self.sessions.lasts, signed.session)
        return self._now() < signed.until

    async def end(self, session: str) -> None:
        """End the session of this digest, if it is one."""
        if session:
            await asyncio.to_thread(self.sessions.end, session)

    async def begin(self, origin: str, after: str) -> Started:
        """Begin a sign-in that ends at the local path `after`; raises `ProviderDown`."""
        if self.provider is None:
            raise ProviderDown
        metadata = await self.provider.metadata()
        state, cookie = new_id(), new_id()
        pending = Pending(digest_of(cookie), new_id(), secrets.token_urlsafe(48), f"{origin}/signin/callback", after)
        await asyncio.to_thread(self._put, state, pending)
        challenge = urlsafe_b64encode(sha256(pending.verifier.encode()).digest()).rstrip(b"=").decode()
        asked = {
            "response_type": "code",
            "client_id": self._settings.oidc_client_id,
            "redirect_uri": pending.redirect,
            "scope": "openid",
            "state": state,
            "nonce": pending.nonce,
            "code_challenge": challenge,
            "code_challenge_method": "S256",
        }
        join = "&" if "?" in metadata.authorization_endpoint else "?"
        return Started(f"{metadata.authorization_endpoint}{join}{urlencode(asked)}", cookie)

    async def pending(self, state: str | None, cookie: str | None) -> Pending:
        """Return the sign-in that this browser began, once; raises `NotStarted`."""
        if not state or not cookie or max(len(state), len(cookie)) > LONGEST_ANSWER:
            raise NotStarted
        value = await asyncio.to_thread(self._state_store.take, SPACE, digest_of(state))
        pending = None if value is None else msgspec.json.decode(value, type=Pending)
        if pending is None or not hmac.compare_digest(pending.browser, digest_of(cookie)):
            raise NotStarted
        return pending

    async def finish(self, pending: Pending, code: str, issuer: str | None) -> tuple[str, str]:
        """Exchange the code, judge who that is, and return the actor and the id of a new session.

        Raises `Flaw` where the answer does not hold, `Rejected` where the code was refused, `ProviderDown`.
        """
        if self.provider is None or self.tokens is None:
            raise ProviderDown
        metadata = await self.provider.metadata()
        announced = metadata.authorization_response_iss_parameter_supported
        if (issuer is not None or announced) and issuer != self.provider.issuer:
            raise Flaw("issuer")  # RFC 9207
        granted = await self._exchanged(metadata.token_endpoint, pending, code)
        client = self._settings.oidc_client_id
        claims = await self.tokens.identity(granted.id_token, client, pending.nonce, granted.access_token)
        actor = actor_of(claims["iss"], claims["sub"])
        return actor, await asyncio.to_thread(self.sessions.begin, actor)

    async def _exchanged(self, address: str, pending: Pending, code: str) -> Granted:
        client, secret = self._settings.oidc_client_id, self._settings.oidc_client_secret
        form = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": pending.redirect,
            "client_id": client,
            "code_verifier": pending.verifier,
        }
        try:
            answer = await fetch(address, form=form, login=(client, secret) if secret else None)
            return msgspec.json.decode(answer, type=Granted)
        except NotAnswered as error:
            raise ProviderDown from error
        except (msgspec.MsgspecError, UnicodeDecodeError) as error:
            raise Rejected from error

    def _put(self, state: str, pending: Pending) -> None:
        expires = self._now() + MINUTES * 60
        self._state_store.put(SPACE, digest_of(state), msgspec.json.encode(pending), expires=expires)


def log_signed(event: str, actor: str, request: str) -> None:
    """Log that an actor signed in or out."""
    log.info(event, extra={"request": request, "actor": actor})


def log_refused(error: Flaw | Rejected, request: str) -> None:
    """Log that a token or a code was refused, by a word for the reason and never by its content."""
    reason = error.reason if isinstance(error, Flaw) else "code"
    log.warning("sign-in refused: %s", reason, extra={"request": request})
