"""A server process over the sample programme, for what only a real server shows: streams."""

import os
from pathlib import Path

from litestar import Litestar
from sample_programme import plugin

from fokus_api.plugins.load import open_service
from fokus_api.runtime.settings import load_settings
from fokus_api.server.app import create_app


def app() -> Litestar:
    """Return the application; granian calls this in its worker."""
    few = {"max_streams": 3, "max_streams_per_client": 2}
    settings = load_settings({}, Path(os.environ["SAMPLE_FOLDER"]), given={"plugins": [], **few})
    return create_app(lambda: open_service(settings, extra=[plugin]))
