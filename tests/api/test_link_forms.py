"""The form on the page of a link: what it asks for, what it takes, and how it says what is wrong."""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Annotated, Literal

import msgspec
import pytest
from api_kit import Client, slug
from page_kit import ACTION, BROWSER, KOELN, PRESSED, Page, issue
from sample_programme import Open, plugin

from fokus_api.pages.link_actions import LinkAction
from fokus_api.runtime.service import Service
from fokus_api.testing.contract import service_of, temporary_client
from fokus_core.access.actor import CONSOLE
from fokus_core.bodies.names import BodyRef
from fokus_core.domain.commands import Command, command
from fokus_core.domain.facts import Fact
from fokus_core.domain.hooks import hookimpl
from fokus_core.domain.past import Past
from fokus_core.domain.policy import Policy
from fokus_core.domain.programme import PluginRefused, ProgrammeInfo
from fokus_core.domain.refusals import Refused
from fokus_core.domain.roles import Permission
from fokus_core.privacy.persons import Person


@pytest.fixture
def client() -> Iterator[Client]:
    with temporary_client(plugin, limits=["links=1000/60"]) as client:
        yield client


def test_a_form_without_a_page_is_answered_in_json(client: Client, service: Service) -> None:
    path = issue(service)
    answer = client.post(path, data={"name": "Rosen", "colour": "red"})
    assert (answer.status_code, slug(answer), answer.json()["errors"][0]["pointer"]) == (
        422,
        "invalid-input",
        "/colour",
    )
    assert client.post(path, data={"name": "Rosen"}).json()["action"] == ACTION


def test_where_a_rule_refuses_the_page_says_so_and_keeps_what_was_written(client: Client, service: Service) -> None:
    path = issue(service)
    service.journal.handle(Open(body=KOELN, name="Tulpen", effective=date(2020, 1, 1)), by=CONSOLE)
    head = service.journal.store.head()
    answer = client.post(path, data={"name": '"Rosen"><script>'}, headers=PRESSED)
    page = Page(answer)
    assert answer.status_code == 409
    assert "Es wurde nichts gespeichert" in page.text
    assert "Der Garten ist an diesem Tag bereits geöffnet." in page.text
    assert page.text.lstrip().startswith("Fehler: ")
    assert page.controls[0]["value"] == '"Rosen"><script>'
    assert not page.of("script")
    assert service.journal.store.head() == head
    elsewhere = client.post(issue(service, body="05999999"), data={"name": "Rosen"}, headers=PRESSED)
    assert elsewhere.status_code == 422
    assert len(Page(elsewhere).of("li")) <= 1
    assert "Verzeichnis der Kommunen" in Page(elsewhere).text
    english = Page(client.post(f"{path}?lang=en", data={"name": "Rosen"}, headers=PRESSED))
    assert "Nothing was recorded" in english.text
    assert "The garden is already open on this day." in english.text


@pytest.mark.parametrize(
    ("content", "error"),
    [("", "Diese Angabe fehlt."), ("name=+%0D%0A", "Diese Angabe fehlt."), ("name=" + "x" * 61, "zu lang")],
)
def test_what_is_wrong_stands_at_its_field(client: Client, service: Service, content: str, error: str) -> None:
    path = issue(service)
    form = PRESSED | {"Content-Type": "application/x-www-form-urlencoded; charset=UTF-8"}
    answer = client.post(path, content=content, headers=form)
    page = Page(answer)
    assert answer.status_code == 422
    (field,) = page.controls
    assert (field["aria-invalid"], field["aria-describedby"]) == ("true", "name-error")
    assert [one["id"] for one in page.of("p") if one.get("id")] == ["name-error"]
    assert page.of("a")[0] == {"href": "#name"}
    assert error in page.text
    assert client.post(path, data={"name": "Rosen"}, headers=PRESSED).status_code == 201


@pytest.mark.parametrize("content", [b"name=%FF", "name=ö".encode(), b"a=&" * 300])
def test_a_broken_form_is_refused_on_a_page(client: Client, service: Service, content: bytes) -> None:
    path = issue(service)
    form = {"Content-Type": "application/x-www-form-urlencoded"}
    answer = client.post(path, content=content, headers=PRESSED | form)
    assert answer.status_code == 400
    assert "Fehlerhafte Anfrage" in Page(answer).text
    assert slug(client.post(path, content=content, headers=form)) == "bad-request"
    assert client.post(path, data={"name": "Rosen"}, headers=PRESSED).status_code == 201


