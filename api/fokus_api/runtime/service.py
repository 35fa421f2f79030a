"""The house, opened: everything a server process or a command works with, from one set of settings."""

import os
import socket
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from functools import cached_property
from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING, Any, Self

import msgspec

from fokus_api.runtime.belonging import Owned, join, refuse_lost_journal
from fokus_api.runtime.loopback import LOOPBACK
from fokus_api.runtime.settings import Settings, masked, path_in
from fokus_core.domain.finding import Finding
from fokus_core.domain.programme import PluginRefused
from fokus_core.domain.refusals import Unavailable, Unusable
from fokus_core.files.files import Files, open_files
from fokus_core.jobs.scheduler import Scheduler
from fokus_core.journal.engines.open_store import open_store
from fokus_core.journal.engines.store import Store
from fokus_core.journal.journal import Journal
from fokus_core.journal.last_head import LastHead
from fokus_core.ledger.signing import Ledger
from fokus_core.mail.message import Mailer
from fokus_core.mail.open_mailer import open_mailer
from fokus_core.persons.register import ErasureRegister
from fokus_core.plugins.catalogue import Catalogue
from fokus_core.plugins.labels import Labels
from fokus_core.plugins.manager import Plugins
from fokus_core.plugins.texts import Texts
from fokus_core.privacy import Vault, open_key_service, open_vault
from fokus_core.privacy.stored_vault import StoredVault
from fokus_core.storage.sqlite import refuse_affected
from fokus_core.storage.state_store import StateStore, open_state_store
from fokus_core.webhooks.events import Events

if TYPE_CHECKING:
    from fokus_projections import ReadModels

__all__ = ["Service", "StartRefused", "explained"]


LAST_HEAD = "last-head.json"
BACKUP = "manifest.json"  # lies in a data folder that was a backup
KNOWN = (PluginRefused, Unusable, Unavailable)


class StartRefused(Exception):
    """The service cannot start; says why in a sentence. Nothing was changed and nothing is lost."""


