"""The key ceremony, the change of every year, and a key that was stolen: as people do it, and as checkers see it."""

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from keys_kit import Ceremony, small_house

from fokus_api.testing import issue_key, leaks_in_files, service_of, settle, temporary_client
from fokus_core import Refused, clock
from fokus_core.checking.journal import check_journal
from fokus_ehrenamtskarte.credential import key_set, root
from fokus_ehrenamtskarte.credential.cose import point_of
from fokus_ehrenamtskarte.keys.commands import OpenStatusList, PublishKeySet, RecordKey, SetRoot, WithdrawKey
from fokus_ehrenamtskarte.keys.encoding import base64
from fokus_ehrenamtskarte.keys.facts import GENERATOR, KeyMade
from fokus_ehrenamtskarte.keys.private_keys import SPACE, PrivateKeys
from fokus_ehrenamtskarte.keys.ring import key_of, midnight
from fokus_ehrenamtskarte.programme import ehrenamtskarte as plugin

REQUEST = "/api/v1/ehrenamtskarte/key-request"
CWT = "/api/v1/ehrenamtskarte/keys.cwt"
TODAY = clock.day_of(clock.now())
SUMMER = date(2031, 6, 1)


@pytest.fixture
def ceremony(tmp_path: Path) -> Iterator[Ceremony]:
    with small_house(tmp_path) as house:
        yield Ceremony(house, tmp_path)


def refused(slug: str, field: str) -> Any:
    return pytest.raises(Refused, check=lambda error: (error.slug, error.field) == (slug, field))


def uses(ceremony: Ceremony) -> dict[str, list[KeyMade]]:
    keys = ceremony.ring.in_force.values()
    return {use: [key for key in keys if key.use == use] for use in ("card", "list")}


def test_what_is_published_is_served(tmp_path: Path) -> None:
    with temporary_client(plugin) as client:
        service = service_of(client)
        ceremony = Ceremony(service, tmp_path, lambda: settle(service))
        ceremony.run()
        assert ceremony.ring.made == {}, "without a root nothing is made"
        assert client.get(CWT).status_code == 404
        assert client.get("/api/v1/ehrenamtskarte/keys").status_code == 404
        assert client.get(REQUEST).json() == {"due": False, "root": None, "keys": [], "lists": []}
        ceremony.give(SetRoot(root=ceremony.point, effective=TODAY))
        ceremony.run()
        asked = client.get(REQUEST).json()
        assert (asked["due"], asked["root"]) == (True, ceremony.point)
        ceremony.give(PublishKeySet(content=ceremony.signed(asked), effective=TODAY))
        answer = client.get(CWT)
        assert answer.headers["content-type"] == "application/cwt"
        held = key_set.opened(answer.content, ceremony.public)
        assert held is not None
        assert {key.use for key, _ in held.keys.values()} == {"card", "list"}
        assert held.lists == ("http://127.0.0.1:8000/s/1",)
        assert client.get("/api/v1/ehrenamtskarte/keys").json()["keys"] == asked["keys"]
        assert client.get(REQUEST).json()["due"] is False
        ceremony.run()
        assert len(ceremony.ring.made) == len(held.keys), "the job makes nothing twice"
        assert check_journal(service.journal).findings == []
        assert leaks_in_files(service, secrets_of(ceremony)) == []


def secrets_of(ceremony: Ceremony) -> list[str]:
    """Return the private keys in the forms in which they might lie somewhere."""
    keys = PrivateKeys(ceremony.house.state_store, ceremony.house.journal)
    numbers = [one.private_numbers().private_value for kid in ceremony.ring.made if (one := keys.find(kid))]
    assert len(numbers) == len(ceremony.ring.made)
    return [form for one in numbers for form in (f"{one:064x}", str(one), base64(one.to_bytes(32, "big")))]


def test_private_keys_lie_sealed_for_their_kid(ceremony: Ceremony) -> None:
    ceremony.hold()
    store = ceremony.house.state_store
    keys = PrivateKeys(store, ceremony.house.journal)
    stored = dict(store.scan(SPACE))
    assert stored.keys() == ceremony.ring.made.keys()
    for kid, made in ceremony.ring.made.items():
        private = keys.find(kid)
        assert private is not None
        point = point_of(private.public_key())
        assert (point.x + point.y).hex() == made.point
        assert private.private_numbers().private_value.to_bytes(32, "big") not in stored[kid]
    one, other = sorted(stored)[:2]
    store.put(SPACE, one, stored[other])
    assert keys.find(one) is None


