"""Deliveries over a real mail server that refuses, delays, hangs up and dies: none is left out, none goes twice."""

import mailbox
import socket
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from email.message import EmailMessage
from pathlib import Path

import msgspec
import pytest

from fokus_core.mail.message import Mailer, MailUnavailable, compose, message_id
from fokus_core.mail.open_mailer import open_mailer
from fokus_core.mail.outbox import SPACE, Absent, Outbox, deliveries
from fokus_core.mail.smtp import Server
from fokus_core.storage.state_store import StateStore, open_state_store
from fokus_core.testing.smtp import MailServer, free_port

AT = datetime(2026, 1, 15, 12, tzinfo=UTC)
NETZ = "Netz <netz@example.org>"
MAIL = "f" * 32
CLAIMED = 3.0
PEOPLE = ("ada", "bea", "carl", "dora", "emil")
EVERYBODY = Counter({f"{person}@example.org": 1 for person in PEOPLE})
DELIVER = """
import sys
from fokus_core.storage.state_store import open_state_store
from fokus_core.mail.open_mailer import open_mailer
from fokus_core.mail.outbox import Outbox
sys.path.append(sys.argv[3])
from test_smtp import CLAIMED, MAIL, NETZ, PEOPLE, writing
mailer = open_mailer(sys.argv[2], NETZ)
outbox = Outbox(open_state_store(sys.argv[1]), lambda: True, claimed=CLAIMED)
with mailer.session() as session:
    outbox.deliver(MAIL, PEOPLE, writing(mailer), session)
"""


def writing(mailer: Mailer) -> Callable[[str], EmailMessage | Absent]:
    def write(person: str) -> EmailMessage | Absent:
        to = f"{person}@example.org"
        sender = mailer.sender
        return compose(
            id=message_id(sender, MAIL, person), at=AT, sender=sender, to=to, subject="Einladung", text="Guten Tag\n"
        )

    return write


@pytest.fixture
def url(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path}/state_store.db"


@pytest.fixture
def state_store(url: str) -> Iterator[StateStore]:
    with closing(open_state_store(url)) as opened:
        yield opened


@pytest.fixture
def server() -> Iterator[MailServer]:
    with MailServer() as running:
        yield running


def run(
    state_store: StateStore,
    url: str,
    *,
    holds: Callable[[], bool] = lambda: True,
    first_delay: float = 0.0,
    **delays: float,
) -> bool:
    mailer = open_mailer(url, NETZ)
    with mailer.session() as session:
        return Outbox(state_store, holds, first_delay=first_delay, **delays).deliver(
            MAIL, PEOPLE, writing(mailer), session
        )


def states(state_store: StateStore) -> dict[str, str]:
    return {person: found.state for person, found in deliveries(state_store, MAIL).items()}


def one_id_each(taken: list[tuple[str, EmailMessage]]) -> bool:
    return len({message["Message-ID"] for _, message in taken}) == len({to for to, _ in taken})


def test_everybody_gets_a_message_of_their_own_over_one_connection(state_store: StateStore, server: MailServer) -> None:
    assert run(state_store, server.url)
    assert server.times() == EVERYBODY
    assert len(server.connections) == 1
    assert [message["To"] for to, message in server.taken] == [to for to, _ in server.taken]
    assert all(str(message).count("@example.org") == 4 for _, message in server.taken), "From, To, its id, to leave"
    assert states(state_store) == dict.fromkeys(PEOPLE, "accepted")
    assert run(state_store, server.url)
    assert server.times() == EVERYBODY


def test_a_refused_recipient_is_marked_and_the_others_get_theirs(state_store: StateStore, server: MailServer) -> None:
    server.answers["bea@example.org"] = ["550 5.1.1 no such user"]
    assert run(state_store, server.url)
    assert server.times() == EVERYBODY - Counter(["bea@example.org"])
    found = deliveries(state_store, MAIL)["bea"]
    assert (found.state, found.code, found.attempts) == ("refused", 550, 1)
    assert run(state_store, server.url)
    assert "bea@example.org" not in server.times()


def tried(state_store: StateStore, person: str, *, ago: float) -> None:
    """Let the last attempt to reach somebody have been some seconds ago."""
    found = msgspec.structs.replace(deliveries(state_store, MAIL)[person], at=time.time() - ago)
    state_store.put(SPACE, f"{MAIL}:{person}", msgspec.json.encode(found))


