"""Fixtures for all tests, and the watch over their log lines."""

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
