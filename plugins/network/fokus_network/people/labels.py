"""What people call the fields of commands, facts and answers about functions and terms."""

from fokus_core import Label, Vocabulary, _

FUNCTIONS = {
    "contact": _("Ansprechperson"),
    "deputy": _("Stellvertretung"),
    "speaker": _("Sprecherteam"),
    "accompaniment": _("Begleitung des Netzwerks"),
    "responsibility": _("Zuständigkeit beim Land"),
}
LABELS: Vocabulary = {
    "network.term": _("Ansprechpersonen und Aufgaben"),
    "ElectSpeaker.effective": _("Gewählt ab"),
    "ElectSpeaker.until": Label(_("Gewählt bis einschließlich"), _("Leer lassen, wenn das Ende noch nicht feststeht.")),
    "EndContact.effective": Label(
        _("Nicht mehr zuständig ab"), _("Der letzte Tag mit dieser Aufgabe ist der Tag davor.")
    ),
    "EndSpeaker.effective": Label(_("Nicht mehr im Sprecherteam ab"), _("Der letzte Tag im Team ist der Tag davor.")),
    "EntrustOrganisation.effective": _("Zuständig ab"),
    "EntrustOrganisation.until": Label(
        _("Zuständig bis einschließlich"), _("Leer lassen, wenn das Ende noch nicht feststeht.")
    ),
    "NameContact.effective": _("Zuständig ab"),
    "NameContact.person": Label(_("Person"), _("Name und dienstliche E-Mail-Adresse; dorthin gehen Infomails.")),
    "NameContact.until": Label(
        _("Zuständig bis einschließlich"), _("Leer lassen, wenn das Ende noch nicht feststeht.")
    ),
    "ReleaseOrganisation.effective": Label(
        _("Nicht mehr zuständig ab"), _("Der letzte Tag mit dieser Aufgabe ist der Tag davor.")
    ),
    "SetSpeakerNumber.effective": _("Gilt ab"),
    "SetSpeakerNumber.number": _("Wie viele Personen hat das Sprecherteam höchstens?"),
    "SpeakerNumberSet.number": _("Personen im Sprecherteam"),
    "EndContact.term": _("Wessen Amtszeit?"),
    "EndSpeaker.term": _("Wessen Amtszeit?"),
    "ReleaseOrganisation.term": _("Wessen Amtszeit?"),
    "Holder.name": _("Kommune"),
    "Holder.person": _("Person"),
    "Holder.since": _("Zuständig seit"),
    "Term.since": _("Zuständig seit"),
    "Contact.since": _("Zuständig seit"),
    "Contact.until": _("Zuständig bis einschließlich"),
    "Term.until": _("Zuständig bis einschließlich"),
    "Contact.name": _("Kommune"),
    "Term.name": _("Kommune oder Organisation"),
    "function": Label(_("Aufgabe"), values=FUNCTIONS),
    "mail": _("E-Mail-Adresse"),
    "phone": Label(_("Dienstliche Telefonnummer"), _("Mit Vorwahl, zum Beispiel 02331 207-0.")),
    "replaces": Label(_("Folgt auf"), _("Die bisherige Person wird am selben Tag abgelöst.")),
    "task": Label(_("Aufgabe"), values=FUNCTIONS),
    "term": _("Amtszeit"),
}
