"""The application of one server process, as the settings say."""

import gc

from litestar import Litestar

from fokus_api.plugins.load import open_service
from fokus_api.runtime.logs import setup_logging
from fokus_api.runtime.memory import collect_seldom
from fokus_api.runtime.settings import load_settings
from fokus_api.server.app import create_app
from fokus_api.server.ending import end_streams_first, end_when_orphaned

__all__ = ["application"]


def application() -> Litestar:
    """Return the application; what it works with is opened when the process starts it."""
    inforce = load_settings()
    setup_logging(inforce.log_level)
    app = create_app(lambda: open_service(inforce))
    app.on_startup += [end_streams_first, end_when_orphaned, _settle_memory]
    return app


def _settle_memory() -> None:
    """Leave what a started process holds for good out of garbage collection."""
    gc.collect()
    gc.freeze()
    collect_seldom()
