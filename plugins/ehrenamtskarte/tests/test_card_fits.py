"""What fits the code of a card is known before it is signed: a name is refused, and never cut."""

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from hypothesis import given
from hypothesis import strategies as some
from msgspec import structs

from fokus_api import qr_code
from fokus_ehrenamtskarte.cards.signing import address_of
from fokus_ehrenamtskarte.credential import card
from fokus_ehrenamtskarte.credential.digits import digits_of

PRIVATE = ec.derive_private_key(7, ec.SECP256R1())
ADDRESS = "https://k.example/k#"
HOSTS = ("k.nrw", "karte.nrw.example", "ehrenamtskarte.ministerium.nordrhein-westfalen.example")
NAMES = some.text(some.characters(exclude_categories=["Cs"]), min_size=1, max_size=200)


@pytest.mark.parametrize("host", HOSTS)
def test_what_fits_has_a_code_of_version_13_at_most(host: str) -> None:
    address = address_of(f"https://{host}/s/1")
    assert address == f"https://{host}/k#"
    for size in range(200, card.LARGEST + 20):
        version = qr_code(address + digits_of(bytes(range(200)) + bytes([255]) * (size - 200))).version
        assert card.fits(size, address) == (version <= 13 and size <= card.LARGEST), size


@given(NAMES, some.sampled_from((None, 2**31)))
def test_the_size_of_a_card_and_what_is_too_much_are_known_before(name: str, exp: int | None) -> None:
    said = card.Claims(
        iss="05914000", nbf=2**30, exp=exp, name=name, kind=1, idx=2**20 - 1, uri="https://k.example/s/1"
    )
    over = card.surplus(said, ADDRESS)
    kept = name[: len(name) - over]
    data = card.write(structs.replace(said, name=kept), PRIVATE)
    assert len(data) == card.size_of(structs.replace(said, name=kept))
    assert qr_code(ADDRESS + digits_of(data)).version <= 13
    if over:
        longer = structs.replace(said, name=name[: len(kept) + 1])
        assert not card.fits(card.size_of(longer), ADDRESS)


@pytest.mark.parametrize(("letter", "least"), [("a", 115), ("ö", 57), ("漢", 38), ("ع", 57), ("👩", 28)], ids=range(5))
def test_ordinary_names_of_every_script_fit_behind_a_short_address(letter: str, least: int) -> None:
    uri = "https://karte.nrw.example/s/1"
    said = card.Claims(iss="05914000", nbf=2**30, exp=2**31, name=letter * least, kind=1, idx=2**20 - 1, uri=uri)
    assert card.surplus(said, address_of(uri)) == 0
