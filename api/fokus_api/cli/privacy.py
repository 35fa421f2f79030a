"""`fokus privacy`: the record of processing, made of what the programmes declare."""

import rich_click as click

from fokus_api.cli.output import Output, json_option, opened, words
from fokus_api.responses.privacy import in_words
from fokus_core.persons.registry import SealedField, registry_of

ACTIVITIES = ("programme", "purpose", "what for", "legal ground", "kept", "told to", "fields")
PLACES = ("programme", "kind", "name", "what", "stays")


@click.group
def privacy() -> None:
    """Show what is kept of persons, what for, and where."""


@privacy.command
@json_option
def registry() -> None:
    """Print the record of processing (Article 30 GDPR): every purpose, its fields, and every other place."""
    out = Output()
    with opened() as service:
        found = in_words(registry_of(service.plugins.programmes), words())
        rows = [
            (a.programme, a.purpose, a.title, a.basis, a.kept, ", ".join(a.recipients), _names(a.fields))
            for a in found.activities
        ]
        places = [(p.programme, p.kind, p.name, p.title, "yes" if p.stays else "no") for p in found.places]
        out.say(found, out.table(ACTIVITIES, rows), out.table(PLACES, places, title="Besides the journal"))


def _names(fields: tuple[SealedField, ...]) -> str:
    return ", ".join(f"{one.fact} {one.field}" for one in fields)
