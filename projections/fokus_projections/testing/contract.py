"""What the read models of every programme must pass: subclass `ReadModelContract` and say which plugin is meant."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, ClassVar

from fokus_core.domain.commands import Command
from fokus_core.domain.facts import keys_of
from fokus_core.journal.documented import load_history
from fokus_core.journal.engines.open_store import open_store
from fokus_core.journal.engines.store import Item, NewRow, Row
from fokus_core.journal.journal import Journal
from fokus_core.plugins.catalogue import Catalogue
from fokus_core.plugins.manager import Plugins
from fokus_core.privacy import open_vault
from fokus_core.testing.contract import MARKER
from fokus_core.testing.giving import give
from fokus_projections import hookspecs
from fokus_projections.loading import built_in, load_projections
from fokus_projections.projection import Projection
from fokus_projections.testing.models import assert_rebuild_equals_live, contents, followed


class ReadModelContract:
    """The contract of a programme's read models, as pytest tests.

    `plugin` is the plugin object; `samples` the folder with one stored fact per version, as in `ProgrammeContract`;
    `personal` lists commands that carry the name `MARKER`. The journal under test holds the documented history, the
    samples and the facts of these commands; `fill` may add to it.
    """

    plugin: ClassVar[Any]
    samples: ClassVar[Path | None] = None
    personal: ClassVar[Sequence[Command]] = ()

    @property
    def plugins(self) -> Plugins:
        """The core and this plugin; hooks of layers above are left aside."""
        plugins = Plugins.load(only=[], layers=[hookspecs])
        plugins.register(self.plugin)
        return plugins

    @property
    def projections(self) -> list[Projection]:
        """The built-in projections and the plugin's."""
        return load_projections(self.plugins)

    def fill(self, journal: Journal) -> None:
        """Record facts for the tests."""

    @contextmanager
    def journal(self, folder: Path) -> Iterator[Journal]:
        """Yield a journal that holds facts of every kind."""
        journal = self._open(folder, Catalogue.of(self.plugins))
        try:
            history = getattr(self.plugin, "history", None)
            list(load_history(journal, history() if history else ()))
            for path in sorted(self.samples.glob("*.json")) if self.samples else ():
                data = path.read_bytes().strip()
                fact = journal.codec.decode(Row(1, path.stem, (), data)).fact
                row = NewRow(path.stem, (*keys_of(fact), f"command:{path.stem}"), data)
                journal.store.record([row], [Item(f"command:{path.stem}")], after=0)
            give(journal, self.personal)
            self.fill(journal)
            yield journal
        finally:
            journal.close()

    def test_names_of_projections_and_tables_begin_with_the_programme(self) -> None:
        assert len(self.projections) > len(built_in())

    def test_every_table_and_column_says_what_it_means(self) -> None:
        tables = [table for projection in self.projections for table in projection.tables]
        silent = [table.name for table in tables if not table.description]
        silent += [f"{table.name}.{name}" for table in tables for name, c in table.columns.items() if not c.description]
        assert silent == []

    def test_a_replay_from_nothing_equals_the_running_read_model(self, tmp_path: Path) -> None:
        with self.journal(tmp_path) as journal:
            assert_rebuild_equals_live(journal, self.projections)

    def test_no_projection_stops(self, tmp_path: Path) -> None:
        with self.journal(tmp_path) as journal, followed(journal, self.projections) as models:
            stopped = [(one.name, one.failed_at, one.error) for one in models.status() if one.failed_at]
            assert stopped == []

    def test_the_log_is_the_same_when_the_plugin_is_gone(self, tmp_path: Path) -> None:
        log = "SELECT position, type, effective, at, by, command, retracted_by, keys, data FROM core_log"
        with self.journal(tmp_path) as journal, followed(journal, self.projections) as models:
            before = models.reader().rows(log)
        without = self._open(tmp_path, Catalogue.of(Plugins.load(only=[])))
        try:
            with followed(without, built_in()) as models:
                assert models.reader().rows(log) == before
                assert {name.partition("_")[0] for name in contents(models.reader())} == {"core"}
        finally:
            without.close()

    def test_personal_fields_are_unreadable_in_the_read_model(self, tmp_path: Path) -> None:
        with self.journal(tmp_path / "journal") as journal, followed(journal, self.projections) as models:
            file = Path(models.reader().rows("PRAGMA database_list")[0][2])
            marked = [one.name for one in file.parent.iterdir() if MARKER.encode() in one.read_bytes()]
            assert marked == []

    def _open(self, folder: Path, catalogue: Catalogue) -> Journal:
        folder.mkdir(parents=True, exist_ok=True)
        vault = open_vault(f"sqlite:///{folder}/vault.db", b"k" * 32)
        return Journal(open_store(f"sqlite:///{folder}/journal.db"), catalogue, vault)