def test_the_keys_of_next_year_are_made_in_november_and_sign_from_january(
    ceremony: Ceremony, monkeypatch: pytest.MonkeyPatch
) -> None:
    journal = ceremony.house.journal
    monkeypatch.setattr(journal, "now", lambda: ceremony.at(SUMMER))
    ceremony.hold(SUMMER)
    (old,) = uses(ceremony)["card"]
    assert (old.since, old.until) == (SUMMER, date(2032, 3, 31))
    monkeypatch.setattr(journal, "now", lambda: ceremony.at(date(2031, 11, 1)))
    ceremony.run()
    assert uses(ceremony)["card"] == [old], "nothing counts before the root has signed"
    assert ceremony.ring.due
    later = ceremony.ring.key_set
    assert later is not None
    monkeypatch.setattr("time.time", lambda: later.iat + 10.0)
    ceremony.give(PublishKeySet(content=ceremony.signed(), effective=date(2031, 11, 2)))
    ring = ceremony.ring
    assert ring.signer("card", date(2031, 12, 31)) == old
    new = ring.signer("card", date(2032, 1, 1))
    assert new is not None
    assert (new.since, new.until) == (date(2032, 1, 1), date(2033, 3, 31))
    assert ring.signer("card", date(2033, 4, 1)) is None
    assert key_of(new).nbf == midnight(date(2032, 1, 1))


def test_a_stolen_key_signs_nothing_more_and_leaves_the_set(
    ceremony: Ceremony, monkeypatch: pytest.MonkeyPatch
) -> None:
    ceremony.hold()
    stolen = ceremony.ring.signer("card", TODAY)
    assert stolen is not None
    before = ceremony.signed()
    ceremony.give(WithdrawKey(kid=stolen.kid, reason="compromised", effective=TODAY))
    assert ceremony.ring.signer("card", TODAY) is None, "at once, before the root has signed"
    assert ceremony.ring.due
    ceremony.run()
    keys = PrivateKeys(ceremony.house.state_store, ceremony.house.journal)
    assert keys.find(stolen.kid) is None
    held = ceremony.ring.key_set
    assert held is not None
    monkeypatch.setattr("time.time", lambda: held.iat + 100.0)
    with refused("withdrawn-key", "content"):
        again = ceremony.signed(request_with(ceremony, stolen))
        ceremony.give(PublishKeySet(content=again, effective=TODAY))
    ceremony.give(PublishKeySet(content=ceremony.signed(), effective=TODAY))
    now = ceremony.ring
    assert now.key_set is not None
    assert bytes.fromhex(stolen.kid) not in now.key_set.keys
    made = now.signer("card", TODAY)
    assert made is not None
    assert made.kid != stolen.kid
    with refused("older-key-set", "content"):
        ceremony.give(PublishKeySet(content=before, effective=TODAY))
    with refused("already-withdrawn", "kid"):
        ceremony.give(WithdrawKey(kid=stolen.kid, reason="not-used", effective=TODAY))
    with refused("unknown-key", "kid"):
        ceremony.give(WithdrawKey(kid="00000000", reason="not-used", effective=TODAY))


def request_with(ceremony: Ceremony, made: KeyMade) -> dict[str, Any]:
    asked: dict[str, Any] = ceremony.request
    return asked | {"keys": [*asked["keys"], *key_set.jwks([key_of(made)])["keys"]]}


