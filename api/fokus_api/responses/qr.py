"""QR codes at error correction M, as SVG and PNG, written by zxing-cpp."""

import struct
import zlib
from collections.abc import Iterator
from typing import NamedTuple

import zxingcpp

__all__ = ["QrCode", "qr_code"]

QUIET = 4  # modules around a code that stay white
PIXELS = 8  # of a module in a PNG


class QrCode(NamedTuple):
    """The modules of a code, row by row: 0 is dark."""

    rows: tuple[bytes, ...]

    @property
    def side(self) -> int:
        """Modules of a side with the quiet zone."""
        return len(self.rows) + 2 * QUIET

    @property
    def version(self) -> int:
        """The version of ISO/IEC 18004."""
        return (len(self.rows) - 17) // 4

    @property
    def svg(self) -> str:
        """The code as SVG, dark on white, a unit a module."""
        dark = "".join(f"M{x} {y}h{width}v1h-{width}z" for x, y, width in self._runs())
        side = self.side
        return (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {side} {side}" shape-rendering="crispEdges">'
            f'<path fill="#fff" d="M0 0h{side}v{side}h-{side}z"/><path d="{dark}"/></svg>'
        )

    @property
    def png(self) -> bytes:
        """The code as PNG of black and white."""
        side = self.side * PIXELS
        white = bytes([0]) + b"\xff" * (self.side * PIXELS // 8)
        lines = [white * (QUIET * PIXELS)]
        for row in self.rows:
            dots = b"\xff" * QUIET + bytes(255 if module else 0 for module in row) + b"\xff" * QUIET
            lines.append((b"\0" + dots) * PIXELS)  # eight dots of one bit a module
        lines.append(lines[0])
        head = struct.pack(">IIBBBBB", side, side, 1, 0, 0, 0, 0)
        content = zlib.compress(b"".join(lines), 9)
        return b"\x89PNG\r\n\x1a\n" + _chunk(b"IHDR", head) + _chunk(b"IDAT", content) + _chunk(b"IEND", b"")

    def _runs(self) -> Iterator[tuple[int, int, int]]:
        """Yield where dark modules follow each other in a row, and how many."""
        for y, row in enumerate(self.rows, QUIET):
            x = row.find(0)
            while x >= 0:
                end = row.find(255, x)
                end = len(row) if end < 0 else end
                yield x + QUIET, y, end - x
                x = row.find(0, end)


def qr_code(text: str) -> QrCode:
    """Return the code of a text: its digits are written as digits, which zxing-cpp finds by itself."""
    made = zxingcpp.create_barcode(text, zxingcpp.QRCode, ec_level="M").to_image(scale=1, add_quiet_zones=False)
    seen = memoryview(made)  # type: ignore[arg-type]  # it has the buffer protocol, which its stub does not say
    content, (height, width) = seen.tobytes(), seen.shape or (0, 0)
    return QrCode(tuple(content[start : start + width] for start in range(0, height * width, width)))


def _chunk(kind: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))
