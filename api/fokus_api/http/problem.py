"""What a problem says, and what is raised to be answered as one."""

from collections.abc import Mapping, Sequence
from typing import Any

import msgspec

from fokus_api.http.input_errors import FieldError
from fokus_api.http.rendered import ReliedOn
from fokus_core.domain.refusals import Choice, Refused

__all__ = ["ApiProblem", "Further", "Problem", "RefusedWith"]


class Further(msgspec.Struct, frozen=True, kw_only=True):
    """What a dry run would be refused for besides: the `type` of that problem, and its sentence."""

    type: str
    detail: str
    errors: Sequence[FieldError] = ()
    positions: Sequence[int] = ()


class Problem(msgspec.Struct, frozen=True, kw_only=True):
    """What went wrong: `type` is stable, `detail` is a German sentence, `instance` the id of the request.

    `errors` point into the input, `positions` name the facts that stand in the way, `choices` are
    what may have been meant. `relied_on_by` tells the later entries that rest on what would be taken back, `further`
    what a dry run of it would be refused for once these are acknowledged.
    """

    type: str
    title: str
    title_en: str
    status: int
    detail: str
    instance: str
    errors: Sequence[FieldError] = ()
    positions: Sequence[int] = ()
    choices: Sequence[Choice] = ()
    relied_on_by: Sequence[ReliedOn] = ()
    further: Sequence[Further] = ()


class RefusedWith(Exception):
    """A refusal, told with the entries that rest on what it is about, and what would be refused besides."""

    def __init__(self, refused: Refused, relied_on_by: Sequence[ReliedOn], further: Sequence[Refused] = ()) -> None:
        super().__init__(refused.slug)
        self.refused = refused
        self.relied_on_by = relied_on_by
        self.further = further


class ApiProblem(Exception):
    """A problem of the API's own, by its slug in `TITLES`; `detail` is a sentence in place of the usual one.

    It and those of `errors` may have places for `values`.
    """

    def __init__(
        self,
        slug: str,
        detail: str = "",
        *,
        errors: Sequence[FieldError] = (),
        headers: Mapping[str, str] | None = None,
        choices: Sequence[Choice] = (),
        **values: Any,
    ) -> None:
        super().__init__(slug)
        self.slug = slug
        self.detail = detail
        self.errors = errors
        self.headers = headers or {}
        self.choices = choices
        self.values = values
