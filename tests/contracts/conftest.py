"""Makes what these tests share importable."""

import sys
from pathlib import Path

sys.path.append(str(Path(__file__).parent))  # `access_scene` and `access_asks` are shared by tests
