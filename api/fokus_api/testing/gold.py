"""What a programme passes to be gold: dry runs, two nodes, odd questions and erasure keep their promises."""

import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from itertools import product
from pathlib import Path
from typing import Any, ClassVar, cast

import msgspec
from litestar import Litestar
from litestar.testing import TestClient

from fokus_api.http.rate_limits import OWN
from fokus_api.routes.commands import command_path
from fokus_api.runtime.service import Service
from fokus_api.server.examples import example_of
from fokus_api.server.openapi import openapi_document
from fokus_api.testing.contract import headers_of_everybody, service_of, settle, shared_by_nodes, temporary_client
from fokus_api.testing.ways_out import gets
from fokus_core.access.actor import CONSOLE
from fokus_core.domain import clock
from fokus_core.domain.commands import Command
from fokus_core.domain.facts import Fact, key_fields
from fokus_core.domain.ids import minted
from fokus_core.domain.programme import ProgrammeInfo
from fokus_core.jobs.job import JobContext
from fokus_core.journal.journal import Journal
from fokus_core.journal.request import Receipt
from fokus_core.persons.erasing import ErasePerson
from fokus_core.persons.erasure import ErasePersons
from fokus_core.privacy.personal import personal_fields
from fokus_core.privacy.sealed import ERASED
from fokus_core.privacy.sealing import open_sealed
from fokus_core.testing.giving import give

__all__ = ["GoldContract"]

ODD: tuple[Any, ...] = (None, "\0", "x" * 5000, -1, 10**30, [{}], "0001-01-01", "Olpe")
ODD_IN_PATHS = ("%00", "x" * 300, "0595", "Olpe", "..%2f", "-1")
ODD_IN_QUERIES = ("%00", "9" * 30, "2999-12-31", "Olpe")
MOMENT = re.compile(r'"(at|recorded|generated|instance|made)":"[^"]*"')


class GoldContract:
    """The contract of a gold programme, as pytest tests.

    `plugin` is the plugin object; `personal` and `fill` record facts of the programme, as in `ProgrammeContract`.
    """

    plugin: ClassVar[Any]
    personal: ClassVar[Sequence[Command]] = ()

    @property
    def info(self) -> ProgrammeInfo:
        """The programme under test."""
        return cast("ProgrammeInfo", self.plugin.programme())

    def fill(self, journal: Journal) -> None:
        """Give commands, so that there is something to read."""

    @contextmanager
    def opened(self, **given: Any) -> Iterator[TestClient[Litestar]]:
        """Open the application with nothing in it, and no limits."""
        limits = [f"{limit.name}=1000000/60" for limit in OWN]
        with temporary_client(self.plugin, **{"limits": limits, **given}) as client:
            yield client

    def filled(self, service: Service) -> None:
        """Give the commands, and wait until the read model knows."""
        give(service.journal, self.personal)
        self.fill(service.journal)
        head = settle(service)
        assert any(one.fact.__class__ in self.info.facts for one in service.journal.follow()), f"nothing by {head}"

    def test_a_dry_run_says_what_the_command_then_records(self) -> None:
        with self.opened() as client:
            service, wrong = service_of(client), list[str]()
            service.journal.handle = _twice(service.journal, wrong)  # type: ignore[method-assign]  # of this one
            self.filled(service)
        assert wrong == [], "\n".join(wrong)

    def test_two_nodes_answer_alike(self, tmp_path: Path) -> None:
        shared = shared_by_nodes(tmp_path, f"sqlite:///{tmp_path}/state_store.db")
        with self.opened(**shared) as first, self.opened(**shared) as second:
            here, there = service_of(first), service_of(second)
            self.filled(here)
            headers = headers_of_everybody(here)
            assert settle(there) == settle(here)
            wrong = [
                one.there
                for one in gets(first, {"body_id": ["05914000"]})
                if one.path.startswith(f"/api/v1/{self.info.id}/")
                if _said(first.get(one.there, headers=headers)) != _said(second.get(one.there, headers=headers))
            ]
        assert wrong == [], f"two nodes answer otherwise at {wrong}"

    def test_whatever_is_asked_is_answered(self) -> None:
        with self.opened() as client:
            service = service_of(client)
            self.filled(service)
            headers, head = headers_of_everybody(service), service.journal.store.head()
            document = openapi_document(client.app)["paths"]
            wrong = []
            for kind in service.catalogue.commands.values():
                if kind.programme == self.info.id:
                    path = command_path(kind)
                    body = example_of(kind.cls, whole=True)
                    for odd in ({**body, name: value} for name, value in product(body, ODD)):
                        answer = client.post(path, params={"dry_run": "true"}, json=odd, headers=headers)
                        wrong += [f"{kind.name} {odd}: {answer.text}"] if answer.status_code >= 500 else []
            for there in _odd_questions(document, f"/api/v1/{self.info.id}/"):
                answer = client.get(there, headers=headers)
                wrong += [f"{there}: {answer.text}"] if answer.status_code >= 500 else []
            assert service.journal.store.head() == head
        assert wrong == [], "\n".join(wrong[:20])

    def test_an_erased_person_can_be_read_nowhere(self) -> None:
        with self.opened() as client:
            service = service_of(client)
            self.filled(service)
            service.jobs.stop()
            journal = service.journal
            persons = {value for record in journal.follow() for value in _persons(record.fact)}
            for person in sorted(persons):
                journal.handle(
                    ErasePerson(person=person, ground="consent-withdrawn", effective=clock.day_of(journal.now())),
                    by=CONSOLE,
                )
            ErasePersons().run(JobContext(service.state_store, service, lambda: True))
            left = [
                f"{record.type} at {record.position}: {field.name}"
                for record in journal.follow()
                for field in personal_fields(type(record.fact))
                if _persons(record.fact) and (value := getattr(record.fact, field.name)) is not None
                if open_sealed(value, Any, record.meta.id, field.name, journal.vault) is not ERASED
            ]
        assert left == [], "\n".join(left)


