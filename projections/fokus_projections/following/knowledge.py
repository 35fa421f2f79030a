"""Which fact types a read model was written with: what was unknown, or for others to see, may be so no longer."""

from collections.abc import Iterable
from dataclasses import dataclass

import msgspec

from fokus_core.domain.facts import NOBODY, Audience
from fokus_core.plugins.catalogue import Catalogue


@dataclass(frozen=True)
class Knowledge:
    """The current version of every known fact, and who sees it, by its name without version."""

    facts: dict[str, tuple[int, Audience]]

    @classmethod
    def of(cls, catalogue: Catalogue) -> "Knowledge":
        """Return what a catalogue knows."""
        return cls({kind.base: (kind.version, kind.audience) for kind in catalogue.facts.values()})

    @classmethod
    def parse(cls, text: str) -> "Knowledge":
        """Read what `str` wrote."""
        return cls(msgspec.json.decode(text, type=dict[str, tuple[int, Audience]]))

    def __str__(self) -> str:
        return msgspec.json.encode(dict(sorted(self.facts.items()))).decode()

    def knows(self, stored: str) -> bool:
        """Tell whether a stored fact of this name could be read."""
        base, _, version = stored.partition("@")
        return base in self.facts and int(version) <= self.facts[base][0]

    def audience(self, stored: str, keys: Iterable[str]) -> str:
        """Return who may see a stored fact with these keys, as the log stores it."""
        return (self.facts[stored.partition("@")[0]][1] if self.knows(stored) else NOBODY).of(keys)
