"""A message is sent once, in bounded time, to a public address or to nobody; what a host then says is not believed."""

import asyncio
import sys
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from fokus_core.testing.ports import free_port
from fokus_core.webhooks.answering import Answer
from fokus_core.webhooks.reachable import is_reachable
from fokus_core.webhooks.sending import Sender

sys.path.append(str(Path(__file__).parent.parent / "api"))  # its kit has a receiver

from receiver import Receiver, receiving

QUICK = 0.6  # seconds for an exchange


@pytest.fixture(scope="module")
def receiver() -> Iterator[Receiver]:
    with receiving() as receiver:
        yield receiver


def send(address: str, *, loopback: bool = True, sender: Sender | None = None) -> Answer:
    return (sender or Sender(seconds=QUICK)).send(address, {"X-A": "b"}, b"{}", loopback=loopback)


@pytest.mark.parametrize(
    "address",
    [
        *("127.0.0.1", "127.9.9.9", "0.0.0.0", "10.1.2.3", "172.16.0.1", "192.168.1.1", "100.64.0.1"),
        *("169.254.169.254", "100.100.100.200", "168.63.129.16", "224.0.0.1", "255.255.255.255", "240.0.0.1"),
        *("192.0.2.1", "198.51.100.1", "203.0.113.1", "198.18.0.1", "192.0.0.8"),
        *("::1", "::", "fe80::1", "fe80::1%eth0", "fc00::1", "fd00:ec2::254", "fec0::1", "ff02::1", "2001:db8::1"),
        *("::ffff:10.0.0.1", "::ffff:8.8.8.8", "::8.8.8.8", "64:ff9b::a00:1", "2002:a00:1::", "2001:0:a00:1::"),
        *("example.org", "", "1", "0x7f.1", "127.1"),
    ],
)
def test_what_is_not_public_is_not_reachable(address: str) -> None:
    assert not is_reachable(address, loopback=False)


def test_public_addresses_are_reachable_and_this_machine_where_a_setting_lets_it() -> None:
    assert is_reachable("93.184.215.14", loopback=False)
    assert is_reachable("2a00:1450:4001:80b::2004", loopback=False)
    assert is_reachable("127.0.0.1", loopback=True)
    assert is_reachable("::1", loopback=True)
    for address in ("10.0.0.1", "169.254.169.254", "::ffff:127.0.0.1", "0.0.0.0"):
        assert not is_reachable(address, loopback=True), address


def test_a_message_is_taken_with_its_headers_and_its_body(receiver: Receiver) -> None:
    assert send(receiver.address("/taken")) == Answer(204)
    ((headers, body),) = receiver.came["/taken"]
    assert body == b"{}"
    assert headers["x-a"] == "b"
    assert headers["host"] == f"127.0.0.1:{receiver.port}"


@pytest.mark.parametrize(
    ("behaviour", "answer"),
    [
        ("slow", Answer(why="too-slow")),
        ("drip", Answer(why="too-slow")),
        ("endless_head", Answer(why="no-http")),
        ("other", Answer(why="no-http")),
        ("endless_body", Answer(200)),
        (500, Answer(500, "status")),
        (410, Answer(410, "status")),
        (302, Answer(302, "status")),
        (307, Answer(307, "status")),
        (503, Answer(503, "status", 7200.0)),
    ],
    ids=str,
)
def test_a_hostile_answer_takes_neither_time_nor_memory(
    receiver: Receiver, behaviour: int | str, answer: Answer
) -> None:
    path = f"/{behaviour}"
    receiver.answers[path] = behaviour
    began = time.monotonic()
    assert send(receiver.address(path)) == answer
    assert time.monotonic() - began < QUICK + 10
    assert len(receiver.came[path]) == 1


def test_who_does_not_listen_and_who_speaks_no_tls_are_told_apart(receiver: Receiver) -> None:
    assert send(f"http://127.0.0.1:{free_port()}/") == Answer(why="unreachable")
    assert send(receiver.address("/").replace("http:", "https:")).why in {"certificate", "unreachable", "no-http"}
    assert "/" not in receiver.came


def test_this_machine_is_not_sent_to_unless_a_setting_lets_it(receiver: Receiver) -> None:
    for host in ("127.0.0.1", "localhost", "2130706433", "0x7f.1", "127.1", "0"):
        address = f"http://{host}:{receiver.port}/barred"
        assert send(address, loopback=False) == Answer(why="address"), host
    assert "/barred" not in receiver.came


def test_a_name_that_leads_elsewhere_meanwhile_is_not_followed(receiver: Receiver) -> None:
    told: list[Sequence[str]] = [["93.184.215.14"], ["127.0.0.1"], ["169.254.169.254"]]
    asked: list[str] = []

    async def resolve(host: str, port: int) -> Sequence[str]:
        asked.append(host)
        return told[len(asked) - 1]

    connected: list[str] = []

    async def connect(address: str, *_: object, **__: object) -> None:
        connected.append(address)
        raise ConnectionRefusedError

    sender = Sender(seconds=QUICK, resolve=resolve)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(asyncio, "open_connection", connect)
        assert send("https://rebinding.example/", loopback=False, sender=sender) == Answer(why="unreachable")
    assert (asked, connected) == (["rebinding.example"], ["93.184.215.14"])
    assert send("https://rebinding.example/", loopback=False, sender=sender) == Answer(why="address")
    assert send("https://rebinding.example/", loopback=True, sender=sender) == Answer(why="address")


def test_one_private_address_among_public_ones_bars_a_host() -> None:
    async def resolve(host: str, port: int) -> Sequence[str]:
        return ["93.184.215.14", "10.0.0.1"]

    sender = Sender(seconds=QUICK, resolve=resolve)
    assert send("https://mixed.example/", loopback=False, sender=sender) == Answer(why="address")
