"""Pages that programmes make themselves: a template of their own, and what it shows; declared by the hook `pages`."""

import re
from collections.abc import Awaitable, Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from importlib.resources import files
from typing import Any, Protocol

import msgspec
from jinja2 import TemplateError

from fokus_api.pages.frame import address_of_programme
from fokus_api.pages.pages import TEMPLATES
from fokus_core.domain.programme import PluginRefused
from fokus_core.plugins.catalogue import Catalogue
from fokus_core.plugins.texts import Words

__all__ = ["PageApp", "PageAsk", "ProgrammePage", "pages_of"]

FILES = {  # what an application may bring
    "js": "text/javascript",
    "css": "text/css",
    "svg": "image/svg+xml",
    "webmanifest": "application/manifest+json",
}
PLAIN = re.compile("(?:[a-z0-9]+(?:-[a-z0-9]+)*)?")  # the last part of an address


class PageAsk(Protocol):
    """What a page is made with: the day it shows, the programme's words, and questions to our own API.

    `day` is the day that the page shows, `today` the present one, `past` whether the page shows anything but the
    present; `thing` is the id of what the page is about, where it is about something; `given` what its address says
    after the question mark, which must never be about a person who can be told from others; `sent` what its form sent,
    where it is an application.
    """

    day: date
    today: date
    past: bool
    thing: str
    given: Mapping[str, str]
    sent: Mapping[str, str]
    words: Words

    async def get(self, path: str, **query: Any) -> Any:
        """Return what the API answers the caller below `/api/v1/`, on the day of the page as known at its moment.

        A query of None is left out, also that of the clocks: `on=None` asks about today. What is not answered becomes
        the page, with the same status; whoever has to sign in first is sent there and back.
        """
        ...

    async def seen(self, path: str, **query: Any) -> Any | None:
        """Return the same, None where the caller may not see it or there is nothing of the kind."""

    async def judged(
        self, path: str, takes: type[msgspec.Struct], typed: Mapping[str, str]
    ) -> tuple[Any | None, Mapping[str, str]]:
        """Return the answer of a POST that records nothing to what somebody typed, read as forms read it.

        `takes` is the struct of the question; what was typed stands under names as `engagements/0/since`. Where
        something is wrong there is no answer, and sentences by these names, under no name what is about none.
        """
        ...

    def to(self, href: str, **query: Any) -> str:
        """Return the address of a page with the clocks of this one."""
        ...

    def called(self, cls: type, field: str) -> Mapping[Any, str]:
        """Return what people call the values that a field of an answer's class has."""
        ...


@dataclass(frozen=True)
class PageApp:
    """What makes a page an application: a short address, scripts, and a form that records nothing.

    The page stands at `/<at>` itself, and its `files` from the folder `static` of its package at `/<at>/<name>`. Only
    there do scripts run, which may ask us alone, and only there the camera; `worker` is the script that answers for the
    page without network. Browsers match its scope by the beginning of a path, so that `/k` also holds `/kommunen`: it
    must leave alone what is not its own. What its form sends by POST to `/<at>` is told to `shows`, and kept nowhere.
    Without files it is a page like any other, at a short address and with a form.
    """

    files: tuple[str, ...] = ()
    worker: str = ""


@dataclass(frozen=True)
class ProgrammePage:
    """A page that a programme makes itself, from a template of its own.

    `shows` returns what the template shows. The template lies in the folder `templates` of the package that `shows`
    stands in, and extends `programme.html` or `shown.html`. Without `at` the page stands in place of the programme's
    own, whose lists, commands and entries its template is given too; else at this name below it, with a `title`, unless
    what it shows holds another. What is `about` a kind of thing has a page for each, whose template is given the
    commands about it; the page of whatever body takes part in the programme links to those about bodies, and that of
    any other thing to those about its kind. With an `app` it stands outside, at a short address. `helps` are scripts
    from the folder `static`, served below it, for what a browser alone can do; without them the page must be complete.
    They ask us alone, and may ask where somebody is once that person wants to say so.
    """

    template: str
    shows: Callable[[PageAsk], Awaitable[Mapping[str, Any]]]
    at: str = ""
    title: str = ""
    about: str = ""
    app: PageApp | None = None
    helps: tuple[str, ...] = ()

    @property
    def package(self) -> str:
        """The package that its templates and files lie in."""
        return self.shows.__module__.partition(".")[0]

    @property
    def file(self) -> str:
        """The template as it is loaded: by package and name."""
        return f"{self.package}/{self.template}"


def pages_of(catalogue: Catalogue, brought: Iterable[tuple[str, Iterable[ProgrammePage]]]) -> dict[str, ProgrammePage]:
    """Return the pages that plugins bring by their addresses; raises `PluginRefused` for one that cannot be shown."""
    found: dict[str, ProgrammePage] = {}
    for plugin, some in brought:
        for one in some:
            address = "/".join(filter(None, (address_of_programme(catalogue.programmes[plugin]), one.at)))
            if address in found:
                raise PluginRefused(plugin, f"its page {address} is there twice.")
            if bool(one.at) != bool(one.title) or (one.about and not one.at) or not PLAIN.fullmatch(one.at):
                raise PluginRefused(plugin, f"its page {address} needs a plain name and a title, or neither.")
            if one.app and (not one.at or one.about or not _all_there(one.package, one.app)):
                raise PluginRefused(plugin, f"its page {address} lacks a name or a file, or is about something.")
            if one.helps and (one.about or one.app or not _lie_there(one.package, one.helps)):
                raise PluginRefused(plugin, f"its page {address} lacks a script, or is one that takes none.")
            try:
                TEMPLATES.get_template(one.file)
            except TemplateError as error:
                raise PluginRefused(plugin, f"its page {address} has no template {one.file!r} ({error}).") from error
            found[address] = one
    return found


def _all_there(package: str, app: PageApp) -> bool:
    return app.worker in {"", *app.files} and _lie_there(package, app.files)


def _lie_there(package: str, names: Iterable[str]) -> bool:
    folder = files(package) / "static"
    return all(name.rpartition(".")[2] in FILES and (folder / name).is_file() for name in names)
