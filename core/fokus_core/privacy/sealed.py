"""Personal fields: sealed before anything is stored, hashed or exported, and readable until their key is destroyed."""

import base64
import binascii
import enum
import secrets
import types
from dataclasses import KW_ONLY, dataclass
from functools import cache
from typing import (
    Annotated,
    Any,
    Final,
    Generic,
    NamedTuple,
    TypeVar,
    Union,
    cast,
    final,
    get_args,
    get_origin,
    get_type_hints,
)

import msgspec
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from fokus_core.domain.facts import key_fields
from fokus_core.privacy import PersonErasedError, Vault

__all__ = [
    "ERASED",
    "Erased",
    "PersonErasedError",
    "Personal",
    "PersonalField",
    "SealBroken",
    "Sealed",
    "StillSealed",
    "dec_hook",
    "enc_hook",
    "open_sealed",
    "personal_fields",
    "seal",
]

T = TypeVar("T")
S = TypeVar("S", bound=msgspec.Struct)

PREFIX = "sealed:1:"
BLOCK = 16  # bytes to which a value is filled up, so that its length does not tell which of a few words it is


class StillSealed(Exception):
    """The value was asked for where only its sealed form is held."""


class SealBroken(Exception):
    """A sealed value is damaged, or stands in another fact or field than the one it was sealed for."""


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


@dataclass(frozen=True)
class Personal:
    """Marks a `Sealed` field: the fields beside it that name person (or group) and case, and what it is for.

    Where the field `subject` is a key of another kind than a person, such as a cohort, the group's key seals it.
    """

    subject: str
    _: KW_ONLY
    purpose: str
    case: str | None = None


class PersonalField(NamedTuple):
    """One personal field of a struct: its name, the type inside `Sealed`, and where its key comes from.

    `kind` is that of a group named by the key field `subject`, and empty where that holds the id of a person.
    """

    name: str
    type: Any
    subject: str
    purpose: str
    case: str | None
    kind: str = ""

    def owner(self, struct: msgspec.Struct) -> str:
        """Return the subject of the vault whose key seals this field: a person's id, or a group such as `cohort:4`."""
        named = getattr(struct, self.subject)
        if not named:
            raise ValueError(f"{type(struct).__name__}.{self.name} holds a value, but {self.subject} names nobody.")
        return f"{self.kind}:{named}" if self.kind else str(named)


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


@cache
def personal_fields(cls: type[msgspec.Struct]) -> tuple[PersonalField, ...]:
    """Return the personal fields of a struct.

    Raises `TypeError` for `Sealed` without `Personal`, `Personal` without `Sealed`, or a missing sibling.
    """
    hints = get_type_hints(cls, include_extras=True)
    found = []
    for name in cls.__struct_fields__:
        inner, marks = _taken_apart(hints[name])
        if not inner and not marks:
            continue
        if len(inner) != 1 or len(marks) != 1:
            raise TypeError(f"{cls.__name__}.{name} must be Annotated[Sealed[…], Personal(…)], once each.")
        (mark,) = marks
        for sibling in (mark.subject, mark.case):
            if sibling is not None and sibling not in cls.__struct_fields__:
                raise TypeError(f"{cls.__name__}.{name} refers to {sibling!r}, which is no field of {cls.__name__}.")
        key = key_fields(cls).get(mark.subject)
        kind = "" if key is None or key.kind == "person" else key.kind
        found.append(PersonalField(name, inner[0], mark.subject, mark.purpose, mark.case, kind))
    return tuple(found)


def _taken_apart(hint: Any) -> tuple[list[Any], list[Personal]]:
    """Return the types inside every `Sealed`, and every `Personal`, anywhere in a type hint."""
    origin = get_origin(hint)
    if origin is Annotated:
        inner, marks = _taken_apart(get_args(hint)[0])
        return inner, marks + [mark for mark in hint.__metadata__ if isinstance(mark, Personal)]
    if origin in (Union, types.UnionType):
        parts = [_taken_apart(part) for part in get_args(hint)]
        return [t for inner, _ in parts for t in inner], [m for _, marks in parts for m in marks]
    if hint is Sealed:
        return [Any], []
    if origin is Sealed:
        return [get_args(hint)[0]], []
    if any(_taken_apart(part)[0] for part in get_args(hint)):
        raise TypeError("A Sealed value stands in a field of its own, not in a list or a mapping; seal the whole list.")
    return [], []


def seal(struct: S, fact_id: str, vault: Vault) -> S:
    """Return the struct with every open personal field sealed for this fact. Raises `PersonErasedError`."""
    sealed: dict[str, object] = {}
    keys: dict[tuple[str, str, str], tuple[str, bytes]] = {}
    for field in personal_fields(type(struct)):
        held: Sealed[Any] | None = getattr(struct, field.name)
        if held is None or held.token is not None:
            continue
        case = getattr(struct, field.case) if field.case else None
        owner = (field.owner(struct), field.purpose, str(case or ""))
        if owner not in keys:
            keys[owner] = vault.key_for(*owner)
        key_id, key = keys[owner]
        nonce = secrets.token_bytes(12)
        plain = msgspec.json.encode(held.value)
        plain += b" " * (-len(plain) % BLOCK)
        body = nonce + AESGCM(key).encrypt(nonce, plain, _bound_to(fact_id, field.name))
        sealed[field.name] = Sealed[Any].held(f"{PREFIX}{key_id}:{base64.urlsafe_b64encode(body).decode()}")
    return msgspec.structs.replace(struct, **sealed) if sealed else struct


def open_sealed(sealed: Sealed[Any], type: Any, fact_id: str, field: str, vault: Vault) -> Any:  # noqa: A002 - msgspec's word
    """Return the value as `type`, or `ERASED` when its key was destroyed.

    Raises `SealBroken` when the token is damaged or was sealed for another fact or field.
    """
    if sealed.token is None:
        return sealed.value
    _, _, key_id, text = sealed.token.split(":")
    key = vault.key(key_id)
    if key is None:
        return ERASED
    try:
        body = base64.b64decode(text, altchars=b"-_", validate=True)
        plain = AESGCM(key).decrypt(body[:12], body[12:], _bound_to(fact_id, field))
        return msgspec.json.decode(plain, type=type)
    except (binascii.Error, InvalidTag, ValueError, msgspec.DecodeError):
        # Without the cause: a decoding error names parts of the value.
        raise SealBroken(f"The sealed field {field} is damaged or was sealed for another fact or field.") from None


def _bound_to(fact_id: str, field: str) -> bytes:
    return f"{fact_id}\0{field}".encode()
