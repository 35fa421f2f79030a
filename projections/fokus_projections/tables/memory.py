"""What a two-clock table remembers of its things from one batch of facts to the next."""

from collections import deque
from itertools import islice

from fokus_projections.tables.timeline import Timeline

HOT = 10_000  # timelines touched last, and their facts, kept whole in memory, per table
ENDS = 100_000  # things of which at least the end of the timeline is kept in memory, per table


class Memory:
    """The timelines of things: the whole of those touched last, of the others the end.

    `complete` while no thing with facts is missing.
    """

    def __init__(self, *, complete: bool) -> None:
        self.complete = complete
        self.timelines: dict[str, Timeline] = {}
        self._batches: deque[tuple[int, list[Timeline]]] = deque()
        self._number = 0  # of the last batch
        self._held = 0  # timelines touched by these batches, and their facts

    def keep(self, touched: list[Timeline]) -> None:
        """Keep what a batch touched; of what was touched longest ago the ends alone, and of too many things nothing."""
        if not touched:
            return
        self._number += 1
        for timeline in touched:
            timeline.touched = self._number
        held = sum(1 + len(timeline.records) for timeline in touched)
        self._batches.append((held, touched))
        self._held += held
        while self._held > HOT:
            number = self._number + 1 - len(self._batches)
            held, timelines = self._batches.popleft()
            self._held -= held
            for timeline in timelines:
                if timeline.touched == number:
                    timeline.shorten()
        if len(self.timelines) > ENDS:
            self.complete = False
            for thing in list(islice(self.timelines, len(self.timelines) - ENDS)):
                del self.timelines[thing]
