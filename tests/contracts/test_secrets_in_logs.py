"""The watch over the log lines of the test run sees what it has to, and fails the test that let it be written."""

import logging
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from log_watch import LogWatch, forbidden

from fokus_api.runtime.logs import log_request
from fokus_core.access.api_keys import new_secret

KEY = "fk_0123456789abcdef_" + "aB3-" * 10 + "xyz"
CHILD = 'import sys; sys.stderr.write(\'{{"logger": "fokus", "event": "{}"}}\\n\')'
TEST = """
def test_{name}(tmp_path):
    CHILD = {child!r}
    {step}
"""
WAYS = {
    "record": 'logging.getLogger("fokus").info("{}")',
    "field": 'logging.getLogger("fokus").info("x", extra=dict(actor="{}"))',
    "pipe": "subprocess.run([sys.executable, '-c', CHILD], capture_output=True, check=True)",
    "pipe_nobody_reads": (
        "p = subprocess.Popen([sys.executable, '-c', CHILD], stderr=subprocess.PIPE); p.wait(); p.stderr.close()"
    ),
    "pipe_read_by_lines": (
        "p = subprocess.Popen([sys.executable, '-c', CHILD], stderr=subprocess.PIPE); list(p.stderr); p.communicate()"
    ),
    "file": ("subprocess.run([sys.executable, '-c', CHILD], stderr=(tmp_path / 'log').open('w'), check=True)"),
}


@pytest.mark.parametrize(
    "text",
    [KEY, "eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJhIn0.x", new_secret()[0], "anna@example.org", "Verena Vertraulich"],
    ids=["key", "token", "secret", "mail", "name"],
)
def test_secrets_and_persons_are_told_from_other_words(text: str) -> None:
    assert len(forbidden(f'{{"event": "request", "actor": "{text}"}}')) == 1
    assert forbidden('{"logger": "fokus.request", "event": "request", "route": "/l/{secret}", "ms": 1.2}') == []
    assert forbidden('{"at": ["/tests/test_x.py:1 test_a_name_that_has_forty_three_letters_in_it_all"]}') == []
    assert forbidden('{"request": "0d9bb242-4246-4de9-b752-fed0e41d53b9", "actor": "oidc-0123456789abcdef"}') == []


def test_a_test_that_lets_a_secret_into_a_log_fails(tmp_path: Path) -> None:
    text = "import logging, subprocess, sys\n"
    for name, step in WAYS.items():
        for kind, said in (("harmless", "harmless"), ("secret", KEY)):
            text += TEST.format(name=f"{kind}_{name}", child=CHILD.format(said), step=step.format(said))
    (tmp_path / "test_it.py").write_text(text, encoding="utf-8")
    (tmp_path / "pytest.ini").write_text("[pytest]\n", encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-rE", "-p", "log_watch", "-p", "no:cacheprovider", str(tmp_path)],
        env=os.environ | {"PYTHONPATH": str(Path(__file__).parents[1])},
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    failed = re.findall(r"^ERROR test_it.py::test_(\w+)", done.stdout, re.MULTILINE)
    assert sorted(failed) == sorted(f"secret_{name}" for name in WAYS), done.stdout
    assert done.stdout.count("log lines hold what none may: an API key in a line of fokus") >= len(WAYS)
    assert f"{2 * len(WAYS)} passed, {len(WAYS)} errors" in done.stdout


def test_requests_of_this_run_are_seen(request: pytest.FixtureRequest) -> None:
    watch = request.config.pluginmanager.get_plugin("log-watch")
    assert isinstance(watch, LogWatch)
    before = watch.lines
    log_request(request="r", route="/l/{secret}", method="GET", status=200, ms=1.0)
    logging.getLogger("somewhere").warning("told")
    assert watch.lines == before + 2
    assert watch.found == []
