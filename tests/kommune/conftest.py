"""The programme on one screen, as a module of its own."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

from log_watch import logging_as_it_was  # noqa: F401  # a fixture is found by its name
