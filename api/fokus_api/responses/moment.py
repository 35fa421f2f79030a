"""The two clocks in a request: `?on=DATE&known=POSITION|TIME`, both now where nothing is said."""

from datetime import date, timedelta
from typing import Annotated, Any

from litestar import Request
from litestar.params import QueryParameter

from fokus_api.http.input_errors import FieldError
from fokus_api.http.problems import ApiProblem
from fokus_api.http.request_context import Moment, context_of
from fokus_api.responses.cursors import place_of, wrong_cursor
from fokus_api.responses.positions import DIGITS, reached
from fokus_api.runtime.service import Service
from fokus_core.domain import clock
from fokus_core.domain.dates import OUT_OF_RANGE, in_range
from fokus_core.domain.texts import _
from fokus_core.domain.times import instant

OnDate = Annotated[
    date | None,
    QueryParameter(description=_("Stand: Tag, an dem es gilt (Europe/Berlin); heute, wenn nichts gesagt ist.")),
]
Known = Annotated[
    str | None,
    QueryParameter(
        description=_("Bekannt am: vergangener Zeitpunkt (RFC 3339) oder Eintragsnummer."),
        pattern=r"^([1-9][0-9]{0,14}|[0-9]{4}-[0-9]{2}-[0-9]{2}[Tt ].{8,35})$",
        max_length=48,
    ),
]
MinPosition = Annotated[
    int | None,
    QueryParameter(
        description=_("Position, die die Auswertung erreicht haben muss; es wird höchstens 2 Sekunden gewartet."),
        ge=1,
        le=10**DIGITS - 1,
    ),
]
Possible = Annotated[
    bool, QueryParameter(description=_("Statt dessen, was sicher gilt, das, wovon die Quellen den Tag offenlassen."))
]


async def moment_of(
    request: Request[Any, Any, Any],
    on: OnDate = None,
    known: Known = None,
    min_position: MinPosition = None,
) -> Moment:
    """Return the moment a request asks about; raises `ApiProblem` where it cannot be answered, or not yet."""
    if on is not None and not in_range(on):
        raise ApiProblem("date-out-of-range", errors=[FieldError(parameter="on", detail=OUT_OF_RANGE)])
    context, node = context_of(request.scope), request.app.state.node
    service, reader = node.service, context.reader or node.reader
    if min_position is not None:
        await reached(service, reader, min_position, "min_position")
    position = None if known is None else position_of(service, known)
    if position is not None:
        await reached(service, reader, position, "known")
    if (place := await place_of(request)) is not None:
        if on not in {None, place.on} or position not in {None, place.known}:
            raise wrong_cursor()  # of another moment than the one that is asked about
        on, position = place.on, place.known
    today = context.caller.today if context.caller else clock.day_of(service.journal.now())
    here = reader.position if position is None else position
    moment = context.moment = Moment(on or today, here, pinned=position is not None)
    return moment


def position_of(service: Service, known: str, parameter: str = "known") -> int:
    """Return the position that a request names, or that was known at a time; raises `ApiProblem`."""
    if known.isascii() and known.isdigit():
        return int(known[: DIGITS + 1])
    try:
        at = instant(known[:11] + known[11:].replace(" ", "+"))  # an unescaped + arrives as a space
    except ValueError:
        raise _wrong(parameter, _("Erwartet wird eine Position oder ein Zeitpunkt nach RFC 3339.")) from None
    if at > service.journal.now() + timedelta(seconds=1):
        raise _wrong(parameter, _("Wählen Sie einen Tag, der nicht in der Zukunft liegt."))
    return service.models.reader().known_from_time(at)


def _wrong(parameter: str, detail: str) -> ApiProblem:
    return ApiProblem("invalid-input", errors=[FieldError(parameter=parameter, detail=detail)])
