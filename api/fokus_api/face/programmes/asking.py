"""What a page of a programme is made with: its clocks, the programme's words, and questions to our own API."""

from collections.abc import Mapping
from typing import Any

import msgspec
from litestar import Request

from fokus_api.auth.policy import API
from fokus_api.face.forms.filling import body_of, nearest
from fokus_api.face.frame.inside import Inside
from fokus_api.face.frame.problems import Unanswered
from fokus_api.face.frame.showing import clocks_of, today_of
from fokus_api.pages.frame import frame_of
from fokus_api.responses.command_fields import fields_of
from fokus_core.plugins.texts import Words

__all__ = ["Asking"]

NOT_SEEN = frozenset({401, 403, 404})


class Asking:
    """The questions of one page, as `PageAsk` describes them."""

    def __init__(self, request: Request[Any, Any, Any], words: Words, sent: Mapping[str, str]) -> None:
        """Take the request of the page, the words of the programme, and what the page's own form sent."""
        clocks = clocks_of(request, frame_of(request))
        self.today = today_of(request)
        self.day = clocks.on or self.today
        self.past = clocks.past
        self.thing = str(request.path_params.get("thing", ""))
        self.given: Mapping[str, str] = dict(request.query_params.multi_items())
        self.sent = sent
        self.words = words
        self.to = clocks.to
        self._clocks = clocks.query
        self._inside = Inside(request)
        self._labels = request.app.state.node.service.labels

    async def get(self, path: str, **query: Any) -> Any:
        """Return an answer of the API; see `PageAsk`."""
        said = await self._inside.get(f"{API}/{path}", {**self._clocks, **query})
        if not said.ok:
            raise Unanswered(said)
        return said.body

    async def seen(self, path: str, **query: Any) -> Any | None:
        """Return an answer of the API, None where there is none for the caller; see `PageAsk`."""
        said = await self._inside.get(f"{API}/{path}", {**self._clocks, **query})
        if said.status in NOT_SEEN:
            return None
        if not said.ok:
            raise Unanswered(said)
        return said.body

    def called(self, cls: type, field: str) -> Mapping[Any, str]:
        """Return what people call the values that a field of an answer has."""
        label = self._labels.of(self.words.programme, cls, field)
        return {value: self.words(text) for value, text in label.values.items()} if label else {}

    async def judged(
        self, path: str, takes: type[msgspec.Struct], typed: Mapping[str, str]
    ) -> tuple[Any | None, Mapping[str, str]]:
        """Return the answer to what was typed, or what is wrong with it by fields; see `PageAsk`."""
        body, wrong = body_of(fields_of(takes), {name: [text] for name, text in typed.items()})
        unread = {one.field: self.words(one.message, **one.values) for one in wrong}
        said = await self._inside.post(f"{API}/{path}", body)
        if said.ok and not unread:
            return said.body, {}
        if not said.ok and said.status != 422:
            raise Unanswered(said)
        problems = [] if said.ok else said.body.get("errors") or [said.body]
        told = {nearest(one.get("pointer") or "", typed): one["detail"] for one in reversed(problems)}
        return None, told | unread
