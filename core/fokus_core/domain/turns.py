"""Things that begin, rest, go on and end: a statute from a table of what can follow what."""

from collections.abc import Iterator
from dataclasses import dataclass

from fokus_core.domain.facts import Fact, Recorded
from fokus_core.domain.statutes import Breach, Statute


@dataclass(frozen=True)
class Turn:
    """What a fact turns a thing from and to; where the thing is in another state, the refusal by slug and text.

    `before` may name several states.
    """

    fact: type[Fact]
    before: str | tuple[str, ...]
    after: str
    slug: str
    text: str

    @property
    def states(self) -> tuple[str, ...]:
        """The states in which the fact may come."""
        return (self.before,) if isinstance(self.before, str) else self.before


def in_turn(kind: str, *turns: Turn, name: str = "", field: str = "effective") -> Statute:
    """Make a statute of what can follow what under a key of a kind; a thing begins in the first turn's state.

    A command that is recorded as one of these facts reads all of them. Refusals point to `field`.
    """
    table = {turn.fact: turn for turn in turns}
    if len(table) < len(turns):
        raise ValueError(f"in_turn({kind!r}): a fact has one turn, with several states before it if need be")
    started = turns[0].states[0]

    def rule(history: list[Recorded[Fact]]) -> Iterator[Breach]:
        state, last = started, None
        for record in history:
            turn = table[type(record.fact)]
            if state not in turn.states:
                yield Breach(turn.slug, turn.text, record.position, field, because=last)
            state, last = turn.after, record.position

    rule.__name__ = name or "_".join([kind.replace("-", "_"), "in_turn", *(turn.fact.__name__ for turn in turns)])
    rule.__doc__ = f"{', '.join(turn.fact.__name__ for turn in turns)} follow each other."
    return Statute(kind, tuple(table), rule, relied_on=frozenset(table))
