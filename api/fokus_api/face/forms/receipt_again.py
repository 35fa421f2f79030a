"""The receipt of a form whose draft is gone: what the journal says under the id that the form was sent with."""

from typing import Any

from litestar import Request, Response

from fokus_api.auth.policy import API
from fokus_api.face.forms.form import sentence_of
from fokus_api.face.frame.inside import Inside
from fokus_api.face.shown.told import recorder
from fokus_api.pages.frame import frame_of
from fokus_api.pages.pages import page
from fokus_core.domain.refusals import NotFound
from fokus_core.domain.texts import _

__all__ = ["receipt_again"]


async def receipt_again(request: Request[Any, Any, Any], form_id: str) -> Response[Any]:
    """Show what was recorded under the id of a form; raises `NotFound` where the caller recorded nothing under it."""
    frame = frame_of(request)
    said = await Inside(request).get(f"{API}/receipts/{form_id}")
    if not said.ok:
        raise NotFound
    facts = said.body["facts"]
    return page(
        200,
        "receipt_again.html",
        frame,
        title=frame.words(_("Vorgeschlagen") if said.body["proposal"] else _("Eingetragen")),
        facts=[sentence_of(one, frame.words) for one in facts],
        proposal=said.body["proposal"],
        number=said.body["position"],
        at=facts[-1]["at"],
        by=recorder(facts[-1]["by"], frame.words),
    )
