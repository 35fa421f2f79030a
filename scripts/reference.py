"""Write docs/reference.md from the code: every fact, command, rule, hook, table, setting and command line."""

import inspect
import re
import sys
import types
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, Literal, Union, get_args, get_origin, get_type_hints

import click
import msgspec

from fokus_api.cli import COMMANDS, load_command
from fokus_api.plugins import hookspecs as api_hooks
from fokus_api.routes.commands import command_path
from fokus_api.runtime.settings import documented
from fokus_core.corrections.corrections import AboutFact, Redo
from fokus_core.domain.evidence import Evidence
from fokus_core.domain.facts import Audience, fact_type, key_fields
from fokus_core.domain.policy import PUBLIC
from fokus_core.domain.programme import ProgrammeInfo, Sentence
from fokus_core.domain.roles import Permission, Role
from fokus_core.plugins import hookspecs as core_hooks
from fokus_core.plugins.catalogue import Catalogue
from fokus_core.plugins.manager import Plugins
from fokus_core.plugins.texts import Texts
from fokus_core.privacy.personal import personal_fields
from fokus_core.privacy.sealed import Sealed
from fokus_projections import Projection, Table, load_projections
from fokus_projections import hookspecs as projection_hooks
from fokus_projections.storage.schema import OWN

PROGRAMMES = ("ehrenamtskarte", "ews", "network")
LAYERS = (("core", core_hooks), ("projections", projection_hooks), ("api", api_hooks))
PLAIN: dict[Any, str] = {str: "text", int: "integer", float: "number", bool: "true or false", bytes: "bytes"}
TARGET = Path(__file__).parents[1] / "docs" / "reference.md"
HEAD = """\
# Reference

Written by `scripts/reference.py` from the code of the service and of the programmes that ship with it; `make check`
fails when it is out of date. Change the code, then run `make reference`.
"""
STALE = "docs/reference.md is out of date: run `make reference` and commit what it writes."


def main(arguments: Sequence[str]) -> int:
    """Write the reference, or with `--check` only tell whether it is up to date."""
    if arguments not in ([], ["--check"]):
        print("usage: python scripts/reference.py [--check]", file=sys.stderr)
        return 2
    text = render(Content.load())
    if not arguments:
        TARGET.write_text(text, encoding="utf-8")
        return 0
    if TARGET.exists() and TARGET.read_text(encoding="utf-8") == text:
        return 0
    print(STALE, file=sys.stderr)
    return 1


@dataclass(frozen=True)
class Content:
    """What is described: the core and the programmes that ship with it."""

    programmes: Sequence[ProgrammeInfo]
    catalogue: Catalogue
    sentences: dict[type, Sentence]
    projections: Sequence[Projection]
    texts: Texts

    @classmethod
    def load(cls) -> "Content":
        """Load the programmes by name, whatever else is installed."""
        plugins = Plugins.load(only=PROGRAMMES, layers=(projection_hooks, api_hooks))
        programmes = sorted(plugins.programmes, key=lambda info: (info.id != "core", info.id))
        return cls(
            programmes,
            Catalogue.of(plugins),
            plugins.sentences,
            load_projections(plugins),
            Texts.of(programmes, common=["fokus_api"]),
        )

    @property
    def tables(self) -> list[tuple[str, Table]]:
        """Every table of the read model with the projection that owns it; the read model's own have none."""
        return [("", table) for table in OWN] + [(one.name, table) for one in self.projections for table in one.tables]

    @property
    def hooks(self) -> list[tuple[str, str, Callable[..., Any]]]:
        """Every hook: the layer or programme that calls it, its name, and its specification."""
        places: list[tuple[str, object]] = list(LAYERS)
        places += [(info.id, specs) for info in self.programmes for specs in info.hookspecs]
        return [
            (place, name, hook)
            for place, specs in places
            for name, hook in vars(specs).items()
            if callable(hook) and hasattr(hook, "fokus_spec")
        ]


def render(content: Content) -> str:
    """Return the whole page."""
    parts = (facts, commands, statutes, evidence, access, hooks, tables, settings, command_line)
    lines = [HEAD, *(f"- [{_title(part)}](#{_title(part).lower().replace(' ', '-')})" for part in parts)]
    for part in parts:
        lines += ["", f"## {_title(part)}", "", *part(content)]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).rstrip() + "\n"