class Service:
    """An open journal with vault, state store, files and read models; close it, or use it as a context manager."""

    def __init__(
        self,
        settings: Settings,
        plugins: Plugins,
        journal: Journal,
        state_store: StateStore,
        files: Files,
        mailer: Mailer,
        last_head: LastHead,
        closing: ExitStack,
    ) -> None:
        self.settings = settings
        self.plugins = plugins
        self.journal = journal
        self.state_store = state_store
        self.files = files
        self.mailer = mailer
        self.last_head = last_head
        restored = Path(settings.data, BACKUP).exists()
        self.register = ErasureRegister(Path(settings.erasure_register), journal, restored=restored)
        self.events: Events | None = None  # what webhooks are sent, once somebody is answered here
        self.forgets = False  # whether erasures are forgotten that the register knows: then nothing is answered
        self._closing = closing

    @classmethod
    def open(
        cls,
        settings: Settings,
        plugins: Plugins,
        catalogue: Catalogue,
        *,
        follow: bool = True,
        create: bool = True,
        accept: int | None = None,
    ) -> "Service":
        """Open everything the settings name, with these plugins and what they brought.

        With `follow`, keep the read models up to date and do the jobs.

        Without `create`, a journal that is not there is refused rather than begun. With `accept`, a journal whose head
        is that position is served although more was known before. Raises `StartRefused`.
        """
        _refuse_affected_sqlite()
        if settings.dev and settings.host not in LOOPBACK:
            raise StartRefused("With `dev` errors are answered whole: the server listens on this machine alone.")
        path = path_in(settings.journal)
        if not create and path is not None and not path.exists():
            raise StartRefused(f"There is no journal at {path}.")
        with explained(), ExitStack() as undo:
            mailer = open_mailer(settings.mail_url, settings.mail_from)
            store = open_store(settings.journal)
            undo.callback(store.close)
            store.create()
            head = store.head()  # looked at first: who records the first fact has made the rest before
            vault = _open_vault(settings, new=not head)
            undo.callback(vault.close)
            state_store = open_state_store(settings.state_store)
            undo.callback(state_store.close)
            state_store.take_only(catalogue.traces)
            files = open_files(settings.files)
            undo.callback(files.close)
            stores: Mapping[str, Owned] = {"vault": vault, "state store": state_store, "files": files}
            if not head:
                refuse_lost_journal(store, stores)
            journal = Journal(store, catalogue, vault, files=files)
            undo.callback(journal.close)
            last_head = LastHead(Path(settings.data) / LAST_HEAD, journal)
            if accept is not None:
                last_head.accept(accept)
            last_head.refuse_older()
            join(journal.id, stores, new=not head or accept is not None)
            undo.callback(last_head.stop)
            service = cls(settings, plugins, journal, state_store, files, mailer, last_head, undo)
            if follow:
                last_head.start()
                service.models.start()
                undo.callback(service.jobs.stop)
                service.remember_erasures()
            service._closing = undo.pop_all()
            return service

    def remember_erasures(self) -> None:
        """Begin the jobs, unless stores from a backup have forgotten an erasure: no mail may leave then."""
        self.forgets = self.register.behind()
        if not self.forgets:
            self.register.note()
            self.register.renew(self, self.state_store)
            if not self.settings.dev:
                self.jobs.start()

    @property
    def catalogue(self) -> Catalogue:
        """Everything the plugins brought, by name."""
        return self.journal.catalogue

    @property
    def vault(self) -> Vault:
        """The keys of persons and groups."""
        return self.journal.vault

    @cached_property
    def texts(self) -> Texts:
        """The texts of the programmes in use, and the house's own, in every language."""
        return Texts.of(self.plugins.programmes, common=("fokus_api",))

    @cached_property
    def labels(self) -> Labels:
        """What people call the fields of what the programmes in use bring."""
        return Labels.brought(self.plugins.programmes)

    @cached_property
    def models(self) -> "ReadModels":
        """The read models of this node, made on first use."""
        from fokus_projections import ReadModels, load_projections

        models = ReadModels(Path(self.settings.read_models), self.journal, load_projections(self.plugins))
        self._closing.callback(models.close)
        return models

    @cached_property
    def ledger(self) -> Ledger:
        """The signer of the tree over the journal."""
        return Ledger(Path(self.settings.ledger_key), Path(self.settings.ledger_head))

    @property
    def records(self) -> Store:
        """The records of the journal as they lie there."""
        return self.journal.store

    @cached_property
    def jobs(self) -> Scheduler[Any]:
        """The jobs of the installation and how they are doing; they run where the journal is followed."""
        return Scheduler(self.state_store, self.plugins.jobs, f"{socket.gethostname()}:{os.getpid()}", self)

    def contradictions(self, known: int, progress: Callable[[], None]) -> Iterator[Finding]:
        """Yield what must not be in the journal, as known at a position; `progress` is told about every second."""
        from fokus_core.checking.journal import check_journal

        told = monotonic()

        def go_on() -> None:
            nonlocal told
            if monotonic() >= told + 1.0:
                progress()
                told = monotonic()

        yield from check_journal(self.journal, known=known, go_on=go_on).findings

    def close(self) -> None:
        """Finish what is queued and release everything, the last opened first."""
        self._closing.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


@contextmanager
def explained() -> Iterator[None]:
    """Turn every reason not to start that is known into `StartRefused`, with passwords masked."""
    try:
        yield
    except KNOWN as error:
        raise StartRefused(masked(str(error))) from error
    except msgspec.MsgspecError as error:
        raise StartRefused(f"A record is damaged ({error}); restore the journal from a backup.") from error
    except OSError as error:
        raise StartRefused(f"{error.filename or 'The data folder'} cannot be used: {error.strerror}.") from error


def _refuse_affected_sqlite() -> None:
    try:
        refuse_affected()
    except RuntimeError as error:
        raise StartRefused(str(error)) from error


def _open_vault(settings: Settings, *, new: bool) -> StoredVault:
    """Open the vault; a SQLite vault that is not there, and its master key, are made only where all is new."""
    path, key = path_in(settings.vault), path_in(settings.master_key)
    there = path is None or (path.exists() and path.stat().st_size > 0)
    if not there and not new:
        raise StartRefused(
            f"The journal holds facts, but their vault {path} is missing or empty; restore it from a backup."
        )
    if path is None and key is not None and not key.exists():
        raise StartRefused(
            f"A vault in PostgreSQL is shared, so its master key is made once, by hand: "
            f"(umask 077; head -c 32 /dev/urandom | base64 > {key})."
        )
    return open_vault(settings.vault, open_key_service(settings.master_key, create=not there), new=new)
