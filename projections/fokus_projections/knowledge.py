"""Which fact types a read model was written with: what was unknown or not public then may be so no longer."""

from dataclasses import dataclass

from fokus_core.catalogue import Catalogue


@dataclass(frozen=True)
class Knowledge:
    """The current version of every known fact, and whether it is public, by its name without version."""

    facts: dict[str, tuple[int, bool]]

    @classmethod
    def of(cls, catalogue: Catalogue) -> "Knowledge":
        """Return what a catalogue knows."""
        return cls({kind.base: (kind.version, kind.public) for kind in catalogue.facts.values()})

    @classmethod
    def parse(cls, text: str) -> "Knowledge":
        """Read what `str` wrote."""
        words = [(word.rstrip("*").partition("@"), word.endswith("*")) for word in text.split()]
        return cls({base: (int(version), public) for (base, _, version), public in words})

    def __str__(self) -> str:
        names = (f"{base}@{version}{'*' * public}" for base, (version, public) in self.facts.items())
        return " ".join(sorted(names))

    def knows(self, stored: str) -> bool:
        """Tell whether a stored fact of this name could be read."""
        base, _, version = stored.partition("@")
        return int(version) <= self.facts.get(base, (0, False))[0]

    def audience(self, stored: str) -> str:
        """Return who may see a stored fact: `public`, or empty."""
        return "public" if self.knows(stored) and self.facts[stored.partition("@")[0]][1] else ""
