"""What the network and the Ehrenamtskarte answer over their documented history, as a client asks it."""

import csv
import io
import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest
from documented_house import documented_client
from litestar import Litestar
from litestar.testing import TestClient

from fokus_api.testing.contract import service_of, settle
from fokus_core import Command
from fokus_core.access.actor import CONSOLE
from fokus_core.corrections.corrections import Correct
from fokus_core.domain.programme import HistoryFile
from fokus_core.journal.documented import load_history
from fokus_ehrenamtskarte.programme import ehrenamtskarte
from fokus_network.membership.commands.admission import JoinNetwork
from fokus_network.membership.commands.declaration import SignDeclaration
from fokus_network.membership.commands.membership import LeaveNetwork
from fokus_network.plugin import plugin as network

Client = TestClient[Litestar]

FIRST_ROUND = [
    *("Bonn", "Burbach", "Emsdetten", "Hemer", "Kamp-Lintfort", "Kreis Lippe", "Lemgo"),
    *("Mönchengladbach", "Oberhausen", "Solingen"),
]
SECOND_ROUND = [
    *("Alsdorf", "Arnsberg", "Beckum", "Bergheim", "Essen", "Hagen", "Hellenthal", "Kirchlengern", "Lünen"),
    *("Nieheim", "Rheine", "Velbert", "Witten"),
]
THIRD_ROUND = [
    *("Ahlen", "Bad Berleburg", "Bergkamen", "Finnentrop", "Kirchhundem", "Kreis Olpe"),
    *("Kreis Siegen-Wittgenstein", "Menden (Sauerland)", "Regierungsbezirk Arnsberg", "Senden", "Sprockhövel"),
]
FOURTH_ROUND = ["Bocholt", "Dorsten", "Wuppertal"]
END_OF_2016 = sorted(FIRST_ROUND + SECOND_ROUND + THIRD_ROUND)
SIGNED_ONLY = {
    "Städtetag Nordrhein-Westfalen": "",
    "Landkreistag Nordrhein-Westfalen": "",
    "Städte- und Gemeindebund Nordrhein-Westfalen": "",
    "Ministerium für Familie, Kinder, Jugend, Kultur und Sport des Landes Nordrhein-Westfalen": (
        "Ministerin für Familie, Kinder, Jugend, Kultur und Sport"
    ),
}
BEFORE = 1  # the journal's opening; nothing else is known


@contextmanager
def documented() -> Iterator[Client]:
    """Yield a client over both programmes with their documented history."""
    with documented_client(network, ehrenamtskarte) as client:
        yield client


@pytest.fixture(scope="module")
def client() -> Iterator[Client]:
    """A client that only asks."""
    with documented() as client:
        yield client


@pytest.fixture
def own() -> Iterator[Client]:
    """A client of the test's own, which may record."""
    with documented() as client:
        yield client


def ask(client: Client, path: str, **params: Any) -> Any:
    answer = client.get(f"/api/v1/{path}", params=params)
    assert answer.status_code == 200, answer.text
    return answer.json()


def items(client: Client, path: str, **params: Any) -> list[dict[str, Any]]:
    page = ask(client, path, **params)
    assert page["next_cursor"] is None
    found: list[dict[str, Any]] = page["items"]
    return found


def names(client: Client, path: str, **params: Any) -> list[str]:
    return [one["name"] for one in items(client, path, **params)]


def do(client: Client, *commands: Command) -> list[int]:
    """Give commands, and return the positions of the last facts of each once they are shown."""
    service = service_of(client)
    positions = [service.journal.handle(command, by=CONSOLE).position for command in commands]
    settle(service)
    return positions


