"""A client over a temporary service with the core and the sample programme, and keys of a few actors."""

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from fokus_api.runtime.service import Service
from fokus_api.testing.contract import issue_key, service_of, temporary_client

sys.path.insert(0, str(Path(__file__).parent))  # the sample programme is a module of its own, as a stranger's is

sys.path.append(str(Path(__file__).parent.parent / "ledger"))  # its kit has a witness

from api_kit import Client, Headers, bearer
from log_watch import logging_as_it_was  # noqa: F401  # a fixture is found by its name
from sample_programme import plugin


@pytest.fixture
def client() -> Iterator[Client]:
    with temporary_client(plugin) as client:
        yield client


@pytest.fixture
def service(client: Client) -> Service:
    return service_of(client)


@pytest.fixture
def officer(service: Service) -> Headers:
    return bearer(issue_key(service, "anna", ("municipal-officer", "body:05315000")))


@pytest.fixture
def office(service: Service) -> Headers:
    return bearer(issue_key(service, "office", ("state-office", "state")))


@pytest.fixture
def auditor(service: Service) -> Headers:
    return bearer(issue_key(service, "auditor", ("auditor", "state")))