def test_a_field_that_is_sent_twice_is_refused_by_its_name(client: Client, service: Service) -> None:
    form = {"Content-Type": "application/x-www-form-urlencoded"}
    answer = client.post(issue(service), content=b"name=a&name=b", headers=form)
    assert (answer.status_code, [one["pointer"] for one in answer.json()["errors"]]) == (422, ["/name"])


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 201),
        ({"Origin": "null"}, 201),
        ({"Origin": "http://testserver.local"}, 201),
        ({"Sec-Fetch-Site": "same-origin"}, 201),
        ({"Origin": "https://evil.example"}, 403),
        ({"Origin": "https://evil.example", "Sec-Fetch-Site": "same-origin"}, 403),
        ({"Origin": "null", "Sec-Fetch-Site": "cross-site"}, 403),
        ({"Sec-Fetch-Site": "same-site"}, 403),
    ],
)
def test_the_form_of_a_foreign_page_is_refused(
    client: Client, service: Service, headers: dict[str, str], status: int
) -> None:
    path, head = issue(service), service.journal.store.head()
    answer = client.post(path, data={"name": "Rosen"}, headers=BROWSER | headers)
    assert answer.status_code == status
    assert (service.journal.store.head() > head) is (status == 201)
    if status == 403:
        assert "füllen Sie das Formular dort aus" in Page(answer).text
        assert client.post(path, json={"name": "Rosen"}, headers=headers).status_code == 201


@command("shed.report", Policy("shed.keep", "body"))
class Report(Command, frozen=True):
    """Report a shed, with a field of every kind."""

    body: BodyRef
    count: int
    since: date
    state: Literal["sound", "leaky"]
    locked: bool
    effective: date
    remark: Annotated[str, msgspec.Meta(max_length=1000)] | None = None
    code: str = "-"
    told: bool = False
    parts: tuple[int, ...] = ()

    def decide(self, past: Past) -> Iterator[Fact]:
        said = (self.count, self.since, self.state, self.locked, self.remark, self.code, self.told)
        raise Refused("heard", repr(said))


@command("shed.lend", Policy("shed.keep", "body"))
class Lend(Command, frozen=True):
    """Lend a shed to somebody."""

    body: BodyRef
    person: Person
    days: tuple[date, ...]

    def decide(self, past: Past) -> Iterator[Fact]:
        """Yield nothing."""
        yield from ()


REPORT = LinkAction(
    "shed.report",
    Report,
    "Schuppen melden",
    labels={
        "state": "Zustand",
        "state=leaky": "undicht",
        "state=sound": "heil",
        "day": "Gemeldet am",
    },
    show=lambda service, about: {"day": date(2026, 11, 3), "hidden": "nur für Programme"},
)


class Shed:
    def __init__(self, *actions: LinkAction) -> None:
        self.actions = actions

    @hookimpl
    def programme(self) -> ProgrammeInfo:
        keep = Permission("shed.keep", (), "Schuppen pflegen")
        return ProgrammeInfo(id="shed", title="Schuppen", commands=[Report, Lend], permissions=[keep])

    @hookimpl
    def links(self) -> Sequence[LinkAction]:
        return self.actions


def test_every_kind_of_field_is_asked_for_and_understood() -> None:
    with temporary_client(Shed(REPORT)) as client:
        path = issue(service_of(client), "shed.report")
        answer = client.get(path, headers=BROWSER)
        page = Page(answer)
        kinds = {one["name"]: (one.get("type"), "required" in one) for one in page.controls}
        assert kinds == {
            "count": (None, True),
            "since": (None, True),
            "state": ("radio", True),
            "locked": ("checkbox", False),
            "remark": (None, False),
            "code": ("text", False),
            "told": ("checkbox", False),
        }
        assert [one["value"] for one in page.controls if one["name"] == "state"] == ["leaky", "sound"]
        for part in ("undicht", "Zustand", "Gemeldet am", "3. November 2026", "remark (freiwillig)"):
            assert part in page.text
        assert "nur für Programme" not in page.text
        assert client.get(path).json()["details"] == {"day": "2026-11-03", "hidden": "nur für Programme"}
        sent = {"count": "12", "since": "29.2.2020", "state": "leaky", "remark": "a\r\nb", "code": "", "told": "true"}
        answer = client.post(path, data=sent, headers=PRESSED)
        assert "(12, datetime.date(2020, 2, 29), 'leaky', False, 'a\\nb', '-', True)" in Page(answer).text
        left = {one["name"]: one for one in Page(answer).controls}
        assert (left["count"]["value"], "checked" in left["told"], "checked" in left["locked"]) == ("12", True, False)
        assert [one["value"] for one in Page(answer).controls if one.get("type") == "radio" and "checked" in one] == [
            "leaky"
        ]
        assert left["since"]["value"] == "29.2.2020"
        assert client.post(path, data=sent | {"since": "2020-02-29"}, headers=PRESSED).status_code == answer.status_code
        for name, value in (
            ("count", "zwölf"),
            ("since", "morgen"),
            ("since", "31.2.2020"),
            ("state", "new"),
            ("locked", "vielleicht"),
        ):
            wrong = client.post(path, data=sent | {name: value}, headers=PRESSED)
            assert (wrong.status_code, Page(wrong).of("a")[0]) == (422, {"href": f"#{name}"})


def test_an_action_that_no_form_can_ask_for_stops_the_start() -> None:
    brought = Shed(LinkAction("shed.lend", Lend, "Leihen"))
    with pytest.raises(ExceptionGroup) as caught, temporary_client(brought):
        pass
    (refused,) = caught.value.exceptions
    assert isinstance(refused, PluginRefused)
    assert str(refused).endswith("its link action 'shed.lend' asks for what no form can ask: person, days.")
