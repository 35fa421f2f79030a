"""What anybody may try has a limit, or the service does not start; the limit holds across processes and nodes."""

import json
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
from api_kit import Client, bearer, slug
from litestar import Response, delete, patch, post, put
from litestar.params import FromPath
from sample_programme import CHECKS, GENUINE, plugin

from fokus_api.auth.policy import PUBLIC, SIGNED_IN, Policy, read
from fokus_api.http.rate_limits import LINKS, Limit, refuse_unlimited
from fokus_api.http.route_options import RouteOptions, options_of
from fokus_api.routes import OWN
from fokus_api.runtime.service import StartRefused
from fokus_api.testing.contract import come_from, issue_key, raced, service_of, shared_by_nodes, temporary_client
from fokus_core.domain.commands import Command, command
from fokus_core.domain.hooks import hookimpl
from fokus_core.domain.programme import ProgrammeInfo
from fokus_core.domain.refusals import Unavailable

HERE = Path(__file__).parent
CHECK = "/api/v1/garden/checks"
TALK = "/api/v1/garden/commands/talk"
LONG_ON_POSTGRES = pytest.mark.parametrize(
    "database_url",
    ["sqlite", pytest.param("postgresql", marks=[pytest.mark.postgres, pytest.mark.long])],
    indirect=True,
)
GOOD, WRONG = {"code": GENUINE}, {"code": "falsch"}
NODE = """
import json, sys
from sample_programme import plugin
from fokus_api.testing.contract import come_from, temporary_client

with temporary_client(plugin, **json.loads(sys.argv[1])) as client, come_from(client, "203.0.113.7"):
    print("ready", flush=True)
    sys.stdin.readline()
    print(*(client.post("/api/v1/garden/checks", json={"code": "falsch"}).status_code for _ in range(12)))
"""


def tried(client: Client, count: int, **more: Any) -> list[int]:
    return [client.post(CHECK, json=WRONG, **more).status_code for _ in range(count)]


@pytest.fixture
def shared(tmp_path: Path, database_url: str) -> dict[str, str]:
    """The settings that the nodes of an installation share; the state store on each engine in turn."""
    return shared_by_nodes(tmp_path, database_url)


@pytest.fixture
def nodes(shared: dict[str, str]) -> Iterator[Sequence[Client]]:
    with ExitStack() as both:
        yield [both.enter_context(temporary_client(plugin, **shared)) for _ in range(2)]


def test_a_check_tells_true_from_false_and_says_how_often_one_may_ask(client: Client) -> None:
    answers = [client.post(CHECK, json=asked) for asked in (GOOD, WRONG)]
    assert [(answer.status_code, answer.json()) for answer in answers] == [
        (200, {"genuine": True}),
        (200, {"genuine": False}),
    ]
    assert answers[0].headers["ratelimit-policy"] == '"garden-checks";q=10;w=600'
    assert answers[1].headers["ratelimit"].startswith('"garden-checks";r=8;t=')


def test_wrong_input_is_pointed_at_and_counted(client: Client) -> None:
    answer = client.post(CHECK, json={"code": "A1"})
    assert (answer.status_code, slug(answer), answer.json()["errors"][0]["pointer"]) == (422, "invalid-input", "/code")
    assert slug(client.post(CHECK)) == "malformed-json"
    assert slug(client.post(CHECK, content=b"{}", headers={"Content-Type": "text/plain"})) == "unsupported-media-type"
    assert tried(client, 8) == [200] * 7 + [429]


def test_beyond_the_limit_nobody_learns_anything_at_an_address(client: Client) -> None:
    with come_from(client, "203.0.113.7"):
        assert tried(client, 10) == [200] * 10
        answer = client.post(CHECK, json=GOOD)
        assert (answer.status_code, slug(answer)) == (429, "too-many-requests")
        assert 1 <= int(answer.headers["retry-after"]) <= 600
        assert "genuine" not in answer.text
    with come_from(client, "203.0.113.8"):
        assert tried(client, 1) == [200]
    with come_from(client, "203.0.113.7"):
        assert tried(client, 1, headers=bearer(issue_key(service_of(client), "anna"))) == [200]


