"""A client over a copy of a house whose documented history was entered once: entering it takes more than a second."""

import atexit
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from tempfile import TemporaryDirectory, mkdtemp

from litestar import Litestar
from litestar.testing import TestClient

from fokus_api.testing.contract import service_of, settle, temporary_client
from fokus_core.journal.documented import load_history


@contextmanager
def documented_client(*plugins: object) -> Iterator[TestClient[Litestar]]:
    """Yield a client over plugins with their documented history, which may record: the next gets a copy of its own."""
    with TemporaryDirectory() as folder:
        data = shutil.copytree(_entered(*plugins), f"{folder}/data")
        with temporary_client(*plugins, data=data) as client:
            settle(service_of(client))
            yield client


@cache
def _entered(*plugins: object) -> str:
    """Return the data folder of a house that was closed after the history had been entered."""
    data = mkdtemp(prefix="fokus-documented-")
    atexit.register(shutil.rmtree, data, ignore_errors=True)
    with temporary_client(*plugins, data=data) as client:
        service = service_of(client)
        assert {one.state for one in load_history(service.journal, service.plugins.history)} == {"entered"}
        settle(service)
    return data
