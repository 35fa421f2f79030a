"""Spans of requests, decisions, appends, followers, jobs and deliveries: whose they are, and that they name nobody."""

import io
import json
import logging
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from email.message import EmailMessage
from typing import Any

import pytest
from api_kit import SECRET, Client, ask_raw, bearer
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest
from opentelemetry.sdk.trace import ReadableSpan
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
from receiver import receiving
from sample_programme import plugin

from fokus_api.runtime.logs import setup_logging
from fokus_api.runtime.settings import Settings, SettingsRefused, load_settings
from fokus_api.runtime.telemetry import installed, refuse_untraceable, traced
from fokus_api.testing.contract import issue_key, service_of, settle, temporary_client
from fokus_core.domain.tracing import parent_here, span, trace_here, tracing
from fokus_core.mail.outbox import Outbox

TRACE = "4bf92f3577b34da6a3ce929d0e0e4736"
PARENT = f"00-{TRACE}-00f067aa0ba902b7-01"
UNSAMPLED = f"00-{TRACE}-00f067aa0ba902b7-00"

Spans = Callable[[], list[ReadableSpan]]


@contextmanager
def heard(**given: Any) -> Iterator[tuple[Client, Spans]]:
    """Yield a client and a function that ends tracing and returns every span."""
    kept = InMemorySpanExporter()
    with temporary_client(plugin, **given) as client:
        tracer = traced(Settings(), kept)
        tracer.__enter__()
        ended = False

        def spans() -> list[ReadableSpan]:
            nonlocal ended
            if not ended:
                ended = True
                tracer.__exit__(None, None, None)
            return list(kept.get_finished_spans())

        try:
            yield client, spans
        finally:
            spans()


def of_trace(spans: list[ReadableSpan], trace: str = TRACE) -> dict[str, ReadableSpan]:
    return {one.name: one for one in spans if f"{one.context.trace_id:032x}" == trace}


def said(one: ReadableSpan) -> Mapping[str, Any]:
    return dict(one.attributes or {})


def test_a_command_is_one_trace_from_the_request_to_its_facts_and_names_nobody() -> None:
    with heard() as (client, spans):
        service = service_of(client)
        key = bearer(issue_key(service, "anna-geheim", ("municipal-officer", "body:05914000")))
        body = {"cohort": "4", "person": {"name": SECRET, "email": "verena@example.org"}, "text": "leise"}
        body["effective"] = "2021-05-01"
        answer = client.post(
            "/api/v1/garden/commands/talk",
            json=body,
            headers={**key, "traceparent": PARENT, "Idempotency-Key": "verena-1"},
        )
        position = answer.json()["position"] if answer.status_code < 300 else 0
        client.get("/api/v1/bodies/Geheimgrundlos?on=Geheim", headers=key)
        settle(service)
        service.jobs.run_now("core.sweep-files", 30)
        meta = service.journal.recorded(position).meta if position else None  # type: ignore[union-attr]
    found = spans()
    assert answer.status_code == 201, answer.text
    mine = of_trace(found)
    assert {"decision", "append", "commit"} <= {*mine}
    request = mine["POST /api/v1/garden/commands/talk"]
    assert request.parent is not None
    assert f"{request.parent.span_id:016x}" == "00f067aa0ba902b7"
    assert request.kind.name == "SERVER"
    assert said(request) == {
        "http.request.method": "POST",
        "http.route": "/api/v1/garden/commands/talk",
        "http.response.status_code": 201,
        "fokus.request": answer.headers["x-request-id"],
        "fokus.kept": False,
    }
    assert said(mine["decision"])["fokus.command"] == "garden.talk"
    assert mine["append"].parent is not None
    assert mine["append"].parent.span_id == mine["decision"].context.span_id
    assert meta is not None
    assert meta.trace == TRACE
    names = {one.name for one in found}
    assert {"follower", "job", "GET /api/v1/bodies/{body_id}"} <= names
    whole = "".join(one.to_json() for one in found).lower()
    assert not [word for word in ("verena", "geheim", "leise", "fk_", "bearer", "?on") if word in whole]


def test_a_refusal_is_an_answer_and_a_failure_is_told_by_its_class() -> None:
    with heard() as (client, spans):
        key = bearer(issue_key(service_of(client), "anna", ("municipal-officer", "body:05914000")))
        refused = client.post(
            "/api/v1/garden/commands/close",
            json={"body": "05914000", "effective": "2021-05-01"},
            headers={**key, "traceparent": PARENT},
        )
        assert refused.status_code == 409, refused.text
        client.get("/api/v1/garden/broken", headers=key)
        found = spans()
    decision = of_trace(found)["decision"]
    assert said(decision)["fokus.refused"] == refused.json()["type"].removeprefix("urn:fokus:problem:")
    assert decision.status.is_ok
    (broken,) = [one for one in found if one.name == "GET /api/v1/garden/broken"]
    assert not broken.status.is_ok
    assert broken.status.description is None
    assert said(broken)["error.type"] == "500"
    assert all(not one.events for one in found)  # where the SDK keeps the texts of exceptions


