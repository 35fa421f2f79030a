"""The card's format: three checkers answer alike, to what is published and to what somebody broke."""

import json
import runpy
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import cbor2
import fokus_check
import pytest
from card_vectors_kit import FILE, FRESH, LISTS, NOW, REPOSITORY, ROOT, SETS, VECTORS, in_javascript, node
from cryptography.hazmat.primitives.asymmetric import ec
from hypothesis import given, settings
from hypothesis import strategies as some
from msgspec import structs

from fokus_ehrenamtskarte.credential import card, cbor, key_set, status_list
from fokus_ehrenamtskarte.credential.checking import check
from fokus_ehrenamtskarte.credential.digits import bytes_of, digits_of

CASES: list[dict[str, Any]] = VECTORS["cases"]
GOOD = bytes.fromhex(VECTORS["bytes"]["hex"])
PHONE = next(
    bytes_of(case["text"].partition("#")[2]) or b"" for case in CASES if case["name"] == "phone with a good proof"
)
POINT = (ROOT.x, ROOT.y)
ALONE_KEYS = {name: fokus_check.open_keys(bytes.fromhex(told), POINT) for name, told in VECTORS["key_sets"].items()}
ALONE: Any = ALONE_KEYS["fresh"]
ALONE_LISTS = {name: fokus_check.open_list(bytes.fromhex(told), ALONE) for name, told in VECTORS["lists"].items()}


def answers(text: str, keys: str | None = "fresh", blocked: str | None = "fresh", now: int = NOW) -> str:
    """Return what both Python checkers answer, which must be the same."""
    ours = check(text, (keys and SETS[keys]) or None, (blocked and LISTS[blocked]) or None, now)
    told, claims = fokus_check.check(
        text, (keys and ALONE_KEYS[keys]) or None, (blocked and ALONE_LISTS[blocked]) or None, now
    )
    assert told == ours.answer
    assert (ours.card and ours.card.name) == (claims and claims["name"])
    return ours.answer


@pytest.mark.parametrize("case", CASES, ids=[case["name"].replace(" ", "-") for case in CASES])
def test_both_python_checkers_answer_the_published_vectors(case: dict[str, Any]) -> None:
    assert answers(case["text"], case["keys"], case["list"], case["now"]) == case["answer"]


def test_a_valid_card_tells_what_stands_on_it_and_how_old_the_list_is() -> None:
    found = check(CASES[0]["text"], FRESH, LISTS["fresh"], NOW)
    assert found.card is not None
    assert {name: getattr(found.card, name) for name in CASES[0]["card"]} == CASES[0]["card"]
    ages = [check(CASES[0]["text"], FRESH, LISTS[name], NOW).age for name in ("fresh", "a day old", "ten days old")]
    assert ages == ["fresh", "dated", "old"]


def test_every_answer_is_among_the_vectors() -> None:
    assert {case["answer"] for case in CASES} == set(fokus_check.SAYS)


def test_the_script_writes_the_vectors_that_are_published() -> None:
    assert runpy.run_path(str(REPOSITORY / "scripts" / "card_vectors.py"))["cases"]() == CASES


FLIPS = (1, 2, 4, 8, 16, 32, 64, 128, 255)


def broken(data: bytes, flips: tuple[int, ...] = FLIPS) -> list[bytes]:
    """Return bytes with each byte changed in several ways, and cut at each place."""
    found = [data[:at] for at in range(len(data))]
    for at, one in enumerate(data):
        found += [data[:at] + bytes([one ^ flip]) + data[at + 1 :] for flip in flips]
    return found


def test_no_changed_byte_and_no_cut_is_ever_valid() -> None:
    red = {"not-a-card", "not-genuine", "load-keys"}
    assert {answers(digits_of(one)) for one in broken(GOOD)} <= red
    assert {answers(digits_of(one)) for one in broken(PHONE)} <= red | {"show-anew"}


def test_no_changed_digit_is_ever_valid() -> None:
    digits = digits_of(GOOD)
    for at, one in enumerate(digits):
        for other in "0123456789":
            if other != one:
                assert answers(digits[:at] + other + digits[at + 1 :]) in {"not-a-card", "not-genuine"}


def test_keys_and_lists_that_somebody_changed_are_none() -> None:
    for name, opened in (("key_sets", key_set.opened), ("lists", status_list.opened_list)):
        held: Any = ROOT if name == "key_sets" else FRESH
        data = bytes.fromhex(VECTORS[name]["fresh"])
        assert opened(data, held) is not None
        assert {opened(one, held) for one in broken(data, (1, 128))} == {None}
    alone = bytes.fromhex(VECTORS["lists"]["fresh"])
    assert {fokus_check.open_list(one, ALONE) for one in broken(alone, (16,))} == {None}


