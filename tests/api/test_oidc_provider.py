"""Keys of the identity provider: rotated, fetched rarely, and good while the provider does not answer."""

import asyncio
import json
import threading
import time
from base64 import urlsafe_b64encode
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from api_kit import bearer, slug
from cryptography.hazmat.primitives.asymmetric.rsa import generate_private_key
from signin_kit import AUDIENCE, local_provider, signing_client

from fokus_api.auth.signin import Flaw
from fokus_api.auth.signin import fetch as fetching
from fokus_api.auth.signin.fetch import LIMIT, NotAnswered, fetch
from fokus_api.auth.signin.provider import LONGEST, MAX_AGE, SPACING, Provider, ProviderDown
from fokus_api.auth.signin.tokens import Tokens
from fokus_api.operations.identity_provider import LocalProvider
from fokus_api.runtime.loopback import is_safe

KEYS = "/keys"


class Clock:
    def __init__(self) -> None:
        self.seconds = 1000.0

    def __call__(self) -> float:
        return self.seconds


class Scene:
    """A provider as we know it, beside the one that is there, and a clock."""

    def __init__(self, there: LocalProvider) -> None:
        self.there = there
        self.clock = Clock()
        self.known = Provider(there.issuer, now=self.clock)
        self.tokens = Tokens(self.known, ("ES256",))

    async def holds(self, token: str) -> bool:
        try:
            await self.tokens.access(token, AUDIENCE)
        except Flaw:
            return False
        return True

    @property
    def fetches(self) -> int:
        return self.there.asked.count(KEYS)


@pytest.fixture
def scene() -> Iterator[Scene]:
    with local_provider() as there:
        yield Scene(there)


def test_a_rotated_key_is_fetched_when_its_first_token_comes(scene: Scene) -> None:
    async def story() -> None:
        before = scene.there.access_token("anna")
        assert await scene.holds(before)
        scene.there.rotate()
        after = scene.there.access_token("anna")
        assert not await scene.holds(after)  # asked a moment ago
        scene.clock.seconds += SPACING
        assert await scene.holds(after)
        assert await scene.holds(before)
        assert scene.fetches == 2

    asyncio.run(story())


def test_a_withdrawn_key_is_good_for_some_minutes(scene: Scene) -> None:
    async def story() -> None:
        token = scene.there.access_token("anna")
        assert await scene.holds(token)
        scene.there.rotate(keep=False)
        scene.clock.seconds += MAX_AGE + 1
        assert not await scene.holds(token)
        assert scene.fetches == 2

    asyncio.run(story())


def test_unknown_keys_ask_the_provider_once_per_some_seconds(scene: Scene) -> None:
    async def story() -> None:
        other = scene.there.sign(scene.there.claims("anna", AUDIENCE), {"typ": "at+jwt", "kid": "nobody"})
        assert not any(await asyncio.gather(*(scene.holds(other) for _ in range(50))))
        assert scene.fetches == 1
        scene.clock.seconds += SPACING
        assert not any(await asyncio.gather(*(scene.holds(other) for _ in range(50))))
        assert scene.fetches == 2

    asyncio.run(story())


def test_an_outage_is_survived_with_the_keys_that_are_known(scene: Scene) -> None:
    async def story() -> None:
        token = scene.there.access_token("anna")
        assert await scene.holds(token)
        scene.there.switch_off()
        for _ in range(20):
            scene.clock.seconds += MAX_AGE / 2
            assert await scene.holds(token)
            await asyncio.sleep(0.01)
        stranger = scene.there.sign(scene.there.claims("anna", AUDIENCE), {"typ": "at+jwt", "kid": "new"})
        with pytest.raises(ProviderDown):
            await scene.holds(stranger)
        scene.there.switch_on()
        scene.there.rotate()
        scene.clock.seconds += SPACING
        assert await scene.holds(scene.there.access_token("anna"))

    asyncio.run(story())


