"""Webhooks: granted by two, signed, in order, tried again, parked and sent once more; nobody is held up by another."""

import threading
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from itertools import count
from typing import Any

import msgspec
import pytest
from api_kit import SECRET, Client, Headers, bearer, open_gardens, slug, talk
from receiver import Receiver, receiving
from sample_programme import Whisper, plugin
from standardwebhooks.webhooks import Webhook, WebhookVerificationError

from fokus_api.runtime.service import Service
from fokus_api.testing.contract import issue_key, service_of, settle, temporary_client
from fokus_core.access.actor import CONSOLE
from fokus_core.access.grants import WithdrawAccess
from fokus_core.domain import clock
from fokus_core.jobs.job import JobContext
from fokus_core.privacy.vault import PersonErasedError
from fokus_core.webhooks.answering import Answer
from fokus_core.webhooks.delivering import DeliverWebhooks
from fokus_core.webhooks.granting import EndWebhook, GrantWebhook, ResumeWebhook
from fokus_core.webhooks.lines import Lines
from fokus_core.webhooks.sending import Sender
from fokus_core.webhooks.signing import secret_of
from fokus_core.webhooks.subscriptions import WebhookGranted, webhooks_of

COMMANDS = "/api/v1/core/commands"
HOOKS, DELIVERIES = "/api/v1/webhooks", "/api/v1/webhooks/deliveries"
BONN = "05314000"
OPENED = "de.nrw.fokus.garden.opened.v1"
Run = Callable[..., None]
NUMBERS = count(1)


@pytest.fixture(scope="module")
def receiver() -> Iterator[Receiver]:
    with receiving() as receiver:
        yield receiver


@pytest.fixture(scope="module")
def client() -> Iterator[Client]:
    with temporary_client(plugin, dev=True, webhook_loopback=True) as client:  # where jobs run by hand
        yield client


@pytest.fixture(scope="module")
def service(client: Client) -> Service:
    return service_of(client)


@pytest.fixture(scope="module")
def towns(client: Client) -> Iterator[str]:
    """Hand out municipalities in which no garden was opened yet."""
    found = client.get("/api/v1/bodies?limit=1000").json()["items"]
    return iter([one["id"] for one in found if len(one["id"]) == 8])


@pytest.fixture
def places(towns: Iterator[str]) -> list[str]:
    return [next(towns) for _ in range(3)]


@pytest.fixture
def actor(service: Service) -> Iterator[str]:
    """An account of its own for each test, whose webhooks end with it."""
    name = f"system-{next(NUMBERS)}"
    yield name
    for one in webhooks_of(service.journal.under("programme:core")).values():
        if one.ended is None:
            give(service, EndWebhook(webhook=one.id, reason="Ende"))


@pytest.fixture
def run(service: Service) -> Run:
    """Run a job once, and wait for what it began; it tries again at once."""
    usual = DeliverWebhooks(first_delay=0.0, attempts=3, patience=10.0, sender=Sender(seconds=0.5))

    def run(job: DeliverWebhooks = usual, times: int = 1) -> None:
        for _ in range(times):
            settle(service)
            job.run(JobContext(service.state_store, service, lambda: True))

    return run


def grant(service: Service, address: str, actor: str, **more: Any) -> str:
    (record,) = service.journal.handle(GrantWebhook(actor=actor, address=address, **more), by=CONSOLE).facts
    settle(service)
    assert isinstance(record.fact, WebhookGranted)
    return record.fact.webhook


def give(service: Service, command: Any) -> None:
    service.journal.handle(command, by=CONSOLE)
    settle(service)


def items(client: Client, path: str, headers: Headers) -> list[dict[str, Any]]:
    answer = client.get(path, headers=headers)
    assert answer.status_code == 200, answer.text
    found: list[dict[str, Any]] = answer.json()["items"]
    return found


def bodies(events: list[dict[str, Any]]) -> list[str]:
    return [one["subject"].removeprefix("body:") for one in events]


@pytest.fixture
def system(service: Service, actor: str) -> Headers:
    return bearer(issue_key(service, actor, ("integrator", "state")))


@pytest.fixture(scope="module")
def operator(service: Service) -> Headers:
    return bearer(issue_key(service, "operator", ("operator", "state")))