# --- members ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("on", "members"),
    [
        ("2012-12-04", []),
        ("2012-12-05", FIRST_ROUND),
        ("2015-12-30", FIRST_ROUND),
        ("2015-12-31", FIRST_ROUND + SECOND_ROUND),
        ("2016-12-30", FIRST_ROUND + SECOND_ROUND),
        ("2016-12-31", END_OF_2016),
        ("2017-12-05", END_OF_2016),
        ("2017-12-06", END_OF_2016 + FOURTH_ROUND),
        ("2021-06-30", [*END_OF_2016, *FOURTH_ROUND, "Xanten"]),
        ("2024-03-12", [*END_OF_2016, *FOURTH_ROUND, "Xanten", "Ennepetal", "Kreis Coesfeld"]),
        ("2025-05-31", [*END_OF_2016, *FOURTH_ROUND, "Xanten", "Ennepetal", "Kreis Coesfeld", "Erwitte", "Rheinbach"]),
    ],
)
def test_members_on_a_day_are_those_who_had_joined_by_then(client: Client, on: str, members: list[str]) -> None:
    assert names(client, "network/members", on=on) == sorted(members)


def test_without_a_day_members_are_those_of_today(client: Client) -> None:
    today = client.get("/api/v1/network/members")
    assert today.json()["items"] == items(client, "network/members", on=today.headers["fokus-on"])
    assert len(today.json()["items"]) == 42


@pytest.mark.parametrize(
    ("question", "members"),
    [
        ({"round": "2012"}, FIRST_ROUND),
        ({"round": "2016"}, THIRD_ROUND),
        ({"round": "2031"}, []),
        ({"type": "administrative-district"}, ["Regierungsbezirk Arnsberg"]),
        ({"type": "district"}, ["Kreis Lippe", "Kreis Olpe", "Kreis Siegen-Wittgenstein"]),
        ({"type": "municipality"}, ["Burbach", "Finnentrop", "Hellenthal", "Kirchhundem", "Kirchlengern", "Senden"]),
        ({"type": "city-region"}, []),
        ({"kreis": "05966"}, ["Finnentrop", "Kirchhundem"]),
        ({"kreis": "Kreis Lippe"}, ["Lemgo"]),
        ({"kreis": "Märkischer Kreis", "round": "2012"}, ["Hemer"]),
        ({"kreis": "059", "type": "district"}, ["Kreis Olpe", "Kreis Siegen-Wittgenstein"]),
        ({"kreis": "059", "type": "district", "round": "2012"}, []),
    ],
)
def test_members_are_filtered_by_district_type_and_round(
    client: Client, question: dict[str, str], members: list[str]
) -> None:
    assert names(client, "network/members", on="2016-12-31", **question) == sorted(members)


@pytest.mark.parametrize(
    ("question", "parameter", "slug"),
    [
        ({"kreis": "Arnsberg"}, "district", "ambiguous-body"),
        ({"kreis": "Nirgendwo"}, "district", "unknown-body"),
        ({"kreis": "99999"}, "district", "malformed-key"),
        ({"type": "Grafschaft"}, "type", "invalid-input"),
    ],
)
def test_a_filter_that_means_nothing_is_refused_by_its_name(
    client: Client, question: dict[str, str], parameter: str, slug: str
) -> None:
    answer = client.get("/api/v1/network/members", params=question)
    assert (answer.status_code, answer.json()["type"]) == (422, f"urn:fokus:problem:{slug}")
    assert [error["parameter"] for error in answer.json()["errors"]] == [parameter]


def test_arnsberg_the_town_and_arnsberg_the_administrative_district_are_two_members(client: Client) -> None:
    found = {one["body"]: one for one in items(client, "network/members", on="2016-12-31") if "Arnsberg" in one["name"]}
    assert {body: (one["name"], one["kind"], one["joined"]) for body, one in found.items()} == {
        "05958004": ("Arnsberg", "town", "2015-12-31"),
        "059": ("Regierungsbezirk Arnsberg", "administrative-district", "2016-12-31"),
    }
    assert (found["05958004"]["district"], found["059"]["district"]) == ("05958", None)
    answer = client.get("/api/v1/network/members/Arnsberg")
    assert (answer.status_code, answer.json()["type"]) == (422, "urn:fokus:problem:ambiguous-body")
    assert ask(client, "network/members/Stadt Arnsberg")["body"] == "05958004"
    assert ask(client, "network/members/Regierungsbezirk Arnsberg")["body"] == "059"


