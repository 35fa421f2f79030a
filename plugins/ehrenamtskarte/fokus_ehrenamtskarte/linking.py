"""Links in messages: what a link is about are fields of the fact that is told."""

from collections.abc import Callable
from typing import Any

from fokus_kommune import Addressee, LinkTo, Occasion

__all__ = ["link_about"]


def link_about(*fields: str, to: str, **more: Any) -> Callable[[Occasion, Addressee], LinkTo]:
    """Return what fills a place in a message with a link to an action, about these fields of the fact."""
    link = LinkTo(to, {}, **more)

    def filled(occasion: Occasion, _one: Addressee) -> LinkTo:
        return link._replace(about={name: getattr(occasion.fact, name) for name in fields})

    return filled