@pytest.fixture(scope="module")
def office(service: Service) -> Headers:
    return bearer(issue_key(service, "office", ("state-office", "state")))


@pytest.fixture(scope="module")
def officer(service: Service) -> Headers:
    return bearer(issue_key(service, "anna", ("municipal-officer", "body:05315000")))


def test_two_grant_a_webhook_and_its_secret_is_shown_once_to_whom_it_is_for(
    client: Client, service: Service, system: Headers, operator: Headers, office: Headers, officer: Headers, actor: str
) -> None:
    body = {"actor": actor, "address": "https://example.org/hooks/fokus", "types": ["garden.opened"]}
    assert client.post(f"{COMMANDS}/grant-webhook", json=body, headers=system).status_code == 403
    asked = client.post(f"{COMMANDS}/grant-webhook", json=body, headers=operator)
    assert asked.status_code == 202, asked.text
    settle(service)
    assert items(client, HOOKS, system) == []
    proposal = asked.json()["proposal"]
    confirmed = client.post(f"{COMMANDS}/confirm", json={"proposal": proposal}, headers=office)
    assert confirmed.status_code == 201, confirmed.text
    settle(service)
    (found,) = items(client, HOOKS, system)
    assert found in items(client, HOOKS, operator)
    assert items(client, HOOKS, officer) == []
    assert (found["actor"], found["address"], found["types"], found["state"], found["parked"]) == (
        *(actor, "https://example.org/hooks/fokus", ["garden.opened"], "ok", 0),
    )
    page = client.get("/liste/webhooks", headers={**operator, "Accept": "text/html"}).text
    assert f">{found['webhook']}<" not in page  # people know it by its address
    assert ">https://example.org/hooks/fokus</a>" in page
    path = f"{HOOKS}/{found['webhook']}/secret"
    assert client.post(path, headers=operator).status_code == 404  # who grants it does not read what it signs
    assert client.post(path).status_code == 401
    shown = client.post(path, headers=system)
    assert shown.status_code == 200
    assert shown.headers["cache-control"] == "no-store"
    assert shown.json()["secret"].startswith("whsec_")
    again = client.post(path, headers=system)
    assert (again.status_code, slug(again)) == (409, "secret-shown")
    renewed = client.post(f"{COMMANDS}/renew-webhook-secret", json={"webhook": found["webhook"]}, headers=system)
    assert renewed.status_code == 201, renewed.text
    other = client.post(path, headers=system).json()["secret"]
    assert other != shown.json()["secret"]
    assert shown.json()["secret"] not in str([*service.state_store.scan("webhook-secret"), *service.journal.follow()])


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        ({"address": "http://example.org/"}, "/address"),
        ({"address": "https://kim:geheim@example.org/"}, "/address"),
        ({"address": "https://example.org/?token=1"}, "/address"),
        ({"address": "https://example.org/#a"}, "/address"),
        ({"address": "https://example.org/\r\nHost: other"}, "/address"),
        ({"address": "https://example.org/ a"}, "/address"),
        ({"address": "ftp://example.org/"}, "/address"),
        ({"address": "http://localhost.example.org/"}, "/address"),
        ({"programmes": ["unknown"]}, "/programmes/0"),
        ({"types": ["garden.opened", "garden.never"]}, "/types/1"),
        ({"actor": "console"}, "/actor"),
    ],
    ids=str,
)
def test_what_cannot_be_granted_is_refused_and_changes_nothing(
    client: Client, service: Service, operator: Headers, body: dict[str, Any], pointer: str, actor: str
) -> None:
    before = service.journal.store.head()
    whole = {"actor": actor, "address": "https://example.org/", **body}
    answer = client.post(f"{COMMANDS}/grant-webhook", json=whole, headers=operator)
    assert answer.status_code in (409, 422), answer.text
    assert [one["pointer"] for one in answer.json()["errors"]] == [pointer]
    assert service.journal.store.head() == before


