"""How a server process ends: open streams first, and by itself where nobody is left to end it."""

import asyncio
import logging
import multiprocessing
import os
import signal
import sys

from litestar import Litestar

from fokus_api.node import Node

__all__ = ["STARTER", "end_streams_first", "end_when_orphaned"]

STARTER = "_FOKUS_SERVE_PID"  # variable in which `fokus serve` names its process to those it starts
PATIENCE = 10  # seconds that open connections have to end in, as granian gives them

log = logging.getLogger("fokus.server")


def end_streams_first(app: Litestar) -> None:
    """Let open streams end when the server is told to: granian waits for them, and tells the application after that."""
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, _close, app.state.node)


def _close(node: Node) -> None:
    node.closing = True
    os.kill(os.getpid(), signal.SIGINT)  # which granian takes as it would have taken the other


def end_when_orphaned() -> None:
    """End the server soon after `fokus serve` or granian was killed; where the system cannot tell, do nothing.

    Raises `RuntimeError` when this worker is alone before it serves, which closes what was opened.
    """
    granian = multiprocessing.parent_process()
    if sys.platform != "linux" or granian is None or granian.pid is None:
        return
    if os.getppid() != granian.pid:
        raise RuntimeError("What started the server is gone.")
    for pid in {granian.pid, int(os.environ.get(STARTER, granian.pid))}:
        try:
            watched = os.pidfd_open(pid)
        except ProcessLookupError:
            _end(granian.pid)
        except OSError:  # an older kernel, or a sandbox
            return
        else:
            asyncio.get_running_loop().add_reader(watched, _gone, watched, granian.pid)


def _gone(watched: int, granian: int) -> None:
    asyncio.get_running_loop().remove_reader(watched)
    os.close(watched)
    _end(granian)


def _end(granian: int) -> None:
    """Tell granian, which tells its workers and waits for them; without it, tell this worker, and wait no longer."""
    log.warning("what started the server is gone, so it ends")
    if os.getppid() == granian:
        os.kill(granian, signal.SIGTERM)
    else:
        signal.alarm(PATIENCE)
        os.kill(os.getpid(), signal.SIGTERM)
