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
SPOKEN = {  # what is said to people, and which of its arguments is the text
    "ApiProblem": 1,
    "Breach": 1,
    "Evidence": 9,
    "FieldError": 9,
    "Forbidden": 0,
    "Invalid": 1,
    "Label": 0,
    "LinkAction": 2,
    "Meta": 9,
    "NotFound": 0,
    "Objection": 1,
    "Permission": 2,
    "Refused": 1,
    "Role": 1,
    "Sentence": 0,
    "Turn": 4,
}
NAMED = frozenset({"detail", "message", "text", "title"})


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
        for line, flaw in misused(ast.parse(source.read_text(encoding="utf-8"))):
            yield f"{source}:{line}: {flaw}"
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


def misused(module: ast.Module) -> Iterator[tuple[int, str]]:
    """Yield where a module marks no text, says one unmarked, or means something else by `_`."""
    imports = any(isinstance(one, ast.ImportFrom) and any(n.name == "_" for n in one.names) for one in module.body)
    for node in ast.walk(module):
        match node:
            case ast.Call(func=ast.Name(id="_"), args=args):
                if len(args) != 1 or not isinstance(args[0], ast.Constant):
                    yield node.lineno, "the argument of _ is one text as it is"
            case ast.Call(func=ast.Name(id=name)) if name in SPOKEN:
                texts = [*node.args[SPOKEN[name] :][:1], *(one.value for one in node.keywords if one.arg in NAMED)]
                for text in texts:
                    if isinstance(text, ast.JoinedStr) or (isinstance(text, ast.Constant) and text.value):
                        yield text.lineno, f"the text of {name} is not marked by _"
            case ast.arg(arg="_") | ast.Name(id="_", ctx=ast.Store()) if imports:
                yield node.lineno, "_ marks texts here and is no name for what is thrown away"


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
