"""The sample programme of the API's tests is what the faults are tried on."""

import sys
from pathlib import Path

for folder in (Path(__file__).parent, Path(__file__).parent.parent / "api"):
    if str(folder) not in sys.path:
        sys.path.append(str(folder))
