"""One request on its way through the gateway: what was asked, and what has been sent of the answer."""

import time
from collections.abc import Iterable
from hashlib import blake2b
from typing import Any

import msgspec
from litestar.types import Message, Send

from fokus_api.auth.signin import Flaw, log_refused
from fokus_api.cache.response_cache import Answer, Key, changed, confirms, may_stay, tag
from fokus_api.face.frame.problems import answer_early, for_a_person
from fokus_api.http import headers as head
from fokus_api.http.caller import Caller
from fokus_api.http.compression import Squeeze, coded, compressible
from fokus_api.http.going import going_of, headers_of_going
from fokus_api.http.negotiation import coding_of, look_of
from fokus_api.http.problems import MEDIA_TYPE, ApiProblem, explain, headers_of, words_for
from fokus_api.http.request_context import KEY, Headers, RequestContext
from fokus_api.http.route_options import options_of
from fokus_api.node import Node
from fokus_api.runtime.logs import log_request
from fokus_api.server.heads import judged
from fokus_core.domain.refusals import Unavailable

READS = frozenset({"GET", "HEAD"})
OF_BODY = frozenset({b"content-type", b"content-length", b"content-disposition", b"content-language"})
PROBES = frozenset({"/health/live", "/health/ready"})  # asked by address, of a node that may know nobody
RESUMES = b"last-event-id"  # which may be wrong, and no kept answer tells
QUIET = "-"  # the route of a request that met none


