"""Which field of a row says in words what another one holds the id of."""

from dataclasses import dataclass

__all__ = ["NamedBy"]


@dataclass(frozen=True)
class NamedBy:
    """Marks a field that holds an id, or some, which another field of the row says in words: pages show that alone."""

    field: str
