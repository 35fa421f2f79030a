"""What rendering a page costs by itself: a Litestar handler that renders the same template with ready data."""

import os
from pathlib import Path
from typing import Any
from unittest.mock import patch

from litestar import Litestar, Response, get
from litestar.testing import TestClient

from benchmarks.house import settings_in
from fokus_api.face.frame import showing
from fokus_api.pages.pages import page
from fokus_api.plugins.load import open_service
from fokus_api.server.app import create_app

FOLDER, PAGE = "BENCHMARK_FOLDER", "BENCHMARK_PAGE"  # name the folder of a house, and the page that is rendered
BROWSER = {"Accept": "text/html", "Accept-Language": "de"}
LEAST = "/page"


def application() -> Litestar:
    """Return the application of one server process, with what our own server hands to the template."""
    args, shown = _ready(Path(os.environ[FOLDER]), os.environ[PAGE])

    @get(LEAST)
    async def rendered() -> Response[str]:
        return page(*args, **shown)

    return Litestar([rendered], logging_config=None, openapi_config=None)


def _ready(folder: Path, address: str) -> tuple[tuple[Any, ...], dict[str, Any]]:
    settings = settings_in(folder)
    with (
        patch.object(showing, "page", wraps=page) as handed,
        TestClient(create_app(lambda: open_service(settings)), base_url="http://127.0.0.1") as client,
    ):
        answer = client.get(address, headers=BROWSER)
        if answer.status_code != 200 or not handed.called:
            raise RuntimeError(f"{address} is no page: {answer.status_code} {answer.text[:200]}")
        return tuple(handed.call_args.args), dict(handed.call_args.kwargs)
