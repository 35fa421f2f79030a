"""The fact that every journal begins with."""

from typing import Annotated

from fokus_core.domain.facts import Fact, Key, fact


@fact("core.journal-opened@1", public=True, irrevocable=True)
class JournalOpened(Fact, frozen=True):
    """The journal was opened; this is its first fact."""

    journal: Annotated[str, Key("journal")]
    format: int
