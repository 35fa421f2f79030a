"""The public data as one SQLite file, with a description that Datasette reads."""

from pathlib import Path
from typing import Any

import msgspec

from fokus_api.responses.masked import MASK
from fokus_api.responses.views import data_of
from fokus_api.runtime.service import Service
from fokus_core.bodies.register import Register
from fokus_core.domain.facts import Fact, key_fields
from fokus_core.domain.refusals import Invalid, Unavailable
from fokus_core.domain.texts import _
from fokus_core.storage.durable import write_whole
from fokus_projections import Copy

__all__ = ["described", "export_public", "fields_shown", "metadata_beside"]

PATIENCE = 60.0  # seconds to wait for the read model
LICENCE = "Datenlizenz Deutschland – Namensnennung – Version 2.0"
LICENCE_URL = "https://www.govdata.de/dl-de/by-2-0"


def export_public(service: Service, target: Path) -> Copy:
    """Write what is public to a new SQLite file, and what it means beside it.

    Raises `Invalid` where one of the files is there already, `Unavailable` while the read model is behind.
    """
    beside = metadata_beside(target)
    for path in (target, beside):
        if path.exists():
            raise Invalid(
                "file-exists", _("Die Datei {path} gibt es schon. Es wurde nichts geschrieben."), path=str(path)
            )
    if not service.models.wait_for(service.journal.store.head(), PATIENCE):
        raise Unavailable("The read model is being built; try again.")
    copy = service.models.publish(target, fields_shown)
    write_whole(beside, described(copy, target.stem))
    return copy


def metadata_beside(target: Path) -> Path:
    """Return where the description of a file stands: `public.metadata.json` beside `public.db`."""
    return target.with_name(f"{target.stem}.metadata.json")


def fields_shown(fact: Fact) -> dict[str, Any]:
    """Return the fields of a fact besides its day, with what is personal and who is meant masked."""
    hidden = {name for name, key in key_fields(type(fact)).items() if key.kind in {"person", "actor"}}
    return {name: MASK if name in hidden else value for name, value in data_of(fact).items()}


def described(copy: Copy, name: str) -> bytes:
    """Return what a copy means, as Datasette reads it for a file of that name."""
    return msgspec.json.format(msgspec.json.encode(_metadata(copy, name))) + b"\n"


def _metadata(copy: Copy, name: str) -> dict[str, Any]:
    tables: dict[str, dict[str, Any]] = {}
    for table in copy.tables:
        columns = {column: one.description for column, one in table.columns.items()}
        units = {column: one.unit for column, one in table.columns.items() if one.unit}
        tables[table.name] = {"description": table.description, "columns": columns}
        if units:
            tables[table.name]["units"] = units
    for view in copy.views:
        tables[view.name] = {"description": view.description, "columns": view.columns}
    boundaries = Register.load().source
    return {
        "title": "Fokus Kommune: öffentliche Daten",
        "description": f"Public facts of the journal up to position {copy.position}. No personal data, no grants.",
        "license": LICENCE,
        "license_url": LICENCE_URL,
        "source": f"Fokus Kommune; {boundaries['attribution']}",
        "source_url": boundaries["attribution_url"],
        "databases": {name: {"tables": tables}},
    }
