"""A house with a closed group and everybody around it, and all that its addresses answer to each."""

import asyncio
import re
from collections.abc import Iterator
from itertools import product
from typing import Any

import msgspec
from ews_kit import BONN, HAGEN, LUENEN, handled
from learning_kit import CARRIER, Give, cohort, learn, team
from litestar import Litestar
from litestar.testing import TestClient

from fokus_api.commands import path_of
from fokus_api.openapi import document
from fokus_api.testing import issue_key, service_of, settle
from fokus_core import Command
from fokus_core.commands import command_type
from fokus_core.journal import clock
from fokus_ews.commands.cohort import EndSeat, GiveSeat

MARKER = "Unverkennbar-e71c"
PROBE, OTHER = "probe", "zweite"
TODAY = clock.day_of(clock.now())
FORMER = team(HAGEN, 2)
TEAMS = {"hagen": team(HAGEN), "bonn": team(BONN), "luenen": team(LUENEN), "former": FORMER}
ROLES = {
    "carrier": ("ews-carrier", "programme:ews"),
    "reviewer": ("ews-reviewer", "programme:ews"),
    "state": ("state-office", "state"),
    "auditor": ("auditor", "state"),
    "operator": ("operator", "state"),
    "integrator": ("integrator", "state"),
    "dpo": ("data-protection-officer", "state"),
    "coordination": ("network-coordination", "programme:network"),
    "officer-here": ("municipal-officer", f"body:{HAGEN}"),
    "officer-elsewhere": ("municipal-officer", "body:05911000"),
}
INSIDERS = ("hagen", "bonn", "carrier")
OUTSIDERS = ("anonymous", "luenen", "former", *(one for one in ROLES if one != "carrier"))
VOLATILE = {"instance", "last_used"}
KNOWN = re.compile(r"\bknown=[0-9]+")  # in links: how far the journal goes is public
LAST_USED = re.compile(r",[0-9T:.+Z-]*\r?$", re.MULTILINE)  # the last column of a list of keys


