"""A key service outside: the vault wraps through it, and whatever it wraps with is in no file of the vault."""

import secrets
import socket
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from fokus_core.domain.refusals import Unavailable, Unusable
from fokus_core.privacy import open_key_service, open_vault, rotate_master_key
from fokus_core.privacy.key_service import MasterKey, WrongKey

HERE = Path(__file__).parent
MASTER = bytes(range(32))


@contextmanager
def serving(path: Path, key: bytes) -> Iterator[str]:
    command = [sys.executable, str(HERE / "chacha_keys.py"), str(path), key.hex()]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout is not None
            assert process.stdout.readline() == "ready\n"
            yield f"unix://{path}"
        finally:
            process.terminate()


@pytest.fixture
def place() -> Iterator[Path]:
    """Yield a place short enough for the name of a socket."""
    with tempfile.TemporaryDirectory(prefix="fk") as folder:
        yield Path(folder) / "keys.sock"


def test_a_vault_wraps_through_a_service_in_another_process(place: Path, database_url: str, tmp_path: Path) -> None:
    secret = secrets.token_bytes(32)
    with serving(place, secret) as setting:
        keys = open_key_service(setting, create=True)
        with closing(open_vault(database_url, keys)) as vault:
            made, other = vault.key_for("p1", "x"), vault.key_for("p2", "x")
            assert vault.destroy("p2") == 1
        with closing(open_vault(database_url, keys, new=False)) as vault:
            assert vault.key_for("p1", "x") == made
            assert vault.key(made[0]) == made[1]
            assert vault.key(other[0]) is None
        with pytest.raises(Unusable, match="does not fit"):
            open_vault(database_url, MASTER)
    files = b"".join(one.read_bytes() for one in tmp_path.rglob("*") if one.is_file())
    assert [one for one in (secret, made[1], other[1]) if one in files] == []


def test_keys_move_to_a_service_and_back(place: Path, database_url: str) -> None:
    with closing(open_vault(database_url, MASTER)) as vault:
        made, digest = vault.key_for("p1", "x"), vault.digest_key()
    with serving(place, secrets.token_bytes(32)) as setting:
        keys = open_key_service(setting, create=False)
        assert rotate_master_key(database_url, MASTER, keys) == 2
        with pytest.raises(Unusable, match="does not fit"):
            open_vault(database_url, MASTER)
        with closing(open_vault(database_url, keys)) as vault:
            assert (vault.key_for("p1", "x"), vault.digest_key()) == (made, digest)
        assert rotate_master_key(database_url, keys, MASTER) == 2
    with closing(open_vault(database_url, MASTER)) as vault:
        assert vault.key_for("p1", "x") == made


def test_a_service_that_is_away_destroys_nothing_and_is_used_when_it_is_back(place: Path, database_url: str) -> None:
    secret = secrets.token_bytes(32)
    with serving(place, secret) as setting:
        keys = open_key_service(setting, create=False)
        vault = open_vault(database_url, keys)
        made = vault.key_for("p1", "x")
    with closing(vault):
        for ask in (lambda: vault.key(made[0]), lambda: vault.key_for("p2", "x")):
            with pytest.raises(Unavailable, match="cannot be reached"):
                ask()
        with pytest.raises(Unavailable, match="cannot be reached"):
            open_vault(database_url, keys)
        assert vault.destroyed("p1") == 0
        with serving(place, secret):
            assert vault.key(made[0]) == made[1]
            assert vault.key_for("p2", "x") == vault.key_for("p2", "x")
    with serving(place, secrets.token_bytes(32)), pytest.raises(Unusable, match="does not fit"):
        open_vault(database_url, keys)


@pytest.mark.parametrize(
    "answer",
    [b"", b"\n", b"[]\n", b"{}\n", b'{"wrapped": 7}\n', b'{"wrapped": "AAAA"}\n', b"\xff\n", b"x" * 9000,
     b'{"wrapped": "' + b"A" * 80 + b'"}\n'],
    ids=["nothing", "blank", "list", "empty", "number", "short", "bytes", "endless", "zeros"],
)  # fmt: skip
def test_an_answer_that_does_not_fit_is_no_key(place: Path, answer: bytes) -> None:
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as listening:
        listening.bind(str(place))
        listening.listen()

        def reply() -> None:
            there, _ = listening.accept()
            with there:
                there.recv(4096)
                there.sendall(answer)

        thread = threading.Thread(target=reply)
        thread.start()
        try:
            with pytest.raises(Unavailable, match=r"no answer that fits|cannot be reached"):
                open_key_service(f"unix://{place}", create=False).wrap("k", MASTER)
        finally:
            thread.join()


def test_a_name_belongs_to_what_is_wrapped(place: Path) -> None:
    with serving(place, secrets.token_bytes(32)) as setting:
        for keys in (MasterKey(MASTER), open_key_service(setting, create=False)):
            wrapped = keys.wrap("a", bytes(range(32)))
            assert len(wrapped) == 60
            assert keys.unwrap("a", wrapped) == bytes(range(32))
            for name, changed in (("b", wrapped), ("a", wrapped[:-1] + bytes([wrapped[-1] ^ 1]))):
                with pytest.raises(WrongKey):
                    keys.unwrap(name, changed)


@pytest.mark.parametrize("setting", ["unix:", "unix:///" + "x" * 120], ids=["no-path", "long-path"])
def test_a_setting_that_names_no_socket_is_refused(setting: str) -> None:
    with pytest.raises(Unusable, match="unix:///path"):
        open_key_service(setting, create=False)
