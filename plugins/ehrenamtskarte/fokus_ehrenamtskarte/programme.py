"""The card that thanks volunteers with benefits: which bodies take part, and the cards they issue."""

from fokus_kommune import Programme, _

ehrenamtskarte = Programme(
    "ehrenamtskarte",
    title=_("Ehrenamtskarte NRW"),
    requires=">=0.1,<1",
    ends_with_body=True,
    parts=(
        "facts",
        "commands",
        "statutes",
        "read_models",
        "issuers.commands",
        "issuers.statutes",
        "figures",
        "rules.commands",
        "rules.statutes",
        "rules.read_models",
        "cards.commands",
        "cards.statutes",
        "cards.read_models",
    ),
    routes=("rules.routes", "rules.issuing", "cards.routes"),
)
for _file in ("participation", "figures", "frames", "issuers", "rules"):
    ehrenamtskarte.documented(f"history/{_file}.toml")
