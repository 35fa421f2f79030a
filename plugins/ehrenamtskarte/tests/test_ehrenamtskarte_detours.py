"""A correction reaches no further than its actor: over HTTP, by a key narrowed to Hagen."""

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from cards_kit import BONN, DAY, HAGEN, Scene, person

from fokus_api.testing import settle, temporary_client
from fokus_core import CONSOLE
from fokus_core.access.api_keys import IssueKey, KeyIssued, new_secret
from fokus_core.checking.journal import check_journal
from fokus_ehrenamtskarte.cards.commands import TakeOverCard
from fokus_ehrenamtskarte.programme import ehrenamtskarte as plugin

RATINGEN = "05158028"
PUBLIC = ("/api/v1/log", "/api/v1/feed", "/api/v1/ehrenamtskarte/municipalities", f"/api/v1/bodies/{RATINGEN}/timeline")


@pytest.fixture
def scene() -> Iterator[Scene]:
    with temporary_client(plugin) as client:
        scene = Scene(client)
        secret, digest = new_secret()
        narrow = IssueKey(actor="office", digest=digest, effective=DAY, scopes=(f"body:{HAGEN}",))
        (issued,) = scene.service.journal.handle(narrow, by=CONSOLE).facts
        assert isinstance(issued.fact, KeyIssued)
        scene.keys["narrow"] = f"fk_{issued.fact.key}_{secret}"
        settle(scene.service)
        yield scene


def about_fact(scene: Scene, command: str, body: dict[str, Any], caller: str = "narrow") -> Any:
    return scene.client.post(f"/api/v1/core/commands/{command}", json=body, headers=scene.headers(caller))


def test_a_key_narrowed_to_hagen_decides_and_corrects_for_hagen_alone(scene: Scene) -> None:
    decision = {"effective": "2014-03-01"}
    assert scene.post("record-council-decision", {"body": RATINGEN, **decision}, "narrow").status_code == 403
    decided = scene.post("record-council-decision", {"body": HAGEN, **decision}, "narrow")
    assert decided.status_code == 201
    position, head = decided.json()["position"], settle(scene.service)
    before = [scene.get(path).json() for path in PUBLIC]
    for changes in ({"body": RATINGEN}, {"effective": "2014-03-02", "body": RATINGEN}):
        refused = about_fact(scene, "correct", {"position": position, "changes": changes, "reason": "Irrtum"})
        assert refused.status_code == 403
        assert [one["pointer"] for one in refused.json()["errors"]] == ["/changes/body"]
    again = {
        "command": scene.service.journal.recorded(position).meta.command,  # type: ignore[union-attr]  # it is there
        "name": "core.correct",
        "body": {"position": position, "changes": {"body": RATINGEN}, "reason": "Irrtum"},
        "reason": "Irrtum",
    }
    denied = about_fact(scene, "redo", again)
    assert denied.status_code == 403, "the decision is public"
    assert [one["pointer"] for one in denied.json()["errors"]] == ["/body/changes/body"]
    assert settle(scene.service) == head
    assert [scene.get(path).json() for path in PUBLIC] == before
    assert check_journal(scene.service.journal).findings == []
    sooner = {"position": position, "changes": {"effective": "2014-02-28"}, "reason": "Irrtum"}
    assert about_fact(scene, "correct", sooner).status_code == 201
    settle(scene.service)
    timeline = scene.get(f"/api/v1/bodies/{HAGEN}/timeline").json()["items"]
    assert "2014-02-28" in {one["effective"] for one in timeline}


def test_who_sees_a_card_and_may_correct_makes_none_of_another_body_of_it(scene: Scene) -> None:
    since = date(2023, 1, 1)
    (issued,) = scene.give(TakeOverCard(body=HAGEN, person=person(1), kind="anniversary", effective=since))
    moved = {"position": issued.position, "changes": {"body": BONN}, "reason": "Irrtum"}
    assert about_fact(scene, "correct", moved, "office").status_code == 404, "it sees no card"
    refused = about_fact(scene, "correct", moved, "helpdesk")
    assert refused.status_code == 403
    assert [one["pointer"] for one in refused.json()["errors"]] == ["/changes/body"]
    later = {"position": issued.position, "changes": {"effective": "2023-01-02"}, "reason": "Irrtum"}
    assert about_fact(scene, "correct", later, "office").status_code == 404
    assert about_fact(scene, "correct", later, "helpdesk").status_code == 201