@pytest.mark.parametrize("now", [-(10**18), -1, 0, 10**9, 4 * 10**9, 10**18])
def test_a_wrong_clock_never_makes_a_card_valid(now: int) -> None:
    for case in CASES:
        assert answers(case["text"], case["keys"], case["list"], now) != "valid"


@given(some.binary(max_size=60), some.text(max_size=60))
def test_whatever_is_scanned_there_is_an_answer(data: bytes, text: str) -> None:
    assert answers(digits_of(data)) == "not-a-card"
    assert answers(text) == "not-a-card"


VALUES = some.recursive(
    some.integers(-(2**60), 2**64) | some.binary(max_size=4) | some.text(max_size=4) | some.booleans() | some.floats(),
    lambda one: some.lists(one, max_size=3) | some.dictionaries(some.integers(-9, 99) | some.text(max_size=2), one),
    max_leaves=8,
)


@settings(deadline=None, max_examples=60)
@given(some.dictionaries(some.sampled_from((1, 4, 5, 6, 8, 24, 169, 65535, -1, -65537, "a")), VALUES), some.booleans())
def test_both_read_and_refuse_the_same_claims(said: dict[Any, Any], phone: bool) -> None:
    header = {1: -7, 4: next(iter(FRESH.keys))} if FRESH and not phone else {1: -7}
    parts = [cbor.encoded(header), {}, cbor2.dumps(said), b"\1" * 64]
    assert answers(digits_of((GOOD if phone else b"") + b"\xd2" + cbor2.dumps(parts))) != "valid"


@given(some.binary(max_size=40))
def test_digits_and_bytes_are_one_another(data: bytes) -> None:
    digits = digits_of(data)
    assert (bytes_of(digits) if data else b"") == data
    assert data == b"" or fokus_check.of_digits(digits) == data


@node
def test_the_page_answers_the_published_vectors(tmp_path: Path) -> None:
    found = in_javascript(tmp_path, CASES)
    assert [one["answer"] for one in found] == [case["answer"] for case in CASES]
    assert {name: found[0]["card"][name] for name in CASES[0]["card"]} == CASES[0]["card"]
    assert found[0]["age"] == "fresh"


@node
def test_the_page_answers_what_is_broken_as_python_does(tmp_path: Path) -> None:
    texts = [digits_of(one) for data in (GOOD, PHONE) for one in broken(data, (1, 32, 255))]
    asked = [{"text": text, "keys": "fresh", "list": "fresh", "now": NOW} for text in texts]
    found = in_javascript(tmp_path, asked)
    assert [one["answer"] for one in found] == [answers(text) for text in texts]


def test_a_card_is_signed_alike_each_time_and_never_cuts_a_name() -> None:
    claims = card.Claims(iss="05914000", nbf=0, exp=9, name="Ö" * 57, kind=0, idx=1, uri="https://karte.example/s/1")
    private = ec.derive_private_key(7, ec.SECP256R1())
    assert card.write(claims, private) == card.write(claims, private)
    with pytest.raises(ValueError, match="295"):
        card.write(structs.replace(claims, name="Ö" * 90), private)


def test_the_one_file_runs_alone(tmp_path: Path) -> None:
    script = shutil.copy(fokus_check.__file__, tmp_path)
    run = [sys.executable, "-I", script]
    done = subprocess.run([*run, "--vectors", FILE], capture_output=True, text=True, check=False, cwd=tmp_path)
    assert (done.returncode, done.stdout) == (0, f"{len(CASES)} cases, 0 otherwise\n")
    (tmp_path / "keys.cwt").write_bytes(bytes.fromhex(VECTORS["key_sets"]["fresh"]))
    given = ["--root", (ROOT.x + ROOT.y).hex(), "--keys", "keys.cwt", "https://www.example.org/"]
    done = subprocess.run([*run, *given], capture_output=True, text=True, check=False, cwd=tmp_path)
    assert (done.returncode, done.stdout, done.stderr) == (1, "not a card\n", "")
    changed = json.loads(FILE.read_text(encoding="utf-8"))
    changed["cases"][0]["answer"] = "expired"
    (tmp_path / "changed.json").write_text(json.dumps(changed), encoding="utf-8")
    done = subprocess.run(
        [*run, "--vectors", "changed.json"], capture_output=True, text=True, check=False, cwd=tmp_path
    )
    assert (done.returncode, done.stdout.splitlines()[0]) == (1, "ordinary card: valid, not expired")
