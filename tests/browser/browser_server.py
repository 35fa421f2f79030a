"""Server processes for a real browser: the sample programme, or all programmes with two of strangers."""

import os
import sys
from collections.abc import Mapping
from importlib import import_module
from pathlib import Path
from typing import Any

from litestar import Litestar

from fokus_api.plugins.load import open_service
from fokus_api.runtime.settings import Settings, load_settings
from fokus_api.server.app import create_app

TESTS = Path(__file__).parents[1]
GENERATED = "lesepaten"  # what `fokus new` writes
OURS = ["network", "ews", "ehrenamtskarte"]
LIMITS = [f"{name}=100000/60" for name in ("forms", "links", "sign-in", "sign-in-callback")]  # a test is in a hurry


def garden() -> object:
    """Return the sample programme, which the tests of the API share."""
    sys.path.append(str(TESTS / "api"))
    return import_module("sample_programme").plugin


def strangers(folder: Path) -> list[object]:
    """Return the plugin of the tutorial, and the programme that `fokus new` wrote into a folder."""
    sys.path += [str(TESTS / "outsider"), str(folder / GENERATED)]
    return [
        import_module("fokus_heimatpreis.plugin").plugin,
        getattr(import_module(f"fokus_{GENERATED}.programme"), GENERATED),
    ]


def site_settings(folder: Path, environ: Mapping[str, str] | None = None, **given: Any) -> Settings:
    """Return the settings of a server over the sample programme."""
    asked = {"plugins": [], "demo": True, "limits": LIMITS, **given}
    return load_settings(environ or {}, folder, given=asked)


def house_settings(folder: Path, environ: Mapping[str, str] | None = None, **given: Any) -> Settings:
    """Return the settings of a server over all programmes."""
    asked = {"plugins": OURS, "demo": True, "limits": LIMITS, **given}
    return load_settings(environ or {}, folder, given=asked)


def site() -> Litestar:
    """Return the application over the sample programme; granian calls this in its worker."""
    settings = site_settings(Path(os.environ["BROWSER_FOLDER"]), os.environ)
    return create_app(lambda: open_service(settings, extra=[garden()]))


def house() -> Litestar:
    """Return the application over all programmes; granian calls this in its worker."""
    folder = Path(os.environ["BROWSER_FOLDER"])
    return create_app(lambda: open_service(house_settings(folder, os.environ), extra=strangers(folder)))
