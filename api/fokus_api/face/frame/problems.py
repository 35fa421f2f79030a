"""Problems as pages, for browsers at addresses for people; programs, and the API's own addresses, are told in JSON."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

import msgspec
from litestar import Request, Response
from litestar.exceptions import HTTPException
from litestar.types import ExceptionHandlersMap

from fokus_api.face.frame.inside import Said
from fokus_api.http.negotiation import wants_page
from fokus_api.http.problems import MEDIA_TYPE, Problem, answer_problem, explained, headers_of, words_for
from fokus_api.pages.frame import frame_of
from fokus_api.pages.link_pages import problem_page

__all__ = ["HANDLERS", "Unanswered", "answer_early", "for_a_person"]

FOR_PROGRAMS = ("/api/", "/schema/", "/health")


def for_a_person(scope: Mapping[str, Any]) -> bool:
    """Tell whether a request is answered with a page: a browser asks, and not at an address of the API."""
    return wants_page(scope) and not str(scope["path"]).startswith(FOR_PROGRAMS)


class Unanswered(Exception):
    """What a page asked inside was not answered: the page tells why, with the same status."""

    def __init__(self, said: Said) -> None:
        super().__init__()
        self.said = said


def answer(request: Request[Any, Any, Any], error: Exception) -> Response[Any]:
    """Answer an exception: with a page where a person asked, who is sent to sign in where that is missing."""
    if isinstance(error, Unanswered) and not for_a_person(request.scope):
        said = error.said
        return Response(
            said.body, status_code=said.status, media_type=MEDIA_TYPE, headers={"Cache-Control": "no-store"}
        )
    if not for_a_person(request.scope):
        return answer_problem(request, error)
    frame = frame_of(request)
    if isinstance(error, Unanswered):
        found = msgspec.convert(error.said.body, Problem)
    else:
        found = explained(request, error, words_for(request.scope, request.app.state.node.service.texts))
    if found.status == 401 and request.method == "GET" and frame.signin and not frame.account:
        there = f"/signin?next={quote(frame.here, safe='/')}"
        headers = {"Location": there, "Cache-Control": "no-store"}
        return Response(b"", status_code=303, media_type="text/plain", headers=headers)
    return problem_page(found, frame, headers_of(error, found, frame.words))


def answer_early(scope: Any, error: Exception, found: Problem) -> Response[str]:
    """Answer an exception from before routing with a page."""
    frame = frame_of(Request(scope))
    return problem_page(found, frame, headers_of(error, found, frame.words))


HANDLERS: ExceptionHandlersMap = {Exception: answer, HTTPException: answer}
