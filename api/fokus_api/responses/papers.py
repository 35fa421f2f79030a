"""Papers: tagged PDFs (PDF/UA-1) that typst sets from a template and data; the same data give the same bytes."""

import asyncio
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from hashlib import sha256
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

import msgspec
import typst
from litestar import Response

from fokus_api.http.problems import ApiProblem

__all__ = ["PDF_TYPE", "paper", "paper_answer", "paper_of"]

PDF_TYPE = "application/pdf"  # the media type of PDF
PRELUDE = Path(__file__).with_name("paper.typ")
MOST = 32 * 1024 * 1024  # bytes of data for one paper
WAITING = 8  # papers that wait for the one that is being set
SECONDS = 60.0
NO_GLYPH = "could not be displayed with font"
_waiting: set[asyncio.Future[bytes]] = set()


async def paper(*templates: Path, title: str, lang: str = "de", author: str = "", **data: Any) -> bytes:
    """Return a paper, set beside the event loop; raises `ApiProblem` where it cannot be printed, or not now.

    `templates` are files of typst in the programme's package, one after another; what they print is `data`, and words
    that differ by language are given with it. They read no other file and no network.
    """
    if len(_waiting) >= WAITING:
        raise ApiProblem("unavailable")
    setting = asyncio.wrap_future(
        _one_at_a_time().submit(paper_of, *templates, title=title, lang=lang, author=author, **data)
    )
    _waiting.add(setting)
    setting.add_done_callback(_waiting.discard)
    try:
        return await asyncio.wait_for(asyncio.shield(setting), SECONDS)
    except TimeoutError:
        raise ApiProblem("unavailable") from None


def paper_of(*templates: Path, title: str, lang: str = "de", author: str = "", **data: Any) -> bytes:
    """Return a paper; for jobs, which may wait. Raises `ApiProblem` where it cannot be printed."""
    given = {**data, "title": title, "lang": lang, "author": author}
    content = msgspec.json.encode(given).decode()
    if len(content) > MOST:
        raise ApiProblem("too-much-paper")
    try:
        made = _compiler().compile(
            input=_source(templates),
            format="pdf",
            pdf_standards=["ua-1"],
            sys_inputs={"data": content},
        )
    except typst.TypstError as error:
        if NO_GLYPH in error.message:
            raise ApiProblem("not-printable") from None
        raise RuntimeError(
            f"The paper {templates[-1].name} cannot be set."
        ) from None  # its message may hold personal data
    if not isinstance(made, bytes):
        raise TypeError(f"The paper {templates[-1].name} is no single file.")
    return made


def paper_answer(content: bytes, name: str) -> Response[bytes]:
    """Answer with a paper as a file of that name, its SHA-256 beside it."""
    headers = {"Content-Disposition": f'attachment; filename="{name}.pdf"', "Fokus-SHA256": sha256(content).hexdigest()}
    return Response(content, media_type=PDF_TYPE, headers=headers)


@cache
def _one_at_a_time() -> ThreadPoolExecutor:
    return ThreadPoolExecutor(max_workers=1, thread_name_prefix="paper")


@cache
def _compiler() -> typst.Compiler:
    """Return what sets papers: with the fonts of its wheel, below an empty folder, so that it reads nothing else."""
    empty = mkdtemp(prefix="fokus-paper-")
    fonts = typst.Fonts(include_system_fonts=False)
    return typst.Compiler(
        root=empty, font_paths=fonts, ignore_system_fonts=True, package_path=empty, package_cache_path=empty
    )


@cache
def _source(templates: tuple[Path, ...]) -> bytes:
    return b"".join(one.read_bytes() for one in (PRELUDE, *templates))
