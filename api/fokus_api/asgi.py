"""The application of one server process, as the settings say."""

from litestar import Litestar

from fokus_api.app import create_app
from fokus_api.logs import setup_logging
from fokus_api.service import Service
from fokus_api.settings import load_settings

__all__ = ["application"]


def application() -> Litestar:
    """Return the application; what it works with is opened when the process starts it."""
    inforce = load_settings()
    setup_logging(inforce.log_level)
    return create_app(lambda: Service.open(inforce))
