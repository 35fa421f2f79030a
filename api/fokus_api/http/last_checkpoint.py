"""The header that names the checkpoint which covers an answer: the last signed one, looked at beside the requests."""

import asyncio
import time
from base64 import b64encode
from concurrent.futures import Future

from fokus_api.http.request_context import Headers
from fokus_core.domain.refusals import Unavailable
from fokus_core.ledger.note import noted
from fokus_core.ledger.signing import CHECKPOINT, SPACE
from fokus_core.storage.state_store import StateStore
from fokus_projections import ReadModels
from fokus_projections.builtin.ledger import Tree

__all__ = ["LastCheckpoint"]

EVERY = 2.0  # seconds between two looks; the signer signs once a minute


class LastCheckpoint:
    """The last signed checkpoint as this node has heard of it; asking for it reads nothing and never waits."""

    def __init__(self, state_store: StateStore, models: ReadModels) -> None:
        self._state_store = state_store
        self._models = models
        self._upto = 0  # the last position that it covers, as far as is known here
        self._covering: Headers = []
        self._beyond: Headers = []
        self._next = 0.0
        self._looking: Future[None] | asyncio.Future[None] | None = None

    def named(self, position: int) -> Headers:
        """Return the header for an answer that knows the journal up to a position; none while nothing is signed."""
        now = time.monotonic()
        if now >= self._next:
            self._next = now + EVERY
            self._look_aside()
        return self._covering if position <= self._upto else self._beyond

    def look(self) -> None:
        """Read the last checkpoint; one that cannot be read leaves the one before."""
        try:
            found = self._state_store.get(SPACE, CHECKPOINT)
            if found is None:
                return
            signed, reader = noted(found.decode()), self._models.reader()
            last = Tree(reader).position(signed.size - 1)
        except Unavailable:
            return
        said = f"size={signed.size}, root=:{b64encode(signed.root).decode()}:, covers=?".encode()
        covering, beyond = ([(b"fokus-checkpoint", said + one)] for one in (b"1", b"0"))
        self._covering, self._beyond = covering, beyond
        self._upto = reader.position if last is None else last  # what is signed, but not read here, comes later

    def _look_aside(self) -> None:
        """Look in a thread, unless one looks already."""
        if self._looking is None or self._looking.done():
            try:
                self._looking = asyncio.get_running_loop().run_in_executor(None, self.look)
            except RuntimeError:  # no event loop: nobody waits here
                self.look()
