"""Access tokens of the identity provider: who they stand for, and every way in which one may be forged."""

import asyncio
import hmac
import json
import time
from base64 import urlsafe_b64encode
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from api_kit import Client, bearer, slug
from joserfc import jwe, jwk, jws
from signin_kit import AUDIENCE, CLIENT, grant, local_provider, signing_client

from fokus_api.auth.signin import Flaw, actor_of
from fokus_api.auth.signin.provider import Provider
from fokus_api.auth.signin.tokens import Tokens
from fokus_api.operations.identity_provider import LocalProvider
from fokus_api.runtime.service import Service
from fokus_api.testing.contract import service_of, settle, temporary_client
from fokus_core.access.actor import CONSOLE
from fokus_core.access.grants import WithdrawAccess
from fokus_core.domain import clock

KEEPER = "/api/v1/garden/bodies/05315000/keeper"
HERE = "/api/v1/session"
TODAY = clock.day_of(clock.now())


@pytest.fixture(scope="module")
def provider() -> Iterator[LocalProvider]:
    with local_provider() as provider:
        yield provider


@pytest.fixture(scope="module")
def client(provider: LocalProvider) -> Iterator[Client]:
    with signing_client(provider) as client:
        yield client


@pytest.fixture(scope="module")
def service(client: Client) -> Service:
    return service_of(client)


def b64(data: bytes) -> str:
    return urlsafe_b64encode(data).rstrip(b"=").decode()


def compact(header: dict[str, Any], claims: dict[str, Any], signature: Callable[[bytes], bytes]) -> str:
    signed = f"{b64(json.dumps(header).encode())}.{b64(json.dumps(claims).encode())}"
    return f"{signed}.{b64(signature(signed.encode()))}"


def genuine(provider: LocalProvider) -> Callable[[bytes], bytes]:
    return lambda text: jws.JWSRegistry.algorithms["ES256"].sign(text, provider.key)


def good(provider: LocalProvider, **claims: Any) -> dict[str, Any]:
    return provider.claims("anna", AUDIENCE, **claims)


def without(provider: LocalProvider, name: str) -> dict[str, Any]:
    return {key: value for key, value in good(provider).items() if key != name}


def signed(provider: LocalProvider, claims: dict[str, Any], key: Any = None, **header: Any) -> str:
    return provider.sign(claims, {"typ": "at+jwt", **header}, key)


def of_public_key(provider: LocalProvider) -> str:
    secret = json.dumps(provider.key.as_dict(private=False)).encode()
    header = {"alg": "HS256", "typ": "at+jwt", "kid": provider.key.kid}
    return compact(header, good(provider), lambda text: hmac.digest(secret, text, "sha256"))


def of_public_pem(provider: LocalProvider) -> str:
    header = {"alg": "HS256", "typ": "at+jwt", "kid": provider.key.kid}
    return compact(header, good(provider), lambda text: hmac.digest(provider.key.as_pem(private=False), text, "sha256"))


def tampered_payload(provider: LocalProvider) -> str:
    header, _, signature = provider.access_token("anna").split(".")
    return ".".join((header, b64(json.dumps(good(provider, sub="ben")).encode()), signature))


def tampered_header(provider: LocalProvider) -> str:
    _, payload, signature = provider.access_token("anna").split(".")
    header = {"alg": "ES256", "kid": provider.key.kid, "typ": "application/at+jwt"}
    return ".".join((b64(json.dumps(header).encode()), payload, signature))


def tampered_signature(provider: LocalProvider) -> str:
    start, _, signature = provider.access_token("anna").rpartition(".")
    return f"{start}.{'B' if signature[0] == 'A' else 'A'}{signature[1:]}"


def doubled_claim(provider: LocalProvider) -> str:
    header, _, signature = provider.access_token("anna").split(".")
    text = json.dumps(good(provider))[:-1] + ', "sub": "ben"}'
    return ".".join((header, b64(text.encode()), signature))


def nested(provider: LocalProvider) -> str:
    inner = provider.access_token("anna").encode()
    public = jwk.import_key(provider.key.as_dict(private=False))
    header = {"alg": "ECDH-ES", "enc": "A256GCM", "cty": "JWT", "kid": provider.key.kid}
    return jwe.encrypt_compact(
        header, inner, jwk.ECKey.import_key({**public.as_dict(), "use": "enc", "alg": "ECDH-ES"})
    )


STRANGER: Any = jwk.ECKey.generate_key("P-256", {"kid": "stranger"})
JUMBLED: Any = jwk.RSAKey.generate_key(2048)


