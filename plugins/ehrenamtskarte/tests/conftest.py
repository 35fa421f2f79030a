"""Fixtures for the tests of the Ehrenamtskarte, and what they share made importable."""

import sys
from pathlib import Path

from fokus_core.testing.fixtures import (  # noqa: F401  # fixtures are found by name
    database_url,
    emptied_url,
    postgres_server,
    shared_url,
    store_url,
)

sys.path.append(str(Path(__file__).parent))  # `cards_kit` is shared by tests
