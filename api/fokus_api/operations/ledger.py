"""The ledger, as `fokus check` looks at it: whether the journal still extends what was signed last."""

from collections.abc import Iterator

from fokus_api.runtime.service import Service
from fokus_core.domain.finding import Finding
from fokus_core.domain.refusals import Unusable
from fokus_core.ledger.signing import CHECKPOINT, SPACE, NotExtended

__all__ = ["check_ledger"]


def check_ledger(service: Service) -> Iterator[Finding]:
    """Yield why the journal can be signed no more; nothing where it was never signed."""
    ledger = service.ledger
    if not ledger.kept and service.state_store.get(SPACE, CHECKPOINT) is None:
        return
    try:
        ledger.held(service.records)
    except NotExtended as error:
        yield Finding(error.slug, str(error))
    except Unusable as error:
        yield Finding("ledger-unusable", str(error))
