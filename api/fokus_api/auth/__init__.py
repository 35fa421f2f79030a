"""Who asks, what they may do and see, and the policy that stands on every route."""
