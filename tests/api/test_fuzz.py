"""Schemathesis over the whole API, in the process: nothing contradicts the document, and nothing fails."""

import copy
from collections.abc import Iterator
from typing import Any

import pytest
import schemathesis
from api_kit import Client, bearer, open_gardens, talk
from hypothesis import HealthCheck, given, settings
from hypothesis.errors import Unsatisfiable
from sample_programme import plugin
from schemathesis import GenerationMode
from schemathesis.checks import load_all_checks
from schemathesis.core.failures import FailureGroup
from schemathesis.core.result import Ok

from fokus_api.server.openapi import openapi_document
from fokus_api.testing.contract import issue_key, service_of, temporary_client

load_all_checks()

MANY = ("exports", "links", "uploads", "webhook-secrets", "garden-checks", "garden-talks")
LIMITS = [f"{name}=1000000/60" for name in MANY]
BROKEN = "/api/v1/garden/broken"  # fails on purpose
CONFIG = {
    "checks": {
        # well-formed input may be refused by the register, a rule or a clock: 409 and 422 are answers; so is 415 to
        # bytes that are not of the kind they are sent as
        "positive_data_acceptance": {"expected-statuses": ["2xx", 304, 401, 403, 404, 409, 415, 422]},
        "negative_data_rejection": {"expected-statuses": [400, 401, 403, 404, 409, 413, 415, 422]},
    }
}


@pytest.fixture(scope="module")
def fuzzed() -> Iterator[tuple[Client, str]]:
    with temporary_client(plugin, limits=LIMITS) as client:
        service = service_of(client)
        open_gardens(service, "05315000", "05111000")
        talk(service)
        yield client, issue_key(service, "office", ("state-office", "state"), ("operator", "state"))


def fuzz(client: Client, headers: dict[str, str], examples: int) -> int:
    found = copy.deepcopy(openapi_document(client.app))
    del found["paths"][BROKEN], found["security"]  # the credential here is always ours
    for operations in found["paths"].values():
        for operation in operations.values():
            operation.pop("security", None)
    schema = schemathesis.openapi.from_dict(found, config=schemathesis.Config.from_dict(CONFIG))
    rounds = settings(
        max_examples=examples,
        deadline=None,
        suppress_health_check=[HealthCheck.filter_too_much, HealthCheck.too_slow],
        database=None,
        derandomize=True,
    )
    count, found_wrong = 0, list[str]()
    for result in schema.get_all_operations():
        assert isinstance(result, Ok)
        operation = result.ok()
        for mode in GenerationMode:

            @rounds
            @given(case=operation.as_strategy(generation_mode=mode))
            def judge(case: Any) -> None:
                request = case.as_transport_kwargs(base_url="http://testserver.local")
                given_headers = {n: v for n, v in (request["headers"] or {}).items() if n.lower() != "authorization"}
                request["headers"] = given_headers | headers
                request.pop("cookies", None)
                if isinstance(request.get("data"), bytes | str):
                    request["content"] = request.pop("data")
                answer = schemathesis.Response.from_any(client.request(**request))
                case.validate_response(answer)

            try:
                judge()
                count += 1
            except Unsatisfiable:
                assert mode is GenerationMode.NEGATIVE  # nothing can be wrong where nothing can be said
            except FailureGroup as failure:
                found_wrong.append(f"{operation.label} ({mode.value}): {failure}")
    assert not found_wrong, "\n\n".join(found_wrong)
    return count


def test_nothing_contradicts_the_document(fuzzed: tuple[Client, str]) -> None:
    client, key = fuzzed
    assert fuzz(client, bearer(key), 3) > 50


@pytest.mark.long
@pytest.mark.parametrize("anonymous", [True, False])
def test_nothing_contradicts_the_document_for_long(fuzzed: tuple[Client, str], anonymous: bool) -> None:
    client, key = fuzzed
    assert fuzz(client, {} if anonymous else bearer(key), 100) > 50
