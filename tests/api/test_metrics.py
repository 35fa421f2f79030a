"""Metrics: who may see them, that every answer counts, and that they name nobody."""

import time
from collections.abc import Iterator
from zlib import crc32

import pytest
from api_kit import Client, Headers, bearer, slug
from prometheus_client.parser import text_string_to_metric_families
from sample_programme import plugin

from fokus_api.testing.contract import issue_key, service_of, temporary_client
from fokus_core.access.api_keys import matches, new_secret


@pytest.fixture(scope="module")
def client() -> Iterator[Client]:
    with temporary_client(plugin) as client:
        yield client


@pytest.fixture(scope="module")
def operator(client: Client) -> Headers:
    return bearer(issue_key(service_of(client), "watch", ("operator", "state")))


def samples(client: Client, operator: Headers) -> dict[tuple[str, ...], float]:
    """Return every sample by its name and the values of its labels."""
    answer = client.get("/metrics", headers=operator)
    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith("text/plain; version=")
    assert answer.headers["cache-control"] == "no-store"
    families = text_string_to_metric_families(answer.text)
    return {(one.name, *one.labels.values()): one.value for family in families for one in family.samples}


def test_only_who_looks_after_the_service_sees_them(client: Client) -> None:
    assert slug(client.get("/metrics")) == "unauthenticated"
    clerk = bearer(issue_key(service_of(client), "clerk", ("state-office", "state")))
    assert slug(client.get("/metrics", headers=clerk)) == "forbidden"


def test_every_answer_counts_also_what_met_no_route_and_what_was_kept(client: Client, operator: Headers) -> None:
    before = samples(client, operator)
    client.get("/api/v1/bodies/Hagen")
    client.get("/api/v1/bodies/Hagen")
    client.get("/nowhere/Hagen-Geheimgrundlos")
    client.request("BREW", "/api/v1/log")
    time.sleep(1.2)  # kept answers are counted once a second
    after = samples(client, operator)

    def more(*key: str) -> float:
        return after.get(key, 0) - before.get(key, 0)

    assert more("fokus_answers_total", "GET", "/api/v1/bodies/{body_id}", "200") == 1
    assert more("fokus_answers_kept_total", "/api/v1/bodies/{body_id}", "200") == 1
    assert more("fokus_answers_total", "GET", "-", "404") == 1
    assert more("fokus_answers_total", "other", "-", "405") == 1
    assert more("fokus_answer_seconds_count", "/api/v1/bodies/{body_id}") == 1
    assert not [key for key in after if "Hagen" in "".join(key)]


def test_the_parts_say_how_they_fare(client: Client, operator: Headers) -> None:
    found = samples(client, operator)
    service = service_of(client)
    assert found["fokus_journal_head",] == service.models.head
    assert found["fokus_read_models_lag_seconds",] >= 0
    assert {found[f"fokus_{part}_up",] for part in ("journal", "projections", "jobs")} == {1}
    stopped = {key[1]: value for key, value in found.items() if key[0] == "fokus_projection_stopped"}
    assert stopped == {one.name: 0 for one in service.models.status()}
    assert ("fokus_job_failures", "core.erase-persons") in found


def test_keys_end_with_a_checksum_by_which_a_leak_is_known() -> None:
    secret, digest = new_secret()
    assert matches(secret, digest)
    assert f"{crc32(secret[:-8].encode()):08x}" == secret[-8:]