def facts(content: Content) -> Iterator[str]:
    """Yield the facts. Every fact has `effective`, the first day on which it is true, beside the fields named here."""
    yield from _about(facts)
    for info in content.programmes:
        yield f"### Facts of {info.id}"
        for cls in info.facts:
            kind = fact_type(cls)
            keys = [_key(name, key.kind) for name, key in key_fields(cls).items()]
            keys += [f"`programme:{info.id}`"] * kind.whole_programme
            traits = _seen_by(kind.audience)
            traits += ", irrevocable" * kind.irrevocable
            earlier = [f"`{name}`" for name in sorted(info.upcasters) if name.startswith(f"{kind.base}@")]
            traits += f", upcast from {', '.join(earlier)}" * bool(earlier)
            yield from ("", f"#### `{kind.name}`", "", _said(cls), "", f"{traits}. Keys: {', '.join(keys)}.", "")
            yield from (
                f"- {line}" for line in _sentences(content, content.sentences.get(cls), fact_type(cls).programme)
            )
            yield from ("", *_fields(cls, leave_out=("effective",)))
        yield ""


def _seen_by(audience: Audience) -> str:
    match audience:
        case Audience("public"):
            return "Public"
        case Audience(""):
            return "Shown to those who may read the log"
        case Audience(permission, kind):
            held = [f"`{permission}` for its {kind}" if kind else f"`{permission}`"]
            held += [f"`{one}`" for one in audience.beyond]
            return f"Shown {'' if audience.beyond else 'alone '}to those who hold {' or '.join(held)}"


def commands(content: Content) -> Iterator[str]:
    """Yield the commands. A command is also the body of its request and, with `fokus do`, a set of options."""
    yield from _about(commands)
    for info in content.programmes:
        yield f"### Commands of {info.id}"
        for cls in info.commands:
            kind = content.catalogue.commands[cls.__command__.name]  # type: ignore[attr-defined]  # set by @command
            policy = kind.policy
            asks = "Anybody may give it" if policy == PUBLIC else f"Asks `{policy.permission}`, scope {policy.scope}"
            if issubclass(cls, (AboutFact, Redo)):
                asks = "Asks `<programme>.retract` of the programme of the fact, where recording that fact is judged"
            asks += ", and a second actor to confirm" * policy.four_eyes
            yield from ("", f"#### `{kind.name}`", "", _said(cls), "", f"{asks}. `POST {command_path(kind)}`", "")
            yield from _fields(cls)
        yield ""


def statutes(content: Content) -> Iterator[str]:
    """Yield the rules that hold at every date, over the whole history of one key."""
    yield from _about(statutes)
    rows = [
        (
            f"`{statute.name}`",
            info.id,
            statute.kind,
            ", ".join(f"`{fact_type(cls).base}`" for cls in statute.types),
            _said(statute.rule),
        )
        for info in content.programmes
        for statute in info.statutes
    ]
    yield from _table(("statute", "programme", "key", "facts", "what must hold"), rows)


def evidence(content: Content) -> Iterator[str]:
    """Yield what programmes can prove of a thing, for others to rely on; the last of these facts decides."""
    yield from _about(evidence)
    rows = [
        (f"`{one.id}`", one.key, _both(content, one.title, one.id), _names(one.established_by), _names(one.ended_by))
        for one in content.catalogue.evidence.values()
    ]
    yield from _table(("evidence", "key", "says", "established by", "ended by"), rows)


def access(content: Content) -> Iterator[str]:
    """Yield the permissions with the roles that have them, and the roles that grants name."""
    yield from _about(access)
    yield from _table(
        ("permission", "title", "roles"),
        [
            (f"`{one.id}`", _both(content, one.title, one.id), ", ".join(f"`{role}`" for role in one.roles))
            for one in content.catalogue.permissions.values()
        ],
    )
    yield ""
    yield from _table(
        ("role", "title"),
        [(f"`{role.id}`", _both(content, role.title, role.programme)) for role in content.catalogue.roles.values()],
    )


