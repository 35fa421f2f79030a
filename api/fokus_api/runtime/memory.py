"""Garbage collection of a process: how often it looks at what was made, which the defaults do far too often here."""

import atexit
import gc

__all__ = ["collect_seldom"]

GENERATIONS = (200_000, 20, 100)  # objects made before the youngest are looked at, and how often the older ones are


def collect_seldom() -> None:
    """Look for garbage seldom: by the defaults it took a third of a request's time, and an eighth of a command's.

    A process that ends looks no more: what it loaded goes with it, and looking took a quarter of a command's time.
    """
    gc.set_threshold(*GENERATIONS)
    atexit.register(gc.freeze)
