"""The reason for which an entry about a person was taken back, or something ended, for who may read it."""

import asyncio
from typing import Annotated

from litestar.di import NamedDependency
from litestar.params import PathParameter
from msgspec import Struct

from fokus_api.auth.policy import read
from fokus_api.auth.unsealing import Unsealer
from fokus_api.http.caller import Caller
from fokus_api.node import Node
from fokus_core.corrections.reasons import READ_REASONS, ReasonGiven
from fokus_core.domain.facts import Fact, Recorded
from fokus_core.domain.refusals import NotFound
from fokus_core.domain.retraction import FactRetracted
from fokus_core.privacy.personal import personal_fields
from fokus_core.privacy.private_reasons import PRIVATE
from fokus_projections import Reader

LAST = 10**15 - 1


class ReasonView(Struct, frozen=True):
    """Why an entry was taken back, or something ended; null where the words went with whom they were about."""

    reason: str | None


@read("/log/{position:int}/reason", policy=READ_REASONS, live=True, operation_id="core_log_reason")
async def reason(
    position: Annotated[int, PathParameter(ge=1, le=LAST, description="Position im Journal.")],
    caller: NamedDependency[Caller],
    node: NamedDependency[Node],
    reader: NamedDependency[Reader],
    unsealer: NamedDependency[Unsealer],
) -> ReasonView:
    """Show the reason of a retraction, or of an end, to who may see the entry; that it was opened is written down."""
    journal = node.service.journal
    record = await asyncio.to_thread(journal.recorded, position)
    if record is None or not _says_why(record.fact):
        raise NotFound
    target = record.fact.target if isinstance(record.fact, FactRetracted) else position
    seen, params = node.audiences.condition(caller)
    if (
        reader.first(f"SELECT 1 FROM core_log WHERE position = :target AND {seen}", {"target": target, **params})
        is None
    ):
        raise NotFound
    if (said := getattr(record.fact, "reason", PRIVATE)) != PRIVATE:
        return ReasonView(said)
    found: list[Recorded[Fact]] = [record]
    if isinstance(record.fact, FactRetracted):
        given = await asyncio.to_thread(journal.under, f"command:{record.meta.command}", ReasonGiven)
        found = [one for one in given if isinstance(one.fact, ReasonGiven) and one.fact.target == target]
    (values,) = await unsealer(READ_REASONS, found) if found else ({"words": None},)
    return ReasonView(values["words"])


def _says_why(fact: Fact) -> bool:
    """Tell whether a fact is a retraction, or has a field of sealed words."""
    return isinstance(fact, FactRetracted) or any(one.name == "words" for one in personal_fields(type(fact)))
