"""Access codes for late entries, drawn by the service: nobody makes one up or computes its digest by hand."""

from hashlib import sha256

import msgspec
from litestar import Response
from litestar.di import NamedDependency
from litestar.params import RawBody

from fokus_api import Moment, query
from fokus_core import Bodies, Limit, read_json
from fokus_ews.codes import access_code
from fokus_ews.policies import DECIDE
from fokus_ews.routes.runs import run_on
from fokus_ews.words import CodeDigest, RunId
from fokus_projections import Reader

DRAWS = Limit("ews-codes", 30, per=60)


class Wanted(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The run for which a code is wanted."""

    run: RunId


class DrawnCode(msgspec.Struct, frozen=True, kw_only=True):
    """A code to hand to a body, and the digest to let it in with by `ews.allow-late-entry`; neither is kept."""

    run: str
    code: str
    digest: CodeDigest


@query("/ews/codes", policy=DECIDE, limit=DRAWS, takes=Wanted)
async def draw_code(
    body: RawBody,
    reader: NamedDependency[Reader],
    bodies: NamedDependency[Bodies],
    moment: NamedDependency[Moment],
) -> Response[DrawnCode]:
    """Draw an access code for a run; it is shown this once, and lets nobody in before the digest was recorded."""
    run = run_on(reader, bodies, moment, read_json(body, Wanted).run).run
    code = access_code()
    drawn = DrawnCode(run=run, code=code, digest=sha256(code.encode()).hexdigest())
    return Response(drawn, headers={"Cache-Control": "no-store"}, status_code=200)
