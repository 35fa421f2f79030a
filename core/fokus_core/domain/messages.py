"""Messages: what must be told to whom by which fact, as a programme declares it."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any, NamedTuple

from fokus_core.domain.facts import Fact, Recorded

__all__ = ["Addressee", "LinkTo", "Message", "Occasion"]

LIFE = timedelta(days=365)


class LinkTo(NamedTuple):
    """A link that is issued when the message is written, on a line of its own; `about` holds ids, as `Links` says.

    Where a `page` of the programme takes the link, as `/meine-karte#`, its secret stands behind that address.
    """

    action: str
    about: Mapping[str, str]
    lasts: timedelta = LIFE
    uses: int = 2  # the first use counts; the second one is refused and tells what was answered
    page: str = ""


class Addressee(NamedTuple):
    """Who is told: a person, and the fact whose sealed fields hold their address and name.

    A field within what is sealed is named behind a dot: `details.mail`. Without `name` the greeting names nobody.
    `body` is the body for which they are told, where there is one.
    """

    person: str
    record: Recorded[Any]
    mail: str = "mail"
    name: str = "name"
    body: str = ""


@dataclass(frozen=True)
class Occasion:
    """A fact that somebody is to be told of, on the day on which they are told.

    `under` returns the standing facts under a key, of some classes or all, in recorded order. `open` returns the value
    of a sealed field, or `ERASED`. What is opened for somebody is entered by whoever sends the message. `may` tells
    whether an actor may give a command now, by a dry run.
    """

    record: Recorded[Any]
    today: date
    under: Callable[..., list[Recorded[Any]]]
    open: Callable[[Recorded[Any], str], Any]
    may: Callable[[Any, Any], bool]

    @property
    def fact(self) -> Any:
        """The fact."""
        return self.record.fact


To = Callable[[Occasion], Iterable[Addressee]]
Fill = Callable[[Occasion, Addressee], Any]
Day = Callable[[Occasion], date | None]


@dataclass(frozen=True)
class Message:
    """What is told to whom by which facts: a subject and paragraphs, each a text of the programme's catalogue.

    The subject is the same for everybody, as it may be read by others. A paragraph names fields of the facts that are
    not sealed, `office`, and what `fills` give: a value, what is `Said`, a body `Named`, a `LinkTo`, or several of
    these as a tuple, a paragraph each; one that comes out empty is left out. `why` tells at the end why somebody gets
    it.

    `to` says who is told, and nobody where there is nothing to tell any more. It is asked when the message is due: at
    once, or on the `day`, if the fact still stands. On that day `day` is asked again: a later one puts it off, and None
    drops it. `office` is the field with the body in whose name it is written, whose own sentence it carries and which
    can switch it off; without one the programme writes. What `for_bodies` tells people of bodies each of these can
    switch off for its own. What must be told is not `declinable`. `permission` and `purpose` stand in the entry of what
    was opened for it.
    """

    id: str
    title: str
    by: tuple[type[Fact], ...]
    to: To
    subject: str
    parts: tuple[str, ...]
    why: str
    permission: str
    purpose: str
    fills: Mapping[str, Fill] = field(default_factory=dict)
    day: Day | None = None
    office: str = ""
    declinable: bool = True
    for_bodies: bool = False

    @property
    def programme(self) -> str:
        """The id of the programme."""
        return self.id.partition(".")[0]
