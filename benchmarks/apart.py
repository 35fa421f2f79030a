"""Work in a process of its own, so that neither side inherits memory or warm caches from the other."""

from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from typing import Any

from benchmarks.pairs import Slice


def apart(work: Callable[..., Slice], *given: Any) -> Slice:
    """Run work in a fresh process and return what it measured."""
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        return pool.submit(work, *given).result()
