"""Which files a command takes, as its fields say."""

from collections.abc import Iterator
from functools import cache
from typing import Any, get_args, get_type_hints

import msgspec

from fokus_api.files.file_kinds import FILE_KINDS
from fokus_api.http.problems import ApiProblem
from fokus_core.domain.commands import Command
from fokus_core.domain.texts import _
from fokus_core.files.attachments import TAKES, FileTerms

__all__ = ["refuse_other_kinds", "terms_of"]

WHICH = _("Hier geht nur: {kinds}. Wandeln Sie die Datei um oder wählen Sie eine andere.")


def refuse_other_kinds(media_type: str, terms: FileTerms) -> None:
    """Raise `ApiProblem` for a media type that a command does not take."""
    if media_type not in terms.kinds:
        raise ApiProblem("file-kind", WHICH, kinds=", ".join(FILE_KINDS[one].ending.upper() for one in terms.kinds))


@cache
def terms_of(command: type[Command]) -> FileTerms | None:
    """Return which files a command takes, None where it does not say so."""
    return next(_terms_in(command), None)


def _terms_in(struct: type[msgspec.Struct]) -> Iterator[FileTerms]:
    for hint in get_type_hints(struct, include_extras=True).values():
        yield from _terms_of(hint)


def _terms_of(hint: Any) -> Iterator[FileTerms]:
    for one in get_args(hint):
        if isinstance(one, msgspec.Meta) and TAKES in (one.extra or {}):
            yield (one.extra or {})[TAKES]
        yield from _terms_of(one)
    if isinstance(hint, type) and issubclass(hint, msgspec.Struct):
        yield from _terms_in(hint)
