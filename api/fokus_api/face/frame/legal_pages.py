"""What the law asks for: texts of whoever runs the service, from a folder; without one, what is missing."""

from pathlib import Path
from typing import Any

from litestar import Request, Response, get
from litestar.handlers import HTTPRouteHandler

from fokus_api.face.frame.showing import PAGE, show
from fokus_api.pages.frame import FOOTER, REPORT_BARRIER, frame_of
from fokus_core.domain.texts import _

__all__ = ["LEGAL", "blocks_of", "text_of"]

OURS = Path(__file__).parent / "legal"
MISSING = {
    "/impressum": _("Hier steht, wer diesen Dienst betreibt und wie man ihn erreicht. Diese Angaben fehlen noch."),
    "/datenschutz": _(
        "Hier steht, wer für die Verarbeitung personenbezogener Daten verantwortlich ist, auf welcher Grundlage sie "
        "geschieht und welche Rechte Sie haben. Diese Angaben fehlen noch."
    ),
    "/barrierefreiheit": _(
        "Hier steht, wie barrierefrei dieser Dienst ist und wo Sie Barrieren melden können. Diese Erklärung fehlt noch."
    ),
    "/leichte-sprache": _("Hier steht in Leichter Sprache, worum es geht. Dieser Text fehlt noch."),
    "/gebaerdensprache": _("Hier steht ein Video in Deutscher Gebärdensprache. Es fehlt noch."),
}
WHO = _("Einzutragen hat sie, wer diesen Dienst betreibt: als Datei {name} in dem Ordner, den die Einstellung nennt.")


def legal_page(address: str, title: str) -> HTTPRouteHandler:
    """Return the route of a page whose text whoever runs the service brings."""

    @get(address, opt=PAGE.opt, include_in_schema=False, name=f"legal {address}")
    async def page(request: Request[Any, Any, Any]) -> Response[str]:
        """Show a text of whoever runs the service."""
        frame = frame_of(request)
        words, name = frame.words, address.strip("/")
        text, spoken = text_of(request.app.state.node.service.settings, name, words.language)
        blocks = (
            blocks_of(text) if text else [("p", [words(MISSING[address])]), ("p", [words(WHO, name=f"{name}.de.txt")])]
        )
        return show(request, "legal.html", frame=frame, title=words(title), way={}, blocks=blocks, spoken=spoken)

    return page


def blocks_of(text: str) -> list[tuple[str, list[str]]]:
    """Return a text as headings (`# …`), lists (`- …`) and paragraphs, which blank lines part."""
    found: list[tuple[str, list[str]]] = []
    for block in text.replace("\r\n", "\n").split("\n\n"):
        lines = [line.strip() for line in block.strip().splitlines() if line.strip()]
        if not lines:
            continue
        if lines[0].startswith("# "):
            found.append(("h2", [lines.pop(0)[2:]]))
        if lines and all(line.startswith("- ") for line in lines):
            found.append(("ul", [line[2:] for line in lines]))
        elif lines:
            found.append(("p", [" ".join(lines)]))
    return found


def text_of(settings: Any, name: str, language: str) -> tuple[str, str]:
    """Return the text in a language, else in German, and which it is; empty where there is none."""
    folders = [Path(settings.legal)] if settings.legal else []
    for folder in (*folders, OURS):
        for spoken in dict.fromkeys((language, "de")):
            path = folder / f"{name}.{spoken}.txt"
            if path.is_file():
                return path.read_text(encoding="utf-8"), spoken
    return "", language


LEGAL = tuple(legal_page(address, title) for address, title in FOOTER if address != REPORT_BARRIER)
