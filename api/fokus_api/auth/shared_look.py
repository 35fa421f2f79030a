"""One look at the read models for all requests that were waiting when it was taken."""

import asyncio

from fokus_projections import Reader, ReadModels

__all__ = ["SharedLook"]


class SharedLook:
    """The reader of the event loop's thread, after a look that is younger than every request it answers.

    A look ends in the queue of the event loop: whoever comes after it stands behind its end there, and takes another.
    """

    def __init__(self, models: ReadModels) -> None:
        self._models = models
        self._reader: Reader | None = None

    def reader(self) -> Reader:
        """Return the reader; raises `Unavailable`."""
        try:
            loop = asyncio.get_running_loop()
        except RuntimeError:  # another thread, with a reader of its own
            return self._models.reader()
        if self._reader is None:
            self._reader = self._models.reader()
            loop.call_soon(self._end)
        return self._reader

    def _end(self) -> None:
        self._reader = None
