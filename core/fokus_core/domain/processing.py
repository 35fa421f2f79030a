"""What personal data is processed for, and where it lies besides the journal, as a programme declares it."""

from dataclasses import dataclass
from typing import Literal

from fokus_core.domain.texts import _

__all__ = ["Purpose", "Trace"]


@dataclass(frozen=True)
class Purpose:
    """What personal fields are sealed for, said once per programme; `id` is the purpose that `Personal` names.

    `basis` is the legal ground, `kept` for how long, `recipients` who is told, `origin` whom it comes from.
    """

    id: str
    title: str
    basis: str
    kept: str
    recipients: tuple[str, ...] = ()
    origin: str = _("Angaben der Person oder der Stelle, für die sie tätig ist")


@dataclass(frozen=True)
class Trace:
    """A place besides the journal that names persons, by ids alone: entries of the state store under a name.

    What `stays` is kept when a person is erased, as it says nothing without what is sealed; all else goes.
    """

    name: str
    title: str
    kind: Literal["entry", "draft", "link", "mail"] = "entry"
    stays: bool = False
