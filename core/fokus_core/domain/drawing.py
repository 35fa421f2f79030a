"""Secrets that the service draws for whoever gives a command: shown once, and recorded as a digest alone."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from hashlib import sha256

from fokus_core.domain.commands import Command
from fokus_core.domain.facts import Fact
from fokus_core.domain.marks import marked_fields
from fokus_core.domain.refusals import Refused
from fokus_core.domain.texts import _

__all__ = ["Drawing", "Drawn", "drawing_of", "drawn_fields", "was_drawn"]


def _as_it_is(secret: str, _facts: Sequence[Fact]) -> str:
    return secret


@dataclass(frozen=True)
class Drawn:
    """Marks a field for the SHA-256 of a secret that the service draws where nobody hands one over; no form asks it.

    `shown` returns what people are shown of the secret, once it is known what was recorded.
    """

    draw: Callable[[], str]
    shown: Callable[[str, Sequence[Fact]], str] = _as_it_is


@dataclass(frozen=True)
class Drawing:
    """What was drawn for one command: the secrets by the names of its fields."""

    secrets: Mapping[str, str]
    marks: Mapping[str, Drawn]

    @property
    def digests(self) -> dict[str, str]:
        """The SHA-256 of each secret, hexadecimal."""
        return {name: sha256(secret.encode()).hexdigest() for name, secret in self.secrets.items()}

    def shown(self, facts: Sequence[Fact]) -> dict[str, str]:
        """Return what people are shown of each secret."""
        return {name: self.marks[name].shown(secret, facts) for name, secret in self.secrets.items()}


@cache
def drawn_fields(command: type[Command]) -> Mapping[str, Drawn]:
    """Return the fields of a command for which the service draws."""
    return marked_fields(command, Drawn)


def drawing_of(command: Command) -> Drawing:
    """Draw for the fields that a command leaves out."""
    marks = drawn_fields(type(command))
    return Drawing({name: one.draw() for name, one in marks.items() if getattr(command, name) is None}, marks)


def was_drawn(digest: str | None) -> str:
    """Return a digest that is there: drawn, or handed over; raises `Refused` where a command is given anew without."""
    if digest is None:
        raise Refused("not-drawn", _("So lässt sich kein Geheimnis ziehen. Tragen Sie es neu ein."), field="")
    return digest
