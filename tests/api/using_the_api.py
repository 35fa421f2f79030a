"""What `docs/using-the-api.md` shows: a client of the API in Python, with httpx and the standard library alone."""

import hmac
import time
import uuid
from base64 import b64decode, b64encode
from collections.abc import Iterator, Mapping
from typing import Any

import httpx


def every(client: httpx.Client, path: str, **query: str) -> Iterator[dict[str, Any]]:
    """Yield every item of a list, all of one moment."""
    asked = dict(query)
    while True:
        page = client.get(path, params=asked).raise_for_status().json()
        yield from page["items"]
        if page["next_cursor"] is None:
            return
        asked = {**query, "cursor": page["next_cursor"]}


def record(client: httpx.Client, command: str, body: dict[str, Any]) -> dict[str, Any]:
    """Give a command once, however often the line breaks; return its receipt."""
    programme, name = command.split(".")
    headers = {"Idempotency-Key": str(uuid.uuid4())}  # the same for every attempt
    for attempt in range(5):
        try:
            answer = client.post(f"/api/v1/{programme}/commands/{name}", json=body, headers=headers)
        except httpx.TransportError:  # nobody knows whether it was recorded
            time.sleep(2**attempt)
            continue
        if answer.status_code not in (429, 503):
            answer.raise_for_status()
            return dict(answer.json())
        time.sleep(float(answer.headers["Retry-After"]))
    raise TimeoutError(command)


class Kept:
    """Keeps an answer, and asks whether it still holds."""

    def __init__(self) -> None:
        self.tag = ""
        self.body: Any = None

    def get(self, client: httpx.Client, path: str) -> Any:
        answer = client.get(path, headers={"If-None-Match": self.tag} if self.tag else {})
        if answer.status_code != 304:
            self.tag, self.body = answer.raise_for_status().headers["ETag"], answer.json()
        return self.body


def change(client: httpx.Client, path: str, tag: str, body: dict[str, Any]) -> bool:
    """Give a command only where nothing it depends on was recorded since an answer was read."""
    answer = client.post(path, json=body, headers={"If-Match": tag})
    if answer.status_code == 412:  # read again, and look whether it is still wanted
        return False
    answer.raise_for_status()
    return True


def follow(client: httpx.Client, after: str) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield the events after one, with the id from which to go on."""
    for event in every(client, "/api/v1/feed", after=after, limit="1000"):
        yield event["id"], event


def stream(client: httpx.Client, last: str) -> Iterator[tuple[str, str]]:
    """Yield events as they are recorded; after a break, begin again with the id of the last one."""
    headers = {"Accept": "text/event-stream", "Last-Event-ID": last}
    with client.stream("GET", "/api/v1/feed", headers=headers, timeout=60) as answer:
        id_ = last
        for line in answer.raise_for_status().iter_lines():
            if line.startswith("id: "):
                id_ = line.removeprefix("id: ")
            elif line.startswith("data: "):
                yield id_, line.removeprefix("data: ")


def is_ours(secret: str, headers: Mapping[str, str], body: bytes) -> bool:
    """Tell whether a message comes from the service that drew the secret, and within the last five minutes."""
    if abs(time.time() - int(headers["webhook-timestamp"])) > 300:
        return False
    content = f"{headers['webhook-id']}.{headers['webhook-timestamp']}.".encode() + body
    expected = "v1," + b64encode(hmac.digest(b64decode(secret.removeprefix("whsec_")), content, "sha256")).decode()
    return any(hmac.compare_digest(expected, one) for one in headers["webhook-signature"].split())


def problem(answer: httpx.Response) -> tuple[str, dict[str, str]]:
    """Return what went wrong, and what is wrong with each field."""
    said = answer.json()
    slug = said["type"].removeprefix("urn:fokus:problem:")
    return slug, {one.get("pointer") or one.get("parameter"): one["detail"] for one in said["errors"]}
