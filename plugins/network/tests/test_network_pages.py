"""The pages of the network tell what the API tells: on a map, in a table, by round and by year, on any day."""

import re
from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from litestar import Litestar
from litestar.testing import TestClient

from fokus_api.testing import issue_key, service_of, settle, temporary_client
from fokus_core import CONSOLE, Person, load_history
from fokus_network.people.commands import NameContact
from fokus_network.plugin import plugin

Client = TestClient[Litestar]

AHLEN, KOELN, ARNSBERG = "05570004", "05315000", "059"
BROWSER = {"Accept": "text/html", "Accept-Language": "de"}
ROUND = "2016-12-31"
DAYS = ("2012-01-01", "2012-12-05", "2016-06-01", ROUND, "2020-01-01", None)
ERIKA = Person(name="Erika Muster", email="erika@example.org")


@pytest.fixture(scope="module")
def client() -> Iterator[Client]:
    with temporary_client(plugin) as client:
        service = service_of(client)
        assert {one.state for one in load_history(service.journal, service.plugins.history)} == {"entered"}
        named = NameContact(
            body=AHLEN, function="contact", person=ERIKA, phone="02382 59-0", effective=date(2020, 1, 1)
        )
        service.journal.handle(named, by=CONSOLE)
        settle(service)
        client.follow_redirects = False
        yield client


def page(client: Client, address: str, status: int = 200, **headers: str) -> str:
    answer = client.get(address, headers={**BROWSER, **headers})
    assert answer.status_code == status, answer.text
    assert "style=" not in answer.text
    return answer.text


def items(client: Client, path: str, day: str | None, **asked: Any) -> list[dict[str, Any]]:
    answer = client.get(f"/api/v1/network/{path}", params={"limit": 1000, **({"on": day} if day else {}), **asked})
    found: list[dict[str, Any]] = answer.json()["items"]
    return found


def at(day: str | None) -> str:
    return f"/netzwerk?on={day}" if day else "/netzwerk"


@pytest.mark.parametrize("day", DAYS)
def test_map_and_table_show_the_members_of_the_day(client: Client, day: str | None) -> None:
    text, members = page(client, at(day)), items(client, "members", day)
    table = text.partition("<tbody>")[2].partition("</tbody>")[0]
    assert re.findall(r'<th scope="row"><a href="/kommunen/([0-9]+)', table) == [one["body"] for one in members]
    assert table.count('class="fk-tag">neu') == sum(one["is_new"] for one in members)
    drawn = text.partition('class="fk-map"')[2].partition("</svg>")[0]
    towns, new = ([one for one in members if len(one["body"]) == 8 and one["is_new"] == new] for new in (False, True))
    assert drawn.count('class="fk-area fk-area--member"') == len(towns)
    assert drawn.count('class="fk-area fk-area--new"') == drawn.count('class="fk-dot"') == len(new)
    assert len(re.findall(r'class="fk-area fk-area--(?:new)?district"', drawn)) == sum(
        len(one["body"]) == 5 for one in members
    )
    assert ("Nicht eingezeichnet: Regierungsbezirk Arnsberg." in text) == (ARNSBERG in {one["body"] for one in members})


def test_the_sentence_counts_and_says_what_the_sources_leave_open(client: Client) -> None:
    text = page(client, at(ROUND))
    assert "34 Mitglieder namentlich bekannt, davon 11 neu seit der vorigen Unterzeichnungsrunde." in text
    assert "vielleicht Mitglied" not in text
    open_ = len(items(client, "members", "2016-06-01", possible="true"))
    assert f"{open_} weitere Kommunen waren vielleicht Mitglied" in page(client, at("2016-06-01"))
    empty = page(client, at("2012-01-01"))
    assert "ist kein Mitglied bekannt" in empty
    assert "Die erste Unterzeichnungsrunde begann am 5. Dezember 2012." in empty
    assert "fk-map" not in empty


@pytest.mark.parametrize("day", DAYS)
def test_the_line_stops_at_the_rounds_and_is_filled_up_to_the_day(client: Client, day: str | None) -> None:
    text = page(client, at(day)).partition('class="fk-stops')[2].partition("</nav>")[0]
    over = [one["last_day"] for one in items(client, "rounds", None) if one["last_day"]]
    hrefs = re.findall(r'href="([^"]+)"', text)
    assert hrefs == [*(f"/netzwerk?on={one}" for one in over), "/netzwerk"]
    assert text.count("fk-stop--reached") == sum(day is None or one <= day for one in over) + (day is None)
    current = re.findall(r'href="([^"]+)" aria-current', text)
    assert current == ([at(day)] if day is None or day in over else [])
    numbers = re.findall(r'fk-stop-note">([0-9]+)<', text)
    assert numbers == [str(len(items(client, "members", one))) for one in (*over, None)]


