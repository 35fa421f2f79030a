"""A chain of facts as W3C PROV, in PROV-JSON: what each was made of, by which decision, on whose account and source."""

from collections.abc import Callable, Mapping
from hashlib import sha256
from typing import Annotated, Any
from urllib.parse import quote

import msgspec
from msgspec import Meta

from fokus_api.http.rendered import SPOKEN, Rendered
from fokus_core.domain.facts import Fact, Recorded
from fokus_core.domain.retraction import FactRetracted

__all__ = ["Links", "Provenance", "provenance"]

PREFIX = {"fokus": "urn:fokus-kommune:"}
Said = dict[str, dict[str, Any]]


class Provenance(msgspec.Struct, frozen=True, kw_only=True, rename="camel"):
    """A PROV-JSON document: facts and sources are entities, decisions activities, accounts agents.

    `fokus:whole` of the fact that is asked about tells whether the chain is told to its beginning.
    """

    prefix: Annotated[dict[str, str], Meta(description="Namespaces of names")] = msgspec.field(
        default_factory=PREFIX.copy
    )
    entity: Annotated[Said, Meta(description="Facts and the sources that they name, by id")] = {}
    activity: Annotated[Said, Meta(description="Decisions, by id")] = {}
    agent: Annotated[Said, Meta(description="Accounts, by id")] = {}
    was_generated_by: Annotated[Said, Meta(description="Which decision recorded a fact")] = {}
    was_invalidated_by: Annotated[Said, Meta(description="Which decision took a fact back or replaced it")] = {}
    was_derived_from: Annotated[Said, Meta(description="Which source or fact a fact follows from")] = {}
    was_informed_by: Annotated[Said, Meta(description="Which decision gave rise to another")] = {}
    was_associated_with: Annotated[Said, Meta(description="Whose decision it was")] = {}
    used: Annotated[Said, Meta(description="Which facts a decision read")] = {}


class Links(msgspec.Struct, frozen=True):
    """What lies behind a fact, as positions: what its decision read, what gave rise to it, and what took it back."""

    read: frozenset[int]
    cause: int | None
    replaces: int | None
    gone: int | None


def provenance(
    asked: int,
    records: Mapping[int, Recorded[Fact]],
    links: Mapping[int, Links],
    sentence: Callable[[Recorded[Fact]], Rendered],
    *,
    whole: bool,
) -> Provenance:
    """Return facts and what lies behind each; what is no key of `records` is left out."""
    made = Provenance()
    sources: dict[tuple[str, str], str] = {}
    for position, record in sorted(records.items()):
        said, meta, decision = sentence(record), record.meta, _decision(record)
        made.entity[_fact(position)] = {
            "prov:type": _typed(record.type.partition("@")[0]),
            "prov:label": [{"$": said[one], "lang": one} for one in SPOKEN],
            "fokus:position": position,
            "fokus:effective": {"$": record.fact.effective.isoformat(), "type": "xsd:date"},
            **({"fokus:whole": whole} if position == asked else {}),
        }
        at = meta.at.isoformat()
        made.activity[decision] = {"prov:startTime": at, "prov:endTime": at}
        account = f"fokus:account/{quote(meta.by, safe='')}"
        made.agent[account] = {"prov:label": meta.by}
        _relate(made.was_associated_with, activity=decision, agent=account)
        _relate(made.was_generated_by, entity=_fact(position), activity=decision)
        if meta.source is not None:
            place = (meta.source.reference, meta.source.certainty)
            source = sources.setdefault(place, f"fokus:source/{len(sources) + 1}")
            made.entity[source] = {"prov:label": place[0], "fokus:certainty": place[1]}
            _relate(made.was_derived_from, generatedEntity=_fact(position), usedEntity=source, type="PrimarySource")
    for position, behind in links.items():
        _link(made, records, position, behind)
    return made


def _link(made: Provenance, records: Mapping[int, Recorded[Fact]], position: int, behind: Links) -> None:
    decision = _decision(records[position])
    for read in sorted(behind.read & records.keys()):
        _relate(made.used, activity=decision, entity=_fact(read))
    if behind.replaces in records:
        _relate(
            made.was_derived_from,
            generatedEntity=_fact(position),
            usedEntity=_fact(behind.replaces),
            type="Revision",
        )
    if behind.cause is not None and behind.cause in records:
        _relate(made.was_informed_by, informed=decision, informant=_decision(records[behind.cause]))
    if behind.gone is not None and isinstance((gone := records.get(behind.gone)) and gone.fact, FactRetracted):
        _relate(made.was_invalidated_by, entity=_fact(position), activity=_decision(records[behind.gone]))


def _relate(relations: Said, *, type: str = "", **ends: str) -> None:  # noqa: A002  # as PROV calls it
    """Add a relation between things, once."""
    said: dict[str, Any] = {f"prov:{name}": end for name, end in ends.items()}
    if type:
        said["prov:type"] = {"$": f"prov:{type}", "type": "prov:QUALIFIED_NAME"}
    relations[f"_:{sha256(msgspec.json.encode(said)).hexdigest()[:16]}"] = said


def _typed(name: str) -> dict[str, str]:
    return {"$": f"fokus:{name}", "type": "prov:QUALIFIED_NAME"}


def _fact(position: int | None) -> str:
    return f"fokus:fact/{position}"


def _decision(record: Recorded[Fact]) -> str:
    return f"fokus:decision/{quote(record.meta.command, safe='')}"