def test_a_delayed_recipient_is_tried_again_with_growing_pauses(state_store: StateStore, server: MailServer) -> None:
    server.answers["bea@example.org"] = ["451 4.7.1 greylisted", "450 4.2.0 greylisted", None]
    assert not run(state_store, server.url, first_delay=60)
    assert server.times() == EVERYBODY - Counter(["bea@example.org"])
    assert not run(state_store, server.url, first_delay=60)
    found = deliveries(state_store, MAIL)["bea"]
    assert (found.state, found.code, found.attempts) == ("delayed", 451, 1), "it is not yet due"
    tried(state_store, "bea", ago=90)
    assert not run(state_store, server.url, first_delay=60)
    assert deliveries(state_store, MAIL)["bea"].attempts == 2
    tried(state_store, "bea", ago=90)
    assert not run(state_store, server.url, first_delay=60), "the second pause is twice as long"
    assert deliveries(state_store, MAIL)["bea"].attempts == 2
    tried(state_store, "bea", ago=150)
    assert run(state_store, server.url, first_delay=60)
    assert server.times() == EVERYBODY
    assert deliveries(state_store, MAIL)["bea"].attempts == 3


def test_who_is_delayed_for_too_long_is_given_up(state_store: StateStore, server: MailServer) -> None:
    server.answers["bea@example.org"] = ["451 4.7.1 greylisted"]
    assert not run(state_store, server.url, give_up_after=0.05)
    time.sleep(0.1)
    assert run(state_store, server.url, give_up_after=0.05)
    found = deliveries(state_store, MAIL)["bea"]
    assert (found.state, found.code, found.attempts) == ("given-up", 451, 2)


def test_a_connection_lost_after_the_message_was_taken_costs_one_duplicate_with_the_same_id(
    state_store: StateStore, server: MailServer
) -> None:
    server.hang_up = {"carl@example.org"}
    assert not run(state_store, server.url)
    assert states(state_store)["carl"] == "delayed"
    assert run(state_store, server.url)
    assert server.times() == EVERYBODY + Counter(["carl@example.org"])
    assert one_id_each(server.taken)


def test_a_server_that_does_not_want_our_mail_loses_nobody(state_store: StateStore) -> None:
    with MailServer(login=("netz", "geheim")) as server, pytest.raises(MailUnavailable):
        run(state_store, server.url.replace("netz:geheim@", ""))
    with MailServer(login=("netz", "geheim")) as server:
        with pytest.raises(MailUnavailable):
            run(state_store, server.url.replace("geheim", "falsch"))
        assert deliveries(state_store, MAIL) == {}
        assert run(state_store, server.url)
        assert server.times() == EVERYBODY


def test_a_silent_server_is_left_in_time() -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        sender = open_mailer("file:///nowhere", NETZ).sender
        server = Server("127.0.0.1", silent.getsockname()[1], None, encrypted=False, sender=sender, timeout=0.2)
        with server.session() as session, pytest.raises(MailUnavailable):
            session.send(EmailMessage())


@contextmanager
def killable(port: int, folder: Path) -> Iterator[subprocess.Popen[bytes]]:
    """Run aiosmtpd in a process of its own, with a mailbox on the disk."""
    command = [sys.executable, "-m", "aiosmtpd", "-n", "-l", f"127.0.0.1:{port}", "-c", "aiosmtpd.handlers.Mailbox"]
    with subprocess.Popen([*command, str(folder)], stderr=subprocess.DEVNULL) as process:
        try:
            for _ in range(200):
                with socket.socket() as probe:
                    if probe.connect_ex(("127.0.0.1", port)) == 0:
                        break
                time.sleep(0.05)
            yield process
        finally:
            process.kill()


def test_a_mail_server_killed_in_the_middle_and_started_again_gives_each_one(
    state_store: StateStore, tmp_path: Path
) -> None:
    port, folder = free_port("127.0.0.1"), tmp_path / "mailbox"
    asked = 0
    with killable(port, folder) as process:

        def holds() -> bool:
            nonlocal asked
            asked += 1
            if asked == 3:
                process.kill()
                process.wait()
            return True

        with pytest.raises(MailUnavailable):
            run(state_store, f"smtp://127.0.0.1:{port}", holds=holds)
    assert states(state_store) == {"ada": "accepted", "bea": "accepted", "carl": "delayed"}
    with pytest.raises(MailUnavailable):
        run(state_store, f"smtp://127.0.0.1:{port}")
    with killable(port, folder):
        assert run(state_store, f"smtp://127.0.0.1:{port}")
    with closing(mailbox.Maildir(folder)) as found:
        assert Counter(message["To"] for message in found) == EVERYBODY


