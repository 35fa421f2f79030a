"""Documents that prove what an application says: whose file may be named, and the one that comes later."""

from collections.abc import Iterable, Iterator, Sequence

from fokus_ehrenamtskarte.applications.record.facts import DocumentEnclosed
from fokus_ehrenamtskarte.applications.record.policies import DECIDE
from fokus_ehrenamtskarte.applications.record.steps import AboutApplication
from fokus_ehrenamtskarte.applications.record.terms import Document, Shows
from fokus_ehrenamtskarte.programme import ehrenamtskarte
from fokus_kommune import Invalid, Past, Reads, _


@ehrenamtskarte.command("enclose-document", DECIDE, title=_("Nachweis zu einem Antrag ablegen"))
class EncloseDocument(AboutApplication, frozen=True, kw_only=True):
    """File a document with an application, such as the scan of what came on paper."""

    file: Document
    shows: Shows

    def more(self, past: Past) -> Reads:
        """Read where else the file is named."""
        return named([self.file])

    def decide(self, past: Past) -> Iterator[DocumentEnclosed]:
        """Yield the document."""
        held = self.held(past)
        demand_new(past, [self.file], "file")
        yield DocumentEnclosed(**held, file=self.file, shows=self.shows)


def named(files: Iterable[str]) -> Reads:
    """Return what to read of files: every application that names one."""
    found = Reads()
    for one in files:
        found |= Reads(f"file:{one}", DocumentEnclosed)
    return found


def demand_new(past: Past, files: Sequence[str], field: str) -> None:
    """Raise `Invalid` where a file belongs to an application, this or another: nobody encloses what others did."""
    known = {one.file for one in past.of(DocumentEnclosed)} if files else set()
    for number, file in enumerate(files):
        if file in known:
            message = _("Diese Datei gehört schon zu einem Antrag. Laden Sie eine andere hoch.")
            raise Invalid("file-in-use", message, field=field.format(number))
        known.add(file)
