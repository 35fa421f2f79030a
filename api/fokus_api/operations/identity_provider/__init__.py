"""An identity provider on this machine, for tests and the demonstration alone: whoever asks is let in as anybody."""

from fokus_api.operations.identity_provider.issuer import Account, Shape
from fokus_api.operations.identity_provider.server import LocalProvider, address, listen

__all__ = ["Account", "LocalProvider", "Shape", "address", "listen"]
