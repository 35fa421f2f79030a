"""A receiver of webhooks on this machine, that takes what it is sent, or does not."""

import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


class Receiver:
    """What came in by path, and how each path answers: a status, or what it does instead."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.came: dict[str, list[tuple[dict[str, str], bytes]]] = {}
        self.answers: dict[str, int | str] = {}

    def address(self, path: str) -> str:
        return f"http://127.0.0.1:{self.port}{path}"

    def events(self, path: str) -> list[dict[str, Any]]:
        return [json.loads(body) for _headers, body in self.came.get(path, [])]

    def wait(self, path: str, number: int, seconds: float = 10.0) -> list[dict[str, Any]]:
        until = time.monotonic() + seconds
        while len(self.came.get(path, [])) < number and time.monotonic() < until:
            time.sleep(0.01)
        return self.events(path)


@contextmanager
def receiving() -> Iterator[Receiver]:
    """Answer on a port of this machine."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            answer = receiver.answers.get(self.path, 204)
            headers = {name.lower(): value for name, value in self.headers.items()}
            receiver.came.setdefault(self.path, []).append((headers, body))
            with suppress(OSError):
                if isinstance(answer, str):
                    getattr(self, answer)()
                    return
                self.send_response(answer)
                if answer in (302, 307):
                    self.send_header("Location", f"http://169.254.169.254:{receiver.port}/latest/meta-data/")
                if answer == 503:
                    self.send_header("Retry-After", "7200")
                self.end_headers()

        def slow(self) -> None:
            time.sleep(3)

        def drip(self) -> None:
            self.wfile.write(b"HTTP/1.1 200 OK\r\nX-Drip: ")
            for _ in range(100):
                self.wfile.write(b"x")
                time.sleep(0.05)

        def endless_body(self) -> None:
            self.wfile.write(b"HTTP/1.1 200 OK\r\n\r\n")
            for _ in range(1000):
                self.wfile.write(b"x" * 100_000)

        def endless_head(self) -> None:
            self.wfile.write(b"HTTP/1.1 200 OK\r\n")
            for number in range(100_000):
                self.wfile.write(b"X-%d: %s\r\n" % (number, b"x" * 1000))

        def other(self) -> None:
            self.wfile.write(b"220 mail.example.org ESMTP\r\n\r\n")

        def log_message(self, *_: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    receiver = Receiver(server.server_address[1])
    thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    try:
        yield receiver
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
