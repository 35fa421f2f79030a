"""The pages of auditors show the leaf that an entry is, its proof, what becomes of later entries, and certificates."""

from datetime import date

from api_kit import Client, Headers, open_gardens
from sample_programme import Open
from test_audit_http import sign

from fokus_api.runtime.service import Service
from fokus_core.access.actor import CONSOLE
from fokus_core.corrections.corrections import Correct
from fokus_core.domain.dispositions import Disposed
from fokus_core.ledger.certificate import keep

KOELN = "05315000"
HTML = {"Accept": "text/html"}


def page(client: Client, path: str, headers: Headers | None = None) -> str:
    answer = client.get(path, headers={**(headers or {}), **HTML})
    assert answer.status_code == 200, answer.text
    return answer.text


def test_an_entry_shows_auditors_its_leaf_and_proof_once_it_is_signed(
    client: Client, service: Service, auditor: Headers
) -> None:
    service.ledger.make_key("example.org/journal")
    first = open_gardens(service, KOELN)
    link = f'href="/api/v1/audit/proof/{first}"'
    assert link not in page(client, f"/eintrag/{first}", auditor)
    sign(service)
    text = page(client, f"/eintrag/{first}", auditor)
    assert f"Blatt {first - 1} im signierten Journal." in text
    assert link in text
    assert f'href="/api/v1/audit/provenance/{first}"' in text
    assert client.get(f"/api/v1/audit/proof/{first}", headers=auditor).status_code == 200
    assert "/api/v1/audit/" not in page(client, f"/eintrag/{first}")


def test_a_retraction_shows_auditors_what_becomes_of_later_entries(
    client: Client, service: Service, auditor: Headers
) -> None:
    first = open_gardens(service, KOELN)
    second = Open(body=KOELN, name="Zweiter", effective=date(2019, 1, 1))
    later = service.journal.handle(second, by=CONSOLE).position
    said = (Disposed(later, "cannot-be-undone"),)
    change = Correct(position=first, changes={"name": "Park"}, reason="Verlesen", dispositions=said)
    retraction = service.journal.handle(change, by=CONSOLE).facts[0].position
    open_gardens(service)
    assert "Lässt sich nicht rückgängig machen" in page(client, f"/eintrag/{retraction}", auditor)
    assert "rückgängig" not in page(client, f"/eintrag/{retraction}")


def test_certificates_are_a_list_that_auditors_find_on_their_desk(
    client: Client, service: Service, auditor: Headers
) -> None:
    statement = {"kind": "replay", "position": 1}
    keep(service.state_store, "a note", service.journal.now(), statement, [])
    assert 'href="/liste/audit/certificates"' in page(client, "/pruefung", auditor)
    assert 'href="/liste/audit/certificates"' not in page(client, "/pruefung")
    assert "replay" in page(client, "/liste/audit/certificates", auditor)
