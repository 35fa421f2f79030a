"""What a check of the journal found, as people read it: technical flaws by a title, broken rules by their sentence."""

from fokus_core.domain.texts import _
from fokus_core.plugins.texts import Words

__all__ = ["found_in_words"]

TITLES = {
    "journal-damaged": _("Die Datei des Journals ist beschädigt."),
    "index-differs": _("Das Verzeichnis der Schlüssel passt nicht zu den Einträgen."),
    "undecodable": _("Dieser Eintrag lässt sich nicht lesen."),
    "keys-differ": _("Der Eintrag liegt unter anderen Schlüsseln, als er nennt."),
    "key-lost": _("Zu einer verschlossenen Angabe fehlt der Schlüssel."),
    "seal-broken": _("Eine verschlossene Angabe lässt sich nicht öffnen."),
    "file-missing": _("Eine Datei, die der Eintrag nennt, fehlt."),
    "file-broken": _("Eine Datei, die der Eintrag nennt, wurde verändert oder ist unvollständig."),
    "file-unclaimed": _("Eine Datei, die der Eintrag nennt, ist nicht gesichert."),
    "body-not-there": _("Die Kommune, die der Eintrag nennt, gibt es an diesem Tag nicht."),
    "still-to-correct": _("Dieser Eintrag sollte ebenfalls korrigiert werden und steht noch."),
    "body-ended": _("Etwas beginnt, obwohl es die Kommune nicht mehr gibt."),
    "evidence-gone": _("Die Entscheidung beruht auf einem Nachweis, der nicht mehr gilt."),
}


def found_in_words(slug: str, message: str, words: Words) -> str:
    """Return a finding as a sentence: without the key under which it was found."""
    title = TITLES.get(slug)
    if title is not None:
        return words(title)
    kind, colon, rest = message.partition(": ")
    return rest if colon and ":" in kind and " " not in kind else message
