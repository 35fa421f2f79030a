"""`fokus dev`: the server for whoever writes a programme, started anew whenever a file of a plugin changes."""

import os
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from importlib.metadata import entry_points
from importlib.util import find_spec
from pathlib import Path

import rich_click as click

from fokus_api.cli.output import Output, json_option, settings
from fokus_core.plugins.manager import GROUP

WATCHED = {".py", ".po", ".toml", ".html"}
LOOK = 0.5  # seconds between looks at the files
PATIENCE = 15.0  # seconds that a server has to end in, before it is killed
Seen = Mapping[Path, int]


@click.command
@click.option("--port", type=click.IntRange(1, 65535), help="Port to listen on, in place of the setting.")
@click.option("--demo", is_flag=True, help="Offer one API key, which is printed, and one account per role.")
@json_option
def dev(port: int | None, *, demo: bool) -> None:
    """Serve on this machine alone, and start anew when a file of a plugin changes.

    Errors are answered whole, with their place; what is declared wrongly is told, and the next change tried. Jobs run
    by hand: fokus jobs run NAME.
    """
    out, inforce = Output(), settings()
    folders = list(_folders(inforce.plugins))
    out.say(
        {"watched": [str(folder) for folder in folders]},
        f"Watching {', '.join(map(str, folders)) or 'nothing: no plugin is installed'}. Ctrl-C ends it.",
    )
    arguments = ["serve", "--host", "127.0.0.1"]
    arguments += [*(("--port", str(port)) if port else ()), *(("--demo",) if demo else ())]
    _serve_again_and_again([sys.executable, "-P", "-m", "fokus_api.cli", *arguments], folders, out)


def _serve_again_and_again(command: list[str], folders: list[Path], out: Output) -> None:
    """Serve until somebody ends it, with a new process for each state of the files."""
    environ = {**os.environ, "FOKUS_DEV": "true"}
    process = None
    try:
        while True:
            seen = _seen(folders)
            process = subprocess.Popen(command, env=environ)  # noqa: S603  # our own command line
            while (now := _seen(folders)) == seen:
                time.sleep(LOOK)
            changed = sorted(path.name for path in {*seen, *now} if seen.get(path) != now.get(path))
            out.aside(f"Changed: {', '.join(changed)}. Starting anew.")
            _end(process)
    except KeyboardInterrupt:
        pass
    finally:
        if process is not None:
            _end(process)


def _end(process: "subprocess.Popen[bytes]") -> None:
    """End a server, if it has not ended by itself."""
    process.terminate()
    try:
        process.wait(PATIENCE)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def _folders(plugins: tuple[str, ...] | str) -> Iterator[Path]:
    """Yield the folders of the packages of the plugins in use; none of them is imported here."""
    for point in sorted(entry_points(group=GROUP)):
        if plugins == "all" or point.name in plugins:
            spec = find_spec(point.module.partition(".")[0])
            yield from map(Path, (spec.submodule_search_locations or ()) if spec else ())


def _seen(folders: list[Path]) -> Seen:
    """Return when each watched file was changed; one that goes meanwhile is not there."""
    found = {}
    for folder in folders:
        for path in folder.rglob("*"):
            if path.suffix in WATCHED:
                try:
                    found[path] = path.stat().st_mtime_ns
                except FileNotFoundError:
                    continue
    return found