def shown(key: Any) -> dict[str, Any]:
    found: dict[str, Any] = key.as_dict(private=False)
    return found


FORGED: dict[str, Callable[[LocalProvider], str]] = {
    "none": lambda p: compact({"alg": "none", "typ": "at+jwt", "kid": p.key.kid}, good(p), lambda _: b""),
    "none with a signature": lambda p: compact(
        {"alg": "none", "typ": "at+jwt", "kid": p.key.kid}, good(p), lambda _: b"x"
    ),
    "none in capitals": lambda p: compact({"alg": "NoNe", "typ": "at+jwt", "kid": p.key.kid}, good(p), lambda _: b"x"),
    "HMAC with the public key": of_public_key,
    "HMAC with the public key as PEM": of_public_pem,
    "another issuer": lambda p: signed(p, good(p, iss="https://evil.example")),
    "the issuer with a slash": lambda p: signed(p, good(p, iss=p.issuer + "/")),
    "no issuer": lambda p: signed(p, without(p, "iss")),
    "another audience": lambda p: signed(p, good(p, aud="https://other.example")),
    "other audiences": lambda p: signed(p, good(p, aud=["https://other.example", "x"])),
    "no audience": lambda p: signed(p, without(p, "aud")),
    "an audience that is no text": lambda p: signed(p, good(p, aud={AUDIENCE: 1})),
    "another type": lambda p: signed(p, good(p), typ="JWT"),
    "no type": lambda p: p.sign(good(p), {}),
    "an ID token": lambda p: p.id_token("anna"),
    "an ID token for the audience": lambda p: p.sign(good(p), {"typ": "JWT"}),
    "an unknown key": lambda p: signed(p, good(p), STRANGER),
    "the id of a known key": lambda p: signed(p, good(p), STRANGER, kid=p.key.kid),
    "no key id": lambda p: p.sign(good(p), {"typ": "at+jwt", "kid": ""}),
    "a key id that is no text": lambda p: compact({"alg": "ES256", "typ": "at+jwt", "kid": 7}, good(p), genuine(p)),
    "an embedded key": lambda p: signed(p, good(p), STRANGER, jwk=shown(STRANGER)),
    "an embedded key and a known id": lambda p: signed(p, good(p), STRANGER, jwk=shown(STRANGER), kid=p.key.kid),
    "the address of a key set": lambda p: signed(p, good(p), STRANGER, jku="https://evil.example/keys"),
    "the address of a certificate": lambda p: signed(p, good(p), x5u="https://evil.example/certificate"),
    "a certificate": lambda p: signed(p, good(p), x5c=["MIIB"]),
    "a critical header": lambda p: compact(
        {"alg": "ES256", "typ": "at+jwt", "kid": p.key.kid, "crit": ["exp"], "exp": 1}, good(p), genuine(p)
    ),
    "an unencoded payload": lambda p: compact(
        {"alg": "ES256", "typ": "at+jwt", "kid": p.key.kid, "b64": False, "crit": ["b64"]}, good(p), genuine(p)
    ),
    "no expiry": lambda p: signed(p, without(p, "exp")),
    "expired": lambda p: signed(p, good(p, exp=int(time.time()) - 61)),
    "an expiry that is a text": lambda p: signed(p, good(p, exp="2999-01-01")),
    "an expiry that is no number": lambda p: signed(p, good(p, exp=float("nan"))),
    "an expiry without end": lambda p: signed(p, good(p, exp=float("inf"))),
    "an expiry that is true": lambda p: signed(p, good(p, exp=True)),
    "not yet good": lambda p: signed(p, good(p, nbf=int(time.time()) + 120)),
    "issued in the future": lambda p: signed(p, good(p, iat=int(time.time()) + 120)),
    "no time of issue": lambda p: signed(p, without(p, "iat")),
    "an empty subject": lambda p: signed(p, good(p, sub="")),
    "no subject": lambda p: signed(p, without(p, "sub")),
    "a subject that is no text": lambda p: signed(p, good(p, sub=["anna"])),
    "a changed payload": tampered_payload,
    "a changed header": tampered_header,
    "a changed signature": tampered_signature,
    "a doubled claim": doubled_claim,
    "another algorithm than the key's": lambda p: compact(
        {"alg": "RS256", "typ": "at+jwt", "kid": p.key.kid}, good(p), lambda _: b"x" * 256
    ),
    "an algorithm that is not accepted": lambda p: compact(
        {"alg": "RS512", "typ": "at+jwt", "kid": p.key.kid}, good(p), lambda _: b"x" * 256
    ),
    "an algorithm that is a list": lambda p: compact(
        {"alg": ["ES256"], "typ": "at+jwt", "kid": p.key.kid}, good(p), genuine(p)
    ),
    "two parts": lambda p: p.access_token("anna").rpartition(".")[0],
    "four parts": lambda p: p.access_token("anna") + ".AAAA",
    "an encrypted token": nested,
    "too long": lambda p: signed(p, good(p, more="x" * 9000)),
    "spaces inside": lambda p: p.access_token("anna").replace(".", ". "),
    "padding": lambda p: p.access_token("anna") + "=",
    "claims that are a list": lambda p: f"{p.access_token('anna').partition('.')[0]}.{b64(b'[]')}.AAAA",
    "a header that is a text": lambda p: f"{b64(json.dumps('alg').encode())}.e30.AAAA",
    "a header that is a number": lambda p: f"{b64(b'7')}.e30.AAAA",
    "a header that nests deeply": lambda p: f"{b64(b'[' * 300)}.e30.AAAA",
    "a header that is no JSON": lambda p: "AAAA.AAAA.AAAA",
}


