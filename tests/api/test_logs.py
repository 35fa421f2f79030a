"""What a request leaves in the log: the route's template, and nothing of what was asked or answered."""

import logging

import msgspec
import pytest
from api_kit import Client, Headers

from fokus_api.runtime.logs import JSONLines


def test_a_request_is_logged_without_path_query_or_body(
    client: Client, office: Headers, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, "fokus")
    client.get("/api/v1/bodies/Verena?on=2020-01-01", headers=office)
    answer = client.get("/api/v1/log?by=verena", headers=office)
    client.get("/api/v1/garden/broken", headers=office)
    client.get("/Verena")
    formatter = JSONLines()
    texts = [formatter.format(record) for record in caplog.records if record.name.startswith("fokus.")]
    lines = [msgspec.json.decode(text) for text in texts]
    requests = [line for line in lines if line["event"] == "request"]
    assert [line["route"] for line in requests] == [
        "/api/v1/bodies/{body_id}",
        "/api/v1/log",
        "/api/v1/garden/broken",
        "-",
    ]
    assert [line["status"] for line in requests] == [404, 200, 500, 404]
    assert [line.get("actor") for line in requests] == ["office", "office", "office", None]
    assert requests[1]["request"] == answer.headers["x-request-id"]
    assert not any(word in text.lower() for text in texts for word in ("verena", "geheimnis", "2020-01-01", "bearer"))
    (unhandled,) = (line for line in lines if line["event"] == "unhandled")
    assert (unhandled["error"], unhandled["request"]) == ("ZeroDivisionError", requests[2]["request"])
