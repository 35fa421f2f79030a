"""What an identity provider does, without HTTP: keys, codes, tokens, and the page that asks whom to sign in as."""

import hmac
import secrets
import time
from base64 import urlsafe_b64encode
from collections.abc import Mapping, Sequence
from hashlib import sha256
from html import escape
from typing import Any
from urllib.parse import urlencode

import msgspec
from joserfc import jwk, jwt

__all__ = ["Account", "Issuer", "Refusal", "Shape"]

ALGORITHMS = {"EC": "ES256", "RSA": "RS256", "OKP": "Ed25519"}
CODE_SECONDS = 60
TOKEN_SECONDS = 600


class Account(msgspec.Struct, frozen=True):
    """Somebody to sign in as."""

    subject: str
    title: str


class Shape(msgspec.Struct, frozen=True, kw_only=True):
    """What the provider knows: one client, where it may send browsers to, the audience of access tokens, accounts."""

    client_id: str
    client_secret: str
    redirects: Sequence[str]
    audience: str
    accounts: Sequence[Account]


STYLE = """
:root { color-scheme: light dark; font: 112.5%/1.5 system-ui, "Segoe UI", Roboto, "Liberation Sans", sans-serif; }
html { background: light-dark(#fff, #12141f); color: light-dark(#14161f, #e8eaf6); }
main { max-width: 42rem; margin: 2rem auto; padding: 0 1rem; } h1 { font-size: 1.75rem; line-height: 1.2; }
form { display: grid; gap: .5rem; } [lang=en] { color: light-dark(#454b6b, #b9bed6); font-size: 1rem; }
button { font: inherit; text-align: start; padding: .75rem 1rem; border: 1px solid light-dark(#c6c9d8, #5a6080);
border-radius: 4px; background: transparent; color: light-dark(#2044aa, #9db4f2); cursor: pointer; }
button:hover { text-decoration: underline; } button:focus-visible { outline: 3px solid; outline-offset: 2px; }
"""


class Refusal(Exception):
    """A request the provider does not accept."""


