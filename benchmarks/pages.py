"""Pages for people, beside a handler that renders the same template and a bare server, and what a visit weighs."""

import gzip
import re
import tempfile
from pathlib import Path
from urllib.parse import urljoin

import msgspec

from benchmarks.bare import Answer
from benchmarks.house import furnish
from benchmarks.load import GENERATOR, Vary
from benchmarks.members import BASE, Asker, Question, ours_of
from benchmarks.page_alone import BROWSER, FOLDER, LEAST, PAGE
from benchmarks.pairs import Ratio, Side, alternate, ratio
from benchmarks.servers import GRANIAN, Server, ask, bare, fokus, running

PAGES = {
    "start": "/",
    "list of members": "/liste/network/members",
    "municipality": "/kommunen/05570004",
    "entry": "/eintrag/219",
}
FIRST, LATER = 250.0, 30.0  # kB over the line, gzipped: the most that a first and a later visit may weigh
PARTS = re.compile(rb"""(?:<link[^>]*?href="|<img[^>]*?src="|url\(["']?)(?!data:)([^"')]+)""")


def pages(seconds: float, pairs: int, *, brief: bool = False) -> list[Ratio]:
    """Measure pages of the documented history with slices of so many seconds; in `brief`, only the first."""
    with tempfile.TemporaryDirectory(prefix="fokus-bench-") as name:
        folder = Path(name)
        position, _key = furnish(folder, everybody=False)
        found: list[Ratio] = []
        for title, address in list(PAGES.items())[: 1 if brief else None]:
            found.append(_computed(folder, title, address, position, seconds, pairs))
            found.append(_kept(folder, title, address, seconds, pairs))
        return found + _weights(folder)


def _computed(folder: Path, title: str, address: str, head: int, seconds: float, pairs: int) -> Ratio:
    """Measure a page that was not kept, beside rendering alone."""
    words = [*GRANIAN, "benchmarks.page_alone:application"]
    with (
        running(words, {FOLDER: str(folder), PAGE: address}, folder, LEAST) as base,
        fokus(folder, "/health") as ours,
    ):
        name = f"page, {title}, {_size(ask(ours.port, address, BROWSER))}, computed"
        one = Question(name, address, BROWSER, vary=Vary(low=101, span=900, head=head))
        target = Asker(ours, address, one, seconds)
        target()  # warm
        slices = alternate(Asker(base, LEAST, one, seconds), target, pairs)
        return ratio(name, "requests/s", slices, "template alone", "fokus serve", note=GENERATOR)


def _kept(folder: Path, title: str, address: str, seconds: float, pairs: int) -> Ratio:
    """Measure a page that is kept, beside a bare server with the same bytes."""
    with fokus(folder, "/health") as ours:
        answer = ask(ours.port, address, BROWSER)
        name = f"page, {title}, {_size(answer)}, unchanged"
        one = Question(name, address, BROWSER)
        with bare(folder, {"/0": msgspec.structs.replace(answer, headers=ours_of(answer))}) as base:
            target = Asker(ours, address, one, seconds)
            target()  # warm
            slices = alternate(Asker(base, "/0", one, seconds), target, pairs)
            return ratio(name, "requests/s", slices, BASE, "fokus serve", note=GENERATOR)


def _weights(folder: Path) -> list[Ratio]:
    """Weigh what comes over the line, gzipped, when somebody visits for the first time and then looks at more."""
    with fokus(folder, "/health") as ours:
        first, later = (_weighed(ours, address) for address in list(PAGES.values())[:2])
        known = set(first)
        new = sum(weight for address, weight in later.items() if address not in known)
    return [_weight("first visit", sum(first.values()), FIRST), _weight("next page", new, LATER)]


def _weighed(server: Server, address: str) -> dict[str, float]:
    """Return the weights (kB) of a page and all that it asks for, by address."""
    found: dict[str, float] = {}
    waiting = [address]
    for one in waiting:
        if one not in found:
            answer = ask(server.port, one, {**BROWSER, "Accept-Encoding": "gzip"})
            found[one] = len(answer.body) / 1000
            coded = (b"content-encoding", b"gzip") in answer.headers
            body = gzip.decompress(answer.body) if coded else answer.body
            waiting += [urljoin(one, part.decode()) for part in PARTS.findall(body)]
    return found


def _weight(title: str, weight: float, most: float) -> Ratio:
    share = weight / most
    sides = Side(f"{most:.0f} kB", most, None, None), Side("fokus serve", weight, None, None)
    return Ratio(f"weight, {title}, gzipped", "times", "kB", share, (share, share), None, 1, *sides)


def _size(answer: Answer) -> str:
    return f"{len(answer.body) / 1000:.0f} kB"
