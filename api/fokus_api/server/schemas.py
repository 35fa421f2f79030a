"""The schemas of the document: one name for each class, whatever else is installed and wherever it stands."""

from collections.abc import Iterable, Mapping
from typing import Any, get_args, get_origin

import msgspec
from msgspec import inspect
from msgspec._json_schema import _SchemaGenerator  # the one that takes the names it is given

from fokus_api.responses.schemas import STABLE
from fokus_core.domain.programme import PluginRefused
from fokus_core.plugins.labels import Labels

__all__ = ["REF", "Schemas"]

REF = "#/components/schemas/{name}"
OURS = ("fokus_core", "fokus_projections", "fokus_api")


class Schemas:
    """The schemas of types and of all that they are made of, by names such as `network.Member`."""

    def __init__(self, types: Iterable[Any], programmes: Mapping[str, str], labels: Labels) -> None:
        """Name every class by its programme, found by its package; raises `PluginRefused` where two have one name."""
        self._programmes = {**programmes, **dict.fromkeys(OURS, "core")}
        self._infos: dict[Any, inspect.Type] = {}
        for info in inspect.multi_type_info([*types]):
            self._collect(info)
        self._names: dict[Any, str] = {}
        for cls in self._infos:
            name = self._name(cls)
            if name in self._names.values():
                raise PluginRefused(name.partition(".")[0], f"two of its classes are called {name} in the document.")
            self._names[cls] = name
        self._labels = labels
        self._generator = _SchemaGenerator(self._names, None, REF)

    def of(self, type_: Any) -> dict[str, Any]:
        """Return the schema of a type: a reference where it has a name."""
        schema: dict[str, Any] = self._generator.to_schema(inspect.type_info(type_))
        return schema

    def components(self) -> dict[str, dict[str, Any]]:
        """Return all schemas that have a name, in the order of their names."""
        found: dict[str, dict[str, Any]] = {}
        for cls, info in self._infos.items():
            schema = found[self._names[cls]] = self._generator.to_schema(info, False)
            schema.pop("title", None)  # by which some generators would name classes, and lose all but one of a title
            _simplify(schema)
            if isinstance(info, inspect.StructType):
                self._say(cls, info, schema["properties"])
        return dict(sorted(found.items()))

    def named(self, programme: str) -> list[Any]:
        """Return the structs of a programme that have a name."""
        named = ((cls, name) for cls, name in self._names.items() if isinstance(self._infos[cls], inspect.StructType))
        return [cls for cls, name in named if name.partition(".")[0] == programme]

    def _say(self, cls: Any, info: inspect.StructType, properties: dict[str, dict[str, Any]]) -> None:
        """Say what people call properties and their values, as `x-label`: a `title` would name classes."""
        programme = self._names[cls].partition(".")[0]
        for field in info.fields:
            schema = properties[field.encode_name]
            schema.pop("title", None)
            if label := self._labels.of(programme, cls, field.name):
                schema["x-label"] = label.title
                schema["description"] = label.hint or schema.get("description") or label.title
                if label.values:
                    schema["x-labels"] = {str(value): text for value, text in label.values.items() if value is not None}

    def _name(self, cls: Any) -> str:
        if (origin := get_origin(cls)) is not None:
            return self._name(get_args(cls)[0]) + str(origin.__name__)
        if cls.__module__ == STABLE:
            return str(cls.__name__)
        package = cls.__module__.partition(".")[0]
        return f"{self._programmes.get(package, package)}.{cls.__name__}"

    def _collect(self, info: Any) -> None:
        """Note every class that a type is made of."""
        cls = getattr(info, "cls", None)
        if isinstance(info, inspect.StructType | inspect.EnumType | inspect.DataclassType | inspect.NamedTupleType):
            if cls in self._infos:
                return
            self._infos[cls] = info
        for name in getattr(info, "__struct_fields__", ()):
            held = getattr(info, name)
            for one in held if isinstance(held, tuple) else (held,):
                if isinstance(one, inspect.Type | inspect.Field):
                    self._collect(one)


def is_struct(type_: Any) -> bool:
    """Tell whether a type is a Struct, of whatever items."""
    origin = get_origin(type_) or type_
    return isinstance(origin, type) and issubclass(origin, msgspec.Struct)


def _simplify(schema: Any) -> None:
    """Describe a tuple of items of one type as an array of that length, which every generator reads."""
    if isinstance(schema, list):
        for one in schema:
            _simplify(one)
    elif isinstance(schema, dict):
        for one in schema.values():
            _simplify(one)
        kinds = schema.get("prefixItems")
        if kinds and schema.get("items") is False and all(one == kinds[0] for one in kinds):
            schema["items"] = schema.pop("prefixItems")[0]


def without_null(schema: dict[str, Any]) -> dict[str, Any]:
    """Return the schema of a parameter: one that may be missing is never null."""
    kinds = [one for one in schema.pop("oneOf", ()) if one != {"type": "null"}]
    if len(kinds) == 1:
        schema = {**kinds[0], **schema}
    elif kinds:
        schema["oneOf"] = kinds
    if isinstance(schema.get("type"), list):
        schema["type"] = next(kind for kind in schema["type"] if kind != "null")
    if "enum" in schema:
        schema["enum"] = [one for one in schema["enum"] if one is not None]
    return schema
