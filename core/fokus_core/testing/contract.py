"""What every programme must pass: subclass `ProgrammeContract` in a test module and say which plugin is meant."""

from collections.abc import Iterable, Mapping, Sequence
from itertools import chain
from pathlib import Path
from typing import Any, ClassVar, cast, get_type_hints

import msgspec

from fokus_core.domain.commands import Command, command, command_type
from fokus_core.domain.facts import Fact, Meta, Recorded, Unknown, fact_type, keys_of
from fokus_core.domain.policy import Policy
from fokus_core.domain.programme import ProgrammeInfo, Sentence
from fokus_core.journal.codec import Codec
from fokus_core.journal.engines.open_store import open_store
from fokus_core.journal.engines.store import Row
from fokus_core.journal.journal import Journal
from fokus_core.plugins.builtin import plugin as core
from fokus_core.plugins.catalogue import Catalogue
from fokus_core.plugins.labels import Labels
from fokus_core.plugins.manager import Plugins
from fokus_core.plugins.texts import LOCALES, Texts
from fokus_core.privacy import open_vault
from fokus_core.privacy.personal import personal_fields
from fokus_core.testing.given import AT, Given, catalogue_of
from fokus_core.testing.giving import give

MARKER = "Ungewohnter-Name-7f3a"  # a name to plant in personal fields, and to look for where none may be


class ProgrammeContract:
    """The contract of a programme, as pytest tests.

    `plugin` is the plugin object; `samples` the folder with one stored fact per version, `<name>.json`, kept for ever;
    `planted` names for each statute a history that breaches it; `personal` lists commands that carry the name `MARKER`.
    `fill` may give further ones that name what earlier ones made. `examples` are facts that `--write-samples` stores,
    beside those that are `planted`.
    """

    plugin: ClassVar[Any]
    samples: ClassVar[Path]
    planted: ClassVar[Mapping[str, Sequence[Fact]]] = {}
    personal: ClassVar[Sequence[Command]] = ()
    examples: ClassVar[Sequence[Fact]] = ()

    @property
    def info(self) -> ProgrammeInfo:
        """The programme under test."""
        info = self.plugin.programme()
        assert isinstance(info, ProgrammeInfo)
        return info

    @property
    def catalogue(self) -> Catalogue:
        """The catalogue of the core and this plugin."""
        return catalogue_of(self.plugin)

    @property
    def core(self) -> ProgrammeInfo:
        """The table of contents of the core."""
        return core.programme()

    @property
    def labels(self) -> Labels:
        """What people call the fields of the core and this plugin."""
        return Labels.brought([self.core, self.info])

    @property
    def codec(self) -> Codec:
        """What writes and reads its facts."""
        return Codec(self.catalogue)

    def fill(self, journal: Journal) -> None:
        """Give commands that carry the name `MARKER`."""

    def write_samples(self) -> list[Path]:
        """Store the first example of every fact version that has no sample yet; return the files."""
        facts = {type(fact): fact for fact in (*chain(*self.planted.values()), *reversed(self.examples))}
        written = []
        for row in Given(self.plugin)(*(facts[cls] for cls in self.info.facts if cls in facts)).store.rows:
            sample = self.samples / f"{row.type}.json"
            if not sample.exists():
                sample.parent.mkdir(parents=True, exist_ok=True)
                sample.write_bytes(row.data + b"\n")
                written.append(sample)
        return written

    def _sample(self, name: str) -> bytes:
        """Return the stored sample of a fact version."""
        sample = self.samples / f"{name}.json"
        assert sample.exists(), f"{name} has no sample: put a fact into `examples` and run pytest --write-samples"
        return sample.read_bytes().strip()

    def test_the_start_accepts_its_names_and_hooks(self) -> None:
        catalogue_of(self.plugin)

    def test_every_fact_version_has_a_stored_sample_that_decodes(self) -> None:
        names = {fact_type(cls).name for cls in self.info.facts} | set(self.info.upcasters)
        assert {path.stem for path in self.samples.glob("*.json")} <= names, "a sample of no version that there is"
        for name in sorted(names):
            record = self.codec.decode(Row(1, name, (), self._sample(name)))
            assert not isinstance(record.fact, Unknown), name

    def test_facts_are_stored_as_their_samples_say(self) -> None:
        for cls in self.info.facts:
            name = fact_type(cls).name
            stored = self._sample(name)
            record = self.codec.decode(Row(1, name, (), stored))
            assert _without_added(self.codec.encode(record.fact, record.meta), stored) == stored

    def test_samples_hold_personal_fields_sealed(self) -> None:
        for cls in self.info.facts:
            name = fact_type(cls).name
            record = self.codec.decode(Row(1, name, (), self._sample(name)))
            for field in personal_fields(cls):
                held = getattr(record.fact, field.name)
                if held is None:  # a field that was added later stands in no sample of its version
                    assert f'"{field.name}":'.encode() not in self._sample(name), f"{cls.__name__}.{field.name}"
                else:
                    assert held.token.startswith("sealed:"), f"{cls.__name__}.{field.name}"

    def test_every_fact_has_a_german_and_an_english_sentence(self) -> None:
        sentences = self.plugin.describe()
        assert set(sentences) == set(self.info.facts)
        for cls, sentence in sentences.items():
            for text in _texts(sentence):
                assert text, cls.__name__

    def test_every_fact_command_and_statute_says_what_it_means(self) -> None:
        things: list[Any] = [*self.info.facts, *self.info.commands, *(one.rule for one in self.info.statutes)]
        assert [thing.__name__ for thing in things if not (thing.__dict__.get("__doc__") or thing.__doc__)] == []

    def test_people_have_a_word_for_every_command_and_field(self) -> None:
        labels = self.labels
        kinds = [self.catalogue.commands[command_type(cls).name] for cls in self.info.commands]
        missing = [f"{self.info.id}: the command {kind.name} has no title" for kind in kinds if not kind.title]
        for cls in (*self.info.commands, *self.info.facts):
            missing += labels.missing(self.info.id, cls)
        assert missing == [], "\n".join(missing)

    def test_every_label_names_a_field_that_there_is(self) -> None:
        known = {name for cls in (*self.info.commands, *self.info.facts) for name in _fields_of(cls)}
        about = {name.partition(".")[0] for name in known}
        unknown = [name for name in self.info.labels if name.partition(".")[0] in about and name not in known]
        assert unknown == [], f"{self.info.id}: labels of no field: {unknown}"

    def test_every_label_stands_in_every_language(self) -> None:
        texts, labels = Texts.of([self.core, self.info]), self.labels
        said = {command_type(cls).title for cls in self.info.commands}
        for cls in (*self.info.commands, *self.info.facts):
            said.update(labels.texts(self.info.id, cls))
        missing = [
            f"{self.info.id}: {text!r} has no text in {language}"
            for language in LOCALES
            for text in sorted(said)
            if not texts.knows(text, language, self.info.id)
        ]
        assert missing == [], "\n".join(missing)

    def test_every_command_asks_for_a_permission_that_some_role_has(self) -> None:
        catalogue = self.catalogue
        for cls in self.info.commands:
            policy = catalogue.commands[cls.__command__.name].policy  # type: ignore[attr-defined]  # set by @command
            if policy.permission:
                assert catalogue.permissions[policy.permission].roles, cls.__name__
                assert set(catalogue.permissions[policy.permission].roles) <= set(catalogue.roles), cls.__name__

    def test_every_statute_finds_a_planted_breach(self) -> None:
        assert set(self.planted) == {statute.name for statute in self.info.statutes}
        for statute in self.info.statutes:
            records = list(_recorded(self.planted[statute.name]))
            assert list(statute.rule(records)), statute.name

    def test_every_breach_points_to_a_field_of_the_command(self) -> None:
        known = {name for cls in (*self.info.commands, *self.info.facts) for name in cls.__struct_fields__}
        for statute in self.info.statutes:
            facts = self.planted[statute.name]
            for breach in statute.rule(list(_recorded(facts))):
                assert breach.field is None or breach.field in known, statute.name
            refused = Given(self.plugin)(*facts[:-1]).when(_recording(facts[-1])).refused
            assert refused is not None, f"{statute.name}: the last fact of its history must breach it"
            assert refused.field in facts[-1].__struct_fields__, statute.name

    def test_facts_of_the_programme_are_kept_when_the_plugin_is_gone(self) -> None:
        without = Catalogue.of(Plugins.load(only=[]))
        for cls in self.info.facts:
            name = fact_type(cls).name
            stored = self._sample(name)
            kept = Codec(without).decode(Row(1, name, (), stored))
            assert isinstance(kept.fact, Unknown)
            assert bytes(kept.fact.raw) in stored

    def test_personal_fields_are_readable_in_no_file(self, tmp_path: Path) -> None:
        holding = {cls for cls in self.info.facts if personal_fields(cls)}
        vault = open_vault(f"sqlite:///{tmp_path}/vault.db", b"k" * 32)
        journal = Journal(open_store(f"sqlite:///{tmp_path}/journal.db"), self.catalogue, vault)
        try:
            give(journal, self.personal)
            self.fill(journal)
            recorded = {type(record.fact) for record in journal.follow()}
            assert holding <= recorded, "let `personal` and `fill` record every fact with a personal field"
            marked = [
                path.name for path in tmp_path.rglob("*") if path.is_file() and MARKER.encode() in path.read_bytes()
            ]
            assert marked == []
        finally:
            journal.close()
            vault.close()