class House:
    """Two cohorts with seats, keys of everybody, and nothing in the closed group yet."""

    def __init__(self, client: TestClient[Litestar]) -> None:
        self.client = client
        self.service = service_of(client)
        journal = self.service.journal
        cohort(journal, PROBE, day=TODAY)
        cohort(journal, OTHER, sites=(LUENEN,), day=TODAY)
        handled(journal, GiveSeat(run=PROBE, body=HAGEN, actor=FORMER, effective=TODAY))
        handled(journal, EndSeat(run=PROBE, actor=FORMER, effective=TODAY, reason="Wechsel"))
        self.keys = {who: issue_key(self.service, actor) for who, actor in TEAMS.items()}
        actors = {who: CARRIER if who == "carrier" else f"{who}-actor" for who in ROLES}
        self.keys |= {who: issue_key(self.service, actors[who], grant) for who, grant in ROLES.items()}
        self.by_actor = {actor: who for who, actor in {**TEAMS, **actors}.items()}
        self.before = settle(self.service)
        self.ids: list[str] = []
        self.file = ""

    def headers(self, who: str, **more: str) -> dict[str, str]:
        return {**({"Authorization": f"Bearer {self.keys[who]}"} if who in self.keys else {}), **more}

    def give(self, who: str, command: Command, **params: str) -> Any:
        """Give a command over HTTP and return the answer."""
        path = path_of(command_type(type(command)))
        body = msgspec.to_builtins(command)
        return self.client.post(path, json=unsaid(body), params=params, headers=self.headers(who))

    @property
    def over_http(self) -> Give:
        """How commands are given over HTTP by an actor."""

        def give(actor: str, command: Command) -> dict[str, Any]:
            answer = self.give(self.by_actor[actor], command)
            assert answer.status_code == 201, answer.text
            found: dict[str, Any] = answer.json()["facts"][0]["data"]
            return found

        return give

    def fill(self) -> None:
        """Let the group do everything that can be done in it, and read all of it."""
        self.file = self.upload("hagen", f"{MARKER} Datei").json()["file"]
        self.ids = [*learn(self.over_http, PROBE, marker=MARKER, day=TODAY, file=self.file), self.file]
        self.after = settle(self.service)

    def upload(self, who: str, content: str, group: str = f"cohort:{PROBE}") -> Any:
        headers = self.headers(who, **{"Content-Type": "text/plain"})
        return self.client.post("/api/v1/files", content=content.encode(), params={"group": group}, headers=headers)

    def paths(self, position: int = 1) -> Iterator[tuple[str, str]]:
        """Yield every path of a GET operation, with what stands in its place."""
        choices = {
            "body_id": (HAGEN, BONN),
            "position": (position,),
            "run_id": (PROBE,),
            "cohort_id": (PROBE,),
            "file": (self.file or "f" * 64,),
        }
        for path, operations in document(self.client.app)["paths"].items():
            if "get" in operations:
                names = [one["name"] for one in operations["get"].get("parameters", ()) if one["in"] == "path"]
                for values in product(*(choices.get(name, ("probe",)) for name in names)):
                    yield path, path.format(**dict(zip(names, values, strict=True)))

    def get(self, who: str, path: str, **params: str) -> Any:
        return self.client.get(path, params=params, headers=self.headers(who))

    def answers(self, who: str) -> dict[str, Any]:
        """Return what every address answers to a caller, in every form, without what differs each time."""
        queries: tuple[dict[str, str], ...] = (
            {},
            {"format": "csv"},
            {"limit": "1000"},
            {"limit": "1000", "programme": "ews"},
            {"limit": "1000", "key": f"cohort:{PROBE}"},
            {"limit": "1000", "key": f"run:{PROBE}"},
            {"body": HAGEN},
            {"on": "2095-01-01"},
            {"subject": f"cohort:{PROBE}"},
            {"permission": "ews.read-cohort"},
        )
        found: dict[str, Any] = {}
        for path, there in self.paths():
            for query in queries:
                answer = self.get(who, there, **query)
                assert answer.status_code < 500, (there, query, answer.text)
                assert answer.status_code != 429, (there, query)
                found[f"{path} {there} {query}"] = (answer.status_code, steady(answer))
        return found

    def streamed(self, who: str) -> str:
        """Return what the stream of events sends to a caller who has seen nothing yet."""
        sent: list[bytes] = []
        headers = {**self.headers(who), "Accept": "text/event-stream", "Host": "testserver.local"}

        async def follow() -> None:
            raw = [(name.lower().encode(), value.encode()) for name, value in headers.items()]
            scope: dict[str, Any] = {
                "type": "http",
                "asgi": {"version": "3.0"},
                "http_version": "1.1",
                "method": "GET",
                "scheme": "http",
                "path": "/api/v1/feed",
                "raw_path": b"/api/v1/feed",
                "query_string": b"",
                "root_path": "",
                "headers": raw,
                "client": ("127.0.0.1", 1),
                "server": ("127.0.0.1", 80),
                "state": {},
                "extensions": {},
            }
            quiet = asyncio.Event()

            async def receive() -> Any:
                await asyncio.sleep(0)
                if quiet.is_set():
                    return {"type": "http.disconnect"}
                return {"type": "http.request", "body": b"", "more_body": False}

            async def send(message: Any) -> None:
                sent.append(message.get("body", b""))

            task = asyncio.ensure_future(self.client.app(scope, receive, send))
            for _ in range(100):
                before = len(sent)
                await asyncio.sleep(0.3)
                if len(sent) == before and before > 1:
                    break
            task.cancel()
            await asyncio.wait([task])

        with self.client.portal() as portal:
            portal.call(follow)
        return b"".join(sent).decode()


def steady(answer: Any) -> Any:
    """Return the content of an answer without what differs each time it is given."""
    if "json" not in answer.headers.get("content-type", ""):
        return LAST_USED.sub("", KNOWN.sub("", answer.text))
    return _without(answer.json())


def unsaid(body: dict[str, Any]) -> dict[str, Any]:
    """Return the body of a command without what was not said, and persons without the id that is not accepted."""
    return {
        name: unsaid({key: one for key, one in value.items() if key != "id"}) if isinstance(value, dict) else value
        for name, value in body.items()
        if value is not None
    }


def _without(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _without(one) for name, one in value.items() if name not in VOLATILE}
    if isinstance(value, str):
        return KNOWN.sub("", value)
    return [_without(one) for one in value] if isinstance(value, list) else value
