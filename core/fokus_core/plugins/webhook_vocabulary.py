"""What people call the fields of webhooks and of what addresses have not taken."""

from fokus_core.domain.labels import Label, Vocabulary
from fokus_core.domain.texts import _

__all__ = ["WEBHOOKS"]

ADDRESS = Label(_("Adresse"), _("Wohin Einträge gesendet werden, zum Beispiel https://example.org/fokus."))
WEBHOOK = _("Webhook")
PROGRAMMES = Label(_("Nur diese Programme"), _("Leer lassen, wenn Einträge aller Programme gesendet werden."))
TYPES = Label(
    _("Nur diese Arten von Einträgen"),
    _("Zum Beispiel network.municipality-joined. Leer lassen, wenn alle gesendet werden."),
)
STATE = Label(
    _("Zustand"),
    values={
        "ok": _("läuft"),
        "failing": _("schlägt fehl"),
        "paused": _("angehalten"),
        "ended": _("beendet"),
        "waiting": _("wartet"),
        "parked": _("zurückgestellt"),
        "again": _("wird erneut gesendet"),
    },
)
ENTRIES = Label(_("Nur diese Einträge"), _("Eintragsnummern. Leer lassen, wenn alle erneut gesendet werden."))
WHY = Label(
    _("Warum nicht angenommen"),
    values={
        "": _("angenommen"),
        "address": _("Adresse nicht öffentlich"),
        "unreachable": _("nicht erreichbar"),
        "certificate": _("Zertifikat nicht anerkannt"),
        "too-slow": _("keine Antwort in der Zeit"),
        "no-http": _("keine lesbare Antwort"),
        "status": _("abgelehnt"),
    },
)
WEBHOOKS: Vocabulary = {
    "WebhookView.webhook": WEBHOOK,
    "DeliveryView.webhook": WEBHOOK,
    "WebhookSecret.webhook": WEBHOOK,
    "WebhookGranted.webhook": WEBHOOK,
    "WebhookSecretRenewed.webhook": WEBHOOK,
    "WebhookResumed.webhook": WEBHOOK,
    "WebhookEnded.webhook": WEBHOOK,
    "RenewWebhookSecret.webhook": WEBHOOK,
    "ResumeWebhook.webhook": WEBHOOK,
    "EndWebhook.webhook": WEBHOOK,
    "GrantWebhook.actor": Label(_("Konto"), _("Gesendet wird, was dieses Konto sehen darf.")),
    "GrantWebhook.address": ADDRESS,
    "WebhookGranted.address": ADDRESS,
    "WebhookView.address": ADDRESS,
    "DeliveryView.address": ADDRESS,
    "GrantWebhook.programmes": PROGRAMMES,
    "WebhookGranted.programmes": PROGRAMMES,
    "WebhookView.programmes": PROGRAMMES,
    "GrantWebhook.types": TYPES,
    "WebhookGranted.types": TYPES,
    "WebhookView.types": TYPES,
    "ResumeWebhook.entries": ENTRIES,
    "WebhookResumed.entries": ENTRIES,
    "WebhookView.state": STATE,
    "DeliveryView.state": STATE,
    "WebhookView.ended": _("Beendet am"),
    "WebhookView.position": _("Gesendet bis Eintrag Nr."),
    "WebhookView.code": _("Letzter HTTP-Status"),
    "DeliveryView.code": _("Letzter HTTP-Status"),
    "WebhookView.why": WHY,
    "DeliveryView.why": WHY,
    "WebhookView.paused": Label(
        _("Warum angehalten"),
        values={
            "": _("nicht angehalten"),
            "gone": _("Die Adresse gibt es nicht mehr"),
            "unreachable": _("Seit fünf Tagen nichts angenommen"),
            "other-journal": _("Der Dienst wurde aus einer Sicherung wiederhergestellt"),
        },
    ),
    "renewed": _("Geheimnis erneuert"),
    "parked": _("Zurückgestellt"),
    "attempts": _("Versuche"),
    "last_attempt": _("Letzter Versuch"),
    "next_attempt": _("Nächster Versuch"),
    "WebhookSecret.secret": _("Geheimnis"),
}
