"""The page that checks papers, at the address that stands on each of them."""

from collections.abc import Mapping
from typing import Any

from fokus_api import PageApp, PageAsk, ProgrammePage
from fokus_core import _
from fokus_ews.papers.labels import ANSWERS, KINDS
from fokus_ews.papers.routes import AT, PaperQuestion

LIGHTS = {"genuine": "success", "revoked": "danger", "other-day": "warning", "unknown": "danger"}
SENTENCES = {
    "genuine": _("Für wen sie ausgestellt ist, sehen Sie, wenn Sie auch das Datum angeben."),
    "revoked": _("Sie gilt nicht mehr. Fragen Sie die Stelle, die auf ihr steht."),
    "other-day": _("Vergleichen Sie beides noch einmal mit der Bescheinigung."),
    "unknown": _("Vergleichen Sie die Nummer noch einmal mit der Bescheinigung. Sie kann auch gefälscht sein."),
}
COMPARE = _("Vergleichen Sie, ob auf der Bescheinigung dasselbe steht.")


async def checking(ask: PageAsk) -> Mapping[str, Any]:
    """Return what the page asks and, where a number was given, what is to be said of it."""
    typed = {name: ask.sent.get(name, "").strip() for name in ("number", "day")}
    typed["number"] = typed["number"] or ask.given.get("nummer", "").strip()
    found: Any = None
    wrong: Mapping[str, str] = {}
    if ask.sent or typed["number"]:
        found, wrong = await ask.judged("ews/paper-checks", PaperQuestion, typed)
    return {"typed": typed, "wrong": wrong, "found": found and _said(ask, found)}


def _said(ask: PageAsk, verdict: Mapping[str, Any]) -> Mapping[str, Any]:
    answer, kind = verdict["answer"], verdict.get("kind")
    told = answer == "genuine" and kind
    return {
        **verdict,
        "light": LIGHTS[answer],
        "heading": ask.words(ANSWERS[answer]),
        "sentence": ask.words(COMPARE if told else SENTENCES[answer]),
        "what": kind and ask.words(KINDS[kind]),
    }


PAGES = [ProgrammePage("paper.html", checking, at=AT, title=_("Diese Bescheinigung prüfen"), app=PageApp())]
