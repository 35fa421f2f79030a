"""Two nodes over one PostgreSQL: the database is killed under them, and answers to commits are cut off."""

import base64
import random
import secrets
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import psycopg
from fault_house import Tally, commands, judged, opened
from fault_server import Clients, Server, key_for

from fokus_core.access.actor import CONSOLE
from fokus_core.domain.refusals import Unavailable
from fokus_core.testing.postgres import PostgresServer

EACH = 400  # commands for each time the database is killed, more than the clients come to


def kill_database(folder: Path, times: int, *, seed: int = 1) -> Tally:
    """Crash PostgreSQL, or every connection to it, while clients write at two nodes; what was lost goes to either."""
    random_, tally = random.Random(seed), Tally()
    with PostgresServer(fsync=True) as postgres:
        shared = _shared(folder, postgres)
        given = commands(times * EACH)
        clients = Clients(key_for(folder / "house", **shared), given)
        nodes = [Server(folder / f"node{n}", read_models=str(folder / f"read{n}"), **shared) for n in range(2)]

        def until() -> None:
            clients.wait_for(random_.randrange(1, 60))
            if tally.tried % 3:
                postgres.stop("immediate")
                time.sleep(random_.uniform(0, 0.3))
                postgres.start()
            else:
                with psycopg.connect(postgres.url("postgres"), autocommit=True) as connection:
                    connection.execute(
                        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname LIKE 'test_%'"
                    )
            clients.wait_for(1)  # it goes on by itself

        try:
            for node in nodes:
                node.start()
            for _ in range(times):
                clients.work([node.url for node in nodes], until)
                tally.tried += 1
            clients.finish([node.url for node in nodes])
        finally:
            for node in nodes:
                node.kill()
        tally.add(judged(folder / "house", clients.said, given, **shared))
    tally.wrong += len(clients.refused)
    tally.notes += clients.refused[:5]
    return tally


def cut_answers(folder: Path, times: int, *, seed: int = 1) -> Tally:
    """Cut off the answers to commits; the sender repeats, and is told what stands already."""
    random_, tally, said = random.Random(seed), Tally(), dict[str, int]()
    with PostgresServer() as postgres:
        direct = postgres.new_database()
        given = commands(times * 40)
        left = iter(given)
        with (
            proxied(direct) as proxy,
            psycopg.connect(direct, autocommit=True) as looking,
            opened(folder / "house", journal=proxy.url) as service,
        ):
            while tally.tried < times:
                ids = [next(left) for _ in range(random_.choice((1, 1, 3)))]
                head = _head(looking)
                proxy.cut_after(random_.randrange(1, 5))
                futures = {id_: service.journal.submit(given[id_], by=CONSOLE, command_id=id_) for id_ in ids}
                for id_, future in futures.items():
                    with suppress(Unavailable):
                        said[id_] = future.result().position
                if proxy.was_cut():
                    tally.tried += proxy.head > head
                for id_ in ids:
                    position = service.journal.handle(given[id_], by=CONSOLE, command_id=id_).position
                    tally.doubled += said.setdefault(id_, position) != position
        tally.add(judged(folder / "house", said, given, journal=direct))
    return tally


def _shared(folder: Path, postgres: PostgresServer) -> dict[str, Any]:
    """Return the settings that both nodes share; their master key is made by hand, as the manual says."""
    key, url = folder / "master.key", postgres.new_database()
    key.write_bytes(base64.b64encode(secrets.token_bytes(32)))
    key.chmod(0o600)
    stores = dict.fromkeys(("journal", "vault", "state_store", "files"), url)
    return {**stores, "master_key": f"file://{key}"}


def _head(connection: psycopg.Connection[Any]) -> int:
    found = connection.execute("SELECT max(id) FROM public.fokus_journal_tt_main").fetchone()
    return int(found[0] or 0) if found else 0


class Proxy:
    """Passes bytes between a node and PostgreSQL, and swallows one answer, with the connection that it came by."""

    def __init__(self, database: str) -> None:
        to = urlsplit(database)
        self._to = (to.hostname or "", to.port or 5432)
        self._listening = socket.create_server(("127.0.0.1", 0))
        port = self._listening.getsockname()[1]
        self.url = urlunsplit(to._replace(netloc=f"{to.username}@127.0.0.1:{port}"))
        self._left = -1  # answers until the one that is cut
        self.head = 0
        self._looking = psycopg.connect(database, autocommit=True)
        self._lock = threading.Lock()
        threading.Thread(target=self._accept, daemon=True).start()

    def cut_after(self, answers: int) -> None:
        """Cut off the next answer after so many."""
        with self._lock:
            self._left, self.head = answers, 0

    def was_cut(self) -> bool:
        """Tell whether it was, and cut none after that."""
        with self._lock:
            cut, self._left = self._left < 0, -1
        return cut

    def close(self) -> None:
        """Take no more connections."""
        self._listening.close()
        self._looking.close()

    def _accept(self) -> None:
        with suppress(OSError):
            while True:
                client, _ = self._listening.accept()
                server = socket.create_connection(self._to)
                for source, target, answering in ((client, server, False), (server, client, True)):
                    threading.Thread(target=self._pass, args=(source, target, answering), daemon=True).start()

    def _pass(self, source: socket.socket, target: socket.socket, answering: bool) -> None:
        with suppress(OSError):
            while data := source.recv(65536):
                if answering and self._swallows():
                    break
                target.sendall(data)
        for one in (source, target):
            with suppress(OSError):
                one.shutdown(socket.SHUT_RDWR)
            one.close()

    def _swallows(self) -> bool:
        with self._lock:
            if self._left < 0:
                return False
            self._left -= 1
            if self._left >= 0:
                return False
            self.head = _head(self._looking)
            return True


@contextmanager
def proxied(database: str) -> Iterator[Proxy]:
    """Stand between a node and its database."""
    proxy = Proxy(database)
    try:
        yield proxy
    finally:
        proxy.close()