class Issuer:
    """Issues tokens under an address; whoever asks is let in as anybody."""

    def __init__(self, issuer: str, shape: Shape) -> None:
        self.issuer = issuer
        self.shape = shape
        self._keys: list[jwk.Key] = []
        self._codes: dict[str, dict[str, str]] = {}
        self.rotate()

    def rotate(self, kind: str = "EC", *, keep: bool = True) -> None:
        """Sign with a new key from now on; without `keep` the earlier ones are published no longer."""
        parameters: Any = {"kid": secrets.token_hex(8), "use": "sig", "alg": ALGORITHMS[kind]}
        key: jwk.Key
        match kind:
            case "RSA":
                key = jwk.RSAKey.generate_key(2048, parameters)
            case "OKP":
                key = jwk.OKPKey.generate_key("Ed25519", parameters)
            case _:
                key = jwk.ECKey.generate_key("P-256", parameters)
        self._keys = [key, *(self._keys if keep else [])]

    @property
    def key(self) -> jwk.Key:
        """The private key that signs now."""
        return self._keys[0]

    def sign(self, claims: Mapping[str, Any], header: Mapping[str, Any], key: jwk.Key | None = None) -> str:
        """Return a signed token of these claims; `header` adds to or replaces what it would be."""
        key = key or self.key
        head = {"alg": ALGORITHMS[key.key_type], "kid": key.kid, **header}
        return jwt.encode(head, dict(claims), key, algorithms=[head["alg"]], default_type=None)

    def claims(self, subject: str, audience: str, **more: Any) -> dict[str, Any]:
        """Return the claims of a token issued now."""
        now = int(time.time())
        base = {"iss": self.issuer, "sub": subject, "aud": audience, "iat": now, "exp": now + TOKEN_SECONDS}
        return base | more

    def access_token(self, subject: str, **claims: Any) -> str:
        """Return an access token (RFC 9068) of somebody."""
        more = {"client_id": self.shape.client_id, "jti": secrets.token_hex(8), **claims}
        return self.sign(self.claims(subject, self.shape.audience, **more), {"typ": "at+jwt"})

    def id_token(self, subject: str, **claims: Any) -> str:
        """Return an ID token of somebody."""
        return self.sign(self.claims(subject, self.shape.client_id, **claims), {"typ": "JWT"})

    def discovery(self) -> dict[str, Any]:
        """Return the discovery document."""
        return {
            "issuer": self.issuer,
            "authorization_endpoint": f"{self.issuer}/authorize",
            "token_endpoint": f"{self.issuer}/token",
            "jwks_uri": f"{self.issuer}/keys",
            "response_types_supported": ["code"],
            "subject_types_supported": ["public"],
            "id_token_signing_alg_values_supported": sorted(ALGORITHMS.values()),
            "code_challenge_methods_supported": ["S256"],
            "authorization_response_iss_parameter_supported": True,
        }

    def published(self) -> dict[str, Any]:
        """Return the public keys."""
        return {"keys": [key.as_dict(private=False) for key in self._keys]}

    def page(self, asked: Mapping[str, str]) -> str:
        """Return the page that asks whom to sign in as; raises `Refusal`."""
        self._check(asked)
        fields = "".join(f'<input type="hidden" name="{escape(n)}" value="{escape(v)}">' for n, v in asked.items())
        buttons = "".join(
            f'<button name="account" value="{escape(one.subject)}">{escape(one.title)}</button>'
            for one in self.shape.accounts
        )
        return (
            '<!doctype html><html lang="de"><head><meta charset="utf-8"><title>Anmeldung zur Vorführung</title>'
            f'<meta name="viewport" content="width=device-width"><style>{STYLE}</style></head>'
            "<body><main><h1>Anmeldung zur Vorführung</h1><p><strong>Nur zur Vorführung:</strong> Dieser Anmeldedienst "
            "prüft nicht, wer Sie sind. Wählen Sie, in welcher Rolle Sie sich umsehen möchten.</p>"
            '<p lang="en">For demonstration only: choose a role to look around in.</p>'
            f'<form method="post" action="/authorize">{fields}{buttons}</form></main></body></html>'
        )

    def authorize(self, asked: dict[str, str]) -> str:
        """Return where the browser goes with a code for the chosen account; raises `Refusal`."""
        account = asked.pop("account", "")
        self._check(asked)
        if account not in {one.subject for one in self.shape.accounts}:
            raise Refusal("account")
        code = secrets.token_urlsafe(24)
        self._codes[code] = {**asked, "subject": account, "until": str(time.time() + CODE_SECONDS)}
        back = {"code": code, "state": asked.get("state", ""), "iss": self.issuer}
        return f"{asked['redirect_uri']}?{urlencode(back)}"

    def exchange(self, form: Mapping[str, str], login: str) -> dict[str, Any]:
        """Return the tokens for a code, once; raises `Refusal`."""
        given = self._codes.pop(form.get("code", ""), None)
        challenge = urlsafe_b64encode(sha256(form.get("code_verifier", "").encode()).digest()).rstrip(b"=").decode()
        if not hmac.compare_digest(login.encode(), f"{self.shape.client_id}:{self.shape.client_secret}".encode()):
            raise Refusal("invalid_client")
        if (
            given is None
            or time.time() > float(given["until"])
            or given["redirect_uri"] != form.get("redirect_uri")
            or given["code_challenge"] != challenge
            or form.get("grant_type") != "authorization_code"
        ):
            raise Refusal("invalid_grant")
        access = self.access_token(given["subject"])
        half = urlsafe_b64encode(sha256(access.encode()).digest()[:16]).rstrip(b"=").decode()
        bound = {} if self.key.key_type == "OKP" else {"at_hash": half}
        identity = self.id_token(given["subject"], nonce=given.get("nonce", ""), **bound)
        return {"access_token": access, "id_token": identity, "token_type": "Bearer", "expires_in": TOKEN_SECONDS}

    def _check(self, asked: Mapping[str, str]) -> None:
        wanted = {"response_type": "code", "client_id": self.shape.client_id, "code_challenge_method": "S256"}
        if any(asked.get(name) != value for name, value in wanted.items()) or not asked.get("code_challenge"):
            raise Refusal("invalid_request")
        if asked.get("redirect_uri") not in self.shape.redirects:
            raise Refusal("redirect_uri")
