"""What stands on a paper, and the PDF that is made of it: the same again, to the byte, as long as the name is there."""

from pathlib import Path
from typing import Any

from babel.dates import format_date

from fokus_api import paper, qr_code
from fokus_core import Bodies
from fokus_ews.papers.facts import PaperIssued

TEMPLATE = Path(__file__).parent.parent / "templates" / "paper.typ"
PROGRAMME = "Entwicklungswerkstatt für kommunale Engagementstrategien"
HEADS = {
    "participation": "Teilnahmebescheinigung",
    "completion": "Abschlussbescheinigung",
    "certificate": "Zertifikat",
}
SAYS = {  # papers are German, as those of the administration are
    "taking-part": "nimmt als {role} teil an:",
    "participation": "hat als {role} teilgenommen an:",
    "completion": "hat als {role} abgeschlossen:",
    "certificate": "hat als {role} mit Zertifikat abgeschlossen:",
}


async def printed(fact: PaperIssued, name: str | None, carrier: str | None, bodies: Bodies, address: str) -> bytes:
    """Return a paper as PDF/UA: with the name of a person, or for the site alone; `address` is where it is checked."""
    head, code = HEADS[fact.kind], qr_code(f"{address}?nummer={fact.paper}")
    issuer = bodies.name(carrier, fact.effective) if carrier else PROGRAMME
    return await paper(
        TEMPLATE,
        title=f"{head} {fact.paper}",
        author=issuer,
        programme=PROGRAMME,
        head=head,
        holder=name or site(fact, bodies),
        says=_says(fact, bodies),
        run=fact.title,
        days=_days(fact),
        issuer=issuer,
        issued=written(fact.effective),
        number=fact.paper,
        address=address,
        qr=code.svg,
    )


def site(fact: PaperIssued, bodies: Bodies) -> str:
    """Return how the site calls itself: Stadt Hagen, Oberbergischer Kreis."""
    said = str(bodies.called(fact.body, fact.effective))
    return said.removeprefix("die ") if said.startswith("die ") else bodies.name(fact.body, fact.effective)


def written(day: Any) -> str:
    """Return a day as papers have it."""
    return format_date(day, "long", locale="de")


def _says(fact: PaperIssued, bodies: Bodies) -> str:
    role = "Standort"
    if fact.person:
        role = f"Mitglied des Entwicklungsteams {bodies.called(fact.body, fact.effective, 'genitive')}"
    going_on = fact.kind == "participation" and fact.until is None
    return SAYS["taking-part" if going_on else fact.kind].format(role=role)


def _days(fact: PaperIssued) -> str:
    if fact.kind != "participation":
        return f"am {written(fact.day)}"
    if fact.until is None:
        return f"seit dem {written(fact.day)}"
    return f"vom {written(fact.day)} bis einschließlich {written(fact.until)}"
