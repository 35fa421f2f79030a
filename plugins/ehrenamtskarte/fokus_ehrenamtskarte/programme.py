"""The card that thanks volunteers with benefits: which bodies take part, and the cards they issue."""

from fokus_ehrenamtskarte.labels import LABELS
from fokus_kommune import Programme, Purpose, _

ehrenamtskarte = Programme(
    "ehrenamtskarte",
    title=_("Ehrenamtskarte NRW"),
    short=_("Ehrenamtskarte"),
    labels=LABELS,
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
        "keys.commands",
        "keys.keeping",
        "rules.commands",
        "rules.statutes",
        "rules.read_models",
        "cards.commands",
        "cards.statutes",
        "cards.read_models",
        "cards.status",
        "applications.apply",
        "applications.steps",
        "applications.decisions",
        "applications.statutes",
        "applications.read_models",
        "applications.evaluating",
        "applications.delivery",
        "issuing.commands",
    ),
    routes=(
        "rules.routes",
        "rules.pages",
        "rules.issuing",
        "keys.routes",
        "cards.routes",
        "cards.code_routes",
        "applications.links",
        "applications.routes",
    ),
)
ehrenamtskarte.purpose(
    Purpose(
        "card",
        _("Karten ausstellen und prüfen"),
        basis=_("Artikel 6 Absatz 1 Buchstabe e DSGVO mit § 3 DSG NRW: Aufgabe im öffentlichen Interesse"),
        kept=_("Bis zwei Jahre nach dem Ende der Gültigkeit (Beispiel)"),
        recipients=(_("Ausgebende Stelle"),),
    )
)
for _file in ("participation", "figures", "frames", "issuers", "rules"):
    ehrenamtskarte.documented(f"history/{_file}.toml")
