"""Callers with a key, who read and give commands over HTTP as people and programs do."""

from typing import Any

import msgspec
from litestar import Litestar
from litestar.testing import TestClient

from fokus_api.auth.policy import API
from fokus_api.testing import command_path, issue_key, problem_of, service_of, settle
from fokus_core.domain.commands import Command, command_type

__all__ = ["Clerk", "ClerkOf"]


class Clerk:
    """Somebody with a key: gives commands and reads lists over HTTP."""

    def __init__(self, client: TestClient[Litestar], actor: str, key: str) -> None:
        self.client = client
        self.actor = actor
        self.headers = {"Authorization": f"Bearer {key}"}

    def get(self, path: str, **query: Any) -> Any:
        """Return what a path below `/api/v1` answers, once everything that was recorded is read."""
        settle(service_of(self.client))
        answer = self.client.get(f"{API}/{path}", params=query, headers=self.headers)
        assert answer.status_code == 200, f"{path}: {answer.text}"
        return answer.json()

    def give(self, command: Command, **query: Any) -> Any:
        """Give a command that is accepted, and return the receipt."""
        answer = self._given(command, query)
        assert answer.status_code in (200, 201), f"{command_type(type(command)).name}: {answer.text}"
        return answer.json()

    def refused(self, command: Command) -> str:
        """Give a command that is refused, and return status, slug and fields: `409 takes-part /body`."""
        head = service_of(self.client).journal.store.head()
        told = problem_of(self._given(command, {}))
        assert service_of(self.client).journal.store.head() == head, "something was recorded"
        return told

    def _given(self, command: Command, query: dict[str, Any]) -> Any:
        kind = command_type(type(command))
        return self.client.post(
            command_path(kind), params=query, json=msgspec.to_builtins(command), headers=self.headers
        )


class ClerkOf:
    """Makes callers with a key who hold a role within a scope, or none."""

    def __init__(self, client: TestClient[Litestar]) -> None:
        self._client = client
        self._made = 0

    def __call__(self, role: str = "", scope: str = "state") -> Clerk:
        """Return a new caller, with a role within a scope: `state`, `programme:hofladen`, `body:05914000`."""
        self._made += 1
        grants = [(role, scope)] if role else []
        actor = f"clerk-{self._made}"
        return Clerk(self._client, actor, issue_key(service_of(self._client), actor, *grants))
