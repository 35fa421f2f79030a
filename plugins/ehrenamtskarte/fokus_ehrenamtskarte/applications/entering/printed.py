"""The application on paper: a page to be printed, made of what the form asks."""

from collections.abc import Mapping, Sequence
from typing import Any

from fokus_api import PageAsk, ProgrammePage
from fokus_ehrenamtskarte.applications.entering.apply import TOPICS
from fokus_ehrenamtskarte.programme import ehrenamtskarte
from fokus_kommune import _

FORM = "commands/ehrenamtskarte.apply"
NOT_ON_PAPER = frozenset({"documents", "truthful"})  # copies are enclosed, and the signature stands for the rest
ENGAGEMENTS = 2  # blocks; who does more takes a second sheet


async def printed(ask: PageAsk) -> Mapping[str, Any]:
    """Return the fields of an application by topics, as they are printed."""
    asked = await ask.get(FORM, on=None, known=None)
    fields = {one["pointer"].removeprefix("/"): _on_paper(one) for one in asked["fields"]}
    topics = [
        (ask.words(topic.title), [fields[name] for name in topic.fields if name not in NOT_ON_PAPER])
        for topic in TOPICS
        if not NOT_ON_PAPER.issuperset(topic.fields)
    ]
    return {"topics": topics, "blocks": _blocks, "signed": ask.words(SIGNED)}


def _on_paper(field: Mapping[str, Any]) -> dict[str, Any]:
    """Return a field without what only a program can say: who of those that are known is meant."""
    inner = [_on_paper(one) for one in field["fields"] if not one["pointer"].endswith(("/same_as", "/another"))]
    return {**field, "fields": inner}


def _blocks(field: Mapping[str, Any]) -> Sequence[int]:
    """Return the numbers of the blocks of a field."""
    return range(1, ENGAGEMENTS + 1) if field["many"] and field["pointer"] == "/engagements" else [1]


SIGNED = _("Meine Angaben stimmen und sind vollständig.")
ehrenamtskarte.page(
    ProgrammePage("printed.html", printed, at="antrag-auf-papier", title=_("Ehrenamtskarte beantragen, auf Papier"))
)