def test_entries_come_signed_in_order_as_the_feed_tells_them(
    client: Client, service: Service, receiver: Receiver, system: Headers, run: Run, places: list[str], actor: str
) -> None:
    open_gardens(service, places[0])
    webhook = grant(service, receiver.address("/signed"), actor, types=("garden.opened",))
    secret = client.post(f"{HOOKS}/{webhook}/secret", headers=system).json()["secret"]
    open_gardens(service, places[1], places[2])
    run()
    events = receiver.events("/signed")
    assert bodies(events) == [places[1], places[2]]  # what was recorded before is fetched by the feed
    fed = items(client, "/api/v1/feed?limit=1000", system)
    assert events == [one for one in fed if one["type"] == OPENED and one["subject"][5:] in places[1:]]
    for headers, body in receiver.came["/signed"]:
        assert headers["content-type"] == "application/cloudevents+json"
        Webhook(secret).verify(body, headers)
        with pytest.raises(WebhookVerificationError):
            Webhook(secret).verify(body + b" ", headers)
    ids = [headers["webhook-id"] for headers, _body in receiver.came["/signed"]]
    assert ids == [f"{webhook}-{one['id']}" for one in events]
    run()
    assert len(receiver.came["/signed"]) == 2
    (found,) = items(client, HOOKS, system)
    assert (found["state"], found["code"], found["position"]) == ("ok", 204, int(events[-1]["id"].partition("-")[0]))


def test_for_a_day_both_secrets_sign(
    client: Client,
    service: Service,
    receiver: Receiver,
    system: Headers,
    run: Run,
    monkeypatch: pytest.MonkeyPatch,
    places: list[str],
    actor: str,
) -> None:
    webhook = grant(service, receiver.address("/rotated"), actor)
    first = client.post(f"{HOOKS}/{webhook}/secret", headers=system).json()["secret"]
    assert client.post(f"{COMMANDS}/renew-webhook-secret", json={"webhook": webhook}, headers=system).is_success
    second = client.post(f"{HOOKS}/{webhook}/secret", headers=system).json()["secret"]
    open_gardens(service, places[0])
    run()
    headers, body = receiver.came["/rotated"][-1]
    for secret in (first, second):
        Webhook(secret).verify(body, headers)
    now = clock.now()
    monkeypatch.setattr(service.journal, "now", lambda: now + timedelta(days=1, minutes=1))
    (one,) = webhooks_of(service.journal.under(f"webhook:{webhook}")).values()
    assert one.secret == 2
    assert secret_of(service.vault, one) == second
    open_gardens(service, places[1])
    run()
    headers, body = receiver.came["/rotated"][-1]
    assert headers["webhook-signature"].count("v1,") == 1


def test_nothing_is_sent_that_the_account_may_not_see_by_then(
    service: Service, receiver: Receiver, system: Headers, run: Run, places: list[str], actor: str
) -> None:
    issue_key(service, "reader", ("state-office", "state"))
    grant(service, receiver.address("/reader"), "reader", programmes=("garden",))
    grant(service, receiver.address("/system"), actor, programmes=("garden",))
    talk(service)
    give(service, Whisper(cohort="4", body=places[0], text="leise", effective=clock.day_of(clock.now())))
    open_gardens(service, places[0])
    run()
    names = {path: [one["type"].split(".")[4] for one in receiver.events(path)] for path in ("/reader", "/system")}
    assert names == {"/reader": ["talked", "opened"], "/system": ["opened"]}
    assert SECRET not in str(receiver.came)
    today = clock.day_of(clock.now())
    give(service, WithdrawAccess(actor="reader", role="state-office", scope="state", effective=today, reason="Wechsel"))
    talk(service)
    open_gardens(service, places[1])
    run()
    assert [one["type"].split(".")[4] for one in receiver.events("/reader")] == ["talked", "opened", "opened"]


