"""Refusals: a stable slug, one sentence for the person at the desk, and where in the input it stands."""

import dataclasses
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Any

import msgspec

from fokus_core.domain.texts import _, filled

MAY_NOT = _("Das dürfen Sie mit Ihren Rollen nicht. Fragen Sie die Stelle, die Ihren Zugang verwaltet.")
NOT_THERE = _("Das haben wir nicht gefunden. Es gibt das nicht, oder Sie dürfen es nicht sehen.")


class Choice(msgspec.Struct, frozen=True):
    """One of several things that were meant."""

    id: str
    name: str
    kind: str


@dataclass(frozen=True)
class Wrong:
    """One wrong field of an input: where it stands, and what is wrong there, in a sentence with places for values."""

    field: str
    message: str
    values: Mapping[str, object] = dataclasses.field(default_factory=dict)
    slug: str = "invalid-input"

    def __str__(self) -> str:
        return self.message.format_map(self.values)


class Refused(Exception):
    """A rule says no. Nothing was recorded.

    `slug` is stable and becomes the problem type; `field` points into the command, the empty one at all of it;
    `positions` name the facts that stand in the way. Where a `key` says what the refusal is about, the decision points
    it to the field of the command that names it, and `field` is a mere hint. The sentence may have places for `values`
    and for the fields of the command, such as `{effective}` and `{body_dative}`, written as people do when it is said.
    `choices` are what may have been meant.
    """

    choices: Sequence[Choice] = ()

    def __init__(
        self,
        slug: str,
        message: str,
        *,
        field: str | None = None,
        key: str | None = None,
        positions: tuple[int, ...] = (),
        **values: Any,
    ) -> None:
        super().__init__(message)
        self.slug = slug
        self.message = message
        self.values = values
        self.field = field
        self.key = key
        self.positions = positions

    def __str__(self) -> str:
        return filled(self.message, self.values)


class Invalid(Refused):
    """The input is not well-formed: unknown body, date out of range, wrong shape."""


class Malformed(Invalid):
    """Fields of the input are wrong; `wrong` holds every one of them."""

    def __init__(self, wrong: Sequence[Wrong]) -> None:
        first, *more = wrong
        slug = first.slug if {one.slug for one in more} <= {first.slug} else "invalid-input"
        message = _("Mehrere Angaben sind fehlerhaft.") if more else first.message
        super().__init__(slug, message, field=first.field)
        self.values = {} if more else dict(first.values)
        self.wrong = tuple(wrong)

    def __str__(self) -> str:
        return " ".join(f"{one.field}: {one}" if one.field else str(one) for one in self.wrong)

    def point(self, where: Callable[[str], str]) -> None:
        """Point all of it elsewhere, see `pointing`."""
        self.wrong = tuple(replace(one, field=where(one.field)) for one in self.wrong)


class Forbidden(Refused):
    """The actor holds no grant for this."""

    def __init__(self, message: str = MAY_NOT, *, field: str | None = None) -> None:
        super().__init__("forbidden", message, field=field)


class NotFound(Refused):
    """There is no such thing, or the actor may not learn that there is."""

    def __init__(
        self, message: str = NOT_THERE, *, field: str | None = None, key: str | None = None, **values: Any
    ) -> None:
        super().__init__("not-found", message, field=field, key=key, **values)


class Outdated(Refused):
    """Something was recorded since the position on which the sender's view rests; `positions` name what."""

    def __init__(self, positions: tuple[int, ...]) -> None:
        message = _("Inzwischen hat sich etwas geändert, worauf Ihre Angaben beruhen. Laden Sie die Seite neu.")
        super().__init__("precondition-failed", message, positions=positions)


class Unavailable(Exception):
    """What is needed cannot be reached, or does not answer in time; says what in a sentence.

    Whether the last change took place is unknown; a request may be repeated with the same command id.
    """


class Unusable(Exception):
    """What is needed is something else, damaged, too new, or set up wrongly; says what and why in a sentence."""


@contextmanager
def pointing(where: Callable[[str], str]) -> Iterator[None]:
    """Let a refusal point elsewhere: `where` takes the field it points to and returns the one it shall point to."""
    try:
        yield
    except Refused as refused:
        if refused.field is not None:
            refused.field = where(refused.field)
        if isinstance(refused, Malformed):
            refused.point(where)
        raise
