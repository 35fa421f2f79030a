"""What the work on persons asks of the house: the journal, the files, the mailer, the plugins, the register."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Protocol

from fokus_core.domain.facts import Fact, Recorded
from fokus_core.domain.programme import ProgrammeInfo
from fokus_core.files.files import Files
from fokus_core.mail.message import Mailer
from fokus_core.privacy import Vault

__all__ = ["House", "Records"]


class Records(Protocol):
    """What an erasure asks of the journal."""

    @property
    def vault(self) -> Vault:
        """The vault."""
        ...

    def under(self, key: str, *types: type[Fact], after: int = 0) -> list[Recorded[Fact]]:
        """Return the facts under a key."""
        ...

    def handle(self, command: Any, *, by: Any, command_id: str | None = None) -> object:
        """Give a command and wait until its facts are recorded."""
        ...

    def now(self) -> datetime:
        """Return the present."""
        ...


class HasProgrammes(Protocol):
    """What an erasure asks of the plugins."""

    @property
    def programmes(self) -> Sequence[ProgrammeInfo]:
        """What each of them brought."""
        ...


class Register(Protocol):
    """What an erasure asks of the register of erasures."""

    def note(self) -> None:
        """Append the erasures of the journal that are not there yet."""
        ...


class House(Protocol):
    """What an erasure asks of the services."""

    @property
    def register(self) -> Register:
        """The register of erasures, which no backup holds."""
        ...

    @property
    def journal(self) -> Records:
        """The journal."""
        ...

    @property
    def files(self) -> Files:
        """The sealed files."""
        ...

    @property
    def mailer(self) -> Mailer:
        """Where mail goes."""
        ...

    @property
    def plugins(self) -> HasProgrammes:
        """The plugins."""
        ...
