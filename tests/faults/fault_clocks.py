"""Clocks jump, ahead and back, at one of two nodes: all is recorded, and recorded times never fall."""

import random
from collections.abc import Callable
from contextlib import ExitStack
from datetime import datetime, timedelta
from itertools import pairwise
from pathlib import Path

from fault_house import Tally, commands, judged, opened

from fokus_api.runtime.service import Service
from fokus_core.access.actor import CONSOLE
from fokus_core.domain import clock
from fokus_core.domain.refusals import Refused, Unavailable

EACH = 3  # commands after each jump, in turn at both nodes
TOGETHER = 20  # jumps of one house, after which both nodes end
JUMPS = (0.5, 30.0, 600.0, 3600.0, 86400.0, 300 * 86400.0)  # seconds at most, either way


def jump(folder: Path, times: int, *, seed: int = 1) -> Tally:
    """Let a clock jump, give commands at both nodes, and look at what is recorded."""
    random_, tally = random.Random(seed), Tally()
    while tally.tried < times:
        house, count = folder / f"house-{tally.tried}", min(TOGETHER, times - tally.tried)
        given, said = commands(EACH * count), dict[str, int]()
        left = iter(given)
        with ExitStack() as stack:
            nodes = [stack.enter_context(opened(house)) for _ in range(2)]
            for _jump in range(count):
                most = random_.choice(JUMPS)
                _set(random_.choice(nodes), _off_by(timedelta(seconds=random_.uniform(-most, most))))
                for number in range(EACH):
                    id_ = next(left)
                    try:
                        answer = nodes[number % 2].journal.handle(given[id_], by=CONSOLE, command_id=id_)
                        said[id_] = answer.position
                    except (Refused, Unavailable) as error:
                        tally.wrong += 1
                        tally.note(f"{id_}: {error}")
                tally.tried += 1
            recorded = [one.meta.at for one in nodes[0].journal.follow()]
        fell = sum(later < before for before, later in pairwise(recorded))
        tally.wrong += fell
        if fell:
            tally.note(f"recorded times fell {fell} times")
        tally.add(judged(house, said, given))
    return tally


def _off_by(difference: timedelta) -> Callable[[], datetime]:
    return lambda: clock.now() + difference


def _set(node: Service, now: Callable[[], datetime]) -> None:
    """Give a node another clock while it runs, as a time server would that is wrong."""
    node.journal.now = node.journal.writer._now = now