def test_the_line_keeps_what_was_known(client: Client) -> None:
    head = service_of(client).journal.store.head()
    text = page(client, f"/netzwerk?on={ROUND}&known={head}").partition('class="fk-stops')[2].partition("</nav>")[0]
    hrefs = re.findall(r'href="([^"]+)"', text)
    assert hrefs[-1] == f"/netzwerk?known={head}"
    assert all(f"known={head}" in one for one in hrefs)


def test_published_numbers_stand_beside_what_is_documented(client: Client) -> None:
    text = page(client, at(ROUND))
    assert "37 Mitglieder – und wer davon bekannt ist" in text
    assert "Namentlich belegt sind für diesen Tag 34." in text
    assert f'class="fk-share-part" width="{1000 * 34 // 37}"' in text
    assert "mehr als 100, 91, 90, 86" in re.sub(r"\s+", " ", page(client, "/netzwerk"))


def test_years_are_drawn_and_told(client: Client) -> None:
    text = page(client, "/netzwerk")
    told = re.findall(r'<th scope="row">([0-9.]+)</th><td class="fk-num" data-name="Mitglieder">([0-9]+)</td>', text)
    growth = items(client, "figures/growth", None)
    assert told == [(f"{date.fromisoformat(one['day']):%d.%m.%Y}", str(one["members"])) for one in growth]
    assert text.partition('class="fk-columns"')[2].partition("</ol>")[0].count("<rect") == len(growth)


def test_criteria_are_those_in_force(client: Client) -> None:
    text = page(client, at("2020-01-01"))
    assert "Aufnahmekriterien an diesem Tag" in text
    (old,) = [one for one in items(client, "criteria", "2020-01-01") if one["in_force"]]
    for one in old["criteria"]:
        assert f"<li>{one['title']}</li>" in text
    assert "vergleichbares Anerkennungsinstrument" not in text
    assert "vergleichbares Anerkennungsinstrument" in page(client, "/netzwerk")


def test_lists_entries_and_the_other_language_stay(client: Client) -> None:
    assert "Was Sie ansehen können" in page(client, "/netzwerk")
    english = client.get("/netzwerk", headers={**BROWSER, "Accept-Language": "en"}).text
    assert "members are known by name" in english
    told = re.sub(r"<[^>]+>", " ", english.partition("<main")[2].partition("<h2>Latest")[0].partition("criteria")[0])
    assert not {"und", "Mitglieder", "Stadt", "Runde", "seit", "heute"} & {*re.findall(r"[A-Za-zäöüß]+", told)}
    assert page(client, "/netzwerk?on=1.1.1800", status=422)
    assert "ist kein Tag" in page(client, "/netzwerk?on=bald", status=422)


def test_contact_persons_are_shown_to_members_alone(client: Client) -> None:
    service, address = service_of(client), f"/netzwerk/ansprechpersonen/{AHLEN}"
    keys = {
        name: {"Authorization": f"Bearer {issue_key(service, name, (role, scope))}"}
        for name, role, scope in (
            ("coordination", "network-coordination", "programme:network"),
            ("ahlen", "municipal-officer", f"body:{AHLEN}"),
            ("koeln", "municipal-officer", f"body:{KOELN}"),
        )
    }
    settle(service)
    for name in ("coordination", "ahlen"):
        answer = client.get(address, headers={**BROWSER, **keys[name]})
        assert (answer.status_code, answer.headers["cache-control"]) == (200, "no-store"), answer.text
        assert "Erika Muster" in answer.text
        assert "mailto:erika@example.org" in answer.text
    assert "Erika" not in page(client, address, status=403, **keys["koeln"])
    assert "Erika" not in page(client, address, status=401)
    assert page(client, "/netzwerk/ansprechpersonen/05999999", status=404, **keys["coordination"])
    assert client.get(address).headers["content-type"] == "application/problem+json"
    assert f'href="{address}"' in page(client, f"/kommunen/{AHLEN}")
    assert "ansprechpersonen" not in page(client, f"/kommunen/{KOELN}")


def test_rounds_are_called_by_their_titles_in_the_list_and_its_filter(client: Client) -> None:
    text = page(client, "/liste/network/members?round=2016&kind=town")
    assert '<a href="/ding/round/2016">Drittunterzeichnung</a>' in text
    assert ">2016</a>" not in text
    assert '<option value="2016" selected>Drittunterzeichnung</option>' in text
    assert '<option value="town" selected>Stadt</option>' in text


def test_what_can_be_done_stands_before_what_has_happened(client: Client) -> None:
    text = page(client, f"/kommunen/{AHLEN}")
    assert text.index("Was gilt heute") < text.index("Auf einen Blick") < text.index("Was geschehen ist")


def test_a_day_in_a_table_is_named_where_a_row_stands_alone(client: Client) -> None:
    text = page(client, "/liste/network/members")
    assert '<td class="fk-dated" data-name="Mitglied seit">31.12.2016</td>' in text
