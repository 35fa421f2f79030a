"""Papers are tagged PDFs in their language, the same to the byte for the same data, and read nothing but their data."""

import asyncio
from io import BytesIO
from pathlib import Path
from threading import Event
from typing import Any

import pytest
from pypdf import PdfReader

from fokus_api import ApiProblem, paper, paper_answer, paper_of
from fokus_api.responses import papers

TEXT = "= #data.title\n#data.name\n"
NAME = "Żółć Ğüş Ελλη #set text(red) $x$ \\ *fett*"


@pytest.fixture
def template(tmp_path: Path) -> Path:
    path = tmp_path / "letter.typ"
    path.write_text(TEXT)
    return path


def slug(caught: pytest.ExceptionInfo[ApiProblem]) -> str:
    return caught.value.slug


def test_a_paper_is_tagged_has_a_title_and_a_language(template: Path) -> None:
    made = asyncio.run(paper(template, title="Bescheinigung", lang="en", author="Stadt Hagen", name=NAME))
    found = PdfReader(BytesIO(made))
    root: Any = found.trailer["/Root"]
    assert root["/Lang"] == "en"
    assert root["/MarkInfo"]["/Marked"]
    assert root["/StructTreeRoot"]["/K"]
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    assert b"pdfuaid" in root["/Metadata"].get_data()
    assert found.metadata is not None
    assert (found.metadata.title, found.metadata.author) == ("Bescheinigung", "Stadt Hagen")
    assert NAME in found.pages[0].extract_text(), "what is data is never read as typst"


def test_the_same_data_give_the_same_bytes(template: Path) -> None:
    first, second, other = (paper_of(template, title="T", name=name) for name in ("Ada", "Ada", "Bo"))
    papers._compiler.cache_clear()
    assert first == second == paper_of(template, title="T", name="Ada")
    assert first != other


def test_a_text_that_no_font_has_is_a_problem(template: Path) -> None:
    with pytest.raises(ApiProblem) as caught:
        paper_of(template, title="T", name="漢字")
    assert slug(caught) == "not-printable"


def test_a_mistake_in_a_template_tells_nothing_of_the_data(tmp_path: Path) -> None:
    path = tmp_path / "wrong.typ"
    path.write_text("#panic(data.name)")
    with pytest.raises(RuntimeError) as caught:
        paper_of(path, title="T", name="Ottilie")
    assert "Ottilie" not in str(caught.value)
    assert caught.value.__suppress_context__


@pytest.mark.parametrize(
    "text", ['#read("/etc/passwd")', '#read("../letter.typ")', '#image("x.svg")'], ids=["root", "beside", "picture"]
)
def test_a_template_reads_no_file(tmp_path: Path, text: str) -> None:
    path = tmp_path / "letter.typ"
    path.write_text(text)
    with pytest.raises(RuntimeError):
        paper_of(path, title="T")


def test_too_much_data_is_a_problem(template: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(papers, "MOST", 1000)
    with pytest.raises(ApiProblem) as caught:
        paper_of(template, title="T", name="x" * 1000)
    assert slug(caught) == "too-much-paper"


def test_who_would_wait_too_long_is_told_so(template: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    go = Event()

    def slow(*_args: Any, **_given: Any) -> bytes:
        go.wait(10)
        return b"%PDF"

    async def asked() -> None:
        first = asyncio.create_task(paper(template, title="T"))
        second = asyncio.create_task(paper(template, title="T"))
        await asyncio.sleep(0)
        with pytest.raises(ApiProblem) as caught:
            await paper(template, title="T")
        assert slug(caught) == "unavailable"
        go.set()
        assert await asyncio.gather(first, second) == [b"%PDF", b"%PDF"]
        monkeypatch.setattr(papers, "SECONDS", 0.01)
        go.clear()
        with pytest.raises(ApiProblem) as late:
            await paper(template, title="T")
        assert slug(late) == "unavailable"
        go.set()

    monkeypatch.setattr(papers, "paper_of", slow)
    monkeypatch.setattr(papers, "WAITING", 2)
    asyncio.run(asked())


def test_a_paper_is_answered_with_its_hash() -> None:
    answer = paper_answer(b"%PDF", "karte")
    assert (answer.media_type, answer.headers["Content-Disposition"]) == (
        "application/pdf",
        'attachment; filename="karte.pdf"',
    )
    assert len(answer.headers["Fokus-SHA256"]) == 64
