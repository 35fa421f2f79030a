"""Who a client is: what a connection says, or else a proxy of ours, and nobody besides."""

import logging
from collections.abc import Iterator

import pytest
from api_kit import Client, slug
from litestar import Request, get
from sample_programme import plugin

from fokus_api.auth.policy import PUBLIC
from fokus_api.http.problems import ApiProblem
from fokus_api.http.proxies import Peer, Proxies
from fokus_api.http.route_options import RouteOptions
from fokus_api.runtime.settings import SettingsRefused, load_settings
from fokus_api.testing.contract import come_from, temporary_client

OURS = ["10.0.0.0/8", "fd00::/8"]
FORWARDED, FOR, PROTO, HOST = "Forwarded", "X-Forwarded-For", "X-Forwarded-Proto", "X-Forwarded-Host"


def peer(address: str, *headers: tuple[str, str], scheme: str = "http") -> Peer:
    raw = [(name.lower().encode(), value.encode("latin-1")) for name, value in headers]
    return Proxies(OURS).peer(raw, address, scheme)


@pytest.mark.parametrize(
    ("address", "headers", "expected", "scheme"),
    [
        ("203.0.113.7", [], "203.0.113.7", "http"),
        ("::ffff:203.0.113.7", [], "203.0.113.7", "http"),
        ("10.1.2.3", [], "10.1.2.3", "http"),
        ("10.1.2.3", [(FOR, "203.0.113.7")], "203.0.113.7", "http"),
        ("::ffff:10.1.2.3", [(FOR, "203.0.113.7")], "203.0.113.7", "http"),
        ("fd00::1", [(FOR, "2001:db8::7")], "2001:db8::7", "http"),
        ("10.1.2.3", [(FOR, "203.0.113.7"), (PROTO, "https")], "203.0.113.7", "https"),
        ("10.1.2.3", [(PROTO, "https")], "10.1.2.3", "https"),
        ("10.1.2.3", [(FOR, "198.51.100.1, 203.0.113.7")], "203.0.113.7", "http"),  # the left one anybody can write
        ("10.1.2.3", [(FOR, "198.51.100.1, 203.0.113.7, 10.9.9.9")], "203.0.113.7", "http"),
        ("10.1.2.3", [(FOR, "198.51.100.1"), (FOR, "203.0.113.7")], "203.0.113.7", "http"),
        ("10.1.2.3", [(FOR, "10.4.4.4, 10.9.9.9")], "10.4.4.4", "http"),
        ("10.1.2.3", [(FOR, "203.0.113.7:4711")], "203.0.113.7", "http"),
        ("10.1.2.3", [(FOR, "[2001:db8::7]:4711")], "2001:db8::7", "http"),
        ("10.1.2.3", [(FOR, "::ffff:203.0.113.7")], "203.0.113.7", "http"),
        ("10.1.2.3", [(FOR, "unknown")], "unknown", "http"),
        ("10.1.2.3", [(FORWARDED, "for=203.0.113.7;proto=https;by=10.1.2.3")], "203.0.113.7", "https"),
        ("10.1.2.3", [(FORWARDED, 'For="[2001:DB8::7]:4711" ; Proto=HTTPS')], "2001:db8::7", "https"),
        ("10.1.2.3", [(FORWARDED, "for=198.51.100.1;proto=https, for=203.0.113.7")], "203.0.113.7", "http"),
        ("10.1.2.3", [(FORWARDED, "for=203.0.113.7"), (FORWARDED, "for=10.8.8.8;proto=https")], "203.0.113.7", "https"),
        ("10.1.2.3", [(FORWARDED, 'for=_mystery;host="a, b; \\"c\\""')], "_mystery", "http"),
        ("10.1.2.3", [(FOR, "203.0.113.7"), (HOST, "evil.example")], "203.0.113.7", "http"),
    ],
)
def test_the_client_is_the_last_one_that_is_no_proxy_of_ours(
    address: str, headers: list[tuple[str, str]], expected: str, scheme: str
) -> None:
    assert peer(address, *headers) == Peer(expected, scheme)


@pytest.mark.parametrize("name", [FORWARDED, FOR, PROTO, HOST])
@pytest.mark.parametrize("address", ["203.0.113.7", "11.0.0.1", "fe80::1", "unix", ""])
def test_nobody_else_says_who_a_client_is(name: str, address: str) -> None:
    with pytest.raises(ApiProblem, match="untrusted-forwarding"):
        peer(address, (name, "for=10.0.0.1"))


