"""The versions of the local rules of a body, and what changed from one to another."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from itertools import pairwise
from typing import Annotated, Any

import msgspec
from litestar.di import NamedDependency
from litestar.params import FromPath, QueryParameter

from fokus_api import Ask, Changes, Comparison, field_changes, read, resolved_body
from fokus_core import NotFound
from fokus_ehrenamtskarte.programme import ehrenamtskarte
from fokus_ehrenamtskarte.rules.dating import Dated
from fokus_ehrenamtskarte.rules.facts import RulesSet
from fokus_ehrenamtskarte.rules.read_models import book_of
from fokus_kommune import PUBLIC, _

UNKNOWN = _("Von diesem Tag sind am {effective} keine Regeln bekannt. Wählen Sie eine Fassung aus der Liste.")
BODIES = frozenset({"place/bodies", "joins", "binds"})  # fields that hold ids of bodies
Since = Annotated[date, QueryParameter(description=_("Der Tag, an dem die frühere Fassung beginnt."))]
Upto = Annotated[date, QueryParameter(name="until", description=_("Der Tag, an dem die spätere Fassung beginnt."))]


class RulesVersion(msgspec.Struct, frozen=True, kw_only=True):
    """A version of the local rules of a body, and where it is compared with the one before."""

    body: str
    name: str
    since: date
    dated: Dated
    latest: date | None
    note: str | None
    compared: Comparison | None


@ehrenamtskarte.lists(
    "bodies/{body_id:str}/rules",
    title=_("Fassungen der Regeln zur Ehrenamtskarte"),
    policy=PUBLIC,
    order=("since",),
    shows=(RulesSet,),
)
async def rules_versions(ask: Ask, body_id: FromPath[str]) -> list[RulesVersion]:
    """List the versions of the local rules of a body that are known to have begun by a day."""
    body, found = _versions(ask, body_id)
    before = {after.effective: one for one, after in pairwise(found)}
    return [
        RulesVersion(
            body=body,
            name=ask.bodies.name(body, ask.moment.on),
            since=one.effective,
            dated=one.dated,
            latest=one.latest,
            note=one.note,
            compared=_comparison(body, earlier, one) if (earlier := before.get(one.effective)) else None,
        )
        for one in found
    ]


@ehrenamtskarte.route
@read("/ehrenamtskarte/bodies/{body_id:str}/rules/changes", policy=PUBLIC, shows=(RulesSet,))
async def rules_changes(body_id: FromPath[str], ask: NamedDependency[Ask], since: Since, upto: Upto) -> Changes:
    """Show what changed in the local rules of a body from one version to another, each told by its first day."""
    _body, found = _versions(ask, body_id)
    by_day = {one.effective: one for one in found}
    if since not in by_day or upto not in by_day:
        raise NotFound(UNKNOWN)
    old, new = (dict(_said(by_day[one], ask)) for one in (since, upto))
    return Changes(
        since=since.isoformat(),
        until=upto.isoformat(),
        since_day=since,
        until_day=upto,
        fields=field_changes(old, new),
    )


def _versions(ask: Ask, body_id: str) -> tuple[str, Sequence[RulesSet]]:
    """Return a body and its rules known to have begun by a day, one for each first day, in the order of these."""
    body = resolved_body(ask.bodies, body_id, ask.moment.on)
    known = book_of(ask.reader, ask.moment.known).rules.get(body, ())
    return body, list({one.effective: one for one in known if one.effective <= ask.moment.on}.values())


def _comparison(body: str, before: RulesSet, after: RulesSet) -> Comparison:
    days = {"since": before.effective.isoformat(), "until": after.effective.isoformat()}
    return Comparison(path=f"ehrenamtskarte/bodies/{body}/rules", **days)


def _said(rules: RulesSet, ask: Ask) -> Iterator[tuple[str, str]]:
    """Yield what a version says, each parameter under its name, those of parts below; bodies are called by name."""
    terms: Mapping[str, Any] = msgspec.to_builtins(rules.terms)
    for name, said in _leaves({**terms, "joins": rules.joins, "binds": rules.binds, "note": rules.note}):
        if name in BODIES:
            yield name, ", ".join(ask.bodies.name(body, ask.moment.on) for body in said.split(", "))
        else:
            yield name, said


def _leaves(value: Any, at: str = "") -> Iterator[tuple[str, str]]:
    """Yield the single values in builtins under where they stand; parts of a list are counted from one."""
    match value:
        case None | () | []:
            return
        case dict():
            for name, part in value.items():
                yield from _leaves(part, f"{at}/{name}" if at else name)
        case [dict(), *_rest]:
            yield from _numbered(value, at)
        case list() | tuple():
            yield at, ", ".join(map(str, value))
        case bool():
            yield at, str(value).lower()
        case float():
            yield at, f"{value:g}"
        case _:
            yield at, str(value)


def _numbered(parts: Iterable[Any], at: str) -> Iterator[tuple[str, str]]:
    for number, part in enumerate(parts, 1):
        yield from _leaves(part, f"{at}/{number}")
