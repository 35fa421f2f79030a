"""A day that the sources leave open is answered as open: possible beside certain, and never shown as exact."""

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from documented_house import documented_client
from litestar import Litestar
from litestar.testing import TestClient

from fokus_api.testing.contract import service_of, settle
from fokus_core.access.actor import CONSOLE
from fokus_core.corrections.corrections import Correct, Retract
from fokus_core.domain.facts import Source
from fokus_core.domain.refusals import Invalid
from fokus_network.membership.commands.declaration import SignDeclaration
from fokus_network.membership.commands.membership import LeaveNetwork
from fokus_network.membership.read_models import MEMBERS
from fokus_network.plugin import plugin as network
from fokus_projections import select_as_of

Client = TestClient[Litestar]
RHEINE = "05566076"


@pytest.fixture
def client() -> Iterator[Client]:
    with documented_client(network) as client:
        yield client


def ask(client: Client, path: str, **params: Any) -> Any:
    answer = client.get(f"/api/v1/network/{path}", params={"limit": 200, **params})
    assert answer.status_code == 200, answer.text
    return answer.json()["items"]


def bodies(client: Client, **params: Any) -> list[str]:
    return [one["body"] for one in ask(client, "members", **params)]


@pytest.mark.parametrize(
    ("on", "certain", "possible"),
    [
        ("2014-12-31", False, False),
        ("2015-01-01", False, True),
        ("2015-12-30", False, True),
        ("2015-12-31", True, False),
    ],
)
def test_who_joined_in_a_year_may_have_been_a_member_all_through_it(
    client: Client, on: str, certain: bool, possible: bool
) -> None:
    assert (RHEINE in bodies(client, on=on), RHEINE in bodies(client, on=on, possible=True)) == (certain, possible)


def test_counts_give_both_and_explanations_name_both(client: Client) -> None:
    counted = ask(client, "figures/members", on="2015-06-01", by="round")
    by_round = {one["group"]: (one["members"], one["possible"]) for one in counted}
    assert by_round == {"2012": (10, 0), "2015": (0, 13)}
    answer = client.get("/api/v1/network/figures/members/2015/explanation?on=2015-06-01&by=round").json()
    assert (answer["members"], answer["named"], len(answer["possible"])) == (0, [], 13)
    assert {one["source"]["not_before"] for one in answer["facts"]} == {"2015-01-01"}


def test_no_day_is_shown_as_exact_that_is_not(client: Client) -> None:
    (rheine,) = [one for one in ask(client, "members", on="2020-01-01") if one["body"] == RHEINE]
    (bonn,) = [one for one in ask(client, "members", on="2020-01-01") if one["name"] == "Bonn"]
    assert (rheine["joined"], rheine["joined_not_before"]) == ("2015-12-31", "2015-01-01")
    assert (bonn["joined"], bonn["joined_not_before"]) == ("2012-12-05", None)


def test_a_day_that_was_found_is_open_no_more_and_both_beliefs_stay_answerable(client: Client) -> None:
    service = service_of(client)
    (rheine,) = [one for one in ask(client, "members", on="2020-01-01") if one["body"] == RHEINE]
    before, found = service.journal.store.head(), Source("Urkunde im Stadtarchiv")
    joined = Correct(position=rheine["joined_at"], reason="Urkunde", changes={"effective": "2015-12-30"})
    signing = service.journal.under(f"party:{RHEINE}") + service.journal.under(f"body:{RHEINE}")
    signed = min(one.position for one in signing if "declaration-signed" in one.type)
    relying = (rheine["joined_at"],)
    earlier = Correct(position=signed, reason="Urkunde", changes={"effective": "2015-12-30"}, acknowledge=relying)
    for command in (earlier, joined):
        service.journal.handle(command, by=CONSOLE, source=found)
    settle(service)
    assert RHEINE not in bodies(client, on="2015-12-29", possible=True)
    assert RHEINE in bodies(client, on="2015-12-30")
    assert RHEINE in bodies(client, on="2015-12-29", possible=True, known=before)


def test_what_is_taken_back_is_not_possible_either(client: Client) -> None:
    service = service_of(client)
    (rheine,) = [one for one in ask(client, "members", on="2020-01-01") if one["body"] == RHEINE]
    later = service.journal.under(f"body:{RHEINE}")
    relying = tuple(one.position for one in later if one.position > rheine["joined_at"])
    service.journal.handle(Retract(position=rheine["joined_at"], reason="Ein Irrtum", acknowledge=relying), by=CONSOLE)
    settle(service)
    assert RHEINE not in bodies(client, on="2015-06-01", possible=True)


