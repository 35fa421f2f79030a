"""What a route of the programme says beside a form, about the body that was typed into it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from litestar import Request

from fokus_api.auth.policy import API
from fokus_api.face.forms.controls import Shown
from fokus_api.face.forms.form import Form
from fokus_api.face.frame.inside import Inside
from fokus_core.domain.commands import CommandType

__all__ = ["Remark", "above", "at_fields", "remarks_after", "remarks_beside"]


@dataclass(frozen=True)
class Remark:
    """A sentence in the language of the page, where there is more about it, and the question in which it stands."""

    text: str
    href: str
    field: str = ""


async def remarks_beside(form: Form) -> list[Remark]:
    """Return what is said beside a form, once a body was typed into one of the fields that are asked about."""
    beside = form.kind.cls.beside
    if beside is None:
        return []
    typed = (text for name in beside.fields for text in form.draft.typed.get(name, ()))
    body = next((text.strip() for text in typed if text.strip()), "")
    return await _asked(form.request, beside.path, body, form.words.language) if body else []


def above(remarks: Sequence[Remark]) -> list[Remark]:
    """Return what is said of the whole form."""
    return [one for one in remarks if not one.field]


def at_fields(fields: Sequence[Shown], remarks: Sequence[Remark]) -> list[Shown]:
    """Return fields as they are shown, with what is said of each beside what helps to fill it in."""
    told = [one for one in remarks if one.field]
    return [_with(one, told) for one in fields] if told else [*fields]


def _with(one: Shown, told: Sequence[Remark]) -> Shown:
    plain = "/".join(part for part in one.name.split("/") if not part.isdecimal())
    return replace(
        one,
        hints=[*one.hints, *(remark.text for remark in told if remark.field == plain)],
        fields=at_fields(one.fields, told),
        parts=[(number, at_fields(part, told)) for number, part in one.parts],
    )


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
    told = [one for one in found if one["when"] != other]
    return [Remark(one["text"][language], one["href"] or "", one["field"] or "") for one in told]
