"""The load: 32 kept-alive connections that ask again as soon as they are answered, from a core of their own."""

import os
import select
import shutil
import socket
import subprocess
import sys
import tempfile
import time

import msgspec

from benchmarks.machine import cores, cpu_of
from benchmarks.pairs import Slice
from benchmarks.servers import REPOSITORY, Server

CONNECTIONS = 32
LONGEST = 8.0  # seconds after which a server that has answered nothing counts as dead
PATIENCE = 30  # seconds that one answer may take
CHUNKED, LAST_CHUNK = b"transfer-encoding: chunked", b"0\r\n\r\n"
WRK = shutil.which("wrk")
GENERATOR = "wrk" if WRK else "our own generator in Python"
SCRIPT = """
local n = 0
function request()
  n = n + 1
  return wrk.format("GET", %s)
end
function done(summary, latency, requests)
  local e = summary.errors
  local bad = e.connect + e.read + e.write + e.status + e.timeout
  io.stderr:write(string.format('{"count":%%d,"seconds":%%f,"bad":%%d}', summary.requests, summary.duration / 1e6, bad))
end
"""


class Vary(msgspec.Struct, frozen=True):
    """Parameters that change the question and not the answer: a page size from `low` on, and a position long reached.

    A question comes again after `span * head` others, when its kept answer has long made room.
    """

    low: int
    span: int
    head: int


class Load(msgspec.Struct, frozen=True):
    """What to ask, how long (seconds), and which status every answer must have; `first` numbers varying questions."""

    port: int
    path: str
    headers: dict[str, str]
    status: int
    seconds: float
    vary: Vary | None = None
    first: int = 0


class Done(msgspec.Struct, frozen=True):
    """How many answers came in how many seconds, and how many were none or not what they must be."""

    count: int
    seconds: float
    bad: int


def load(server: Server, asked: Load) -> Slice:
    """Ask a server, and measure the CPU time of its process and those below; raises `RuntimeError` on a bad answer.

    Where nothing was answered in the time, as on a machine that has much else to do, it is asked for longer.
    """
    while True:
        before = cpu_of(server.pid)
        done = _by_wrk(asked) if WRK else _by_ourselves(asked)
        used = cpu_of(server.pid) - before
        if done.bad or done.count or asked.seconds > LONGEST:
            break
        asked = msgspec.structs.replace(asked, seconds=asked.seconds * 3)
    if done.bad or not done.count:
        raise RuntimeError(f"{done.bad} of {done.count} answers to {asked.path} were not as they must be.")
    return Slice(done.count, done.seconds, used)


def _by_ourselves(asked: Load) -> Done:
    words = [sys.executable, "-m", "benchmarks.load"]
    done = subprocess.run(
        words, input=msgspec.json.encode(asked), capture_output=True, check=True, cwd=REPOSITORY, timeout=60
    )
    return msgspec.json.decode(done.stdout, type=Done)


def _by_wrk(asked: Load) -> Done:
    question = msgspec.json.encode(asked.path).decode()
    if vary := asked.vary:
        at = f"({asked.first} + n)"
        more = f"{vary.low} + {at} % {vary.span}, 1 + math.floor({at} / {vary.span}) % {vary.head}"
        question = f"string.format({msgspec.json.encode(_template(asked.path)).decode()}, {more})"
    given = [word for name, value in asked.headers.items() for word in ("-H", f"{name}: {value}")]
    with tempfile.NamedTemporaryFile("w", suffix=".lua") as script:
        script.write(SCRIPT % question)
        script.flush()
        done = subprocess.run(
            [
                *(
                    str(WRK),
                    "-t1",
                    f"-c{CONNECTIONS}",
                    "--timeout",
                    f"{PATIENCE}s",
                    f"-d{max(1, round(asked.seconds))}s",
                    "-s",
                    script.name,
                    *given,
                ),
                f"http://127.0.0.1:{asked.port}/",
            ],
            capture_output=True,
            check=True,
            timeout=60,
            preexec_fn=lambda: os.sched_setaffinity(0, cores()[1]),
        )
    return msgspec.json.decode(done.stderr, type=Done)


def _template(path: str) -> str:
    return f"{path}{'&' if '?' in path else '?'}limit=%d&min_position=%d"


class _Connection:
    """A connection with one question open."""

    def __init__(self, port: int) -> None:
        self.socket = socket.create_connection(("127.0.0.1", port), timeout=10)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.missing = 0  # bytes of the body, -1 where only its end will tell


def run(asked: Load) -> Done:
    """Ask from all connections at once until the time is over; answers still on their way are not counted."""
    lines = "".join(f"{name}: {value}\r\n" for name, value in asked.headers.items())
    rest = f" HTTP/1.1\r\nHost: 127.0.0.1:{asked.port}\r\n{lines}\r\n".encode()
    vary = asked.vary
    start = f"GET {_template(asked.path) if vary else asked.path}".encode()
    good = f"HTTP/1.1 {asked.status}".encode()
    number = asked.first

    def question() -> bytes:
        nonlocal number
        number += 1
        if vary is None:
            return start + rest
        return start % (vary.low + number % vary.span, 1 + number // vary.span % vary.head) + rest

    poll = select.epoll()
    connections = {}
    for _ in range(CONNECTIONS):
        made = _Connection(asked.port)
        connections[made.socket.fileno()] = made
        poll.register(made.socket.fileno(), select.EPOLLIN)
    began = time.perf_counter()
    until, count, bad = began + asked.seconds, 0, 0
    for one in connections.values():
        one.socket.send(question())
    while (now := time.perf_counter()) < until:
        for handle, _ in poll.poll(1.0):
            one = connections[handle]
            data = one.socket.recv(262144)
            if not data:
                return Done(count, now - began, bad + 1)
            if one.missing < 0:
                one.missing = 0 if data.endswith(LAST_CHUNK) else -1
            elif one.missing:
                one.missing -= len(data)
            else:
                end = data.index(b"\r\n\r\n") + 4  # a head comes in one piece here, or this fails
                at = data.find(b"content-length: ", 0, end)
                length = int(data[at + 16 : data.index(b"\r", at)]) if at >= 0 and asked.status == 200 else 0
                one.missing = length + end - len(data)
                if at < 0 and CHUNKED in data[:end].lower():
                    one.missing = 0 if data.endswith(LAST_CHUNK) else -1
                bad += not data.startswith(good)
            if one.missing == 0:
                count += 1
                one.socket.send(question())
    for one in connections.values():
        one.socket.close()
    return Done(count, now - began, bad)


if __name__ == "__main__":
    os.sched_setaffinity(0, cores()[1])
    sys.stdout.buffer.write(msgspec.json.encode(run(msgspec.json.decode(sys.stdin.buffer.read(), type=Load))))
