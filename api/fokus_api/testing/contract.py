"""What an integrator tests a plugin's face with: a temporary service, a client, and a contract every plugin keeps."""

import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any, ClassVar, cast

import msgspec
from litestar import Litestar
from litestar.handlers import HTTPRouteHandler
from litestar.testing import TestClient

from fokus_api.auth.policy import API, check_routes
from fokus_api.http.problems import MEDIA_TYPE
from fokus_api.http.route_options import RouteOptions, options_of
from fokus_api.plugins.load import open_service
from fokus_api.routes.commands import command_path
from fokus_api.runtime.service import Service
from fokus_api.runtime.settings import load_settings
from fokus_api.server.completed import schemas_of
from fokus_api.server.openapi import openapi_document
from fokus_api.testing.lending import lent
from fokus_api.testing.ways_out import gets
from fokus_core.access.actor import CONSOLE
from fokus_core.access.api_keys import IssueKey, KeyIssued, new_secret
from fokus_core.access.grants import GrantAccess
from fokus_core.domain.policy import Policy
from fokus_core.domain.programme import ProgrammeInfo
from fokus_core.domain.refusals import Invalid, Refused
from fokus_core.journal.documented import load_history
from fokus_core.plugins.texts import LOCALES

__all__ = [
    "AppContract",
    "come_from",
    "headers_of_everybody",
    "issue_key",
    "raced",
    "service_of",
    "settle",
    "shared_by_nodes",
    "temporary_client",
    "temporary_service",
]

LONG_AGO = date(2000, 1, 1)


@contextmanager
def temporary_service(*plugins: object, **given: Any) -> Iterator[Service]:
    """Open a service in a folder that is gone afterwards, with the core and these plugins; `given` are settings."""
    with tempfile.TemporaryDirectory() as folder:
        settings = load_settings({}, Path(folder), given={"plugins": [], "allowed_hosts": ["*"], **given})
        with open_service(settings, extra=plugins) as service:
            yield service


@contextmanager
def temporary_client(*plugins: object, **given: Any) -> Iterator[TestClient[Litestar]]:
    """Run the application over a temporary service; what fails inside is answered, as a caller would see it."""
    with (
        temporary_service(*plugins, **given) as service,
        lent(service) as app,
        TestClient(app, raise_server_exceptions=False) as client,
    ):
        yield client


def service_of(client: TestClient[Litestar]) -> Service:
    """Return the service behind a client."""
    return cast("Service", client.app.state.node.service)


def issue_key(
    service: Service,
    actor: str,
    *grants: tuple[str, str],
    since: date = LONG_AGO,
    until: date | None = None,
) -> str:
    """Give an actor roles within scopes and an API key, and return the key once the read model knows it."""
    secret, digest = new_secret()
    for role, scope in grants:
        service.journal.handle(GrantAccess(actor=actor, role=role, scope=scope, effective=since), by=CONSOLE)
    receipt = service.journal.handle(IssueKey(actor=actor, digest=digest, effective=since, until=until), by=CONSOLE)
    (record,) = receipt.facts
    assert isinstance(record.fact, KeyIssued)
    settle(service)
    return f"fk_{record.fact.key}_{secret}"


def headers_of_everybody(service: Service) -> dict[str, str]:
    """Return the headers of a caller who holds every role, each as widely as it can be held."""
    key = ""
    for role in service.catalogue.roles.values():
        for scope in ("state", f"programme:{role.programme}", "body:05914000"):
            try:
                key = issue_key(service, "everybody", (role.id, scope))
                break
            except (Refused, Invalid):
                continue
    return {"Authorization": f"Bearer {key}"}


def settle(service: Service) -> int:
    """Wait until the read model has come to the journal's head, and return that position."""
    head = service.journal.store.head()
    assert service.models.wait_for(head, 60)
    return head


@contextmanager
def come_from(client: TestClient[Litestar], address: str) -> Iterator[None]:
    """Let requests come from an address."""
    inner = client.app.asgi_handler

    async def moved(scope: Any, receive: Any, send: Any) -> None:
        await inner({**scope, "client": (address, 40_000)}, receive, send)

    client.app.asgi_handler = moved
    try:
        yield
    finally:
        client.app.asgi_handler = inner


def shared_by_nodes(folder: Path, state_store: str) -> dict[str, str]:
    """Return the settings that the nodes of one installation share; its state store is at a URL."""
    stores = {name: f"sqlite:///{folder}/{name}.db" for name in ("journal", "vault")}
    return {
        **stores,
        "files": f"file://{folder}/files",
        "master_key": f"file://{folder}/master.key",
        "state_store": state_store,
    }


