"""Filing a council paper or an agreement: as a text, as a file or both; the next version of a kind stands beside it."""

from collections.abc import Iterator
from datetime import date
from typing import Annotated, ClassVar, Literal

from msgspec import Meta

from fokus_core import FileId, Title
from fokus_ehrenamtskarte.commands import KEEP
from fokus_ehrenamtskarte.facts import OfBody
from fokus_ehrenamtskarte.programme import ehrenamtskarte
from fokus_kommune import BodyRef, Command, Past, Reads, Refused, Sentence, _, labelled

Paper = Annotated[
    Literal["council-paper", "agreement"],
    Meta(description="Paper that the council decided on, or agreement with the state"),
    labelled({"council-paper": _("Vorlage für den Rat"), "agreement": _("Vereinbarung mit dem Land")}),
]
Wording = Annotated[str, Meta(max_length=40_000, description="Its wording, as far as it is known; no personal data")]


@ehrenamtskarte.fact(
    "document-filed@1",
    public=True,
    sentence=Sentence(
        _("Zur Ehrenamtskarte {body_genitive} wurde die Vorlage für den Rat „{title}“ abgelegt (Fassung {version})."),
        when={
            lambda fact: fact.paper == "agreement": Sentence(
                _(
                    "Zur Ehrenamtskarte {body_genitive} wurde die Vereinbarung mit dem Land „{title}“ abgelegt "
                    "(Fassung {version})."
                )
            )
        },
    ),
)
class DocumentFiled(OfBody, frozen=True, kw_only=True):
    """A version of a paper on taking part was filed; it stands from its own day on."""

    paper: Paper
    title: Title
    version: Annotated[int, Meta(ge=1, description="Number of the version among those of its kind, from 1")]
    text: Wording = ""
    file: FileId | None = None


@ehrenamtskarte.command("file-document", KEEP, title=_("Vorlage oder Vereinbarung ablegen"))
class FileDocument(Command, frozen=True, kw_only=True):
    """File a version of the council paper or of the agreement of a body, which everybody may read."""

    reads: ClassVar[Reads] = Reads("body", DocumentFiled)
    body: BodyRef
    paper: Paper
    title: Title
    effective: date
    text: Wording = ""
    file: FileId | None = None

    def decide(self, past: Past) -> Iterator[DocumentFiled]:
        """Yield the next version of its kind."""
        if not self.text.strip() and self.file is None:
            message = _("Geben Sie den Text ein oder wählen Sie eine Datei aus.")
            raise Refused("nothing-given", message, field="text")
        before = [one.version for one in past.of(DocumentFiled) if one.paper == self.paper]
        yield DocumentFiled(
            effective=self.effective,
            body=self.body,
            paper=self.paper,
            title=self.title,
            version=max(before, default=0) + 1,
            text=self.text,
            file=self.file,
        )


DOCUMENTS = ehrenamtskarte.facts_of(DocumentFiled, indexes=[("body",)])
