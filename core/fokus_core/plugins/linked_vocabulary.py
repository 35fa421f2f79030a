"""What people call the fields of open data that name themselves: catalogues and code lists in JSON-LD."""

from fokus_core.domain.labels import Vocabulary
from fokus_core.domain.texts import _

__all__ = ["LINKED"]

CONTEXT = _("Wofür die Kürzel in diesen Daten stehen (JSON-LD)")
KIND = _("Art nach SKOS")
NOTATION = _("Wert, wie er in den Daten steht")

LINKED: Vocabulary = {
    "Catalog.context": CONTEXT,
    "Catalog.graph": _("Katalog mit Datensätzen, Dateien und Herausgeber"),
    "AllLists.context": CONTEXT,
    "AllLists.graph": _("Alle Codelisten"),
    "Named.type": KIND,
    "Named.notation": _("Name der Codeliste"),
    "CodeList.context": CONTEXT,
    "CodeList.type": KIND,
    "CodeList.notation": _("Name der Codeliste"),
    "CodeList.codes": _("Werte der Codeliste"),
    "Code.context": CONTEXT,
    "Code.type": KIND,
    "Code.notation": NOTATION,
    "Code.scheme": _("Adresse der Codeliste"),
    "Code.official": _("Amtliche Adresse des Werts"),
}
