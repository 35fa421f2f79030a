"""The page of a municipality: what holds in short, periods as bars, two days compared, and what nobody tells of."""

import re
from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from litestar import Litestar
from litestar.testing import TestClient

from fokus_api.face.records.standing import axis_of, lanes_of
from fokus_api.testing import service_of, settle, temporary_client
from fokus_core import CONSOLE, Command
from fokus_core.domain.facts import Source
from fokus_core.plugins.texts import GERMAN
from fokus_ehrenamtskarte.commands import RecordCouncilDecision
from fokus_ews.commands.cohort import StartCohort
from fokus_ews.commands.run import AnnounceRun
from fokus_network.membership.commands.admission import JoinNetwork
from fokus_network.membership.commands.declaration import OpenRound, PublishDeclaration, SignDeclaration
from fokus_network.membership.commands.membership import SuspendMembership

Client = TestClient[Litestar]
HAGEN, KOELN, DAY = "05914000", "05315000", date(2020, 1, 1)
INFERRED = Source("Bericht 2020", "inferred")
BROWSER = {"Accept": "text/html", "Accept-Language": "de"}
PAGE = f"/kommunen/{HAGEN}"


@pytest.fixture(scope="module")
def client() -> Iterator[Client]:
    with temporary_client(plugins=["network", "ews", "ehrenamtskarte"]) as client:
        do(client, PublishDeclaration(declaration="probe", title="Erklärung", effective=DAY))
        do(client, OpenRound(round="probe", title="Runde", declaration="probe", effective=DAY))
        do(client, SignDeclaration(party=HAGEN, round="probe", effective=DAY))
        do(client, JoinNetwork(body=HAGEN, effective=date(2020, 2, 1)), INFERRED)
        do(client, SuspendMembership(body=HAGEN, effective=date(2022, 1, 1), reason="Pause"))
        do(client, AnnounceRun(run="basis", title="Basiswissen", capacity=2, effective=DAY))
        do(client, StartCohort(run="basis", documented=(HAGEN,), effective=date(2020, 3, 1)))
        do(client, RecordCouncilDecision(body=HAGEN, effective=date(2021, 1, 1)))
        yield client


def do(client: Client, command: Command, source: Source | None = None) -> None:
    service_of(client).journal.handle(command, by=CONSOLE, source=source)
    settle(service_of(client))


def page(client: Client, address: str, status: int = 200) -> str:
    answer = client.get(address, headers=BROWSER)
    assert answer.status_code == status, answer.text
    assert "style=" not in answer.text
    return answer.text


def text_of(html: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html))


def holds(html: str) -> list[str]:
    """Return what a page says holds, line by line."""
    (some,) = re.findall(r'<dl class="fk-dl">(.*?)</dl>', html, re.DOTALL)
    return [text_of(one).strip() for one in re.findall(r"<div>(.*?)</div>", some, re.DOTALL)]


def test_it_says_in_short_what_holds_and_what_nobody_tells_of(client: Client) -> None:
    assert holds(page(client, f"{PAGE}?on=1.6.2020")) == [
        "Mitgliedschaft im Kommunen-Netzwerk Mitglied vom 1. Februar 2020 bis 31. Dezember 2021 · erschlossen",
        "Teilnahme an der Entwicklungswerkstatt Basiswissen seit 1. März 2020",
        "Ehrenamtskarte nichts bekannt",
    ]
    now = page(client, PAGE)
    assert "Mitgliedschaft im Kommunen-Netzwerk ruht seit 1. Januar 2022" in holds(now)
    assert 'href="/ding/run/basis">Basiswissen</a>' in now
    links = {href for href in re.findall(r'href="(/[^"#]*)"', now) if not href.startswith(("/static", "/sprache"))}
    for href in sorted(links):
        assert client.get(href, headers=BROWSER).status_code in {200, 401}, href
    assert holds(page(client, f"/kommunen/{KOELN}")) == [
        "Ehrenamtskarte nichts bekannt",
        "Entwicklungswerkstatt nichts bekannt",
        "Netzwerk nichts bekannt",
    ]