def _twice(journal: Journal, wrong: list[str]) -> Callable[..., Receipt]:
    """Return what gives each command twice, dry and in earnest, and notes where the facts differ."""
    handle = journal.handle

    def both(command: Command, *, command_id: str | None = None, **given: Any) -> Receipt:
        id_ = command_id or minted("dry", str(journal.store.head()))
        foreseen = handle(command, command_id=id_, **{**given, "dry_run": True})
        done = handle(command, command_id=id_, **given)
        dry, real = ([_told(record.fact) for record in one.facts] for one in (foreseen, done))
        if dry != real and not given.get("dry_run"):
            wrong.append(f"{type(command).__name__}: foreseen {dry}, recorded {real}")
        return done

    return both


def _told(fact: Fact) -> tuple[str, Any]:
    """Return a fact without what is sealed and without who a person is, who has no id in a dry run."""
    fields, who = msgspec.to_builtins(fact, enc_hook=lambda _: "…"), _about_persons(type(fact))
    return type(fact).__name__, {name: value for name, value in fields.items() if name not in who}


def _persons(fact: Fact) -> set[str]:
    found = [getattr(fact, name) for name in _about_persons(type(fact))]
    return {one for value in found for one in (value if isinstance(value, tuple) else (value,)) if one is not None}


def _about_persons(cls: type[Fact]) -> list[str]:
    return [name for name, key in key_fields(cls).items() if key.kind == "person"]


def _said(answer: Any) -> tuple[int, str]:
    """Return an answer without the moments that differ between two."""
    return answer.status_code, MOMENT.sub("", answer.text) if "json" in answer.headers["content-type"] else ""


def _odd_questions(document: Any, below: str) -> Iterator[str]:
    for path, operations in document.items():
        if not path.startswith(below) or "get" not in operations:
            continue
        names = [one["name"] for one in operations["get"].get("parameters", ()) if one["in"] == "path"]
        asked = [one["name"] for one in operations["get"].get("parameters", ()) if one["in"] == "query"]
        plain = path.format(**dict.fromkeys(names, "05914000"))
        if names:
            yield from (path.format(**dict.fromkeys(names, odd)) for odd in ODD_IN_PATHS)
        yield from (f"{plain}?{name}={odd}" for name, odd in product(asked, ODD_IN_QUERIES) if name != "min_position")
