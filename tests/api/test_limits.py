"""Rate limits hold for one actor or one address, across processes and nodes, and are told in the answer."""

import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from api_kit import Client, Headers, bearer, open_gardens, slug
from click.testing import CliRunner
from sample_programme import plugin

from fokus_api.auth.policy import PUBLIC, read
from fokus_api.cli import main
from fokus_api.http.rate_limits import EXPORTS, LINKS, SIGN_IN, Limit, Limits, network_of, tried
from fokus_api.runtime.service import Service
from fokus_api.runtime.settings import SettingsRefused, load_settings
from fokus_api.testing.contract import come_from, issue_key, service_of, temporary_client
from fokus_core.access.links import Links
from fokus_core.domain.hooks import hookimpl
from fokus_core.domain.refusals import Unavailable
from fokus_core.storage.state_store import open_state_store
from fokus_core.testing.folders import files_in

GARDENS = "/api/v1/garden/gardens"
CSV = {"Accept": "text/csv"}
ROUNDS = """
import asyncio, sys
from contextlib import closing
from fokus_api.http.request_context import KEY, RequestContext
from fokus_api.http.rate_limits import Limit, Limits
from fokus_api.http.problems import ApiProblem
from fokus_core.storage.state_store import open_state_store
from fokus_core.testing.memory import MemoryVault

async def main():
    with closing(open_state_store(sys.argv[1])) as state_store:
        limits = Limits(state_store, MemoryVault(), [])

        async def one():
            scope = {"state": {KEY: RequestContext()}, "client": ("203.0.113.7", 1)}
            try:
                await limits.admit(Limit("race", 10, 600), scope)
            except ApiProblem:
                return 0
            return 1

        print(sum(await asyncio.gather(*(one() for _ in range(50)))))

asyncio.run(main())
"""


@pytest.fixture
def client() -> Iterator[Client]:
    with temporary_client(plugin, limits=["exports=3/60"]) as client:
        open_gardens(service_of(client), "05315000")
        yield client


def statuses(client: Client, count: int, path: str = GARDENS, headers: Headers | None = None) -> list[int]:
    return [client.get(path, headers=headers or CSV).status_code for _ in range(count)]


def test_beyond_the_limit_an_export_is_answered_429(client: Client) -> None:
    answers = [client.get(GARDENS, headers=CSV) for _ in range(4)]
    assert [answer.status_code for answer in answers] == [200, 200, 200, 429]
    assert slug(answers[-1]) == "too-many-requests"
    assert [answer.headers["ratelimit"].partition(";t=")[0] for answer in answers] == [
        '"exports";r=2',
        '"exports";r=1',
        '"exports";r=0',
        '"exports";r=0',
    ]
    assert {answer.headers["ratelimit-policy"] for answer in answers} == {'"exports";q=3;w=60'}
    wait = int(answers[-1].headers["retry-after"])
    assert 1 <= wait <= 60
    assert f";t={wait}" in answers[-1].headers["ratelimit"]
    assert answers[-1].headers["cache-control"] == "no-store"


def test_every_list_as_csv_is_an_export_however_it_is_asked_for(client: Client) -> None:
    assert statuses(client, 1, f"{GARDENS}?format=csv", {"Accept": "*/*"}) == [200]
    assert statuses(client, 1, "/api/v1/log") == [200]
    tag = client.get(GARDENS, headers=CSV).headers["etag"]
    for path, headers in (
        ("/api/v1/bodies", CSV),
        (f"{GARDENS}.csv", {}),
        (f"{GARDENS}.xlsx", {}),
        ("/api/v1/feed?format=csv", {}),
        ("/api/v1/log?format=json&format=csv", {}),
        (GARDENS, {**CSV, "If-None-Match": tag}),
    ):
        assert client.get(path, headers=headers).status_code == 429


def test_what_is_no_export_is_not_counted(client: Client) -> None:
    assert statuses(client, 6, headers={"Accept": "application/json"}) == [200] * 6
    assert statuses(client, 6, f"{GARDENS}?format=json") == [200] * 6
    assert "ratelimit" not in client.get(GARDENS).headers
    assert statuses(client, 4) == [200, 200, 200, 429]
    assert client.get(GARDENS).status_code == 200


