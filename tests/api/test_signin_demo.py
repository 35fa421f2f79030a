"""The demonstration: a provider that lets everybody in, there and nowhere else, and real browsers' ways through it."""

import html
import json
import os
import re
import signal
import socket
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import httpx
import pytest
from test_cli_serve import PATIENCE, answered, free_port, line_of, running

from fokus_api.auth.signin import actor_of
from fokus_api.operations.demo_signin import demo_signin
from fokus_api.operations.identity_provider import address, listen
from fokus_api.runtime.loopback import is_safe
from fokus_api.runtime.service import StartRefused
from fokus_api.testing.contract import temporary_service
from fokus_core.access.grants import AccessGranted

FIELD = re.compile(r'name="([^"]+)" value="([^"]*)"')


@pytest.fixture
def environ() -> dict[str, str]:
    return {**os.environ, "FOKUS_PLUGINS": "core"}


def provider_port(data: Path) -> int:
    return int((data / "demo-signin.json").read_text())


def is_answered(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def ended(port: int) -> bool:
    deadline = time.monotonic() + PATIENCE
    while is_answered(port) and time.monotonic() < deadline:
        time.sleep(0.05)
    return not is_answered(port)


def chosen(browser: httpx.Client, address: str, account: str) -> httpx.Response:
    """Go where the service sends a browser, choose an account, and come back."""
    page = browser.get(address)
    assert "Nur zur Vorführung" in page.text
    policy = page.headers["content-security-policy"]
    assert policy.startswith("default-src 'none'; style-src 'sha256-")
    assert "; form-action 'self' http://127.0.0.1" in policy
    fields = {name: html.unescape(value) for name, value in FIELD.findall(page.text) if name != "account"}
    back = browser.post(address.partition("?")[0], data={**fields, "account": account})
    return browser.get(back.headers["location"])


def test_in_a_demonstration_everybody_signs_in_as_any_role(tmp_path: Path, environ: dict[str, str]) -> None:
    port = free_port()
    with running(tmp_path, environ, "serve", "--demo", "--port", str(port), "--json") as process:
        started = line_of(process)
        url = started["url"]
        answered(f"{url}/health")
        there = provider_port(tmp_path / "data")
        for role in ("auditor", "state-office"):
            with httpx.Client(base_url=url) as browser:
                begun = browser.get("/signin")
                assert begun.headers["location"].startswith(f"http://127.0.0.1:{there}/authorize?")
                back = chosen(browser, begun.headers["location"], f"demo-{role}")
                assert (back.status_code, back.headers["location"]) == (303, "/signin")
                seen = browser.get("/api/v1/session").json()
                assert seen["actor"] == actor_of(f"http://127.0.0.1:{there}", f"demo-{role}")
                assert [(one["role"], one["scope"]) for one in seen["grants"]] == [(role, "state")]
                page = browser.get("/signin").text
                form = dict(FIELD.findall(page))
                assert browser.post("/signout", data=form, headers={"Origin": url}).status_code == 200
                assert browser.get("/api/v1/session").json()["actor"] is None
        process.send_signal(signal.SIGINT)
        output, errors = process.communicate(timeout=PATIENCE)
    assert (process.returncode, output) == (0, "")
    assert ended(there)
    assert [line for line in errors.splitlines() if json.loads(line)["level"] != "info"] == []


@pytest.mark.parametrize(
    ("host", "shown"),
    [
        ("::1", "[::1]"),
        pytest.param("127.0.0.2", "127.0.0.2", marks=pytest.mark.long),
        pytest.param("localhost", socket.getaddrinfo("localhost", 0)[0][4][0], marks=pytest.mark.long),
    ],
)
def test_the_provider_listens_on_the_host_of_the_server_and_leads_back_to_it(
    tmp_path: Path, environ: dict[str, str], host: str, shown: str
) -> None:
    with running(tmp_path, environ, "serve", "--demo", "--host", host, "--port", str(free_port()), "--json") as process:
        url = line_of(process)["url"]
        assert answered(f"{url}/health").status_code == 200
        issuer = f"http://{shown}:{provider_port(tmp_path / 'data')}"
        with httpx.Client(base_url=url) as browser:
            begun = browser.get("/signin").headers["location"]
            assert begun.startswith(f"{issuer}/authorize?")
            page = browser.get(begun)
            fields = {name: html.unescape(value) for name, value in FIELD.findall(page.text) if name != "account"}
            back = browser.post(f"{issuer}/authorize", data={**fields, "account": "demo-auditor"}).headers["location"]
            assert back.startswith(f"{url}/signin/callback?")
            browser.get(back)
            assert browser.get("/api/v1/session").json()["actor"] == actor_of(issuer, "demo-auditor")


def test_a_provider_on_every_address_is_named_by_one_that_others_reach() -> None:
    with listen(host="0.0.0.0") as listening:  # as `--host 0.0.0.0` asks for
        named = urlsplit(address(listening))
        assert named.hostname not in {"0.0.0.0", None}
        with socket.create_connection((named.hostname, named.port), timeout=PATIENCE):
            pass


@pytest.mark.parametrize(
    ("url", "safe"),
    [
        ("http://127.0.0.1:8001", True),
        ("http://127.0.0.2:8001", True),
        ("http://[::1]:8001", True),
        ("http://localhost:8001", True),
        ("https://id.example.nrw", True),
        ("http://id.example.nrw", False),
        ("http://198.51.100.7:8001", False),
        ("http://0.0.0.0:8001", False),
        ("http://[::]:8001", False),
        ("http://224.0.0.1", False),
        ("http://127.0.0.1@evil.example", False),
        ("http://127.0.0.1.evil.example", False),
    ],
)
def test_plain_http_is_safe_to_an_address_of_this_machine_alone(url: str, safe: bool) -> None:
    assert is_safe(url) is safe


@pytest.fixture(scope="module")
def plain(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple["subprocess.Popen[str]", int, Path]]:
    """A server that is no demonstration, its port and its data."""
    folder, port = tmp_path_factory.mktemp("plain"), free_port()
    environ = {**os.environ, "FOKUS_PLUGINS": "core"}
    with running(folder, environ, "serve", "--port", str(port), "--json") as process:
        answered(f"{line_of(process)['url']}/health")
        yield process, port, folder / "data"


def test_a_doubled_header_and_a_doubled_credential_are_refused_by_the_real_server(plain: Any) -> None:
    _, port, data = plain
    for doubled in ("Host: 127.0.0.1", "Authorization: Bearer a", "Cookie: a=b", "X-CSRF-Token: a", "Origin: a"):
        lines = ["GET /health HTTP/1.1", "Host: 127.0.0.1", doubled, doubled, "Connection: close", "", ""]
        with socket.create_connection(("127.0.0.1", port), timeout=PATIENCE) as connection:
            connection.sendall("\r\n".join(lines).encode())
            assert connection.recv(4096).startswith(b"HTTP/1.1 400"), doubled
    assert not (data / "demo-signin.json").exists()


@pytest.mark.parametrize("given", [{}, {"demo": False}])
def test_outside_a_demonstration_nobody_is_let_in(given: dict[str, Any]) -> None:
    with temporary_service(**given) as service:
        head = service.journal.store.head()
        with pytest.raises(StartRefused, match="for demonstrations only"), demo_signin(service):
            pass
        assert service.journal.store.head() == head
        assert not (Path(service.settings.data) / "demo-signin.json").exists()


def test_without_the_option_no_provider_is_started(plain: Any) -> None:
    process, port, _ = plain
    assert httpx.get(f"http://127.0.0.1:{port}/signin").status_code == 404
    children = subprocess.run(["ps", "-eo", "ppid,args"], capture_output=True, text=True, check=True).stdout
    own = [line for line in children.splitlines() if line.split()[0] == str(process.pid)]
    assert not any("testing_idp" in line for line in own)


@pytest.fixture
def demo() -> Iterator[Any]:
    with temporary_service(demo=True, port=free_port()) as service:
        yield service


def test_each_role_has_one_account_with_its_grant(demo: Any) -> None:
    with demo_signin(demo) as variables:
        issuer = variables["FOKUS_OIDC_ISSUER"]
        assert httpx.get(f"{issuer}/.well-known/openid-configuration").json()["issuer"] == issuer
    for role in demo.catalogue.roles:
        (record,) = demo.journal.under(f"actor:{actor_of(issuer, f'demo-{role}')}")
        assert isinstance(record.fact, AccessGranted)
        assert record.fact.role == role


def test_the_accounts_stay_who_they_are_and_are_granted_nothing_twice(demo: Any) -> None:
    with demo_signin(demo) as first:
        pass
    head = demo.journal.store.head()
    with demo_signin(demo) as second:
        assert second["FOKUS_OIDC_ISSUER"] == first["FOKUS_OIDC_ISSUER"]
        assert second["FOKUS_OIDC_CLIENT_SECRET"] != first["FOKUS_OIDC_CLIENT_SECRET"]
    assert demo.journal.store.head() == head


def test_a_taken_port_is_no_hindrance(demo: Any) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        (Path(demo.settings.data) / "demo-signin.json").write_text(str(taken.getsockname()[1]))
        with demo_signin(demo) as variables:
            port = provider_port(Path(demo.settings.data))
            assert port != taken.getsockname()[1]
            assert variables["FOKUS_OIDC_ISSUER"].endswith(f":{port}")
            assert is_answered(port)
    assert ended(port)


def test_the_provider_ends_with_whoever_started_it(tmp_path: Path, environ: dict[str, str]) -> None:
    port = free_port()
    with running(tmp_path, environ, "serve", "--demo", "--port", str(port), "--json") as process:
        line_of(process)
        there = provider_port(tmp_path / "data")
        assert is_answered(there)
        process.send_signal(signal.SIGTERM)
        process.communicate(timeout=PATIENCE)
    assert ended(there)
