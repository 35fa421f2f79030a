"""The report for auditors says in plain words what a range of the journal proves, and no more than the log tells."""

from io import BytesIO
from typing import Any

import pytest
from api_kit import SECRET, Client, Headers, open_gardens, slug, talk
from pypdf import PdfReader

from fokus_api.runtime.service import Service
from fokus_api.testing import settle
from fokus_core import CONSOLE
from fokus_core.corrections.corrections import Retract
from fokus_core.domain.finding import Finding
from fokus_core.jobs.comparing import CompareModels, ask_for_comparison
from fokus_core.ledger.note import Checkpoint, noted
from fokus_core.ledger.signing import SignLedger

REPORT = "/api/v1/audit/report.pdf"
KOELN, ARNSBERG = "05315000", "05958004"


def sign(service: Service) -> Checkpoint:
    settle(service)
    service.jobs.poke(SignLedger.name)
    assert service.jobs.run_now(SignLedger.name, 10)
    return noted(service.ledger.last())


@pytest.fixture
def signed(service: Service, auditor: Headers) -> Checkpoint:
    service.ledger.make_key("example.org/journal")
    opened = open_gardens(service, KOELN, ARNSBERG)
    talk(service)
    service.journal.handle(Retract(position=opened, reason="Zahlendreher"), by=CONSOLE)
    return sign(service)


def read(client: Client, auditor: Headers, query: str = "", language: str = "de") -> str:
    answer = client.get(f"{REPORT}{query}", headers={**auditor, "Accept-Language": language})
    assert (answer.status_code, answer.headers["content-type"]) == (200, "application/pdf"), answer.text
    found = PdfReader(BytesIO(answer.content))
    root: Any = found.trailer["/Root"]
    assert (root["/Lang"], root["/MarkInfo"]["/Marked"]) == (language, True)
    return " ".join(" ".join(page.extract_text() for page in found.pages).split())


def test_it_says_range_checksum_key_and_corrections(
    client: Client, service: Service, auditor: Headers, signed: Checkpoint
) -> None:
    said = read(client, auditor)
    key = service.ledger.keys.keys[0]
    assert f"Einträge Nr. 1 bis Nr. {signed.size}" in said
    assert signed.text.split("\n")[2] in said.replace(" ", "") or signed.text.split("\n")[2] in said
    assert f"example.org/journal ({key.id})" in said
    assert "Grund: Zahlendreher" in said
    assert "Zurückgenommen:" in said
    assert "noch nicht mit seinen Lesemodellen verglichen" in said
    assert SECRET not in said
    english = read(client, auditor, language="en")
    assert f"entries no. 1 to no. {signed.size}" in english
    assert "Audit report on the journal" in english


def test_it_says_what_the_last_comparison_found(
    client: Client, service: Service, auditor: Headers, signed: Checkpoint
) -> None:
    ask_for_comparison(service.state_store, "auditor")
    status = service.jobs.run_now(CompareModels.name, 60)
    assert status is not None
    assert not status.failures, status.error
    said = read(client, auditor)
    assert "Tabellen der Lesemodelle ergeben sich genau so aus dem Journal." in said
    assert "Im Journal wurde kein Widerspruch gefunden." in said


def test_a_contradiction_that_its_reader_may_not_see_is_counted(
    client: Client, service: Service, auditor: Headers, signed: Checkpoint, monkeypatch: pytest.MonkeyPatch
) -> None:
    later = Finding("talked-twice", "cohort:4: Das Gespräch gab es schon.", (signed.size + 1000,))
    monkeypatch.setattr(service, "contradictions", lambda _known, _progress: iter([later]))
    ask_for_comparison(service.state_store, "auditor")
    assert service.jobs.run_now(CompareModels.name, 60)
    said = read(client, auditor)
    assert "Widersprüche in Einträgen, die Sie nicht einsehen dürfen: 1" in said
    assert "kein Widerspruch" not in said
    assert "Das Gespräch" not in said


def test_a_range_without_corrections_says_so(client: Client, auditor: Headers, signed: Checkpoint) -> None:
    said = read(client, auditor, "?from_position=1&to_position=2")
    assert "Einträge Nr. 1 bis Nr. 2" in said
    assert "In diesem Bereich wurde nichts zurückgenommen." in said
    assert "Zahlendreher" not in said


def test_ranges_that_cannot_be_are_refused(
    client: Client, auditor: Headers, officer: Headers, service: Service
) -> None:
    assert slug(client.get(REPORT, headers=auditor)) == "no-checkpoint"
    service.ledger.make_key("example.org/journal")
    size = sign(service).size
    for query, parameter in (
        (f"to_position={size + 1}", "to_position"),
        ("from_position=3&to_position=2", "from_position"),
    ):
        answer = client.get(f"{REPORT}?{query}", headers=auditor)
        assert (answer.status_code, slug(answer)) == (422, "invalid-input")
        assert [one["parameter"] for one in answer.json()["errors"]] == [parameter]
    assert client.get(REPORT, headers=officer).status_code == 403
    assert client.get(REPORT).status_code == 401
