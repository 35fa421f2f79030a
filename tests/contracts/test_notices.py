"""Who receives entries is told which of them lost their personal data, by positions alone, and acknowledges it."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from people_scene import DAY, Scene

from fokus_api.testing import settle, temporary_client
from fokus_core.persons.erasing import ErasePerson, HoldPerson
from fokus_core.persons.restricting import LiftRestriction, RestrictPerson
from fokus_network.plugin import plugin

NOTICES = "/api/v1/privacy/notices"


@pytest.fixture
def scene() -> Iterator[Scene]:
    with temporary_client(plugin) as client:
        yield Scene(client)


def test_a_notice_names_entries_and_nobody_and_is_acknowledged_by_each_recipient(scene: Scene) -> None:
    about: dict[str, Any] = {"person": scene.person, "effective": DAY}
    scene.give(RestrictPerson(**about, reason="objection"))
    scene.give(LiftRestriction(**about))
    scene.give(ErasePerson(**about, ground="objection"))
    scene.run()
    scene.run()  # nobody is told a second time
    found = scene.items(NOTICES, "one")
    assert [(one["change"], one["entries"]) for one in found] == [
        ("restricted", [scene.entry]),
        ("released", [scene.entry]),
        ("erased", [scene.entry]),
    ]
    fed = scene.items("/api/v1/feed?limit=1000", "one")
    told = [one for one in fed if "notice-given" in one["type"]]
    assert [one["data"]["entries"] for one in told] == [[scene.entry]] * 3
    assert scene.person not in json.dumps([found, told])
    assert not [one for one in scene.items("/api/v1/feed?limit=1000", "office") if "notice-given" in one["type"]]
    assert scene.get(NOTICES, "office").status_code == 403

    notice = found[-1]["notice"]
    assert scene.acknowledge(notice, "officer").status_code == 403
    assert scene.acknowledge(notice, "one").status_code == 201
    again = scene.acknowledge(notice, "one")
    assert (again.status_code, again.json()["type"].rpartition(":")[2]) == (409, "already-acknowledged")
    unknown = scene.acknowledge("0" * 32, "one")
    assert (unknown.status_code, unknown.json()["errors"][0]["pointer"]) == (409, "/notice")
    settle(scene.service)

    def acknowledged(who: str) -> list[str]:
        (one,) = (one for one in scene.items(NOTICES, who) if one["notice"] == notice)
        return [given["recipient"] for given in one["acknowledged"]]

    assert (acknowledged("one"), acknowledged("two"), acknowledged("officer")) == (["one"], [], ["one"])
    assert scene.acknowledge(notice, "two").status_code == 201
    assert (acknowledged("two"), acknowledged("officer")) == (["two"], ["one", "two"])
    assert len(scene.items(f"{NOTICES}?open=true", "one")) == 2
    assert [one["kind"] for one in scene.items("/api/v1/inbox", "one")] == ["core.notices", "core.notices"]


def test_nobody_is_told_of_entries_that_were_not_passed_on(scene: Scene) -> None:
    before = scene.service.journal.store.head()
    scene.give(HoldPerson(person=scene.person, effective=DAY, reason="archive"))  # for readers of the log alone
    scene.give(RestrictPerson(person=scene.person, effective=DAY, reason="objection"))
    scene.run()
    told = [one for one in scene.service.journal.follow(after=before) if one.type == "core.notice-given@1"]
    assert [one.fact.entries for one in told] == [(scene.entry,)]  # type: ignore[attr-defined]  # a notice