def _fields_of(cls: type[msgspec.Struct]) -> Iterable[str]:
    return (f"{base.__name__}.{field}" for base in cls.__mro__ for field in cls.__struct_fields__)


def _texts(sentence: Sentence) -> Iterable[str]:
    yield sentence.text
    for other in sentence.when.values():
        yield from _texts(other)


def _recorded(facts: Sequence[Fact]) -> Iterable[Recorded[Fact]]:
    for number, fact in enumerate(facts, 1):
        meta = Meta(id=f"{number:032x}", at=AT, by="test", command=f"planted-{number}")
        yield Recorded(number, fact_type(type(fact)).name, keys_of(fact), fact, meta)


def _recording(fact: Fact) -> Command:
    """Return a command that has the fields of a fact and yields it, whatever there is."""
    hints = get_type_hints(type(fact), include_extras=True)
    fields = [(name, hints[name]) for name in fact.__struct_fields__]
    decide = {"decide": lambda _, past: [fact]}
    cls = msgspec.defstruct("Record", fields, bases=(Command,), namespace=decide, frozen=True, kw_only=True)
    named = command(f"{fact_type(type(fact)).programme}.record", Policy(""))(cast("type[Command]", cls))
    return named(**{name: getattr(fact, name) for name, _ in fields})


def _without_added(data: bytes, sample: bytes) -> bytes:
    """Return a stored fact without the fields that were added, each with a default, since its sample was stored."""
    shape, fields = msgspec.json.decode(data), msgspec.json.decode(sample)["fact"]
    return msgspec.json.encode({**shape, "fact": {name: it for name, it in shape["fact"].items() if name in fields}})
