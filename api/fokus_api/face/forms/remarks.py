"""What a route of the programme says beside a form, about the body that was typed into it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from litestar import Request

from fokus_api.auth.policy import API
from fokus_api.face.forms.form import Form
from fokus_api.face.frame.inside import Inside
from fokus_core.domain.commands import CommandType

__all__ = ["Remark", "remarks_after", "remarks_beside"]


@dataclass(frozen=True)
class Remark:
    """A sentence in the language of the page, and where there is more about it."""

    text: str
    href: str


async def remarks_beside(form: Form) -> list[Remark]:
    """Return what is said beside a form, once a body was typed into one of the fields that are asked about."""
    beside = form.kind.cls.beside
    if beside is None:
        return []
    typed = (text for name in beside.fields for text in form.draft.typed.get(name, ()))
    body = next((text.strip() for text in typed if text.strip()), "")
    return await _asked(form.request, beside.path, body, form.words.language) if body else []


async def remarks_after(
    request: Request[Any, Any, Any], kind: CommandType, receipt: Mapping[str, Any], language: str
) -> list[Remark]:
    """Return what is said on the receipt, about the body that the first entry names."""
    beside = kind.cls.beside
    keys = (key.partition(":") for one in receipt["facts"][:1] for key in one["keys"])
    body = next((thing for space, _colon, thing in keys if space == "body"), "")
    return [] if beside is None or not body else await _asked(request, beside.path, body, language, after=True)


async def _asked(
    request: Request[Any, Any, Any], path: str, body: str, language: str, *, after: bool = False
) -> list[Remark]:
    said = await Inside(request).get(f"{API}/{path}", {"body": body})
    found = said.body["remarks"] if said.ok else []  # a body that there is not is told beside its field
    other = "before" if after else "after"
    return [Remark(one["text"][language], one["href"] or "") for one in found if one["when"] != other]
