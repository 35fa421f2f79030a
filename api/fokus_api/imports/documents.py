"""Documents that portals hand over: each becomes the command that its intake names, once, by the sender's reference."""

from functools import cache
from inspect import cleandoc
from typing import Annotated, Any, Literal

import msgspec
from msgspec import Meta, inspect

from fokus_api.files.terms import terms_of
from fokus_api.imports.enclosed import Beside, EnclosedFile, with_files
from fokus_api.imports.given import REUSED, Given, given_once, id_of, is_recorded
from fokus_api.plugins.intakes import Intake, intakes_of
from fokus_api.runtime.service import Service
from fokus_core.access.actor import Actor
from fokus_core.domain.commands import command_type
from fokus_core.domain.input import parsed, taken
from fokus_core.domain.labels import labelled
from fokus_core.domain.refusals import NotFound, Refused, pointing
from fokus_core.domain.texts import _

__all__ = ["TakenState", "TakenView", "document_type", "hand_over", "schema_of"]

SCHEMA = "https://json-schema.org/draft/2020-12/schema"
CHANGED = _("Unter diesem Zeichen ist schon etwas anderes übernommen. Korrigieren Sie den Eintrag selbst.")
ENCLOSED: Any = ("enclosed", Annotated[tuple[EnclosedFile, ...], Meta(max_length=20)], ())  # where files are taken
TakenState = Annotated[
    Literal["new", "entered", "proposed", "present"],
    Meta(description="Would be recorded, was recorded, waits for a second person, or was recorded before"),
    labelled(
        {
            "new": _("würde übernommen"),
            "entered": _("übernommen"),
            "proposed": _("wartet auf eine zweite Person"),
            "present": _("schon übernommen"),
        }
    ),
]


class HandedOver(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a portal hands over, under a reference that tells it apart from all others of that portal, for ever."""

    reference: Annotated[str, Meta(min_length=1, max_length=200)]


class TakenView(msgspec.Struct, frozen=True, kw_only=True):
    """What became of a document: whether it was entered now or before, and the position of its last entry.

    In a dry run nothing is recorded, and there is none.
    """

    reference: str
    state: TakenState
    position: int | None


def hand_over(
    service: Service,
    name: str,
    document: bytes | str,
    *,
    by: Actor,
    dry_run: bool = False,
    beside: Beside | None = None,
) -> TakenView:
    """Take in a document (JSON) at the intake of a name, once for each sender and reference.

    `beside` says where the files lie that the document encloses; they are handed in as in a form, also in a dry run,
    and gone after a day where no fact names them. Nothing is recorded of what is refused, nor of what differs from what
    was taken in under its reference before: `Refused`, with pointers into the document. Raises `NotFound` for an intake
    that nobody brings, `ApiProblem` for a file that is not taken, and `msgspec.DecodeError` for what is no JSON.
    """
    intake = intakes_of(service.catalogue, service.plugins.each("intake")).get(name)
    if intake is None:
        raise NotFound
    value, kind = parsed(document), document_type(intake)
    handed: Any = taken(value, kind)
    command_id = id_of(service.vault, f"intake:{intake.name}", by.id, handed.reference)
    if (terms := terms_of(intake.command)) is not None and handed.enclosed:
        files: Any = {"terms": terms, "actor": by.id, "command_id": command_id}
        value["data"] = with_files(service, value["data"], handed.enclosed, beside, **files)
        handed = taken(value, kind)
    given = Given(handed.data, command_id)
    state: TakenState
    try:
        with pointing(lambda field: f"data/{field}" if field else "data"):
            receipt = given_once(service.journal, given, by=by, dry_run=dry_run)
    except Refused as refused:
        if refused.slug != REUSED:
            raise
        if not is_recorded(service.journal, given):
            raise Refused("handed-over-before", CHANGED, field="reference") from None
        state, recorded = "present", service.journal.under(f"command:{given.id}")
        return TakenView(reference=handed.reference, state=state, position=recorded[-1].position)
    if receipt.repeated:
        state = "present"
    elif dry_run:
        state = "new"
    else:
        state = "proposed" if receipt.proposal else "entered"
    return TakenView(reference=handed.reference, state=state, position=None if state == "new" else receipt.position)


@cache
def document_type(intake: Intake) -> type[msgspec.Struct]:
    """Return the Struct of a document: a reference, and the fields of the command as `data`."""
    made = msgspec.defstruct(
        f"{intake.command.__name__}Document",
        [("data", intake.command), *([ENCLOSED] if terms_of(intake.command) else [])],
        bases=(HandedOver,),
        frozen=True,
        kw_only=True,
        forbid_unknown_fields=True,
        module=intake.command.__module__,
    )
    made.__doc__ = (
        f"What a portal hands over: its own reference, and what becomes `{command_type(intake.command).name}`."
    )
    return made


def schema_of(service: Service, intake: Intake) -> dict[str, Any]:
    """Return the JSON Schema of a document, each field with what people call it."""
    kind = document_type(intake)
    found = msgspec.json.schema(kind, ref_template="#/$defs/{name}")
    programme = intake.name.partition(".")[0]
    for cls in _structs(inspect.type_info(kind), {}):
        about = found["$defs"][cls.__name__]
        about["description"] = cleandoc(about["description"])
        for name, schema in about["properties"].items():
            if label := service.labels.of(programme, cls, name):
                schema["title"] = label.title
                if label.hint:
                    schema["description"] = label.hint
    return {"$schema": SCHEMA, "title": intake.title, **found}


def _structs(info: Any, seen: dict[type, None]) -> list[type]:
    """Return every Struct that a type is made of."""
    if isinstance(info, inspect.StructType):
        if info.cls in seen:
            return [*seen]
        seen[info.cls] = None
    for name in getattr(info, "__struct_fields__", ()):
        held = getattr(info, name)
        for one in held if isinstance(held, tuple) else (held,):
            if isinstance(one, inspect.Type | inspect.Field):
                _structs(one, seen)
    return [*seen]