class Exchange:
    """One request on its way through: what was asked, and what has been sent of the answer."""

    __slots__ = (
        *("node", "scope", "method", "headers", "context", "status", "route", "before", "key", "is_kept"),
        *("_send", "_held", "_squeeze"),
    )

    def __init__(self, node: Node, scope: dict[str, Any], send: Send) -> None:
        self.node = node
        self.scope = scope
        self.method: str = scope["method"]
        self.headers: dict[bytes, bytes] = dict(scope["headers"])
        self.context = RequestContext(head=self.method == "HEAD")
        self.status = 0
        self.route = ""
        self.before = 0  # how far the read model had come before
        self.key: Key | None = None  # what tells this question from others, once the read model was looked at
        self.is_kept = False
        self._send = send
        self._held: Message | None = None
        self._squeeze: Squeeze | None = None

    def judge_head(self) -> None:
        """Note where the request comes from, as a trusted proxy tells; raises `ApiProblem` for a strange head."""
        self.scope = judged(self.scope, self.headers, self.node, self.context.id)

    def kept(self, caller: Caller) -> Answer | None:
        """Return the answer if it is kept and still holds; remember how far the read model had come before."""
        try:
            reader = self.context.reader = self.node.reader
            self.before = reader.position
            scope = self.scope
            self.key = (
                scope["path"],
                scope["query_string"],
                look_of(self.headers),
                caller.digest,
                caller.today,
            )
            answer = None if RESUMES in self.headers else self.node.cache.get(self.key, reader)
        except Unavailable:
            return None
        if answer is not None:
            self.route, self.is_kept = answer.route, True
        return answer

    def routed(self) -> dict[str, Any]:
        """Return the scope for the application: one of its own, which asks with GET for the answer to HEAD."""
        scope = self.scope = {**self.scope, "state": {**self.scope.get("state", {}), KEY: self.context}}
        if self.method == "HEAD":
            scope["method"] = "GET"
            scope["headers"] = [(n, v) for n, v in scope["headers"] if n != b"accept" or b"event-stream" not in v]
        return scope

    async def pass_on(self, message: Message) -> None:
        """Send on what the application answers; a whole answer of a read route is tagged and kept first."""
        if message["type"] == "http.response.start":
            if message["status"] == 200 and self.method in READS and self._may_be_kept():
                self._held = message
                return
            await self._start(message["status"], self._read_now(message["headers"]))
        elif message["type"] == "http.response.body":
            held, self._held = self._held, None
            if held is None:
                await self._body(message)
            elif message.get("more_body"):
                await self._first(list(held["headers"]), message)  # type: ignore[typeddict-item]  # it is a start
            else:
                await self._whole(list(held["headers"]), message["body"])  # type: ignore[typeddict-item]  # it is a start
        else:
            await self._send(message)

    async def _first(self, headers: Headers, message: Message) -> None:
        """Begin an answer that comes in pieces, compressed where that is wanted and it tells no secret."""
        coding = coding_of(self.headers.get(b"accept-encoding", b""))
        if coding and not self._is_secret(headers) and compressible(headers, message["body"]):  # type: ignore[typeddict-item]  # it is a body
            self._squeeze, headers = Squeeze(coding), coded(headers, coding)
        await self._start(200, self._read_now(headers))
        await self._body(message)

    async def give(self, answer: Answer) -> None:
        """Send a whole answer, or confirm that the caller has it already."""
        asked = self.headers[b"if-none-match"].decode("latin-1") if b"if-none-match" in self.headers else None
        if b"if-match" in self.headers and not confirms(self.headers[b"if-match"].decode("latin-1"), answer.etag):
            await self.refuse(ApiProblem("precondition-failed"))
            return
        coding = coding_of(self.headers.get(b"accept-encoding", b""))
        status, headers, body = answer.given(asked, self.before, coding)
        await self._start(status, [*headers, *self.node.covering(answer.known(self.before))])
        await self._body({"type": "http.response.body", "body": body, "more_body": False})

    async def finish(self, status: int, headers: Headers) -> None:
        """Send an answer without content."""
        await self._start(status, self._completed(headers))
        await self._body({"type": "http.response.body", "body": b"", "more_body": False})

    async def refuse(self, error: Exception) -> None:
        """Answer with a problem."""
        caller = self.context.caller
        if isinstance(error.__cause__, Flaw):
            log_refused(error.__cause__, self.context.id)
        words = words_for(self.scope, self.node.service.texts)
        found = explain(error, self.context.id, words, anonymous=caller is None or caller.actor is None)
        body, kind, told = msgspec.json.encode(found), MEDIA_TYPE, headers_of(error, found, words)
        if for_a_person(self.scope):
            page = answer_early(self.routed(), error, found)
            body, kind, told = page.content.encode(), "text/html; charset=utf-8", dict(page.headers)
        given = [(name.lower().encode(), value.encode()) for name, value in told.items()]
        given += [(b"content-type", kind.encode()), (b"content-length", str(len(body)).encode())]
        await self._start(found.status, self._completed(given))
        await self._body({"type": "http.response.body", "body": body, "more_body": False})

    def log(self) -> None:
        """Log the request by the route's template, never by its path; answers that were kept share a line a second."""
        caller = self.context.caller
        actor = caller.actor if caller else None
        if self.is_kept and self.status < 500:
            self.node.again.note(self.route, self.status, actor)
            return
        route, status = self.scope.get("path_template") or QUIET, self.status or 500
        seconds = time.perf_counter() - self.context.started
        self.node.metrics.answered(route, self.method, status, seconds)
        log_request(
            request=self.context.id, route=route, method=self.method, status=status, ms=seconds * 1000, actor=actor
        )

    @property
    def _anonymous(self) -> bool:
        """Whether it is asked without credentials, and for reading."""
        caller = self.context.caller
        return self.method in READS and b"cookie" not in self.headers and (caller is None or caller.actor is None)

    def _is_secret(self, headers: Headers) -> bool:
        return self.context.opened or _say(headers, b"cache-control", b"no-store")

    def _may_be_kept(self) -> bool:
        options = options_of(self.scope.get("route_handler"))
        return options is not None and options.kept

    async def _whole(self, headers: Headers, body: bytes) -> None:
        """Tag and keep an answer, unless its tables changed while it was made or it asks not to be kept."""
        tables, reader, moment = sorted(self.context.tables), self.context.reader, self.context.moment
        last = changed(reader.look(), tables) if reader else 0
        if self._is_secret(headers) or self.context.live or reader is None or self.key is None or last > self.before:
            await self._start(200, self._read_now(headers))
            await self._body({"type": "http.response.body", "body": body, "more_body": False})
            return
        state = min(last, moment.known) if moment and moment.pinned else last
        clocks = (moment.on, moment.known if moment.pinned else "now") if moment else ()
        path, query, look, digest, _ = self.key
        node = self.node
        made_of: tuple[object, ...] = (*clocks, digest, node.build, node.service.journal.id, reader.mark)
        several = _say(headers, b"vary", b"Host")
        if several:  # which no key holds
            made_of = (*made_of, blake2b(body, digest_size=16).hexdigest())
        etag = tag(path, query, look, *made_of, position=state)
        tagged = (b"etag", etag.encode())
        whole = self._completed([*headers, tagged])
        brief = [pair for pair in whole if pair[0].lower() not in OF_BODY]  # each takes the place of the one kept there
        route = self.scope.get("path_template", "")
        answer = Answer(whole, brief, body, etag, route, tables, reader.mark, last, moment)
        if not (self.context.limited or several) and may_stay(moment, query):
            node.cache.put(self.key, answer)
        await self.give(answer)

    def _read_now(self, headers: Iterable[tuple[bytes, bytes]]) -> Headers:
        """Return the headers of an answer that is not kept, with how far it knows the journal."""
        moment = self.context.moment
        if moment is None:
            return self._completed(headers)
        known = [] if moment.pinned else [head.known(moment.known)]
        return [*self._completed(headers), *known, *self.node.covering(moment.known)]

    def _completed(self, headers: Iterable[tuple[bytes, bytes]]) -> Headers:
        """Return headers with those that every such answer carries; what tells this request from others is left out."""
        context = self.context
        if context.opened:
            headers = [pair for pair in headers if pair[0].lower() != b"cache-control"]
            headers.append((b"cache-control", b"no-store"))
        going = going_of(self.scope.get("route_handler"))
        told = headers_of_going(going) if going else []
        hsts = self.node.service.settings.hsts
        return head.completed([*headers, *told], caller=context.caller, hsts=hsts, moment=context.moment)

    async def _start(self, status: int, headers: Headers) -> None:
        self.status = status
        headers = [*headers, *self.context.headers, (head.ID, self.context.id.encode())]
        if b"origin" in self.headers:
            headers += self.node.cors.headers(self.scope, anonymous=self._anonymous)
        await self._send({"type": "http.response.start", "status": status, "headers": headers})

    async def _body(self, message: Message) -> None:
        if self._squeeze and message["type"] == "http.response.body":
            body = self._squeeze.piece(message["body"], last=not message.get("more_body"))
            message = {**message, "body": body}
        if self.method == "HEAD" and message["type"] == "http.response.body":
            message = {**message, "body": b""}
        await self._send(message)


def _say(headers: Headers, name: bytes, part: bytes) -> bool:
    return any(part in value for one, value in headers if one.lower() == name)
