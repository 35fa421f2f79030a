"""Whoever is named for a team is asked by mail, answers by a link, and until then the team is not complete."""

import re
from typing import Any

from ews_kit import ANNOUNCED as ANNOUNCED_RUN
from ews_kit import BEFORE, BONN, CALLED, HAGEN, RUN, app, handled, named, person, rules, written

from fokus_api.testing import issue_key, service_of, settle, temporary_client
from fokus_core import JobContext, Person, clock
from fokus_core.testing import TODAY, Given, TellPeople
from fokus_core.testing.smtp import MailServer
from fokus_ews.commands.answering import AnswerTeam
from fokus_ews.commands.application import DraftApplication, SubmitApplication
from fokus_ews.commands.run import AnnounceRun, OpenCall
from fokus_ews.commands.team import NameTeamMember
from fokus_ews.facts import (
    ApplicationSubmitted,
    ApplicationWritten,
    TeamMemberAgreed,
    TeamMemberDeclined,
    TeamMemberLeft,
    TeamMemberNamed,
)
from fokus_ews.plugin import plugin

given = Given(plugin)
LINK = re.compile(r"^https?://\S+?(/l/\S+)$", re.MULTILINE)
ABOUT: dict[str, Any] = {"application": app(1), "run": RUN, "body": HAGEN, "person": person(2)}
START = (ANNOUNCED_RUN, rules(), CALLED, written(1, HAGEN))
SUBMIT = SubmitApplication(application=app(1), body="Hagen", effective=TODAY)


def asked(who: int) -> TeamMemberNamed:
    told = named(1, HAGEN, who)
    return TeamMemberNamed(
        effective=told.effective,
        application=told.application,
        run=told.run,
        body=told.body,
        person=told.person,
        name=told.name,
        email=told.email,
        asked=True,
    )


def answer(said: Any, who: int = 2) -> AnswerTeam:
    return AnswerTeam(application=app(1), person=person(who), answer=said, effective=TODAY)


def test_who_is_named_online_is_asked_and_on_paper_told() -> None:
    member = Person(name="Ada", email="x@example.org")
    for paper in (False, True):
        name = NameTeamMember(application=app(1), body="Hagen", member=member, effective=TODAY, on_paper=paper)
        (fact,) = given(*START).when(name).facts
        assert isinstance(fact, TeamMemberNamed)
        assert fact.asked is not paper


def test_who_agrees_stays_and_who_declines_leaves() -> None:
    agreed = TeamMemberAgreed(effective=TODAY, **ABOUT)
    given(*START, asked(2)).when(answer("yes")).then(agreed)
    given(*START, asked(2)).when(answer("no")).then(
        TeamMemberDeclined(effective=TODAY, **ABOUT), TeamMemberLeft(effective=TODAY, **ABOUT)
    )
    given(*START, asked(2), agreed).when(answer("no")).then_refused("not-asked")
    given(*START, named(1, HAGEN, 2)).when(answer("yes")).then_refused("not-asked")
    given(*START, asked(2), TeamMemberLeft(effective=BEFORE, **ABOUT)).when(answer("yes")).then_refused("not-asked")
    given(*START, asked(2)).when(answer("yes", 3)).then_refused("not-asked")


def test_a_team_is_not_complete_before_everybody_who_was_asked_agreed() -> None:
    agreed = TeamMemberAgreed(effective=BEFORE, **ABOUT)
    given(*START, asked(2), named(1, HAGEN, 3)).when(SUBMIT).then_refused("not-agreed", field="application")
    (received,) = given(*START, asked(2), named(1, HAGEN, 3), agreed).when(SUBMIT).facts
    assert isinstance(received, ApplicationSubmitted)
    given(*START, asked(2), asked(3), agreed).when(SUBMIT).then_refused("not-agreed")


def test_a_person_is_asked_by_mail_and_answers_by_the_link() -> None:
    with (
        MailServer() as mail,
        temporary_client(plugin, dev=True, mail_url=mail.url, mail_from="Werkstatt <ews@example.nrw>") as client,
    ):
        service, today = service_of(client), clock.day_of(clock.now())
        service.jobs.stop()
        journal = service.journal
        handled(journal, AnnounceRun(run="7", title="Siebte Werkstatt", capacity=9, team_size=2, effective=today))
        handled(journal, OpenCall(run="7", effective=today, deadline=today))
        draft = DraftApplication(run="7", body=BONN, starting_point="-", motivation="-", effective=today)
        (begun,) = handled(journal, draft)
        assert isinstance(begun, ApplicationWritten)
        about: dict[str, Any] = {"application": begun.application, "body": BONN, "effective": today}
        for name in ("ada", "kim"):
            handled(journal, NameTeamMember(member=Person(name=name, email=f"{name}@example.org"), **about))
        settle(service)

        def told() -> dict[str, str]:
            before = len(mail.taken)
            for _again in (1, 2):
                TellPeople().run(JobContext[Any](service.state_store, service, lambda: True))
            return {to: one.get_content() for to, one in mail.taken[before:]}

        letters = told()
        assert sorted(letters) == ["ada@example.org", "kim@example.org"]
        assert "Erst mit Ihrer Zusage ist das Team" in letters["ada@example.org"]
        ada, kim = (LINK.findall(letters[f"{name}@example.org"].replace("\r\n", "\n"))[0] for name in ("ada", "kim"))

        head = journal.store.head()
        page = client.get(ada, headers={"Accept": "text/html", "Accept-Language": "de"})
        assert (page.status_code, journal.store.head()) == (200, head), page.text
        for text in ("Machen Sie mit?", "Siebte Werkstatt", "Bonn", "Ja, ich mache mit."):
            assert text in page.text
        assert "kim" not in page.text

        key = issue_key(service, "bonn", ("municipal-officer", f"body:{BONN}"))
        headers = {"Authorization": f"Bearer {key}"}
        shape = {"application": begun.application, "body": BONN, "effective": str(today)}
        early = client.post("/api/v1/ews/commands/submit-application", json=shape, headers=headers)
        assert (early.status_code, early.json()["type"]) == (409, "urn:fokus:problem:not-agreed")

        assert client.post(ada, json={"answer": "yes"}).status_code in {200, 201}
        assert client.post(kim, json={"answer": "no"}).status_code in {200, 201}
        settle(service)
        shown = client.get(f"/api/v1/ews/applications/{begun.application}", headers=headers).json()
        assert [(one["name"], one["agreed"]) for one in shown["team"]] == [("ada", True)]
        assert list(told()) == ["ada@example.org"]
        answered = client.get(ada, headers={"Accept": "text/html", "Accept-Language": "de"})
        assert "Beantwortet am" in answered.text