def test_only_what_the_root_signed_of_our_keys_is_published(ceremony: Ceremony) -> None:
    with refused("no-root", "content"):
        ceremony.give(PublishKeySet(content="AAAA", effective=TODAY))
    with refused("no-public-key", "root"):
        ceremony.give(SetRoot(root="0" * 128, effective=TODAY))
    ceremony.give(SetRoot(root=ceremony.point, effective=TODAY))
    with refused("root-set", "root"):
        ceremony.give(SetRoot(root=ceremony.point, effective=TODAY))
    ceremony.run()
    good = ceremony.signed()
    stranger = ceremony.folder / "stranger.pem"
    other = root.make(stranger, b"another password")
    private = root.load(stranger, b"another password")
    ring = ceremony.ring
    forged = base64(key_set.write_key_set(ring.wanted(), list(ring.lists.values()), 9, private))
    for content in ("A", "AAAA", good[:-4], forged):
        with refused("not-signed-by-root", "content"):
            ceremony.give(PublishKeySet(content=content, effective=TODAY))
    asked = ceremony.request
    window = {"use": "card", "nbf": 1, "exp": 2}
    foreign = key_set.Key(point=other, **window)  # type: ignore[arg-type]  # a literal
    for keys, slug in (
        ([*asked["keys"], *key_set.jwks([foreign])["keys"]], "unknown-key"),
        ([one | {"exp": one["exp"] + 1} for one in asked["keys"]], "unknown-key"),
    ):
        with refused(slug, "content"):
            content = ceremony.signed(asked | {"keys": keys})
            ceremony.give(PublishKeySet(content=content, effective=TODAY))
    with refused("list-missing", "content"):
        content = ceremony.signed(asked | {"lists": []})
        ceremony.give(PublishKeySet(content=content, effective=TODAY))
    rhine = key_set.jwks([key_set.Key(point=other, bodies=("07",), **window)])["keys"]  # type: ignore[arg-type]
    content = ceremony.signed(asked | {"keys": [*asked["keys"], *rhine]})
    ceremony.give(PublishKeySet(content=content, effective=TODAY))
    assert not ceremony.ring.due, "another Land's key is kept with ours"
    assert len(ceremony.request["keys"]) == len(asked["keys"]) + 1
    assert other.x.hex() not in str(ceremony.ring.in_force), "and signs nothing here"


def test_nobody_records_a_key_or_opens_a_list_in_the_house_place(ceremony: Ceremony) -> None:
    ceremony.hold()
    until = TODAY + timedelta(days=9)
    for command in (
        RecordKey(use="card", point=ceremony.point, since=TODAY, until=until, effective=TODAY),
        OpenStatusList(uri="https://evil.example/", effective=TODAY),
    ):
        assert "ehrenamtskarte.make-card-keys" in [asked.permission for asked in command.asks()]


def test_the_root_is_kept_under_a_password_and_says_what_it_signs(
    ceremony: Ceremony, capsys: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert b"ENCRYPTED" in ceremony.root.read_bytes()
    assert ceremony.root.stat().st_mode & 0o077 == 0
    short = ceremony.folder / "short"
    short.write_text("kurz", encoding="utf-8")
    with_password = ["--password-file", str(ceremony.password)]
    assert root.main(["show", str(ceremony.root), *with_password]) == 0
    assert capsys.readouterr().out.strip() == ceremony.point
    for given in (
        ["make", str(ceremony.root), *with_password],
        ["make", str(ceremony.folder / "new.pem"), "--password-file", str(short)],
        ["show", str(ceremony.folder / "nowhere.pem"), *with_password],
        ["sign", str(ceremony.root), str(ceremony.password), *with_password],
    ):
        assert root.main(given) == 1, given
        assert capsys.readouterr().err
    ceremony.hold()
    asked = ceremony.folder / "request.json"
    monkeypatch.setattr("builtins.input", lambda _: "no")
    assert root.main(["sign", str(ceremony.root), str(asked), *with_password]) == 1
    told = capsys.readouterr()
    assert told.out == ""
    assert "signs cards" in told.err
    assert "signs lists" in told.err
    assert "/s/1" in told.err


def test_the_root_is_set_by_two() -> None:
    with temporary_client(plugin) as client:
        service = service_of(client)
        first, second = (
            {"Authorization": f"Bearer {issue_key(service, name, ('state-office', 'state'))}"}
            for name in ("first", "second")
        )
        url = "/api/v1/core/commands/confirm"
        asked = {"root": GENERATOR, "effective": str(TODAY)}
        answer = client.post("/api/v1/ehrenamtskarte/commands/set-root", json=asked, headers=first)
        proposal = {"proposal": answer.json()["proposal"]}
        assert client.get(REQUEST).json()["root"] is None
        assert client.post(url, json=proposal, headers=first).status_code == 403
        assert client.post(url, json=proposal, headers=second).status_code == 201
        settle(service)
        assert client.get(REQUEST).json()["root"] == GENERATOR
