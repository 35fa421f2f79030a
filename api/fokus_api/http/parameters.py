"""Query parameters that were given a new name: the old one is taken as well, but not both at once."""

from typing import TypeVar

from fokus_api.http.input_errors import FieldError
from fokus_api.http.problems import ApiProblem
from fokus_core.domain.texts import _

__all__ = ["renamed"]

T = TypeVar("T")


def renamed(**names: T | None) -> T | None:
    """Return what a parameter says by its new name, which comes first, or by its old one; raises `ApiProblem`."""
    said = {name: value for name, value in names.items() if value is not None}
    if len(said) > 1:
        detail = _("Von zwei Namen desselben Parameters ist nur einer zulässig.")
        raise ApiProblem("invalid-input", errors=[FieldError(parameter=name, detail=detail) for name in said])
    return next(iter(said.values()), None)
