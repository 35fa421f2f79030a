"""Makes what the network's tests share importable, and gives them a journal on each engine."""

import sys
from pathlib import Path

from fokus_core.testing.fixtures import postgres_server, store_url  # noqa: F401  # fixtures are found by name

sys.path.append(str(Path(__file__).parent))  # what tests share, such as `consultation_kit`
