"""A house with a closed group and everybody around it, and all that its addresses answer to each."""

import asyncio
import json
import re
from collections.abc import Iterable, Iterator
from typing import Any

import msgspec
from ews_kit import BONN, HAGEN, LUENEN, handled
from learning_kit import CARRIER, Give, cohort, learn, team
from litestar import Litestar
from litestar.testing import TestClient

from fokus_api.testing import command_path, gets, issue_key, service_of, settle
from fokus_core import Command, clock, command_type
from fokus_ews.commands.cohort import EndSeat, GiveSeat

MARKER = "Unverkennbar-e71c"
PROBE, OTHER = "probe", "zweite"
SEAT = "konto-e71c"  # an account with a seat and without a key, so that no list of keys names it
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


# What is asked for each query parameter that is no choice among some; the cursor follows from the limit.
QUERY = {
    "limit": ("1000",),
    "total": ("true",),
    "sort": ("name",),
    "kind": ("town",),
    "source": ("probe",),
    "reference": ("probe",),
    "near": (HAGEN,),
    "within_km": ("50",),
    "inhabitants_from": ("1",),
    "inhabitants_to": ("10000000",),
    "support": ("0" * 32,),
    "offer": ("probe",),
    "silent": ("true",),
    "webhook": ("0" * 32,),
    "about": (f"cohort:{PROBE}",),
    "mine": ("true",),
    "witnesses": ("1",),
    "known_a": ("1",),
    "known_b": ("2",),
    "on_a": ("2095-01-01",),
    "table": ("ews_run",),
    "within": (PROBE,),
    "status": ("takes-part",),
    "dated": ("exact",),
    "frame": ("probe",),
    "since": ("1",),
    "until": ("2",),
    "possible": ("true",),
    "stage": ("beginning",),
    "anchored": ("staff-unit",),
    "meeting": (PROBE,),
    "partner": ("probe",),
    "topic": ("probe",),
    "open": ("true",),
    "on": ("2095-01-01",),
    "known": ("1",),
    "min_position": ("1",),
    "from_position": ("2",),
    "to_position": ("1000",),
    "from_date": (TODAY.isoformat(),),
    "to_date": ("2095-01-01",),
    "from": ("2020-01-01",),
    "to": ("2095-01-01",),
    "after": ("1",),
    "programme": ("ews",),
    "type": ("ews.note-written@1", "ews.seat-given@2"),
    "key": (f"cohort:{PROBE}", f"run:{PROBE}", f"actor:{SEAT}"),
    "by": (SEAT,),
    "actor": (SEAT,),
    "permission": ("ews.read-cohort", "ews.take-part", "ews.lead-cohort", "core.manage-access"),
    "subject": (f"cohort:{PROBE}",),
    "body": (HAGEN,),
    "party": (HAGEN,),
    "parent": ("059",),
    "kreis": ("059",),
    "district": ("059",),
    "run": (PROBE,),
    "round": ("probe",),
    "q": ("Hagen",),
    "due": ("true",),
    "overdue": ("true",),
    "step": ("remedy",),
}


class House:
    """Two cohorts with seats, keys of everybody, and nothing in the closed group yet."""

    def __init__(self, client: TestClient[Litestar]) -> None:
        self.client = client
        self.service = service_of(client)
        journal = self.service.journal
        cohort(journal, PROBE, day=TODAY)
        cohort(journal, OTHER, sites=(LUENEN,), day=TODAY)
        handled(journal, GiveSeat(run=PROBE, body=BONN, actor=SEAT, effective=TODAY))
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
        path = command_path(command_type(type(command)))
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

    def asks(self, position: int = 1) -> Iterator[tuple[str, str, dict[str, str]]]:
        """Yield every path of a GET operation with what stands in its place, and what it is asked."""
        things = {
            "body_id": (HAGEN, BONN),
            "position": (position,),
            "run_id": (PROBE,),
            "cohort_id": (PROBE,),
            "file": (self.file or "f" * 64,),
        }
        for path, there, parameters in gets(self.client, things):
            if path.endswith((".csv", ".xlsx")):  # the lists as files, which `format` asks for, too
                continue
            for query in queries(parameters):
                yield path, there, query

    def get(self, who: str, path: str, **params: str) -> Any:
        return self.client.get(path, params=params, headers=self.headers(who))

    def answers(self, who: str, *, in_turn: bool = False) -> dict[str, Any]:
        """Return what every address answers to a caller, without what differs each time.

        It is asked in every form, or `in_turn`: for a parameter by one outsider in four.
        """
        found: dict[str, Any] = {}
        turn = OUTSIDERS.index(who) if in_turn else 0
        for number, (path, there, query) in enumerate(self.asks()):
            if in_turn and query and (number + turn) % 4:
                continue
            answer = self.get(who, there, **query)
            assert answer.status_code < 500, (there, query, answer.text)
            assert answer.status_code != 429, (there, query)
            found[f"{path} {there} {query}"] = (answer.status_code, steady(answer))
        return found

    def streamed(self, who: str) -> str:
        """Return what the stream of events sends to a caller who has seen nothing yet."""
        sent: list[bytes] = []
        scope = scope_of("GET", "/api/v1/feed", self.headers(who, Accept="text/event-stream"))

        async def follow() -> None:
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


def scope_of(method: str, path: str, headers: dict[str, str], query: str = "") -> dict[str, Any]:
    """Return a request as a server hands it to the application."""
    raw = {**headers, "Host": "testserver.local"}
    return {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": method,
        "scheme": "http",
        "path": path,
        "raw_path": path.encode(),
        "query_string": query.encode(),
        "root_path": "",
        "headers": [(name.lower().encode(), value.encode()) for name, value in raw.items()],
        "client": ("127.0.0.1", 1),
        "server": ("127.0.0.1", 80),
        "state": {},
        "extensions": {},
    }


def queries(parameters: Iterable[dict[str, Any]]) -> Iterator[dict[str, str]]:
    """Yield what a route must be asked, and that with each value of each query parameter that it documents."""
    known = {one["name"]: one for one in parameters if one["name"] != "cursor"}
    values = {name: one["schema"].get("enum") or QUERY[name] for name, one in known.items()}
    least = {name: values[name][0] for name, one in known.items() if one.get("required")}
    yield least
    for name in known:
        for value in values[name]:
            yield {**({"limit": "1000"} if "limit" in known else {}), **least, name: value}


def steady(answer: Any) -> Any:
    """Return the content of an answer without what differs each time it is given."""
    kind = answer.headers.get("content-type", "")
    if "ndjson" in kind:
        return [_without(json.loads(line)) for line in answer.text.splitlines()]
    if "json" not in kind:
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
