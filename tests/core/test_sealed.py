"""Personal fields are sealed before they leave memory, and are bound to where they stand."""

import copy
import pickle
from collections.abc import Iterator
from typing import Annotated

import msgspec
import pytest

from fokus_core.privacy import Vault, open_vault
from fokus_core.privacy.personal import Personal, PersonalField, personal_fields
from fokus_core.privacy.sealed import ERASED, Sealed, StillSealed, dec_hook, enc_hook
from fokus_core.privacy.sealing import SealBroken, open_sealed, seal
from fokus_core.privacy.vault import PersonErasedError

MARKER = "Änne Mustermann-Kanarienvogel"


class Applied(msgspec.Struct, frozen=True):
    person: str
    case: str
    name: Annotated[Sealed[str], Personal("person", purpose="application", case="case")]
    hours: Annotated[Sealed[list[int]] | None, Personal("person", purpose="evidence")] = None
    note: Annotated[Sealed[str], Personal("cohort", purpose="group")] | None = None
    cohort: str = ""


class Unmarked(msgspec.Struct):
    name: Sealed[str]


class Unsealed(msgspec.Struct):
    person: str
    name: Annotated[str, Personal("person", purpose="x")]


class Orphaned(msgspec.Struct):
    name: Annotated[Sealed[str], Personal("person", purpose="x")]


class Listed(msgspec.Struct):
    person: str
    names: Annotated[list[Sealed[str]], Personal("person", purpose="x")]


@pytest.fixture
def vault(database_url: str) -> Iterator[Vault]:
    opened = open_vault(database_url, bytes(range(32)))
    yield opened
    opened.close()


def applied(**changes: object) -> Applied:
    whole = Applied("p1", "c1", Sealed.of(MARKER), Sealed.of([3, 4]), Sealed.of("ab"), "cohort:4")
    return msgspec.structs.replace(whole, **changes)


def test_a_sealed_struct_travels_as_json_without_its_values_and_opens_to_them(vault: Vault) -> None:
    data = msgspec.json.encode(seal(applied(), "f1", vault), enc_hook=enc_hook)
    assert MARKER.encode() not in data
    assert b"Kanarienvogel" not in data
    read = msgspec.json.decode(data, type=Applied, dec_hook=dec_hook)
    assert read.hours is not None
    assert read.note is not None
    assert open_sealed(read.name, str, "f1", "name", vault) == MARKER
    assert open_sealed(read.hours, list[int], "f1", "hours", vault) == [3, 4]
    assert open_sealed(read.note, str, "f1", "note", vault) == "ab"


def test_a_token_names_format_key_and_ciphertext(vault: Vault) -> None:
    token = seal(applied(), "f1", vault).name.token
    assert token is not None
    assert token.split(":")[:3] == ["sealed", "1", vault.key_for("p1", "application", "c1")[0]]


def test_sealing_leaves_absent_and_already_sealed_fields_alone(vault: Vault) -> None:
    once = seal(applied(hours=None), "f1", vault)
    assert once.hours is None
    assert seal(once, "f1", vault) is once


def test_the_same_value_never_gives_the_same_token_twice(vault: Vault) -> None:
    assert seal(applied(), "f1", vault).name != seal(applied(), "f1", vault).name


@pytest.mark.parametrize(("fact", "field"), [("f2", "name"), ("f1", "note"), ("f1", "nam")])
def test_a_token_moved_to_another_fact_or_field_is_refused(vault: Vault, fact: str, field: str) -> None:
    token = seal(applied(), "f1", vault).name
    with pytest.raises(SealBroken) as caught:
        open_sealed(token, str, fact, field, vault)
    assert MARKER not in str(caught.value)


def test_a_changed_or_shortened_token_is_refused(vault: Vault) -> None:
    token = seal(applied(), "f1", vault).name.token or ""
    head, body = token.rsplit(":", 1)
    for bad in (body[:-8], body[:4] + ("A" if body[4] != "A" else "B") + body[5:], "", "%%%", "AAAA"):
        with pytest.raises(SealBroken):
            open_sealed(Sealed.held(f"{head}:{bad}"), str, "f1", "name", vault)