def test_a_provider_that_hangs_holds_up_nobody_for_long(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("fokus_api.auth.signin.provider.PATIENCE", 0.05)
    hung_up = asyncio.Event()

    async def hanging(url: str) -> bytes:
        await hung_up.wait()
        raise NotAnswered

    async def hang_up() -> None:
        hung_up.set()
        while scene.known._task is not None and not scene.known._task.done():
            await asyncio.sleep(0.01)

    async def answered(*tokens: str) -> list[bool]:
        return await asyncio.wait_for(asyncio.gather(*map(scene.holds, tokens)), timeout=60)

    async def story() -> None:
        token = scene.there.access_token("anna")
        assert await scene.holds(token)
        scene.known._get = hanging
        scene.clock.seconds += MAX_AGE + 1
        assert all(await answered(*[token] * 20)), "each waits a while, and goes on with the keys that are known"
        await hang_up()
        hung_up.clear()
        scene.clock.seconds += SPACING
        monkeypatch.setattr("fokus_api.auth.signin.provider.PATIENCE", 3600)
        assert await answered(token) == [True], "after a failure nobody waits at all"
        await hang_up()

    asyncio.run(story())


def test_an_outage_of_a_day_is_not_survived(scene: Scene) -> None:
    async def story() -> None:
        token = scene.there.access_token("anna")
        assert await scene.holds(token)
        scene.there.switch_off()
        scene.clock.seconds += LONGEST - 1
        assert await scene.holds(token)
        scene.clock.seconds += SPACING
        with pytest.raises(ProviderDown):
            await scene.holds(token)

    asyncio.run(story())


def test_a_provider_that_was_never_reached_answers_503_and_keys_of_ours_go_on() -> None:
    with local_provider() as there, signing_client(there) as client:
        token = there.access_token("anna")
        there.switch_off()
        answer = client.get("/health", headers=bearer(token))
        assert (answer.status_code, slug(answer), answer.headers["retry-after"]) == (503, "provider-down", "2")
        assert client.get("/health").status_code == 200


class Odd:
    """A provider whose answers are odd: what each path answers may be changed."""

    def __init__(self) -> None:
        self.answers: dict[str, Callable[[BaseHTTPRequestHandler], None]] = {}
        odd = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:  # named by http.server
                odd.answers[self.path](self)

            def log_message(self, *_: Any, **__: Any) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.issuer = f"http://127.0.0.1:{self.server.server_port}"
        threading.Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()

    @property
    def discovery(self) -> dict[str, Any]:
        names = ("jwks_uri", "authorization_endpoint", "token_endpoint")
        return {"issuer": self.issuer, **{name: f"{self.issuer}/{name}" for name in names}}


@pytest.fixture
def odd() -> Iterator[Odd]:
    found = Odd()
    yield found
    found.server.shutdown()
    found.server.server_close()


def answers(body: bytes, status: int = 200, **headers: str) -> Callable[[BaseHTTPRequestHandler], None]:
    def answer(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(status)
        for name, value in headers.items():
            handler.send_header(name, value)
        handler.end_headers()
        handler.wfile.write(body)

    return answer


def hangs(handler: BaseHTTPRequestHandler) -> None:
    time.sleep(0.6)
    handler.close_connection = True


DISCOVERY = "/.well-known/openid-configuration"


@pytest.mark.parametrize(
    "answer",
    [
        answers(b"{}", 500),
        answers(b"not json"),
        answers(b"[" * 100_000),
        answers(b'"\xff"'),
        answers(b'{"keys": 7}'),
        answers(b'{"keys": []}' + b" " * LIMIT),
        answers(b"", 302, Location="http://127.0.0.1:1/keys"),
        answers(b"", 302, Location="file:///etc/hostname"),
        hangs,
    ],
)
def test_an_odd_answer_is_no_key_set(odd: Odd, monkeypatch: pytest.MonkeyPatch, answer: Any) -> None:
    monkeypatch.setattr(fetching, "TIMEOUT", 0.25)
    odd.answers = {DISCOVERY: answers(json.dumps(odd.discovery).encode()), "/jwks_uri": answer}
    with pytest.raises(ProviderDown):
        asyncio.run(Provider(odd.issuer).key("one"))


@pytest.mark.parametrize(
    "change",
    [
        {"issuer": "https://evil.example"},
        {"jwks_uri": "http://evil.example/keys"},
        {"jwks_uri": "file:///etc/hostname"},
        {"token_endpoint": "http://evil.example/token"},
        {"authorization_endpoint": "javascript:alert(1)"},
    ],
)
def test_a_document_that_leads_astray_is_not_followed(odd: Odd, change: dict[str, str]) -> None:
    odd.answers = {
        DISCOVERY: answers(json.dumps(odd.discovery | change).encode()),
        "/jwks_uri": answers(b'{"keys": []}'),
    }
    with pytest.raises(ProviderDown):
        asyncio.run(Provider(odd.issuer).metadata())
    odd.answers[DISCOVERY] = answers(json.dumps(odd.discovery).encode())
    assert asyncio.run(Provider(odd.issuer).metadata()).issuer == odd.issuer


def rsa_key(bits: int, kid: str) -> dict[str, Any]:
    modulus = (
        generate_private_key(65537, bits).public_key().public_numbers().n.to_bytes(bits // 8)
    )  # as a careless provider would
    return {"kty": "RSA", "kid": kid, "e": "AQAB", "n": urlsafe_b64encode(modulus).rstrip(b"=").decode()}


def test_secret_private_and_broken_keys_are_left_out(odd: Odd) -> None:
    with local_provider() as there:
        good, private = there.key.as_dict(private=False), there.key.as_dict(private=True)
    shapes = [
        {**good, "kid": "good"},
        {**private, "kid": "private"},
        {**good, "kid": "broken", "x": "AAAA"},
        {**good, "kid": "encrypting", "use": "enc"},
        {**good, "kid": 7},
        rsa_key(1024, "short"),
        rsa_key(2048, "long"),
        {"kty": "oct", "k": "AAAA", "kid": "secret"},
        {"kty": "new", "kid": "new"},
    ]
    odd.answers = {
        DISCOVERY: answers(json.dumps(odd.discovery).encode()),
        "/jwks_uri": answers(json.dumps({"keys": shapes}).encode()),
    }

    async def found() -> list[str]:
        provider = Provider(odd.issuer)
        return [str(shape["kid"]) for shape in shapes if await provider.key(str(shape["kid"])) is not None]

    assert asyncio.run(found()) == ["good", "long"]


@pytest.mark.parametrize(
    ("url", "safe"),
    [
        ("https://a.example/x", True),
        ("http://127.0.0.1:8001", True),
        ("http://localhost", True),
        ("http://[::1]:1", True),
        ("http://a.example", False),
        ("http://127.0.0.1.evil.example", False),
        ("http://127.0.0.1@evil.example", False),
        ("https://user:secret@a.example", False),
        ("https://", False),
        ("ftp://127.0.0.1", False),
        ("http://[::1", False),
        ("", False),
    ],
)
def test_only_https_and_this_machine_are_asked(url: str, safe: bool) -> None:
    assert is_safe(url) is safe
    if not safe:
        with pytest.raises(NotAnswered):
            asyncio.run(fetch(url))
