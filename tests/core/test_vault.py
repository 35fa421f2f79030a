"""Keys come into being on demand and go for good; people are recognised by keyed hashes alone."""

import base64
import secrets
import stat
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from fokus_core.domain.refusals import Unusable
from fokus_core.privacy import PersonErasedError, Vault, load_master_key, open_vault, rotate_master_key
from fokus_core.privacy.likeness import Mark, marks_of
from fokus_core.privacy.vault import KeyLost
from fokus_core.storage.open_database import open_database
from fokus_core.storage.state_store import open_state_store
from fokus_core.testing.postgres import PostgresServer
from fokus_core.testing.races import at_once

MASTER = bytes(range(32))


@pytest.fixture
def url(database_url: str) -> str:
    return database_url


@pytest.fixture
def vault(url: str) -> Iterator[Vault]:
    with closing(open_vault(url, MASTER)) as opened:
        yield opened


@pytest.fixture
def sqlite_vault(tmp_path: Path) -> Iterator[Vault]:
    with closing(open_vault(f"sqlite:///{tmp_path}/vault/vault.db", MASTER)) as opened:
        yield opened


def all_bytes(folder: Path) -> bytes:
    return b"".join(path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file())


def test_a_key_is_made_once_per_subject_purpose_and_case(vault: Vault) -> None:
    key_id, key = vault.key_for("p1", "application", "c1")
    assert vault.key_for("p1", "application", "c1") == (key_id, key)
    assert vault.key(key_id) == key
    assert len(key) == 32
    others = [vault.key_for(*o) for o in (("p1", "application"), ("p1", "card", "c1"), ("p2", "application", "c1"))]
    assert len({key_id, *(o[0] for o in others)}) == len({key, *(o[1] for o in others)}) == 4


def test_keys_outlive_the_process(url: str) -> None:
    with closing(open_vault(url, MASTER)) as first:
        made = first.key_for("p1", "x"), first.digest_key(), first.enter("p1", marks(email="a@b"), lambda _: True)
    with closing(open_vault(url, MASTER)) as second:
        assert (
            second.key_for("p1", "x"),
            second.digest_key(),
            second.enter("p1", marks(email="a@b"), lambda likely: likely.same == {"p1"}),
        ) == made


def test_a_key_that_never_was_is_told_from_one_that_was_destroyed(vault: Vault) -> None:
    key_id, _ = vault.key_for("p1", "application")
    vault.destroy("p1")
    assert vault.key(key_id) is None
    with pytest.raises(KeyLost):
        vault.key("0" * 32)


def test_a_destroyed_subject_never_gets_a_key_again(url: str, vault: Vault) -> None:
    key_id, _ = vault.key_for("p1", "application")
    kept, kept_key = vault.key_for("p2", "application")
    vault.digest_key("p1")
    with closing(open_vault(url, MASTER)) as elsewhere:
        assert elsewhere.key(key_id) is not None
        assert vault.destroy("p1") == 2
        assert vault.destroy("p1") == 0
        for one in (vault, elsewhere):
            assert one.key(key_id) is None
            assert one.erased("p1")
            for purpose, case in (("application", ""), ("application", "c9"), ("never-used", "")):
                with pytest.raises(PersonErasedError):
                    one.key_for("p1", purpose, case)
            with pytest.raises(PersonErasedError):
                one.digest_key("p1")
            assert one.key(kept) == kept_key
            assert not one.erased("p2")


def test_one_purpose_or_case_can_be_destroyed_alone(vault: Vault) -> None:
    a1, a2, b1 = (vault.key_for("p1", *rest)[0] for rest in (("a", "1"), ("a", "2"), ("b", "1")))
    assert vault.destroy("p1", "a", "1") == 1
    assert [vault.key(k) is None for k in (a1, a2, b1)] == [True, False, False]
    with pytest.raises(PersonErasedError):
        vault.key_for("p1", "a", "1")
    assert vault.destroy("p1", "a") == 1
    assert [vault.key(k) is None for k in (a1, a2, b1)] == [True, True, False]
    with pytest.raises(PersonErasedError):
        vault.key_for("p1", "a", "3")
    vault.key_for("p1", "b", "2")
    assert not vault.erased("p1")


