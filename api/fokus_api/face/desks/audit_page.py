"""The desk of auditors: the signed state of the journal, how to verify it, and the ways into what was recorded."""

from dataclasses import dataclass
from typing import Any

from litestar import Request, Response, get

from fokus_api.auth.policy import API
from fokus_api.face.desks.words import may
from fokus_api.face.frame.inside import Inside
from fokus_api.face.frame.showing import PAGE, show
from fokus_api.pages.frame import AUDIT_DESK, frame_of
from fokus_core.domain.facts import AUDIT
from fokus_core.domain.texts import _
from fokus_core.plugins.texts import Words

__all__ = ["MODELS", "WAY", "audit_page"]

TITLE = _("Prüfung")
WAY = (TITLE, AUDIT_DESK)
MODELS = f"{AUDIT_DESK}/lesemodelle"  # the page of read models
NO_NUMBER = _("Geben Sie die Zahl der Einträge als ganze Zahl an, zum Beispiel 250.")
DESKS = (
    ("", "/verlauf", _("Verlauf"), _("Alles, was eingetragen wurde, als Sätze, mit Filtern.")),
    ("", "/quellen", _("Quellen"), _("Seiten und Papiere, auf denen Einträge beruhen, und was darauf beruht.")),
    (
        AUDIT,
        f"{AUDIT_DESK}/vergleich",
        _("Zwei Zeitpunkte vergleichen"),
        _("Was sich zwischen zwei Tagen oder zwei Ständen des Wissens geändert hat, und durch welche Einträge."),
    ),
    (
        "",
        f"{AUDIT_DESK}/nebeneinander",
        _("Verläufe nebeneinander"),
        _("Die Einträge mehrerer Kommunen, Durchgänge oder anderer Dinge Tag für Tag nebeneinander."),
    ),
    (
        AUDIT,
        f"{AUDIT_DESK}/begruendung",
        _("Warum etwas gilt"),
        _("Welche Einträge hinter einer Angabe stehen, mit Quelle und Verlässlichkeit."),
    ),
    (
        AUDIT,
        "/liste/audit/certificates",
        _("Bescheinigungen"),
        _("Was der Dienst unter seinem Schlüssel bescheinigt hat, zum Herunterladen."),
    ),
    (
        "core.compare-models",
        MODELS,
        _("Lesemodelle"),
        _("Wie weit die Listen und Zahlen sind, und ob sie sich aus dem Journal genau so ergeben."),
    ),
    (
        "core.read-access",
        f"{AUDIT_DESK}/berechtigungen",
        _("Wer durfte was?"),
        _("Wer eine Berechtigung an einem Tag hatte, durch welche Rolle und wofür."),
    ),
    (
        "core.read-openings",
        f"{AUDIT_DESK}/einsichten",
        _("Eingesehene personenbezogene Daten"),
        _("Wer personenbezogene Angaben geöffnet hat, wann und zu welchem Zweck."),
    ),
)


@dataclass(frozen=True)
class Signed:
    """The last signed checkpoint: which journal, how many entries, the hash of its tree, and who signed it."""

    origin: str
    size: int
    root: str
    by: tuple[str, ...]
    note: str


@get(AUDIT_DESK, opt=PAGE.opt, include_in_schema=False)
async def audit_page(request: Request[Any, Any, Any]) -> Response[str]:
    """Show the desk of auditors."""
    frame, inside = frame_of(request), Inside(request)
    words = frame.words
    said = await inside.get(f"{API}/audit/checkpoint")
    signed = _signed(said.body.decode()) if said.ok else None
    earlier = request.query_params.get("frueher", "").strip()
    proof, wrong = await _consistency(inside, earlier, words)
    return show(
        request,
        "audit.html",
        frame=frame,
        title=words(TITLE),
        way={},
        status=422 if wrong else 200,
        signed=signed,
        unsigned="" if signed else said.body["detail"],
        earlier=earlier,
        wrong=wrong,
        proof=proof,
        desks=[
            (href, words(name), words(about)) for asked, href, name, about in DESKS if not asked or may(request, asked)
        ],
        whole=may(request, AUDIT),
    )


async def _consistency(inside: Inside, earlier: str, words: Words) -> tuple[Any, str]:
    """Return the proof that the journal begins with what it was at a size, and what is wrong with the size."""
    if not earlier:
        return None, ""
    if not earlier.isdecimal():
        return None, words(NO_NUMBER)
    said = await inside.get(f"{API}/audit/consistency", {"from": earlier})
    if said.ok:
        return said.body, ""
    return None, next((one["detail"] for one in said.body.get("errors", ())), said.body["detail"])


def _signed(note: str) -> Signed:
    """Return a checkpoint as its note tells it; its signatures are told by whose they are."""
    text, _blank, signatures = note.partition("\n\n")
    origin, size, root, *_more = text.split("\n")
    by = tuple(line.split(" ")[1] for line in signatures.splitlines() if line.startswith("— "))
    return Signed(origin, int(size), root, by, note)
