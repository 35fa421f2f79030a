"""What a page of a programme is made with: its clocks, the programme's words, and questions to our own API."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from litestar import Request

from fokus_api.auth.policy import API
from fokus_api.face.clocks import Clocks
from fokus_api.face.inside import Inside
from fokus_api.face.problems import Unanswered
from fokus_core.plugins.labels import Labels
from fokus_core.plugins.texts import Words

__all__ = ["Asking"]

CLOSED = frozenset({401, 403, 404})  # what a caller may not see, and what is not there


class Asking:
    """The questions of one page, as `PageAsk` describes them."""

    def __init__(self, inside: Inside, clocks: Clocks, today: date, words: Words, labels: Labels) -> None:
        self.day = clocks.on or today
        self.today = today
        self.past = clocks.past
        self.words = words
        self.to = clocks.to
        self._inside = inside
        self._clocks = clocks
        self._labels = labels

    @classmethod
    def of(cls, request: Request[Any, Any, Any], clocks: Clocks, today: date, words: Words) -> "Asking":
        """Return what asks for the page of a request."""
        return cls(Inside(request), clocks, today, words, request.app.state.node.service.labels)

    async def get(self, path: str, **query: Any) -> Any:
        """Return an answer of the API, None for what is closed to the caller; see `PageAsk`."""
        said = await self._inside.get(f"{API}/{path}", {**self._clocks.query, **query})
        if not said.ok and said.status not in CLOSED:
            raise Unanswered(said)
        return said.body if said.ok else None

    def called(self, cls: type, field: str) -> Mapping[Any, str]:
        """Return what people call the values that a field of an answer has."""
        label = self._labels.of(self.words.programme, cls, field)
        return {value: self.words(text) for value, text in label.values.items()} if label else {}
