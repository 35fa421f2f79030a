"""The quality scale: what a programme says it keeps of the rules for bronze, silver and gold, and how far it comes."""

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any, Literal

import msgspec

from fokus_core.domain.programme import ProgrammeInfo

__all__ = ["LEVELS", "Claims", "Kept", "Quality", "Rule", "claims_of", "quality_of", "rules"]

FILE = "quality.toml"
LEVELS = ("bronze", "silver", "gold")


class Rule(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A rule of the scale, and the contracts whose tests prove that a programme keeps it."""

    id: str
    level: Literal["bronze", "silver", "gold"]
    says: str
    proof: tuple[str, ...]
    seals: bool = False


class Claims(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What a programme says of itself: rules that it keeps, and why others ask nothing of it or are still open."""

    met: tuple[str, ...] = ()
    exempt: Mapping[str, str] = msgspec.field(default_factory=dict[str, str])
    open: Mapping[str, str] = msgspec.field(default_factory=dict[str, str])


class Kept(msgspec.Struct, frozen=True):
    """How it stands with one rule, and why."""

    rule: str
    level: str
    state: Literal["met", "exempt", "open"]
    why: str


class Quality(msgspec.Struct, frozen=True):
    """How far a programme comes: the highest level whose rules, and those below, are met or ask nothing of it."""

    programme: str
    level: str
    rules: list[Kept]


@cache
def rules() -> tuple[Rule, ...]:
    """Return the rules of the scale."""
    text = (files("fokus_api.plugins") / FILE).read_text("utf-8")
    return msgspec.convert(tomllib.loads(text)["rule"], tuple[Rule, ...])


def claims_of(info: ProgrammeInfo) -> Claims:
    """Return what a programme says of itself in its package's quality.toml; raises `ValueError` for what it cannot."""
    place = files(info.package) / FILE if info.package else None
    if place is None or not place.is_file():
        return Claims()
    said: Any = tomllib.loads(place.read_text("utf-8"))
    claims = msgspec.convert(said, Claims)
    named, known = [*claims.met, *claims.exempt, *claims.open], {rule.id for rule in rules()}
    if unknown := {*named} - known:
        raise ValueError(f"{info.package}/{FILE} names {min(unknown)!r}, which is no rule.")
    if twice := {one for one in named if named.count(one) > 1}:
        raise ValueError(f"{info.package}/{FILE} says {min(twice)!r} twice.")
    return claims


def quality_of(info: ProgrammeInfo) -> Quality:
    """Return how far a programme comes by what it says."""
    claims = claims_of(info)
    kept = [_kept(rule, claims) for rule in rules()]
    level = ""
    for one in LEVELS:
        if any(rule.level == one and rule.state == "open" for rule in kept):
            break
        level = one
    return Quality(info.id, level, kept)


def _kept(rule: Rule, claims: Claims) -> Kept:
    if rule.id in claims.met:
        return Kept(rule.id, rule.level, "met", rule.says)
    if rule.id in claims.exempt:
        return Kept(rule.id, rule.level, "exempt", claims.exempt[rule.id])
    return Kept(rule.id, rule.level, "open", claims.open.get(rule.id, f"{FILE} says nothing of it"))