def raced(script: str, *arguments: str, folder: Path) -> list[list[str]]:
    """Run a script in two processes at once, in a folder, and return the words that each prints.

    It prints `ready` on a line and reads one, which both are given at the same time.
    """
    command = [sys.executable, "-c", script, *arguments]
    pipes: dict[str, Any] = dict.fromkeys(("stdin", "stdout", "stderr"), subprocess.PIPE) | {"text": True}
    processes = [subprocess.Popen(command, cwd=folder, **pipes) for _ in range(2)]  # noqa: S603  # a test's own script
    try:
        for process in processes:
            assert process.stdout is not None
            assert process.stdout.readline() == "ready\n"
        for process in processes:
            assert process.stdin is not None
            process.stdin.write("\n")
            process.stdin.flush()
        return [process.communicate(timeout=60)[0].split() for process in processes]
    finally:
        for process in processes:
            process.kill()


class AppContract:
    """The contract of a programme's face, as pytest tests; `plugin` is the plugin object."""

    plugin: ClassVar[Any]

    @property
    def routes(self) -> list[HTTPRouteHandler]:
        """The routes the plugin brings."""
        hook = getattr(self.plugin, "routes", None)
        return list(hook()) if hook else []

    @property
    def _options(self) -> list[RouteOptions]:
        return [options for route in self.routes if (options := options_of(route)) is not None]

    @property
    def info(self) -> ProgrammeInfo:
        """The programme under test."""
        return cast("ProgrammeInfo", self.plugin.programme())

    def test_every_route_has_a_policy_and_stands_below_the_programme(self) -> None:
        assert check_routes(self.info.id, self.routes) == self.routes

    def test_every_permission_that_is_asked_for_exists(self) -> None:
        with temporary_service(self.plugin) as service:
            permissions = service.catalogue.permissions
            policies: list[Policy] = [options.policy for options in self._options]
            policies += [kind.policy for kind in service.catalogue.commands.values() if kind.programme == self.info.id]
        assert {policy.permission for policy in policies if policy.permission} <= set(permissions)

    def test_people_have_a_word_for_every_field_of_an_answer(self) -> None:
        with temporary_client(self.plugin) as client:
            service, brought = service_of(client), schemas_of(client.app).named(self.info.id)
            missing = [one for cls in brought for one in service.labels.missing(self.info.id, cls)]
            said = {text for cls in brought for text in service.labels.texts(self.info.id, cls)}
            texts = service.texts
        missing += [
            f"{self.info.id}: {text!r} has no text in {language}"
            for language in LOCALES
            for text in sorted(said)
            if not texts.knows(text, language, self.info.id)
        ]
        assert missing == [], "\n".join(missing)

    def test_every_operation_is_documented_with_its_problems(self) -> None:
        with temporary_client(self.plugin) as client:
            found = openapi_document(client.app)
            kinds = [k for k in service_of(client).catalogue.commands.values() if k.programme == self.info.id]
        posts = {command_path(kind) for kind in kinds}
        assert posts <= set(found["paths"])
        for operations in found["paths"].values():
            for operation in operations.values():
                assert operation["summary"], operation["operationId"]
                problems = {s: r for s, r in operation["responses"].items() if int(s) >= 400}
                assert {"400", "401", "403", "404", "422", "500", "503"} <= set(problems)
                assert all(list(answer["content"]) == [MEDIA_TYPE] for answer in problems.values())

    def test_every_address_answers_with_and_without_rows(self) -> None:
        with temporary_client(self.plugin) as client:
            service = service_of(client)
            headers, wrong = headers_of_everybody(service), list[str]()
            history = getattr(self.plugin, "history", tuple)
            for rows in ("without rows", "with its history"):
                list(load_history(service.journal, history() if rows == "with its history" else ()))
                settle(service)
                for one in gets(client, {"body_id": ["05914000"]}):
                    if one.path.startswith(f"{API}/{self.info.id}/"):
                        answer = client.get(one.there, headers=headers)
                        wrong += [f"{one.there} {rows}: {answer.text}"] if answer.status_code >= 500 else []
        assert wrong == [], "\n".join(wrong)

    def test_every_command_shows_an_example_that_can_be_given(self) -> None:
        with temporary_client(self.plugin) as client:
            found = openapi_document(client.app)["paths"]
            kinds = [k for k in service_of(client).catalogue.commands.values() if k.programme == self.info.id]
        for kind in kinds:
            body = found[command_path(kind)]["post"]["requestBody"]["content"]["application/json"]
            assert "example" in body, f"{kind.name}: give a field of a prescribed form `Meta(examples=[…])`"
            msgspec.json.decode(msgspec.json.encode(body["example"]), type=kind.cls)
