"""The card that thanks volunteers with benefits: which bodies take part, and the cards they issue."""

from fokus_kommune import Programme, _

ehrenamtskarte = Programme(
    "ehrenamtskarte",
    title=_("Ehrenamtskarte NRW"),
    short=_("Ehrenamtskarte"),
    requires=">=0.1,<1",
    ends_with_body=True,
    parts=("facts", "commands", "statutes", "read_models", "cards.commands", "cards.statutes", "cards.read_models"),
    routes=("cards.routes",),
)
ehrenamtskarte.documented("history/participation.toml")
