"""Write what pages are made with: the sheet and the fonts of KERN, the design system of the German administration.

And Swagger UI, which shows the API.
"""

import base64
import hashlib
import io
import re
import shutil
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path

from fontTools import subset

KERN = (
    "@kern-ux/native",
    "2.7.2",
    "sha512-TN0Mqbasp7S1IOqurXickde8MDj5hIcgT4s3f1i33wyv2iVgA1dTO/FoQyi6rgM9KYTYkIthl9k72g7fBUUvHg==",
)
SHEET = "kern.min.css"
SWAGGER = (
    "swagger-ui-dist",
    "5.35.0",
    "sha512-U06rpMtW9V3XPGOBeamTUSr0Z09jMX4IJuANpE/EZbAhw0G8CgwrzU4YmXkn/h0wCDNsXdGarTNNHC3sU8yVUQ==",
)
SWAGGER_FILES = {
    "swagger-ui-bundle.js": "swagger-ui-bundle.js",
    "swagger-ui.css": "swagger-ui.css",
    "LICENSE": "LICENSE-SwaggerUI.txt",
    "NOTICE": "NOTICE-SwaggerUI.txt",
    "swagger-ui-bundle.js.LICENSE.txt": "LICENSE-SwaggerUI-bundle.txt",
}
MAP = re.compile(rb"\n?(?://|/\*)# sourceMappingURL=[^\n]*\s*$")  # which would be asked for, and is not here
WEIGHTS = ("Regular", "SemiBold")
OURS = "Fokus Sans"  # the licence reserves the name Fira for the whole font
NAMED = (1, 3, 4, 6, 16)  # the entries of a font that hold its name
LETTERS = "U+0020-007E,U+00A0-017F,U+0218-021B,U+1E9E,U+2010-2027,U+2030,U+2039-203A,U+20AC,U+2190-2193,U+2212,U+2713"
FEATURES = ["kern", "liga", "locl", "tnum", "case", "ccmp", "mark"]
STATIC = Path(__file__).parent.parent / "api" / "fokus_api" / "face" / "static"


def main() -> None:
    """Download, check, copy the sheets and scripts, and cut two weights of the font down to the letters we write."""
    with tempfile.TemporaryDirectory() as folder, tarfile.open(download(Path(folder), *KERN)) as tar:
        (STATIC / SHEET).write_bytes(content(tar, f"dist/{SHEET}"))
        (STATIC / "LICENSE-KERN.md").write_bytes(content(tar, "LICENSE.md"))
        for weight in WEIGHTS:
            source = content(tar, f"dist/fonts/fira-sans/FiraSans-{weight}.woff2")
            target = STATIC / f"FokusSans-{weight}.woff2"
            cut(source, target)
            known = hashlib.sha256(source).hexdigest()
            print(f"{target.name}: {len(source)} to {target.stat().st_size} bytes, made of {known}")

    with tempfile.TemporaryDirectory() as folder, tarfile.open(download(Path(folder), *SWAGGER)) as tar:
        for name, ours in SWAGGER_FILES.items():
            (STATIC / ours).write_bytes(MAP.sub(b"\n", content(tar, name)))


def download(folder: Path, package: str, version: str, integrity: str) -> Path:
    """Fetch the package from the registry npm is set up for; refuse any other content than the known one."""
    npm = shutil.which("npm") or sys.exit("npm is not on the PATH.")
    subprocess.run(  # noqa: S603  fixed arguments, no shell
        [npm, "pack", f"{package}@{version}", "--silent", "--ignore-scripts", "--pack-destination", str(folder)],
        check=True,
        cwd=folder,
        stdout=subprocess.DEVNULL,
    )
    (archive,) = folder.glob("*.tgz")
    found = "sha512-" + base64.b64encode(hashlib.sha512(archive.read_bytes()).digest()).decode()
    if found != integrity:
        sys.exit(f"{archive.name} is not the known package: {found}")
    return archive


def content(tar: tarfile.TarFile, name: str) -> bytes:
    """Return a file of the package."""
    member = tar.extractfile(f"package/{name}") or sys.exit(f"{name} is missing.")
    return member.read()


def cut(source: bytes, target: Path) -> None:
    """Write a font with the letters we write, its kerning, and figures of one width."""
    options = subset.Options(flavor="woff2", name_IDs=[*range(7), 13, 14, 16], layout_features=FEATURES)
    font = subset.load_font(io.BytesIO(source), options)
    cutter = subset.Subsetter(options)
    cutter.populate(unicodes=subset.parse_unicodes(LETTERS.replace("U+", "")))
    cutter.subset(font)
    for entry in font["name"].names:
        if entry.nameID in NAMED:
            ours = OURS.replace(" ", "") if entry.nameID == 6 else OURS
            entry.string = str(entry).replace("FiraSans" if entry.nameID == 6 else "Fira Sans", ours)
    font["head"].modified = font["head"].created  # else every run writes another file
    font.recalcTimestamp = False
    subset.save_font(font, str(target), options)


if __name__ == "__main__":
    main()
