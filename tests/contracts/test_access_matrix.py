"""Who gets in where: every operation of the running application, as every kind of caller, against the reviewed file.

`python tests/contracts/test_access_matrix.py --write` drafts `access_matrix.csv` anew from what the application
answers. A draft proves nothing: `access_rights.toml` says by hand who may do what, and the two must agree.
"""

import csv
import sys
import tomllib
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from itertools import cycle, islice
from pathlib import Path
from typing import Any

import pytest
from access_asks import Ask, answer, asks, cell, list_of, operations
from access_scene import EXPIRED, FOREIGN, MARKER, NO_KEY, REVOKED, Scene, opened

from fokus_api.server.openapi import openapi_document
from fokus_api.testing.contract import issue_key, settle

Name = tuple[str, str]  # operation and target
Row = dict[str, str]

FILE = Path(__file__).with_name("access_matrix.csv")
RIGHTS = Path(__file__).with_name("access_rights.toml")
WITHOUT_ROLE = (NO_KEY, EXPIRED, REVOKED)


def observed(scene: Scene, *, whole: bool = True) -> dict[Name, Row]:
    """Return the matrix as the application answers; a list as a file is asked for by one caller after the other."""
    turns = cycle(scene.callers)
    return {
        (ask.operation, ask.target): {
            caller: cell(ask, answer(scene, ask, caller).status_code)
            for caller in (scene.callers if whole or list_of(ask.operation) == ask.operation else islice(turns, 3))
        }
        for ask in asks(scene)
    }


def reviewed() -> dict[Name, Row]:
    """Return the rows of the reviewed file; a list as a file has none of its own."""
    with FILE.open(encoding="utf-8", newline="") as file:
        return {(row.pop("operation"), row.pop("target")): row for row in csv.DictReader(file, strict=True)}


def listed(name: Name) -> Name:
    """Return under which name the reviewed file knows an operation: a list as a file under that of the list."""
    return list_of(name[0]), name[1]


def rights() -> dict[str, dict[str, Any]]:
    """Return what the statement by hand says of each operation; raises where one is said twice."""
    said: list[dict[str, Any]] = tomllib.loads(RIGHTS.read_text(encoding="utf-8"))["right"]
    names = Counter(name for right in said for name in right["operations"])
    assert [name for name, times in names.items() if times > 1] == []
    return {name: right for right in said for name in right["operations"]}


def named(name: Name) -> tuple[str, bool]:
    """Return the name under which the statement knows an operation, and whether it is about what is not one's own."""
    operation, words = listed(name)[0], name[1].split()
    return " ".join([operation, *(word for word in words if word not in {"own", "foreign"})]), "foreign" in words


def expected(right: dict[str, Any], caller: str, *, foreign: bool) -> str:
    """Return the cell that follows from a right."""
    if right.get("whoever"):
        return "yes"
    if caller in {EXPIRED, REVOKED}:
        return "401"
    if right.get("everybody"):
        return "yes"
    if caller == NO_KEY:
        return str(right.get("anonymous", 401))
    allowed = right.get("everywhere", []) + ([] if foreign else right.get("own", []))
    return "yes" if right.get("signed-in") or caller in allowed else str(right.get("refused", 403))


def write() -> None:
    """Draft the reviewed file anew from what the application answers, and tell what the statement does not say yet."""
    with opened() as scene:
        found = observed(scene)
        rows = [["operation", "target", *scene.callers]]
        rows += [[*name, *row.values()] for name, row in found.items() if listed(name) == name]
    with FILE.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows(rows)
    said = rights()
    for name in sorted({named(name)[0] for name in found} - set(said)):
        print(f"{RIGHTS.name}: say who may {name}")
    for name in sorted(set(said) - {named(name)[0] for name in found}):
        print(f"{RIGHTS.name}: there is no {name}")


@pytest.fixture(scope="module")
def scene() -> Iterator[Scene]:
    with opened() as scene:
        yield scene


@pytest.fixture(scope="module", params=[False, pytest.param(True, marks=pytest.mark.long)], ids=["short", "whole"])
def whole(request: pytest.FixtureRequest) -> bool:
    return bool(request.param)


@pytest.fixture(scope="module")
def matrix(scene: Scene, whole: bool) -> dict[Name, Row]:
    return observed(scene, whole=whole)


def test_the_application_has_every_operation_of_its_document(scene: Scene) -> None:
    paths = openapi_document(scene.client.app)["paths"]
    described = {(method.upper(), path) for path, methods in paths.items() for method in methods}
    assert described - {(method, path) for method, path, _ in operations(scene)} == set()


def test_every_operation_is_asked_for(scene: Scene) -> None:
    asked = {ask.operation for ask in asks(scene)}
    assert asked == {options.command or f"{method} {path}" for method, path, options in operations(scene)}


def test_every_operation_has_its_rows_and_every_row_an_operation(scene: Scene) -> None:
    names = [(ask.operation, ask.target) for ask in asks(scene)]
    assert len(names) == len(set(names))
    missing = sorted({listed(name) for name in names} - set(reviewed()))
    assert missing == [], "operations without a row: draft them with --write, then review"
    gone = sorted(set(reviewed()) - set(names))
    assert gone == [], "rows without an operation"