def test_what_is_not_taken_is_tried_again_then_parked_and_sent_once_more(
    client: Client,
    service: Service,
    receiver: Receiver,
    system: Headers,
    operator: Headers,
    run: Run,
    places: list[str],
    actor: str,
) -> None:
    webhook = grant(service, receiver.address("/moody"), actor, types=("garden.opened",))
    receiver.answers["/moody"] = 500
    open_gardens(service, places[0], places[1])
    run()
    (waiting,) = items(client, DELIVERIES, system)
    assert (waiting["state"], waiting["attempts"], waiting["code"], waiting["why"]) == ("waiting", 1, 500, "status")
    run(times=2)
    assert bodies(receiver.events("/moody")) == [places[0]] * 3  # the next waits until the first is parked
    (parked,) = items(client, f"{DELIVERIES}?webhook={webhook}", operator)
    assert (parked["state"], parked["attempts"], parked["code"]) == ("parked", 3, 500)
    told = client.get("/metrics", headers=operator).text
    assert {"fokus_deliveries_parked 1.0", 'fokus_webhooks{state="failing"} 1.0'} <= {*told.splitlines()}
    receiver.answers["/moody"] = 204
    run()
    assert bodies(receiver.events("/moody"))[3:] == [places[1]]
    assert [one["state"] for one in items(client, DELIVERIES, system)] == ["parked"]
    path = f"{COMMANDS}/resume-webhook"
    elsewhere = {"webhook": webhook, "entries": [parked["position"] + 1000]}
    assert client.post(path, json=elsewhere, headers=system).status_code == 201
    run()
    assert len(receiver.came["/moody"]) == 4
    assert client.post(path, json={"webhook": webhook}, headers=operator).status_code == 201
    run()
    assert bodies(receiver.events("/moody"))[4:] == [places[0]]
    first, again = receiver.came["/moody"][0], receiver.came["/moody"][4]
    assert (first[0]["webhook-id"], first[1]) == (again[0]["webhook-id"], again[1])
    assert items(client, DELIVERIES, system) == []
    (found,) = items(client, HOOKS, system)
    assert (found["state"], found["parked"]) == ("ok", 0)


def test_a_pause_doubles_and_heeds_what_the_receiver_asks(
    client: Client, service: Service, receiver: Receiver, system: Headers, run: Run, places: list[str], actor: str
) -> None:
    grant(service, receiver.address("/later"), actor, types=("garden.opened",))
    receiver.answers["/later"] = 500
    open_gardens(service, places[0])
    job = DeliverWebhooks(first_delay=0.2, patience=10.0)
    lines, webhook = Lines(service.state_store), [*webhooks_of(service.journal.under("programme:core")).values()][-1]
    pauses = []
    for number in range(1, 4):
        run(job, 2)  # the second comes too early
        line = lines.of(webhook)
        assert (line.attempts, len(receiver.came["/later"])) == (number, number)
        pauses.append(line.due - line.at)
        time.sleep(line.due - line.at)
    for number, pause in enumerate(pauses):
        assert 0.8 <= pause / (0.2 * 2**number) <= 1.2
    receiver.answers["/later"] = 503
    run(job)
    line = lines.of(webhook)
    assert line.due - line.at == 7200
    (found,) = items(client, HOOKS, system)
    assert (found["state"], found["code"], found["next_attempt"] is not None) == ("failing", 503, True)


@pytest.mark.parametrize("behaviour", ["gone", "away"])
def test_who_is_gone_is_not_asked_again_until_somebody_says_so(
    client: Client,
    service: Service,
    receiver: Receiver,
    system: Headers,
    run: Run,
    behaviour: str,
    places: list[str],
    actor: str,
) -> None:
    path = f"/{behaviour}"
    webhook = grant(service, receiver.address(path), actor, types=("garden.opened",))
    receiver.answers[path] = 410 if behaviour == "gone" else 500
    open_gardens(service, places[0])
    run(DeliverWebhooks(first_delay=0.0, give_up_after=0.0, patience=10.0))
    run(times=2)
    assert len(receiver.came[path]) == 1
    (found,) = items(client, HOOKS, system)
    assert (found["state"], found["paused"]) == ("paused", "gone" if behaviour == "gone" else "unreachable")
    receiver.answers[path] = 204
    give(service, ResumeWebhook(webhook=webhook))
    run()
    assert bodies(receiver.events(path)) == [places[0], places[0]]
    assert items(client, HOOKS, system)[0]["state"] == "ok"


