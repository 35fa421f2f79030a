"""Sealed values: open, or held as a token that only the vault can open; written and read as the token alone."""

import enum
from typing import Any, Final, Generic, TypeVar, cast, final, get_origin

__all__ = ["ERASED", "PREFIX", "Erased", "Sealed", "StillSealed", "dec_hook", "enc_hook"]

T = TypeVar("T")

PREFIX = "sealed:1:"


class StillSealed(Exception):
    """The value was asked for where only its sealed form is held."""


class Erased(enum.Enum):
    """What reading a personal field gives after its key was destroyed."""

    ERASED = "erased"


ERASED: Final = Erased.ERASED  # what stands in place of a value whose key is gone


@final
class Sealed(Generic[T]):
    """A personal value that is either open, or held as a token only the vault can open."""

    __slots__ = ("_token", "_value")

    _token: str | None
    _value: T | None

    def __init__(self) -> None:
        raise TypeError("Use Sealed.of(value) or Sealed.held(token).")

    @classmethod
    def of(cls, value: T) -> "Sealed[T]":
        """Return an open value."""
        return cls._new(None, value)

    @classmethod
    def held(cls, token: str) -> "Sealed[T]":
        """Return a sealed value; raises `ValueError` when the text is no token, never naming it."""
        if not token.startswith(PREFIX) or token.count(":") != 3:
            raise ValueError("This is no sealed value.")
        return cls._new(token, None)

    @classmethod
    def _new(cls, token: str | None, value: T | None) -> "Sealed[T]":
        made = object.__new__(cls)
        object.__setattr__(made, "_token", token)
        object.__setattr__(made, "_value", value)
        return made

    @property
    def token(self) -> str | None:
        """The sealed form, None while the value is open."""
        return self._token

    @property
    def key_id(self) -> str | None:
        """The id of the key that it is sealed with, None while the value is open."""
        return None if self._token is None else self._token.split(":")[2]

    @property
    def value(self) -> T:
        """The value itself; raises `StillSealed` when only the token is held."""
        if self._token is not None:
            raise StillSealed("Only the sealed form is held here; open it with the vault.")
        return cast(T, self._value)

    def __setattr__(self, name: str, value: object) -> None:
        raise AttributeError("A sealed value does not change.")

    def __delattr__(self, name: str) -> None:
        raise AttributeError("A sealed value does not change.")

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Sealed):
            return NotImplemented
        return (self._token, self._value) == (other._token, other._value)

    def __hash__(self) -> int:
        return hash((self._token, self._value))

    def __repr__(self) -> str:
        return "Sealed(***)"

    def __copy__(self) -> "Sealed[T]":
        return self

    def __deepcopy__(self, memo: object) -> "Sealed[T]":
        return self

    def __reduce__(self) -> str:
        raise TypeError("A personal value would be stored in clear; sealed values are not pickled.")


def enc_hook(value: object) -> object:
    """Write a sealed value as its token; raises `TypeError` for an open one, which would be stored in clear."""
    if isinstance(value, Sealed):
        if value.token is None:
            raise TypeError("A personal value would be stored in clear; seal it first.")
        return value.token
    raise NotImplementedError(f"Objects of type {type(value).__name__} are not stored.")


def dec_hook(wanted: Any, value: object) -> object:
    """Read a token as a sealed value; raises `ValueError` when the text is no token, never naming it."""
    if (get_origin(wanted) or wanted) is Sealed:
        if not isinstance(value, str):
            raise ValueError("This is no sealed value.")
        return Sealed[Any].held(value)
    raise NotImplementedError(f"Objects of type {wanted} are not read.")
