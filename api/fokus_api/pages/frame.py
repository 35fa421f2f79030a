"""The frame of every page: who is signed in, where one can go, in which language."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple
from urllib.parse import quote

from litestar import Request

from fokus_api.http.negotiation import Language
from fokus_api.http.problems import words_for
from fokus_api.http.request_context import context_of
from fokus_core.domain.facts import AUDIT, RECEIVE
from fokus_core.domain.programme import ProgrammeInfo
from fokus_core.domain.texts import _
from fokus_core.plugins.texts import LANGUAGES, Words

__all__ = [
    "AUDIT_DESK",
    "CALENDAR",
    "LOCAL",
    "OPERATION_DESK",
    "REPORT_BARRIER",
    "Frame",
    "Step",
    "address_of_programme",
    "bare_frame",
    "frame_of",
]

LOCAL = re.compile(r"/(?![/\\])[!-\[\]-~]{0,1000}")  # visible ASCII without the backslash, and no second slash
MANY = 99  # tasks that are counted
SPELT = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss"})
CALENDAR = "/kalender"
MENU_AFTER = (("/kommunen", _("Kommunen")), (CALENDAR, _("Kalender")), ("/suche", _("Suche")))
AUDIT_DESK, OPERATION_DESK = "/pruefung", "/betrieb"
DESKS = (  # each for whoever holds the permission everywhere; the last one stands first
    (RECEIVE, OPERATION_DESK, _("Technischer Betrieb")),
    ("core.operate", OPERATION_DESK, _("Technischer Betrieb")),
    ("core.read-openings", AUDIT_DESK, _("Prüfung")),
    (AUDIT, AUDIT_DESK, _("Prüfung")),
)
REPORT_BARRIER = "/barriere-melden"
FOOTER = (
    ("/impressum", _("Impressum")),
    ("/datenschutz", _("Datenschutz")),
    ("/barrierefreiheit", _("Barrierefreiheit")),
    (REPORT_BARRIER, _("Barriere melden")),
    ("/leichte-sprache", _("Leichte Sprache")),
    ("/gebaerdensprache", _("Gebärdensprache")),
)


class Step(NamedTuple):
    """A link of a menu or of the way to a page: what it says, where it leads, and whether one is there."""

    title: str
    href: str
    current: bool = False


OWN_NAME = _("Deutsch")  # in each catalogue what its language is called


@dataclass(frozen=True)
class Frame:
    """What stands around a page; `here` is its address, empty where nobody is to come back to it.

    `account` is who is signed in, in words, `csrf` the token of their session; `linked` where pages may link away.
    """

    words: Words
    here: str = ""
    demo: bool = False
    linked: bool = False
    menu: Sequence[Step] = ()
    footer: Sequence[Step] = ()
    account: str = ""
    csrf: str = ""
    signin: bool = False

    @property
    def others(self) -> Sequence[tuple[Language, str]]:
        """The languages that the page is not in, each with what it is called in itself."""
        texts, own = self.words.texts, self.words.language
        return [(one, texts.say(OWN_NAME, one)) for one in LANGUAGES if one != own]

    @property
    def next(self) -> str:
        """The address of the page as the value of a parameter."""
        return quote(self.here, safe="/")


def bare_frame(words: Words) -> Frame:
    """Return the frame of a page that leads nowhere else, such as one behind a link."""
    return Frame(words)


def frame_of(request: Request[Any, Any, Any]) -> Frame:
    """Return the frame of the page that answers a request."""
    node, caller, path = request.app.state.node, context_of(request.scope).caller, request.scope["path"]
    words = words_for(request.scope, node.service.texts)
    catalogue = node.service.catalogue
    places = [(address_of_programme(info), words.texts, info) for info in catalogue.programmes.values()]
    menu = [
        Step(texts.say(info.short or info.title, words.language, info.id), href, _stands(path, href))
        for href, texts, info in sorted(places, key=lambda one: one[0])
        if info.id != "core"
    ]
    menu += [Step(words(title), href, _stands(path, href)) for href, title in MENU_AFTER]
    if caller is not None and caller.actor is not None:
        menu.insert(0, Step(_tasks(context_of(request.scope).waiting, words), "/aufgaben", path == "/aufgaben"))
        desks = {
            href: Step(words(title), href, _stands(path, href))
            for permission, href, title in DESKS
            if node.access.reach(caller, permission).everything
        }
        menu = [*reversed(desks.values()), *menu]
    query = request.scope["query_string"].decode("latin-1")
    here = f"{quote(path)}{'?' * bool(query)}{query}"
    signed = caller.signed if caller else None
    return Frame(
        words,
        here if LOCAL.fullmatch(here) else "/",
        demo=node.service.settings.demo,
        linked=True,
        menu=menu,
        footer=[Step(words(title), href, _stands(path, href)) for href, title in FOOTER],
        account=_account(caller, catalogue.roles, words),
        csrf=signed.csrf if signed else "",
        signin=node.signin.offered,
    )


def address_of_programme(info: ProgrammeInfo) -> str:
    """Return where the pages of a programme begin: at what menus call it, as addresses are spelt."""
    name = (info.short or info.title).lower().translate(SPELT)
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    return f"/{re.sub('[^a-z0-9]+', '-', plain).strip('-') or info.id}"


def _tasks(waiting: int | None, words: Words) -> str:
    """Return what the inbox is called: with how many tasks wait, where that is known and some do."""
    if not waiting:
        return words(_("Aufgaben"))
    return words(_("Aufgaben ({n})"), n=f"{MANY}+" if waiting > MANY else waiting)


def _account(caller: Any, roles: Any, words: Words) -> str:
    """Return what somebody who is signed in is called: their roles, else their account."""
    if caller is None or caller.actor is None:
        return ""
    titles = dict.fromkeys(words(roles[one.role].title) for one in caller.grants if one.role in roles)
    return " · ".join(titles) or str(caller.actor)


def _stands(path: str, href: str) -> bool:
    return path == href or path.startswith(f"{href}/")