def test_while_nobody_counts_nothing_is_checked(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def unreachable(*_: object) -> None:
        raise Unavailable("SQLite: locked")

    assert CHECKS.closed
    monkeypatch.setattr(service_of(client).state_store, "count_within", unreachable)
    answer = client.post(CHECK, json=GOOD)
    assert (answer.status_code, slug(answer), answer.headers["retry-after"]) == (503, "unavailable", "2")


def test_two_nodes_count_as_one(nodes: Sequence[Client]) -> None:
    here, there = nodes
    for node in nodes:
        with come_from(node, "203.0.113.7"):
            assert tried(node, 5) == [200] * 5
    for node, other, expected in ((here, there, 429), (there, here, 429)):
        with come_from(node, "203.0.113.7"):
            assert tried(node, 1) == [expected]
        with come_from(other, "203.0.113.9"):
            assert tried(other, 1) == [200]


@LONG_ON_POSTGRES
def test_two_processes_let_exactly_the_limit_pass(shared: dict[str, str]) -> None:
    found = raced(NODE, json.dumps(shared), folder=HERE)
    assert sorted(status for statuses in found for status in statuses) == ["200"] * 10 + ["429"] * 14


def test_a_public_command_is_limited_too() -> None:
    talk = {"cohort": "4", "person": {"name": "Ada"}, "text": "leise", "effective": "2021-05-01"}
    with temporary_client(plugin, limits=["garden-talks=2/60"]) as client:
        answers = [client.post(TALK, json=talk, params={"dry_run": dry}) for dry in (True, False, False, False, True)]
        assert [answer.status_code for answer in answers] == [200, 201, 201, 429, 200]
        assert client.post(f"{TALK}?%C2%A6=%F6&dry_run=true", json=talk).status_code == 422
        document = client.get("/schema/openapi.json").json()["paths"]
    assert "429" in document[TALK]["post"]["responses"]
    assert "429" in document[CHECK]["post"]["responses"]
    (content,) = document[CHECK]["post"]["requestBody"]["content"].values()
    assert content["schema"] == {"$ref": "#/components/schemas/garden.Ticket"}


class Shed:
    """A programme with routes and commands of a test's choice."""

    def __init__(self, *routes: Any, commands: Sequence[type[Command]] = ()) -> None:
        self.brought, self.commands = routes, commands

    @hookimpl
    def programme(self) -> ProgrammeInfo:
        return ProgrammeInfo(id="shed", title="Schuppen", commands=list(self.commands))

    @hookimpl
    def routes(self) -> Any:
        return self.brought


def made(verb: Any, policy: Policy = PUBLIC, limit: Limit | None = None) -> Any:
    @verb("/api/v1/shed/checks", opt=RouteOptions(policy=policy, programme="shed", limit=limit).opt)
    async def checks() -> None:
        """Check."""

    return checks


@command("shed.knock", PUBLIC)
class Knock(Command, frozen=True):
    """Knock."""


@command("shed.ring", PUBLIC, limit=Limit("links", 5))
class Ring(Command, frozen=True):
    """Ring."""


@read("/shed/list", policy=PUBLIC, live=True, limit=Limit("garden-checks", 5))
async def others() -> None:
    """List."""


@pytest.mark.parametrize(
    ("brought", "sentence"),
    [
        *(
            (Shed(made(verb)), f"route {name} /api/v1/shed/checks may be asked by anybody and has no limit.")
            for verb, name in ((post, "POST"), (put, "PUT"), (patch, "PATCH"), (delete, "DELETE"))
        ),
        (Shed(commands=[Knock]), "command 'shed.knock' may be given by anybody and has no limit."),
        (Shed(commands=[Ring]), "command 'shed.ring' has a limit whose name must begin with 'shed-'."),
        (Shed(others), "route /api/v1/shed/list has a limit whose name must begin with 'shed-'."),
    ],
)
def test_what_anybody_may_try_without_a_limit_stops_the_start(brought: Shed, sentence: str) -> None:
    with pytest.raises((ExceptionGroup, StartRefused)) as caught, temporary_client(brought):
        pass
    (refused,) = getattr(caught.value, "exceptions", [caught.value])
    assert str(refused) == f"Plugin 'shed': {sentence}"


@pytest.mark.parametrize(
    "route", [made(post, SIGNED_IN), made(post, limit=Limit("shed-checks", 5)), made(post, limit=LINKS)]
)
def test_what_is_limited_or_asks_for_a_sign_in_starts(route: Any) -> None:
    with temporary_client(Shed(route)) as client:
        assert "/api/v1/shed/checks" in client.get("/schema/openapi.json").json()["paths"]


@read("/shed/plans/{plan:str}", policy=PUBLIC, binary=("application/pdf",))
async def plan(plan: FromPath[str]) -> Response[bytes]:
    """Show a plan."""
    return Response(plan.encode(), media_type="application/pdf")


def test_a_route_that_answers_with_a_file_is_described_as_one_that_may_be_gone() -> None:
    with temporary_client(Shed(plan)) as client:
        answers = client.get("/schema/openapi.json").json()["paths"]["/api/v1/shed/plans/{plan}"]["get"]["responses"]
    assert answers["200"]["content"] == {"application/pdf": {"schema": {"type": "string", "format": "binary"}}}
    assert list(answers["410"]["content"]) == ["application/problem+json"]


def test_the_houses_own_routes_are_held_to_the_same() -> None:
    for route in OWN:
        refuse_unlimited("core", route)
    asked = [(route, options_of(route)) for route in OWN if not route.http_methods <= {"GET", "HEAD"}]
    by_anybody = [(route, options) for route, options in asked if options and options.policy == PUBLIC]
    assert {path for route, _ in by_anybody for path in route.paths} == {
        *("/l/{secret:str}", "/signout", "/api/v1/commands/{command:str}/files")
    }
    assert all(options.limit for _, options in by_anybody)
