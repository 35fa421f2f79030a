"""Audiences: which facts a caller may see, the one place that filters rows of the log."""

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from fokus_api.auth.access import Access
from fokus_api.http.caller import Caller
from fokus_core.domain.facts import LOG_READERS, Fact, Recorded
from fokus_core.domain.facts import PUBLIC as PUBLIC_AUDIENCE
from fokus_core.journal.request import Receipt
from fokus_core.plugins.catalogue import Catalogue

__all__ = ["READ_LOG", "Audiences"]

READ_LOG = "core.read-log"


class Audiences:
    """Leaves a caller what its audiences may see."""

    def __init__(self, catalogue: Catalogue, access: Access) -> None:
        self._facts = catalogue.facts
        self._access = access
        seen_by = {kind.audience for kind in catalogue.facts.values()} - {PUBLIC_AUDIENCE, LOG_READERS}
        self._plain = {audience.permission for audience in seen_by if not audience.kind}
        self._narrow = sorted(seen_by, key=lambda audience: (audience.permission, audience.kind))

    def told(self, caller: Caller, receipt: Receipt) -> Receipt:
        """Return a receipt without facts about other things than the first is about, where the caller may not see them.

        So a body that withdraws is not told which other one takes its place.
        """
        about = {key for record in receipt.facts[:1] for key in record.keys}

        def shown(record: Recorded[Fact]) -> bool:
            kind = self._facts.get(record.type)
            audience = kind.audience if kind else PUBLIC_AUDIENCE
            things = [key for key in record.keys if audience.kind and key.startswith(f"{audience.kind}:")]
            if about.issuperset(things):
                return True
            reach = self._access.reach(caller, audience.permission, *audience.beyond)
            return reach.everything or any(key.partition(":")[2] in reach.of(audience.kind) for key in things)

        return replace(receipt, facts=[record for record in receipt.facts if shown(record)])

    def closed(self, record: Recorded[Fact]) -> bool:
        """Tell whether a fact is a closed group's own, or of a kind that no installed programme knows."""
        kind = self._facts.get(record.type)
        return kind is None or (kind.audience not in (PUBLIC_AUDIENCE, LOG_READERS) and not kind.audience.beyond)

    def condition(self, caller: Caller, *, files: bool = False) -> tuple[str, dict[str, Any]]:
        """Return the SQL condition, with its parameters, that leaves the log rows this caller may see.

        With `files` it leaves those alone whose files the caller may read, too.
        """
        seen = "core_log.audience"
        params: dict[str, Any] = {}

        def one_of(column: str, values: Iterable[str]) -> str:
            names = {f"seen_{number}": value for number, value in enumerate(sorted(values), len(params))}
            params.update(names)
            return f"{column} IN ({', '.join(f':{name}' for name in names)})"

        whole, parts = {PUBLIC_AUDIENCE.permission}, []
        log = self._access.reach(caller, READ_LOG)
        if log.of("state"):
            whole.add(LOG_READERS.permission)
        elif log.of("programme"):
            parts.append(f"({seen} = '' AND {one_of('core_log.programme', log.of('programme'))})")
        for audience in self._narrow:
            reach = self._access.reach(caller, audience.permission, *(() if files else audience.beyond))
            if reach.everything and audience.kind:
                parts.append(f"{seen} GLOB '{audience.permission} {audience.kind}:*'")
                if audience.permission not in self._plain:  # which other facts are stored with
                    whole.add(audience.permission)  # of those that are about no thing of the kind
            elif reach.everything:
                whole.add(audience.permission)
            elif audience.kind:
                whole |= {f"{audience.permission} {audience.kind}:{thing}" for thing in reach.of(audience.kind)}
        return f"({' OR '.join([one_of(seen, whole), *parts])})", params
