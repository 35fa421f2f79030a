"""Drafts: found by an id that nobody guesses, sealed where they lie, gone after a while."""

import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest

from fokus_api.face.forms.drafts import KEPT, UNTOUCHED, Drafts
from fokus_api.runtime.service import Service
from fokus_api.testing.contract import temporary_service
from fokus_core.storage.state_store import StateStore
from fokus_core.testing.folders import files_in

TYPED = {"person/name": ["Verena Vertraulich"]}


@pytest.fixture
def service() -> Iterator[Service]:
    with temporary_service() as service:
        yield service


@pytest.fixture
def drafts(service: Service) -> Drafts:
    return Drafts(service.state_store, service.vault)


def test_what_was_typed_is_found_again_by_its_id(drafts: Drafts) -> None:
    draft = drafts.begin("anna", "garden.talk", TYPED)
    assert drafts.find(draft.id) == draft
    assert drafts.find("x" * 32) is None


def test_only_what_was_typed_and_not_sent_waits_for_its_owner(drafts: Drafts) -> None:
    first, empty, sent, other = (
        drafts.begin(owner, "garden.talk", typed)
        for owner, typed in (("anna", TYPED), ("anna", {}), ("anna", TYPED), ("annabel", TYPED))
    )
    drafts.keep(msgspec.structs.replace(sent, receipt={"position": 3}))
    assert [one.id for one in drafts.of("anna")] == [first.id]
    assert [one.id for one in drafts.of("annabel")] == [other.id]
    drafts.drop(first)
    assert list(drafts.of("anna")) == []
    assert drafts.find(empty.id) is not None


def test_nothing_personal_and_no_address_lies_open_in_the_store(drafts: Drafts, service: Service) -> None:
    draft = drafts.begin("anna", "garden.talk", TYPED)
    for space in ("draft", "draft-of"):
        ((key, value),) = service.state_store.scan(space)
        assert draft.id not in key
        assert draft.id.encode() not in value
        assert b"Verena" not in value
        assert b"garden" not in value


def test_a_draft_of_another_vault_is_none(drafts: Drafts, service: Service) -> None:
    draft = drafts.begin("anna", "garden.talk", TYPED)
    with temporary_service() as other:
        assert Drafts(service.state_store, other.vault).find(draft.id) is None


def test_untouched_for_a_day_and_else_for_thirty(
    service: Service, drafts: Drafts, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept: list[float] = []
    put = StateStore.put

    def noted(self: StateStore, *given: Any, expires: float) -> None:
        kept.append(expires)
        put(self, *given, expires=expires)

    monkeypatch.setattr(StateStore, "put", noted)
    draft = drafts.begin("anna", "garden.talk", TYPED)
    drafts.keep(draft)
    now = time.time()
    assert [round(one - now) for one in kept] == [UNTOUCHED, UNTOUCHED, KEPT, KEPT]


def test_nothing_of_it_is_in_the_files(drafts: Drafts, service: Service) -> None:
    drafts.begin("anna", "garden.talk", TYPED)
    folder = Path(service.settings.data)
    assert any(folder.rglob("*.db"))
    assert not [one for one, held in files_in(folder).items() if b"Vertraulich" in held]
