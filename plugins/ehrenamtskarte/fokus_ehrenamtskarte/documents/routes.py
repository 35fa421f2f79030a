"""The papers on taking part of a body, and what changed from one version to another."""

from collections.abc import Sequence
from datetime import date
from typing import Annotated

import msgspec
from litestar.di import NamedDependency
from litestar.params import FromPath, QueryParameter

from fokus_api import Ask, Changes, Comparison, RowEntry, compared, field_changes, read, resolved_body, text_changes
from fokus_core import NotFound
from fokus_ehrenamtskarte.documents.filing import DOCUMENTS, DocumentFiled, Paper
from fokus_ehrenamtskarte.programme import ehrenamtskarte
from fokus_kommune import PUBLIC, _
from fokus_projections import standing

UNKNOWN = _("Diese Fassung gibt es am {effective} nicht. Wählen Sie eine aus der Liste.")
Since = Annotated[int, QueryParameter(ge=1, description=_("Die frühere Fassung, mit der verglichen wird."))]
Upto = Annotated[int, QueryParameter(name="until", ge=1, description=_("Die spätere Fassung."))]


class DocumentVersion(msgspec.Struct, frozen=True, kw_only=True):
    """A version of a paper, and where it is compared with the one before; `file` is null where it has none."""

    body: str
    name: str
    paper: Paper
    title: str
    version: int
    since: date
    text: str
    file: str | None
    compared: Comparison | None
    entry: RowEntry | None = None


@ehrenamtskarte.lists(
    "bodies/{body_id:str}/documents",
    title=_("Vorlagen und Vereinbarungen zur Ehrenamtskarte"),
    policy=PUBLIC,
    order=("paper", "version"),
    shows=(DocumentFiled,),
)
async def documents(ask: Ask, body_id: FromPath[str]) -> list[DocumentVersion]:
    """List the versions of the council paper and of the agreement of a body that stand on a day."""
    return list(_versions(ask, body_id))


@ehrenamtskarte.route
@read("/ehrenamtskarte/bodies/{body_id:str}/documents/{paper:str}/changes", policy=PUBLIC, shows=(DocumentFiled,))
async def document_changes(
    body_id: FromPath[str], paper: FromPath[str], ask: NamedDependency[Ask], since: Since, upto: Upto
) -> Changes:
    """Show what changed in the council paper or the agreement of a body from one version to another."""
    found = {one.version: one for one in _versions(ask, body_id) if one.paper == paper}
    if since not in found or upto not in found:
        raise NotFound(UNKNOWN)
    old, new = found[since], found[upto]
    then, now = ({"title": one.title, "file": one.file} for one in (old, new))
    return Changes(
        since=str(since),
        until=str(upto),
        since_day=old.since,
        until_day=new.since,
        fields=field_changes(then, now),
        text=text_changes(old.text, new.text),
    )


def _versions(ask: Ask, body_id: str) -> Sequence[DocumentVersion]:
    body = resolved_body(ask.bodies, body_id, ask.moment.on)
    columns = "paper, title, version, effective, text, file, position"
    sql = f"SELECT {columns} FROM {DOCUMENTS.table.name} WHERE body = :body AND {standing()} ORDER BY paper, version"
    rows = list(ask.reader.rows(sql, {**ask.moment.params, "body": body}))
    before = {
        paper: compared(f"ehrenamtskarte/bodies/{body}/documents/{paper}", (row[2] for row in rows if row[0] == paper))
        for paper in {row[0] for row in rows}
    }
    return [
        DocumentVersion(
            body=body,
            name=ask.bodies.name(body, ask.moment.on),
            paper=paper,
            title=title,
            version=version,
            since=date.fromisoformat(day),
            text=text,
            file=file,
            compared=before[paper].get(version),
            entry=RowEntry(position),
        )
        for paper, title, version, day, text, file, position in rows
    ]
