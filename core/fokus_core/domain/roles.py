"""Permissions, and the roles that have them."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Permission:
    """A permission and the roles that have it; its id begins with the programme's id."""

    id: str
    roles: tuple[str, ...]
    title: str


@dataclass(frozen=True)
class Role:
    """A role that grants name.

    Who holds a role in `given_by` may give it and take it away within the own scope. With `four_eyes` a grant of it
    takes effect once a second actor confirms it. A `closed` role is given and taken by its programme's own commands
    alone, and those who manage access are told how many hold it, not who. `example` is the scope in which
    demonstrations show it, the whole programme or state when it is empty. `programme` is filled in by the catalogue.
    """

    id: str
    title: str
    given_by: tuple[str, ...] = ()
    four_eyes: bool = False
    closed: bool = False
    example: str = ""
    programme: str = ""