@pytest.mark.parametrize("name", FORGED)
def test_a_forged_token_is_refused_and_logged_without_its_content(
    client: Client, provider: LocalProvider, caplog: pytest.LogCaptureFixture, name: str
) -> None:
    token = FORGED[name](provider)
    answer = client.get("/health", headers=bearer(token))
    assert (answer.status_code, slug(answer)) == (401, "invalid-credential")
    assert answer.headers["www-authenticate"] == 'Bearer realm="fokus", error="invalid_token"'
    (line,) = [one for one in caplog.records if one.name == "fokus.signin"]
    assert line.__dict__["request"] == answer.headers["x-request-id"]
    assert line.getMessage().startswith("sign-in refused: ")
    everything = caplog.text + answer.text + str(answer.headers)
    assert not [part for part in (token, "anna", *token.split(".")) if len(part) > 3 and part in everything]


def test_the_forged_tokens_are_forged_in_nothing_but_what_they_name(client: Client, provider: LocalProvider) -> None:
    for token in (signed(provider, good(provider)), signed(provider, good(provider, aud=["x", AUDIENCE]))):
        assert client.get("/health", headers=bearer(token)).status_code == 200
    same = compact({"alg": "ES256", "typ": "at+jwt", "kid": provider.key.kid}, good(provider), genuine(provider))
    assert client.get("/health", headers=bearer(same)).status_code == 200
    capitals = signed(provider, good(provider), typ="application/AT+JWT")
    assert client.get("/health", headers=bearer(capitals)).status_code == 200


def test_a_token_stands_for_an_actor_whose_grants_are_ours(
    client: Client, service: Service, provider: LocalProvider
) -> None:
    token = bearer(provider.access_token("anna", roles=["state-office"], scope="core.manage-access"))
    assert client.get(KEEPER, headers=token).status_code == 403
    actor = grant(service, provider, "anna", "municipal-officer", "body:05315000")
    assert client.get(KEEPER, headers=token).json() == {"body": "05315000", "actor": actor}
    assert client.get(KEEPER.replace("05315000", "05111000"), headers=token).status_code == 403
    withdrawal = WithdrawAccess(
        actor=actor, role="municipal-officer", scope="body:05315000", effective=TODAY, reason="Wechsel"
    )
    service.journal.handle(withdrawal, by=CONSOLE)
    settle(service)
    assert client.get(KEEPER, headers=token).status_code == 403


def test_who_asks_is_told_with_what_an_administrator_needs(
    client: Client, service: Service, provider: LocalProvider
) -> None:
    nobody = client.get(HERE)
    assert nobody.json() == {"actor": None, "signed_in": None, "grants": [], "csrf_token": None}
    actor = grant(service, provider, "ben", "auditor", "programme:garden")
    answer = client.get(HERE, headers=bearer(provider.access_token("ben")))
    assert answer.json() == {
        "actor": actor,
        "signed_in": "token",
        "grants": [{"role": "auditor", "scope": "programme:garden", "since": "2000-01-01", "until": None}],
        "csrf_token": None,
    }
    assert answer.headers["cache-control"] == "no-store"


def test_kept_answers_are_not_shared_between_people(client: Client, service: Service, provider: LocalProvider) -> None:
    grant(service, provider, "carla", "auditor", "state")
    auditor, other = (bearer(provider.access_token(name)) for name in ("carla", "dora"))
    for _ in range(2):
        assert "core.access-granted" in client.get("/api/v1/log", headers=auditor).text
        assert "core.access-granted" not in client.get("/api/v1/log", headers=other).text
        assert "core.access-granted" not in client.get("/api/v1/log").text


