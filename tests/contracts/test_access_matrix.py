"""Who gets in where: every operation of the running application, as every kind of caller, against the reviewed file.

`python tests/contracts/test_access_matrix.py --write` writes `access_matrix.csv` anew, for review; tests only read it.
"""

import csv
import sys
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any, Literal, get_args, get_origin

import msgspec
import pytest
from litestar import Litestar
from litestar.testing import TestClient

from fokus_api.openapi import document
from fokus_api.policy import ANYWHERE
from fokus_api.service import Service
from fokus_api.testing import LONG_AGO, issue_key, service_of, settle, temporary_client
from fokus_core.access import CONSOLE, RevokeKey
from fokus_core.bodies.commands import RegisterParty, RenameBody
from fokus_core.commands import Command, CommandType, Policy, command, command_type
from fokus_core.corrections import AboutFact, Redo
from fokus_core.journal.request import Receipt
from fokus_core.proposals import AboutProposal
from fokus_ehrenamtskarte.commands import RecordCouncilDecision
from fokus_network.commands.declaration import PublishDeclaration

Client = TestClient[Litestar]
Name = tuple[str, str]  # operation and target
Row = dict[str, str]

FILE = Path(__file__).with_name("access_matrix.csv")
NO_KEY, EXPIRED, REVOKED = "anonymous", "expired-key", "revoked-key"
OWN, FOREIGN = "05914000", "05315000"
SCOPES = {
    "state-office": "state",
    "municipal-officer": f"body:{OWN}",
    "auditor": "state",
    "data-protection-officer": "state",
    "integrator": "state",
    "operator": "state",
    "network-coordination": "programme:network",
}
DAY = date(2024, 1, 1)
ENTERED: dict[str, Command] = {  # one fact of each programme that can be taken back; it puts the things below in place
    "core": RegisterParty(party="probe", name="Verein zur Probe", kind="association", effective=DAY),
    "network": PublishDeclaration(declaration="probe", title="Erklärung zur Probe", effective=DAY),
    "ehrenamtskarte": RecordCouncilDecision(body=OWN, effective=DAY),
}
ITEM = {"id": "probe", "title": "Probe"}
PLAUSIBLE = ("probe", "2024-02-01", "05914999", "0" * 16, "0" * 64, "state", 1, [], {}, [ITEM])


@command("core.rename-body", Policy("core.keep-register", "state", four_eyes=True))
class ProposedRenaming(RenameBody, frozen=True):
    """The renaming of a body as it would be if a second actor had to confirm it: no command here asks for that yet."""


@dataclass
class Scene:
    """A running application with a key for every kind of caller, and what the commands are about."""

    client: Client
    callers: dict[str, str | None] = field(default_factory=dict)
    entered: dict[str, Receipt] = field(default_factory=dict)
    proposal: str = ""

    @property
    def service(self) -> Service:
        return service_of(self.client)


@dataclass(frozen=True)
class Ask:
    """One request: an operation, what it is about, and the body that goes with it."""

    name: Name
    path: str
    policy: Policy
    hidden: bool = False
    body: dict[str, Any] | None = None


@contextmanager
def opened() -> Iterator[Scene]:
    """Open the application with the network and the Ehrenamtskarte; refuse a role for which no scope is given here."""
    with temporary_client(plugins=["network", "ehrenamtskarte"]) as client:
        scene = Scene(client)
        service = scene.service
        roles = service.catalogue.roles
        assert set(SCOPES) == set(roles), "every role needs a scope in SCOPES and a column"
        for programme, entry in ENTERED.items():
            scene.entered[programme] = service.journal.handle(entry, by=CONSOLE)
        renaming = ProposedRenaming(body=OWN, name="Probe", effective=DAY)
        scene.proposal = service.journal.handle(renaming, by=CONSOLE).proposal or ""
        almighty = ("state-office", "state")
        gone = issue_key(service, "gone", almighty)
        revocation = RevokeKey(key=gone.split("_")[1], effective=LONG_AGO, reason="verloren")
        service.journal.handle(revocation, by=CONSOLE)
        scene.callers = {
            NO_KEY: None,
            EXPIRED: issue_key(service, "late", almighty, until=date(2001, 1, 1)),
            REVOKED: gone,
            **{role: issue_key(service, f"the-{role}", (role, SCOPES[role])) for role in roles},
        }
        settle(service)
        yield scene


def operations(client: Client) -> list[tuple[str, str, dict[str, Any]]]:
    """Return method, path and options of every handler of the application; OPTIONS tells of methods only."""
    return sorted(
        (
            (method, route.path_format, handler.opt)
            for route in client.app.routes
            for method, (handler, _) in getattr(route, "route_handler_map", {}).items()
            if method != "OPTIONS"
        ),
        key=lambda operation: operation[:2],
    )


def asks(scene: Scene) -> list[Ask]:
    """Return what to ask of the application: each operation, where its scope is a thing once for each kind of it."""
    found: list[Ask] = []
    for method, path, opt in operations(scene.client):
        if "command" in opt:
            kind = scene.service.catalogue.commands[opt["command"]]
            for target, body in bodies(kind, scene):
                msgspec.json.decode(msgspec.json.encode(body), type=kind.cls)  # one that is misread proves nothing
                found.append(Ask((kind.name, target), path, kind.policy, body=body))
            continue
        policy = opt["policy"]
        assert policy.scope in {*ANYWHERE, "body"}, f"{path}: nothing here knows a {policy.scope}"
        for target, body_id in (("", OWN),) if policy.scope in ANYWHERE else (("own", OWN), ("foreign", FOREIGN)):
            there = path.format_map(defaultdict(lambda: "probe", body_id=body_id, position="1"))
            found.append(Ask((f"{method} {path}", target), there, policy, hidden=opt.get("hidden", False)))
    return found