def test_the_district_of_olpe_is_a_member_and_the_town_is_not(client: Client) -> None:
    assert ask(client, "network/members/05966", on="2016-12-31")["member"] is True
    assert ask(client, "network/members/05966024", on="2016-12-31")["member"] is False


def test_a_membership_shows_the_facts_that_made_it_so_with_their_source(client: Client) -> None:
    found = ask(client, "network/members/05554008", on="2017-12-05")
    (period,) = found["periods"]
    (joined,) = period["facts"]
    (signed,) = found["signatures"]
    assert (found["name"], found["member"]) == ("Bocholt", False)
    assert (period["since"], period["until"]) == ("2017-12-06", None)
    assert (joined["type"], signed["type"]) == ("network.municipality-joined@1", "network.declaration-signed@1")
    assert joined["source"]["reference"] == "welovebocholt.de, Beitrag 3896"
    assert joined["data"]["criteria"] == "gruendungsseite"
    assert [(one["criterion"], one["state"]) for one in joined["data"]["findings"]] == [
        ("ansprechperson", "unknown"),
        ("querschnittsaufgabe", "unknown"),
        ("ehrenamtskarte", "not-proven"),
    ]
    assert ask(client, "network/members/05554008", on="2017-12-06")["member"] is True


def test_a_body_that_left_and_came_back_shows_both_periods(own: Client) -> None:
    body = "05314000"
    left, back = date(2019, 3, 31), date(2020, 2, 29)
    do(
        own,
        LeaveNetwork(body=body, kind="withdrawal", reason="Ratsbeschluss", effective=left),
        JoinNetwork(body=body, effective=back, override="Die Aufnahme ist belegt."),
    )
    found = ask(own, f"network/members/{body}")
    assert [(one["since"], one["until"], len(one["facts"])) for one in found["periods"]] == [
        ("2012-12-05", "2019-03-30", 2),
        ("2020-02-29", None, 1),
    ]
    days = ("2019-03-30", "2019-03-31", "2020-02-28", "2020-02-29")
    assert [ask(own, f"network/members/{body}", on=on)["member"] for on in days] == [True, False, False, True]
    assert ["Bonn" in names(own, "network/members", on=on) for on in days] == [True, False, False, True]


def test_a_membership_is_answered_at_every_position_while_its_joining_is_corrected(own: Client) -> None:
    body = "05314000"
    (joined,) = (one for one in items(own, "network/members", on="2012-12-05") if one["body"] == body)
    (left,) = do(own, LeaveNetwork(body=body, kind="withdrawal", reason="Ratsbeschluss", effective=date(2019, 3, 31)))
    change = Correct(
        position=joined["joined_at"], changes={"effective": "2012-12-06"}, reason="Irrtum", acknowledge=(left,)
    )
    (corrected,) = do(own, change)
    # between the retraction and the replacement a leave is known, and no joining
    between = own.get(f"/api/v1/network/members/{body}", params={"known": corrected - 1, "on": "2013-01-01"})
    assert between.status_code == 200, between.text
    assert between.json()["member"] is False
    assert "Bonn" not in names(own, "network/members", known=corrected - 1, on="2013-01-01")
    after = ask(own, f"network/members/{body}", known=corrected, on="2013-01-01")
    assert [(one["since"], one["until"]) for one in after["periods"]] == [("2012-12-06", "2019-03-30")]


# --- declaration, rounds, signatures, criteria, guests ----------------------------------------------------------------


