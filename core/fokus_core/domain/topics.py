"""Topics: the parts of a long form, each a page of its own in a list of what is done and what is still to do."""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

__all__ = ["Topic", "flaws_of_topics"]


class Topic(NamedTuple):
    """Fields of a command that a form asks for on a page of their own, under a title; `text` stands above them.

    `id` is the last part of the page's address.
    """

    id: str
    title: str
    fields: tuple[str, ...]
    text: str = ""


def flaws_of_topics(topics: Iterable[Topic], fields: Iterable[str], unasked: frozenset[str]) -> Iterator[str]:
    """Yield what is wrong with the topics of a command, whose fields stand in one of them each or are not asked for."""
    told = [name for one in topics for name in one.fields]
    wanted = [name for name in fields if name not in unasked]
    if told and sorted(told) != sorted(wanted):
        wrong = {*told} ^ {*wanted} or {name for name in told if told.count(name) > 1}
        yield f"has topics in which {min(wrong)!r} does not stand once"