def test_every_kind_of_caller_has_a_column(scene: Scene) -> None:
    assert {tuple(row) for row in reviewed().values()} == {tuple(scene.callers)}
    assert set(scene.callers) == {*WITHOUT_ROLE, *scene.service.catalogue.roles}


def test_somebody_said_by_hand_who_may_do_it() -> None:
    names = {named(name)[0] for name in reviewed()}
    assert sorted(names - set(rights())) == [], f"say in {RIGHTS.name} who may do this"
    assert sorted(set(rights()) - names) == [], f"{RIGHTS.name} names what is not there"


def test_the_reviewed_file_is_what_was_said_by_hand() -> None:
    said = rights()
    wrong = []
    for name, row in reviewed().items():
        known, foreign = named(name)
        for caller, found in row.items():
            wanted = expected(said[known], caller, foreign=foreign)
            if found != wanted:
                wrong.append(f"{' '.join(name)} as {caller}: the file says {found}, the statement {wanted}")
    assert not wrong, "\n".join(wrong)


def test_the_statement_names_no_role_that_is_not_there(scene: Scene) -> None:
    said = {role for right in rights().values() for role in right.get("everywhere", []) + right.get("own", [])}
    assert said - set(scene.service.catalogue.roles) == set()


def test_every_caller_gets_in_where_the_review_says_so_and_nowhere_else(matrix: dict[Name, Row]) -> None:
    said = reviewed()
    wrong = [
        f"{' '.join(name)} as {caller}: answered {found}, reviewed {said[listed(name)][caller]}"
        for name, row in matrix.items()
        for caller, found in row.items()
        if said[listed(name)][caller] != found
    ]
    assert not wrong, "\n".join(wrong)


def test_who_is_turned_away_from_a_dry_run_is_turned_away_in_earnest(
    scene: Scene, matrix: dict[Name, Row], whole: bool
) -> None:
    head = scene.service.journal.store.head()
    turned_away = [
        (ask, caller)
        for ask in asks(scene)
        for caller, found in matrix[ask.operation, ask.target].items()
        if ask.is_command and found != "yes"
    ]
    assert len(turned_away) > 500
    let_in = [
        (ask.operation, ask.target, caller)
        for ask, caller in (turned_away if whole else turned_away[::3])
        if answer(scene, ask, caller, in_earnest=True).status_code not in {401, 403, 404}
    ]
    assert let_in == []
    assert scene.service.journal.store.head() == head


def test_a_body_has_no_say_about_what_lies_below_it(scene: Scene) -> None:
    """Neither a Regierungsbezirk nor a city region does for its towns what any other body could not do for them."""
    above = {  # the body below, and who is asked in the place of whom
        f"{role} of {upper}": (role, target, issue_key(scene.service, f"{role}-{upper}", (role, f"body:{upper}")))
        for target, uppers in (("own", ("059",)), ("foreign", ("05334", "053")))
        for upper in uppers
        for role in ("municipal-officer", "issuing-clerk")
    }
    settle(scene.service)
    asking = replace(scene, callers={caller: key for caller, (_, _, key) in above.items()})
    said, asked, let_in = rights(), 0, []
    for ask in asks(scene):
        known, _ = named((ask.operation, ask.target))
        for caller, (role, target, _) in above.items():
            if target in ask.target.split() and expected(said[known], role, foreign=True) != "yes":
                asked += 1
                found = cell(ask, answer(asking, ask, caller).status_code)
                let_in += [(ask.operation, ask.target, caller)] * (found == "yes")
    assert asked > 300
    assert let_in == []


def test_a_body_sees_nothing_of_what_lies_below_it(scene: Scene) -> None:
    region, stranger = (
        replace(scene, callers={"": issue_key(scene.service, f"of-{body}", ("municipal-officer", f"body:{body}"))})
        for body in ("05334", "05111000")
    )
    settle(scene.service)
    for path in ("log?limit=1000", "feed?limit=1000", f"bodies/{FOREIGN}/timeline?limit=1000", "ews/applications"):
        seen, public = (
            scene.client.get(f"/api/v1/{path}", headers=who.headers("")).json()["items"] for who in (region, stranger)
        )
        assert seen == public
        assert MARKER not in str(seen)
        assert not any(item.get("type", "").startswith("ews.application") for item in seen)


def test_a_right_that_is_too_wide_or_too_narrow_is_noticed() -> None:
    right = {"everywhere": ["state-office"], "own": ["municipal-officer"]}
    assert expected(right, "municipal-officer", foreign=False) == "yes"
    assert expected(right, "municipal-officer", foreign=True) == "403"
    assert expected({**right, "refused": 404}, "auditor", foreign=False) == "404"
    assert expected(right, NO_KEY, foreign=False) == "401"
    assert expected({"everybody": True}, REVOKED, foreign=False) == "401"
    assert cell(Ask("GET /x", "", "/x"), 403) == "403"
    assert cell(Ask("GET /x", "", "/x"), 500) == "500"


if __name__ == "__main__":
    if sys.argv[1:] != ["--write"]:
        sys.exit("usage: test_access_matrix.py --write")
    write()
