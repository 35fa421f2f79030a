"""Problem details (RFC 9457): the one shape in which every error leaves the house."""

import logging
import traceback
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

import msgspec
from litestar import Request, Response
from litestar.exceptions import HTTPException, ValidationException
from litestar.types import ExceptionHandlersMap

from fokus_api.http.input_errors import FieldError, body_errors, parameter_errors
from fokus_api.http.negotiation import language, spoken
from fokus_api.http.problem import ApiProblem, Further, Problem, RefusedWith
from fokus_api.http.problem_types import TITLES
from fokus_api.http.request_context import context_of
from fokus_core.domain.flaws import OTHERWISE
from fokus_core.domain.refusals import (
    Choice,
    Forbidden,
    Invalid,
    Malformed,
    NotFound,
    Outdated,
    Refused,
    Unavailable,
    Wrong,
)
from fokus_core.plugins.texts import GERMAN, Texts, Words

__all__ = [
    "HANDLERS",
    "MEDIA_TYPE",
    "RETRY_AFTER",
    "URN",
    "ApiProblem",
    "Problem",
    "RefusedWith",
    "answer_problem",
    "explain",
    "explained",
    "headers_of",
    "problem",
    "words_for",
]

MEDIA_TYPE = "application/problem+json"
URN = "urn:fokus:problem:"
RETRY_AFTER = "2"
log = logging.getLogger("fokus.problem")

STATUSES = {
    400: "bad-request",
    401: "unauthenticated",
    403: "forbidden",
    404: "not-found",
    405: "method-not-allowed",
    413: "too-large",
    415: "unsupported-media-type",
    422: "invalid-input",
    503: "unavailable",
}
WHOLE_BODY = frozenset({"malformed-json", "too-large", "file-too-large", "active-content", "file-infected"})
PARAMETERS = {
    "unsupported-media-type": "Content-Type",
    "file-kind": "Content-Type",
    "file-differs": "Content-Type",
    "command-id-reused": "Idempotency-Key",
    "precondition-failed": "If-Match",
    "group-erased": "group",
}


def problem(
    slug: str,
    instance: str,
    words: Words = GERMAN,
    *,
    kind: str = "",
    detail: str = "",
    errors: Sequence[FieldError] = (),
    positions: Sequence[int] = (),
    choices: Sequence[Choice] = (),
) -> Problem:
    """Return the problem named `slug`, with title and status of `kind` where a rule named it."""
    title = TITLES[kind or slug]
    detail = detail or words(title.detail)
    if not errors and slug in WHOLE_BODY:
        errors = [FieldError(pointer="", detail=detail)]
    elif not errors and slug in PARAMETERS:
        errors = [FieldError(parameter=PARAMETERS[slug], detail=detail)]
    return Problem(
        type=URN + slug,
        title=title.title,
        title_en=words.texts.say(title.title, "en"),
        status=title.status,
        detail=detail,
        instance=f"urn:uuid:{instance}",
        errors=errors,
        positions=positions,
        choices=choices,
    )


