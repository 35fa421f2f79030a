"""Where the rules want two signatures, a second one is entered by a clerk; until then the confirmation is open."""

from collections.abc import Iterator
from typing import Any

import pytest
from applications_kit import HAGEN, today
from test_applications_path import ADA, HOME, KIM, QUEUE, Desk, asked

from fokus_api.testing import settle, temporary_client
from fokus_core.testing.smtp import MailServer
from fokus_ehrenamtskarte.programme import ehrenamtskarte as plugin
from fokus_ehrenamtskarte.rules.commands import SetRules
from fokus_ehrenamtskarte.rules.terms import Prior, Terms

TWO = Terms(min_age=16, prior=(Prior(months=24),), signatories=2)


@pytest.fixture
def desk(monkeypatch: pytest.MonkeyPatch) -> Iterator[Desk]:
    for job in plugin.jobs():
        monkeypatch.setattr(job, "run", lambda context: None)
    settings: dict[str, Any] = {"mail_from": "Karte <karte@example.nrw>", "public_url": HOME}
    with MailServer() as mail, temporary_client(plugin, mail_url=mail.url, **settings) as client:
        desk = Desk(client, mail)
        desk.give(SetRules(body=HAGEN, effective=today(), terms=TWO))
        yield desk


def looked_at(desk: Desk) -> dict[str, Any]:
    (item,) = desk.get(QUEUE, "hagen").json()["items"]
    found: dict[str, Any] = desk.get(f"{QUEUE}/{item['application']}", "hagen").json()
    return found


def confirmation(desk: Desk) -> str:
    desk.work(release=False)
    return str(
        next(
            one["outcome"] for one in looked_at(desk)["evaluation"]["conditions"] if one["condition"] == "confirmation"
        )
    )


def slug(answer: Any) -> str:
    return str(answer.json()["type"]).rpartition(":")[2]


def test_a_second_signature_completes_a_confirmation_where_the_rules_want_two(desk: Desk) -> None:
    assert desk.post("apply", asked(), caller="").status_code == 201
    desk.work()
    assert desk.use(desk.links(ADA)[0], correct=True).status_code == 201
    desk.work()
    found = looked_at(desk)
    about = {
        "body": HAGEN,
        "application": found["application"],
        "engagement": found["engagements"][0]["engagement"],
        "effective": str(today()),
        "seen": True,
    }

    def second(signatory: str, caller: str = "hagen", **more: Any) -> Any:
        answer = desk.post("second-engagement", about | {"signatory": signatory} | more, caller=caller)
        settle(desk.service)
        return answer

    assert slug(second("Lu Zweite")) == "not-confirmed"
    assert desk.use(desk.links(KIM)[0], answer="confirmed", entitled=True).status_code == 201
    assert confirmation(desk) == "open", "one is not enough here"
    approve = {name: about[name] for name in ("body", "application", "effective")}
    assert desk.post("approve-application", approve).status_code == 409
    for name in ("kim  vorstand", "Ada Beispiel"):
        assert slug(second(name)) == "same-signatory", name
    assert second("Lu Zweite", seen=False).status_code == 422
    assert second("Lu Zweite", caller="bonn").status_code == 403
    assert second("Lu Zweite", engagement="0" * 32).status_code == 409
    assert second("Lu Zweite").status_code == 201
    assert slug(second("Bo Dritte")) == "already-seconded"
    assert confirmation(desk) == "met"
    assert looked_at(desk)["engagements"][0]["seconded"] is True
    assert desk.post("approve-application", approve).status_code == 201
