"""What others number is given once: under an id made of their number, however often it comes."""

import hmac
from hashlib import sha256
from typing import NamedTuple

import msgspec

from fokus_core.access.actor import Actor
from fokus_core.domain.commands import Command
from fokus_core.domain.refusals import Refused
from fokus_core.journal.journal import Journal
from fokus_core.journal.request import Receipt
from fokus_core.privacy import Vault
from fokus_core.privacy.persons import Person, person_fields

__all__ = ["REUSED", "Given", "given_once", "id_of", "is_recorded"]

REUSED = "command-id-reused"


class Given(NamedTuple):
    """What a row or a document asks for: the command, and the id under which it is recorded once."""

    command: Command
    id: str


def id_of(vault: Vault, begins: str, scope: str, key: str) -> str:
    """Return a command id: a keyed hash, as others may number by what is personal."""
    digest = hmac.new(vault.digest_key(), f"{scope}\0{key}".encode(), sha256)
    return f"{begins}:{digest.hexdigest()[:32]}"


def given_once(journal: Journal, given: Given, *, by: Actor, dry_run: bool) -> Receipt:
    """Give the command; who is alike somebody in part is somebody new, and whether they are the same is a task."""
    try:
        return journal.handle(given.command, by=by, command_id=given.id, dry_run=dry_run)
    except Refused as refused:
        if refused.slug != "person-candidates":
            raise
        return journal.handle(_another(given.command), by=by, command_id=given.id, dry_run=dry_run)


def is_recorded(journal: Journal, given: Given) -> bool:
    """Tell whether it is this very command that is recorded under its id."""
    return any(bool(journal.repeats(one, given.id)) for one in (given.command, _another(given.command)))


def _another(command: Command) -> Command:
    changes = {
        name: msgspec.structs.replace(person, another=True)
        for name in person_fields(type(command))
        if isinstance(person := getattr(command, name), Person)
    }
    return msgspec.structs.replace(command, **changes) if changes else command
