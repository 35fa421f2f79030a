"""Two versions of something compared: which fields differ, and the text with what went and what came."""

import re
from collections.abc import Mapping
from typing import Any

from litestar import Request, Response, get
from litestar.params import FromPath

from fokus_api.auth.policy import API
from fokus_api.face.frame.inside import Inside
from fokus_api.face.frame.problems import Unanswered
from fokus_api.face.frame.showing import PAGE, clocks_of, show
from fokus_api.face.shown.cells import readable
from fokus_api.face.shown.comparing import CHANGES
from fokus_api.pages.frame import address_of_programme, frame_of
from fokus_api.pages.shown import as_day, as_number, as_part
from fokus_api.responses.differences import Changes
from fokus_core.domain.refusals import NotFound
from fokus_core.domain.texts import _
from fokus_core.plugins.texts import Words

__all__ = ["CHANGES", "changes_page"]

PATH = re.compile(r"/[a-z0-9-]+(/[A-Za-z0-9_-]+){1,4}")
DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
MONTH = re.compile(r"\d{4}-\d{2}")
NUMBER = re.compile(r"\d+\.\d+")
SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)+")


@get(f"{CHANGES}/{{path:path}}", opt=PAGE.opt, include_in_schema=False)
async def changes_page(request: Request[Any, Any, Any], path: FromPath[str]) -> Response[str]:
    """Show what changed from one version to another, of whatever has a list of its changes below its path."""
    frame = frame_of(request)
    clocks, service = clocks_of(request, frame), request.app.state.node.service
    programme = service.catalogue.programmes.get(path.split("/")[1] if PATH.fullmatch(path) else "")
    if programme is None or programme.id == "core":
        raise NotFound
    versions = {name: request.query_params[name] for name in ("since", "until") if name in request.query_params}
    said = await Inside(request).get(f"{API}{path}/changes", {**clocks.query, **versions})
    if not said.ok:
        raise Unanswered(said)
    if not set(Changes.__struct_fields__) <= said.body.keys():
        raise NotFound
    words = Words(frame.words.texts, frame.words.language, programme.id)
    return show(
        request,
        "changes.html",
        frame=frame,
        clocks=clocks,
        title=frame.words(_("Unterschiede zwischen zwei Fassungen")),
        way={words(programme.short or programme.title): clocks.to(address_of_programme(programme))},
        status=422 if clocks.wrong else 200,
        since=said.body["since"],
        until=said.body["until"],
        since_day=said.body["since_day"],
        until_day=said.body["until_day"],
        fields=[_field(one, words, service) for one in said.body["fields"]],
        text=said.body["text"],
    )


def _field(one: Mapping[str, Any], words: Words, service: Any) -> Mapping[str, str]:
    """Return a field as people read it: its name, and what stood and stands there, days and evidence by their names."""
    whole = one["field"]
    above, _slash, part = whole.rpartition("/")
    label = service.labels.of(words.programme, Changes, whole) or service.labels.of(words.programme, Changes, part)
    beyond = service.labels.of(words.programme, Changes, above.partition("/")[0])  # a part of something is named so

    def read(text: str | None) -> str:
        if text is None or DAY.fullmatch(text):
            return as_day(text, words.language) if text else ""
        if MONTH.fullmatch(text):
            return as_part(text, words.language)
        if NUMBER.fullmatch(text):
            return as_number(float(text), words.language)
        return ", ".join(map(read_one, text.split(", ")))

    def read_one(text: str) -> str:
        if label and text in label.values:
            return words(label.values[text])
        if text in ("true", "false"):
            return words("{value}", value=text == "true")
        found = service.catalogue.evidence.get(text)
        return words(found.title) if found else readable(text) if SLUG.fullmatch(text) else text

    called, of = words(label.title) if label else "", one["of"] or ""
    name = words(_("{name} ({of})"), name=called, of=of) if called and of else called or of or words(_("Angabe"))
    return {
        "name": f"{words(beyond.title)}: {name}" if beyond else name,
        "before": read(one["before"]),
        "after": read(one["after"]),
    }
