"""What `docs/card-format.md` says is what the checkers do."""

import re

import fokus_check
from card_vectors_kit import FRESH, REPOSITORY, VECTORS

from fokus_ehrenamtskarte.credential import card, cbor, checking, cose, key_set, status_list
from fokus_ehrenamtskarte.credential.digits import WIDTHS

TEXT = (REPOSITORY / "docs" / "card-format.md").read_text(encoding="utf-8")
GOOD = bytes.fromhex(VECTORS["bytes"]["hex"])


def table(heading: str) -> list[list[str]]:
    """Return the cells of the first table below a heading, its head left out."""
    lines = TEXT[TEXT.index(f"\n## {heading}") :].splitlines()
    start = next(at for at, line in enumerate(lines) if line.startswith("|---"))
    rows = [line.strip("|").split(" | ") for line in lines[start + 1 :] if line.startswith("|")]
    return [[cell.strip(" `|") for cell in row] for row in rows]


def test_the_answers_stand_there_in_the_order_of_the_check() -> None:
    assert [row[0] for row in table("The check")] == list(ORDER)
    assert set(ORDER) == set(checking.Answer.__args__) == set(fokus_check.SAYS)  # type: ignore[attr-defined]  # a Literal


ORDER = (
    *("not-a-card", "load-keys", "not-genuine", "not-yet", "expired", "check-clock", "blocking-unknown", "not-valid"),
    *("show-anew", "valid"),
)


def test_the_claims_of_a_card_have_the_labels_that_are_told() -> None:
    claims = TEXT[TEXT.index("| label | claim |") : TEXT.index("**On a phone**")]
    labels = {int(label) for label in re.findall(r"^\| (-?[0-9]+) \|", claims, re.MULTILINE)}
    assert labels == {card.ISS, card.EXP, card.NBF, card.CNF, card.IDENTITY, card.STATUS, card.KIND}
    keys = TEXT[TEXT.index("## The key set") : TEXT.index("## The list")]
    for label in (key_set.KEYS, key_set.LISTS, key_set.USE, key_set.NBF, key_set.EXP, key_set.BODIES):
        assert str(label) in keys
    listed = TEXT[TEXT.index("## The list") : TEXT.index("## The check")]
    for label in (status_list.SUB, status_list.EXP, status_list.IAT, status_list.TYPE, status_list.TIME_TO_LIVE):
        assert f"{label}: " in listed
    assert f'"{status_list.CWT_TYPE}"' in listed


def test_the_numbers_are_those_of_the_check() -> None:
    rests = ", ".join(str(WIDTHS[size]) for size in range(1, 6))
    assert f"{rests} or {WIDTHS[6]} digits" in TEXT.replace("\n", " ")
    assert f"at most {card.LARGEST} bytes" in TEXT
    assert f"older than {checking.KEYS_FRESH // 86_400} days" in TEXT
    assert f"more than {checking.SLACK // 60} minutes" in TEXT
    assert f"up to {checking.FRESH // 3600} hours, *dated* up to {checking.DATED // 86_400} days" in TEXT
    assert f"more than {checking.PROOF} seconds" in TEXT
    assert status_list.LARGEST == 1024**2
    assert (cbor.LARGEST, cbor.DEEPEST) == (2**53 - 1, 6)


def test_the_example_is_the_first_card_of_the_vectors() -> None:
    (shown,) = re.findall(r"^```text\n([0-9a-f\n]+)```$", TEXT, re.MULTILINE)
    assert shown.replace("\n", "") == GOOD.hex()
    assert f"has these {len(GOOD)} bytes" in TEXT
    signed, rest = cose.read(GOOD)
    assert rest == b""
    assert FRESH is not None
    assert f"kid `{signed.header[4].hex()}`" in TEXT
    assert signed.header[4] in FRESH.keys
    assert f"{len(signed.payload)} bytes of claims" in TEXT
