"""Structs as they look from outside: personal fields masked."""

from typing import Any

import msgspec

from fokus_core.privacy.sealed import PREFIX, Sealed

__all__ = ["MASK", "masked", "shape_of"]

MASK = {"sealed": True}


def shape_of(struct: msgspec.Struct) -> dict[str, Any]:
    """Return the fields of a struct, with personal ones masked."""
    shown: dict[str, Any] = masked(msgspec.to_builtins(struct, enc_hook=_mask))
    return shown


def _mask(value: object) -> object:
    if isinstance(value, Sealed):
        return MASK
    raise NotImplementedError(f"Objects of type {type(value).__name__} are not shown.")


def masked(value: Any) -> Any:
    """Mask sealed tokens, which facts of unknown types hold as texts."""
    if isinstance(value, str) and value.startswith(PREFIX):
        return MASK
    if isinstance(value, dict):
        return {name: masked(item) for name, item in value.items()}
    return [masked(item) for item in value] if isinstance(value, list) else value
