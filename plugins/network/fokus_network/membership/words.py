"""What criteria, signatures and exceptions are said to be for, with the words people use for it."""

from typing import Annotated, Literal

from msgspec import Meta

from fokus_core import _, labelled

Occasion = Literal["entry", "staying"]
APPLIES = {"entry": _("für die Aufnahme"), "staying": _("für den Verbleib"), "both": _("für Aufnahme und Verbleib")}
Applies = Annotated[  # when a criterion is asked for
    Literal["entry", "staying", "both"],
    labelled(APPLIES),
    Meta(title=_("Gilt"), description="For joining, for staying a member, or for both"),
]
RestsOn = Annotated[  # what somebody rests on who joins again
    Literal["earlier", "new"],
    labelled({"earlier": _("frühere Unterzeichnung"), "new": _("neue Unterzeichnung")}),
    Meta(
        title=_("Beruht auf"),
        description="Whoever joins again rests on the signature of an earlier membership, or on a new one",
    ),
]
ExceptionState = Annotated[
    Literal["running", "expired", "unlimited"],
    labelled(
        {
            "running": _("Ausnahme gilt"),
            "expired": _("Ausnahme abgelaufen"),
            "unlimited": _("Ausnahme ohne Ende"),
        }
    ),
    Meta(title=_("Ausnahme"), description="An exception that still runs, is over, or has no last day"),
]