def test_rounds_say_when_they_were_open_and_how_many_signed(client: Client) -> None:
    found = items(client, "network/rounds")
    assert [(one["round"], one["opened"], one["closed"], one["signatures"]) for one in found] == [
        ("2012", "2012-12-05", "2012-12-06", 14),
        ("2015", "2015-01-01", "2016-01-01", 13),
        ("2016", "2016-01-01", "2017-01-01", 11),
        ("2017", "2017-12-06", "2017-12-07", 3),
        ("jaehrlich", "2018-01-01", None, 5),
    ]
    assert {one["declaration"] for one in found} == {"2012"}


def test_a_round_is_open_until_the_day_it_closes(client: Client) -> None:
    assert items(client, "network/rounds", on="2012-12-04") == []
    assert [one["closed"] for one in items(client, "network/rounds", on="2012-12-05")] == [None]
    assert [one["closed"] for one in items(client, "network/rounds", on="2012-12-06")] == ["2012-12-06"]


def test_associations_and_the_minister_signed_and_are_no_members(client: Client) -> None:
    first = {one["name"]: one["capacity"] for one in items(client, "network/signatures", round="2012")}
    assert sorted(first) == sorted([*FIRST_ROUND, *SIGNED_ONLY])
    assert {name: first[name] for name in SIGNED_ONLY} == SIGNED_ONLY
    assert first["Kamp-Lintfort"] == "in Vertretung"
    assert set(names(client, "network/members", on="2012-12-05")) & set(SIGNED_ONLY) == set()
    party = ask(client, "network/members/staedtetag-nrw", on="2012-12-05")
    assert (party["member"], party["periods"], len(party["signatures"])) == (False, [], 1)


def test_signatures_are_those_given_by_a_day(client: Client) -> None:
    assert len(items(client, "network/signatures", on="2015-12-30")) == 14
    assert len(items(client, "network/signatures", on="2016-12-31")) == 38
    assert sorted(names(client, "network/signatures", on="2016-12-31", round="2016")) == THIRD_ROUND


def test_the_declaration_is_published_on_the_day_of_the_first_round(client: Client) -> None:
    assert items(client, "network/declarations", on="2012-12-04") == []
    (found,) = items(client, "network/declarations", on="2012-12-05")
    assert (found["declaration"], found["published"]) == ("2012", "2012-12-05")


@pytest.mark.parametrize(
    ("on", "in_force"),
    [
        ("2017-06-29", {}),
        ("2017-06-30", {"gruendungsseite": True}),
        ("2024-03-11", {"gruendungsseite": True}),
        ("2024-03-12", {"gruendungsseite": False, "netzwerkseite": True}),
    ],
)
def test_one_version_of_the_criteria_is_in_force_on_a_day(client: Client, on: str, in_force: dict[str, bool]) -> None:
    assert {one["version"]: one["in_force"] for one in items(client, "network/criteria", on=on)} == in_force


def test_a_criterion_names_the_evidence_that_proves_it(client: Client) -> None:
    (founding, later) = items(client, "network/criteria", on="2024-03-12")
    proven = ["ehrenamtskarte.takes-part", "ehrenamtskarte.plans-to"]
    assert {one["id"]: one["evidence"] for one in founding["criteria"]} == {
        "ansprechperson": [],
        "querschnittsaufgabe": [],
        "ehrenamtskarte": proven,
    }
    assert {one["id"]: one["evidence"] for one in later["criteria"]} == {
        "ansprechperson": ["network.has-contact-person"],
        "querschnittsaufgabe": [],
        "anerkennung": proven,
        "bereitschaft-zur-unterzeichnung": ["network.has-signed"],
        "kontinuierliche-mitarbeit": [],
    }


def test_bocholt_is_a_guest_until_it_signs(client: Client) -> None:
    bocholt = [{"body": "05554008", "name": "Bocholt", "since": "2016-12-31"}]
    days = ("2016-12-30", "2016-12-31", "2017-12-05", "2017-12-06")
    found = [items(client, "network/guests", on=on) for on in days]
    sources = {one.pop("entry")["source"]["reference"] for guests in found for one in guests}
    assert found == [[], bocholt, bocholt, []]
    assert sources == {"welovebocholt.de, Beitrag 3896"}
    assert ["Bocholt" in names(client, "network/members", on=on) for on in days] == [False, False, False, True]


