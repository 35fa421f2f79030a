"""What the log lines of a server process hold, and what they cannot hold."""

import asyncio
import json
import logging
from typing import Any

import pytest

from fokus_api.runtime import logs
from fokus_api.runtime.logs import TOGETHER, Again, log_request, setup_logging


@pytest.fixture(autouse=True)
def log() -> None:
    setup_logging("info")


def line(capsys: pytest.CaptureFixture[str]) -> dict[str, Any]:
    (text,) = capsys.readouterr().err.splitlines()
    found: dict[str, Any] = json.loads(text)
    assert found.pop("time").endswith("+00:00")
    return found


def test_a_request_is_logged_by_its_template(capsys: pytest.CaptureFixture[str]) -> None:
    log_request(request="r1", route="/links/{secret}", method="GET", status=200, ms=1.234, actor="anna")
    assert line(capsys) == {
        "level": "info",
        "logger": "fokus.request",
        "event": "request",
        "request": "r1",
        "route": "/links/{secret}",
        "method": "GET",
        "status": 200,
        "ms": 1.2,
        "actor": "anna",
    }


def test_lines_wait_for_more_where_a_loop_runs_and_none_is_lost(capsys: pytest.CaptureFixture[str]) -> None:
    async def three() -> list[str]:
        log_request(request="r1", route="/", method="GET", status=200, ms=1)  # the first after a while is not held up
        seen = [capsys.readouterr().err]
        log_request(request="r2", route="/", method="GET", status=200, ms=1)
        seen.append(capsys.readouterr().err)
        await asyncio.sleep(2 * TOGETHER)
        seen.append(capsys.readouterr().err)
        log_request(request="r3", route="/", method="GET", status=200, ms=1)
        log_request(request="r4", route="/", method="GET", status=500, ms=1)  # this one does not wait
        log_request(request="r5", route="/", method="GET", status=200, ms=1)
        return [*seen, capsys.readouterr().err]

    seen = asyncio.run(three())
    for handler in logging.getLogger().handlers:
        handler.flush()
    requests = [
        [json.loads(line)["request"] for line in text.splitlines()] for text in (*seen, capsys.readouterr().err)
    ]
    assert requests == [["r1"], [], ["r2"], ["r3", "r4"], ["r5"]]


def test_answers_given_once_more_share_a_line(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(logs, "COUNTED", TOGETHER)
    again = Again()

    async def some() -> None:
        for actor in (None, "anna", None, None):
            again.note("/members", 200, actor)
        again.note("/members", 304, None)
        assert capsys.readouterr().err == ""
        await asyncio.sleep(4 * TOGETHER)

    asyncio.run(some())
    again.flush()  # nothing is counted twice
    found = [json.loads(line) for line in capsys.readouterr().err.splitlines()]
    assert {(one["event"], one["route"], one["method"]) for one in found} == {("repeated", "/members", "GET")}
    assert [(one["status"], one.get("actor"), one["count"]) for one in found] == [
        (200, None, 3),
        (200, "anna", 1),
        (304, None, 1),
    ]


def test_a_failed_request_names_the_error_without_its_text(capsys: pytest.CaptureFixture[str]) -> None:
    try:
        raise ValueError("Erika Mustermann")
    except ValueError:
        log_request(request="r1", route="/", method="GET", status=500, ms=1, failed=True)
    found = line(capsys)
    assert (found["level"], found["error"], "actor" in found) == ("error", "ValueError", False)
    assert found["at"][0].endswith("test_a_failed_request_names_the_error_without_its_text")
    assert "Erika" not in json.dumps(found)


def test_a_library_is_told_without_the_values_it_puts_in(capsys: pytest.CaptureFixture[str]) -> None:
    logging.getLogger("litestar").warning("cannot answer %s", "/links/geheim")
    assert line(capsys)["event"] == "cannot answer %s"


def test_a_field_that_is_not_known_is_left_out(capsys: pytest.CaptureFixture[str]) -> None:
    logging.getLogger("fokus").info("moved to %d", 7, extra={"position": 7, "body": "Erika Mustermann"})
    assert line(capsys) == {"level": "info", "logger": "fokus", "event": "moved to 7", "position": 7}


def test_lines_below_the_level_are_left_out(capsys: pytest.CaptureFixture[str]) -> None:
    logging.getLogger("fokus").debug("detail")
    logging.getLogger("litestar").info("chatter")
    assert capsys.readouterr().err == ""