def test_the_earliest_day_is_not_after_the_one_that_is_entered(client: Client) -> None:
    service = service_of(client)
    command = SignDeclaration(party="05111000", round="2015", effective=date(2015, 12, 31))
    with pytest.raises(Invalid, match="früheste Tag"):
        service.journal.handle(command, by=CONSOLE, source=Source("Akte", not_before=date(2016, 1, 1)))
    service.journal.handle(command, by=CONSOLE, source=Source("Akte", not_before=date(2015, 12, 31)))


def test_every_table_is_asked_in_the_same_way(client: Client) -> None:
    service = service_of(client)
    reader = service.models.reader()
    rows = select_as_of(reader, MEMBERS, date(2015, 6, 1), reader.position, columns=("body",), possible=True)
    assert sorted(body for (body,) in rows) == sorted(bodies(client, on="2015-06-01", possible=True))


def leave(client: Client, *, on: str = "2020-12-31", earliest: str = "2020-01-01") -> None:
    source = Source("Akte", "inferred", "Nur das Jahr ist überliefert.", not_before=date.fromisoformat(earliest))
    command = LeaveNetwork(body=RHEINE, kind="withdrawal", reason="Beschluss", effective=date.fromisoformat(on))
    service_of(client).journal.handle(command, by=CONSOLE, source=source)
    settle(service_of(client))


def test_whose_end_is_open_is_possible_between_and_counted_beside_the_certain(client: Client) -> None:
    leave(client)
    found = {}
    for on in ("2019-12-31", "2020-01-01", "2020-12-30", "2020-12-31"):
        counted = ask(client, "figures/members", on=on, by="round")
        (round_,) = [one for one in counted if one["group"] == "2015"]
        found[on] = (RHEINE in bodies(client, on=on), RHEINE in bodies(client, on=on, possible=True))
        assert (round_["members"], round_["possible"]) == (13 - (not found[on][0]), int(found[on][1]))
    assert [*found.values()] == [(True, False), (False, True), (False, True), (False, False)]


def test_the_end_is_not_shown_as_exact_and_explained_by_the_fact_that_made_it(client: Client) -> None:
    leave(client)
    (rheine,) = [one for one in ask(client, "members", on="2020-06-01", possible=True) if one["body"] == RHEINE]
    assert (rheine["last_day_not_before"], rheine["last_day"]) == ("2019-12-31", "2020-12-30")
    answer = client.get("/api/v1/network/figures/members/2015/explanation?on=2020-06-01&by=round").json()
    assert [one["body"] for one in answer["possible"]] == [RHEINE]
    assert rheine["left_at"] in {one["position"] for one in answer["facts"]}
    (period,) = client.get(f"/api/v1/network/members/{RHEINE}").json()["periods"]
    assert (period["since_not_before"], period["since"]) == ("2015-01-01", "2015-12-31")
    assert (period["until_not_before"], period["until"]) == ("2019-12-31", "2020-12-30")


def test_an_end_that_was_found_is_open_no_more_and_both_beliefs_stay_answerable(client: Client) -> None:
    leave(client)
    store = service_of(client).journal.store
    before, found = store.head(), Source("Urkunde im Stadtarchiv")
    change = Correct(position=before, reason="Urkunde", changes={"effective": "2020-03-01"})
    service_of(client).journal.handle(change, by=CONSOLE, source=found)
    settle(service_of(client))
    assert RHEINE in bodies(client, on="2020-02-29")
    assert RHEINE not in bodies(client, on="2020-03-01") + bodies(client, on="2020-06-01", possible=True)
    assert RHEINE in bodies(client, on="2020-06-01", possible=True, known=before)
    assert RHEINE not in bodies(client, on="2020-02-29", known=before)


def test_an_end_is_never_earlier_than_what_is_certain_before_it(client: Client) -> None:
    leave(client, on="2016-06-01", earliest="2015-01-01")
    assert RHEINE in bodies(client, on="2015-12-31")
    assert RHEINE in bodies(client, on="2016-01-01", possible=True)
    assert RHEINE in bodies(client, on="2015-06-01", possible=True)