def test_the_general_digest_key_cannot_be_destroyed(vault: Vault) -> None:
    general = vault.digest_key()
    assert general != vault.digest_key("p1")
    with pytest.raises(ValueError, match="nobody"):
        vault.destroy("")
    assert vault.digest_key() == general


def test_keys_are_made_once_by_eight_threads(vault: Vault) -> None:
    assert len(set(at_once(8, lambda _: vault.key_for("p1", "x")))) == 1


def test_no_key_survives_a_race_with_its_destruction(vault: Vault) -> None:
    for subject in (f"p{n}" for n in range(8)):

        def work(n: int, subject: str = subject) -> object:
            return vault.destroy(subject) if n == 3 else vault.key_for(subject, f"purpose-{n % 3}")

        made = [r for n, r in enumerate(at_once(6, work)) if n != 3]
        assert all(isinstance(r, (tuple, PersonErasedError)) for r in made), made
        assert [vault.key(r[0]) for r in made if isinstance(r, tuple)] == [None for r in made if isinstance(r, tuple)]


def test_neither_key_nor_wrapped_key_nor_directory_entry_is_in_any_file_after_destruction(
    sqlite_vault: Vault, tmp_path: Path
) -> None:
    people = [f"p{n}" for n in range(300)]
    for person in people:
        sqlite_vault.key_for(person, "application")
        enter(sqlite_vault, person, email=f"{person}@example.org")
    with closing(open_database(f"sqlite:///{tmp_path}/vault/vault.db", "vault")) as raw:
        wrapped = dict(raw.query("SELECT subject, wrapped FROM vault_keys"))
        digests = dict(raw.query("SELECT person, digest FROM vault_people"))
    before = all_bytes(tmp_path)
    assert all(wrapped[p] in before and digests[p] in before for p in people)
    keys = {p: sqlite_vault.key_for(p, "application")[1] for p in people}
    secrets.SystemRandom().shuffle(people)
    gone, kept = people[:150], people[150:]
    for person in gone:
        sqlite_vault.destroy(person)
    after = all_bytes(tmp_path)
    assert not [p for p in gone if wrapped[p] in after or digests[p] in after or keys[p] in after]
    assert all(wrapped[p] in after and digests[p] in after for p in kept)


def test_no_key_and_nothing_about_a_person_lies_in_clear(sqlite_vault: Vault, tmp_path: Path) -> None:
    _, key = sqlite_vault.key_for("p1", "application")
    digest_key = sqlite_vault.digest_key("p1")
    enter(sqlite_vault, "p1", email="kanarienvogel@example.org")
    enter(sqlite_vault, "p2", name="Anna Kanarienvogel", birth="1987-06-05")
    assert (tmp_path / "vault" / "vault.db-wal").stat().st_size > 0
    raw = all_bytes(tmp_path)
    for marker in (key, digest_key, MASTER, b"kanarienvogel", b"Kanarienvogel", b"example.org", b"1987"):
        assert marker not in raw
    assert stat.S_IMODE((tmp_path / "vault" / "vault.db").stat().st_mode) == 0o600


def test_a_wrong_master_key_is_refused_and_changes_nothing(url: str, tmp_path: Path) -> None:
    with closing(open_vault(url, MASTER)) as vault:
        made = vault.key_for("p1", "x")
    before = all_bytes(tmp_path)
    with pytest.raises(Unusable, match="The master key does not fit this vault"):
        open_vault(url, bytes(32))
    with pytest.raises(Unusable, match="5 bytes; it needs 32"):
        open_vault(url, b"short")
    assert all_bytes(tmp_path) == before
    with closing(open_vault(url, MASTER)) as vault:
        assert vault.key_for("p1", "x") == made