def test_a_slow_or_hostile_receiver_holds_up_neither_others_nor_the_decision(
    client: Client, service: Service, receiver: Receiver, system: Headers, places: list[str], actor: str
) -> None:
    for path in ("slow", "drip", "endless_body", "endless_head"):
        receiver.answers[f"/held/{path}"] = path
        grant(service, receiver.address(f"/held/{path}"), actor, types=("garden.opened",))
    grant(service, receiver.address("/held/quick"), actor, types=("garden.opened",))
    open_gardens(service, places[0], places[1])
    job = DeliverWebhooks(patience=0.0, sender=Sender(seconds=8.0))
    began = time.monotonic()
    job.run(JobContext(service.state_store, service, lambda: True))
    assert time.monotonic() - began < 4.0
    assert bodies(receiver.wait("/held/quick", 2)) == [places[0], places[1]]
    open_gardens(service, places[2])
    assert time.monotonic() - began < 6.0


def test_an_end_destroys_the_secrets_and_forgets_what_was_parked(
    client: Client, service: Service, receiver: Receiver, system: Headers, run: Run, places: list[str], actor: str
) -> None:
    webhook = grant(service, receiver.address("/ended"), actor, types=("garden.opened",))
    assert client.post(f"{HOOKS}/{webhook}/secret", headers=system).is_success
    receiver.answers["/ended"] = 500
    open_gardens(service, places[0])
    run(times=3)
    assert [one["state"] for one in items(client, DELIVERIES, system)] == ["parked"]
    (one,) = webhooks_of(service.journal.under(f"webhook:{webhook}")).values()
    body = {"webhook": webhook, "reason": "Abgeschaltet"}
    assert client.post(f"{COMMANDS}/end-webhook", json=body, headers=system).status_code == 201
    again = client.post(f"{COMMANDS}/end-webhook", json=body, headers=system)
    assert (again.status_code, slug(again)) == (409, "webhook-ended")
    open_gardens(service, places[1])
    run(times=2)
    assert len(receiver.came["/ended"]) == 3
    assert items(client, DELIVERIES, system) == []
    assert items(client, HOOKS, system)[0]["state"] == "ended"
    assert client.post(f"{HOOKS}/{webhook}/secret", headers=system).status_code == 404
    for space in ("webhook", "webhook-parked", "webhook-secret"):
        assert service.state_store.scan(space) == []
    with pytest.raises(PersonErasedError):
        secret_of(service.vault, one)