@pytest.mark.parametrize(
    "headers",
    [
        [(FOR, "")],
        [(FOR, "203.0.113.7,")],
        [(FOR, "203.0.113.256")],
        [(FOR, "example.org")],
        [(FOR, "203.0.113.7:port")],
        [(FOR, "1.2.3.4, ' OR 1=1")],
        [(FOR, "1.2.3.4, " * 1000 + "1.2.3.4")],
        [(PROTO, "ftp")],
        [(PROTO, "https, http")],
        [(PROTO, "https"), (PROTO, "https")],
        [(FORWARDED, "")],
        [(FORWARDED, "for")],
        [(FORWARDED, "for=")],
        [(FORWARDED, "proto=https")],
        [(FORWARDED, "for=1.2.3.4,")],
        [(FORWARDED, "for=1.2.3.4;for=1.2.3.5")],
        [(FORWARDED, 'for="1.2.3.4')],
        [(FORWARDED, "for=[2001:db8::7]")],
        [(FORWARDED, "for=1.2.3.4;proto=gopher")],
        [(FORWARDED, "for=example.org")],
        [(FORWARDED, "for=1.2.3.4"), (FOR, "1.2.3.4")],
        [(FORWARDED, "for=1.2.3.4"), (PROTO, "https")],
        [(FORWARDED, "for=1.2.3.4\xff")],
    ],
)
def test_what_has_not_the_prescribed_form_is_refused(headers: list[tuple[str, str]]) -> None:
    with pytest.raises(ApiProblem, match="malformed-forwarding"):
        peer("10.1.2.3", *headers)


@get("/who", opt=RouteOptions(policy=PUBLIC, programme="core").opt)
async def who(request: Request[None, None, None]) -> list[str]:
    client = request.scope["client"]
    assert client is not None
    return [client[0], request.scope["scheme"]]


@pytest.fixture(scope="module")
def client() -> Iterator[Client]:
    with temporary_client(plugin, trusted_proxies=OURS) as client:
        client.app.register(who)
        yield client


def test_handlers_see_the_client_behind_the_proxy(client: Client) -> None:
    with come_from(client, "10.1.2.3"):
        answer = client.get("/who", headers={FOR: "203.0.113.7", PROTO: "https"})
    assert answer.json() == ["203.0.113.7", "https"]
    with come_from(client, "203.0.113.8"):
        assert client.get("/who").json() == ["203.0.113.8", "http"]


@pytest.mark.parametrize(
    ("address", "value", "expected"),
    [("203.0.113.7", "198.51.100.77", "untrusted-forwarding"), ("10.1.2.3", "marker-77", "malformed-forwarding")],
)
def test_a_refused_word_is_logged_without_its_content(
    client: Client, caplog: pytest.LogCaptureFixture, address: str, value: str, expected: str
) -> None:
    with come_from(client, address), caplog.at_level(logging.INFO):
        answer = client.get("/api/v1/garden/gardens", headers={FOR: value})
    assert (answer.status_code, slug(answer)) == (400, expected)
    assert value not in answer.text
    warned = [record for record in caplog.records if record.getMessage() == expected]
    assert [record.__dict__["request"] for record in warned] == [answer.headers["x-request-id"]]
    assert not any(value in str(record.__dict__) for record in caplog.records if record.name.startswith("fokus"))


@pytest.mark.parametrize("value", ["10.0.0.1/8", "proxy", "10.0.0.0/33", ""])
def test_a_network_that_is_none_is_refused_in_a_sentence(tmp_path_factory: pytest.TempPathFactory, value: str) -> None:
    with pytest.raises(SettingsRefused, match="The setting trusted_proxies"):
        load_settings({}, tmp_path_factory.mktemp("x"), given={"trusted_proxies": [value]})


def test_networks_are_named_by_commas(tmp_path_factory: pytest.TempPathFactory) -> None:
    environ = {"FOKUS_TRUSTED_PROXIES": "10.0.0.0/8, ::1"}
    assert load_settings(environ, tmp_path_factory.mktemp("x")).trusted_proxies == ("10.0.0.0/8", "::1")
