"""What a test says of bad input: the problem that answers it, whole and in both languages, and nothing recorded."""

from collections.abc import Iterable, Mapping
from typing import Any

import msgspec
from litestar import Litestar
from litestar.testing import TestClient

from fokus_api.http.problems import MEDIA_TYPE, URN
from fokus_api.testing.contract import service_of

__all__ = ["problem_of", "refused"]


def problem_of(answer: Any) -> str:
    """Return the problem that an answer is, as status, slug and each field or parameter pointed at; `/` is the body."""
    assert answer.headers["content-type"] == MEDIA_TYPE, answer.text
    found = answer.json()
    assert found["status"] == answer.status_code
    assert all(found[name] for name in ("title", "title_en", "detail", "instance")), found
    assert "Expected `" not in answer.text, "the decoder's English is no sentence for a clerk"
    pointed = [one["pointer"] or "/" if "pointer" in one else one["parameter"] for one in found["errors"]]
    return " ".join((str(answer.status_code), found["type"].removeprefix(URN), *pointed))


def refused(
    client: TestClient[Litestar],
    command: str,
    body: Mapping[str, Any] | bytes,
    headers: Mapping[str, str],
    *,
    untold: Iterable[str] = (),
) -> str:
    """Give a command that records nothing, and return its problem as `problem_of` does.

    The `untold` words stand nowhere in the answer: what was sent is not sent back.
    """
    store = service_of(client).journal.store
    head = store.head()
    content = body if isinstance(body, bytes) else msgspec.json.encode(body)
    url = f"/api/v1/{command.replace('.', '/commands/', 1)}"
    answer = client.post(url, content=content, headers={**headers, "Content-Type": "application/json"})
    assert store.head() == head, answer.text
    told = [word for word in untold if word in answer.text]
    assert not told, f"{told} in {answer.text}"
    return problem_of(answer)
