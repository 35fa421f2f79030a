"""The list of members by other software over the same rows: how many times as fast ours is computed."""

import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from importlib.util import find_spec
from pathlib import Path
from urllib.parse import urlencode

import msgspec

from benchmarks.house import furnish
from benchmarks.load import GENERATOR, Load, Vary, load
from benchmarks.members import PATH, Asker, Question
from benchmarks.pairs import Ratio, alternate, ratio
from benchmarks.servers import GRANIAN, MODEL, Server, ask, fokus, running

NEEDED = ("datasette", "fastapi", "sqlalchemy")
ON = "2016-12-31"
KNOWN = 1 << 61  # everything
SQL = """
SELECT m.body, b.name, b.kind, b.parent AS district, d.name AS district_name, m.status,
m.joined, m.round, m.declaration, m.criteria, m.overridden, m.joined_at FROM network_membership m
JOIN core_bodies b ON b.id = m.body AND b.valid_from <= :on AND b.valid_to > :on
LEFT JOIN core_bodies d ON d.id = b.parent AND d.valid_from <= :on AND d.valid_to > :on
WHERE m.known_to > :known AND m.known_from <= :known AND m.valid_to > :on AND m.valid_from <= :on
ORDER BY b.name, m.body
"""


def peers(seconds: float, pairs: int) -> list[Ratio]:
    """Measure; raises `FileNotFoundError` where the peers are not installed, which the group `bench` brings."""
    if missing := [name for name in NEEDED if find_spec(name) is None]:
        raise FileNotFoundError(f"{', '.join(missing)} is not installed (uv sync)")
    with tempfile.TemporaryDirectory(prefix="fokus-bench-") as name:
        folder = Path(name)
        position, _ = furnish(folder, everybody=False)
        model = folder / "data" / "read" / "read-1.db"
        with fokus(folder, PATH) as ours, _fastapi(folder, model) as fastapi, _datasette(folder, model) as datasette:
            vary = Vary(low=101, span=900, head=position)
            target = Asker(ours, f"{PATH}?on={ON}", Question("computed", f"{PATH}?on={ON}", {}, vary=vary), seconds)
            target()  # warm
            found = []
            for what, server, path in (
                ("FastAPI and SQLAlchemy", fastapi, f"/members?on={ON}"),
                ("Datasette", datasette, f"/read-1.json?{_query()}"),
            ):
                _compare(ask(ours.port, f"{PATH}?on={ON}").body, ask(server.port, path).body)
                asked = Load(server.port, path, {}, 200, seconds)
                slices = alternate(partial(load, server, asked), target, pairs)
                title = f"members, computed, beside {what}"
                found.append(ratio(title, "requests/s", slices, what, "fokus serve", note=GENERATOR))
            return found


@contextmanager
def _fastapi(folder: Path, model: Path) -> Iterator[Server]:
    path = f"/members?on={ON}"
    words = [*GRANIAN, "benchmarks.fastapi_peer:application"]
    with running(words, {MODEL: str(model)}, folder, path) as server:
        yield server


@contextmanager
def _datasette(folder: Path, model: Path) -> Iterator[Server]:
    words = [sys.executable, "-m", "datasette", "serve", str(model), "--setting", "cache_size_kb", "65536"]
    with running(words, {}, folder, f"/read-1.json?{_query()}") as server:
        yield server


def _query() -> str:
    return urlencode({"sql": SQL, "on": ON, "known": KNOWN, "_shape": "array"})


def _compare(ours: bytes, theirs: bytes) -> None:
    """Raise `RuntimeError` where a peer says something else; that it says less of a member is left out."""
    mine, other = msgspec.json.decode(ours)["items"], msgspec.json.decode(theirs)
    shared = [{name: one[name] for name in other[0]} for one in mine]
    if shared != [{**one, "overridden": bool(one["overridden"])} for one in other]:
        raise RuntimeError("A peer answers with something else.")
