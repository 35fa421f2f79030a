"""What the network processes personal data for, and what it keeps besides the journal."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from fokus_core import BodyEnded, Fact, Purpose, Start, Trace, _
from fokus_network.exchange.consultations.facts import ConsultationClosed, ConsultationOpened
from fokus_network.membership.facts import MunicipalityJoined, MunicipalityLeft
from fokus_network.people.facts import ContactEnded, SpeakerEnded


def ended(fact: Any, ends: Sequence[Any]) -> date | None:
    """Return the first day after a term, which ends with its body at the latest."""
    own = [one.effective for one in ends if isinstance(one, BodyEnded) or one.term == fact.term]
    return max(fact.effective, min(own)) if own else None


def left(fact: Fact, ends: Sequence[Fact]) -> date | None:
    """Return the first day on which a body is no member any more, or signed where that is later."""
    return None if not ends or isinstance(ends[-1], MunicipalityJoined) else max(fact.effective, ends[-1].effective)


DUTY = _("Artikel 6 Absatz 1 Buchstabe e DSGVO mit § 3 DSG NRW: Aufgabe im öffentlichen Interesse")
PURPOSES = (
    Purpose(
        "contact",
        _("Ansprechpersonen, Vertretungen und Sprecherteam erreichen"),
        basis=DUTY,
        kept=_("Bis ein Jahr nach dem Ende der Aufgabe (Beispiel)"),
        recipients=(_("Netzwerkkoordination"), _("Staatskanzlei"), _("Mitglieder des Netzwerks")),
        starts=(
            Start("ended", _("Ende der Aufgabe"), ("term", "body"), (ContactEnded, SpeakerEnded, BodyEnded), day=ended),
        ),
    ),
    Purpose(
        "signature",
        _("Belegen, wer die Gemeinsame Erklärung unterzeichnet hat"),
        basis=DUTY,
        kept=_("Solange die Mitgliedschaft besteht (Beispiel)"),
        recipients=(_("Netzwerkkoordination"), _("Staatskanzlei")),
        starts=(
            Start(
                "left",
                _("Ende der Mitgliedschaft"),
                ("body",),
                (MunicipalityJoined, MunicipalityLeft, BodyEnded),
                day=left,
            ),
        ),
    ),
    Purpose(
        "consultation",
        _("Kollegial beraten"),
        basis=DUTY,
        kept=_("Bis fünf Jahre nach dem Ende der Beratung (Beispiel)"),
        recipients=(_("Mitglieder, die an der Beratung teilnehmen"),),
        starts=(
            Start("consultation-closed", _("Ende der Beratung"), ("consultation",), (ConsultationClosed,)),
            Start("consultation-opened", _("Beginn der Beratung"), ("consultation",), (ConsultationOpened,)),
        ),
    ),
)
TRACES = (Trace("mail-done", _("Infomails, die zugestellt sind"), kind="mail", stays=True),)