# --- figures ----------------------------------------------------------------------------------------------------------


def test_published_figures_stand_beside_the_recorded_numbers(client: Client) -> None:
    found = items(client, "network/figures")
    assert {one["figure"]: (one["members"], one["at_least"], one["recorded"], one["unnamed"]) for one in found} == {
        "erste-runde": (10, False, 10, 0),
        "gruendungsseite": (37, False, 34, 3),
        "zweit-und-drittunterzeichnung": (26, False, 23, 3),
        "spitzentreffen-2017": (50, False, 37, 13),
        "ennepetal": (86, False, 40, 46),
        "netzwerkseite": (91, False, 40, 51),
        "staedtepartnerschaften": (90, False, 40, 50),
        "erwitte": (100, True, 40, 60),
    }
    assert [one["figure"] for one in items(client, "network/figures", on="2016-12-31")] == [
        "erste-runde",
        "gruendungsseite",
        "zweit-und-drittunterzeichnung",
    ]


def test_the_founding_pages_figure_is_explained_by_who_is_recorded_and_how_many_stay_unnamed(client: Client) -> None:
    found = ask(client, "network/figures/gruendungsseite/explanation")
    assert (found["members"], found["recorded"], found["unnamed"], found["day"]) == (37, 34, 3, "2016-12-31")
    assert [one["name"] for one in found["named"]] == END_OF_2016
    assert found["named"] == items(client, "network/members", on="2016-12-31")
    assert found["published"]["type"] == "network.figure-published@1"
    assert found["published"]["source"]["certainty"] == "inferred"
    assert "37 Mitglieder ohne Tag" in found["published"]["source"]["note"]


def test_a_figure_nobody_published_is_not_found(client: Client) -> None:
    answer = client.get("/api/v1/network/figures/morgen/explanation")
    assert (answer.status_code, answer.json()["type"]) == (404, "urn:fokus:problem:not-found")


# --- the Ehrenamtskarte -----------------------------------------------------------------------------------------------


def test_municipalities_of_the_ehrenamtskarte_are_those_of_the_day(client: Client) -> None:
    def on(day: str, **params: Any) -> dict[str, tuple[str, str]]:
        found = items(client, "ehrenamtskarte/municipalities", on=day, **params)
        return {one["name"]: (one["status"], one["since"]) for one in found}

    assert on("2008-11-02") == {}
    assert on("2008-11-03") == {"Gronau (Westf.)": ("takes-part", "2008-11-03")}
    assert on("2012-12-01") == {
        "Gronau (Westf.)": ("takes-part", "2008-11-03"),
        "Haan": ("declined", "2010-12-31"),
        "Iserlohn": ("takes-part", "2010-01-01"),
        "Leichlingen (Rhld.)": ("takes-part", "2011-02-01"),
        "Leverkusen": ("takes-part", "2009-11-01"),
        "Lüdenscheid": ("takes-part", "2010-01-01"),
        "Sundern (Sauerland)": ("planned", "2010-09-10"),
        "Troisdorf": ("takes-part", "2012-08-01"),
        "Waldbröl": ("takes-part", "2012-07-01"),
        "Wassenberg": ("takes-part", "2012-12-01"),
    }
    assert len(on("2024-01-17", status="takes-part")) == 16
    assert set(on("2024-01-18", status="takes-part")) - set(on("2024-01-17", status="takes-part")) == {"Hilden"}
    assert on("2024-01-18", status="planned") == {
        "Havixbeck": ("planned", "2020-06-30"),
        "Pulheim": ("planned", "2018-11-06"),
        "Steinfurt": ("planned", "2013-05-16"),
        "Sundern (Sauerland)": ("planned", "2010-09-10"),
        "Warstein": ("planned", "2013-12-31"),
    }


