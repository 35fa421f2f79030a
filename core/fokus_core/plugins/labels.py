"""Labels of the programmes in use: the title at the field itself, else the programme's word for it, else the core's."""

from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from typing import Any, Self, get_origin, get_type_hints

import msgspec

from fokus_core.domain.labels import Label, Vocabulary, choices, own_title
from fokus_core.domain.programme import ProgrammeInfo

CORE = "core"


class Labels:
    """What people call the fields of the classes that programmes bring, in German."""

    def __init__(self, vocabularies: Mapping[str, Vocabulary]) -> None:
        self._vocabularies = vocabularies
        self.of = cache(self._of)

    @classmethod
    def brought(cls, programmes: Iterable[ProgrammeInfo]) -> Self:
        """Return the labels of programmes, among which the core is."""
        return cls({info.id: info.labels for info in programmes})

    def _of(self, programme: str, cls: Any, field: str) -> Label | None:
        """Return the label of a field of a class that a programme brings, with all its choices; None without one."""
        plain = get_origin(cls) or cls
        hint = hints_of(plain).get(field)
        title, word = own_title(hint), self._word(programme, plain, field)
        if word is None and not title:
            return None
        label = word if isinstance(word, Label) else Label(word or "")
        values = label.values if hint is None else choices(hint, label.values)  # a name without a field has them all
        return Label(title or label.title, label.hint, values)

    def _word(self, programme: str, cls: type, field: str) -> str | Label | None:
        names = [*(f"{_name(base)}.{field}" for base in cls.__mro__), field]
        for words in (self._vocabularies.get(programme, {}), self._vocabularies.get(CORE, {})):
            for name in names:
                if name in words:
                    return words[name]
        return None

    def word(self, programme: str, name: str) -> str:
        """Return what people call what a name stands for, whatever has a field of it; the empty text without a word."""
        word = self._word(programme, object, name) or self._word(programme, object, name.removesuffix("_id"))
        return word.title if isinstance(word, Label) else word or ""

    def table(self, name: str) -> str:
        """Return what people call the rows of a table `<programme>.<name>`; the empty text without a word for it."""
        word = self._vocabularies.get(name.partition(".")[0], {}).get(name, "")
        return word.title if isinstance(word, Label) else word

    def missing(self, programme: str, cls: Any) -> Iterator[str]:
        """Yield which fields of a class, and which values of their choices, people have no word for."""
        plain = get_origin(cls) or cls
        for field in hints_of(plain):
            label = self.of(programme, plain, field)
            if label is None:
                yield f"{programme}: {_name(plain)}.{field} has no label"
                continue
            for value, text in label.values.items():
                if not text:
                    yield f"{programme}: {_name(plain)}.{field} has no label for {value!r}"

    def texts(self, programme: str, cls: Any) -> Iterator[str]:
        """Yield what is said to people about the fields of a class."""
        plain = get_origin(cls) or cls
        for field in hints_of(plain):
            if label := self.of(programme, plain, field):
                yield from filter(None, (label.title, label.hint, *label.values.values()))


def _name(cls: type) -> str:
    return cls.__name__.rpartition(".")[2]  # a class of a list is called `heimatpreis.OfferView`


@cache
def hints_of(cls: type[msgspec.Struct]) -> dict[str, Any]:
    """Return the fields of a struct with their types and what stands beside them."""
    hints = get_type_hints(cls, include_extras=True)
    return {name: hints[name] for name in cls.__struct_fields__}
