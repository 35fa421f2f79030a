"""The ids of one municipality are worth nothing to another: they are answered like ids that do not exist."""

import re
from collections.abc import Iterator
from typing import Any

import msgspec
import pytest
from access_asks import Ask, accepted, answer, operations, sample
from access_scene import OWN, Scene, opened

from fokus_core.domain.commands import CommandType
from fokus_core.domain.facts import PUBLIC, key_fields

CALLERS = ("municipal-officer", "issuing-clerk", "ews-team")  # of the own body, and of a team in the own cohort
NOBODYS_OWN = {"body", "meeting", "run", "round", "figure", "publication", "name", "group", "secret", "mail"}
NOBODYS_OWN |= {"card-key", "card-place", "status-list", "number"}  # the state's, and public, or nobody's to choose
NOBODYS_OWN |= {"version", "question", "notice"}  # a question is asked of all members, a notice given to all recipients
NOBODYS_OWN |= {
    "command",
    "kind",
    "table",
    "thing",
    "programme",
    "value",
}  # names that everybody may know, and rows that auditors ask for
NOBODYS_OWN |= {"slug"}  # a kind of problem, which everybody may look up
NOBODYS_OWN |= {"certificate"}  # which auditors alone ask for
NOBODYS_OWN |= {"print-order", "print_order"}  # there is none without keys: test_print_orders asks as a stranger
NOBODYS_OWN |= {"organisation-link", "start"}  # which links alone name: test_organisation_starts asks as a stranger
NOBODYS_OWN |= {"webhook"}  # of which there is none here: test_webhooks asks as a stranger
NOBODYS_OWN |= {"card-batch"}  # which the house alone names in a command
SIGNS = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"
MADE_UP = {
    "actor",
    "code",
    "declaration",
    "evaluation",
    "news",
    "offer",
    "focus-topic",
    "origin",
    "local-partner",
    "quarter",
    "receipt",
}  # names that callers choose
OF_THE_MOMENT = {"x-request-id", "date", "fokus-checkpoint", "ratelimit"}  # headers that say nothing of what was asked
Probe = tuple[str, Ask, Ask]  # the kind of id, and what is asked with one of others and with nobody's


@pytest.fixture(scope="module")
def scene() -> Iterator[Scene]:
    with opened() as scene:
        yield scene


def others(scene: Scene) -> dict[str, tuple[str, str]]:
    """Return one id of others for each kind of thing, and one of the same form that is nobody's.

    That there is an entry at a position is public; so its stranger is an entry that nobody here may see either.
    """
    found = {
        kind.removeprefix("/api/v1/files/{file} "): (some["foreign"], nobodys(some["foreign"]))
        for kind, some in scene.things.items()
        if "foreign" in some and kind != "body"
    }
    (issued, *_) = [one for one in scene.service.journal.follow() if one.type == "core.key-issued@2"]
    found["position"] = (found["position"][0], str(issued.position))
    proposed = scene.things["proposal"][""]
    person = scene.things["person"][""]
    found["person"] = (person, nobodys(person))
    return found | {"proposal": (proposed, nobodys(proposed)), "key": (key := scene.things["key"][""], nobodys(key))}


def nobodys(known: str) -> str:
    """Return an id of the form of another; numbers that are printed have capitals, and neither 0 nor 1."""
    if known.isupper():
        return known.translate(str.maketrans(SIGNS, SIGNS[1:] + SIGNS[0]))
    return known.translate(str.maketrans("0123456789abcdef", "123456789abcdef0"))


def of_paths(scene: Scene) -> Iterator[Probe]:
    """Yield each route with an id of others in its path."""
    for method, path, options in operations(scene):
        for name in re.findall(r"\{([a-z_]+)", path) if not options.command else ():
            kind = name.removesuffix("_id")
            if kind in others(scene):
                given = {one: one_of(scene, one) for one in re.findall(r"\{([a-z_]+)", path)}
                known, unknown = (path.format(**given | {name: id_}) for id_ in others(scene)[kind])
                yield kind, Ask(f"{method} {path}", "", known), Ask(f"{method} {path}", "", unknown)


