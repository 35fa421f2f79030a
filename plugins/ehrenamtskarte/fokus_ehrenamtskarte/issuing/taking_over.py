"""The table from which cards that were made before the service are taken over, each once with its holder."""

from fokus_ehrenamtskarte.cards.commands import TakeOverCard
from fokus_ehrenamtskarte.programme import ehrenamtskarte
from fokus_kommune import Column, _

CARDS_TABLE = ehrenamtskarte.bulk_import(
    "cards",
    TakeOverCard,
    title=_("Vorhandene Karten"),
    key="Kartennummer",
    columns=(
        Column("Kommune", "body"),
        Column("Vorname", "person/name"),
        Column("Nachname", "person/name"),
        Column("Geburtsdatum", "person/birth"),
        Column("E-Mail", "person/email"),
        Column("Kartenart", "kind"),
        Column("Gültig ab", "effective"),
        Column("Gültig bis", "valid_until"),
    ),
)
