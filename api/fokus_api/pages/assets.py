"""Style sheets, fonts and pictures of the pages: read once, each under an address that changes with its content."""

import re
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple

__all__ = ["FOLDER", "Asset", "address_of", "asset_at"]

FOLDER = Path(__file__).parents[1] / "face" / "static"
AT = "/static"
TYPES = {
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
    ".woff2": "font/woff2",
}
NAMED = re.compile(rb'url\("([A-Za-z0-9.-]+)"\)')  # by a sheet of our own, beside it


class Asset(NamedTuple):
    """A file of the pages, and what it is."""

    content: bytes
    media_type: str


def address_of(name: str) -> str:
    """Return the address of a file: the same address is always answered with the same content."""
    return f"{AT}/{_names[name]}"


def asset_at(address: str) -> Asset | None:
    """Return the file with the last part of an address, None where there is none, or no longer."""
    return _assets.get(address)


def _read() -> tuple[dict[str, Asset], dict[str, str]]:
    assets: dict[str, Asset] = {}
    names: dict[str, str] = {}
    files = [path for path in FOLDER.iterdir() if path.suffix in TYPES]
    for path in sorted(files, key=lambda path: (path.suffix == ".css", path.name)):  # sheets last: they name the rest
        content = path.read_bytes()
        if path.name == "fokus.css":
            content = NAMED.sub(lambda found: b'url("%b")' % names[found[1].decode()].encode(), content)
        names[path.name] = f"{path.stem}.{sha256(content).hexdigest()[:12]}{path.suffix}"
        assets[names[path.name]] = Asset(content, TYPES[path.suffix])
    return assets, names


_assets, _names = _read()