def one_of(scene: Scene, name: str) -> str:
    """Return a thing for a place in a path; one's own where there are others' too."""
    some = scene.things.get(name.removesuffix("_id"), {"": "probe"})
    return some.get("own") or next(iter(some.values()))


def of_commands(scene: Scene) -> Iterator[Probe]:
    """Yield each command with an id of others in one of its fields, everything else being one's own."""
    for _, path, options in operations(scene):
        if not options.command:
            continue
        kind = scene.service.catalogue.commands[options.command]
        for field, of_kind in fields(kind).items():
            if of_kind in others(scene):
                own = {"body": OWN} if "body" in kind.cls.__struct_fields__ else {}  # where it may be named, it is
                ids = [given(kind, field, id_) for id_ in others(scene)[of_kind]]
                bodies = [sample(kind.cls, scene, own | {field: id_}) for id_ in ids]
                known, unknown = (Ask(kind.name, "", path, body) for body in bodies)
                yield of_kind, known, unknown


def given(kind: CommandType, field: str, id_: str) -> Any:
    """Return an id as a field of a command takes it: by itself, in a list, or as a number."""
    (hint,) = [one.type for one in msgspec.structs.fields(kind.cls) if one.name == field]
    return accepted([id_], hint) if field != "position" else int(id_)


def fields(kind: CommandType) -> dict[str, str]:
    """Return the fields of a command that hold an id, with the kind of thing it names."""
    found = {name: key.kind for name, key in key_fields(kind.cls).items()}
    return found | ({"position": "position"} if "position" in kind.cls.__struct_fields__ else {})


def told(response: Any, ids: tuple[str, str]) -> tuple[int, str, dict[str, str]]:
    """Return what an answer tells, without what was asked and the number of the request."""
    text = re.sub(r'"instance":"[^"]*"', "", response.text)
    for id_ in ids:
        text = text.replace(id_, "-")
    headers = {name: value for name, value in response.headers.items() if name not in OF_THE_MOMENT}
    return response.status_code, text, headers


def test_ids_of_others_are_answered_like_ids_of_nobody(scene: Scene) -> None:
    ids = others(scene)
    hits, asked = [], set()
    for kind, known, unknown in [*of_paths(scene), *of_commands(scene)]:
        for caller in CALLERS:
            first, second = (answer(scene, ask, caller) for ask in (known, unknown))
            asked.add(kind)
            if first.status_code < 400 or told(first, ids[kind]) != told(second, ids[kind]):
                hits.append(f"{known.operation} {kind} as {caller}:\n  {first.text}\n  {second.text}")
    assert asked == set(ids) - {"note", "registration"}  # by which nothing is asked for
    assert not hits, "\n".join(hits)


def test_the_log_tells_nothing_by_an_id_of_others(scene: Scene) -> None:
    kinds = scene.service.catalogue.facts.values()
    public = {key.kind for kind in kinds if kind.audience == PUBLIC for key in key_fields(kind.cls).values()}
    asked = 0
    for kind, (known, unknown) in others(scene).items():
        for caller in CALLERS if kind not in public else ():
            answers = [
                scene.client.get("/api/v1/log", params={"key": f"{kind}:{id_}"}, headers=scene.headers(caller))
                for id_ in (known, unknown)
            ]
            assert [one.json()["items"] for one in answers] == [[], []], kind
            asked += 1
    assert asked >= 10


def test_every_kind_of_id_is_tried_or_belongs_to_no_municipality(scene: Scene) -> None:
    known = {*others(scene), *NOBODYS_OWN, *MADE_UP}
    in_paths = {
        name.removesuffix("_id") for _, path, _ in operations(scene) for name in re.findall(r"\{([a-z_]+)", path)
    }
    in_commands = {one for kind in scene.service.catalogue.commands.values() for one in fields(kind).values()}
    untried = sorted((in_paths | in_commands) - known)
    assert untried == [], "ids of things that no test tries as a stranger: add one of others to the scene"
