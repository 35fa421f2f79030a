"""What is handed in is shown to a virus scanner first; what nobody could look at is not taken in."""

import socket
import struct
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from api_kit import Headers, bearer, slug
from sample_programme import plugin

from fokus_api.runtime.settings import SettingsRefused, load_settings
from fokus_api.testing.contract import issue_key, service_of, temporary_client

FILES = "/api/v1/files"
EICAR = rb"X5O!P%@AP[4\PZX54(P^)7CC)7}$" + b"EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"
Scanner = Callable[[bytes], bytes]


def clamd(content: bytes) -> bytes:
    """Answer as clamd does."""
    if len(content) > 1_000_000:
        return b"INSTREAM size limit exceeded. ERROR\0"
    return b"stream: Win.Test.EICAR_HDB-1 FOUND\0" if EICAR in content else b"stream: OK\0"


@contextmanager
def listening(server: socket.socket, answer: Scanner) -> Iterator[list[bytes]]:
    """Run a scanner that speaks INSTREAM; yields what it is shown."""
    shown: list[bytes] = []

    def exactly(connection: socket.socket, count: int) -> bytes:
        found = b""
        while len(found) < count and (more := connection.recv(count - len(found))):
            found += more
        return found

    def serve() -> None:
        while True:
            try:
                connection, _ = server.accept()
            except OSError:
                return
            with connection:
                assert exactly(connection, 10) == b"zINSTREAM\0"
                content = b""
                while size := struct.unpack("!I", exactly(connection, 4))[0]:
                    content += exactly(connection, size)
                shown.append(content)
                connection.sendall(answer(content))

    server.listen()
    thread = threading.Thread(target=serve)
    thread.start()
    try:
        yield shown
    finally:
        server.shutdown(socket.SHUT_RDWR)
        server.close()
        thread.join()


@pytest.fixture(params=["unix", "tcp"])
def server(request: pytest.FixtureRequest, tmp_path: Path) -> tuple[socket.socket, str]:
    if request.param == "unix":
        server = socket.socket(socket.AF_UNIX)
        server.bind(str(tmp_path / "clamd.ctl"))
        return server, f"unix://{tmp_path}/clamd.ctl"
    server = socket.create_server(("127.0.0.1", 0))
    return server, f"tcp://127.0.0.1:{server.getsockname()[1]}"


@contextmanager
def house(scanner: str) -> Iterator[tuple[Callable[[bytes], object], Path]]:
    """Yield what hands a text in, and the folder of the files."""
    with temporary_client(plugin, clamav=scanner) as client:
        service = service_of(client)
        office: Headers = bearer(issue_key(service, "office", ("state-office", "state")))
        headers = {**office, "Content-Type": "text/plain"}
        yield lambda content: client.post(FILES, content=content, headers=headers), Path(service.settings.data, "files")


def kept(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file() and path.name != "journal"]


def test_what_a_scanner_finds_is_refused_and_leaves_nothing(server: tuple[socket.socket, str]) -> None:
    listening_at, url = server
    with listening(listening_at, clamd) as shown, house(url) as (hand_in, folder):
        infected = hand_in(b"Anlage: " + EICAR)
        assert (infected.status_code, slug(infected), kept(folder)) == (422, "file-infected", [])
        clean = hand_in(b"Zeugnis " * 30_000)
        assert (clean.status_code, len(kept(folder))) == (201, 1)
        assert shown == [b"Anlage: " + EICAR, b"Zeugnis " * 30_000]
        beyond = hand_in(b"Zeugnis " * 150_000)
        assert (beyond.status_code, slug(beyond), len(kept(folder))) == (503, "scanner-down", 1)


def test_what_nobody_could_look_at_is_not_taken_in(tmp_path: Path) -> None:
    with house(f"unix://{tmp_path}/nobody.ctl") as (hand_in, folder):
        answer = hand_in(b"Zeugnis")
        assert (answer.status_code, slug(answer), kept(folder)) == (503, "scanner-down", [])
        assert answer.json()["detail"].startswith("Dateien lassen sich zurzeit nicht auf Schadsoftware prüfen.")


def test_a_scanner_that_says_nothing_has_not_looked(server: tuple[socket.socket, str]) -> None:
    listening_at, url = server
    with listening(listening_at, lambda _content: b"") as shown, house(url) as (hand_in, folder):
        answer = hand_in(b"Zeugnis")
        assert (answer.status_code, slug(answer), kept(folder), shown) == (503, "scanner-down", [], [b"Zeugnis"])


@pytest.mark.parametrize("url", ["tcp://scanner.example:3310", "http://127.0.0.1:3310", "unix://relative", "clamd"])
def test_a_scanner_on_another_machine_is_refused_as_files_are_shown_in_clear(url: str) -> None:
    with pytest.raises(SettingsRefused, match="clamav"):
        load_settings({"FOKUS_CLAMAV": url})
