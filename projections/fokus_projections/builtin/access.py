"""The built-in tables of grants and API keys, for the check of every request."""

from collections import defaultdict
from collections.abc import Sequence
from typing import TYPE_CHECKING

from fokus_core.access.api_keys import KeyIssued, KeyRevoked
from fokus_core.access.grants import AccessGranted, AccessWithdrawn, grants_of
from fokus_core.domain.facts import Fact, Recorded, in_effective_order
from fokus_projections.storage.schema import Column, Table, insert_into

if TYPE_CHECKING:
    from fokus_projections.storage.database import ModelDatabase

GRANT = Table(
    "core_grant",
    "Which role an actor has within which scope, from when until when.",
    {
        "actor": Column(str, "Id of the actor"),
        "role": Column(str, "Id of the role"),
        "scope": Column(str, "state, programme:<id>, body:<id> or cohort:<id>"),
        "since": Column(str, "First day of the grant, ISO 8601"),
        "until": Column(str, "Last day on which it holds, ISO 8601", nullable=True),
        "position": Column(int, "Position of the fact that granted it"),
    },
    pk=("actor", "position"),
    indexes=(("scope",), ("role",)),
)
KEY = Table(
    "core_key",
    "API keys; of their secrets only the digest is kept.",
    {
        "key": Column(str, "Id of the key"),
        "actor": Column(str, "Id of the actor it was issued to"),
        "digest": Column(str, "SHA-256 of the secret, hexadecimal"),
        "since": Column(str, "First day on which it opens anything, ISO 8601"),
        "until": Column(str, "Last day on which it does, ISO 8601", nullable=True),
        "revoked_on": Column(str, "Day from which it is revoked, ISO 8601", nullable=True),
        "roles": Column(str, "The roles of the actor that it opens, separated by spaces; empty for all"),
        "scopes": Column(str, "The scopes that it is kept within, separated by spaces; empty for all"),
    },
    pk=("key",),
    indexes=(("actor",),),
)


GRANTS = (AccessGranted, AccessWithdrawn)  # with those that programmes derive from them
CONCERNED = (*GRANTS, KeyIssued, KeyRevoked)


class AccessProjection:
    """Keeps `core_grant` and `core_key`; whether a row holds on a day is asked when it is read."""

    name = "core.access"
    version = 3
    tables = (GRANT, KEY)

    def apply(self, db: "ModelDatabase", batch: Sequence[Recorded[Fact]]) -> None:
        """Fold the grants of every actor that is touched anew, and enter and revoke keys."""
        last = batch[-1].position
        concerned = {cls for cls in {type(record.fact) for record in batch} if issubclass(cls, CONCERNED)}
        batch = [record for record in batch if type(record.fact) in concerned] if concerned else []
        for actor in {record.fact.actor: None for record in batch if isinstance(record.fact, GRANTS)}:
            _fold_grants(db, actor, last)
        for record in batch:
            match record.fact:
                case KeyIssued(key=key, actor=actor, digest=digest, until=until) as issued:
                    row = (key, actor, digest, issued.effective.isoformat(), until and until.isoformat(), None)
                    db.execute(insert_into(KEY), (*row, " ".join(issued.roles), " ".join(issued.scopes)))
                case KeyRevoked(key=key) as revoked:
                    on = revoked.effective.isoformat()
                    db.execute('UPDATE core_key SET revoked_on = ? WHERE "key" = ?', (on, key))
                case _:
                    pass


def _fold_grants(db: "ModelDatabase", actor: str, known: int) -> None:
    facts = in_effective_order(db.facts(f"actor:{actor}", known=known))
    granted: defaultdict[tuple[str, str, str], list[int]] = defaultdict(list)
    for record in facts:
        if isinstance(record.fact, AccessGranted):
            granted[record.fact.role, record.fact.scope, record.fact.effective.isoformat()].append(record.position)
    rows = []
    for grant in reversed(grants_of(record.fact for record in facts)):
        since, until = grant.since.isoformat(), grant.until.isoformat() if grant.until else None
        position = granted[grant.role, grant.scope, since].pop()
        rows.append((actor, grant.role, grant.scope, since, until, position))
    db.execute("DELETE FROM core_grant WHERE actor = ?", (actor,))
    db.conn.executemany(insert_into(GRANT), rows)