def test_participations_are_known_from_the_position_they_were_recorded_at(client: Client) -> None:
    first = ask(client, "bodies/05554020/timeline")["items"][0]["position"]
    day = {"on": "2013-01-01"}
    assert items(client, "ehrenamtskarte/municipalities", known=BEFORE, **day) == []
    assert names(client, "ehrenamtskarte/municipalities", known=first, **day) == ["Gronau (Westf.)"]


# --- both clocks, both programmes -------------------------------------------------------------------------------------

SOURCE = {"source": "reference", "certainty": "certainty", "note": "note"}
LISTS = (
    "network/members",
    "network/rounds",
    "network/signatures",
    "network/declarations",
    "network/criteria",
    "network/guests",
    "network/figures",
    "ehrenamtskarte/municipalities",
)


@pytest.mark.parametrize("path", LISTS)
@pytest.mark.parametrize("on", ["2016-12-31", "2030-01-01"])
def test_nothing_was_known_before_the_history_was_entered(client: Client, path: str, on: str) -> None:
    assert items(client, path, known=BEFORE, on=on) == []


def test_what_stands_under_a_body_or_figure_was_not_known_either(client: Client) -> None:
    found = ask(client, "network/members/05314000", known=BEFORE)
    assert (found["member"], found["periods"], found["signatures"]) == (False, [], [])
    assert items(client, "bodies/05314000/timeline", known=BEFORE) == []
    params = {"known": BEFORE}
    assert client.get("/api/v1/network/figures/gruendungsseite/explanation", params=params).status_code == 404


@pytest.mark.parametrize("path", [*LISTS, "bodies/05554008/timeline"])
@pytest.mark.parametrize("asked", ["format", "accept"])
def test_every_list_is_a_table_too(client: Client, path: str, asked: str) -> None:
    by_format = asked == "format"
    answer = client.get(
        f"/api/v1/{path}",
        params={"on": "2017-07-01", **({"format": "csv"} if by_format else {})},
        headers={} if by_format else {"Accept": "text/csv"},
    )
    kind, *parameters = answer.headers["content-type"].split("; ")
    assert (kind, sorted(parameters)) == ("text/csv", ["charset=utf-8", "header=present"])
    header, *rows = list(csv.reader(io.StringIO(answer.content.decode(), newline="")))
    found = items(client, path, on="2017-07-01")
    assert found, "a table of nothing shows little"
    assert all(set(one) <= set(header) for one in found)
    assert [dict(zip(header, row, strict=True)) for row in rows] == [
        {name: cell_of(one.get(name)) for name in header} for one in map(in_columns, found)
    ]


def in_columns(row: dict[str, Any]) -> dict[str, Any]:
    """Return a row as a table shows it: the source of the entry that it begins with in columns of its own."""
    if "entry" not in row:
        return row
    source = {"certainty": "stated", **row["entry"]["source"]} if row["entry"]["source"] else {}
    told = {f"entry_{name}": source.get(of) for name, of in SOURCE.items()}
    return {**row, **told, "entry": row["entry"]["position"]}