def bodies(kind: CommandType, scene: Scene) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield the targets of a command, each with a body that reads well."""
    if issubclass(kind.cls, AboutFact | Redo):
        for programme, receipt in scene.entered.items():
            (record,) = receipt.facts
            entry = ENTERED[programme]
            changes = {"effective": "2024-02-01"}
            about = {"position": record.position, "command": record.meta.command, "changes": changes}
            again = {"name": command_type(type(entry)).name, "body": msgspec.to_builtins(entry) | changes}
            yield programme, sample(kind.cls, about | again)
    elif issubclass(kind.cls, AboutProposal):
        yield "", sample(kind.cls, {"proposal": scene.proposal})
    elif kind.policy.scope in ANYWHERE:
        yield "", sample(kind.cls, {"body": OWN, "parent": FOREIGN})
        if kind.cls.asks is not Command.asks:  # some of its fields ask for more
            yield "every-field", sample(kind.cls, {"body": OWN}, every=True)
    else:
        assert kind.policy.scope == "body", f"{kind.name}: nothing here knows a {kind.policy.scope}"
        yield "own", sample(kind.cls, {"body": OWN})
        yield "foreign", sample(kind.cls, {"body": FOREIGN})


def sample(cls: type[Command], given: dict[str, Any], *, every: bool = False) -> dict[str, Any]:
    """Return a body with the fields that a command requires, or every one: as given, or else what they accept."""
    return {
        one.name: given[one.name] if one.name in given else plausible(one.type)
        for one in msgspec.structs.fields(cls)
        if one.required or every
    }


def plausible(hint: Any) -> Any:
    """Return the first plain value that a field of this type accepts."""
    if get_origin(hint) is Literal:
        return get_args(hint)[0]
    for value in PLAUSIBLE:
        try:
            msgspec.convert(value, hint)
        except msgspec.ValidationError:
            continue
        return value
    raise AssertionError(f"nothing in PLAUSIBLE fits {hint}")


def answer(scene: Scene, ask: Ask, caller: str, *, in_earnest: bool = False) -> Any:
    """Ask as a caller and return the response; commands are only decided unless they are meant `in_earnest`."""
    key = scene.callers[caller]
    headers = {"Authorization": f"Bearer {key}"} if key else {}
    if ask.body is None:
        return scene.client.get(ask.path, headers=headers)
    return scene.client.post(ask.path, params={} if in_earnest else {"dry_run": "true"}, json=ask.body, headers=headers)


def cell(ask: Ask, response: Any) -> str:
    """Return what an answer means: whether the caller was let in, whatever a rule then said."""
    status = response.status_code
    if status in {401, 403} or (status == 404 and ask.hidden):
        return f"no-{status}"
    if status not in {200, 404, 409, 422}:
        return f"failed-{status}"
    return "yes" if ask.policy.permission or ask.body is not None else "public"


def observed(scene: Scene) -> dict[Name, Row]:
    """Return the matrix as the application answers."""
    return {
        ask.name: {caller: cell(ask, answer(scene, ask, caller)) for caller in scene.callers} for ask in asks(scene)
    }


def reviewed() -> list[Row]:
    """Return the rows of the reviewed file."""
    with FILE.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, strict=True))


def write() -> None:
    """Write the reviewed file anew from what the application answers."""
    with opened() as scene:
        rows = [["operation", "target", *scene.callers]]
        rows += [[*name, *row.values()] for name, row in observed(scene).items()]
    with FILE.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows(rows)


@pytest.fixture(scope="module")
def scene() -> Iterator[Scene]:
    with opened() as scene:
        yield scene


@pytest.fixture(scope="module")
def matrix(scene: Scene) -> dict[Name, Row]:
    return observed(scene)


def test_the_application_has_every_operation_of_its_document(scene: Scene) -> None:
    described = {
        (method.upper(), path) for path, methods in document(scene.client.app)["paths"].items() for method in methods
    }
    assert described - {(method, path) for method, path, _ in operations(scene.client)} == set()


def test_every_operation_has_one_row_and_every_row_an_operation(scene: Scene) -> None:
    rows = [(row["operation"], row["target"]) for row in reviewed()]
    assert sorted(rows) == sorted(ask.name for ask in asks(scene))


def test_every_kind_of_caller_has_a_column(scene: Scene) -> None:
    assert {tuple(row) for row in reviewed()} == {("operation", "target", *scene.callers)}


def test_every_caller_gets_in_where_the_review_says_so_and_nowhere_else(matrix: dict[Name, Row]) -> None:
    wrong = [
        f"{' '.join(name)} as {caller}: answered {matrix[name][caller]}, reviewed {row.get(caller)}"
        for row in reviewed()
        if (name := (row["operation"], row["target"])) in matrix
        for caller in matrix[name]
        if matrix[name][caller] != row.get(caller)
    ]
    assert wrong == []


def test_who_is_turned_away_from_a_dry_run_is_turned_away_in_earnest(scene: Scene, matrix: dict[Name, Row]) -> None:
    head = scene.service.journal.store.head()
    let_in = [
        (*ask.name, caller)
        for ask in asks(scene)
        for caller in scene.callers
        if ask.body is not None and matrix[ask.name][caller] in {"no-401", "no-403"}
        if cell(ask, answer(scene, ask, caller, in_earnest=True)) != matrix[ask.name][caller]
    ]
    assert let_in == []
    assert scene.service.journal.store.head() == head


if __name__ == "__main__":
    if sys.argv[1:] != ["--write"]:
        sys.exit("usage: test_access_matrix.py --write")
    write()
