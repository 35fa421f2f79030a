"""Policies: what a command or a route asks of whoever gives or asks it."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Policy:
    """What a route or a command asks of the actor: a permission, and what its scope is taken from.

    `scope` is `public`, `signed-in`, `state`, `programme`, or the field that holds the body or cohort concerned. With
    `four_eyes` a first actor proposes and a second one confirms. With `hidden` whoever may not is told that there is
    nothing.
    """

    permission: str
    scope: str = "programme"
    four_eyes: bool = False
    hidden: bool = False


PUBLIC = Policy("", "public")  # anybody may
SIGNED_IN = Policy("", "signed-in")  # whoever is known may
ANYWHERE = frozenset({"public", "signed-in", "state", "programme"})


@dataclass(frozen=True)
class Asked:
    """What a command asks of the actor: a permission, in a programme, for things by kind, such as a body.

    Whoever holds one of `roles` there may do it too.
    """

    permission: str
    programme: str
    things: Mapping[str, str] = field(default_factory=dict)
    four_eyes: bool = False
    hidden: bool = False
    roles: tuple[str, ...] = ()