def test_two_at_work_at_once_send_each_once(database_url: str, server: MailServer) -> None:
    barrier = threading.Barrier(2)

    def work() -> None:
        with closing(open_state_store(database_url)) as own:
            barrier.wait()
            run(own, server.url)

    threads = [threading.Thread(target=work) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with closing(open_state_store(database_url)) as state_store:
        assert states(state_store) == dict.fromkeys(PEOPLE, "accepted")
    assert server.times() == EVERYBODY


def test_what_another_delivered_meanwhile_is_not_sent_again(state_store: StateStore, server: MailServer) -> None:
    others: list[bool] = []

    def holds() -> bool:
        if not others:
            others.append(run(state_store, server.url))
        return True

    assert run(state_store, server.url, holds=holds)
    assert others == [True]
    assert server.times() == EVERYBODY


def test_who_holds_no_lease_any_more_stops_before_the_next_message(state_store: StateStore, server: MailServer) -> None:
    answers = iter([True, True, False])
    assert not run(state_store, server.url, holds=lambda: next(answers))
    assert server.times() == Counter(["ada@example.org", "bea@example.org"])


def test_a_process_killed_before_its_mark_costs_one_duplicate_with_the_same_id(
    database_url: str, server: MailServer
) -> None:
    with closing(open_state_store(database_url)) as state_store:
        server.hold.clear()
        command = [sys.executable, "-c", DELIVER, database_url, server.url, str(Path(__file__).parent)]
        with subprocess.Popen(command) as process:
            try:
                assert server.holding.wait(60)
            finally:
                process.kill()  # the server has the message, the process does not know it
        server.hold.set()
        assert states(state_store) == {"ada": "delayed"}  # noted before it was handed over
        assert not run(state_store, server.url), "who was under way may still be"
        assert states(state_store) == {"ada": "delayed", **dict.fromkeys(PEOPLE[1:], "accepted")}
        time.sleep(CLAIMED)
        assert run(state_store, server.url)
        assert server.times() == EVERYBODY + Counter(["ada@example.org"])
        assert one_id_each(server.taken)


def test_a_message_that_cannot_be_written_does_not_keep_the_others_back(
    state_store: StateStore, server: MailServer
) -> None:
    mailer = open_mailer(server.url, NETZ)

    def broken(person: str) -> EmailMessage | Absent:
        if person == "bea":
            raise LookupError
        return writing(mailer)(person)

    with mailer.session() as session, pytest.raises(LookupError):
        Outbox(state_store, lambda: True, claimed=0.2).deliver(MAIL, PEOPLE, broken, session)
    assert server.times() == EVERYBODY - Counter(["bea@example.org"])
    time.sleep(0.3)
    assert run(state_store, server.url)
    assert server.times() == EVERYBODY


@pytest.mark.parametrize("absent", ["erased", "no-address"])
def test_who_cannot_be_written_to_is_marked_and_nothing_is_connected(state_store: StateStore, absent: Absent) -> None:
    with open_mailer(f"smtp://127.0.0.1:{free_port('127.0.0.1')}", NETZ).session() as session:
        assert Outbox(state_store, lambda: True).deliver(MAIL, PEOPLE, lambda _: absent, session)
    assert states(state_store) == dict.fromkeys(PEOPLE, absent)


def test_an_address_that_is_none_is_marked_as_refused(state_store: StateStore, server: MailServer) -> None:
    mailer = open_mailer(server.url, NETZ)

    def write(_: str) -> EmailMessage:
        return compose(id="<a@b>", at=AT, sender=mailer.sender, to="a@b\r\nRCPT TO:<x@y>", subject="-", text="-")

    with mailer.session() as session:
        assert Outbox(state_store, lambda: True).deliver(MAIL, ["ada"], write, session)
    assert (deliveries(state_store, MAIL)["ada"].state, deliveries(state_store, MAIL)["ada"].code) == ("refused", 553)
    assert server.taken == []


def test_the_state_store_holds_no_address(state_store: StateStore, server: MailServer, tmp_path: Path) -> None:
    server.answers["bea@example.org"] = ["550 5.1.1 no such user"]
    server.answers["carl@example.org"] = ["451 later"]
    run(state_store, server.url)
    assert len(states(state_store)) == len(PEOPLE)
    files = list(tmp_path.iterdir())
    assert files
    assert [path.name for path in files if b"example.org" in path.read_bytes()] == []
