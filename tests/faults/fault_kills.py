"""Who writes is killed again and again (SIGKILL): a process that works with the house, and a real server."""

import os
import random
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

from fault_house import Tally, commands, judged
from fault_server import PATHS, Clients, Server, key_for

EVERY = 20  # kills after which the whole house is looked at
EACH = 600  # commands that a writer is given, more than it comes to


def kill_writers(folder: Path, times: int, *, seed: int = 1) -> Tally:
    """Kill a process that gives commands from four threads while read models follow; then repeat what was not said."""
    random_, house, tally = random.Random(seed), folder / "house", Tally()
    given, said, again = commands(EACH * times), dict[str, int](), list[str]()
    command = [sys.executable, str(Path(__file__).with_name("fault_child.py"))]
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(map(str, PATHS))}
    with subprocess.Popen(
        command, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdin
        assert process.stdout
        for time_ in range(1, times + 1):
            process.stdin.write(f"{house} {EACH * time_} {' '.join(again)}\n")
            process.stdin.flush()
            pid, until = 0, random_.randrange(100)
            for line in process.stdout:
                word, *rest = line.split()
                if word == "pid":
                    pid = int(rest[0])
                elif word == "said":
                    before = said.setdefault(rest[0], int(rest[1]))
                    tally.doubled += before != int(rest[1])
                    until -= 1
                    if not until:
                        threading.Timer(random_.uniform(0, 0.01), os.kill, (pid, signal.SIGKILL)).start()
                elif word == "ready":
                    if not until:  # killed before it has recorded anything
                        os.kill(pid, signal.SIGKILL)
                else:
                    tally.wrong += word == "done"  # it came to its end before it was killed
                    break
            # Four were under way; the next writer repeats them, as their senders would.
            again = [id_ for id_ in list(given)[EACH * (time_ - 1) : EACH * time_] if id_ not in said][:4]
            tally.tried += 1
            if time_ % EVERY == 0 or time_ == times:
                tally.add(judged(house, said, given))
        process.stdin.close()
    tally.checked = len(said)
    return tally


def kill_servers(folder: Path, times: int, *, seed: int = 1) -> Tally:
    """Kill a server while four clients write, start it again, and let them repeat what was never answered."""
    random_, house, tally = random.Random(seed), folder / "house", Tally()
    given = commands(times * EACH)
    clients = Clients(key_for(house), given)
    server = Server(house)

    def until() -> None:
        clients.wait_for(random_.randrange(60))
        time.sleep(random_.uniform(0, 0.02))
        server.kill()

    for time_ in range(1, times + 1):
        server.start()
        clients.work([server.url], until)
        tally.tried += 1
        if time_ % EVERY == 0:
            tally.add(judged(house, clients.said, given))
    server.start()
    try:
        clients.finish([server.url])
    finally:
        server.kill()
    tally.add(judged(house, clients.said, given))
    tally.checked = len(clients.said)
    tally.wrong += len(clients.refused)
    tally.notes += clients.refused[:5]
    return tally
