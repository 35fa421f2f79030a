"""Access codes are drawn by the service, shown once, kept by nobody, and let in by their digest."""

from datetime import date
from hashlib import sha256
from typing import Any

from fokus_api.testing import issue_key, service_of, settle, temporary_client
from fokus_core import CONSOLE, load_history
from fokus_ews.commands.run import AllowLateEntry
from fokus_ews.facts import LateEntryAllowed
from fokus_ews.plugin import plugin

URL = "/api/v1/ews/codes"
ALLOW = "/api/v1/ews/commands/allow-late-entry"


def test_a_code_is_drawn_with_its_digest_and_never_twice_the_same() -> None:
    with temporary_client(plugin) as client:
        service = service_of(client)
        assert {one.state for one in load_history(service.journal, plugin.history())} == {"entered"}
        keys = {
            "carrier": issue_key(service, "carrier", ("ews-carrier", "programme:ews")),
            "hagen": issue_key(service, "hagen", ("municipal-officer", "body:05914000")),
        }
        head = settle(service)

        def ask(who: str = "carrier", **body: Any) -> Any:
            return client.post(URL, json=body, headers={"Authorization": f"Bearer {keys[who]}"} if who else {})

        first, second = ask(run="basiswissen-2025"), ask(run="basiswissen-2025")
        assert (first.status_code, first.headers["cache-control"]) == (200, "no-store")
        drawn = first.json()
        assert drawn["digest"] == sha256(drawn["code"].encode()).hexdigest()
        assert drawn["code"] != second.json()["code"]
        assert len(drawn["code"]) == 29
        assert (ask("hagen", run="5").status_code, ask("", run="5").status_code) == (403, 401)
        assert ask(run="nirgendwo").status_code == 404
        assert [one["pointer"] for one in ask(run="NEIN").json()["errors"]] == ["/run"]
        assert service.journal.store.head() == head

        allowed = AllowLateEntry(
            run="basiswissen-2025", code=drawn["digest"], until=date(2026, 6, 1), effective=date(2026, 1, 2)
        )
        assert service.journal.handle(allowed, by=CONSOLE).facts


def test_whoever_lets_somebody_in_is_shown_the_code_once_and_computes_nothing() -> None:
    with temporary_client(plugin) as client:
        service = service_of(client)
        assert {one.state for one in load_history(service.journal, plugin.history())} == {"entered"}
        key = issue_key(service, "carrier", ("ews-carrier", "programme:ews"))
        headers = {"Authorization": f"Bearer {key}", "Idempotency-Key": "einmal"}
        body = {"run": "basiswissen-2025", "until": "2026-06-01", "effective": "2026-01-02"}
        assert client.post(f"{ALLOW}?dry_run=true", json=body, headers=headers).json()["drawn"] == {}
        first = client.post(ALLOW, json=body, headers=headers)
        assert (first.status_code, first.headers["cache-control"]) == (201, "no-store"), first.text
        code = first.json()["drawn"]["code"]
        again = client.post(ALLOW, json=body, headers=headers).json()
        assert (again["repeated"], again["drawn"], again["position"]) == (True, {}, first.json()["position"])
        record = service.journal.recorded(first.json()["position"])
        assert record is not None
        assert isinstance(record.fact, LateEntryAllowed)
        assert record.fact.code == sha256(code.encode()).hexdigest()
        other = client.post(ALLOW, json=body, headers={**headers, "Idempotency-Key": "noch"})
        assert other.json()["drawn"]["code"] != code
