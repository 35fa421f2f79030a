"""Bytes as decimal digits, seven bytes as seventeen (CTAP 2.2, as in the QR codes of passkeys)."""

__all__ = ["bytes_of", "digits_of"]

WIDTHS = {1: 3, 2: 5, 3: 8, 4: 10, 5: 13, 6: 15, 7: 17}  # digits for so many bytes
SIZES = {width: size for size, width in WIDTHS.items()}
MOST = 4000  # digits that a code may hold; no QR code holds more than 7,089


def digits_of(data: bytes) -> str:
    """Return bytes as digits: each seven of them as a number whose first byte counts least."""
    parts = [data[start : start + 7] for start in range(0, len(data), 7)]
    return "".join(str(int.from_bytes(part, "little")).zfill(WIDTHS[len(part)]) for part in parts)


def bytes_of(text: str) -> bytes | None:
    """Return what digits stand for, None where they stand for no bytes."""
    if not (text.isascii() and text.isdigit()) or len(text) > MOST:
        return None
    whole, rest = divmod(len(text), 17)
    if rest and rest not in SIZES:
        return None
    try:
        data = b"".join([int(text[start : start + 17]).to_bytes(7, "little") for start in range(0, whole * 17, 17)])
        return data + int(text[whole * 17 :]).to_bytes(SIZES[rest], "little") if rest else data
    except OverflowError:
        return None
