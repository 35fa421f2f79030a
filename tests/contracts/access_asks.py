"""What to ask of the running application: every operation it has, about things of one's own and of others."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product
from types import UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin

import msgspec
from access_scene import FOREIGN, OWN, PUBLIC_FACTS, RUN, TODAY, Scene

from fokus_api.http.route_options import RouteOptions, options_of
from fokus_core.corrections.corrections import AboutFact, Redo
from fokus_core.domain.commands import Command, CommandType, command_type
from fokus_core.domain.facts import key_fields
from fokus_core.domain.policy import ANYWHERE

CALLER = "the-one-who-asks"  # stands for the actor who asks
ITEM = {"id": "probe", "title": "Probe"}
PERSON = {"name": "Probe", "email": "probe@example.org"}
ENGAGEMENT = {
    "organisation": "Verein",
    "body": OWN,
    "activity": "Probe",
    "since": "2019-05",
    "hours": 5,
    "contact": "Kim Beispiel",
    "contact_mail": "kim@example.org",
}
ENCLOSED = {"file": "0" * 64, "shows": "paper"}
CODES = (
    "0" * 16,
    "0" * 32,
    "0" * 64,
    str(TODAY),
    f"{TODAY}T10:00",
    "05914999",
    "0800 424242",
    "https://example.org",
    "network.contact",
    f"person:{'0' * 32}",
    "state",
)
CARD_KEY, POINT, DIGEST = "00000000", "0" * 128, "0" * 64  # of keys that sign cards, and of lists
PLAUSIBLE = (
    *(True, "probe", *CODES, CARD_KEY, POINT, DIGEST, 1, [], {}, PERSON),
    *([ITEM], ["probe"], [OWN], [ENGAGEMENT], [ENCLOSED]),
)
QUERIES = {
    "/api/v1/access/who-could": {"permission": "core.operate"},
    "/api/v1/access/openings": {"subject": "cohort:probe"},
    "/api/v1/audit/consistency": {"from": "1"},
    "/api/v1/diff": {"known_a": "1"},
    "/api/v1/ehrenamtskarte/bodies/{body_id}/rules/changes": {"since": "2020-01-01", "until": "2020-01-01"},
    "/api/v1/ews/runs/{run_id}/rules/changes": {"since": "1", "until": "1"},
    "/api/v1/network/criteria/{version}/changes": {"since": "probe"},
    "/api/v1/network/declarations/{declaration}/changes": {"since": "probe"},
    "/api/v1/network/examples/{example}/changes": {"since": "1", "until": "1"},
    "/api/v1/network/publications/{publication}/changes": {"since": "1", "until": "1"},
    "/api/v1/network/meetings/{meeting}/material/{position}/changes": {"since": "1"},
    "/api/v1/ehrenamtskarte/office": {"body": "05914000"},
    "/api/v1/ehrenamtskarte/rules/in-force": {"body": "05914000"},
}
WELCOME = {200, 201, 204}
DECIDED = {200, 409, 422}  # let in, whatever a rule then said
LET_IN = {  # what letting in looks like where there is nothing to find, or somewhere else to go
    "GET /api/v1/audit/certificates/{certificate}": {422},
    "GET /api/v1/explain/{table}/{thing}": {404},
    "POST /api/v1/commands/{command}/files": {415},  # the sample is no file that the command takes
    "GET /api/v1/imports/{table}": {404},  # everybody sees those alone that they handed in
    "GET /api/v1/imports/{table}/rejected": {404},
    "GET /api/v1/imports/{table}/rows": {404},
    "GET /api/v1/imports/{table}/rows.csv": {404},
    "GET /api/v1/imports/{table}/rows.xlsx": {404},
    "POST /api/v1/imports/kinds/{kind}": {415},
    "POST /api/v1/imports/{table}/entry": {404},
    "POST /api/v1/webhooks/{webhook}/secret": {422},  # everybody is shown that of their own alone
    "GET /api/v1/log/{position}/reason": {404},
    "GET /l/{secret}": {404},
    "POST /l/{secret}": {404},
    "GET /problems/{slug}": {404},
    "GET /signin": {303},
    "POST /api/v1/projections/comparison": {202},
    "GET /signin/callback": {400},
    "GET /api/v1/ehrenamtskarte/bodies/{body_id}/rules/changes": {404},
    "GET /api/v1/network/criteria/{version}/changes": {404},
    "GET /api/v1/network/meetings/{meeting}/material/{position}/changes": {404},
    "POST /api/v1/ehrenamtskarte/card-checks": {400},
    "POST /api/v1/ehrenamtskarte/intake/applications": {400},
    "GET /api/v1/ehrenamtskarte/bodies/{body_id}/applications/{application}": {404},
    "POST /api/v1/ews/codes": {400},
    "POST /api/v1/ews/paper-checks": {400},
    "GET /api/v1/privacy/erasures/{person_id}": {404},
    "GET /api/v1/privacy/persons/{person_id}/files/{file}": {404},
    "GET /api/v1/ehrenamtskarte/bodies/{body_id}/cards/{card}/code": {404},
    "GET /api/v1/ehrenamtskarte/bodies/{body_id}/cards/{card}/code.svg": {404},
    "GET /api/v1/ehrenamtskarte/cards/{card}/checked": {404},
    "GET /api/v1/ehrenamtskarte/bodies/{body_id}/cards/{card}/code.png": {404},
    "GET /api/v1/ehrenamtskarte/bodies/{body_id}/cards/{card}/card.pdf": {404},
    "GET /api/v1/ehrenamtskarte/bodies/{body_id}/cards/{card}/letter.pdf": {404},
    "GET /api/v1/ehrenamtskarte/bodies/{body_id}/print-orders/{print_order}/sheets.pdf": {404},
    "GET /api/v1/ehrenamtskarte/bodies/{body_id}/print-orders/{print_order}/letters.pdf": {404},
    "GET /api/v1/ehrenamtskarte/bodies/{body_id}/print-orders/{print_order}/cards.zip": {404},
    "GET /api/v1/ehrenamtskarte/keys": {404},
    "GET /api/v1/ehrenamtskarte/keys.cwt": {404},
    "GET /api/v1/ehrenamtskarte/status-lists/{number}": {404},
    "POST /api/v1/ehrenamtskarte/phone-cards": {400},
    "POST /api/v1/ehrenamtskarte/eligibility": {400},
    "POST /api/v1/ehrenamtskarte/rules/evaluate": {400},
    "POST /api/v1/ehrenamtskarte/rules/what-if": {400},
    "POST /api/v1/ehrenamtskarte/bodies/{body_id}/what-if": {400},
}
ABOUT = ("body", "cohort", "application", "file", "paper", "position", "term", "consultation")  # own and foreign ones
VARIANTS: dict[str, dict[str, dict[str, Any]]] = {  # commands that ask more or less, depending on what they say
    "core.grant-access": {
        "own": {"role": "municipal-officer", "scope": f"body:{OWN}"},
        "foreign": {"role": "municipal-officer", "scope": f"body:{FOREIGN}"},
        "mighty-role": {"role": "auditor", "scope": "state"},
        "reviewer": {"role": "ews-reviewer", "scope": "programme:ews"},
        "team": {"role": "ews-team", "scope": f"cohort:{RUN}"},
        "own clerk": {"role": "issuing-clerk", "scope": f"body:{OWN}"},
        "foreign clerk": {"role": "issuing-clerk", "scope": f"body:{FOREIGN}"},
    },
    "network.register-body": {"own": {}, "foreign": {}, "own backdated": {"effective": "2024-02-01"}},
    "ehrenamtskarte.offer-phone": {target: {"mail": "probe@example.org"} for target in ("own", "foreign")},
    "core.issue-key": {"oneself": {"actor": CALLER}, "another": {"actor": "the-other"}},
}
VARIANTS["core.withdraw-access"] = VARIANTS["core.grant-access"]
VARIANTS["network.withdraw-registration"] = VARIANTS["network.register-body"]


@dataclass(frozen=True)
class Ask:
    """One request: an operation, what it is about, and the body that goes with it."""

    operation: str
    target: str
    path: str
    body: dict[str, Any] | None = None
    let_in: frozenset[int] = frozenset(WELCOME)

    @property
    def is_command(self) -> bool:
        """Tell whether a command is given, which can be decided without being recorded."""
        return self.body is not None


def operations(scene: Scene) -> list[tuple[str, str, RouteOptions]]:
    """Return method, path and options of every handler of the application; OPTIONS tells of methods only.

    Pages are left out: they ask these very operations, see `test_face.py`.
    """
    found = [
        (method, route.path_format, options)
        for route in scene.client.app.routes
        for method, (handler, _) in route.route_handler_map.items()
        if method != "OPTIONS" and (options := options_of(handler)) is not None and not is_page(handler)
    ]
    return sorted(found, key=lambda operation: operation[:2])


def is_page(handler: Any) -> bool:
    """Tell whether a route answers people alone."""
    return not handler.include_in_schema and str(handler.fn.__module__).startswith("fokus_api.face.")


def list_of(path: str) -> str:
    """Return the path of the list that a path answers as a file, any other as it is."""
    return path.removesuffix(".csv").removesuffix(".xlsx").removesuffix(".ndjson")


def asks(scene: Scene) -> list[Ask]:
    """Return what to ask of the application: each operation, where it is about a thing once for each kind of it."""
    found: list[Ask] = []
    for method, path, options in operations(scene):
        if options.command:
            kind = scene.service.catalogue.commands[options.command]
            for target, body in bodies(kind, scene):
                msgspec.json.decode(msgspec.json.encode(body), type=kind.cls)  # one that is misread proves nothing
                found.append(Ask(kind.name, target, path, body, frozenset(DECIDED)))
            continue
        operation = f"{method} {path}"
        let_in = frozenset(LET_IN.get(operation, WELCOME))
        found += [Ask(operation, target, there, None, let_in) for target, there in paths(path, scene)]
    return found


def paths(path: str, scene: Scene) -> Iterator[tuple[str, str]]:
    """Yield the targets of a path, each with what stands in its place; a thing nobody knows of is called `probe`."""
    names = re.findall(r"\{([a-z_]+)", path)
    kinds = {name: name.removesuffix("_id") for name in names}
    there = {name: scene.things.get(f"{path} {kind}") or scene.things.get(kind, {}) for name, kind in kinds.items()}
    about = next((some for name, some in there.items() if kinds[name] in ABOUT), {"": ""})
    for target in about:
        yield target, path.format(**{name: one_of(some, target) or "probe" for name, some in there.items()})


def thing(scene: Scene, kind: str, target: str) -> str | None:
    """Return the id of a thing of a kind."""
    return one_of(scene.things.get(kind, {}), target)


def one_of(some: dict[str, str], target: str) -> str | None:
    """Return the thing that is meant; where there are no others, the only one."""
    return some.get(target) or some.get("own") or next(iter(some.values()), None)


def bodies(kind: CommandType, scene: Scene) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield the targets of a command, each with a body that reads well."""
    scope = kind.policy.scope
    if issubclass(kind.cls, AboutFact | Redo):
        for programme, receipt in scene.entered.items():
            entry, record = PUBLIC_FACTS[programme], receipt.facts[0]
            changes = {"effective": "2024-02-01"}
            about = {"position": record.position, "command": record.meta.command, "changes": changes}
            again = {"name": command_type(type(entry)).name, "body": msgspec.to_builtins(entry) | changes}
            yield programme, sample(kind.cls, scene, about | again)
    elif kind.name in VARIANTS:
        for target, given in VARIANTS[kind.name].items():
            yield target, sample(kind.cls, scene, given, target=target.partition(" ")[0])
    else:
        targets = ("",) if scope in ANYWHERE else ("own", "foreign")
        every = [False] if kind.cls.asks is Command.asks else [False, True]  # some of its fields ask for more
        for target, whole in product(targets, every):
            name = f"{target} every-field".strip() if whole else target
            yield name, sample(kind.cls, scene, {}, target=target or "own", every=whole)