def test_the_actor_tells_people_and_issuers_apart_and_nothing_about_them() -> None:
    assert actor_of("https://a.example", "anna") == "oidc-e2ec505dfd5da5721f88ba72"
    assert actor_of("https://a.example", "ben") != actor_of("https://a.example", "anna")
    assert actor_of("https://b.example", "anna") != actor_of("https://a.example", "anna")
    assert actor_of("https://a.example", "\ud800").startswith("oidc-")


def test_a_subject_that_is_half_a_character_is_no_error_of_ours(client: Client, provider: LocalProvider) -> None:
    header = {"alg": "ES256", "typ": "at+jwt", "kid": provider.key.kid}
    token = compact(header, good(provider, sub="\ud800"), genuine(provider))
    assert client.get(HERE, headers=bearer(token)).status_code == 200


@pytest.mark.parametrize("kind", ["RSA", "EC", "OKP"])
def test_tokens_of_every_kind_of_key_are_taken(provider: LocalProvider, kind: str) -> None:
    provider.rotate(kind)
    tokens = Tokens(Provider(provider.issuer), ("RS256", "ES256", "Ed25519"))
    assert asyncio.run(tokens.access(provider.access_token("anna"), AUDIENCE))["sub"] == "anna"


def test_an_algorithm_that_the_settings_leave_out_is_not_taken(provider: LocalProvider) -> None:
    provider.rotate("EC")
    tokens = Tokens(Provider(provider.issuer), ("RS256",))
    with pytest.raises(Flaw, match="algorithm"):
        asyncio.run(tokens.access(provider.access_token("anna"), AUDIENCE))


@pytest.mark.parametrize(
    ("claim", "now", "holds"),
    [
        ("exp", 1_000_059, True),
        ("exp", 1_000_060, False),
        ("nbf", 999_940, True),
        ("nbf", 999_939, False),
        ("iat", 999_940, True),
        ("iat", 999_939, False),
    ],
)
def test_clocks_may_differ_by_a_minute(provider: LocalProvider, claim: str, now: int, holds: bool) -> None:
    claims = good(provider, iat=now, exp=now + 600) | {claim: 1_000_000}
    tokens = Tokens(Provider(provider.issuer), ("ES256",), now=lambda: now)
    if holds:
        assert asyncio.run(tokens.access(signed(provider, claims), AUDIENCE)) == claims
    else:
        with pytest.raises(Flaw):
            asyncio.run(tokens.access(signed(provider, claims), AUDIENCE))


@pytest.mark.parametrize(
    ("claims", "reason"),
    [
        ({"nonce": "another"}, "invalid_claim"),
        ({}, "missing_claim"),
        ({"nonce": "n", "aud": AUDIENCE}, "invalid_claim"),
        ({"nonce": "n", "aud": [CLIENT, "another"]}, "audience"),
        ({"nonce": "n", "azp": "another"}, "audience"),
        ({"nonce": "n", "at_hash": "AAAA"}, "at_hash"),
        ({"nonce": "n", "exp": 1}, "expired_token"),
    ],
)
def test_an_id_token_must_be_made_for_this_sign_in(provider: LocalProvider, claims: Any, reason: str) -> None:
    tokens = Tokens(Provider(provider.issuer), ("ES256",))
    with pytest.raises(Flaw, match=reason):
        asyncio.run(tokens.identity(provider.id_token("anna", **claims), CLIENT, "n", "access"))
    fine = provider.id_token("anna", nonce="n", azp=CLIENT)
    assert asyncio.run(tokens.identity(fine, CLIENT, "n", "access"))["sub"] == "anna"


def test_an_access_token_is_no_id_token(provider: LocalProvider) -> None:
    tokens = Tokens(Provider(provider.issuer), ("ES256",))
    token = signed(provider, provider.claims("anna", CLIENT, nonce="n"))
    with pytest.raises(Flaw, match="type"):
        asyncio.run(tokens.identity(token, CLIENT, "n", "access"))


def test_without_a_provider_no_token_is_taken(provider: LocalProvider) -> None:
    with temporary_client() as client:
        assert slug(client.get("/health", headers=bearer(provider.access_token("anna")))) == "invalid-credential"


def test_without_an_audience_no_token_is_taken(provider: LocalProvider) -> None:
    with signing_client(provider, oidc_audience="") as client:
        for audience in ("", CLIENT):
            token = signed(provider, provider.claims("anna", audience))
            assert slug(client.get("/health", headers=bearer(token))) == "invalid-credential"