def test_a_crash_while_a_webhook_is_forgotten_leaves_no_secret(
    client: Client,
    service: Service,
    receiver: Receiver,
    system: Headers,
    run: Run,
    actor: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    webhooks = [grant(service, receiver.address(path), actor) for path in ("/crash/shown", "/crash/never")]
    assert client.post(f"{HOOKS}/{webhooks[0]}/secret", headers=system).is_success, "of the second none was shown"
    found = webhooks_of(service.journal.under("programme:core"))
    for one in webhooks:
        secret_of(service.vault, found[one])
        give(service, EndWebhook(webhook=one, reason="Ende"))

    def crash(*_: object) -> None:
        raise OSError("The machine stops.")

    with monkeypatch.context() as patch:
        patch.setattr(service.vault, "destroy", crash)
        with pytest.raises(OSError, match="stops"):
            run()
    run()
    for one in webhooks:
        with pytest.raises(PersonErasedError):
            secret_of(service.vault, found[one])
    with monkeypatch.context() as patch:
        patch.setattr(Lines, "forget", crash)
        run()  # what is forgotten is not looked for again


def test_one_that_ends_while_it_is_sent_to_is_forgotten_afterwards(
    service: Service, receiver: Receiver, run: Run, places: list[str], actor: str
) -> None:
    sending, ended = threading.Event(), threading.Event()

    class Slow(Sender):
        def send(self, *_: Any, **__: Any) -> Answer:
            sending.set()
            ended.wait(30)
            return Answer(why="status", code=500)

    job = DeliverWebhooks(first_delay=0.0, attempts=1, patience=0.0, sender=Slow())
    webhook = grant(service, receiver.address("/meanwhile"), actor, types=("garden.opened",))
    open_gardens(service, places[0])
    run(job)
    assert sending.wait(30)
    thread = job._busy[webhook]
    give(service, EndWebhook(webhook=webhook, reason="Ende"))
    run(job)
    ended.set()
    thread.join(30)
    run(job)
    for space in ("webhook", "webhook-parked", "webhook-secret"):
        assert [key for key, _value in service.state_store.scan(space) if webhook in key] == []


def test_who_holds_no_right_over_a_webhook_is_refused(
    client: Client, service: Service, receiver: Receiver, officer: Headers, actor: str
) -> None:
    webhook = grant(service, receiver.address("/others"), actor)
    for name, more in (("resume-webhook", {}), ("renew-webhook-secret", {}), ("end-webhook", {"reason": "x"})):
        for id_ in (webhook, "0" * 32):
            answer = client.post(f"{COMMANDS}/{name}", json={"webhook": id_, **more}, headers=officer)
            assert answer.status_code == 403, answer.text
    assert items(client, DELIVERIES, officer) == []


def test_after_a_restore_nothing_is_guessed(
    client: Client, service: Service, receiver: Receiver, system: Headers, run: Run, places: list[str], actor: str
) -> None:
    webhook = grant(service, receiver.address("/restored"), actor, types=("garden.opened",))
    open_gardens(service, places[0])
    run()
    lines, (one,) = Lines(service.state_store), webhooks_of(service.journal.under(f"webhook:{webhook}")).values()
    line = lines.of(one)
    position = line.last.partition("-")[0]
    assert lines.move(one, line, msgspec.structs.replace(line, last=f"{position}-00000000"))
    open_gardens(service, places[1])
    run(times=2)
    assert bodies(receiver.events("/restored")) == [places[0]]
    assert items(client, HOOKS, system)[0]["paused"] == "other-journal"
    give(service, ResumeWebhook(webhook=webhook))
    open_gardens(service, places[2])
    run()
    assert bodies(receiver.events("/restored")) == [places[0], places[2]]  # what lies between is fetched by the feed


def test_without_the_setting_this_machine_is_not_sent_to(receiver: Receiver) -> None:
    with temporary_client(plugin, dev=True) as client:
        service = service_of(client)
        grant(service, receiver.address("/barred"), "system")
        open_gardens(service, BONN)
        DeliverWebhooks(patience=10.0).run(JobContext(service.state_store, service, lambda: True))
        keeper = bearer(issue_key(service, "operator", ("operator", "state")))
        (waiting,) = items(client, DELIVERIES, keeper)
        assert (waiting["why"], waiting["code"]) == ("address", None)
    assert "/barred" not in receiver.came


def test_two_nodes_that_send_at_once_leave_nothing_out(
    service: Service, receiver: Receiver, actor: str, places: list[str]
) -> None:
    grant(service, receiver.address("/raced"), actor, types=("garden.opened",))
    open_gardens(service, places[0], places[1], places[2])
    context = JobContext(service.state_store, service, lambda: True)
    jobs = [DeliverWebhooks(patience=0.0) for _ in range(3)]
    for job in jobs:
        job.run(context)
    for job in jobs:
        for thread in list(job._busy.values()):
            thread.join(10)
        job.run(context)  # raises what failed inside
    seen = dict.fromkeys(headers["webhook-id"] for headers, _body in receiver.came["/raced"])
    assert len(seen) == 3
    assert [int(one.split("-")[1]) for one in seen] == sorted(int(one.split("-")[1]) for one in seen)


def test_a_message_that_fails_inside_shows_in_the_state_of_the_job(
    service: Service, receiver: Receiver, system: Headers, run: Run, places: list[str], actor: str
) -> None:
    class Broken(Sender):
        def send(self, *_: Any, **__: Any) -> Answer:
            raise RuntimeError("broken")

    grant(service, receiver.address("/broken"), actor)
    open_gardens(service, places[0])
    with pytest.raises(RuntimeError, match="broken"):
        run(DeliverWebhooks(patience=10.0, sender=Broken()), 2)


def test_the_job_of_a_server_sends_by_itself(receiver: Receiver) -> None:
    with temporary_client(plugin, webhook_loopback=True) as client:
        service = service_of(client)
        grant(service, receiver.address("/by-itself"), "system", types=("garden.opened",))
        open_gardens(service, BONN)
        assert bodies(receiver.wait("/by-itself", 1)) == [BONN]
        give(service, EndWebhook(webhook=next(iter(webhooks_of(service.journal.under("programme:core")))), reason="x"))
