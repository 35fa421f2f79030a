"""The fields of a form as a page shows them: each control with its words, what was typed, and what is wrong there."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Literal

from fokus_api.face.forms.filling import OTHER, SAME, Typed, rows, written_day
from fokus_api.responses.command_fields import CommandField
from fokus_core.domain.texts import _
from fokus_core.plugins.texts import Words

__all__ = ["Option", "Shown", "names_in", "shown", "shown_alone", "typed_of"]

Control = Literal[
    "text", "long", "lines", "number", "day", "time", "tick", "radios", "select", "ticks",
    "body", "file", "group", "parts",
]  # fmt: skip
FEW = 5  # choices that are shown as radio buttons
DAY = _("Tag, Monat und Jahr, zum Beispiel 2.11.2026")
TIME = _("Tag und Uhrzeit, zum Beispiel 2.11.2026, 14:30")
LIKE_TIME = _("Zum Beispiel 2.11.2026, 14:30")
BODY = _("Name oder amtlicher Schlüssel, zum Beispiel „Ratingen“ oder „05158028“")
EACH_LINE = _("Eine Angabe je Zeile")
LINE = " je Zeile"  # of a hint that says so itself
SEALED = _("Wird verschlüsselt gespeichert. Lesen kann es nur, wer dafür zuständig ist. Jedes Lesen wird vermerkt.")
YES, NO, UNCHANGED, NONE = _("Ja"), _("Nein"), _("Bleibt, wie es ist"), _("Keine Angabe")
NEITHER = _("Nichts davon. Ich gebe den Namen neu ein.")
CHOSEN = _("Gewählt: {name} ({key})")
WHICH = _("Welche Kommune meinen Sie mit „{text}“?")


@dataclass(frozen=True)
class Option:
    """What can be chosen."""

    value: str
    label: str
    note: str = ""


@dataclass(frozen=True)
class Shown:
    """A control, or a group of them, with `name` and `id` in the page; `parts` are the groups of a repeated one.

    Where the id of a body was typed, `called` is its name.
    """

    name: str
    control: Control
    label: str
    hints: Sequence[str] = ()
    error: str = ""
    optional: bool = False
    value: str = ""
    values: Sequence[str] = ()
    options: Sequence[Option] = ()
    longest: int | None = None
    called: str = ""
    fields: Sequence["Shown"] = ()
    parts: Sequence[tuple[int, Sequence["Shown"]]] = ()

    @property
    def id(self) -> str:
        """What links lead to; the first of several buttons has it, for there is where one chooses."""
        return "f-" + self.name.replace("/", "-")


@dataclass(frozen=True)
class Look:
    """What all fields of a form are shown with: what was typed, what is wrong, and what there is to choose."""

    typed: Typed
    words: Words
    errors: Mapping[str, str] = field(default_factory=dict)
    options: Mapping[str, Sequence[Option]] = field(default_factory=dict)  # by names of fields without numbers
    meant: Mapping[str, Sequence[Option]] = field(default_factory=dict)  # for a name that fits several bodies
    names: Callable[[str], str] = str  # what the body of an id is called


def shown(fields: Iterable[CommandField], look: Look, at: str = "", plain: str = "") -> list[Shown]:
    """Return fields as they are shown; they stand at a name, which is `plain` without the numbers of parts."""
    return [_shown(one, look, f"{at}{one.name}", f"{plain}{one.name}") for one in fields]


def names_in(shown: Iterable[Shown]) -> list[Shown]:
    """Return every control of a form in order, groups before what is in them."""
    found: list[Shown] = []
    for one in shown:
        found += [one, *names_in(one.fields)]
        for _number, part in one.parts:
            found += names_in(part)
    return found


def shown_alone(one: Shown, words: Words) -> str:
    """Return what was typed into a control as one reads it: titles in place of values."""
    match one.control:
        case "group" | "parts":
            return ""
        case "radios" | "select":
            return next((each.label for each in one.options if each.value == one.value and each.value), "")
        case "ticks":
            return ", ".join(each.label for each in one.options if each.value in one.values)
        case "tick":
            return words(YES if one.value == "true" else NO)
        case "file":
            return words(_("hochgeladen")) if one.value else ""
        case _:
            return one.called or one.value


def typed_of(fields: Iterable[CommandField], body: Mapping[str, Any], at: str = "") -> dict[str, list[str]]:
    """Return what would have to be typed to give a body: the other way of `body_of`."""
    typed: dict[str, list[str]] = {}
    for one in fields:
        name, value = f"{at}{one.name}", body.get(one.name)
        if value is None:
            continue
        if one.kind == "group" and one.many:
            for number, part in enumerate(value):
                typed |= typed_of(one.fields, part, f"{name}/{number}/")
        elif one.fields:
            typed |= typed_of(one.fields, value, f"{name}/")
        elif one.many:
            typed[name] = ["\n".join(map(_written, value))]
        else:
            typed[name] = [_written(value)]
    return typed


def _written(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else written_day(str(value))


def _shown(one: CommandField, look: Look, name: str, plain: str) -> Shown:
    words = look.words
    texts = list(look.typed.get(name, ()))
    if not texts and one.default not in (None, (), "") and not one.many and name not in look.typed:
        texts = [_written(one.default)]
    value = texts[-1] if texts else ""
    common: dict[str, Any] = {
        "name": name,
        "label": words(one.label),
        "hints": [words(text) for text in _hints(one) if text],
        "error": look.errors.get(name, ""),
        "optional": not one.required,
        "longest": one.longest,
    }
    if one.kind == "group" and one.many:
        parts = [
            (number, shown(one.fields, look, f"{name}/{number}/", f"{plain}/"))
            for number in rows(look.typed, name) or ([0] if one.required else [])
        ]
        return Shown(control="parts", parts=parts, **common)
    if one.kind == "person":
        fields = shown((each for each in one.fields if each.name not in (SAME, OTHER)), look, f"{name}/", f"{plain}/")
        if name in look.meant:
            known = [*look.meant[name], Option(OTHER, words(_("Jemand anderes")))]
            fields.append(Shown(f"{name}/{SAME}", "radios", words(_("Wer ist gemeint?")), options=known))
        return Shown(control="group", fields=_beneath(common["hints"], fields), **common)
    if one.fields:
        fields = shown(one.fields, look, f"{name}/", f"{plain}/")
        return Shown(control="group", fields=_beneath(common["hints"], fields), **common)
    if name in look.meant:
        meant = [*look.meant[name], Option("", words(NEITHER))]
        return Shown(
            control="radios", options=meant, value=value, **common | {"label": words(WHICH, text=value), "hints": []}
        )
    options = _options(one, look, plain)
    if options:
        common["hints"] = [text for text in common["hints"] if text != words(EACH_LINE)]
        chosen = texts or ([options[0].value] if one.required and not one.many and len(options) == 1 else [])
        return _choice(one, options, chosen, words, common)
    if one.many:
        return Shown(control="file" if one.kind == "file" else "lines", value="\n".join(texts), values=texts, **common)
    controls: dict[str, Control] = {
        "long": "long",
        "json": "long",
        "date": "day",
        "time": "time",
        "number": "number",
        "yes": "tick",
        "body": "body",
        "party": "body",
        "file": "file",
    }
    control = controls.get(one.kind, "body" if one.of == "body" else "text")
    called = look.names(value) if control == "body" and value else ""
    if called not in ("", value):
        common["hints"] = [*common["hints"], words(CHOSEN, name=called, key=value)]
        return Shown(control=control, value=value, called=f"{called} ({value})", **common)
    return Shown(control=control, value=value, **common)


def _beneath(said: Sequence[str], fields: Sequence[Shown]) -> list[Shown]:
    """Return the fields of a group without the hints that it says itself."""
    return [replace(one, hints=[hint for hint in one.hints if hint not in said]) for one in fields]


def _options(one: CommandField, look: Look, plain: str) -> Sequence[Option]:
    words = look.words
    if one.kind == "yes" and (one.required or one.keeps):
        return [Option("true", words(YES)), Option("false", words(NO))]
    if one.kind == "choice":
        return [Option(value, words(label)) for value, label in one.values.items()]
    return look.options.get(plain, ())


def _choice(
    one: CommandField, options: Sequence[Option], chosen: Sequence[str], words: Words, common: Mapping[str, Any]
) -> Shown:
    if one.many:
        values = [line for text in chosen for line in text.splitlines()]
        return Shown(control="ticks", options=options, values=values, **common)
    if not one.required and one.default is None:
        options = [*options, Option("", words(UNCHANGED if one.keeps else NONE))]
    control: Control = "radios" if len(options) <= FEW else "select"
    return Shown(control=control, options=options, value=chosen[-1] if chosen else "", **common)


def _hints(one: CommandField) -> list[str]:
    """Return what helps to fill in a field: what it says itself, and how it is written."""
    time = LIKE_TIME if one.hint else TIME
    how = {"date": DAY, "time": time}.get(one.kind, "" if one.hint or one.of != "body" else BODY)
    typed = one.many and not one.fields and one.kind not in ("file", "choice")
    lines = EACH_LINE if typed and LINE not in one.hint else ""
    return [one.hint, how, lines, SEALED if one.sealed and not one.hint else ""]
