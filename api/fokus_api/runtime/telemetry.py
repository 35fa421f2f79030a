"""OpenTelemetry: sends the spans of this process to a collector by OTLP over HTTP, with the extra `otel`.

What to send, how often and with which headers, the `OTEL_*` variables of the SDK say. Where the collector does not
answer, spans are dropped, and nobody waits.
"""

import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.metadata import version
from importlib.util import find_spec
from typing import TYPE_CHECKING

from fokus_api.runtime.settings import Settings, SettingsRefused
from fokus_core.domain.tracing import Kind, Said, Span, trace_with

if TYPE_CHECKING:
    from opentelemetry.sdk.trace import TracerProvider
    from opentelemetry.sdk.trace.export import SpanExporter
    from opentelemetry.trace import Span as OtelSpan

__all__ = ["OpenTelemetry", "refuse_untraceable", "traced"]

NEEDED = ("opentelemetry.sdk.trace", "opentelemetry.exporter.otlp.proto.http")
TRACES = "/v1/traces"
PARENT = "traceparent"
LAST = 2.0  # seconds that the end of a process waits for the collector


class OpenTelemetry:
    """Makes spans with the SDK; exceptions are told by their class, without their text."""

    def __init__(self, provider: "TracerProvider") -> None:
        from opentelemetry import trace
        from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator

        self._trace = trace
        self._tracer = provider.get_tracer("fokus-kommune", version("fokus-kommune"))
        self._propagator = TraceContextTextMapPropagator()

    @contextmanager
    def span(self, name: str, said: Said, parent: str, kind: Kind) -> Iterator[Span]:
        """Open a span; one that an exception ends has failed."""
        with self._tracer.start_as_current_span(
            name,
            context=self._propagator.extract({PARENT: parent}) if parent else None,
            kind=self._trace.SpanKind[kind.upper()],
            attributes=dict(said),
            record_exception=False,
            set_status_on_exception=False,
        ) as opened:
            one = _Open(opened)
            try:
                yield one
            except BaseException as error:
                one.fail(type(error).__name__)
                raise

    def parent_here(self) -> str:
        """Return the `traceparent` of the span that is open here."""
        carrier: dict[str, str] = {}
        self._propagator.inject(carrier)
        return carrier.get(PARENT, "")

    def trace_here(self) -> str:
        """Return the id of the trace of the span that is open here, if it is among those that are sent."""
        context = self._trace.get_current_span().get_span_context()
        return f"{context.trace_id:032x}" if context.is_valid and context.trace_flags.sampled else ""


class _Open:
    """A span of the SDK."""

    def __init__(self, opened: "OtelSpan") -> None:
        self._opened = opened

    def note(self, said: Said) -> None:
        self._opened.set_attributes(dict(said))

    def call(self, name: str) -> None:
        self._opened.update_name(name)

    def fail(self, kind: str) -> None:
        from opentelemetry.trace import StatusCode

        self._opened.set_attribute("error.type", kind)
        self._opened.set_status(StatusCode.ERROR)


def refuse_untraceable(settings: Settings) -> None:
    """Raise `SettingsRefused` where spans are to be sent and the extra `otel` is not installed."""
    if settings.otel_endpoint and not all(map(installed, NEEDED)):
        raise SettingsRefused(
            "The setting otel_endpoint needs OpenTelemetry: install fokus-kommune with the extra `otel`."
        )


def installed(package: str) -> bool:
    """Tell whether a package can be imported."""
    try:
        return find_spec(package) is not None
    except ModuleNotFoundError:  # not even what it lies in
        return False


@contextmanager
def traced(settings: Settings, exporter: "SpanExporter | None" = None) -> Iterator[None]:
    """Send spans while this is entered, if the setting `otel_endpoint` or an `exporter` says where to.

    Raises `SettingsRefused` where the extra `otel` is not installed.
    """
    if not settings.otel_endpoint and exporter is None:
        yield
        return
    refuse_untraceable(settings)
    from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
    from opentelemetry.sdk.resources import Resource
    from opentelemetry.sdk.trace import TracerProvider
    from opentelemetry.sdk.trace.export import BatchSpanProcessor

    named = {} if os.environ.get("OTEL_SERVICE_NAME") else {"service.name": "fokus-kommune"}
    resource = Resource.create({**named, "service.version": version("fokus-kommune")})
    provider = TracerProvider(resource=resource, shutdown_on_exit=False)
    sent = exporter or OTLPSpanExporter(settings.otel_endpoint.rstrip("/") + TRACES)
    provider.add_span_processor(BatchSpanProcessor(sent))
    trace_with(OpenTelemetry(provider))
    try:
        yield
    finally:
        trace_with(None)
        ending = threading.Thread(target=provider.shutdown, name="fokus-last-spans", daemon=True)
        ending.start()
        ending.join(LAST)