def hooks(content: Content) -> Iterator[str]:
    """Yield what a plugin can implement, marked with `fokus_core.hookimpl`; a misspelt hook stops the start."""
    yield from _about(hooks)
    for place, name, hook in content.hooks:
        signature = str(inspect.signature(hook)).replace("'", "")
        yield from (f"### `{name}`", "", f"Hook of `{place}`.", "", "```python", f"def {name}{signature}", "```", "")
        yield from (_said(hook, whole=True), "")


def tables(content: Content) -> Iterator[str]:
    """Yield the tables of the read model: `read-<n>.db` is a SQLite file for Datasette, `sqlite-utils` and the like."""
    yield from _about(tables)
    for projection, table in content.tables:
        owner = f"Written by `{projection}`." if projection else "Of the read model itself."
        yield from ("", f"### `{table.name}`", "", f"{table.description} {owner}", "")
        rows = [
            (f"`{name}`", PLAIN[column.type] + " or null" * column.nullable, column.description)
            for name, column in table.columns.items()
        ]
        yield from _table(("column", "type", "meaning"), rows)


def settings(content: Content) -> Iterator[str]:
    """Yield the settings: defaults, then `fokus.toml` in the working folder, then these variables."""
    yield from _about(settings)
    rows = [(f"`{one.name}`", f"`{one.variable}`", f"`{one.default}`", one.description) for one in documented()]
    yield from _table(("setting", "variable", "default", "meaning"), rows)


def command_line(content: Content) -> Iterator[str]:
    """Yield the commands of `fokus`. `fokus do` has one for every command above, its fields as options."""
    yield from _about(command_line)
    for name in COMMANDS:
        yield from _click(f"fokus {name}", load_command(name))


def lacking(content: Content) -> list[str]:
    """Return everything that has no description."""
    described: list[tuple[str, str]] = [(f"hook {name}", _said(hook)) for _, name, hook in content.hooks]
    for info in content.programmes:
        described += [(fact_type(cls).name, _said(cls)) for cls in info.facts]
        described += [(cls.__command__.name, _said(cls)) for cls in info.commands]  # type: ignore[attr-defined]  # set by @command
        described += [(f"statute {one.name}", _said(one.rule)) for one in info.statutes]
        titled: tuple[Evidence | Permission | Role, ...] = (*info.evidence, *info.permissions, *info.roles)
        described += [(one.id, one.title) for one in titled]
    for _, table in content.tables:
        described += [(table.name, table.description)]
        described += [(f"{table.name}.{name}", column.description) for name, column in table.columns.items()]
    described += [(f"setting {one.name}", one.description) for one in documented()]
    described += [(f"fokus {name}", load_command(name).help or "") for name in COMMANDS]
    return [name for name, text in described if not text.strip()]


def _title(part: Callable[..., Iterator[str]]) -> str:
    return part.__name__.replace("_", " ").capitalize()


def _about(part: Callable[..., Iterator[str]]) -> tuple[str, str]:
    """Return what a part's docstring says of it, as the page puts it."""
    text = _said(part).removeprefix("Yield ")
    return text[0].upper() + text[1:], ""


def _said(thing: object, *, whole: bool = False) -> str:
    """Return the docstring of a thing: its first paragraph as one line, or all of it."""
    own = getattr(thing, "__doc__", None)
    text = inspect.cleandoc(own) if own else ""
    return text if whole else " ".join(text.split("\n\n")[0].split())


def _both(content: Content, text: str, programme: str) -> str:
    return f"{text} / {content.texts.say(text, 'en', programme.partition('.')[0])}"


def _key(field: str, kind: str) -> str:
    """Return a key by its kind, and the field it comes from where that has another name."""
    return f"those in {field}" if not kind else f"`{kind}`" if kind == field else f"`{kind}` (from {field})"


def _names(classes: Iterable[type[Any]]) -> str:
    return ", ".join(f"`{fact_type(cls).base}`" for cls in classes)


def _sentences(content: Content, sentence: Sentence | None, programme: str) -> Iterator[str]:
    if sentence is not None:
        yield _both(content, sentence.text, programme)
        for other in sentence.when.values():
            yield from _sentences(content, other, programme)


