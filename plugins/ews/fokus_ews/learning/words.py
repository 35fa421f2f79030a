"""What the facts and commands of the closed group are made of."""

from typing import Annotated, Literal

from msgspec import Meta

from fokus_core import BodyId, Key, _, labelled

Minted = Meta(pattern=r"^[0-9a-f]{32}$")
WorkshopId = Annotated[str, Key("workshop"), Minted, Meta(description="Id of the workshop or conference")]
RoundId = Annotated[str, Key("topic-round"), Minted, Meta(description="Id of the round in which a topic is chosen")]
TopicId = Annotated[str, Key("topic"), Minted, Meta(description="Id of the proposed topic")]
SourceId = Annotated[str, Key("source"), Minted, Meta(description="Id of the entry in the pool of learning sources")]
AdviceId = Annotated[str, Key("advice"), Minted, Meta(description="Id of the advice")]
NoteId = Annotated[str, Key("note"), Minted, Meta(description="Id of the note")]
DraftId = Annotated[str, Key("draft"), Minted, Meta(description="Id of the draft")]
WorkshopKind = Annotated[
    Literal["conference", "workshop"],
    Meta(description="Whether it is a conference (Fachtagung) or a workshop"),
    labelled({"conference": _("Fachtagung"), "workshop": _("Workshop")}),
]
NO_FILE = _("Diese Datei ist nicht mehr da. Laden Sie sie noch einmal hoch.")
SourceKind = Annotated[
    Literal["article", "guide", "example", "presentation", "legal", "tool", "other"],
    Meta(description="Kind of learning source"),
    labelled(
        {
            "article": _("Artikel"),
            "guide": _("Leitfaden"),
            "example": _("Praxisbeispiel"),
            "presentation": _("Präsentation"),
            "legal": _("Rechtstext"),
            "tool": _("Werkzeug"),
            "other": _("Anderes"),
        }
    ),
]
Channel = Annotated[
    Literal["phone", "mail", "online", "on-site"],
    Meta(description="How the advice is given"),
    labelled({"phone": _("Telefon"), "mail": _("E-Mail"), "online": _("Videogespräch"), "on-site": _("vor Ort")}),
]
Outcome = Annotated[
    Literal["project", "strategy"],
    Meta(description="Local practice project, or municipal engagement strategy"),
    labelled({"project": _("Praxisprojekt"), "strategy": _("Engagementstrategie")}),
]
Adopter = Annotated[
    Literal["council", "main-committee", "district-council", "district-committee"],
    Meta(description="Who adopted it: Rat, Hauptausschuss, Kreistag or Kreisausschuss"),
    labelled(
        {
            "council": _("Rat"),
            "main-committee": _("Hauptausschuss"),
            "district-council": _("Kreistag"),
            "district-committee": _("Kreisausschuss"),
        }
    ),
]
Online = Annotated[bool, Meta(description="Whether one can take part online")]
Place = Annotated[str, Meta(max_length=300, description="Where it takes place; empty where that is not known")]
Link = Annotated[
    str,
    Meta(pattern=r"^https?://[^\s/?#@]+([/?#]\S*)?$", max_length=500, description="Address on the web, http or https"),
]
Tags = Annotated[tuple[Annotated[str, Meta(min_length=1, max_length=60)], ...], Meta(max_length=20)]
Site = Annotated[BodyId | None, Meta(description="Site it comes from; empty where it comes from the carrier")]
