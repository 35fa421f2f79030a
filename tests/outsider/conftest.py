"""Keeps the plugin's tests out of the repository's own run: they run outside it, over the installed wheels."""

from pathlib import Path

import pytest

HERE = Path(__file__).parent


def pytest_ignore_collect(config: pytest.Config) -> bool | None:
    """Ignore this folder unless pytest was started for it alone."""
    return None if config.rootpath == HERE else True
