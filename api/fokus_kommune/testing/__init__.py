"""What the fixtures of the pytest plugin give a programme's tests; part of the product, as the contracts are."""

from fokus_kommune.testing.clerks import Clerk, ClerkOf
from fokus_kommune.testing.jobs import RunJob

__all__ = ["Clerk", "ClerkOf", "RunJob"]
