"""Who receives entries is told which of them lost their personal data, by positions alone, and acknowledges it."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from people_scene import DAY, HAGEN, Scene

from fokus_api.testing import issue_key, settle, temporary_client
from fokus_core.access.api_keys import IssueKey, new_secret
from fokus_core.domain.facts import Meta, Recorded
from fokus_core.persons.erasing import ErasePerson, HoldPerson
from fokus_core.persons.notices import notices_of
from fokus_core.persons.restricting import LiftRestriction, RestrictPerson
from fokus_network.people.facts import ContactEnded
from fokus_network.plugin import plugin

AT = datetime(2026, 1, 1, tzinfo=UTC)
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


def test_who_receives_what_concerns_a_body_is_told_of_its_entries_alone(scene: Scene) -> None:
    grants = {
        "hagen": (("integrator", f"body:{HAGEN}"),),
        "bonn": (("integrator", "body:05314000"),),
        "narrow": (("integrator", "state"),),
    }
    scene.keys |= {name: issue_key(scene.service, name, *some) for name, some in grants.items()}
    secret, digest = new_secret()
    (issued,) = scene.give(IssueKey(actor="narrow", digest=digest, effective=DAY, scopes=(f"body:{HAGEN}",)))
    scene.keys["narrow"] = f"fk_{issued.fact.key}_{secret}"
    scene.give(ErasePerson(person=scene.person, effective=DAY, ground="objection"))
    scene.run()
    for who, expected in (("hagen", [scene.entry]), ("narrow", [scene.entry]), ("one", [scene.entry]), ("bonn", None)):
        found = scene.items(NOTICES, who)
        assert [(one["entries"], one["body"]) for one in found] == ([(expected, HAGEN)] if expected else []), who
        fed = [one for one in scene.items("/api/v1/feed?limit=1000", who) if "notice-given" in one["type"]]
        assert [one["data"]["entries"] for one in fed] == ([expected] if expected else []), who
    (notice,) = (one["notice"] for one in scene.items(NOTICES, "hagen"))
    assert scene.acknowledge(notice, "bonn").status_code == scene.acknowledge("0" * 32, "bonn").status_code == 403
    for who in ("hagen", "narrow", "one"):
        assert scene.acknowledge(notice, who).status_code == 201, who
    settle(scene.service)
    (shown,) = scene.items(NOTICES, "officer")
    assert [one["recipient"] for one in shown["acknowledged"]] == ["hagen", "narrow", "one"]
    assert scene.items(f"{NOTICES}?open=true", "hagen") == []


def test_entries_of_several_bodies_are_told_to_each_and_of_none_to_all() -> None:
    def named(position: int, *keys: str) -> Recorded[Any]:
        fact = ContactEnded(effective=DAY, term="0" * 32, body=HAGEN, function="contact", reason="-")
        meta = Meta(id="0" * 32, at=AT, by="x", command="x")
        return Recorded(position, "network.contact-ended@1", keys, fact, meta)

    found = notices_of([named(5, "body:1", "body:2"), named(3, "body:2"), named(9, "term:0")], "erased")
    assert [(one.body, one.entries) for one in found] == [(None, (9,)), ("1", (5,)), ("2", (3, 5))]