def cell_of(value: Any) -> Any:
    """Return what a cell holds: texts as they are, numbers in digits, nothing as nothing, lists and objects as JSON."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, list | dict):
        return Nested(value)
    return "" if value is None else str(value)


class Nested:
    """Equals a cell that holds this as JSON."""

    def __init__(self, value: Any) -> None:
        self.value = value

    def __eq__(self, cell: object) -> bool:
        return isinstance(cell, str) and json.loads(cell) == self.value

    def __hash__(self) -> int:
        raise NotImplementedError


def test_a_corrected_entry_changes_todays_answer_and_no_earlier_one(own: Client, tmp_path: Path) -> None:
    service = service_of(own)
    before = settle(service)
    text = (files("fokus_network") / "history" / "later.toml").read_text(encoding="utf-8")
    (tmp_path / "later.toml").write_text(text.replace("2021-06-30", "2021-06-17"), encoding="utf-8")
    changed = [HistoryFile("network", tmp_path / "later.toml")]
    day = {"on": "2021-06-17"}
    kept = own.get("/api/v1/network/members", params={**day, "known": before}).content

    states = {one.entry: one.state for one in load_history(service.journal, changed)}
    assert {entry for entry, state in states.items() if state != "present"} == {"signed-xanten", "joined-xanten"}
    assert (settle(service), "Xanten" in names(own, "network/members", **day)) == (before, False)

    list(load_history(service.journal, changed, correct=True))
    assert settle(service) > before
    assert "Xanten" in names(own, "network/members", **day)
    assert "Xanten" not in names(own, "network/members", on="2021-06-16")
    assert own.get("/api/v1/network/members", params={**day, "known": before}).content == kept
    (then,) = ask(own, "network/members/05170052", known=before)["periods"]
    (now,) = ask(own, "network/members/05170052")["periods"]
    assert (then["since"], now["since"]) == ("2021-06-30", "2021-06-17")
    assert now["facts"][0]["replaces"] == then["facts"][0]["position"]
    signed = items(own, "network/signatures", round="jaehrlich")
    assert [one["signed"] for one in signed if one["party"] == "05170052"] == ["2021-06-17"]
    assert len(items(own, "network/members")) == 42


def test_a_bodys_timeline_runs_across_programmes_in_the_order_in_which_it_is_true(own: Client) -> None:
    day = date(2018, 5, 1)
    do(
        own,
        SignDeclaration(party="Hilden", round="jaehrlich", effective=day),
        JoinNetwork(body="Hilden", effective=day, override="Die Aufnahme ist belegt."),
    )
    found = items(own, "bodies/05158016/timeline")
    assert [(one["effective"], one["programme"], one["sentence"]["en"]) for one in found] == [
        ("2018-05-01", "network", "Hilden signed the Joint Declaration."),
        (
            "2018-05-01",
            "network",
            "Hilden joined the network although not all criteria were documented. Reason: Die Aufnahme ist belegt.",
        ),
        ("2024-01-18", "ehrenamtskarte", "Hilden introduced the Ehrenamtskarte."),
        ("2024-01-18", "ehrenamtskarte", "Hilden has its own rules for the Ehrenamtskarte."),
        ("2026-01-26", "ehrenamtskarte", "Hilden announced that it will take over “Regeln des Landes 2026”."),
    ]
    assert [one["position"] for one in found] != sorted(one["position"] for one in found)


def test_the_timeline_of_a_guest_that_joined_tells_its_story(client: Client) -> None:
    assert [(one["effective"], one["type"]) for one in items(client, "bodies/05554008/timeline")] == [
        ("2016-12-31", "network.guest-participation-started@1"),
        ("2017-12-06", "network.guest-participation-ended@1"),
        ("2017-12-06", "network.declaration-signed@1"),
        ("2017-12-06", "network.municipality-joined@1"),
    ]


def test_the_timeline_of_the_administrative_district_is_not_the_towns(client: Client) -> None:
    town, district = (items(client, f"bodies/{body}/timeline") for body in ("05958004", "059"))
    for of_body, key in ((town, "body:05958004"), (district, "body:059")):
        assert {one["keys"][0] for one in of_body} == {key}
        assert {"network.declaration-signed@1", "network.municipality-joined@1"} <= {one["type"] for one in of_body}


@pytest.mark.parametrize("name", ["news.atom", "members.atom", "meetings.atom", "examples.atom", "meetings.ics"])
def test_addresses_that_are_subscribed_to_bear_what_trackers_add(client: TestClient[Litestar], name: str) -> None:
    assert client.get(f"/api/v1/network/{name}?utm_source=mail&fbclid=1").status_code == 200
    assert client.get(f"/api/v1/network/{name}?on=2026-01-01&on=2026-01-02").status_code == 422
