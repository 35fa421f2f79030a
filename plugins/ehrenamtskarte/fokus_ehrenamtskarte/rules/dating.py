"""From when a rule holds, as far as its source says so, and which versions may therefore be in force on a day."""

from collections.abc import Iterable
from datetime import date
from typing import Annotated, Literal, Protocol, TypeVar

from msgspec import Meta

How = Literal["named", "after", "between", "undated"]
Dated = Annotated[
    How,
    Meta(
        description="named: the source names the day; after: the change lies after it; between: it lies between it and "
        "`latest`; undated: no source has a day, best known rule on every one"
    ),
]
Latest = Annotated[date | None, Meta(description="Day on which it held at the latest, where none is named")]
FIRST_DAY = date(2008, 1, 8)  # the cabinet's decision on the card: what is undated is entered from this day on


class Version(Protocol):
    """What is dated so."""

    @property
    def effective(self) -> date:
        """First day on which it may hold."""
        ...

    @property
    def dated(self) -> How:
        """How well the day is known."""
        ...

    @property
    def latest(self) -> date | None:
        """Day on which it held at the latest."""
        ...


V = TypeVar("V", bound=Version)


def settled(version: Version) -> date:
    """Return the day from which a version is surely in force."""
    return version.latest if version.dated == "between" and version.latest else version.effective


def in_force(versions: Iterable[V], day: date) -> list[V | None]:
    """Return the versions that may be in force on a day, in effective order; None is that there is none yet."""
    found: list[V | None] = [None]
    for one in versions:
        if settled(one) <= day:
            found = [one]
        elif one.effective <= day:
            found.append(one)
    return found
