"""The list of prizes over HTTP, by call, on a day, as known at a position, as CSV; and the check of certificates."""

from datetime import date

from fokus_api.testing import service_of, settle, temporary_client
from fokus_core import CONSOLE, load_history

from fokus_heimatpreis.commands import ReturnPrize
from fokus_heimatpreis.facts import PrizeAwarded
from fokus_heimatpreis.plugin import plugin

URL = "/api/v1/heimatpreis/prizes"
CHECKS = "/api/v1/heimatpreis/checks"


def test_prizes_are_listed_as_they_stood_and_as_they_were_known() -> None:
    with temporary_client(plugin) as client:
        service = service_of(client)
        assert [item.state for item in load_history(service.journal, plugin.history())] == ["entered"] * 4
        before = settle(service)
        facts = [record.fact for record in service.journal.follow()]
        prize = next(fact.prize for fact in facts if isinstance(fact, PrizeAwarded) and fact.euros == 1000)
        service.journal.handle(ReturnPrize(prize=prize, reason="Verzicht", effective=date(2023, 10, 1)), by=CONSOLE)
        settle(service)

        def honoured(**query: str | int) -> set[str]:
            answer = client.get(URL, params=query)
            assert answer.status_code == 200, answer.text
            return {item["honoured"] for item in answer.json()["items"]}

        two = {"Baumberge-Verein", "Deutsche Waldjugend Coesfeld"}
        three = two | {"Kolpingjugend Seppenrade"}
        assert honoured(on="2023-09-09") == set()
        assert honoured(on="2023-09-10", call="kreis-coesfeld-2023") == three
        assert honoured(on="2023-10-01") == two
        assert honoured(on="2023-10-01", known=before) == three
        assert honoured(call="another") == set()

        table = client.get(URL, params={"on": "2023-09-10", "format": "csv"})
        assert table.headers["content-type"].startswith("text/csv")
        header, *lines = table.text.splitlines()
        assert header == "prize,body,name,call,honoured,euros,awarded"
        assert len(lines) == 3
        assert all(",05558,Kreis Coesfeld,kreis-coesfeld-2023," in line for line in lines)


def test_certificates_are_checked_so_often_only() -> None:
    with temporary_client(plugin, limits=["heimatpreis-checks=4/60"]) as client:
        service = service_of(client)
        list(load_history(service.journal, plugin.history()))
        settle(service)
        facts = [record.fact for record in service.journal.follow()]
        prize = next(fact.prize for fact in facts if isinstance(fact, PrizeAwarded) and fact.euros == 1000)

        genuine = client.post(CHECKS, json={"prize": prize, "euros": 1000})
        assert (genuine.status_code, genuine.json()) == (200, {"genuine": True})
        for false in ({"prize": prize, "euros": 2000}, {"prize": "0" * 32, "euros": 1000}):
            assert client.post(CHECKS, json=false).json() == {"genuine": False}
        malformed = client.post(CHECKS, json={"prize": "1", "euros": 1000})
        assert (malformed.status_code, malformed.json()["errors"][0]["pointer"]) == (422, "/prize")

        refused = client.post(CHECKS, json={"prize": prize, "euros": 1000})
        assert refused.status_code == 429
        assert 1 <= int(refused.headers["Retry-After"]) <= 60
