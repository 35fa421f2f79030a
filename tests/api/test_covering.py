"""Every answer names how far it knows the journal, and the signed checkpoint that covers it; files name their hash."""

import hashlib
import json
import re
from base64 import b64decode

import pytest
from api_kit import Client, Headers, open_gardens
from test_audit_http import sign

from fokus_api.responses import asked as how
from fokus_api.responses import exports
from fokus_api.runtime.service import Service
from fokus_core.ledger.note import noted

GARDENS = "/api/v1/garden/gardens"
SAID = re.compile(r"size=([0-9]+), root=:([A-Za-z0-9+/]{43}=):, covers=\?([01])")


def covering(client: Client, path: str = GARDENS, **headers: str) -> tuple[int, bytes, bool] | None:
    answer = client.get(path, headers=headers)
    assert answer.status_code in {200, 304}
    if "fokus-checkpoint" not in answer.headers:
        return None
    found = SAID.fullmatch(answer.headers["fokus-checkpoint"])
    assert found is not None
    return int(found[1]), b64decode(found[2]), found[3] == "1"


def looked(client: Client) -> None:
    client.app.state.node.last_checkpoint.look()


def test_while_nothing_is_signed_none_is_named(client: Client, service: Service) -> None:
    open_gardens(service, "05315000")
    looked(client)
    assert covering(client) is None


def test_every_answer_names_the_last_checkpoint_and_whether_that_covers_it(
    client: Client, service: Service, office: Headers
) -> None:
    service.ledger.make_key("example.org/journal")
    open_gardens(service, "05315000", "05111000")
    head = service.journal.store.head()
    size = sign(service)
    root = noted(service.ledger.last()).root
    looked(client)
    assert covering(client) == covering(client) == (size, root, True)  # the second one is kept
    tag = client.get(GARDENS).headers["etag"]
    assert covering(client, **{"If-None-Match": tag}) == (size, root, True)
    assert covering(client, f"{GARDENS}.csv") == (size, root, True)
    assert covering(client, "/api/v1/log", **office) == (size, root, True)
    open_gardens(service, "05112000")
    assert covering(client) == (size, root, False)
    assert covering(client, f"{GARDENS}?known={head}") == (size, root, True)
    assert covering(client, f"{GARDENS}?known={head}") == (size, root, True)
    larger = sign(service)
    looked(client)
    found = covering(client)
    assert found is not None
    assert (found[0], found[2]) == (larger, True)
    assert found[0] > size


def test_a_kept_answer_reads_nothing_to_name_it(
    client: Client, service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    service.ledger.make_key("example.org/journal")
    open_gardens(service, "05315000")
    sign(service)
    looked(client)
    last = client.app.state.node.last_checkpoint
    monkeypatch.setattr(last, "_next", float("inf"))
    monkeypatch.setattr(last, "look", lambda: pytest.fail("it looked"))
    assert covering(client) == covering(client)


@pytest.mark.parametrize("batch", [how.BATCH, 2])
@pytest.mark.parametrize("small", [exports.SMALL, 10])
@pytest.mark.parametrize("form", ["csv", "xlsx", "ndjson"])
def test_a_file_names_its_hash_in_one_or_in_pieces(
    client: Client, service: Service, monkeypatch: pytest.MonkeyPatch, form: str, batch: int, small: int
) -> None:
    open_gardens(service, "05315000", "05111000", "05112000", "05113000")
    monkeypatch.setattr(how, "BATCH", batch)
    monkeypatch.setattr(exports, "SMALL", small)
    path = "/api/v1/log" if form == "ndjson" else GARDENS
    for coding in ("identity", "gzip"):
        answer = client.get(f"{path}.{form}", headers={"Accept-Encoding": coding})
        assert answer.headers["fokus-sha256"] == hashlib.sha256(answer.content).hexdigest()
        assert answer.headers["fokus-known"] == str(service.journal.store.head())


@pytest.mark.parametrize("batch", [how.BATCH, 2])
def test_the_log_is_there_whole_as_a_json_document_a_line(
    client: Client, service: Service, office: Headers, monkeypatch: pytest.MonkeyPatch, batch: int
) -> None:
    monkeypatch.setattr(how, "BATCH", batch)
    open_gardens(service, "05315000", "05111000", "05112000")
    for headers in ({}, office):
        answer = client.get("/api/v1/log.ndjson", headers=headers)
        assert answer.headers["content-type"] == "application/x-ndjson"
        assert 'filename="log-' in answer.headers["content-disposition"]
        listed = client.get("/api/v1/log?limit=1000", headers=headers).json()["items"]
        assert [json.loads(line) for line in answer.text.splitlines()] == listed
    of_one = client.get("/api/v1/log.ndjson?key=body:05111000").text.splitlines()
    assert [json.loads(one)["type"] for one in of_one] == ["garden.opened@1"]
    head = service.journal.store.head()
    pinned = client.get(f"/api/v1/log.ndjson?known={head}")
    open_gardens(service, "05113000")
    again = client.get(f"/api/v1/log.ndjson?known={head}")
    assert (again.content, again.headers["fokus-sha256"]) == (pinned.content, pinned.headers["fokus-sha256"])
    assert client.get(f"{GARDENS}.ndjson").status_code == 404
