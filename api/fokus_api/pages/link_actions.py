"""Link actions: what the holder of a link may do, without an account; declared by the hook `links`."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Protocol

import msgspec

from fokus_api.pages.forms import unaskable
from fokus_core.domain.commands import Command, CommandType, command_type
from fokus_core.domain.input import taken
from fokus_core.domain.programme import PluginRefused
from fokus_core.domain.refusals import Malformed, Wrong
from fokus_core.domain.texts import _
from fokus_core.journal.journal import Journal
from fokus_core.plugins.catalogue import Catalogue
from fokus_projections import ReadModels


class Records(Protocol):
    """What a link action may look at: the journal, and the read models made of it."""

    @property
    def journal(self) -> Journal:
        """The journal."""
        ...

    @property
    def models(self) -> ReadModels:
        """The read models of this node."""
        ...


class Told(str):
    """A text of the programme among the details of a link: its page says it in its own language."""


class Happened(msgspec.Struct, frozen=True, kw_only=True):
    """What happened on a day, as one of a list among the details of a link; its `text` is one of the programme."""

    day: date
    text: str


def _nothing(records: Records, about: Mapping[str, str]) -> Mapping[str, Any]:
    return {}


@dataclass(frozen=True)
class LinkAction:
    """What a link lets its holder do: give one command, of which the link fixes the fields it is about.

    The actor is `link`, and the rules alone judge the command. `effective` is the day of use. `show` returns what the
    holder is told besides the title before the link is used; it may block, and raises `NotFound` where there is nothing
    to do any more.

    On the page, `heading` stands above all where it shows more than what its button, the `title`, does; `text` says in
    a sentence or two what using the link means, and `labels` what people call a field, a
    detail, or a choice of a field (`answer=yes`; in this order). Details without a label are not on the page. What is
    `beside` it, by id, is about the same ids: the page offers it as well, unless its `show` raises `NotFound`.
    """

    id: str
    command: type[Command]
    title: str
    text: str = ""
    labels: Mapping[str, str] = field(default_factory=dict)
    show: Callable[[Records, Mapping[str, str]], Mapping[str, Any]] = _nothing
    beside: Sequence[str] = ()
    heading: str = ""

    def fields(self, about: Mapping[str, str]) -> list[str]:
        """Return the fields of the command that the holder fills in."""
        fixed = {*about, "effective"}
        return [one.encode_name for one in msgspec.structs.fields(self.command) if one.name not in fixed]

    def build(self, about: Mapping[str, str], given: Mapping[str, Any], today: date, *, texts: bool = False) -> Command:
        """Return the command; raises `Malformed` for fields that the link fixes, and for wrong ones.

        With `texts` the fields were given as texts, as by a form.
        """
        fixed: dict[str, Any] = {**about}
        if "effective" in self.command.__struct_fields__:
            fixed["effective"] = today.isoformat()
        if twice := sorted(fixed.keys() & given.keys()):
            raise Malformed([Wrong(name, _("Diese Angabe ist vorgegeben.")) for name in twice])
        return taken({**given, **fixed}, self.command, strict=not texts)


def actions_of(catalogue: Catalogue, brought: Iterable[tuple[str, Iterable[LinkAction]]]) -> dict[str, LinkAction]:
    """Return the actions that plugins bring, by id; raises `PluginRefused` for one that is not the plugin's own."""
    found: dict[str, LinkAction] = {}
    for plugin, actions in brought:
        for action in actions:
            kind: CommandType = command_type(action.command)
            if not action.id.startswith(f"{plugin}.") or action.id in found:
                raise PluginRefused(plugin, f"its link action {action.id!r} has a name that is not its own.")
            if catalogue.commands.get(kind.name) is not kind or kind.programme != plugin:
                raise PluginRefused(plugin, f"its link action {action.id!r} gives a command that is not its own.")
            if kind.policy.four_eyes:
                raise PluginRefused(plugin, f"its link action {action.id!r} gives a command that needs a second actor.")
            if fields := unaskable(action.command):
                sentence = f"its link action {action.id!r} asks for what no form can ask: {', '.join(fields)}."
                raise PluginRefused(plugin, sentence)
            found[action.id] = action
    for action in found.values():
        if missing := [one for one in action.beside if one not in found or found[one].beside]:
            plugin = action.id.partition(".")[0]
            raise PluginRefused(plugin, f"its link action {action.id!r} has beside it what is none: {missing[0]}.")
    return found