def sample(
    cls: type[Command], scene: Scene, given: dict[str, Any], *, target: str = "own", every: bool = False
) -> dict[str, Any]:
    """Return a body with the fields that are given and those a command requires, or every one, as they accept it."""
    kinds = {name: key.kind for name, key in key_fields(cls).items()}
    body: dict[str, Any] = {}
    for one in msgspec.structs.fields(cls):
        if one.required or every or one.name in given:
            of_kind = thing(scene, kinds.get(one.name, ""), target)
            body[one.name] = given.get(one.name) or accepted([of_kind] if of_kind else [], one.type)
    return body


def accepted(first: list[str], hint: Any) -> Any:
    """Return the first plain value that a field of this type accepts."""
    plain = get_args(hint)[0] if get_origin(hint) is Annotated else hint
    if get_origin(plain) is Literal:
        return get_args(plain)[0]
    if get_origin(plain) in (Union, UnionType):
        return accepted(first, next(one for one in get_args(plain) if one is not type(None)))
    for value in (*first, *([one] for one in first), *PLAUSIBLE):
        try:
            msgspec.convert(value, hint)
        except msgspec.ValidationError:
            continue
        return value
    raise AssertionError(f"nothing in PLAUSIBLE fits {hint}")


def answer(scene: Scene, ask: Ask, caller: str, *, in_earnest: bool = False) -> Any:
    """Ask as a caller and return the response; commands are only decided unless they are meant `in_earnest`."""
    method, _, path = ask.operation.rpartition(" ")
    headers = scene.headers(caller)
    if ask.body is not None:
        body = {name: f"the-{caller}" if value == CALLER else value for name, value in ask.body.items()}
        return scene.client.post(ask.path, params={} if in_earnest else {"dry_run": "true"}, json=body, headers=headers)
    if method == "POST":
        headers["Content-Type"] = "text/plain" if path.endswith("/files") else "application/json"
    content = b"Probe" if path.endswith("/files") else None
    return scene.client.request(
        method, ask.path, params=QUERIES.get(list_of(path)), headers=headers, content=content, follow_redirects=False
    )


def cell(ask: Ask, status: int) -> str:
    """Return what an answer means: whether the caller was let in, else with which status it was turned away."""
    return "yes" if status in ask.let_in else str(status)