def test_answers_that_are_kept_are_spans_too_and_a_strange_head_makes_no_span_of_its_own_words() -> None:
    with heard() as (client, spans):
        for _ in range(2):
            assert client.get("/api/v1/bodies/Hagen", headers={"traceparent": PARENT}).status_code == 200
        client.get("/nowhere/Geheimgrundlos", headers={"traceparent": "00-Geheimgrundlos-01"})
        ask_raw(client, "GEHEIM", "/api/v1/log", ("host", "testserver.local"))
        client.get("/api/v1/log", headers={"traceparent": UNSAMPLED})
        found = spans()
    kept = [said(one)["fokus.kept"] for one in found if one.name == "GET /api/v1/bodies/{body_id}"]
    assert kept == [False, True]
    assert {"GET -", "other -"} <= {one.name for one in found}
    assert not [one for one in found if one.name == "GET /api/v1/log"]  # who asks said that it is not to be kept
    assert "geheim" not in "".join(one.to_json() for one in found).lower()


def test_log_lines_carry_the_trace(monkeypatch: pytest.MonkeyPatch) -> None:
    written = io.StringIO()
    with heard() as (client, spans):
        setup_logging()
        monkeypatch.setattr(sys, "stderr", written)
        client.get("/api/v1/garden/broken", headers={"traceparent": PARENT})
        for handler in logging.getLogger().handlers:
            handler.flush()
        spans()
        client.get("/api/v1/garden/broken", headers={"traceparent": PARENT})
        for handler in logging.getLogger().handlers:
            handler.flush()
    lines = [json.loads(line) for line in written.getvalue().splitlines()]
    traces = [line.get("trace") for line in lines if line["event"] == "request"]
    assert traces == [TRACE, None]


def test_a_delivery_is_a_span_without_its_address() -> None:
    with heard() as (client, spans):
        outbox = Outbox(service_of(client).state_store, lambda: True)
        message = EmailMessage()
        message["To"], message["Message-ID"] = "verena@example.org", "<1@localhost>"
        sent: list[object] = []

        class Session:
            def send(self, message: object) -> None:
                sent.append(message)

        assert outbox.deliver("garden:1", ["p1"], lambda _: message, Session())  # type: ignore[arg-type]  # it sends
        found = spans()
    assert len(sent) == 1
    (delivery,) = [one for one in found if one.name == "delivery"]
    assert said(delivery) == {"fokus.delivery": "mail"}
    assert delivery.kind.name == "CLIENT"


def test_without_a_setting_nobody_listens_and_nothing_is_kept(client: Client) -> None:
    assert not tracing()
    service = service_of(client)
    key = issue_key(service, "anna", ("state-office", "state"))
    assert key
    with span("nothing") as one:
        one.note({"a": 1})
        one.call("b")
        one.fail("c")
    assert (parent_here(), trace_here()) == ("", "")
    rows = service.journal.store.follow(after=0, limit=1000)
    assert not [row for row in rows if b'"trace"' in row.data]


def test_spans_go_to_a_collector_by_otlp(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OTEL_SERVICE_NAME", "fokus-probe")
    with receiving() as collector:
        with temporary_client(plugin, otel_endpoint=collector.address("")) as client:
            client.get("/api/v1/bodies/Hagen", headers={"traceparent": PARENT})
        came = collector.came["/v1/traces"]
    assert came[0][0]["content-type"] == "application/x-protobuf"
    batches = [ExportTraceServiceRequest.FromString(body) for _, body in came]
    resources = [one for batch in batches for one in batch.resource_spans]
    told = {one.key: one.value.string_value for one in resources[0].resource.attributes}
    assert told["service.name"] == "fokus-probe"
    assert told["service.version"]
    spans = [one for resource in resources for scope in resource.scope_spans for one in scope.spans]
    (request,) = [one for one in spans if one.name == "GET /api/v1/bodies/{body_id}"]
    assert request.trace_id.hex() == TRACE


def test_a_collector_that_is_away_holds_nobody_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("fokus_api.runtime.telemetry.LAST", 0.1)
    with temporary_client(plugin, otel_endpoint="http://127.0.0.1:9") as client:
        assert client.get("/api/v1/bodies/Hagen").status_code == 200
    assert not tracing()


def test_without_the_extra_the_setting_is_refused_in_a_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    assert installed("opentelemetry.sdk.trace")
    assert not installed("opentelemetry_nowhere.sdk")
    refuse_untraceable(Settings(otel_endpoint="http://127.0.0.1:4318"))
    monkeypatch.setattr("fokus_api.runtime.telemetry.installed", lambda _: False)
    refuse_untraceable(Settings())
    with pytest.raises(SettingsRefused, match="extra `otel`"):
        refuse_untraceable(Settings(otel_endpoint="http://127.0.0.1:4318"))


@pytest.mark.parametrize("wrong", ["127.0.0.1:4318", "ftp://127.0.0.1", "http://name:word@host", "http://host/?a=b"])
def test_an_address_that_is_none_or_holds_a_password_is_refused(wrong: str) -> None:
    with pytest.raises(SettingsRefused, match="otel_endpoint"):
        load_settings({"FOKUS_OTEL_ENDPOINT": wrong})


def test_the_service_needs_no_opentelemetry() -> None:
    code = (
        "import sys; sys.modules['opentelemetry'] = None\n"
        "import fokus_api.server.app, fokus_core.journal.journal, fokus_api.cli.serve\n"
        "from fokus_api.runtime.telemetry import installed; assert not installed('opentelemetry.sdk.trace')\n"
    )
    subprocess.run([sys.executable, "-c", code], check=True)