def test_periods_are_drawn_and_said(client: Client) -> None:
    said = text_of(page(client, f"{PAGE}?on=1.6.2020"))
    assert "Mitglied vom 01.02.2020 bis 31.12.2021; ruht seit 01.01.2022" in said
    assert "Der senkrechte Strich steht beim 01.06.2020." in said
    assert "Zeiträume" not in page(client, f"/kommunen/{KOELN}")


def period(since: str, until: str | None = None) -> dict[str, Any]:
    label = {"de": "Mitgliedschaft", "en": "Membership"}
    return {"programme": "network", "label": label, "value": None, "since": since, "until": until}


@pytest.mark.parametrize(
    ("since", "until", "years", "bar"),
    [
        ("2021-01-01", "2023-12-31", [2018, 2021, 2024, 2027], (333, 333)),
        ("2026-11-30", None, [2026, 2027], (912, 6)),  # what begins today is seen
        ("2027-01-01", None, [2026, 2027, 2028], (500, 6)),  # and what is yet to come
        ("1950-01-01", None, [1947, 1967, 1987, 2007, 2027], (38, 961)),
    ],
)
def test_bars_lie_where_their_days_are(since: str, until: str | None, years: list[int], bar: tuple[int, int]) -> None:
    today = date(2026, 11, 30)
    some = [period(since, until)]
    if until:
        some.append(period("2018-06-01", "2019-01-01"))
    axis = axis_of(some, today)
    assert list(axis.years) == years
    (lane,) = lanes_of(some, axis, today, GERMAN)
    assert (lane.bars[0].x, lane.bars[0].width) == bar


def test_two_days_are_held_against_each_other(client: Client) -> None:
    found = text_of(page(client, f"{PAGE}?von=1.1.2020&bis=1.6.2021").partition('id="unterschiede"')[2])
    assert "Zwischen dem 1. Januar 2020 und dem 1. Juni 2021:" in found
    begun, _, ended = found.partition("Gilt am früheren Tag")
    assert all(one in begun for one in ("Mitglied", "Basiswissen", "geplant"))
    assert not ended
    later = text_of(page(client, f"{PAGE}?von=2021-06-01").partition('id="unterschiede"')[2])
    assert "ruht" in later.partition("Gilt am früheren Tag, am späteren nicht")[0]
    assert "Mitglied vom" in later.partition("Gilt am früheren Tag, am späteren nicht")[2]
    assert "Kein Unterschied." in page(client, f"{PAGE}?von=1.1.2023&bis=1.1.2024")
    past = page(client, f"{PAGE}?on=1.6.2020&von=1.1.2020")
    assert 'name="on" value="2020-06-01"' in past
    assert "und dem 1. Juni 2020:" in text_of(past)


@pytest.mark.parametrize(
    ("query", "name", "said"),
    [
        ("von=bald", "von", "ist kein Tag"),
        ("von=1.1.2020&bis=<b>", "bis", "ist kein Tag"),
        ("bis=1.1.2020", "bis", "Nennen Sie auch den früheren Tag."),
        ("von=1.1.2022&bis=1.1.2020", "von", "Der frühere Tag liegt nach dem späteren."),
        ("von=1.1.1800", "von", "1946"),
    ],
)
def test_what_is_wrong_with_the_days_is_said_at_the_field(client: Client, query: str, name: str, said: str) -> None:
    found = page(client, f"{PAGE}?{query}", status=422)
    (told,) = re.findall(rf'id="tag-{name}-fehler">([^<]+)<', found)
    assert said in told
    assert found.count('aria-invalid="true"') == 1
    assert "<b>" not in found.partition("<main")[2]
    assert holds(found)  # the rest is told all the same


def test_a_municipality_is_told_in_english(client: Client) -> None:
    answer = client.get(f"{PAGE}?von=1.1.2020", headers={**BROWSER, "Accept-Language": "en"})
    found = text_of(answer.text.partition("<main")[2])
    found = found.partition("What has happened")[0] + found.partition("At a glance")[2]
    assert "Member from 01/02/2020 to 31/12/2021; suspended since 01/01/2022" in found
    assert "Differences between two days" in found
    assert not {"seit", "bis", "und", "Mitglied", "bekannt", "Tag"} & {*re.findall(r"[A-Za-zäöüß]+", found)}