def _fields(cls: type[msgspec.Struct], *, leave_out: Sequence[str] = ()) -> Iterator[str]:
    hints = get_type_hints(cls, include_extras=True)
    personal = {field.name: field for field in personal_fields(cls)}
    rows: list[tuple[str, str, str, str]] = []
    for field in msgspec.structs.fields(cls):
        if field.name in leave_out:
            continue
        meaning = _described(hints[field.name])
        if field.name in personal:
            mark = personal[field.name]
            meaning = f"{meaning} Personal: sealed for the person in `{mark.subject}`, purpose {mark.purpose}.".strip()
        rows.append((f"`{field.encode_name}`", _type(hints[field.name]), "yes" if field.required else "", meaning))
    if rows:
        yield from _table(("field", "type", "required", "meaning"), rows)


def _described(hint: Any) -> str:
    """Return the description in a type hint, however deep, if it has one."""
    if get_origin(hint) is Annotated:
        marks = [mark.description for mark in hint.__metadata__ if isinstance(mark, msgspec.Meta)]
        if found := next((mark for mark in reversed(marks) if mark), ""):
            return found.rstrip(".") + "."
    return next((found for part in get_args(hint) if (found := _described(part))), "")


def _type(hint: Any) -> str:
    """Return a type as a reader of the API knows it, with its limits."""
    origin, parts = get_origin(hint), get_args(hint)
    if origin is Annotated:
        limits = [limit for mark in parts[1:] if isinstance(mark, msgspec.Meta) for limit in _limits(mark)]
        return _type(parts[0]) + (f" ({', '.join(limits)})" if limits else "")
    if origin in (Union, types.UnionType):
        return " or ".join("null" if part is types.NoneType else _type(part) for part in parts)
    if origin is Literal:
        return " or ".join(f"`{part}`" for part in parts)
    if origin in (tuple, list, frozenset):
        return f"list of {_type(parts[0])}"
    if (origin or hint) is Sealed:
        return f"sealed {_type(parts[0])}"
    if origin is dict or hint is dict or hint is msgspec.Raw:
        return "object"
    if isinstance(hint, type) and issubclass(hint, msgspec.Struct):
        return f"{hint.__name__} with {', '.join(f'`{name}`' for name in hint.__struct_encode_fields__)}"
    return PLAIN.get(hint, str(getattr(hint, "__name__", hint)))


def _limits(mark: msgspec.Meta) -> Iterator[str]:
    if mark.pattern:
        yield f"`{mark.pattern}`"
    for name, sign in (("gt", "over"), ("ge", "from"), ("lt", "below"), ("le", "to")):
        if (value := getattr(mark, name)) is not None:
            yield f"{sign} {value}"
    least, most = mark.min_length or 0, mark.max_length
    if least or most is not None:
        yield f"{least} to {most} long" if most is not None else f"{least} long or more"


def _click(name: str, command: click.Command) -> Iterator[str]:
    subs = command.commands if isinstance(command, click.Group) else {}
    for sub in sorted(subs):
        yield from _click(f"{name} {sub}", subs[sub])
    if subs and not any(isinstance(one, click.Option) for one in command.params):
        return
    name_of_sub = ["COMMAND", "[OPTIONS]"] if isinstance(command, click.Group) else []
    arguments = [one for one in command.params if isinstance(one, click.Argument)]
    options = [one for one in command.params if isinstance(one, click.Option)]
    with click.Context(command) as ctx:
        usage = " ".join(
            [name, *(one.make_metavar(ctx) for one in arguments), *(["[OPTIONS]"] if options else []), *name_of_sub]
        )
        rows = [
            (
                f"`{', '.join(one.opts)}{'' if one.is_flag else f' {one.make_metavar(ctx)}'}`",
                one.help or "",
            )
            for one in options
        ]
    yield from ("", f"### `{name}`", "", f"`{usage}`", "", inspect.cleandoc(command.help or ""), "")
    if rows:
        yield from _table(("option", "meaning"), rows)


def _table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> Iterator[str]:
    yield f"| {' | '.join(head)} |"
    yield f"|{'---|' * len(head)}"
    for row in rows:
        yield f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in row)} |"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
