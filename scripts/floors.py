"""Draw the floors of the packages in docs/architecture.md, from what their modules import."""

import sys
from collections.abc import Collection, Iterator, Mapping, Sequence
from pathlib import Path

import grimp

PACKAGES = ("fokus_core", "fokus_projections", "fokus_api", "fokus_kommune")  # the lowest first
PLUGINS = ("fokus_ehrenamtskarte", "fokus_ews", "fokus_network")
ORDER = {package: floor for floor, package in enumerate(PACKAGES)} | dict.fromkeys(PLUGINS, len(PACKAGES))
TARGET = Path(__file__).parents[1] / "docs" / "architecture.md"
BEGIN, END = "<!-- written by scripts/floors.py -->\n", "<!-- end of what scripts/floors.py writes -->\n"
STALE = "docs/architecture.md shows other floors than the code has: run `make reference` and commit what it writes."

Imports = Mapping[str, Collection[str]]


def main(arguments: Sequence[str]) -> int:
    """Write the picture, or with `--check` only tell whether it is true and every arrow in it goes down."""
    if arguments not in ([], ["--check"]):
        print("usage: python scripts/floors.py [--check]", file=sys.stderr)
        return 2
    rooms = imports_of_rooms()
    before, rest = TARGET.read_text(encoding="utf-8").split(BEGIN)
    _, after = rest.split(END)
    text = f"{before}{BEGIN}{picture(rooms)}{END}{after}"
    if not arguments:
        TARGET.write_text(text, encoding="utf-8")
        return 0
    wrong = faults(rooms) + [STALE] * (TARGET.read_text(encoding="utf-8") != text)
    for sentence in wrong:
        print(sentence, file=sys.stderr)
    return 1 if wrong else 0


def imports_of_rooms() -> dict[str, set[str]]:
    """Return what each room imports: the rooms are the first-level modules and folders, and a package's own face."""
    graph = grimp.build_graph(*PACKAGES, *PLUGINS, cache_dir=None)
    rooms: dict[str, set[str]] = {room_of(module): set() for module in graph.modules}
    for module in graph.modules:
        rooms[room_of(module)] |= {room_of(one) for one in graph.find_modules_directly_imported_by(module)}
    entered = {one for found in rooms.values() for one in found}
    return {room: found - {room} for room, found in rooms.items() if found or room in entered}


def room_of(module: str) -> str:
    """Return the room a module stands in; a plugin is one room."""
    package, *inside = module.split(".")
    return package if package in PLUGINS else ".".join((package, *inside[:1]))


def faults(rooms: Imports) -> list[str]:
    """Return a sentence for each circle and for each arrow that goes up from a package, or across to a plugin."""
    packages = [_inside(package, rooms) for package in PACKAGES]
    circles = {circle for inside in packages for room in inside if len(circle := _circle(room, inside)) > 1}
    found = [f"These import each other in a circle: {', '.join(circle)}." for circle in sorted(circles)]
    for room, imported in sorted(rooms.items()):
        package = room.partition(".")[0]
        for one in sorted(imported):
            other = one.partition(".")[0]
            if other != package and ORDER[other] >= ORDER[package]:
                found.append(f"{room} imports {one}, which does not stand below it.")
    return found


def floors(rooms: Imports) -> list[list[str]]:
    """Return the rooms floor by floor, the top first: each stands above all that it imports."""
    heights: dict[str, int] = {}

    def height(room: str) -> int:
        if room not in heights:
            circle = _circle(room, rooms)
            below = {one for each in circle for one in rooms[each] if one in rooms} - set(circle)
            heights.update(dict.fromkeys(circle, 1 + max((height(one) for one in below), default=0)))
        return heights[room]

    top = max(height(room) for room in rooms)
    return [sorted(room for room in rooms if height(room) == floor) for floor in range(top, 0, -1)]


def picture(rooms: Imports) -> str:
    """Return both forms of the picture."""
    return "\n".join(("", "```text", *_text(rooms), "```", "", "```mermaid", *_chart(rooms), "```", "", ""))


def _text(rooms: Imports) -> Iterator[str]:
    yield f"plugins  {' · '.join(PLUGINS)}"
    for package in reversed(PACKAGES):
        stacked = floors(_inside(package, rooms))
        yield ""
        yield package
        for number, floor in zip(range(len(stacked), 0, -1), stacked, strict=True):
            yield f"  {number:>2}  {' · '.join(_label(room) for room in floor)}"


def _chart(rooms: Imports) -> Iterator[str]:
    yield "flowchart TB"
    yield f'  plugins["{" · ".join(PLUGINS)}"] --> {PACKAGES[-1]}'
    for package in reversed(PACKAGES):
        inside = _inside(package, rooms)
        yield f"  subgraph {package}"
        for floor in floors(inside):
            for room in floor:
                yield f'    {_id(room)}["{_label(room)}"]'
        for room in sorted(inside):
            yield from (f"    {_id(room)} --> {_id(one)}" for one in sorted(_nearest(room, inside)))
        yield "  end"
    for upper, lower in zip(reversed(PACKAGES), reversed(PACKAGES[:-1]), strict=False):
        yield f"  {upper} --> {lower}"


def _inside(package: str, rooms: Imports) -> dict[str, set[str]]:
    inside = {room for room in rooms if room.partition(".")[0] == package}
    return {room: inside & set(rooms[room]) for room in inside}


def _nearest(room: str, rooms: Imports) -> set[str]:
    """Return what a room imports, without what it reaches by another of these as well."""
    imported = set(rooms[room])
    return imported - {far for one in imported for far in _reached(one, rooms) if one not in _reached(far, rooms)}


def _reached(room: str, rooms: Imports) -> set[str]:
    """Return every room that one imports, by whatever way."""
    found: set[str] = set()
    ahead = [*rooms[room]]
    while ahead:
        if (one := ahead.pop()) not in found:
            found.add(one)
            ahead += rooms.get(one, ())
    return found


def _circle(room: str, rooms: Imports) -> tuple[str, ...]:
    """Return the rooms that a room imports and that import it, with itself; alone where there is no circle."""
    return tuple(sorted({room, *(one for one in _reached(room, rooms) if room in _reached(one, rooms))}))


def _label(room: str) -> str:
    package, _, inside = room.partition(".")
    return inside or f"{package} itself"


def _id(room: str) -> str:
    return room.replace(".", "_") if "." in room else f"{room}_itself"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
