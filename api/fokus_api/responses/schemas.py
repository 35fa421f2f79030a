"""Names of schemas that stay the same whatever else is installed: `heimatpreis.OfferView`."""

from typing import Any, TypeVar

import msgspec

__all__ = ["STABLE", "schema", "schema_of"]

STABLE = "stable"  # the module that such a class says it stands in
S = TypeVar("S", bound=msgspec.Struct)


def schema(programme: str, name: str, fields: dict[str, Any], doc: str) -> type[msgspec.Struct]:
    """Return a class of answers that is named `<programme>.<name>` in the OpenAPI document."""
    return msgspec.defstruct(
        f"{programme}.{name}",
        list(fields.items()),
        frozen=True,
        kw_only=True,
        module=STABLE,
        namespace={"__doc__": doc},
    )


def schema_of(programme: str, view: type[S]) -> type[S]:
    """Return a class like `view` that is named `<programme>.<its name>` in the OpenAPI document."""
    return msgspec.defstruct(  # type: ignore[return-value]  # its base is the view
        f"{programme}.{view.__name__}",
        [],
        bases=(view,),
        frozen=True,
        kw_only=True,
        module=STABLE,
        namespace={"__doc__": view.__dict__.get("__doc__")},
    )
