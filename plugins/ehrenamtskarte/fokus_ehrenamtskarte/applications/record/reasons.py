"""Why an application is rejected: codes as data, with the reason and what the person can do, as people are told."""

from typing import Annotated, Literal, NamedTuple, get_args

from fokus_kommune import _, labelled

Code = Literal[
    "waiting-time",
    "waiting-time-jubilee",
    "hours",
    "hours-not-counted",
    "hours-unclear",
    "allowance",
    "not-voluntary",
    "place",
    "age",
    "proof-juleica",
    "proof-voluntary-year",
    "proof-fire",
    "proof-rescue",
    "proof-civil-protection",
    "proof-reserve",
    "proof-decoration",
    "self-confirmed",
    "not-confirmed",
    "card-valid",
    "card-for-life",
    "cap",
    "other",
]


class Why(NamedTuple):
    """A reason, and what the person can do."""

    reason: str
    advice: str


UPLOAD = _("Schicken Sie uns die Bescheinigung oder Urkunde.")
UNIT = _("Fragen Sie Ihre Einheit nach einer Bescheinigung.")
REASONS: dict[Code, Why] = {
    "waiting-time": Why(
        _("Sie engagieren sich noch nicht lange genug in diesem Umfang."),
        _("Stellen Sie einen neuen Antrag, sobald Sie die verlangte Dauer erreicht haben."),
    ),
    "waiting-time-jubilee": Why(
        _("Zusammen sind es noch keine 25 Jahre."),
        _("Haben Sie frühere Jahre oder andere Organisationen vergessen? Dann ergänzen Sie diese."),
    ),
    "hours": Why(
        _("Bestätigt sind weniger Stunden, als nötig sind."), _("Geben Sie weitere Organisationen an; sie zählen mit.")
    ),
    "hours-not-counted": Why(
        _("Ein Teil der Zeit zählt nicht."), _("Geben Sie andere Zeiten an, wenn es welche gibt.")
    ),
    "hours-unclear": Why(
        _("Aus den Angaben geht die Stundenzahl nicht hervor."),
        _("Schreiben Sie vier Wochen lang auf, wann Sie sich engagieren, und stellen Sie den Antrag neu."),
    ),
    "allowance": Why(
        _("Ihre Aufwandsentschädigung liegt über der Grenze."),
        _("Sind es nur erstattete Kosten? Dann schicken Sie uns einen Nachweis."),
    ),
    "not-voluntary": Why(
        _("Diese Tätigkeit ist kein ehrenamtliches Engagement."),
        _("Geben Sie ein anderes Engagement an, wenn es eines gibt."),
    ),
    "place": Why(
        _("Wohnort oder Ort des Engagements liegen nicht in unserem Gebiet."),
        _("Stellen Sie den Antrag in der Kommune, in der Sie sich engagieren."),
    ),
    "age": Why(_("Sie sind noch nicht alt genug für die Karte."), _("Stellen Sie den Antrag nach Ihrem Geburtstag.")),
    "proof-juleica": Why(_("Wir haben keine gültige Juleica gesehen."), _("Schicken Sie uns Vorder- und Rückseite.")),
    "proof-voluntary-year": Why(
        _("Der Nachweis über den Freiwilligendienst fehlt."), _("Fragen Sie danach bei Ihrer Einsatzstelle.")
    ),
    "proof-fire": Why(_("Der Nachweis über den aktiven Dienst bei der Feuerwehr fehlt."), UNIT),
    "proof-rescue": Why(_("Der Nachweis über den aktiven Dienst im Rettungsdienst fehlt."), UNIT),
    "proof-civil-protection": Why(_("Der Nachweis über den aktiven Dienst im Katastrophenschutz fehlt."), UNIT),
    "proof-reserve": Why(_("Der Nachweis über den Reservedienst fehlt."), UPLOAD),
    "proof-decoration": Why(_("Der Nachweis über die Auszeichnung fehlt."), UPLOAD),
    "self-confirmed": Why(
        _("Sie haben Ihr Engagement selbst bestätigt."), _("Nennen Sie eine andere Person aus Vorstand oder Hauptamt.")
    ),
    "not-confirmed": Why(
        _("Die Organisation hat nicht geantwortet oder die Angaben nicht bestätigt."),
        _("Sprechen Sie dort jemanden an. Stellen Sie danach einen neuen Antrag."),
    ),
    "card-valid": Why(
        _("Sie haben schon eine gültige Karte."),
        _("Haben Sie die Karte verloren? Dann beantragen Sie eine Ersatzkarte."),
    ),
    "card-for-life": Why(
        _("Sie haben schon die Jubiläums-Ehrenamtskarte. Sie bietet dieselben Vergünstigungen."),
        _("Sie brauchen nichts zu tun."),
    ),
    "cap": Why(_("Alle Karten für dieses Jahr sind vergeben."), _("Stellen Sie im nächsten Jahr einen neuen Antrag.")),
    "other": Why("", ""),
}
OWN_WORDS = _("anderer Grund, mit eigenen Worten")
ReasonCode = Annotated[Code, labelled({code: REASONS[code].reason or OWN_WORDS for code in get_args(Code)})]
