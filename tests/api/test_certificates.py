"""Certificates over HTTP: the ones that were made, for auditors, and only where they see every fact behind them."""

from datetime import date
from pathlib import Path

import fokus_verify
import pytest
from api_kit import Client, Headers, open_gardens, slug
from sample_programme import Whisper
from test_audit_http import sign

from fokus_api.operations.certify import certify_row
from fokus_api.runtime.service import Service
from fokus_api.testing.contract import settle
from fokus_core.access.actor import CONSOLE
from fokus_core.ledger.certificate import keep

LIST = "/api/v1/audit/certificates"
KOELN = "05315000"


@pytest.fixture
def table(service: Service, monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.setattr(service.models, "start", lambda: None)  # it follows already, as the command's does not
    service.ledger.make_key("example.org/journal")
    open_gardens(service, KOELN)
    sign(service)
    return "garden_gardens"


def test_what_was_certified_is_listed_and_handed_out_as_it_was_signed(
    client: Client, service: Service, auditor: Headers, table: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for number, day in enumerate((date(2019, 1, 1), date(2021, 1, 1))):
        certify_row(service, tmp_path / f"{number}.certificate", table, KOELN, day)
    items = client.get(LIST, headers=auditor).json()["items"]
    assert [(one["kind"], one["table"], one["thing"], one["on"]) for one in items] == [
        ("row", table, f"body:{KOELN}", "2021-01-01"),
        ("row", table, f"body:{KOELN}", "2019-01-01"),
    ]
    answer = client.get(f"{LIST}/{items[0]['id']}", headers=auditor)
    assert answer.headers["content-disposition"] == f'attachment; filename="{items[0]["id"]}.certificate"'
    assert answer.content == (tmp_path / "1.certificate").read_bytes()
    policy = tmp_path / "policy"
    policy.write_text(f"log {service.ledger.keys.keys[0].verifier}\nquorum none\n")
    (tmp_path / "got").write_bytes(answer.content)
    assert fokus_verify.main([str(tmp_path / "got"), "--policy", str(policy)]) == 0
    assert capsys.readouterr().out.startswith("OK")


def test_certificates_are_for_auditors_and_for_those_who_see_every_fact_behind_them(
    client: Client, service: Service, auditor: Headers, officer: Headers, table: str
) -> None:
    whisper = Whisper(cohort="4", body=KOELN, text="leise", effective=date(2021, 1, 1))
    hidden = service.journal.handle(whisper, by=CONSOLE).position
    settle(service)
    statement = {"kind": "row", "known": hidden, "table": "garden_secret", "thing": "cohort:4", "on": "2021-01-01"}
    closed = keep(service.state_store, "of a closed group", service.journal.now(), statement, [1, hidden])
    assert client.get(LIST, headers=auditor).json()["items"] == []
    for id_ in (closed.id, "0" * 32):
        answer = client.get(f"{LIST}/{id_}", headers=auditor)
        assert (answer.status_code, slug(answer)) == (404, "not-found")
    assert client.get(f"{LIST}/nonsense", headers=auditor).status_code in {404, 422}
    for path in (LIST, f"{LIST}/{closed.id}"):
        assert (client.get(path).status_code, client.get(path, headers=officer).status_code) == (401, 403)
