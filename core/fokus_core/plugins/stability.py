"""The stability of public names, hooks and operations: since when each keeps its meaning, and which will go."""

import warnings
from datetime import date
from functools import cache
from importlib import import_module
from importlib.resources import files
from typing import Any

import msgspec

__all__ = ["OPERATION", "Going", "Outdated", "Stability", "outdated", "stability", "warn_of_hook"]

MINOR_RELEASES, MONTHS = 2, 12  # for which a name that will go stands at least
HOOK, OPERATION = "hook ", "operation "


class Outdated(DeprecationWarning):
    """A public name or hook is used that will go."""


class Going(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A public name, hook or operation that will go: since which release that is known, when, and what to use instead.

    What is to be used instead of an operation is best a path, which answers name as its successor.
    """

    name: str
    lies_in: str = ""
    instead: str
    since: str
    told: date
    gone_in: str
    gone_on: date

    def __str__(self) -> str:
        """Return the warning."""
        goes = f"goes with release {self.gone_in}, not before {self.gone_on}"
        return f"{self.name} is outdated since release {self.since} and {goes}: use {self.instead}."

    @property
    def goes_too_soon(self) -> bool:
        """Tell whether it goes before two minor releases and twelve months have passed."""
        first, last = _release(self.since), _release(self.gone_in)
        months = (self.gone_on.year - self.told.year) * 12 + self.gone_on.month - self.told.month
        if self.gone_on.day < self.told.day:
            months -= 1
        releases = last[1] - first[1] if last[0] == first[0] else MINOR_RELEASES
        return last < first or releases < MINOR_RELEASES or months < MONTHS


class Stability(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What is said of all public names and hooks, as `stability.toml` has it."""

    since: str
    provisional: frozenset[str] = frozenset()
    later: dict[str, str] = {}
    going: tuple[Going, ...] = ()

    def of(self, name: str) -> str:
        """Return what is to be known of a name or hook: stable or provisional, since which release, until when."""
        state = "provisional" if name in self.provisional else "stable"
        found = next((f"; {one}" for one in self.going if one.name == name), "")
        return f"{state} since {self.later.get(name, self.since)}{found}"


@cache
def stability() -> Stability:
    """Return the stability of public names and hooks; read once."""
    text = files("fokus_core.plugins").joinpath("stability.toml").read_bytes()
    return msgspec.toml.decode(text, type=Stability)


def outdated(face: str, name: str) -> Any:
    """Return what a public name that will go still means, with a warning; raises `AttributeError` for any other."""
    for one in stability().going:
        if one.name == f"{face}.{name}":
            warnings.warn(str(one), Outdated, stacklevel=3)
            return getattr(import_module(one.lies_in), name)
    raise AttributeError(f"module {face!r} has no attribute {name!r}")


def warn_of_hook(hook: str, plugin: str) -> None:
    """Warn of a plugin that answers a hook which will go."""
    for one in stability().going:
        if one.name == HOOK + hook:
            warnings.warn(f"Plugin {plugin!r}: {one}", Outdated, stacklevel=2)


def _release(text: str) -> tuple[int, ...]:
    return tuple(int(part) for part in text.split(".")[:2])
