"""What a form sends: texts and files by the names of its fields, and parts that are added or removed."""

from collections.abc import Mapping, Sequence
from typing import Any

from litestar import Request
from litestar.datastructures import UploadFile

from fokus_api.auth.signin.csrf import FIELD
from fokus_api.face.forms.filling import rows
from fokus_api.face.forms.form import Form
from fokus_api.face.frame.inside import Inside
from fokus_api.http.problems import ApiProblem
from fokus_api.responses.command_fields import CommandField
from fokus_core.domain.texts import _

__all__ = ["ADD", "REMOVE", "handed_in", "rearranged", "sent_by"]

ADD, REMOVE = "_add", "_remove"
TOO_LONG = _("Das ist zu viel für ein Formular. Kürzen Sie Ihre Angaben.")
AnyRequest = Request[Any, Any, Any]


def sent_by(items: Any) -> tuple[dict[str, list[str]], dict[str, list[UploadFile]]]:
    """Return what was typed and the files that were handed in, by the names of fields; raises `ApiProblem`."""
    typed: dict[str, list[str]] = {}
    files: dict[str, list[UploadFile]] = {}
    length = 0
    for name, value in items:
        if isinstance(value, UploadFile):
            if value.filename:
                files.setdefault(name, []).append(value)
        elif name != FIELD and not name.startswith("_"):
            typed.setdefault(name, []).append(str(value))
            length += len(name) + len(str(value))
    if length > 400_000:
        raise ApiProblem("too-large", TOO_LONG)
    return typed, files


async def handed_in(
    request: AnyRequest, files: Mapping[str, list[UploadFile]], path: str
) -> tuple[dict[str, list[str]], dict[str, str]]:
    """Return the ids of files, each handed in as a program does, and why some were not taken in, by fields."""
    kept: dict[str, list[str]] = {}
    refused: dict[str, str] = {}
    for name, some in files.items():
        for one in some:
            media_type = one.content_type or "application/octet-stream"
            said = await Inside(request).hand_in(path, await one.read(), media_type)
            if said.ok:
                kept.setdefault(name, []).append(said.body["file"])
            else:
                refused[name] = said.body["detail"]
    return kept, refused


def rearranged(form: Form, typed: Mapping[str, list[str]], add: str, remove: str) -> tuple[dict[str, list[str]], str]:
    """Return what was typed with a part of a repeated group more or less, and where in the page it stands."""
    found = dict(typed)
    if remove:
        name = remove.rpartition("/")[0].replace("/", "-")
        return {key: texts for key, texts in found.items() if not key.startswith(f"{remove}/")}, f"f-{name}"
    fields: Sequence[CommandField] = form.fields
    for part in (one for one in add.split("/") if not one.isdecimal()):
        fields = next((one.fields for one in fields if one.name == part), ())
    if not fields:
        return found, "inhalt"
    number = max(rows(typed, add), default=-1) + 1
    found[f"{add}/{number}/{fields[0].name}"] = [""]
    return found, f"f-{add.replace('/', '-')}-{number}"