def test_a_rotated_master_key_opens_every_key_and_the_old_one_opens_nothing(url: str, tmp_path: Path) -> None:
    new = bytes(range(32, 64))
    with closing(open_vault(url, MASTER)) as vault:
        made = vault.key_for("p1", "x"), vault.digest_key(), vault.enter("p1", marks(email="a@b"), lambda _: True)
        gone, _ = vault.key_for("p2", "x")
        vault.destroy("p2")
    with pytest.raises(Unusable, match="does not fit"):
        rotate_master_key(url, new, MASTER)
    with closing(open_database(url, "vault")) as raw:
        before = raw.query("SELECT wrapped FROM vault_keys WHERE subject <> 'p2'")
        assert rotate_master_key(url, MASTER, new) == 2
    files = all_bytes(tmp_path)
    assert not [wrapped for (wrapped,) in before if wrapped in files]
    with pytest.raises(Unusable, match="does not fit"):
        open_vault(url, MASTER)
    with closing(open_vault(url, new)) as vault:
        assert (
            vault.key_for("p1", "x"),
            vault.digest_key(),
            vault.enter("p1", marks(email="a@b"), lambda likely: likely.same == {"p1"}),
        ) == made
        assert vault.key(gone) is None


def test_eight_processes_worth_of_openings_make_one_vault(url: str) -> None:
    def work(_: int) -> object:
        with closing(open_vault(url, MASTER)) as vault:
            return vault.digest_key()

    assert len(set(at_once(8, work))) == 1


def test_a_file_that_is_something_else_is_refused_unchanged(tmp_path: Path) -> None:
    open_state_store(f"sqlite:///{tmp_path}/state_store.db").close()
    (tmp_path / "text.db").write_text("no database at all, but long enough to be looked at" * 20)
    before = all_bytes(tmp_path)
    for name in ("state_store.db", "text.db"):
        with pytest.raises(Unusable):
            open_vault(f"sqlite:///{tmp_path}/{name}", MASTER)
    with pytest.raises(Unusable, match="must start with"):
        open_vault("mysql://root:secret@host/x", MASTER)
    assert all_bytes(tmp_path) == before


def test_a_later_format_is_refused(url: str) -> None:
    open_vault(url, MASTER).close()
    with closing(open_database(url, "vault")) as raw:
        raw.execute("UPDATE vault_format SET version = 2")
    with pytest.raises(Unusable, match="format 2"):
        open_vault(url, MASTER)


def enter(vault: Vault, person: str, **said: str | None) -> bool:
    return vault.enter(person, marks(**said), lambda likely: not likely.same or person in likely.same)


def marks(**said: str | None) -> frozenset[Mark]:
    return marks_of(**{"name": None, "email": None, "birth": None, **said})


def known(vault: Vault, **said: str | None) -> set[str]:
    """Return of whom everything is alike."""
    return set(vault.likely(marks(**said)).same)


def test_everything_alike_is_the_same_person_and_less_is_a_candidate(vault: Vault) -> None:
    anna = {"name": "Änne Groß", "email": "anna@example.org", "birth": "1990-01-02"}
    assert enter(vault, "p1", **anna)
    assert known(vault, name="Dr. GROSS, Aenne", email="Anna@Example.ORG", birth="1990-01-02") == {"p1"}
    for said, why in (
        ({"name": "Bernd Groß", "email": "anna@example.org"}, {"mail"}),
        ({"name": "Aenne Gross", "birth": "1990-01-02"}, {"name-and-birth"}),
        ({"name": "Aenne Gross", "birth": "1990"}, {"name-and-birth"}),
        ({"name": "Aenne Gross", "email": "anna@example.org", "birth": "1990-01"}, {"mail", "name-and-birth"}),
    ):
        found = vault.likely(marks(**said))
        assert (set(found.same), {one: set(some) for one, some in found.candidates.items()}) == (set(), {"p1": why})
    for said in ({"name": "Änne Groß"}, {"name": "Änne Groß", "birth": "1990-01-03"}, {"email": "b@example.org"}):
        assert vault.likely(marks(**said)).everybody() == frozenset()


def test_what_was_said_less_exactly_before_is_a_candidate(vault: Vault) -> None:
    enter(vault, "p1", name="Änne Groß", birth="1990")
    enter(vault, "p2", name="Änne Groß", birth="1990-02")
    found = vault.likely(marks(name="Änne Groß", birth="1990-01-03"))
    assert dict(found.candidates) == {"p1": {"name-and-birth"}}
    assert vault.alike() == [("p1", "p2", frozenset({"name-and-birth"}))]


