"""The demonstration: one actor and one API key per role, kept in clear beside the data and nowhere else."""

import os
from pathlib import Path

import msgspec

from fokus_api.service import Service
from fokus_core.access import (
    CONSOLE,
    AccessGranted,
    AccessWithdrawn,
    GrantAccess,
    IssueKey,
    KeyIssued,
    grants_of,
    new_secret,
)
from fokus_core.journal.clock import day_of

__all__ = ["DemoKey", "demo_keys"]

HAGEN = "05914000"


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
    return msgspec.json.decode(path.read_bytes(), type=list[DemoKey]) if path.exists() else []


def _issue(service: Service, role: str) -> DemoKey:
    actor, scope = f"demo-{role}", _scope(service, role)
    today = day_of(service.journal.now())
    records = [record.fact for record in service.journal.under(f"actor:{actor}")]
    grants = grants_of(fact for fact in records if isinstance(fact, AccessGranted | AccessWithdrawn))
    if not any((grant.role, grant.scope) == (role, scope) and grant.holds(today) for grant in grants):
        service.journal.handle(GrantAccess(actor=actor, role=role, scope=scope, effective=today), by=CONSOLE)
    secret, digest = new_secret()
    receipt = service.journal.handle(IssueKey(actor=actor, digest=digest, effective=today), by=CONSOLE)
    issued = next(record.fact for record in receipt.facts if isinstance(record.fact, KeyIssued))
    return DemoKey(actor, role, scope, f"fk_{issued.key}_{secret}")


def _scope(service: Service, role: str) -> str:
    """Return the scope that shows a role best: its programme, one town, or the whole state."""
    for info in service.catalogue.programmes.values():
        if info.id != "core" and any(one.id == role for one in info.roles):
            return f"programme:{info.id}"
    return f"body:{HAGEN}" if role == "municipal-officer" else "state"
