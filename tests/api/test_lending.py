"""Applications that the test kit lends: made once for a set of plugins, each for one borrower at a time."""

from datetime import date

from fokus_api.testing import service_of, settle, temporary_client
from fokus_core.access.actor import CONSOLE
from fokus_core.access.grants import GrantAccess


class Empty:
    """A plugin without anything."""


def test_one_that_is_lent_again_answers_for_the_new_service_alone() -> None:
    plugin = Empty()
    with temporary_client(plugin) as client:
        first = client.app
        service = service_of(client)
        service.journal.handle(
            GrantAccess(actor="anna", role="auditor", scope="state", effective=date(2026, 1, 1)), by=CONSOLE
        )
        settle(service)
        told = client.get("/api/v1/bodies?limit=1").headers["Fokus-Known"]
        assert int(told) == service.models.position
    with temporary_client(plugin) as client:
        assert client.app is first
        assert service_of(client) is not service
        assert int(client.get("/api/v1/bodies?limit=1").headers["Fokus-Known"]) < int(told)


def test_nobody_else_has_it_meanwhile_nor_whoever_has_other_plugins() -> None:
    plugin = Empty()
    with temporary_client(plugin) as client, temporary_client(plugin) as beside, temporary_client(Empty()) as other:
        assert len({id(one.app) for one in (client, beside, other)}) == 3