def test_two_persons_with_one_mailbox_are_two_and_told_as_alike(vault: Vault) -> None:
    enter(vault, "p2", name="Anna Groß", email="familie@example.org")
    enter(vault, "p1", name="Bernd Groß", email="familie@example.org")
    enter(vault, "p3", name="Carla Klein", email="carla@example.org")
    assert known(vault, name="Anna Groß", email="familie@example.org") == {"p2"}
    assert vault.alike() == [("p1", "p2", frozenset({"mail"}))]
    vault.destroy("p1")
    assert vault.alike() == []


def test_nobody_is_entered_where_somebody_else_was_faster(vault: Vault) -> None:
    said = {"name": "Anna", "email": "a@example.org"}
    assert enter(vault, "p1", **said)
    assert enter(vault, "p1", **said)
    assert not enter(vault, "p2", **said)
    assert known(vault, **said) == {"p1"}


def test_an_erased_person_is_recognised_no_more_and_their_id_is_never_entered_again(vault: Vault) -> None:
    said = {"name": "Anna", "email": "a@example.org"}
    enter(vault, "p1", **said)
    vault.destroy("p1", "application")
    assert known(vault, **said) == {"p1"}
    vault.destroy("p1")
    assert known(vault, **said) == set()
    with pytest.raises(PersonErasedError):
        enter(vault, "p1", **said)
    assert enter(vault, "p2", **said)


def test_of_eight_threads_one_enters_a_person(vault: Vault) -> None:
    for n in range(5):
        email = f"{n}@example.org"
        done = at_once(8, lambda t, email=email: enter(vault, f"{email}/{t}", name="Anna", email=email))  # type: ignore[misc]
        assert sum(done) == 1
        assert len(known(vault, name="Anna", email=email)) == 1


def test_a_backup_opens_with_the_same_master_key_and_overwrites_nothing(sqlite_vault: Vault, tmp_path: Path) -> None:
    made = sqlite_vault.key_for("p1", "x")
    sqlite_vault.backup(f"{tmp_path}/copy.db")
    with closing(open_vault(f"sqlite:///{tmp_path}/copy.db", MASTER)) as copy:
        assert copy.key_for("p1", "x") == made
    with pytest.raises(Unusable, match="never overwrites"):
        sqlite_vault.backup(f"{tmp_path}/copy.db")


@pytest.mark.postgres
def test_a_backup_on_postgresql_names_its_tools(postgres_server: PostgresServer, tmp_path: Path) -> None:
    opened = closing(open_vault(postgres_server.new_database(), MASTER))
    with opened as vault, pytest.raises(Unusable, match="pg_dump"):
        vault.backup(f"{tmp_path}/copy.db")


def test_a_master_key_file_is_made_once_for_its_owner_alone(tmp_path: Path) -> None:
    setting = f"file://{tmp_path}/keys/master"
    with pytest.raises(Unusable, match="cannot be read"):
        load_master_key(setting, create=False)
    made = set(at_once(8, lambda _: load_master_key(setting, create=True)))
    assert made == {load_master_key(setting, create=False)}
    assert [path.name for path in (tmp_path / "keys").iterdir()] == ["master"]
    assert stat.S_IMODE((tmp_path / "keys" / "master").stat().st_mode) == 0o600


def test_a_master_key_comes_from_the_environment_in_either_alphabet(monkeypatch: pytest.MonkeyPatch) -> None:
    key = bytes(range(224, 256))
    for encode in (base64.b64encode, base64.urlsafe_b64encode):
        monkeypatch.setenv("FOKUS_TEST_KEY", f" {encode(key).decode()}\n")
        assert load_master_key("env:FOKUS_TEST_KEY", create=False) == key


@pytest.mark.parametrize(
    ("text", "sentence"), [("", "missing"), ("c2hvcnQ=", "has 5 bytes; it needs 32"), ("geheim!", "not base64")]
)
def test_a_bad_master_key_is_refused_without_being_named(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, text: str, sentence: str
) -> None:
    monkeypatch.setenv("FOKUS_TEST_KEY", text)
    (tmp_path / "key").write_text(text)
    for setting in ("env:FOKUS_TEST_KEY", f"file://{tmp_path}/key"):
        with pytest.raises(Unusable, match=sentence) as caught:
            load_master_key(setting, create=True)
        assert not text or text not in str(caught.value)
    with pytest.raises(Unusable, match="file:///path or env:NAME"):
        load_master_key("hunter2", create=True)
