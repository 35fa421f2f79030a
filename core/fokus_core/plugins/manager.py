"""The typed façade over pluggy, and the only place that touches it."""

from collections.abc import Iterable, Iterator, Sequence
from importlib.metadata import entry_points, version
from types import ModuleType
from typing import Any

import pluggy
from packaging.specifiers import SpecifierSet

from fokus_core.domain.programme import HistoryFile, PluginRefused, ProgrammeInfo, Sentence
from fokus_core.jobs.job import Job
from fokus_core.plugins import hookspecs
from fokus_core.plugins.builtin import plugin as core
from fokus_core.plugins.stability import warn_of_hook

GROUP = "fokus"
ONE_BY_ONE = "plugins are asked one by one."


class Plugins:
    """The plugins in use, sorted by programme id; built-in programmes come in as strangers do."""

    def __init__(self, *, layers: Iterable[ModuleType] = ()) -> None:
        self._manager = pluggy.PluginManager("fokus")
        for layer in (hookspecs, *layers):
            self._manager.add_hookspecs(layer)

    @classmethod
    def load(
        cls,
        *,
        only: Sequence[str] | None = None,
        layers: Iterable[ModuleType] | None = None,
        extra: Iterable[object] = (),
    ) -> "Plugins":
        """Load the installed plugins, all or those named in `only`, and `extra` plugin objects; check everything.

        `layers` brings the hooks of the layers above the core; without it nobody knows them here, and a hook that is
        not the core's passes. Raises `PluginRefused`.
        """
        plugins = cls(layers=layers or ())
        plugins.register(core, "core")
        looked_for = only is None or len(only) > 0  # looking at what is installed takes a while
        points = {point.name: point for point in entry_points(group=GROUP)} if looked_for else {}
        for name in sorted(points) if only is None else only:
            if name not in points:
                raise PluginRefused(name, "no such plugin is installed.")
            try:
                plugins.register(points[name].load(), name)
            except PluginRefused:
                raise
            except Exception as error:
                raise PluginRefused(name, f"cannot be loaded ({type(error).__name__}: {error}).") from error
        for plugin in extra:
            plugins.register(plugin)
        plugins.check(hooks=layers is not None)
        return plugins

    def register(self, plugin: object, name: str | None = None) -> None:
        """Register a plugin object; its programme may bring hooks of its own. Raises `PluginRefused`."""
        info = _info(plugin)
        name = name or (info.id if info else type(plugin).__name__)
        if info is not None and info.id != name:
            raise PluginRefused(name, f"its entry point is named {name!r} but its programme is {info.id!r}.")
        try:
            for specs in info.hookspecs if info else ():
                self._bring(specs, name)
            self._manager.register(plugin, name)
        except pluggy.PluginValidationError as error:
            raise PluginRefused(name, str(error)) from error
        except ValueError as error:
            raise PluginRefused(name, "is registered twice.") from error
        for caller in self._manager.get_hookcallers(plugin) or ():
            warn_of_hook(caller.name, name)
            if any(one.plugin is plugin and (one.wrapper or one.hookwrapper) for one in caller.get_hookimpls()):
                raise PluginRefused(name, f"its hook {caller.name!r} is a wrapper, but {ONE_BY_ONE}")

    def _bring(self, specs: ModuleType | type, name: str) -> None:
        """Add the hooks that a plugin brings."""
        self._manager.add_hookspecs(specs)
        brought = [one.spec for one in vars(self._manager.hook).values() if one.spec and one.spec.namespace is specs]
        for spec in brought:
            for mark in ("historic", "firstresult"):
                if spec.opts.get(mark):
                    raise PluginRefused(name, f"the hook {spec.name!r} it brings is {mark}, but {ONE_BY_ONE}")

    def check(self, *, hooks: bool = True) -> None:
        """Refuse a misspelt hook and an incompatible `requires` range. Raises `PluginRefused`."""
        try:
            if hooks:
                self._manager.check_pending()
        except pluggy.PluginValidationError as error:
            raise PluginRefused(self._manager.get_name(error.plugin) or "?", str(error)) from error
        for name, info in self.each("programme"):
            if not info.requires:
                continue
            ours = version("fokus-kommune")
            if not SpecifierSet(info.requires).contains(ours, prereleases=True):
                raise PluginRefused(name, f"requires fokus-kommune {info.requires}, but {ours} is running.")

    def each(self, hook: str, **arguments: Any) -> Iterator[tuple[str, Any]]:
        """Ask each plugin that has a hook by itself, and yield its name and what it answers.

        They are asked by name, those before the others that said `tryfirst`, and those after them that said `trylast`.
        An error inside a plugin is a `PluginRefused` that names it. A layer gives each of its hooks a typed function.
        """
        caller = getattr(self._manager.hook, hook)
        for one in sorted(caller.get_hookimpls(), key=lambda one: (not one.tryfirst, one.trylast, one.plugin_name)):
            others = [plugin for plugin in self._manager.get_plugins() if plugin is not one.plugin]
            try:
                answers = self._manager.subset_hook_caller(hook, others)(**arguments)
            except PluginRefused:
                raise
            except Exception as error:
                raise PluginRefused(
                    one.plugin_name, f"hook {hook!r} failed ({type(error).__name__}: {error})."
                ) from error
            yield from ((one.plugin_name, answer) for answer in answers)

    @property
    def programmes(self) -> list[ProgrammeInfo]:
        """Every programme."""
        return [info for _, info in self.each("programme")]

    @property
    def sentences(self) -> dict[type, Sentence]:
        """The sentences of every fact class."""
        return {cls: sentence for _, table in self.each("describe") for cls, sentence in table.items()}

    @property
    def history(self) -> list[HistoryFile]:
        """The files of documented history."""
        return [file for _, files in self.each("history") for file in files]

    @property
    def jobs(self) -> list[Job[Any]]:
        """The work that time or a fact asks for."""
        return [job for _, jobs in self.each("jobs") for job in jobs]

    @property
    def names(self) -> list[str]:
        """The names of the plugins in use."""
        return sorted(name for name, plugin in self._manager.list_name_plugin() if plugin is not None)

    @property
    def objects(self) -> list[object]:
        """The plugins in use themselves, by their names."""
        return [plugin for _name, plugin in sorted(self._manager.list_name_plugin()) if plugin is not None]

    def hooks_of(self, name: str) -> list[str]:
        """Return the names of the hooks a plugin implements."""
        plugin = self._manager.get_plugin(name)
        return sorted(caller.name for caller in self._manager.get_hookcallers(plugin) or ())


def _info(plugin: object) -> ProgrammeInfo | None:
    programme = getattr(plugin, "programme", None)
    found = programme() if callable(programme) else None
    return found if isinstance(found, ProgrammeInfo) else None