def test_an_unchanged_export_is_confirmed_and_counted(client: Client) -> None:
    tag = client.get(GARDENS, headers=CSV).headers["etag"]
    found = [client.get(GARDENS, headers={**CSV, "If-None-Match": tag}).status_code for _ in range(3)]
    assert found == [304, 304, 429]


def test_each_actor_is_counted_for_itself_wherever_it_comes_from(client: Client) -> None:
    service = service_of(client)
    anna, ben = bearer(issue_key(service, "anna")), bearer(issue_key(service, "ben"))
    for address in ("203.0.113.7", "203.0.113.8", "203.0.113.9"):
        with come_from(client, address):
            assert statuses(client, 1, headers={**CSV, **anna}) == [200]
    other_key = bearer(issue_key(service, "anna"))
    assert statuses(client, 1, headers={**CSV, **other_key}) == [429]
    assert statuses(client, 3, headers={**CSV, **ben}) == [200] * 3
    assert statuses(client, 3) == [200] * 3


def test_who_is_nobody_in_particular_is_counted_by_address(client: Client) -> None:
    for address, expected in (
        ("203.0.113.7", [200, 200, 200, 429]),
        ("203.0.113.8", [200]),
        ("2001:db8:1:2::1", [200, 200]),
        ("2001:db8:1:2:ffff::9", [200, 429]),
        ("2001:db8:1:3::1", [200]),
    ):
        with come_from(client, address):
            assert statuses(client, len(expected)) == expected


def test_behind_a_trusted_proxy_each_client_is_counted_for_itself() -> None:
    with temporary_client(plugin, limits=["exports=1/60"], trusted_proxies=["10.0.0.0/8"]) as client:
        with come_from(client, "10.0.0.1"):
            found = [
                client.get(GARDENS, headers={**CSV, "X-Forwarded-For": f"{written}, {address}"}).status_code
                for written, address in (
                    ("192.0.2.1", "203.0.113.7"),
                    ("192.0.2.2", "203.0.113.7"),
                    ("192.0.2.2", "203.0.113.8"),
                )
            ]
        assert found == [200, 429, 200]


def test_addresses_are_kept_as_keyed_hashes_only(client: Client) -> None:
    address = "198.51.100.77"
    with come_from(client, address):
        statuses(client, 1)
    assert client.get(GARDENS, headers=CSV).status_code == 200
    folder = Path(service_of(client).settings.data)
    files = {path: held for path, held in files_in(folder).items() if not path.is_relative_to(folder / "read")}
    assert not [path.name for path, held in files.items() if address.encode() in held]
    keys = [key for key, _ in service_of(client).state_store.scan("limit")]
    assert len(keys) == 2
    assert all(key.startswith("exports:address:") and len(key.rpartition(":")[2]) == 32 for key in keys)


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("203.0.113.7", "203.0.113.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("_hidden", "_hidden"),
        ("", ""),
    ],
)
def test_a_client_is_an_address_or_a_network_of_its_own(address: str, network: str) -> None:
    assert network_of(address) == network


def test_a_window_begins_anew() -> None:
    with temporary_client(plugin, limits=["exports=2/1"]) as client:
        while statuses(client, 1) == [200]:
            pass  # a window of a second may end while they are asked
        time.sleep(1.1)
        assert statuses(client, 1) == [200]


