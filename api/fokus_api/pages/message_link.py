"""The link in a message by which its recipient ends such messages, or gets them again."""

from collections.abc import Mapping
from typing import Any

from fokus_api.pages.link_actions import LinkAction, Records, Told
from fokus_core.domain.refusals import NotFound
from fokus_core.domain.statutes import standing
from fokus_core.domain.texts import _
from fokus_core.messages.choosing import CHOSEN, ChooseMessage, chosen_by

__all__ = ["OWN"]

GETS, GETS_NOT = _("Sie bekommen diese Nachrichten."), _("Sie bekommen diese Nachrichten nicht.")


def show_choice(records: Records, about: Mapping[str, str]) -> Mapping[str, Any]:
    """Tell which message it is, and whether the person gets it."""
    message = records.journal.catalogue.messages.get(about["message"])
    if message is None:
        raise NotFound
    wanted = chosen_by(standing(records.journal.under(f"person:{about['person']}")), message.id)
    return {"title": Told(message.title), "now": Told(GETS if wanted else GETS_NOT)}


OWN = (
    LinkAction(
        CHOSEN,
        ChooseMessage,
        _("Auswahl speichern"),
        _("Möchten Sie diese Nachrichten weiter bekommen? Was Sie wissen müssen, schicken wir Ihnen trotzdem."),
        labels={
            "title": _("Nachricht"),
            "now": _("Wie es steht"),
            "wanted": _("Was möchten Sie?"),
            "wanted=no": _("Nicht mehr schicken"),
            "wanted=yes": _("Wieder schicken"),
        },
        show=show_choice,
        heading=_("Nachrichten abbestellen oder wieder bekommen"),
    ),
)
