"""`fokus new`: a programme to begin with, in a folder of its own."""

import json
import keyword
import re
from importlib.metadata import version
from importlib.resources import files
from pathlib import Path

import rich_click as click

from fokus_api.cli.output import Output, json_option

NAME = re.compile(r"[a-z][a-z0-9-]{1,30}[a-z0-9]")
PLACES = {
    "pyproject.toml": "pyproject.toml",
    "README.md": "README.md",
    "programme.py": "{package}/programme.py",
    "en.po": "{package}/texts/en.po",
    "quality.toml": "{package}/quality.toml",
    "test_contracts.py": "tests/test_contracts.py",
    "test_answers.py": "tests/test_answers.py",
    "test_rules.py": "tests/test_rules.py",
    "begun.json": "tests/samples/{name}.begun@1.json",
    "ended.json": "tests/samples/{name}.ended@1.json",
}
EMPTY = ("{package}/__init__.py", "{package}/py.typed")


def _name(_ctx: click.Context, _parameter: click.Parameter, value: str) -> str:
    if not NAME.fullmatch(value) or "--" in value or keyword.iskeyword(value):
        raise click.BadParameter("a name has small letters, digits and single hyphens, such as heimatpreis.")
    if value == "core":
        raise click.BadParameter("core is the name of the service's own plugin.")
    return value


def _title(_ctx: click.Context, _parameter: click.Parameter, value: str | None) -> str | None:
    if value is not None and (not value.strip() or not value.isprintable() or set(value) & set("{}")):
        raise click.BadParameter("a title is one line of text without braces.")
    return value


@click.command
@click.argument("name", callback=_name)
@click.option("--title", callback=_title, help="What people call the programme; without it the name, with a capital.")
@click.option(
    "--folder",
    type=click.Path(path_type=Path),
    help="Folder to write into; without it ./fokus-NAME. It must not exist.",
)
@json_option
def new(name: str, title: str | None, folder: Path | None) -> None:
    """Write a new programme: a package with facts, commands, a rule, a list and tests, which runs as it is.

    NAME begins every name that the programme brings, and never changes once it is in use.
    """
    from jinja2 import Environment, StrictUndefined

    out = Output()
    target = folder or Path(f"fokus-{name}")
    if target.exists():
        raise click.UsageError(f"{target} exists already; nothing was written.")
    said = title or name.replace("-", " ").capitalize()
    variable = name.replace("-", "_")
    major, minor, *_rest = version("fokus-kommune").split(".")
    names = {
        "name": name,
        "title": said,
        "quoted": json.dumps(said, ensure_ascii=False),
        "variable": variable,
        "package": f"fokus_{variable}",
        "least": f"{major}.{minor}",
        "next": str(int(major) + 1),
    }
    templates = files("fokus_kommune") / "template"
    environment = Environment(undefined=StrictUndefined, keep_trailing_newline=True)  # noqa: S701  # no page
    written = {
        place.format(**names): environment.from_string((templates / f"{one}.jinja").read_text("utf-8")).render(names)
        for one, place in PLACES.items()
    }
    written |= {place.format(**names): "" for place in EMPTY}
    for place, text in written.items():
        (target / place).parent.mkdir(parents=True, exist_ok=True)
        (target / place).write_text(text, encoding="utf-8")
    out.say(
        {"folder": str(target), "files": sorted(written)},
        f"{target} holds the programme {name}. Go on with its README.md.",
    )
