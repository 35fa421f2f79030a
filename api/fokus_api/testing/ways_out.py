"""What a running application answers, writes to its files and logs: the ways out of the house that tests look at."""

import logging
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from itertools import product
from pathlib import Path
from typing import Any, NamedTuple

from litestar import Litestar
from litestar.testing import TestClient

from fokus_api.runtime.service import Service
from fokus_api.server.openapi import openapi_document
from fokus_core.testing.folders import files_in

__all__ = ["Get", "gets", "leaks_in_files", "logged"]

STORES = {"journal.db", "vault.db", "state_store.db"}
ASKING = ("httpx", "httpcore")  # the client's loggers, which tell what it asks


class Get(NamedTuple):
    """A GET operation with something in the place of each name in its path, and the query parameters it documents."""

    path: str
    there: str
    parameters: Sequence[dict[str, Any]]

    @property
    def known(self) -> set[str]:
        """The names of its query parameters."""
        return {one["name"] for one in self.parameters}


def gets(client: TestClient[Litestar], things: Mapping[str, Iterable[object]]) -> Iterator[Get]:
    """Yield every GET operation with each of the things in place of a name; a thing nobody knows of is `probe`."""
    for path, operations in openapi_document(client.app)["paths"].items():
        if "get" in operations:
            parameters = operations["get"].get("parameters", ())
            names = [one["name"] for one in parameters if one["in"] == "path"]
            for values in product(*(things.get(name, ("probe",)) for name in names)):
                there = path.format(**dict(zip(names, values, strict=True)))
                yield Get(path, there, [one for one in parameters if one["in"] == "query"])


def leaks_in_files(service: Service, words: Iterable[str]) -> list[tuple[str, str]]:
    """Return which of the words stand in the name or in the bytes of which file of a service's data folder."""
    folder = Path(service.settings.data)
    files = {str(path.relative_to(folder)): content for path, content in files_in(folder).items()}
    assert set(files) >= STORES
    return [
        (name, word) for word in words for name, content in files.items() if word in name or word.encode() in content
    ]


@contextmanager
def logged() -> Iterator[list[str]]:
    """Yield a list of what anything but the client logs meanwhile, with all that a record carries."""
    lines: list[str] = []

    class Lines(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            if not record.name.startswith(ASKING):
                lines.append(f"{record.getMessage()} {record.__dict__}")

    root, handler = logging.getLogger(), Lines(logging.DEBUG)
    level = root.level
    root.addHandler(handler)
    root.setLevel(logging.DEBUG)
    try:
        yield lines
    finally:
        root.removeHandler(handler)
        root.setLevel(level)
