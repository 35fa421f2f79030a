"""Applications lent to tests: made once for each set of plugins and lent again, since adding routes takes longest."""

from collections import OrderedDict
from collections.abc import Iterator
from contextlib import contextmanager

from litestar import Litestar

from fokus_api.runtime.service import Service
from fokus_api.server.app import create_app

__all__ = ["lent"]

SETS = 12  # of plugins, whose applications are kept: some 50 MB each
_free: OrderedDict[tuple[object, ...], list[Litestar]] = OrderedDict()


@contextmanager
def lent(service: Service) -> Iterator[Litestar]:
    """Lend an application over a service; whoever borrows it starts and ends it, and nobody else has it meanwhile."""
    alike = (*map(_Same, service.plugins.objects), *service.settings.limits)
    waiting = _free.get(alike)
    app = waiting.pop() if waiting else create_app(lambda: service)
    app.state.open_service = lambda: service
    yield app
    _free.setdefault(alike, []).append(app)
    _free.move_to_end(alike)
    while len(_free) > SETS:
        _free.popitem(last=False)


class _Same:
    """A plugin, of which nothing but itself is equal; kept, so that no other comes to lie where it was."""

    def __init__(self, plugin: object) -> None:
        self.plugin = plugin

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Same) and self.plugin is other.plugin

    def __hash__(self) -> int:
        return id(self.plugin)