def test_while_nobody_counts_exports_pass_and_secrets_do_not(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    state_store = service_of(client).state_store
    path = Links(state_store).issue("garden.open-by-link", {}, expires=datetime.now(UTC) + timedelta(hours=1))

    def unreachable(*_: object) -> None:
        raise Unavailable("SQLite: locked")

    monkeypatch.setattr(state_store, "count_within", unreachable)
    answer = client.get(GARDENS, headers=CSV)
    assert answer.status_code == 200
    assert "ratelimit" not in answer.headers
    for found in (client.get(path), client.post(path, json={})):
        assert (found.status_code, slug(found), found.headers["retry-after"]) == (503, "unavailable", "2")
    assert (SIGN_IN.closed, LINKS.closed, EXPORTS.closed) == (True, True, False)


def test_every_limited_operation_says_so_in_the_document(client: Client) -> None:
    found = client.get("/schema/openapi.json").json()["paths"]
    limited = {path for path, methods in found.items() if "429" in methods.get("get", {"responses": {}})["responses"]}
    assert {f"{GARDENS}.csv", f"{GARDENS}.xlsx", "/api/v1/log.csv", "/l/{secret}"} <= limited
    assert "/health" not in limited


@read("/garden/gardens.atom", policy=PUBLIC, live=True, media_type="application/atom+xml")
async def news() -> bytes:
    """Answer with something that is not JSON."""
    return b"<feed/>"


@read("/garden/looks", policy=PUBLIC, live=True, limit=Limit("garden-looks", 2, per=60))
async def looks() -> dict[str, str]:
    """Answer so often only."""
    return {}


class Checked(type(plugin)):  # type: ignore[misc]  # the class of a plugin object
    @hookimpl
    def routes(self) -> Any:
        return [*super().routes(), looks, news]


def test_a_route_may_have_a_limit_of_its_own_which_the_settings_change() -> None:
    with temporary_client(Checked()) as client:
        assert statuses(client, 3, "/api/v1/garden/looks") == [200, 200, 429]
    with temporary_client(Checked(), limits=["garden-looks=3/60"]) as client:
        assert statuses(client, 4, "/api/v1/garden/looks") == [200, 200, 200, 429]


def test_what_is_not_json_is_an_export() -> None:
    with temporary_client(Checked(), limits=["exports=2/60"]) as client:
        assert statuses(client, 3, "/api/v1/garden/gardens.atom", {"Accept": "*/*"}) == [200, 200, 429]


def test_a_limit_that_nobody_has_stops_the_start() -> None:
    with pytest.raises(ExceptionGroup) as caught, temporary_client(plugin, limits=["export=1/1", "links=1/1"]):
        pass
    assert str(caught.value.exceptions[0]) == "The setting limits names export, which is no limit."


def test_serving_tells_a_limit_that_nobody_has_in_a_sentence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("FOKUS_PLUGINS", "core")
    monkeypatch.setenv("FOKUS_LIMITS", "sign-in=1/1, signin=1/1")
    result = CliRunner().invoke(main, ["serve"])
    assert result.exit_code == 2
    assert result.stderr.strip() == "The setting limits names signin, which is no limit."


@pytest.mark.parametrize("rate", ["exports", "exports=1", "exports=0/60", "exports=1/0", "exports=-1/60", "a=1/1/1"])
def test_a_rate_that_is_none_is_refused_in_a_sentence(tmp_path: Path, rate: str) -> None:
    with pytest.raises(SettingsRefused, match=r"The setting limits \(FOKUS_LIMITS\) has the wrong form"):
        load_settings({"FOKUS_LIMITS": rate}, tmp_path)


def test_two_nodes_over_one_state_store_share_the_count(tmp_path: Path, database_url: str) -> None:
    shared = {
        "journal": f"sqlite:///{tmp_path}/journal.db",
        "vault": f"sqlite:///{tmp_path}/vault.db",
        "files": f"file://{tmp_path}/files",
        "master_key": f"file://{tmp_path}/master.key",
    }
    with ExitStack() as both:
        nodes = [
            both.enter_context(temporary_client(plugin, **shared, state_store=database_url, limits=["exports=3/60"]))
            for _ in range(2)
        ]
        keys = [{**CSV, **bearer(issue_key(service_of(node), "anna"))} for node in nodes]
        found = [statuses(node, 1, headers=key)[0] for _ in range(2) for node, key in zip(nodes, keys, strict=True)]
        assert found == [200, 200, 200, 429]


def test_of_a_hundred_requests_to_two_processes_exactly_the_limit_passes(database_url: str) -> None:
    open_state_store(database_url).close()
    command = [sys.executable, "-c", ROUNDS, database_url]
    processes = [subprocess.Popen(command, stdout=subprocess.PIPE, text=True) for _ in range(2)]
    passed = [int(process.communicate(timeout=120)[0]) for process in processes]
    assert [process.returncode for process in processes] == [0, 0]
    assert sum(passed) == 10


def test_trying_a_command_is_counted_apart_and_follows_what_the_settings_say(service: Service) -> None:
    limit = Limit("garden-talks", 10, per=3600)
    usual = Limits(service.state_store, service.vault, ())
    assert usual.in_force(tried(limit)) == Limit("garden-talks-tried", 100, per=3600)
    changed = Limits(service.state_store, service.vault, ("garden-talks=3/60",))
    assert changed.in_force(tried(limit)) == Limit("garden-talks-tried", 30, per=60)
    assert changed.in_force(limit) == Limit("garden-talks", 3, per=60)
