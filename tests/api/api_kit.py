"""What the tests of the API share."""

from datetime import date
from typing import Any

from litestar import Litestar
from litestar.testing import TestClient
from sample_programme import Open, Talk

from fokus_api.runtime.service import Service
from fokus_api.testing.contract import settle
from fokus_core.access.actor import CONSOLE
from fokus_core.privacy.persons import Person

Client = TestClient[Litestar]
Headers = dict[str, str]
SECRET = "Verena Vertraulich"


def bearer(key: str) -> Headers:
    return {"Authorization": f"Bearer {key}"}


def open_gardens(service: Service, *bodies: str, since: date = date(2020, 1, 1)) -> int:
    for body in bodies:
        service.journal.handle(Open(body=body, name=f"Garten {body}", effective=since), by=CONSOLE)
    return settle(service)


def talk(service: Service, cohort: str = "4") -> int:
    person = Person(name=SECRET, email="verena@example.org")
    service.journal.handle(Talk(cohort=cohort, person=person, text="leise", effective=date(2021, 5, 1)), by=CONSOLE)
    return settle(service)


def slug(response: Any) -> str:
    assert response.headers["content-type"] == "application/problem+json"
    problem = response.json()
    assert problem["status"] == response.status_code
    assert problem["instance"] == f"urn:uuid:{response.headers['x-request-id']}"
    assert problem["title"]
    assert problem["title_en"]
    assert problem["detail"]
    return str(problem["type"]).removeprefix("urn:fokus:problem:")


def ask_raw(client: Client, method: str, path: str, *headers: tuple[str, str]) -> tuple[int, dict[str, str], bytes]:
    """Ask with exactly these headers, which the client itself would join; return status, headers and content."""
    sent: list[Any] = []

    async def ask() -> None:
        raw = [(name.lower().encode("latin-1"), value.encode("latin-1")) for name, value in headers]
        scope: dict[str, Any] = {
            "type": "http", "asgi": {"version": "3.0"}, "http_version": "1.1", "method": method, "scheme": "http",
            "path": path, "raw_path": path.encode(errors="surrogateescape"), "query_string": b"", "root_path": "",
            "headers": raw,
            "client": ("127.0.0.1", 1), "server": ("127.0.0.1", 80), "state": {}, "extensions": {},
        }  # fmt: skip

        async def receive() -> Any:
            return {"type": "http.request", "body": b"", "more_body": False}

        async def send(message: Any) -> None:
            sent.append(message)

        await client.app(scope, receive, send)  # type: ignore[arg-type]  # a plain scope

    with client.portal() as portal:
        portal.call(ask)
    start, *parts = sent
    answered = {name.decode().lower(): value.decode("latin-1") for name, value in start["headers"]}
    return start["status"], answered, b"".join(part.get("body", b"") for part in parts)
