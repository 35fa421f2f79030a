"""Council papers and agreements in numbered versions: filed as a text or a file, and compared."""

import re
from datetime import date
from html import unescape
from typing import Any

from cards_kit import Client

from fokus_api.testing import issue_key, service_of, settle, temporary_client
from fokus_core.testing import Given
from fokus_ehrenamtskarte.documents.filing import DocumentFiled, FileDocument
from fokus_ehrenamtskarte.programme import ehrenamtskarte as plugin

given = Given(plugin)
HAGEN, BONN = "05914000", "05314000"
FIRST, SECOND = date(2012, 3, 1), date(2024, 3, 1)
PAPER = FileDocument(body=HAGEN, paper="council-paper", title="Vorlage", effective=FIRST, text="Der Rat beschließt.")
FILED = DocumentFiled(
    effective=FIRST, body=HAGEN, paper="council-paper", title="Vorlage", version=1, text="Der Rat beschließt."
)


def test_versions_of_each_kind_are_numbered_by_themselves() -> None:
    given().when(PAPER).then(FILED)
    (second,) = given(FILED).when(PAPER).facts
    other = FileDocument(body=HAGEN, paper="agreement", title="Vereinbarung", effective=FIRST, text="Das Land zahlt.")
    (agreement,) = given(FILED).when(other).facts
    assert isinstance(second, DocumentFiled)
    assert isinstance(agreement, DocumentFiled)
    assert (second.version, agreement.version) == (2, 1)
    empty = FileDocument(body=HAGEN, paper="agreement", title="Vereinbarung", effective=FIRST, text=" ")
    given().when(empty).then_refused("nothing-given", field="text")


def filed(client: Client, headers: dict[str, str], status: int = 201, **fields: str) -> Any:
    asked = {"body": HAGEN, "paper": "agreement", "title": "Vereinbarung", "effective": str(FIRST), **fields}
    answer = client.post("/api/v1/ehrenamtskarte/commands/file-document", json=asked, headers=headers)
    assert answer.status_code == status, answer.text
    return answer.json()


def test_everybody_reads_them_and_what_changed_its_own_officers_file_them() -> None:
    with temporary_client(plugin) as client:
        service = service_of(client)
        keys = {
            who: {"Authorization": f"Bearer {issue_key(service, who, ('municipal-officer', f'body:{body}'))}"}
            for who, body in (("hagen", HAGEN), ("bonn", BONN))
        }
        filed(client, keys["bonn"], 403, text="Nicht von hier.")
        filed(client, keys["hagen"], text="Das Land zahlt. Die Stadt gibt Karten aus.")
        later: dict[str, Any] = {"effective": str(SECOND), "title": "Neue Vereinbarung"}
        filed(client, keys["hagen"], **later, text="Das Land zahlt. Die Stadt gibt Karten digital aus.")
        upload = {"Content-Type": "application/pdf", **keys["hagen"]}
        sent = client.post("/api/v1/files", content=b"%PDF-1.4\n%%EOF\n", headers=upload)
        assert sent.status_code == 201, sent.text
        filed(client, keys["hagen"], paper="council-paper", title="Vorlage", file=sent.json()["file"])
        settle(service)

        path = f"/api/v1/ehrenamtskarte/bodies/{HAGEN}/documents"
        found = client.get(path).json()["items"]
        assert [(one["paper"], one["version"], bool(one["compared"]), bool(one["file"])) for one in found] == [
            ("agreement", 1, False, False),
            ("agreement", 2, True, False),
            ("council-paper", 1, False, True),
        ]
        assert client.get(f"/api/v1/files/{found[2]['file']}").content.startswith(b"%PDF")
        assert len(client.get(path, params={"on": "2020-01-01"}).json()["items"]) == 2
        changed = client.get(f"{path}/agreement/changes", params={"since": 1, "until": 2}).json()
        assert [(one["kind"], one["text"]) for one in changed["text"]] == [
            ("same", "Das Land zahlt."),
            ("removed", "Die Stadt gibt Karten aus."),
            ("added", "Die Stadt gibt Karten digital aus."),
        ]
        assert client.get(f"{path}/agreement/changes", params={"since": 1, "until": 3}).status_code == 404
        page = unescape(client.get(f"/kommunen/{HAGEN}", headers={"Accept": "text/html"}).text)
        (address,) = re.findall(r'href="(/unterschiede/ehrenamtskarte/[^"]*)"', page)
        assert address == f"/unterschiede/ehrenamtskarte/bodies/{HAGEN}/documents/agreement?since=1&until=2"
        assert client.get(address, headers={"Accept": "text/html"}).status_code == 200
