"""A server process over the sample programme and those beside it, as a demonstration, for a real browser."""

import os
from pathlib import Path

from litestar import Litestar
from sample_programme import plugin

from fokus_api.plugins.load import open_service
from fokus_api.runtime.settings import load_settings
from fokus_api.server.app import create_app

ASKED = {"demo": True, "limits": ["links=1000/60"]}


def app() -> Litestar:
    """Return the application; granian calls this in its worker."""
    plugins = os.environ["SAMPLE_BESIDE"].split()
    settings = load_settings(os.environ, Path(os.environ["SAMPLE_FOLDER"]), given={**ASKED, "plugins": plugins})
    return create_app(lambda: open_service(settings, extra=[plugin]))
