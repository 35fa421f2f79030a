"""The history as an object-centric event log: whole, without what is personal, and read by other people's tools."""

import json
import os
import subprocess
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from fokus_api.cli import main
from fokus_core.storage.sqlite import connect

PM4PY = os.environ.get("TESTS_PM4PY", "")  # the Python of an environment of its own: pm4py is AGPL, and no dependency
CHECK = """
import sys, pm4py
from pm4py.objects.ocel.validation import ocel20_rel_validation, jsonocel
satisfied, unsatisfied = ocel20_rel_validation.apply(sys.argv[1])
print(len(satisfied), sorted(map(str, unsatisfied)))
for path, read in ((sys.argv[1], pm4py.read_ocel2_sqlite), (sys.argv[2], pm4py.read_ocel2_json)):
    log = read(path)
    print(len(log.events), len(log.objects), len(log.relations), len(log.o2o))
"""


def fokus(*arguments: str) -> Result:
    return CliRunner().invoke(main, [*arguments, "--json"])


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    with pytest.MonkeyPatch.context() as patched:
        path = tmp_path_factory.mktemp("ocel")
        patched.chdir(path)
        patched.setenv("FOKUS_PLUGINS", "network,ews,ehrenamtskarte")
        assert fokus("load").exit_code == 0
        yield path


def made(folder: Path, name: str, *more: str) -> Any:
    result = fokus("ocel", str(folder / name), *more)
    assert result.exit_code == 0, result.output
    return json.loads(result.output)


def test_every_event_and_object_is_of_a_type_that_says_its_attributes_and_nothing_dangles(folder: Path) -> None:
    said = made(folder, "log.json")
    log = json.loads((folder / "log.json").read_bytes())
    assert [*log] == ["objectTypes", "eventTypes", "objects", "events"]
    assert (said["events"], said["objects"]) == (len(log["events"]), len(log["objects"]))
    types = {
        "string": str,
        "integer": int,
        "float": float,
        "boolean": bool,
    }
    ids = [one["id"] for one in log["objects"]]
    assert len(ids) == len({*ids})
    assert len({one["id"] for one in log["events"]}) == len(log["events"])
    for those, kinds in ((log["objects"], log["objectTypes"]), (log["events"], log["eventTypes"])):
        declared = {kind["name"]: {one["name"]: one["type"] for one in kind["attributes"]} for kind in kinds}
        assert {one["type"] for one in those} == {*declared}
        for one in those:
            for attribute in one["attributes"]:
                assert type(attribute["value"]) is types[declared[one["type"]][attribute["name"]]]
            assert {to["objectId"] for to in one["relationships"]} <= {*ids}
    (rheine,) = [one for one in log["objects"] if one["id"] == "body:05566076"]
    assert rheine["attributes"] == [{"name": "name", "value": "Rheine", "time": "1970-01-01T00:00:00Z"}]
    assert rheine["relationships"] == [{"objectId": "body:05566", "qualifier": "part of"}]
    joined = [one for one in log["events"] if one["type"] == "network.municipality-joined"]
    (mine,) = [one for one in joined if {"objectId": "body:05566076", "qualifier": "body"} in one["relationships"]]
    assert mine["time"] == "2015-12-31T00:00:00Z"
    assert any("Rheine" in str(one["value"]) for one in mine["attributes"] if one["name"] == "fokus_sentence")


def test_sqlite_says_the_same_and_every_reference_holds(folder: Path) -> None:
    made(folder, "same.json")
    made(folder, "same.sqlite")
    log = json.loads((folder / "same.json").read_bytes())
    with closing(connect(str(folder / "same.sqlite"), read_only=True)) as connection:
        assert connection.execute("PRAGMA foreign_key_check").fetchall() == []
        assert connection.execute("SELECT ocel_id, ocel_type FROM event").fetchall() == [
            (one["id"], one["type"]) for one in log["events"]
        ]
        related = {(one["id"], to["objectId"], to["qualifier"]) for one in log["events"] for to in one["relationships"]}
        assert {*connection.execute("SELECT * FROM event_object").fetchall()} == related
        rows = connection.execute("SELECT ocel_time, fokus_position FROM event_NetworkMunicipalityJoined").fetchall()
    assert len(rows) == sum(one["type"] == "network.municipality-joined" for one in log["events"])


def test_what_is_not_public_is_left_out_unless_it_is_asked_for_and_what_was_not_known_is_never_there(
    folder: Path,
) -> None:
    public, everything = made(folder, "p.json"), made(folder, "a.json", "--all")
    assert public["events"] < everything["events"]
    assert "core.access-granted" not in (folder / "p.json").read_text()
    early = made(folder, "early.json", "--all", "--known", "50")
    positions = [
        attribute["value"]
        for one in json.loads((folder / "early.json").read_bytes())["events"]
        for attribute in one["attributes"]
        if attribute["name"] == "fokus_position"
    ]
    assert (early["events"], max(positions) <= 50) == (len(positions), True)
    assert fokus("ocel", str(folder / "p.json")).exit_code == 1
    assert fokus("ocel", str(folder / "b.json"), "--known", "99999").exit_code == 1
    for name in ("a.json", "p.json"):
        text = (folder / name).read_text()
        assert not [one for one in ('"person:', '"actor:', "sealed") if one in text]


@pytest.mark.long
@pytest.mark.skipif(
    not PM4PY and "TESTS_REQUIRE_PM4PY" not in os.environ,
    reason="TESTS_PM4PY names no Python that has pm4py, in an environment of its own",
)
def test_the_checker_of_pm4py_finds_every_constraint_satisfied_and_reads_both_files(folder: Path) -> None:
    made(folder, "long.sqlite", "--all")
    made(folder, "long.json", "--all")
    command = [PM4PY, "-c", CHECK, str(folder / "long.sqlite"), str(folder / "long.json")]
    found = subprocess.run(command, capture_output=True, text=True, check=True, timeout=300)
    checked, *read = found.stdout.splitlines()[-3:]
    assert checked == "24 []"
    events = [one for one in json.loads((folder / "long.json").read_bytes())["events"] if one["relationships"]]
    related = [to["objectId"] for one in events for to in one["relationships"]]
    for one in read:  # it leaves out what nothing else is related to
        assert one.split()[:3] == [str(len(events)), str(len({*related})), str(len(related))]
