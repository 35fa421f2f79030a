"""Draw the boundaries of the register's bodies: simplified together, so that neighbours keep one common border."""

import hashlib
import json
import shutil
import subprocess
import sys
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

TOOL, VERSION = "mapshaper", "0.7.70"
KEPT = "3%"  # of the points that can be left out
ROUNDED = "precision=0.0001"  # degrees: about ten metres
LEVELS = {8: "municipalities", 5: "districts", 3: "administrative-districts"}  # by length of id
NOTE = "Vereinfacht auf etwa 3 % der Stützpunkte, gemeinsame Grenzen erhalten, auf vier Nachkommastellen gerundet."
FOLDER = Path(__file__).parent.parent / "core" / "fokus_core" / "bodies" / "boundaries"

Body = dict[str, Any]
Geometry = Mapping[str, Any]


def draw(areas: Mapping[str, Geometry], bodies: Iterable[Body], source: Mapping[str, Any], work: Path) -> None:
    """Write a file of boundaries per level from the areas of municipalities, and put a `point` into every body."""
    known = {body["id"]: body for body in bodies}
    tool = install(work)
    lowest = [feature({"id": key} | districts(known[key]), areas[key]) for key in sorted(areas)]
    (work / "areas.json").write_text(json.dumps({"type": "FeatureCollection", "features": lowest}))
    simplify = ("-simplify", KEPT, "visvalingam", "keep-shapes", "-o", ROUNDED, "fix-geometry")
    layers = [run(tool, work / "areas.json", "municipalities", *simplify)]
    for number, upper in enumerate(("now", "before", "id.slice(0, 3)")):
        steps = ("-each", f"id = {upper}", "-filter", "!!id", "-dissolve", "id", "-o", ROUNDED)
        layers.append(run(tool, layers[0], f"above-{number}", *steps))
    drawn = {one["properties"]["id"]: one["geometry"] for layer in layers for one in features(layer)}
    if missing := known.keys() ^ drawn.keys():
        sys.exit(f"Bodies without a boundary, or boundaries without a body: {sorted(missing)}")
    for layer in layers:
        for one in features(run(tool, layer, f"{layer.stem}-points", "-points", "inner", "-o", ROUNDED)):
            known[one["properties"]["id"]]["point"] = one["geometry"]["coordinates"]
    publish(known, drawn, source)


def districts(municipality: Body) -> dict[str, str]:
    """Return the district a municipality lies in now, and the one it lay in before."""
    parents = municipality["parent"]
    spans = [{"value": parents}] if isinstance(parents, str) else parents
    found = {"before" if "until" in span else "now": span["value"] for span in spans}
    return {name: value for name, value in found.items() if len(value) == 5}


def install(work: Path) -> Path:
    """Install the tool from the registry npm is set up for."""
    npm = shutil.which("npm") or sys.exit("npm is not on the PATH.")
    words = ["install", f"{TOOL}@{VERSION}", "--prefix", str(work), "--ignore-scripts", "--silent"]
    subprocess.run([npm, *words], check=True, stdout=subprocess.DEVNULL)  # noqa: S603  fixed arguments, no shell
    return work / "node_modules" / ".bin" / TOOL


def run(tool: Path, layer: Path, name: str, *steps: str) -> Path:
    """Run the tool on a layer, and return the file of the layer it wrote; `-o` in the steps takes its path."""
    made = layer.with_name(f"{name}.json")
    at = steps.index("-o") + 1
    words = [str(tool), str(layer), *steps[:at], str(made), *steps[at:], "format=geojson"]
    subprocess.run(words, check=True)  # noqa: S603  fixed arguments, no shell
    return made


def features(layer: Path) -> list[dict[str, Any]]:
    """Return the features of a layer."""
    found: list[dict[str, Any]] = json.loads(layer.read_text(encoding="utf-8"))["features"]
    return found


def feature(properties: Mapping[str, Any], geometry: Geometry, **members: str) -> dict[str, Any]:
    """Return a feature."""
    return {"type": "Feature", **members, "properties": properties, "geometry": geometry}


def publish(known: Mapping[str, Body], drawn: Mapping[str, Geometry], source: Mapping[str, Any]) -> None:
    """Write the files, named by date and content, in place of the earlier ones."""
    for earlier in FOLDER.glob("*.geojson"):
        earlier.unlink()
    for length, level in LEVELS.items():
        bodies = [known[key] for key in sorted(known) if len(key) == length]
        text = render(level, [feature(told(body), drawn[body["id"]], id=body["id"]) for body in bodies], source)
        name = f"{level}-{source['reference_date']}-{hashlib.sha256(text.encode()).hexdigest()[:8]}.geojson"
        (FOLDER / name).write_text(text, encoding="utf-8")
        print(f"{name}: {len(bodies)} bodies, {len(text.encode()) / 1000:.0f} kB")


def told(body: Body) -> dict[str, str]:
    """Return what a boundary tells of its body: what it is called last, and when it was there."""
    last = {name: value if isinstance(value := body[name], str) else value[-1]["value"] for name in ("name", "kind")}
    return last | {name: body[name] for name in ("since", "until") if name in body}


def render(level: str, drawn: Sequence[dict[str, Any]], source: Mapping[str, Any]) -> str:
    """Return the file's text: one body a line, so that a change reads as one line of a diff."""
    head = {
        "type": "FeatureCollection",
        "name": level,
        **{
            name: source[name]
            for name in ("attribution", "attribution_url", "licence", "licence_url", "reference_date")
        },
        "note": NOTE,
    }
    opening = json.dumps(head, ensure_ascii=False, indent=2).removesuffix("\n}")
    lines = ",\n".join(json.dumps(one, ensure_ascii=False, separators=(",", ":")) for one in drawn)
    return f'{opening},\n"features": [\n{lines}\n]}}\n'
