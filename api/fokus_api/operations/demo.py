"""The demonstration: one actor and one API key per role, kept in clear beside the data and nowhere else."""

import os
from pathlib import Path

import msgspec

from fokus_api.runtime.service import Service
from fokus_core.access.actor import CONSOLE
from fokus_core.access.api_keys import IssueKey, KeyIssued, new_secret
from fokus_core.access.grants import AccessGranted, GrantAccess
from fokus_core.domain.clock import day_of
from fokus_core.domain.input import read_json

__all__ = ["DemoKey", "demo_keys", "grant_once"]


class DemoKey(msgspec.Struct, frozen=True):
    """An actor for trying things out: its role, within which scope, and its API key."""

    actor: str
    role: str
    scope: str
    key: str


def demo_keys(service: Service) -> list[DemoKey]:
    """Return one key per role, made on first use and the same from then on."""
    path = Path(service.settings.data) / "demo-keys.json"
    known = {one.role: one for one in _kept(path)}
    keys = [known.get(role) or _issue(service, role) for role in sorted(service.catalogue.roles)]
    if len(keys) > len(known):
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "wb") as file:
            file.write(msgspec.json.format(msgspec.json.encode(keys)))
    return keys


def _kept(path: Path) -> list[DemoKey]:
    return read_json(path.read_bytes(), list[DemoKey]) if path.exists() else []


def _issue(service: Service, role: str) -> DemoKey:
    actor, today = f"demo-{role}", day_of(service.journal.now())
    scope = grant_once(service, actor, role)
    secret, digest = new_secret()
    receipt = service.journal.handle(IssueKey(actor=actor, digest=digest, effective=today), by=CONSOLE)
    issued = next(record.fact for record in receipt.facts if isinstance(record.fact, KeyIssued))
    return DemoKey(actor, role, scope, f"fk_{issued.key}_{secret}")


def grant_once(service: Service, actor: str, role: str) -> str:
    """Grant a role within the scope that shows it best, unless that was ever done, and return the scope."""
    scope, today = _scope(service, role), day_of(service.journal.now())
    facts = [record.fact for record in service.journal.under(f"actor:{actor}")]
    if not any(isinstance(one, AccessGranted) and (one.role, one.scope) == (role, scope) for one in facts):
        service.journal.handle(GrantAccess(actor=actor, role=role, scope=scope, effective=today), by=CONSOLE)
    return scope


def _scope(service: Service, role: str) -> str:
    """Return the scope that shows a role best: its own example, its programme, or the whole state."""
    known = service.catalogue.roles[role]
    return known.example or ("state" if known.programme == "core" else f"programme:{known.programme}")
