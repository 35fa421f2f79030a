"""The catalogues of texts: brought up to what the source says, or checked against it with `--check`."""

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po, write_po

from fokus_core.plugins.texts import FOLDER, LOCALES, SOURCE, placeholders

REPOSITORY = Path(__file__).parent.parent
PACKAGES = (
    "core/fokus_core",
    "api/fokus_api",
    "plugins/network/fokus_network",
    "plugins/ews/fokus_ews",
    "plugins/ehrenamtskarte/fokus_ehrenamtskarte",
    "tests/outsider/fokus_heimatpreis",
)


def said(package: Path) -> dict[str, str]:
    """Return the messages of a package, each with the file in which it stands first."""
    found: dict[str, str] = {}
    for file, _line, message, _comments, _context in extract_from_dir(
        package, [("**.py", "python"), ("**/templates/**.html", "jinja2")], keywords={"_": None}
    ):
        found.setdefault(str(message), file)
    return found


def flaws(package: Path) -> Iterator[str]:
    """Yield what is wrong with a package's messages and their catalogues, a sentence each."""
    messages = said(package)
    for source in sorted(package.rglob("*.py")):
        for node in ast.walk(ast.parse(source.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "_":
                literal = len(node.args) == 1 and isinstance(node.args[0], ast.Constant)
                if not literal:
                    yield f"{source}:{node.lineno}: the argument of _ is one text as it is"
    for language in LOCALES:
        if language == SOURCE:
            continue
        translated = _catalogue(package, language)
        for message, file in messages.items():
            text = translated.get(message, "")
            if not text:
                yield f"{package.name}/{file}: {message!r} has no text in {language}"
            elif placeholders(message) != placeholders(text):
                yield f"{package.name}/{file}: {message!r} and its text in {language} have other places"
        yield from (
            f"{package.name}: {message!r} stands in no source" for message in translated if message not in messages
        )


def update(package: Path) -> None:
    """Write the catalogues anew: every message of the source, sorted, with the texts that are known."""
    messages = said(package)
    for language in LOCALES:
        if language == SOURCE:
            continue
        known = _catalogue(package, language)
        catalogue = Catalog(locale=language, fuzzy=False)
        for message in sorted(messages):
            catalogue.add(message, known.get(message) or None)
        path = _path(package, language)
        path.parent.mkdir(exist_ok=True)
        with path.open("wb") as file:
            write_po(file, catalogue, width=120, omit_header=True, sort_output=True)


def _catalogue(package: Path, language: str) -> dict[str, str]:
    path = _path(package, language)
    if not path.exists():
        return {}
    with path.open("rb") as file:
        return {str(one.id): str(one.string) for one in read_po(file) if one.id}


def _path(package: Path, language: str) -> Path:
    return package / FOLDER / f"{language}.po"


def main(arguments: list[str]) -> int:
    """Update the catalogues, or print what is wrong with them and return 1."""
    packages = [REPOSITORY / one for one in PACKAGES]
    if "--check" not in arguments:
        for package in packages:
            update(package)
        return 0
    found = [flaw for package in packages for flaw in flaws(package)]
    for flaw in found:
        print(flaw, file=sys.stderr)
    return 1 if found else 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
