"""Fixtures for all tests, and the watch over their log lines."""

import gc
import signal
import sys
from pathlib import Path

from fokus_core.testing.fixtures import (  # noqa: F401  # fixtures are found by name
    database_url,
    emptied_url,
    postgres_server,
    shared_url,
    store,
    store_url,
)

sys.path.append(str(Path(__file__).parent))

from log_watch import pytest_configure  # noqa: F401  # a hook is found by its name


def pytest_collection_finish() -> None:
    """Let the garbage collector pass over what the tests are made of, and come less often; it took an eighth."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 20)


def pytest_sessionstart() -> None:
    """Take SIGINT as at a terminal: under `nohup` and in the background it is ignored, and processes inherit that."""
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)