def explain(
    error: Exception,
    instance: str,
    words: Words = GERMAN,
    *,
    anonymous: bool,
    path: Iterable[str] = (),
    parameters: Callable[[Words], Sequence[FieldError]] = lambda words: (),
) -> Problem:
    """Return the problem that an exception amounts to, in words; neither the URL nor personal data is repeated in it.

    `path` are the names of the parameters in the path: where nothing is found, and nothing else is to blame, they are.
    `parameters` returns what is wrong with the parameters.
    """
    match error:
        case ApiProblem():
            errors = [msgspec.structs.replace(one, detail=words(one.detail, **error.values)) for one in error.errors]
            detail = words(error.detail, **error.values)
            return problem(
                error.slug, instance, words, detail=detail, errors=errors, choices=_said(error.choices, words)
            )
        case RefusedWith():
            found, *more = (
                explain(one, instance, words, anonymous=anonymous) for one in (error.refused, *error.further)
            )
            further = [Further(type=o.type, detail=o.detail, errors=o.errors, positions=o.positions) for o in more]
            return msgspec.structs.replace(found, relied_on_by=error.relied_on_by, further=further)
        case Forbidden() if anonymous:
            return problem("unauthenticated", instance, words)
        case Forbidden():
            detail = words(error.message, **error.values)
            errors = [FieldError(pointer=f"/{error.field}", detail=detail)] if error.field is not None else []
            return problem("forbidden", instance, words, detail=detail, errors=errors)
        case Refused():
            kind = "invalid-input" if isinstance(error, Invalid) else "refused"
            kind = "not-found" if isinstance(error, NotFound) else kind
            kind = "precondition-failed" if isinstance(error, Outdated) else kind
            if error.slug in TITLES and TITLES[error.slug].status == TITLES[kind].status:
                kind = error.slug
            detail = words(error.message, **error.values)
            errors = [FieldError(parameter=name, detail=detail) for name in path if kind == "not-found"]
            if error.field is not None:
                errors = [FieldError(pointer=f"/{error.field}" if error.field else "", detail=detail)]
            if isinstance(error, Malformed):
                errors = body_errors(error.wrong, words)
            return problem(
                error.slug,
                instance,
                words,
                kind=kind,
                detail=detail,
                errors=errors,
                positions=error.positions,
                choices=_said(error.choices, words),
            )
        case msgspec.ValidationError():
            return problem("invalid-input", instance, words, errors=body_errors([Wrong("", OTHERWISE)], words))
        case msgspec.DecodeError() | RecursionError() | UnicodeDecodeError():
            return problem("malformed-json", instance, words)
        case Unavailable():
            return problem("unavailable", instance, words)
        case ValidationException():
            return problem("invalid-input", instance, words, errors=parameters(words))
        case HTTPException() if error.status_code < 500:
            return problem(STATUSES.get(error.status_code, "bad-request"), instance, words)
        case _:
            return problem("internal", instance, words)


def _said(choices: Sequence[Choice], words: Words) -> Sequence[Choice]:
    """Return choices in words; names of bodies are the same in every language."""
    return [msgspec.structs.replace(one, name=words(one.name)) for one in choices]


def headers_of(error: Exception, found: Problem, words: Words) -> dict[str, str]:
    """Return the headers a problem is answered with."""
    about = f'</problems/{found.type.removeprefix(URN)}>; rel="type"'
    headers: dict[str, str] = {"Cache-Control": "no-store", "Link": about, **spoken(words)}
    if found.status == 401:
        flaw = ', error="invalid_token"' if found.type == f"{URN}invalid-credential" else ""
        headers["WWW-Authenticate"] = f'Bearer realm="fokus"{flaw}'
    if found.status == 503:
        headers["Retry-After"] = RETRY_AFTER
    if isinstance(error, ApiProblem):
        headers.update(error.headers)
    if isinstance(error, HTTPException) and (allow := (error.headers or {}).get("allow")):
        headers["Allow"] = allow
    return headers


def explained(request: Request[Any, Any, Any], error: Exception, words: Words) -> Problem:
    """Return the problem of a request, in words; what was not foreseen is logged with the id of the request."""
    context = context_of(request.scope)
    anonymous = context.caller is None or context.caller.actor is None
    if isinstance(error, NotFound) and context.moment is not None:  # the day on which it was looked for
        error.values = {"effective": context.moment.on, **error.values}
    found = explain(
        error,
        context.id,
        words,
        anonymous=anonymous,
        path=request.path_params,
        parameters=lambda words: parameter_errors(request, words),
    )
    if found.status == 500:
        log.error("unhandled", exc_info=error, extra={"request": context.id})
        if request.app.state.node.service.settings.dev:
            return msgspec.structs.replace(found, detail="".join(traceback.format_exception(error)))
    return found


def words_for(scope: Mapping[str, Any], texts: Texts) -> Words:
    """Return the words to answer a request with: in the language it wants, as the programme of its path says them."""
    path = str(scope["path"]).removeprefix("/api/v1/")
    return Words(texts, language(scope), path.partition("/")[0])


def answer_problem(request: Request[Any, Any, Any], error: Exception) -> Response[Problem]:
    """Answer an exception with its problem."""
    words = words_for(request.scope, request.app.state.node.service.texts)
    found = explained(request, error, words)
    return Response(
        found,
        status_code=found.status,
        media_type=MEDIA_TYPE,
        headers=headers_of(error, found, words),
        type_encoders=None,
    )


HANDLERS: ExceptionHandlersMap = {Exception: answer_problem, HTTPException: answer_problem}