def test_a_value_of_another_type_is_refused_without_being_named(vault: Vault) -> None:
    token = seal(applied(), "f1", vault).name
    with pytest.raises(SealBroken) as caught:
        open_sealed(token, int, "f1", "name", vault)
    assert caught.value.__cause__ is None


def test_destroying_one_purpose_erases_its_fields_and_no_others(vault: Vault) -> None:
    sealed = seal(applied(), "f1", vault)
    vault.destroy("p1", "application")
    assert open_sealed(sealed.name, str, "f1", "name", vault) is ERASED
    assert sealed.hours is not None
    assert open_sealed(sealed.hours, list[int], "f1", "hours", vault) == [3, 4]


def test_nothing_is_sealed_for_an_erased_person(vault: Vault) -> None:
    vault.destroy("p1")
    with pytest.raises(PersonErasedError):
        seal(applied(), "f1", vault)


def test_a_field_with_a_value_needs_a_person(vault: Vault) -> None:
    with pytest.raises(ValueError, match="cohort names nobody"):
        seal(applied(cohort=""), "f1", vault)


def test_an_open_value_is_never_written() -> None:
    with pytest.raises(TypeError, match="would be stored in clear"):
        msgspec.json.encode(applied(), enc_hook=enc_hook)
    with pytest.raises(TypeError, match="would be stored in clear"):
        pickle.dumps(Sealed.of(MARKER))


def test_clear_text_is_never_read_as_a_sealed_value() -> None:
    for value in (f'"{MARKER}"', "7", "null"):
        with pytest.raises(msgspec.ValidationError) as caught:
            msgspec.json.decode(f'{{"name":{value}}}', type=Unmarked, dec_hook=dec_hook)
        assert MARKER not in str(caught.value)


def test_a_value_never_shows_itself() -> None:
    assert repr(Sealed.of(MARKER)) == str(Sealed.of(MARKER)) == f"{Sealed.of(MARKER)}" == "Sealed(***)"
    assert MARKER not in repr(applied())


def test_the_length_of_a_token_does_not_tell_which_of_a_few_words_it_holds(vault: Vault) -> None:
    found = [seal(Applied("p", "c", Sealed.of(word)), "f", vault) for word in ("tool", "presentation")]
    assert len({len(one.name.token or "") for one in found}) == 1
    assert [open_sealed(one.name, str, "f", "name", vault) for one in found] == ["tool", "presentation"]


def test_a_value_is_equal_by_content_hashable_and_unchangeable() -> None:
    assert {Sealed.of("a"), Sealed.of("a")} == {Sealed.of("a")}
    assert Sealed.of("a") != Sealed.of("b")
    assert Sealed.of("a") != "a"
    assert Sealed.held("sealed:1:k:x") == Sealed.held("sealed:1:k:x")
    assert copy.deepcopy(Sealed.of("a")) == Sealed.of("a")
    with pytest.raises(AttributeError):
        Sealed.of("a")._value = "b"


def test_a_held_token_has_no_value() -> None:
    with pytest.raises(StillSealed):
        _ = Sealed[str].held("sealed:1:k:x").value
    assert Sealed.of(None).value is None


def test_the_personal_fields_of_a_struct_are_found_with_type_person_purpose_and_case() -> None:
    assert personal_fields(Applied) == (
        PersonalField("name", str, "person", "application", "case"),
        PersonalField("hours", list[int], "person", "evidence", None),
        PersonalField("note", str, "cohort", "group", None),
    )


@pytest.mark.parametrize("wrong", [Unmarked, Unsealed, Orphaned, Listed])
def test_a_wrongly_declared_field_is_refused(wrong: type[msgspec.Struct]) -> None:
    with pytest.raises(TypeError):
        personal_fields(wrong)
