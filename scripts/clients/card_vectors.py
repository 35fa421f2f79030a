"""Holds the published vectors of the card against python-cwt, which never saw our code."""

import json
import sys
from base64 import urlsafe_b64decode
from pathlib import Path
from typing import Any

from cwt import COSE, COSEKey  # type: ignore[import-not-found]  # fetched for this alone

told: dict[str, Any] = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))
cose = COSE.new()
for data, use in ((told["bytes"]["hex"], "card"), (told["lists"]["blocked"], "list")):
    named = next(one for one in told["jwks"]["keys"] if one["fokus_use"] == use)
    kid, x, y = (urlsafe_b64decode(named[name] + "==") for name in ("kid", "x", "y"))
    key = COSEKey.new({1: 2, 2: kid, 3: -7, -1: 1, -2: x, -3: y})
    cose.decode(bytes.fromhex(data), key)
    try:
        cose.decode(bytes.fromhex(data)[:-1] + bytes([int(data[-2:], 16) ^ 1]), key)
    except Exception:  # noqa: S110  # whatever it raises, it refuses
        pass
    else:
        sys.exit(f"python-cwt takes a changed {use}.")
print("card vectors: python-cwt agrees")
