"""Cards over HTTP: who issues, revokes and sees them, and what is refused."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest
from cards_kit import BONN, DAY, HAGEN, NAME, NEXT, Scene, cards_of, person, today

from fokus_api.testing import refused, settle, temporary_client
from fokus_core import CONSOLE, Correct, Recorded, Retract, WithdrawAccess
from fokus_ehrenamtskarte.cards.commands import RevokeCard
from fokus_ehrenamtskarte.cards.facts import CardIssued
from fokus_ehrenamtskarte.commands import EndParticipation
from fokus_ehrenamtskarte.programme import ehrenamtskarte as plugin

TODAY = today()
SINCE, LAST = date(2024, 5, 1), date(2026, 4, 30)
ISSUE: dict[str, Any] = {
    "body": "Hagen",
    "person": {"name": NAME, "birth": "1950-01-01"},
    "kind": "standard",
    "effective": str(SINCE),
    "valid_until": str(LAST),
}


@pytest.fixture
def scene() -> Iterator[Scene]:
    with temporary_client(plugin) as client:
        yield Scene(client)


@pytest.fixture(scope="module")
def shared() -> Iterator[Scene]:
    with temporary_client(plugin) as client:
        made = Scene(client)
        made.issue(9, SINCE, LAST)
        yield made


def listed(scene: Scene, caller: str = "hagen", body: str = HAGEN, **query: Any) -> list[dict[str, Any]]:
    answer = scene.get(cards_of(body), caller, **query)
    assert answer.status_code == 200, answer.text
    items: list[dict[str, Any]] = answer.json()["items"]
    return items


def issued(scene: Scene) -> list[Recorded[CardIssued]]:
    return [one for one in scene.service.journal.follow() if isinstance(one.fact, CardIssued)]  # type: ignore[misc]


def test_a_clerk_issues_sees_and_revokes_a_card(scene: Scene) -> None:
    answer = scene.post("take-over-card", ISSUE)
    assert answer.status_code == 201, answer.text
    (fact,) = answer.json()["facts"]
    card = fact["data"]["card"]
    assert fact["data"]["name"] == {"sealed": True}
    assert fact["sentence"]["de"] == "Die Stadt Hagen hat eine Ehrenamtskarte übernommen, die es schon gab."
    settle(scene.service)
    shown = {
        "card": card,
        "holder": NAME,
        "kind": "standard",
        "status": "valid",
        "valid_since": str(SINCE),
        "valid_until": str(LAST),
        "revoked_on": None,
        "reason": None,
        "entry": {"position": fact["position"], "source": None},
    }
    assert listed(scene, on="2025-01-01") == [shown]
    body = {"body": HAGEN, "card": card, "reason": "lost", "effective": "2025-01-01"}
    assert scene.post("revoke-card", body).status_code == 201
    before = settle(scene.service) - 1
    revoked = {"status": "revoked", "revoked_on": "2025-01-01", "reason": "lost"}
    shown_later = shown | revoked | {"entry": {"position": before + 1, "source": None}}
    assert listed(scene, on="2025-01-01") == [shown_later]
    assert listed(scene, on="2024-12-31") == listed(scene, on="2025-01-01", known=before) == [shown]
    assert listed(scene, on=str(SINCE - NEXT)) == []
    assert scene.post("revoke-card", body).json()["type"] == "urn:fokus:problem:already-revoked"


def test_the_list_is_of_one_body_the_latest_first_by_status_and_in_pages(scene: Scene) -> None:
    for number in range(5):
        scene.issue(number, SINCE + number * NEXT, LAST - number * NEXT)
    scene.issue(7, SINCE, None, body=BONN)
    revoked = scene.cards[2]
    scene.give(RevokeCard(body=HAGEN, card=revoked, reason="mistaken", effective=SINCE + 2 * NEXT))
    order = [scene.cards[number] for number in (4, 3, 2, 1, 0)]
    assert [one["card"] for one in listed(scene, on=str(LAST))] == order
    assert [one["status"] for one in listed(scene, on=str(LAST))] == ["expired"] * 2 + ["revoked", "expired", "valid"]
    for status, expected in (("valid", order[4:]), ("revoked", [revoked]), ("expired", [*order[:2], order[3]])):
        assert [one["card"] for one in listed(scene, on=str(LAST), status=status)] == expected
    assert scene.get(cards_of(HAGEN), "hagen", status="stolen").status_code == 422
    found, page, query = [], {}, {"on": str(LAST), "limit": "2"}
    for _ in range(3):
        page = scene.get(cards_of(HAGEN), "hagen", **query).json()
        found += [one["card"] for one in page["items"]]
        query["cursor"] = page["next_cursor"]
    assert found == order
    assert page["next_cursor"] is None


def test_who_saw_which_holder_is_written_down_and_no_others(scene: Scene) -> None:
    for number in range(3):
        scene.issue(number, SINCE + number * NEXT, LAST)
    answer = scene.get(cards_of("Hagen"), "hagen", limit=2)
    assert answer.headers["cache-control"] == "no-store"
    assert "etag" not in answer.headers
    seen = {}
    for record in issued(scene):
        entries = scene.service.state_store.accesses(subject=record.fact.person)
        seen[record.fact.card] = [(one.actor, one.permission, one.position) for one in entries]
    written = {one.fact.card: [("hagen", "ehrenamtskarte.see-cards", one.position)] for one in issued(scene)}
    assert seen == {**written, scene.cards[0]: []}


def test_a_holder_whose_data_were_erased_has_no_name_any_more(scene: Scene) -> None:
    scene.issue(1, SINCE, LAST)
    (record,) = issued(scene)
    scene.service.vault.destroy(record.fact.person)
    (shown,) = listed(scene)
    assert (shown["holder"], shown["card"]) == (None, scene.cards[1])


def test_the_list_as_a_table(scene: Scene) -> None:
    scene.issue(1, SINCE, LAST, person=person(1, "=SUMME(A1)"))
    position = settle(scene.service)
    answer = scene.get(cards_of(HAGEN), "hagen", format="csv", on="2025-01-01")
    assert answer.headers["content-type"].startswith("text/csv")
    assert answer.headers["cache-control"] == "no-store"
    header, line = answer.text.splitlines()
    own, entry = "card,holder,kind,status,valid_since,valid_until,revoked_on,reason", "entry,entry_source"
    assert header == f"{own},{entry},entry_certainty,entry_note"
    assert line == f"{scene.cards[1]},'=SUMME(A1),standard,valid,2024-05-01,2026-04-30,,,{position},,,"


@pytest.mark.parametrize("caller", ["bonn", "officer", "office", "auditor", "data-protection-officer", "operator"])
def test_nobody_but_a_clerk_of_the_body_sees_or_gives_cards(shared: Scene, caller: str) -> None:
    assert shared.get(cards_of(HAGEN), caller).status_code == 403
    assert shared.post("take-over-card", ISSUE, caller).status_code == 403
    body = {"body": HAGEN, "card": shared.cards[9], "reason": "lost", "effective": str(SINCE)}
    assert shared.post("revoke-card", body, caller).status_code == 403
    assert shared.get(cards_of(HAGEN)).status_code == 401


def test_a_card_of_another_body_is_answered_like_one_there_never_was(shared: Scene) -> None:
    def revoked(card: str) -> tuple[int, dict[str, Any]]:
        body = {"body": BONN, "card": card, "reason": "lost", "effective": str(SINCE)}
        answer = shared.post("revoke-card", body, "bonn")
        return answer.status_code, {**answer.json(), "instance": ""}

    assert revoked(shared.cards[9]) == revoked("0" * 32)
    assert listed(shared, "bonn", BONN) == []


def test_an_officer_gives_and_takes_the_role_of_the_own_body_alone(scene: Scene) -> None:
    def gave(body: str, **more: str) -> int:
        url = "/api/v1/core/commands/grant-access"
        grant = {"actor": "new", "role": "issuing-clerk", "scope": f"body:{body}", "effective": str(TODAY), **more}
        status: int = scene.client.post(url, json=grant, headers=scene.headers("officer")).status_code
        return status

    assert gave(HAGEN, until=str(TODAY + 30 * NEXT)) == 201
    assert gave(BONN) == 403


def test_a_clerk_whose_role_ended_is_refused_at_the_next_request(scene: Scene) -> None:
    assert scene.get(cards_of(HAGEN), "hagen").status_code == 200
    taken = WithdrawAccess(
        actor="hagen", role="issuing-clerk", scope=f"body:{HAGEN}", effective=TODAY, reason="Wechsel"
    )
    scene.give(taken)
    assert scene.get(cards_of(HAGEN), "hagen").status_code == 403
    assert scene.post("take-over-card", ISSUE).status_code == 403


BAD = [
    ("take-over-card", {"body": "Atlantis"}, "422 unknown-body /body"),
    ("take-over-card", {"code": "K7QW"}, "422 invalid-input /code"),
    ("take-over-card", {"kind": "golden"}, "422 invalid-input /kind"),
    ("take-over-card", {"person": {"name": NAME}}, "409 unrecognisable-person /person"),
    ("take-over-card", {"person": {"name": NAME, "email": "ottilie"}}, "422 invalid-input /person/email"),
    ("take-over-card", {"valid_until": "9999-12-31"}, "422 date-out-of-range /valid_until"),
    ("take-over-card", {"valid_until": "2027-05-01"}, "409 valid-too-long /valid_until"),
    ("take-over-card", {"valid_until": "2024-04-30"}, "409 empty-period /valid_until"),
    ("take-over-card", {"effective": "2014-12-31"}, "409 not-taking-part /body"),
    ("take-over-card", {"person": {"name": NAME, "email": "9@example.org"}}, "409 card-exists /effective"),
    ("revoke-card", {"card": "0" * 32}, "409 unknown-card /card"),
    ("revoke-card", {"card": "K7QW"}, "422 invalid-input /card"),
    ("revoke-card", {"reason": "gestohlen von Otto"}, "422 invalid-input /reason"),
    ("revoke-card", {"effective": "2024-04-30"}, "409 not-issued /effective"),
]


@pytest.mark.parametrize(("command", "changes", "problem"), BAD)
def test_bad_input_is_refused_where_it_stands_and_nothing_is_recorded(
    shared: Scene, command: str, changes: dict[str, Any], problem: str
) -> None:
    revoke = {"body": HAGEN, "card": shared.cards[9], "reason": "lost", "effective": str(SINCE)}
    body = (ISSUE if command == "take-over-card" else revoke) | changes
    headers, words = shared.headers("hagen"), (NAME, "K7QW", "ottilie", "Otto", "1950")
    assert refused(shared.client, f"ehrenamtskarte.{command}", body, headers, untold=words) == problem


def test_a_repeated_command_gets_its_answer_again(scene: Scene) -> None:
    url = "/api/v1/ehrenamtskarte/commands/take-over-card"
    headers = scene.headers("hagen") | {"Idempotency-Key": "once"}
    first, again = (scene.client.post(url, json=ISSUE, headers=headers) for _ in range(2))
    assert again.json() == {**first.json(), "repeated": True}
    other = scene.client.post(url, json=ISSUE | {"kind": "anniversary", "valid_until": None}, headers=headers)
    assert other.json()["type"] == "urn:fokus:problem:command-id-reused"


def test_cards_outlive_the_participation_and_can_still_be_revoked(scene: Scene) -> None:
    card = scene.issue(1, DAY, DAY + 700 * NEXT)
    left = DAY + 30 * NEXT
    scene.give(EndParticipation(body=HAGEN, effective=left, reason="-"))
    assert [one["status"] for one in listed(scene, on=str(left))] == ["valid"]
    body = {"body": HAGEN, "card": card, "reason": "returned", "effective": str(left)}
    assert scene.post("revoke-card", body).status_code == 201
    late = ISSUE | {"effective": str(left), "valid_until": str(left + timedelta(days=1))}
    assert scene.post("take-over-card", late).json()["type"] == "urn:fokus:problem:not-taking-part"


def test_an_issue_is_corrected_or_taken_back_by_who_sees_it(scene: Scene) -> None:
    scene.issue(1, SINCE, LAST)
    (record,) = issued(scene)
    url = "/api/v1/core/commands/correct"
    correction = {"position": record.position, "changes": {"name": "Ottilie Neu"}, "reason": "Heirat"}
    assert scene.client.post(url, json=correction, headers=scene.headers("hagen")).status_code == 403
    assert scene.client.post(url, json=correction, headers=scene.headers("office")).status_code == 404
    answer = scene.client.post(url, json=correction, headers=scene.headers("helpdesk"))
    assert answer.status_code == 201
    assert "Ottilie" not in answer.text
    settle(scene.service)
    assert [one["holder"] for one in listed(scene)] == ["Ottilie Neu"]
    (*_, now) = issued(scene)
    for changes in ({"name": ""}, {"name": None}, {"card": "x"}):
        bad = {"position": now.position, "changes": changes, "reason": "-"}
        refused = scene.client.post(url, json=bad, headers=scene.headers("helpdesk"))
        assert refused.status_code == 422, refused.text
    before = settle(scene.service)
    scene.give(Retract(position=now.position, reason="Irrtum"))
    assert listed(scene) == []
    assert len(listed(scene, known=before)) == 1
    assert scene.post("take-over-card", ISSUE).status_code == 201, "there is no card any more"


def test_a_card_that_became_valid_earlier_is_so_from_then_on(scene: Scene) -> None:
    scene.issue(1, SINCE, LAST)
    (record,) = issued(scene)
    earlier = str(SINCE - NEXT)
    correction = Correct(position=record.position, changes={"effective": earlier}, reason="Tippfehler")
    scene.service.journal.handle(correction, by=CONSOLE)
    settle(scene.service)
    assert [one["valid_since"] for one in listed(scene, on=earlier)] == [earlier]


def test_no_correction_brings_a_revoked_card_back(scene: Scene) -> None:
    revoked = scene.issue(1, TODAY, TODAY + NEXT)
    scene.give(RevokeCard(body=HAGEN, card=revoked, reason="lost", effective=TODAY))
    scene.issue(2, TODAY, TODAY + NEXT)
    (_, other) = issued(scene)
    scene.give(Correct(position=other.position, changes={"card": revoked}, reason="-"))
    assert [one["status"] for one in listed(scene)] == ["revoked"]
